"""Hears that a scope has news, so that the next round starts at once; nothing is lost when it hears nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import SystemRandom

import psycopg
from psycopg import sql

from app.domain.errors import LoketError
from app.domain.replication import DeviceIdentity
from app.sync.connecting import Connection, LoginRefusedError, connect

_TICK_SECONDS = 1.0
_LONGEST_REST = 10.0


class ScopeListener:
    """A thread with a connection of its own that LISTENs on the scopes of this device.

    `wake` is called for news; `tick` about every second, also while there is no connection.
    """

    def __init__(
        self, device: Callable[[], DeviceIdentity], wake: Callable[[], None], tick: Callable[[], None]
    ) -> None:
        self._device = device
        self._wake = wake
        self._tick = tick
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._random = SystemRandom()

    def start(self) -> None:
        """Begin to listen, now or as soon as the server can be reached."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._run, name="loket-listen", daemon=True)
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Stop listening; waits at most `timeout` seconds."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout)
            self._thread = None

    def _run(self) -> None:
        rest = _TICK_SECONDS
        while not self._stopped.is_set():
            try:
                with self._open() as connection:
                    rest = _TICK_SECONDS
                    # what came between the last pull and LISTEN
                    self._wake()
                    self._hear(connection)
            except (psycopg.Error, LoketError, LoginRefusedError, OSError):
                rest = min(rest * 2, _LONGEST_REST)
            self._pause(self._random.uniform(rest / 2, rest))

    def _open(self) -> Connection:
        identity = self._device()
        connection = connect(identity.url)
        for scope in identity.scopes:
            connection.execute(sql.SQL("listen {}").format(sql.Identifier(f"s{scope}")))
        return connection

    def _hear(self, connection: Connection) -> None:
        while not self._stopped.is_set():
            for _news in connection.notifies(timeout=_TICK_SECONDS / 2, stop_after=1):
                self._wake()
            self._tick()

    def _pause(self, seconds: float) -> None:
        while seconds > 0 and not self._stopped.wait(min(seconds, _TICK_SECONDS)):
            self._tick()
            seconds -= _TICK_SECONDS
