"""Faults seeded on purpose, each to be caught by its checker; `python -m tests.sim.mutants` prints the table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from unittest.mock import patch

from app.changes import Changes
from app.domain import rebase
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import BucketSum, Cursor, PulledRow, PullPage, PushAnswer, ScopePage
from app.services.ports import Transport
from app.storage import pages
from app.storage.replica import SqlReplica
from app.storage.settling import acknowledge, uncover
from app.sync import planner
from app.sync.engine import SyncEngine
from app.sync.tally import Tally
from tests.sim.backend import Backend
from tests.sim.clockwork import SeededIds, WorldClock
from tests.sim.invariants import BrokenError
from tests.sim.model import Line, ModelServer
from tests.sim.model_backend import ModelBackend
from tests.sim.station import Parts
from tests.sim.tables import Device, Doc, Tables
from tests.sim.world import Plan, live

MOST_SEEDS = 300

Sums = dict[tuple[str, int], BucketSum]


# ------------------------------------------------------------------ the shared database


class SkippingStandby(ModelServer):
    """A pull by difference of snapshots on a standby: it takes the primary's word for how far it covers."""

    def scope_page(
        self, tables: Tables, device: Device, cursor: Cursor, asked: tuple[int, int], *, primary: bool
    ) -> tuple[ScopePage, list[Line]]:
        page, lines = super().scope_page(self.tables, device, cursor, asked, primary=primary)
        if tables is self.tables:
            return page, lines
        there = super().scope_page(tables, device, cursor, asked, primary=primary)[1]
        return page, [line for line in lines if line in there]


class Unmarked(ModelServer):
    """Only a version above the head counts as another history."""

    def is_rewound(self, tables: Tables, scope: int, cursor: Cursor) -> bool:
        return cursor.ver > tables.vers.get(scope, 0)


class Forgetful(ModelServer):
    """Operations that are pushed again are done again."""

    @staticmethod
    def is_new(_tables: Tables, op: Doc) -> bool:
        return bool(op["kind"] != "none")


class CountingServer(ModelServer):
    """Sums that count rows and nothing else."""

    def sums(self, device: Device, scope: int) -> Sums:
        return _counts(super().sums(device, scope))


def _counts(sums: Mapping[tuple[str, int], BucketSum]) -> Sums:
    return {key: BucketSum(each.count, 0) for key, each in sums.items()}


# ------------------------------------------------------------------ the device


class CountingReplica(SqlReplica):
    """The same on this side."""

    def digest(self, scope_id: int, up_to: int | None = None) -> Sums:
        return _counts(super().digest(scope_id, up_to))


class HastyReplica(SqlReplica):
    """Takes the answer to a push for the acknowledgement, before the pull has brought the rows."""

    def record_push(self, answer: PushAnswer) -> Changes:
        changes = super().record_push(answer)
        applied = pages.Applied()
        if answer.need is None:
            with self._database.write() as connection:
                acknowledge(connection, answer.last_seq, 0, applied)
                uncover(connection, 0, applied)
                connection.commit()
        return changes | applied.changes()


class HalfReplica(SqlReplica):
    """Moves the cursors in one transaction and lays the rows in another."""

    def apply(self, page: PullPage) -> Changes:
        changes = super().apply(replace(page, rows=()))
        applied = pages.Applied()
        with self._database.write() as connection:
            pages.lay_rows(connection, page.rows, 0, applied)
            connection.commit()
        return changes | applied.changes()


class StuckEngine(SyncEngine):
    """Stops at what was put aside, as if nothing could go on behind it."""

    def _push(self, transport: Transport, tally: Tally, first: int) -> None:
        if self._replica.counts()[1]:
            self._heard = replace(self._heard, push_ends=True)
            return
        super()._push(transport, tally, first)


class OffendedEngine(SyncEngine):
    """Throws away what waits when it is not let in."""

    def _failed(self, tally: Tally, move: planner.Move, error: LoketError) -> None:
        if error.code is ErrorCode.WRONG_TOKEN and isinstance(self._replica, SqlReplica):
            with self._replica._database.write() as connection:
                connection.exec_driver_sql("DELETE FROM outbox WHERE state = 'pending'")
                connection.commit()
        super()._failed(tally, move, error)


