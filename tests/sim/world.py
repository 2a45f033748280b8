"""The world of one seed: stations, lines, disks and a shared database, and what befalls them step by step.

One thread; every choice comes from `random.Random(seed)`. On the model the same seed gives the same trace.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.util import Finalize
from pathlib import Path
from random import Random

from app.domain.errors import LoketError
from app.domain.replication import SyncReport, SyncState
from app.storage.store import open_store
from tests.sim import checks
from tests.sim import invariants as inv
from tests.sim.backend import COUNTERS, WORKSHOP, Backend, Place
from tests.sim.clockwork import SeededIds, WorldClock
from tests.sim.disk import Fault
from tests.sim.events import EVENTS, told
from tests.sim.ledger import Ledger
from tests.sim.line import Trouble
from tests.sim.model_backend import ModelBackend
from tests.sim.station import KEY, Parts, Station
from tests.sim.work import Worker

MOST_ROUNDS = 8
"""Rounds of each station after which everything must be in step: two polls, and what a restore or a fork adds."""
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it

ALWAYS = frozenset({"work", "round"})
Connect = Callable[[WorldClock, SeededIds], Backend]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a world is run: how long, and which kinds of events may befall it (None: the seed chooses some)."""

    steps: int = 30
    events: frozenset[str] | None = None
    stations: int | None = None


