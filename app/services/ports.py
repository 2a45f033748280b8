"""What the use-cases need from the outside, as Protocols; tests hand in fakes that keep the same contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Protocol

from app.changes import Changes
from app.domain.cases import CaseStatus
from app.domain.people import Session
from app.domain.replication import (
    BucketPage,
    BucketSum,
    Cursor,
    DeviceIdentity,
    Hello,
    Operation,
    PulledRow,
    PullPage,
    PushAnswer,
    Resync,
    ScopeDigest,
    Standing,
)
from app.services.repositories import (
    CaseRepository,
    ClockWatch,
    CustomerRepository,
    FactRepository,
    Ledger,
    Outbox,
    ReferenceRepository,
    Seen,
    SessionStore,
)
from app.services.views import CaseLine, CustomerHit, DeviceStatus, DigestCheck, InteractionLine, PromiseLine


class Clock(Protocol):
    """The time, as UTC."""

    def now(self) -> datetime:
        """The present instant, aware and UTC."""
        ...


class Ids(Protocol):
    """New identities."""

    def new(self) -> str:
        """A UUIDv7 as 36 lower-case characters."""
        ...


class UnitOfWork(Protocol):
    """One local transaction: explicit commit, rollback by default. Use as a context manager, in one thread."""

    @property
    def customers(self) -> CustomerRepository:
        """Customers of this transaction."""
        ...

    @property
    def cases(self) -> CaseRepository:
        """Case headers of this transaction."""
        ...

    @property
    def facts(self) -> FactRepository:
        """Facts of this transaction."""
        ...

    @property
    def reference(self) -> ReferenceRepository:
        """Reference data as last shared."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Operations of this transaction."""
        ...

    @property
    def sessions(self) -> SessionStore:
        """Log-ins of this device."""
        ...

    @property
    def seen(self) -> Seen:
        """What staff have looked at."""
        ...

    @property
    def ledger(self) -> Ledger:
        """The outbox as people settle it."""
        ...

    @property
    def watch(self) -> ClockWatch:
        """The latest instant that this device has seen."""
        ...

    def device(self) -> DeviceIdentity | None:
        """Who this device is, or None before it is enrolled."""
        ...

    def next_number(self, name: str) -> int:
        """The next value (from 1) of a counter of this device; given back if the transaction rolls back."""
        ...

    def commit(self) -> None:
        """Make everything durable, rows and outbox together."""
        ...


class Store(Protocol):
    """The local store: transactions for changes, queries for reading."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work that may write (BEGIN IMMEDIATE)."""
        ...

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work for reading one consistent snapshot; committing it is an error."""
        ...

    def find_customers(self, text: str, limit: int) -> tuple[CustomerHit, ...]:
        """Customers by any part of name, phone, customer number, case number or identity number, best first."""
        ...

    def case_lines(self, customer_id: str | None, status: CaseStatus | None, limit: int) -> tuple[CaseLine, ...]:
        """Cases from the read model, newest first."""
        ...

    def promise_lines(self, *, at_risk_only: bool, now: datetime, limit: int) -> tuple[PromiseLine, ...]:
        """Unsettled promises (or only those at risk or broken) by due time."""
        ...

    def interaction_lines(
        self,
        *,
        since: datetime | None = None,
        staff: str | None = None,
        outcome: str | None = None,
        text: str | None = None,
        limit: int = 200,
    ) -> tuple[InteractionLine, ...]:
        """Interactions, newest first; `text` is searched in summaries and notes, case folded."""
        ...

    def status(self) -> DeviceStatus:
        """What is known of the device and its store."""
        ...


class Replica(Protocol):
    """The local store as sync sees it."""

    def device(self) -> DeviceIdentity:
        """Who this device is; LoketError(NOT_ENROLLED) before that."""
        ...

    def epoch(self) -> str | None:
        """The epoch that this store follows, or None before the first page."""
        ...

    def cursors(self) -> dict[int, Cursor]:
        """How far each scope of this device is known (version 0: nothing yet)."""
        ...

    def older_cursors(self, scope_id: int) -> tuple[Cursor, ...]:
        """Where a scope stood at earlier times, newest first: where a rewound history may still be the same."""
        ...

    def standing(self) -> Standing:
        """What the next step of a round depends on, from one snapshot; LoketError(NOT_ENROLLED)."""
        ...

    def pending(self, limit: int) -> tuple[Operation, ...]:
        """The oldest operations not yet acknowledged nor refused; a transaction's operations are never parted."""
        ...

    def operations_from(self, seq: int, limit: int) -> tuple[Operation, ...]:
        """Retained operations from `seq` on, the answer to `need`; NOTHING in the place of those that were refused."""
        ...

    def record_push(self, answer: PushAnswer) -> Changes:
        """Note refusals; acknowledgements come with the pull."""
        ...

    def reopen(self, last_seq: int) -> Changes:
        """Settled operations above that number were lost by the shared database and wait again."""
        ...

    def apply(self, page: PullPage) -> Changes:
        """Rows, cursors, acknowledgements and read models in one transaction; refuses a page with a gap.

        LoketError(INVALID): `epoch`, `versions`, or `mass_delete` (facts: scope) where a page would take away more than
        a fifth and 500 of a scope's rows. Nothing is changed then. Scopes that are rewound or being made anew are
        passed over.
        """
        ...

    def synced(self, at: datetime) -> None:
        """Note the end of a completed round."""
        ...

    def counts(self) -> tuple[int, int]:
        """How many operations wait, and how many were refused or held."""
        ...

    def waits_there(self) -> bool:
        """Whether an operation is put aside there until what it belongs to has been handed over again too."""
        ...

    def digest(self, scope_id: int, up_to: int | None = None) -> dict[tuple[str, int], BucketSum]:
        """What the shared rows of a scope add up to here.

        Rows above version `up_to` are left out: after a rewind the same version may have been given to another content.
        """
        ...

    def resyncs(self) -> tuple[Resync, ...]:
        """Scopes that are being made anew."""
        ...

    def begin_resync(self, resync: Resync) -> None:
        """Start to make a scope anew; what was staged for it before is dropped."""
        ...

    def stage(self, resync: Resync, rows: Sequence[PulledRow]) -> None:
        """Keep fetched rows aside, and how far the fetching has come, in one transaction."""
        ...

    def to_repair(self, resync: Resync) -> int:
        """How many rows finishing it would put right."""
        ...

    def finish_resync(self, resync: Resync, meanwhile: PullPage | None = None) -> Changes:
        """Swap the staged rows for those of the differing buckets, and move the cursor, in one transaction.

        What waits in the outbox lies over the new rows; with nothing to swap this only moves cursor and epoch.
        `meanwhile` is a page of this scope alone from the target on: what it brings is laid in the same transaction.
        """
        ...

    def fork_token(self) -> str:
        """The token under which this device will go on as another one; the same again until `become`."""
        ...

    def become(self, identity: DeviceIdentity) -> Changes:
        """Go on as another device: what waits is numbered anew after what is settled, and chained anew."""
        ...

    def ancestors(self) -> tuple[DeviceIdentity, ...]:
        """Who this device was before, newest first."""
        ...

    def is_check_due(self, now: datetime) -> bool:
        """Whether the sums over all rows are to be compared again: once a day, and after a scope was made anew."""
        ...

    def checked(self, check: DigestCheck) -> None:
        """Remember a comparison."""
        ...


