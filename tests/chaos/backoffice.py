"""Another system that reports the progress of steps in SQL, as long as there is a database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random

import psycopg

from app.sync.addresses import with_login
from tests.sync.offices import PASSWORD

_BREATH = 0.03
_UNITS = {"WORKSHOP": "setup", "DELIVERY": "delivery"}


class BackOffice:
    """`done` are the facts of which it was told that they are committed."""

    def __init__(self, url: Callable[[], str], rng: Random) -> None:
        self._url = url
        self._rng = rng
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.done: list[str] = []
        self.faults: list[str] = []

    def start(self) -> None:
        """Begin to report."""
        self._thread = threading.Thread(target=self._run, name="back office")
        self._thread.start()

    def stop(self) -> None:
        """Report no more."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(_BREATH):
            try:
                address = with_login(self._url(), "gudang", PASSWORD)
                with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
                    self._report_on(connection)
            except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.ReadOnlySqlTransaction):
                continue
            except psycopg.Error as error:
                self.faults.append(f"back office: {error.sqlstate} {error}")

    def _report_on(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        while not self._stopping.wait(_BREATH):
            unit = self._rng.choice(list(_UNITS))
            rows = connection.execute("select case_number from loket.open_steps(%s, null, 20)", (unit,)).fetchall()
            if not rows:
                continue
            number = self._rng.choice(rows)[0]
            done = connection.execute(
                "select loket.report_step(%s, %s, 'in_progress', estimate_at => now() + interval '3 hours')",
                (number, _UNITS[unit]),
            ).fetchone()
            if done is not None:
                self.done.append(str(done[0]))
