"""What the simulator needs of a shared database, so that the same seed runs on the model and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from app.domain.people import Session
from app.domain.replication import Cursor, DeviceIdentity
from app.services.ports import Clock, Transport

PROCESS = "electronics.order"
STEPS = ("setup", "delivery")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device stands, and who works at it."""

    branch: str
    unit: str | None
    login: str


COUNTERS = (Place("JKT1", None, "rina"), Place("MKS1", None, "made"))
WORKSHOP = Place("JKT1", "WORKSHOP", "joko")

RowId = tuple[str, str]
"""Table and id."""


@dataclass(frozen=True, slots=True)
class Held:
    """A row as the shared database has it; deleted rows have no document."""

    home: int
    ver: int
    doc: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Settled:
    """What the shared database made of an operation, and where it stands in the order of its device."""

    outcome: str
    device_id: str
    seq: int


@dataclass(frozen=True, slots=True)
class Oracle:
    """What the shared database holds: the truth that stations are compared with."""

    epoch: str
    heads: Mapping[int, Cursor]
    marks: Mapping[tuple[int, int], str]
    """By scope and version."""
    rows: Mapping[int, Mapping[RowId, Held]]
    """By scope: what a device of that scope may see; `ver` is the row's own, of its home."""
    seen_at: Mapping[int, Mapping[RowId, int]]
    """By scope: the version of that scope with which the row came."""
    settled: Mapping[str, Settled]
    effects: Mapping[str, int]
    order: Mapping[str, tuple[tuple[int, str], ...]]
    """By device: its operations as (number, op_id)."""
    last_seqs: Mapping[str, tuple[int, int]]
    """By device: the number that it began after, and the last one."""
    unsound: tuple[tuple[str, str], ...] = ()
    """Faults in the chain of the audit, with their devices."""

    def knows(self, scope: int, ver: int, mark: str | None) -> bool:
        """Whether this history has such a version with such a mark."""
        return ver == 0 or self.marks.get((scope, ver)) == mark

    def visible(self, scopes: Iterable[int]) -> dict[RowId, Held]:
        """What a device with these scopes should hold."""
        return {key: held for scope in scopes for key, held in self.rows.get(scope, {}).items() if held.doc is not None}


@dataclass(slots=True)
class Knobs:
    """What can be set on a line to the shared database to make big things happen with few rows."""

    pull_rows: int = 2_000
    bucket_rows: int = 2_000
    groups_settled: int = 1_000
    lags: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


class Backend(Protocol):
    """A shared database that the simulator can do everything to."""

    @property
    def name(self) -> str:
        """`model` or `postgres`."""
        ...

    def enrol(self, place: Place) -> tuple[DeviceIdentity, Session]:
        """A new device at that place and somebody logged in at it."""
        ...

    def transport(self, identity: DeviceIdentity, clock: Clock, knobs: Knobs) -> Transport:
        """A conversation under this identity; `clock` is the device's."""
        ...

    def now(self) -> datetime:
        """Its time."""
        ...

    def snapshot(self) -> int:
        """Keep everything as it is now; the number names it."""
        ...

    def restore(self, snapshot: int, *, new_epoch: bool) -> None:
        """Go back to what was kept: by the run-book (with a new epoch), or as a failover that lost transactions."""
        ...

    def note_replica(self) -> None:
        """Standbys that lag answer as things are now from here on."""
        ...

    def report(self, case_id: str, step: str, status: str, code: str | None) -> bool:
        """A unit's own system says how far a step is; False where there is no such case."""
        ...

    def delete_customers(self, customer_ids: tuple[str, ...]) -> None:
        """The back office takes customers away, in one version."""
        ...

    def add_customers(self, branch: str, names: tuple[str, ...]) -> None:
        """The back office brings customers, in one version."""
        ...

    def move(self, customer_id: str, branch: str) -> bool:
        """Take a customer with all that belongs to it to another branch; False where that cannot be."""
        ...

    def settle_held(self, op_id: str, *, again: bool) -> None:
        """An administrator tries a held operation again, or drops it."""
        ...

    def oracle(self) -> Oracle:
        """The truth now."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...
