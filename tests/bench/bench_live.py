"""From a report's commit in PostgreSQL to its words on the screen, in the real window."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from app.bootstrap import Paths, enrol_device
from app.demo import organisation
from app.demo.folder import DemoFolder
from app.demo.postgres import EmbeddedPostgres
from app.demo.shared import SharedDemo
from app.demo.story import STEP, Story
from app.sync.admin import add_device

if TYPE_CHECKING:
    from ui.main import Console

LIMIT_MS = 300.0
"""p99 with LISTEN (source: the requirements of the first release)."""
GAP_SECONDS = 0.15
"""Between the paint of one report and the commit of the next: a person does not report in bursts."""


class Measure:
    """Opens the customer's record in the window, then reports one change after the other and waits for its paint."""

    def __init__(self, url: str, story: Story, count: int) -> None:
        self._url = url
        self._story = story
        self._count = count
        self._seen = threading.Event()
        self._after: datetime | None = None
        self._painted_at = 0.0
        self.times_ms: list[float] = []
        self.error: BaseException | None = None

    def begin(self, console: Console) -> None:
        """Called once somebody is at work: opens the record, then measures from a thread of its own."""
        from PySide6.QtWidgets import QApplication

        from ui.screens.counter import CounterScreen

        counter = console.window.findChild(CounterScreen)
        assert isinstance(counter, CounterScreen)
        counter.painted.connect(self._on_painted)
        record = counter.viewmodel.record
        record.opened.connect(
            lambda _state: threading.Thread(target=self._report_all, args=(QApplication.exit,)).start()
        )
        counter.viewmodel.open(self._story.customer_id, self._story.case_number)

    def _on_painted(self, _case_id: str, as_of: object) -> None:
        if isinstance(as_of, datetime) and self._after is not None and as_of >= self._after:
            self._painted_at = time.perf_counter()
            self._seen.set()

    def _report_all(self, leave: Callable[[int], None]) -> None:
        try:
            with psycopg.connect(self._url, autocommit=True) as connection:
                for number in range(self._count):
                    self._report(connection, self._story.due_at + timedelta(minutes=number))
                    time.sleep(GAP_SECONDS)  # the pace of what is measured, no wait for a result
        except BaseException as error:  # noqa: BLE001 - told at the end, in the main thread
            self.error = error
        finally:
            leave(0)

    def _report(self, connection: psycopg.Connection[tuple[object, ...]], estimate: datetime) -> None:
        self._seen.clear()
        # one machine, one clock: whatever is painted with a later report than this is the one
        self._after = datetime.now(UTC)
        with connection.transaction():
            connection.execute(
                "select loket.report_step(%s, %s, 'in_progress', code => 'SETUP_RUNNING', estimate_at => %s)",
                (self._story.case_number, STEP, estimate),
            )
            committing = time.perf_counter()
        if not self._seen.wait(30):
            raise TimeoutError(f"the report for {estimate.isoformat()} was never painted")
        self.times_ms.append((self._painted_at - committing) * 1000)


def percentile(values: list[float], share: float) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def measure(folder: Path, customers: int, count: int) -> Measure:
    """Everything from nothing in `folder`, then `count` reports."""
    from ui.main import run

    demo = DemoFolder(folder)
    server = EmbeddedPostgres(demo.server)
    server.start()
    try:
        shared = SharedDemo(server, demo)
        state, _rows = shared.fill(customers, lambda _branch: None)
        state, story = shared.tell_story(state)
        device = add_device(shared.url, organisation.COUNTER_NAME, organisation.HOME.code)
        enrol_device(Paths(folder), device.url, device.token)
        measured = Measure(shared.integrator_url(state), story, count)
        login = organisation.COUNTER_LOGIN
        run(folder, "id", "light", autologin=(login, state.passwords[login]), tour=measured.begin)
    finally:
        server.stop()
    return measured


def main() -> int:
    """Exit status 0 within the limit, 1 beyond it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--customers", type=int, default=2_000)
    args = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("LOKET_KEYRING", "off")
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder), args.customers, args.reports)
    if measured.error is not None:
        raise measured.error
    times = measured.times_ms
    p50, p99 = statistics.median(times), percentile(times, 0.99)
    print(f"commit to repaint, {len(times)} reports: p50 {p50:.0f} ms, p99 {p99:.0f} ms, worst {max(times):.0f} ms")
    print(f"limit p99 {LIMIT_MS:.0f} ms: {'kept' if p99 <= LIMIT_MS else 'MISSED'}")
    return 0 if p99 <= LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
