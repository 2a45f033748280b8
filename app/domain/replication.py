"""The values that travel between a device and the shared database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

PROTOCOL = 1
"""The protocol number that this program speaks; the shared database says in `hello` which ones it still serves."""

MAX_PUSH = 50
"""Operations in one push: more than 64 sub-transactions overflow a PostgreSQL backend's cache."""


class OperationKind(StrEnum):
    """What a device can ask the shared database to do."""

    CUSTOMER_ADD = "customer.add"
    CUSTOMER_EDIT = "customer.edit"
    CASE_OPEN = "case.open"
    FACT_ADD = "fact.add"


class OperationState(StrEnum):
    """Where an operation of the outbox stands."""

    PENDING = "pending"
    ACKED = "acked"
    REJECTED = "rejected"
    HELD = "held"


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


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """The answer to a push; `need` asks to start again at that sequence number."""

    last_seq: int
    results: tuple[OperationResult, ...]
    epoch: str
    need: int | None = None


@dataclass(frozen=True, slots=True)
class PulledRow:
    """One row of a pull: its table (`customer`, `case_file`, `fact`, `reference`), scope, version and document."""

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


@dataclass(frozen=True, slots=True)
class PullPage:
    """The answer to a pull, from one snapshot; rows, cursors and acknowledgements are applied together."""

    epoch: str
    server_time: datetime
    last_seq: int
    refused: tuple[OperationResult, ...]
    scopes: tuple[ScopePage, ...]
    rows: tuple[PulledRow, ...]

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
