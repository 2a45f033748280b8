"""B13: outboxes of a day without a line, and what others at work feel meanwhile."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from app.domain.replication import MAX_PUSH
from tests.bench.pairs import Pairs, in_turns, timed
from tests.bench.pushes import BranchPushes, branches
from tests.bench.report import Line, Options, delay_line, rate_line, ratio_line, script
from tests.bench.rig import Load, an_office, many_branches, notify
from tests.bench.stations import a_station
from tests.sync.offices import Office

DAY = 10_000
LEAST, MOST_MS = 5_000, 1_000.0
LIVE_RATE, LIVE_CLIENTS = 20, 4
BACKLOG, DEVICES = 200, 16
SCOPE = 1
_LOOK_EVERY = 0.02
_numbers = count(1)


def run(options: Options) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as name, an_office() as office:
        folder = Path(name)
        many_branches(office)
        yield from one_day(office, folder, options)
        yield meanwhile(office, folder, options)
        notify(office, wanted=False)
        yield backlogs(office, options)


def one_day(office: Office, folder: Path, options: Options) -> Iterator[Line]:
    """Through the real engine and store, until everything is acknowledged."""

    def ours() -> float:
        with a_station(office, folder / f"day-{next(_numbers)}") as station:
            station.sync()
            station.queue(DAY)
            return timed(DAY, station.sync)

    pairs = in_turns(ours, lambda: BranchPushes(office, branches(1)).push(0, DAY), options.pick(2, 5))
    what = f"a day's outbox of {DAY:,} through the engine"
    yield rate_line("B13", what, pairs.figure, "operations/s", LEAST)
    limit = f"ready-made pushes of {MAX_PUSH} over one connection"
    yield ratio_line("B13", "the same", pairs, "operations/s", limit, None)


def _operations(office: Office) -> int:
    """How many operations the shared database has settled."""
    return int(office.sql("select count(*) from sync.applied_op")[0][0])


def meanwhile(office: Office, folder: Path, options: Options) -> Line:
    """Live pushes in the very branch whose outbox is drained: they take turns on its head."""
    live = BranchPushes(office, [SCOPE] * LIVE_CLIENTS)
    with ExitStack() as stack:
        drained = [stack.enter_context(a_station(office, folder / f"live-{n}")) for n in range(options.pick(1, 3))]
        for station in drained:
            station.sync()
            station.queue(DAY)
        loads: list[Load] = []
        seconds = options.pick(5, 12)
        # pgbench shares them out by chance, so each client has enough for all
        live.prepare(LIVE_RATE * seconds)
        thread = threading.Thread(target=lambda: loads.append(live.live(seconds, LIVE_RATE)))
        pushed = _operations(office)
        thread.start()
        while _operations(office) == pushed and thread.is_alive():
            thread.join(_LOOK_EVERY)
        for station in drained:
            station.sync()
        thread.join()
    limit = f"{LIVE_RATE} pushes/s in the same branch"
    return delay_line(
        "B13",
        f"live pushes beside drains of {DAY:,} operations ({len(drained)})",
        loads[0].delays,
        limit,
        (None, MOST_MS),
    )


def backlogs(office: Office, options: Options) -> Line:
    """Many devices of many branches, each with 200 operations, against the same devices with one at a time."""
    each = options.pick(5, 40)

    def rate(size: int, transactions: int) -> float:
        pushes = BranchPushes(office, branches(DEVICES))
        pushes.prepare(transactions * size, size)
        load = pushes.run(transactions, size)
        pushes.check(DEVICES * transactions * size)
        return load.rate * size

    pairs: Pairs = in_turns(lambda: rate(BACKLOG, each), lambda: rate(1, each * 30), options.pick(2, 5))
    what = f"{DEVICES} devices at once, {BACKLOG} operations in a push"
    return ratio_line("B13", what, pairs, "operations/s", "B2: one in a push", 0.5)


if __name__ == "__main__":
    script(run, __doc__)