class Transport(Protocol):
    """One conversation with the shared database under the client login."""

    def hello(self) -> Hello:
        """LoketError TOO_OLD, SCHEMA_MISSING, WRONG_TOKEN, DEVICE_REVOKED or UNREACHABLE."""
        ...

    def push(self, operations: Sequence[Operation]) -> PushAnswer:
        """Hand over operations in order of seq; `last_seq` of the answer tells how many were settled."""
        ...

    def pull(self, cursors: Mapping[int, Cursor], limit: int) -> PullPage:
        """What is new after the cursors, from one snapshot."""
        ...

    def digest(self, scope_id: int) -> ScopeDigest:
        """What the rows of a scope add up to there."""
        ...

    def bucket_rows(
        self, scope_id: int, table: str, buckets: Sequence[int], after: str | None, limit: int
    ) -> BucketPage:
        """Rows of some buckets, at most `limit`, with ids above `after`."""
        ...

    def fork(self, new_token: str, base_seq: int) -> DeviceIdentity:
        """Become another device of the same place, whose operations up to `base_seq` count as settled; repeatable."""
        ...

    def close(self) -> None:
        """End the conversation."""
        ...


class StaffDirectory(Protocol):
    """Log-in against the shared database."""

    def open_session(self, device: DeviceIdentity, login: str, password: str) -> Session:
        """A session for this device.

        LoketError WRONG_PASSWORD, NOT_PERMITTED, SERVER_TRUSTS_ANYONE or UNREACHABLE.
        """
        ...


class Checker(Protocol):
    """Compares every row with the shared database."""

    def check(self) -> DigestCheck:
        """Compare, put right and remember; LoketError(UNREACHABLE) and what else a round of sync can end with."""
        ...


class SharedAudit(Protocol):
    """The audit of the shared database, as far as a device may ask for it."""

    def head(self, identity: DeviceIdentity, from_seq: int) -> Sequence[tuple[int, str, str]]:
        """Number, operation and chain of what this device handed over, from that number on."""
        ...

    def trail(self, identity: DeviceIdentity, session_id: str, customer_id: str) -> Sequence[Mapping[str, Any]]:
        """What all branches did with a customer; that it was read is recorded there."""
        ...


class PasswordHasher(Protocol):
    """Slow hashing for offline log-in."""

    def hash(self, password: str) -> str:
        """A salted hash."""
        ...

    def verify(self, hashed: str, password: str) -> bool:
        """Whether the password made that hash."""
        ...


class Identifiers(Protocol):
    """Identity numbers and phones as people write them (source: python-stdnum, phonenumbers)."""

    def phone(self, text: str) -> str:
        """E.164; LoketError(INVALID, "phone") where it is no number."""
        ...

    def nik(self, text: str) -> str:
        """16 digits; LoketError(INVALID, "nik") where it is no NIK."""
        ...

    def npwp(self, text: str) -> str:
        """15 or 16 digits; LoketError(INVALID, "npwp") where it is no NPWP."""
        ...


class WorkCalendar(Protocol):
    """Working days with Indonesian holidays and joint leave."""

    def is_workday(self, day: date) -> bool:
        """Whether offices work on that day."""
        ...

    def add_working_minutes(self, start: datetime, minutes: int, zone: str) -> datetime:
        """The instant when that much working time (08.00-17.00 in the zone) has passed after `start`."""
        ...