class World:
    """Everything of one seed."""

    def __init__(self, seed: int, folder: Path, connect: Connect, plan: Plan, parts: Parts) -> None:
        self.seed = seed
        self.plan = plan
        self.random = Random(seed)
        self.clock = WorldClock()
        self.folder = folder
        self.parts = parts
        self.ledger = Ledger()
        self.trace: list[str] = []
        self.restores = 0
        self.watches: list[checks.Watch] = []
        self.backups: list[tuple[int, Path]] = []
        self.snapshots: list[int] = []
        self.backend = connect(self.clock, SeededIds(Random(self.random.getrandbits(64)), self.clock))
        self.turns = self.choose_events()

    # ------------------------------------------------------------------ a whole life

    def run(self) -> None:
        """Live through the seed; BrokenError names what does not hold."""
        try:
            self.populate()
            for _ in range(self.plan.steps):
                self.step()
            self.heal()
        finally:
            self.close()

    @property
    def fingerprint(self) -> str:
        """A hash of all that happened."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()

    def step(self) -> None:
        """One thing happens somewhere."""
        self.clock.advance(self.random.choice((0.1, 1.0, 5.0, 60.0)))
        name = self.random.choice(self.turns)
        self.note(f"{len(self.trace)} {name}")
        EVENTS[name][1](self)

    def heal(self) -> None:
        """Mend everything and let the stations come to rest, then check all."""
        for watch in self.watches:
            station = watch.station
            station.line.mend()
            station.knobs.groups_settled, station.knobs.pull_rows, station.knobs.lags = 1_000, 2_000, False
            station.clock.skew = timedelta()
        rounds, reports = 0, list[SyncReport]()
        while not (rounds and self.is_at_rest(reports)):
            inv.i15_bounded(rounds, MOST_ROUNDS, reports)
            rounds += 1
            self.clock.advance(60.0)
            reports = [self.round(watch) for watch in self.watches]
        checks.at_rest(self.watches, self.backend.oracle(), self.ledger)
        self.note(f"rest after {rounds}")

    def close(self) -> None:
        """Give everything back."""
        for watch in self.watches:
            watch.station.close()
        self.backend.close()

    def note(self, line: str) -> None:
        self.trace.append(line)

    # ------------------------------------------------------------------ helpers of events

    def restore_server(self, *, new_epoch: bool) -> None:
        for watch in self.watches:
            self.scene(watch)
        self.ledger.before_restore(self.backend.oracle())
        before = self.backend.oracle().settled
        self.backend.restore(self.random.choice(self.snapshots), new_epoch=new_epoch)
        self.restores += 1
        for watch in self.watches:
            if self.random.random() < 0.5:  # a pooler may keep a conversation or not
                watch.station.line.planned[watch.station.line.calls + 1] = Trouble.LOSE_REQUEST
        now = self.backend.oracle().settled
        self.ledger.lost_there |= before.keys() - now.keys()
        self.disaster(None)

    def disaster(self, watch: checks.Watch | None) -> None:
        if watch is not None:
            watch.forget()
            self.ledger.went_back(watch.station.name)
        views = [each.station.view() for each in self.watches]
        self.ledger.after_disaster(views, self.backend.oracle())

    def take(self, customer_id: str) -> None:
        """Remember what the back office took from where the stations had put it."""
        self.ledger.taken.add(customer_id)

    def server_ids(self, table: str) -> list[str]:
        rows = self.backend.oracle().rows
        return sorted({key[1] for scope in rows for key, held in rows[scope].items() if key[0] == table and held.doc})

    def dying(self, watch: checks.Watch, work: Callable[[], object], most: int) -> None:
        before = self.scene(watch)
        fault = self.random.choice((Fault.KILL, Fault.KILL_AFTER))
        try:
            died = watch.station.survive(work, self.random.randrange(most), fault)
        except LoketError as error:
            self.note(f"dying {error.code}")
            died = False
        if not died:
            watch.station.crash()
        self.after_death(watch, before)

    def after_death(self, watch: checks.Watch, before: inv.Scene) -> None:
        after = self.scene(watch)
        inv.i18_survives(before.view, after.view, watch.station.name, self.ledger.taken)
        self.check(watch)

    def round(self, watch: checks.Watch) -> SyncReport:
        station = watch.station
        calls = len(station.line.log)
        report = station.round()
        self.after_round(watch, report, calls)
        return report

    def after_round(self, watch: checks.Watch, report: SyncReport, calls: int) -> None:
        """What a round did, since so many calls; then check."""
        self.note(f"{watch.station.name} {told(report)} {' '.join(watch.station.line.log[calls:])}")
        watch.scopes = ()
        self.check(watch, report)

    def check(self, watch: checks.Watch, report: SyncReport | None = None) -> None:
        oracle = self.backend.oracle()
        scene = checks.after_step(watch, oracle, self.ledger, self.restores, report)
        cursors = sorted((scope, known.ver) for scope, known in scene.view.cursors.items())
        states = "".join(queued.state[0] for queued in scene.view.outbox.values())
        self.note(f"{watch.station.name} {cursors} {states} {len(scene.view.rows)}")

    def scene(self, watch: checks.Watch) -> inv.Scene:
        return watch.scene(self.backend.oracle(), self.ledger)

    def is_at_rest(self, reports: list[SyncReport]) -> bool:
        oracle = self.backend.oracle()
        quiet = all(report.state is SyncState.OK and not report.outbox for report in reports)
        return quiet and all(watch.scene(oracle, self.ledger).at_head() for watch in self.watches)

    def anyone(self) -> checks.Watch:
        return self.random.choice(self.watches)

    def choose_events(self) -> list[str]:
        chosen = self.plan.events
        if chosen is None:
            # a world with few kinds of trouble goes deeper into each than one with all of them
            count = self.random.randrange(2, 12)
            chosen = frozenset(self.random.sample(sorted(EVENTS.keys() - ALWAYS), count))
            if chosen & {"restore_server", "failover"}:
                chosen |= {"snapshot"}
            if "restore_station" in chosen:
                chosen |= {"back_up"}
            if "lagging_replica" in chosen:
                chosen |= {"note_replica"}
        return [name for name in sorted(chosen | ALWAYS) for _ in range(EVENTS[name][0])]

    def populate(self) -> None:
        self.backend.add_customers("JKT1", ("Wayan Sudira", "Made Putra"))
        self.backend.add_customers("MKS1", ("Andi Baso",))
        places: list[Place] = [COUNTERS[0], self.random.choice((WORKSHOP, COUNTERS[1]))]
        places += [self.random.choice((*COUNTERS, WORKSHOP)) for _ in range(self.random.randrange(2))]
        for number, place in enumerate(places[: self.plan.stations]):
            station = Station(
                f"s{number}", self.folder, self.backend, self.ledger, Random(self.random.getrandbits(64)), self.clock,
                self.parts,
            )  # fmt: skip
            identity, session = self.backend.enrol(place)
            station.install(template_store(), identity, session)
            self.round(self.watch(station))

    def watch(self, station: Station) -> checks.Watch:
        self.watches.append(checks.Watch(station, Worker(station, self.random)))
        return self.watches[-1]


@dataclass(slots=True)
class _Template:
    path: Path | None = None


_template = _Template()


def template_store() -> Path:
    """An empty store of the present schema, made once for the process."""
    if _template.path is None or not _template.path.exists():
        folder = Path(tempfile.mkdtemp(prefix="loket-sim-", dir=_fast_place()))
        # also run at the end of a job of a pool, which `atexit` is not
        Finalize(None, shutil.rmtree, (folder,), {"ignore_errors": True}, exitpriority=1)
        _template.path = folder / "template.db"
        open_store(_template.path, KEY).close()
    return _template.path


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for one world, in memory where there is such a place."""
    folder = Path(tempfile.mkdtemp(prefix="loket-sim-", dir=_fast_place()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fast_place() -> str | None:
    return str(_MEMORY) if _MEMORY.is_dir() else None


def on_model(clock: WorldClock, ids: SeededIds) -> Backend:
    """The model as the shared database."""
    return ModelBackend(clock, ids)


def live(seed: int, connect: Connect = on_model, plan: Plan | None = None, parts: Parts | None = None) -> World:
    """Live through one seed and give the world back as it ended."""
    with own_folder() as folder:
        world = World(seed, folder, connect, plan or Plan(), parts or Parts())
        world.run()
    return world
