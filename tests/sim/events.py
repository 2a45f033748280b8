"""What can befall a world: each event chooses whom it strikes and how by the seed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.errors import LoketError
from app.domain.replication import SyncReport, SyncState
from tests.sim import invariants as inv
from tests.sim.backend import STEPS
from tests.sim.disk import CrashError, Fault
from tests.sim.line import Trouble

if TYPE_CHECKING:
    from tests.sim.world import World

_LINE_TROUBLES = (
    Trouble.LOSE_REQUEST,
    Trouble.LOSE_ANSWER,
    Trouble.DOUBLE,
    Trouble.LATER_AGAIN,
    Trouble.TRANSIENT,
    Trouble.LOGGED_OUT,
)


def told(report: SyncReport) -> str:
    """A round in the trace."""
    sent = f"+{report.pushed}/{report.acked}/{report.rejected}/{report.held}"
    return f"{report.state} {sent} -{report.pulled} {report.detail}"


def work(world: World) -> None:
    watch = world.anyone()
    for _ in range(world.random.randrange(1, 4)):
        world.note(f"{watch.station.name} {watch.worker.work()}")
    world.check(watch)


def one_round(world: World) -> None:
    world.round(world.anyone())


def troubled_round(world: World) -> None:
    watch = world.anyone()
    kinds = world.random.sample(_LINE_TROUBLES, 2)
    watch.station.line.troubles = dict.fromkeys(kinds, world.random.choice((0.1, 0.3, 0.6)))
    world.round(watch)
    watch.station.line.troubles = {}


def partition(world: World) -> None:
    line = world.anyone().station.line
    line.out_cut, line.in_cut = world.random.choice(((True, False), (False, True), (True, True)))


def mend_line(world: World) -> None:
    world.anyone().station.line.mend()


def small_pages(world: World) -> None:
    knobs = world.anyone().station.knobs
    knobs.pull_rows = world.random.choice((1, 3, 7))
    knobs.bucket_rows = world.random.choice((1, 2, 5))
    knobs.groups_settled = world.random.choice((1, 2, 50))


def late_request(world: World) -> None:
    later = world.anyone().station.line.later
    if later:
        request = later.pop(world.random.randrange(len(later)))
        try:
            request()
        except Exception as error:  # noqa: BLE001 - nobody waits for the answer any more
            world.note(f"late {type(error).__name__}")


def lagging_replica(world: World) -> None:
    watch = world.anyone()
    watch.station.knobs.lags = True
    world.round(watch)
    watch.station.knobs.lags = False


def note_replica(world: World) -> None:
    world.backend.note_replica()


def crash_in_work(world: World) -> None:
    watch = world.anyone()
    world.dying(watch, lambda: world.note(f"{watch.station.name} {watch.worker.work()}"), 40)


def crash_in_round(world: World) -> None:
    watch = world.anyone()
    world.dying(watch, watch.station.round, 60)


def crash_at_call(world: World) -> None:
    watch = world.anyone()
    line = watch.station.line
    trouble = world.random.choice((Trouble.KILL_BEFORE, Trouble.KILL_AFTER))
    line.planned = {line.calls + world.random.randrange(1, 6): trouble}
    before = world.scene(watch)
    try:
        watch.station.round()
    except CrashError:
        watch.station.crash()
        world.note("died")
    line.planned = {}
    world.after_death(watch, before)


def disk_error(world: World) -> None:
    watch = world.anyone()
    fault = world.random.choice((Fault.FULL, Fault.IOERR, Fault.BUSY, Fault.CORRUPT, Fault.READONLY))
    work = world.random.choice((watch.station.round, watch.worker.work))
    before = world.scene(watch)
    try:
        watch.station.survive(work, world.random.randrange(60), fault)
    except LoketError as error:
        world.note(f"{fault} {error.code}")
    inv.i18_survives(before.view, world.scene(watch).view, watch.station.name, world.ledger.taken)
    world.check(watch)


def back_up(world: World) -> None:
    number = world.random.randrange(len(world.watches))
    world.backups.append((number, world.watches[number].station.back_up()))


def restore_station(world: World) -> None:
    if not world.backups:
        return
    number, backup = world.random.choice(world.backups)
    watch = world.watches[number]
    world.scene(watch)
    watch.station.go_back_to(backup)
    world.disaster(watch)


def clone(world: World) -> None:
    if len(world.watches) > 4:
        return
    watch = world.anyone()
    twin = watch.station.clone(f"{watch.station.name}c{len(world.watches)}")
    world.watch(twin)


def second_engine(world: World) -> None:
    watch = world.anyone()
    station = watch.station
    before, calls = world.scene(watch).view.device_id, len(station.line.log)
    other = station.other_engine()
    station.line.meanwhile = lambda _call: world.note(f"other {told(other.round())}")
    report = station.round()
    station.line.meanwhile = None
    other.close()
    if "fork" in station.line.log[calls:]:
        world.ledger.tangled.add(before)
    world.after_round(watch, report, calls)


def work_meanwhile(world: World) -> None:
    watch = world.anyone()
    watch.station.line.meanwhile = lambda _call: world.note(f"meanwhile {watch.worker.work()}")
    world.round(watch)
    watch.station.line.meanwhile = None


def blocked(world: World) -> None:
    """Only pushes fail, or only pulls: the other way goes on."""
    watch = world.anyone()
    station = watch.station
    station.line.mend()
    world.round(watch)  # a fork or a resync under way is not what this is about
    report = world.round(watch)
    if report.state is not SyncState.OK:
        return
    watch.worker.work()
    before = world.scene(watch)
    waits = station.replica.counts()[0]
    last_seq = world.backend.oracle().last_seqs[before.view.device_id][1]
    blocked = world.random.choice(("push", "pull"))
    station.line.blocked = frozenset({blocked})
    report = world.round(watch)
    station.line.blocked = frozenset()
    inv.i14_independent(report, world.scene(watch), blocked, waits, last_seq)


def clock(world: World) -> None:
    skew = world.random.choice((0.0, 3600.0, -3600.0, 86_400.0, -86_400.0, 90.0))
    world.anyone().station.clock.skew = timedelta(seconds=skew)


def report(world: World) -> None:
    cases = world.server_ids("case_file")
    if cases:
        status = world.random.choice(("in_progress", "done"))
        done = world.backend.report(world.random.choice(cases), world.random.choice(STEPS), status, None)
        world.note(f"report {done}")


def move(world: World) -> None:
    customers = world.server_ids("customer")
    if customers:
        customer_id = world.random.choice(customers)
        if world.backend.move(customer_id, world.random.choice(("JKT1", "MKS1"))):
            world.take(customer_id)
            world.note(f"moved {customer_id}")


def delete(world: World) -> None:
    customers = world.server_ids("customer")
    if customers:
        gone = tuple(world.random.sample(customers, min(len(customers), world.random.choice((1, 1, 3)))))
        world.backend.delete_customers(gone)
        for customer_id in gone:
            world.take(customer_id)


def settle_held(world: World) -> None:
    settled = world.backend.oracle().settled
    held = [op_id for op_id in world.ledger.made if op_id in settled and settled[op_id].outcome == "held"]
    if held:
        world.backend.settle_held(world.random.choice(held), again=world.random.random() < 0.5)


def snapshot(world: World) -> None:
    if len(world.snapshots) < 3:
        world.snapshots.append(world.backend.snapshot())


def restore_server(world: World) -> None:
    if world.snapshots:
        world.restore_server(new_epoch=True)


def failover(world: World) -> None:
    if world.snapshots:
        world.restore_server(new_epoch=False)


Event = Callable[["World"], None]

EVENTS: dict[str, tuple[int, Event]] = {
    "work": (6, work),
    "round": (5, one_round),
    "troubled_round": (5, troubled_round),
    "partition": (2, partition),
    "mend_line": (2, mend_line),
    "small_pages": (2, small_pages),
    "late_request": (2, late_request),
    "lagging_replica": (3, lagging_replica),
    "note_replica": (2, note_replica),
    "crash_in_work": (2, crash_in_work),
    "crash_in_round": (4, crash_in_round),
    "crash_at_call": (3, crash_at_call),
    "disk_error": (3, disk_error),
    "back_up": (2, back_up),
    "restore_station": (2, restore_station),
    "clone": (1, clone),
    "second_engine": (3, second_engine),
    "work_meanwhile": (3, work_meanwhile),
    "blocked": (2, blocked),
    "clock": (2, clock),
    "report": (3, report),
    "move": (3, move),
    "delete": (2, delete),
    "settle_held": (2, settle_held),
    "snapshot": (2, snapshot),
    "restore_server": (2, restore_server),
    "failover": (2, failover),
}
"""What can befall a world beside work and rounds, and how often."""
