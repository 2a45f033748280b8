"""The i-th call fails: every statement, commit and request of a station's day, each in turn, each in several ways."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, product
from pathlib import Path
from random import Random

from app.domain.errors import LoketError
from app.domain.replication import SyncState
from tests.sim import checks
from tests.sim.backend import COUNTERS
from tests.sim.clockwork import SeededIds, WorldClock
from tests.sim.disk import CrashError, Fault
from tests.sim.invariants import i18_survives
from tests.sim.ledger import Ledger
from tests.sim.line import Trouble
from tests.sim.model_backend import ModelBackend
from tests.sim.station import Parts, Station
from tests.sim.work import Worker
from tests.sim.world import own_folder, template_store

FAULTS = tuple(Fault)
TROUBLES = (
    Trouble.LOSE_REQUEST,
    Trouble.LOSE_ANSWER,
    Trouble.DOUBLE,
    Trouble.TRANSIENT,
    Trouble.KILL_BEFORE,
    Trouble.KILL_AFTER,
)
ROUNDS = 6
"""In which everything must be in step again, whatever failed."""


@dataclass(slots=True)
class Day:
    """A station and its shared database, which can be brought back to where a part of the day begins."""

    station: Station
    backend: ModelBackend
    worker: Worker
    disk: Path
    snapshot: int

    def begin(self) -> checks.Watch:
        self.station.go_back_to(self.disk)
        self.station.line.mend()
        self.station.ledger.made.clear()
        self.backend.restore(self.snapshot, new_epoch=False)
        self.backend.server.tables.epoch = self.epoch
        self.worker.said.clear()
        return checks.Watch(self.station, self.worker)

    @property
    def epoch(self) -> str:
        return self.backend._snapshots[self.snapshot].epoch


Part = Callable[[Station, Worker], object]


def _round(station: Station, _worker: Worker) -> object:
    return station.round()


def _serve(_station: Station, worker: Worker) -> object:
    return worker._serve()


def _open_case(_station: Station, worker: Worker) -> object:
    return worker._open_case()


def _morning(_day: Station, _worker: Worker, _backend: ModelBackend) -> None:
    """Nothing has come yet."""


def _busy(station: Station, worker: Worker, backend: ModelBackend) -> None:
    """Much waits here, some of which will be refused or put aside, and there is news there."""
    station.round()
    worker._edit_customer()
    worker._serve()
    worker._poison()
    worker._wrong_fact()
    worker._open_case()
    backend.add_customers("JKT1", ("Putu Ayu",))


def _lost(station: Station, worker: Worker, backend: ModelBackend) -> None:
    """The shared database has lost what was acknowledged here, and went on under the same versions."""
    station.round()
    before = backend.snapshot()
    worker._serve()
    worker._open_case()
    station.round()
    worker._edit_customer()
    backend.restore(before, new_epoch=True)
    backend.add_customers("JKT1", ("Putu Ayu", "Komang Adi"))


def _cloned(station: Station, worker: Worker, _backend: ModelBackend) -> None:
    """Another machine has used our numbers."""
    station.round()
    twin = station.clone("twin")
    Worker(twin, Random(5))._serve()
    twin.round()
    twin.close()
    worker._serve()


PARTS: dict[str, tuple[Callable[[Station, Worker, ModelBackend], None], Part]] = {
    "first pull": (_morning, _round),
    "serving": (_busy, _serve),
    "opening a case": (_busy, _open_case),
    "busy round": (_busy, _round),
    "round after a restore": (_lost, _round),
    "round after a clone": (_cloned, _round),
}


ROUNDS_OF_A_DAY = tuple(name for name, (_, action) in PARTS.items() if action is _round)


@contextmanager
def day(folder: Path, part: str) -> Iterator[Day]:
    clock = WorldClock()
    backend = ModelBackend(clock, SeededIds(Random(1), clock))
    backend.add_customers("JKT1", ("Wayan Sudira", "Made Putra", "Nyoman Rai"))
    station = Station("s", folder, backend, Ledger(), Random(2), clock, Parts())
    identity, session = backend.enrol(COUNTERS[0])
    station.install(template_store(), identity, session)
    station.knobs.bucket_rows = 2
    worker = Worker(station, Random(3))
    try:
        PARTS[part][0](station, worker, backend)
        yield Day(station, backend, worker, station.back_up(), backend.snapshot())
    finally:
        station.close()


def _come_to_rest(watch: checks.Watch, backend: ModelBackend, told: str) -> None:
    """A retry succeeds, and everything holds."""
    station, report = watch.station, None
    for _ in range(ROUNDS):
        watch.scopes = ()
        report = station.round()
        scene = checks.after_step(watch, backend.oracle(), station.ledger, 1, report)
        if report.state is SyncState.OK and not report.outbox and scene.at_head():
            break
    else:
        raise AssertionError(f"not in step: {told} {report}")
    checks.at_rest([watch], backend.oracle(), station.ledger)


def each_statement(part: str, stride: int = 1, first: int = 0, faults: Sequence[Fault] = FAULTS) -> int:
    """Fail statement after statement of a part, with one kind of fault after the other; gives how many there were."""
    with own_folder() as folder, day(folder, part) as made:
        for nth, place in enumerate(count(first, stride)):
            watch = made.begin()
            before = watch.scene(made.backend.oracle(), made.station.ledger)
            fault = faults[nth % len(faults)]
            told = f"{part}, statement {place}: {fault}"
            died = _attempt(made, part, place, fault)
            hit = died or made.station.disk.hit
            i18_survives(before.view, watch.scene(made.backend.oracle(), made.station.ledger).view, told)
            _come_to_rest(watch, made.backend, told)
            if not hit:
                return place
    raise AssertionError("no end")


def each_request(part: str, trouble: Trouble) -> int:
    """Let one request of a round after the other go wrong in one way; gives how many there were."""
    with own_folder() as folder, day(folder, part) as made:
        for place in count(1):
            watch, line = made.begin(), made.station.line
            watch.scene(made.backend.oracle(), made.station.ledger)
            line.planned = {line.calls + place: trouble}
            try:
                made.station.round()
            except CrashError:
                made.station.crash()
            if line.planned:
                return place
            _come_to_rest(watch, made.backend, f"{part}, request {place}: {trouble}")
    raise AssertionError("no end")


def _attempt(made: Day, part: str, place: int, fault: Fault) -> bool:
    action = PARTS[part][1]
    try:
        return made.station.survive(lambda: action(made.station, made.worker), place, fault)
    except LoketError:
        return False


def main() -> int:
    """Each statement with each kind of fault, and each request: `python -m tests.sim.days`."""
    for part in PARTS:
        for first in range(len(FAULTS)):
            # another start lets each statement meet another kind of fault
            rotated = FAULTS[first:] + FAULTS[:first]
            sys.stdout.write(f"{part}: {each_statement(part, faults=rotated)} statements from {rotated[0]}\n")
    for part, trouble in product(ROUNDS_OF_A_DAY, TROUBLES):
        sys.stdout.write(f"{part}: {each_request(part, trouble)} requests, {trouble}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
