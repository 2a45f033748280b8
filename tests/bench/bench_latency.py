"""B8, B9: from a commit in the shared database to the commit in a station's store, through the real engine."""

from __future__ import annotations

import queue
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from app.changes import Changes
from app.sync.loading import bulk_load
from app.sync.worker import SyncWorker
from tests.bench.pairs import percentile
from tests.bench.report import Line, Options, delay_line, script
from tests.bench.rig import an_office
from tests.bench.stations import Station, a_station
from tests.bench.stock import stock
from tests.sync.offices import Office

SCOPE, BRANCH, CUSTOMERS = 1, "JKT1", 2_000
SLACK_MS = 50.0
WAIT_SECONDS = 30


def run(options: Options) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as name, an_office() as office:
        branch = stock(CUSTOMERS, SCOPE, BRANCH)
        bulk_load(office.url, SCOPE, branch.customers, branch.cases, branch.facts)
        numbers = [case.number for case in branch.cases]
        with a_station(office, Path(name)) as station:
            station.sync()
            with listening(station):
                yield listen(office, station, numbers, options.pick(150, 600))
            for pause in (0.25, 0.5):
                with polling(station, pause):
                    yield poll(office, station, numbers, pause, options.pick(40, 200))


def listen(office: Office, station: Station, numbers: list[str], amount: int) -> Line:
    rtt, delays = report_all(office, station, numbers, amount, lambda: 0.0)
    limit = f"round trip {rtt:.2f} ms"
    return delay_line("B8", "commit to local commit, LISTEN", delays, limit, (None, rtt + SLACK_MS))


def poll(office: Office, station: Station, numbers: list[str], pause: float, amount: int) -> Line:
    """A report may come at any moment between two polls."""
    rtt, delays = report_all(office, station, numbers, amount, lambda: random.uniform(0, pause))
    every = pause * 1_000
    most = (0.6 * every + rtt, 1.4 * every + rtt + SLACK_MS)
    return delay_line("B9", f"commit to local commit, poll every {pause} s", delays, f"poll {every:.0f} ms", most)


def report_all(
    office: Office, station: Station, numbers: list[str], amount: int, rest: Callable[[], float]
) -> tuple[float, list[float]]:
    """A round trip, and for each report the time until it was in the store; both in milliseconds."""
    heard: queue.Queue[float] = queue.Queue()
    end = station.bus.subscribe(lambda changes: _note(changes, heard))
    delays, trips = [], []
    with psycopg.connect(office.url, autocommit=True) as connection:
        for number in range(amount):
            time.sleep(rest())  # the pace of what is measured, no wait for a result
            began = time.perf_counter()
            connection.execute("select 1")
            trips.append((time.perf_counter() - began) * 1_000)
            case = numbers[number % len(numbers)]
            connection.execute("select loket.report_step(%s, 'setup', 'in_progress')", (case,))
            committed = time.perf_counter()
            delays.append((heard.get(timeout=WAIT_SECONDS) - committed) * 1_000)
    end()
    return percentile(trips, 0.5), delays


def _note(changes: Changes, heard: queue.Queue[float]) -> None:
    if changes.cases:
        heard.put(time.perf_counter())


@contextmanager
def listening(station: Station) -> Iterator[SyncWorker]:
    """The worker as the console runs it, with nobody touching the screen."""
    worker = station.worker()
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


@contextmanager
def polling(station: Station, pause: float) -> Iterator[None]:
    """Rounds with so much rest between them, and no wake-up."""
    stopped = threading.Event()

    def poll_on() -> None:
        while not stopped.wait(pause):
            station.engine.round()

    thread = threading.Thread(target=poll_on)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


if __name__ == "__main__":
    script(run, __doc__)
