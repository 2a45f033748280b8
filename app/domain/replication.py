"""The values that travel between a device and the shared database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.customers import Conflict

PROTOCOL = 2
"""The protocol number that this program speaks; the shared database says in `hello` which ones it still serves."""

MAX_PUSH = 500
"""Operations in one push; the shared database may settle fewer of them, and its answer says how far it came."""


class OperationKind(StrEnum):
    """What a device can ask the shared database to do."""

    CUSTOMER_ADD = "customer.add"
    CUSTOMER_EDIT = "customer.edit"
    CASE_OPEN = "case.open"
    FACT_ADD = "fact.add"
    SESSION_OPEN = "session.open"
    """A log-in that the device checked by itself; first of all that was done under it."""
    NOTHING = "none"
    """Stands where a refused operation was, when the shared database asks for old ones again."""
    UNREADABLE = "unreadable"
    """Stands for one that the shared database cannot take as it is; its payload holds the original in base64."""


class OperationState(StrEnum):
    """Where an operation of the outbox stands."""

    PENDING = "pending"
    ACKED = "acked"
    REJECTED = "rejected"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    """Refused, and settled by a person: taken back, or replaced by another operation."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One change made here, to be made in the shared database; `tx_id` groups those that stand or fall together."""

    op_id: str
    seq: int
    tx_id: str
    kind: OperationKind
    scope_id: int
    row_id: str
    session_id: str | None
    at: datetime
    payload: Mapping[str, Any]
    content: str = ""
    """SHA-256 of what was done, as 64 hexadecimal digits; see `app.domain.chain`."""
    chain: str = ""
    """The same over this operation and all before it."""
    again: bool = False
    """It had been settled, and the shared database lost it."""
    who: str | None = None
    """Whose session it was, as far as it is known here: the shared database may lose a session with what was done."""


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """An operation as a person sees it: what waits, and what was refused, why, and since when."""

    operation: Operation
    state: OperationState
    attempts: int = 0
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, slots=True)
class OperationResult:
    """What the shared database made of one operation."""

    op_id: str
    seq: int
    outcome: str
    code: str | None = None
    message: str | None = None
    conflicts: tuple[Conflict, ...] = ()
    """Fields of an applied edit that had moved meanwhile, and so were left as they are shared."""


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """The answer to a push; `need` asks to start again at that sequence number."""

    last_seq: int
    results: tuple[OperationResult, ...]
    epoch: str
    need: int | None = None


@dataclass(frozen=True, slots=True)
class Hello:
    """How the shared database greets a device; `last_seq` is the last operation that it has of it."""

    epoch: str
    last_seq: int
    server_time: datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a scope is known here; `mark` names the write that made the version, so that a rewound history shows."""

    ver: int = 0
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class PulledRow:
    """One row of a pull: its table (`customer`, `case_file`, `fact`, `reference`), scope, version and document.

    The table `exit` says that a row (`id`, of the table that the document names in `tbl`) left this scope.
    """

    table: str
    scope_id: int
    id: str
    ver: int
    deleted: bool
    doc: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ScopePage:
    """What a pull says of one scope: versions after `cursor` up to `covered_to`, proved by `versions`."""

    scope_id: int
    covered_to: int
    head: int
    versions: tuple[int, ...]
    mark: str | None = None
    """The mark of `covered_to`."""
    rewound: bool = False
    """The shared database has no such version with such a mark any more: it was restored, or failed over."""


@dataclass(frozen=True, slots=True)
class PullPage:
    """The answer to a pull, from one snapshot; rows, cursors and acknowledgements are applied together."""

    epoch: str
    server_time: datetime
    last_seq: int
    refused: tuple[OperationResult, ...]
    scopes: tuple[ScopePage, ...]
    rows: tuple[PulledRow, ...]
    primary: bool = True
    """Whether the answer comes from the database that takes writes: only there a lower number means a loss."""

    @property
    def is_complete(self) -> bool:
        """Whether every scope has been covered up to its head."""
        return all(scope.covered_to >= scope.head for scope in self.scopes)


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """Who this device is to the shared database, and how to reach it; never shown, never logged."""

    device_id: str
    incarnation: str
    device_code: str
    name: str
    url: str
    token: str
    scope_id: int
    branch_code: str
    unit_scope_id: int | None = None
    unit_code: str | None = None

    @property
    def scopes(self) -> tuple[int, ...]:
        """Reference data, the branch, and the unit if the device belongs to one."""
        own = (0, self.scope_id)
        return own if self.unit_scope_id is None else (*own, self.unit_scope_id)

    def brought_by(self, home: int) -> int:
        """The scope of the device by which a row comes: of another branch only what was delivered to its unit."""
        if self.unit_scope_id is None or home in self.scopes:
            return home
        return self.unit_scope_id


BUCKETS = 256
SYNCED_TABLES = ("customer", "case_file", "fact", "reference")


@dataclass(frozen=True, slots=True)
class BucketSum:
    """How many rows a bucket holds, and the sum of their mixes (see `app.domain.digests`)."""

    count: int
    value: int


@dataclass(frozen=True, slots=True)
class ScopeDigest:
    """What the rows of a scope add up to at one version, by table and bucket; empty buckets are left out."""

    scope_id: int
    at: Cursor
    buckets: Mapping[tuple[str, int], BucketSum]


@dataclass(frozen=True, slots=True)
class BucketPage:
    """Rows of some buckets of one table in the order of their ids; `after` is where to go on, None at the end."""

    rows: tuple[PulledRow, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Resync:
    """A scope that is being made anew: the version it will stand at, what is still to be fetched, and from where."""

    scope_id: int
    target: Cursor
    epoch: str
    waiting: tuple[tuple[str, tuple[int, ...]], ...]
    """Tables with their differing buckets, the first one under way."""
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the local store stands: what a device knows before it asks."""

    scopes: tuple[int, ...]
    epoch: str | None = None
    given: int = 0
    """The highest number ever given to an operation."""
    settled: int = 0
    """The highest that is settled."""
    waiting_from: int | None = None
    waiting_to: int | None = None
    resyncs: tuple[int, ...] = ()
    """Scopes that are being made anew."""


class SyncState(StrEnum):
    """How a round of sync ended."""

    OK = "ok"
    OFFLINE = "offline"
    FORK = "fork"
    TOO_OLD = "too_old"


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one round of sync did; `outbox` is what still waits after it."""

    state: SyncState
    pushed: int = 0
    acked: int = 0
    rejected: int = 0
    held: int = 0
    pulled: int = 0
    outbox: int = 0
    cursors: Mapping[int, int] | None = None
    detail: str | None = None
    skew_seconds: float = 0.0
    """How far this device's clock is ahead of the shared database's."""
    resynced: tuple[int, ...] = ()
    """Scopes that were made anew or repaired."""