def _any_version(known: rebase.KnownRow | None, pulled: PulledRow) -> rebase.Verdict:
    """Believes whatever comes last, however old."""
    if pulled.table == "exit":
        left = known is not None and known.scope_id == pulled.scope_id
        return rebase.Verdict.DROP if left else rebase.Verdict.KEEP
    if pulled.deleted:
        return rebase.Verdict.DROP if known else rebase.Verdict.KEEP
    return rebase.Verdict.LAY


@contextmanager
def _no_version_check() -> Iterator[None]:
    with patch.object(rebase, "verdict", _any_version), patch.object(pages, "verdict", _any_version):
        yield


@contextmanager
def _nothing() -> Iterator[None]:
    yield


# ------------------------------------------------------------------ the table


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault, the events that bring it to light, and the invariants that may name it."""

    name: str
    caught_by: frozenset[str]
    events: frozenset[str]
    server: type[ModelServer] = ModelServer
    replica: type[SqlReplica] = SqlReplica
    engine: type[SyncEngine] = SyncEngine
    patched: Callable[[], object] = field(default=_nothing)


@dataclass(frozen=True, slots=True)
class Catch:
    """Which invariant caught a mutant, at which seed, as the how-manieth."""

    invariant: str
    seed: int
    seeds: int


MUTANTS = (
    Mutant(
        "pull on a standby by difference of snapshots",
        frozenset({"I1"}),
        frozenset({"lagging_replica", "note_replica", "report", "move"}),
        server=SkippingStandby,
    ),
    Mutant(
        "acknowledged before the commit came back",
        frozenset({"I3", "I7", "I13"}),
        frozenset({"blocked", "troubled_round", "crash_in_round"}),
        replica=HastyReplica,
    ),
    Mutant(
        "cursor outside of the rows' transaction",
        frozenset({"I1", "I12"}),
        frozenset({"crash_in_round", "disk_error"}),
        replica=HalfReplica,
    ),
    Mutant("queue stops at a poison operation", frozenset({"I14", "I15"}), frozenset({"blocked"}), engine=StuckEngine),
    Mutant(
        "queue dropped when not let in", frozenset({"I5", "I13"}), frozenset({"troubled_round"}), engine=OffendedEngine
    ),
    Mutant(
        "digest that only counts",
        frozenset({"I1", "I8", "I11"}),
        frozenset({"snapshot", "failover"}),
        server=CountingServer,
        replica=CountingReplica,
    ),
    Mutant(
        "no mark on versions",
        frozenset({"I1", "I11", "I13", "I15"}),
        frozenset({"snapshot", "failover", "report"}),
        server=Unmarked,
    ),
    Mutant(
        "no version check on rows and tombstones",
        frozenset({"I1", "I8", "I11", "I16"}),
        frozenset({"lagging_replica", "note_replica", "move", "delete", "small_pages", "report"}),
        patched=_no_version_check,
    ),
    Mutant(
        "operations pushed again are done again",
        frozenset({"I3", "I4", "I5"}),
        frozenset({"clone", "back_up", "restore_station"}),
        server=Forgetful,
    ),
)


def hunt(mutant: Mutant, first: int = 0, most: int = MOST_SEEDS) -> Catch | None:
    """Live through seeds until an invariant breaks; None if none does."""

    def connect(clock: WorldClock, ids: SeededIds) -> Backend:
        return ModelBackend(clock, ids, mutant.server)

    parts = Parts()
    parts.replica, parts.engine = mutant.replica, mutant.engine
    for seed in range(first, first + most):
        try:
            with mutant.patched():  # type: ignore[attr-defined]
                live(seed, connect, Plan(events=mutant.events), parts)
        except BrokenError as error:
            return Catch(error.name, seed, seed - first + 1)
    return None


def main() -> int:
    """Print the table; 1 if a mutant got away."""
    away = 0
    for mutant in MUTANTS:
        caught = hunt(mutant)
        away += caught is None or caught.invariant not in mutant.caught_by
        told = f"{caught.invariant} after {caught.seeds} seeds (seed {caught.seed})" if caught else "NOT CAUGHT"
        sys.stdout.write(f"{mutant.name:50} {told}\n")
        sys.stdout.flush()
    return 1 if away else 0


if __name__ == "__main__":
    raise SystemExit(main())
