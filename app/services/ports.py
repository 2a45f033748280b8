"""What the use-cases need from the outside, as Protocols; tests hand in fakes that keep the same contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from app.changes import Changes
from app.domain.cases import CaseFile, CaseStatus
from app.domain.customers import FieldChange
from app.domain.facts import Fact
from app.domain.glossary import Glossary
from app.domain.people import Branch, Customer, Session, Staff, StaffVerifier, Unit
from app.domain.processes import Process
from app.domain.replication import (
    DeviceIdentity,
    Operation,
    OutboxEntry,
    PullPage,
    PushAnswer,
)
from app.services.views import CaseLine, CustomerHit, DeviceStatus, InteractionLine, PromiseLine


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


class CustomerRepository(Protocol):
    """Customers of the open transaction."""

    def get(self, customer_id: str) -> Customer | None:
        """The customer, or None."""
        ...

    def by_number(self, customer_number: str) -> Customer | None:
        """The customer with that number (exact), or None."""
        ...

    def add(self, customer: Customer) -> None:
        """Add a customer; the search index follows in the same transaction."""
        ...

    def edit(self, customer: Customer, changes: dict[str, FieldChange]) -> None:
        """Replace the profile; the last shared version is kept aside until the edit is acknowledged."""
        ...


class CaseRepository(Protocol):
    """Case headers of the open transaction."""

    def get(self, case_id: str) -> CaseFile | None:
        """The case, or None."""
        ...

    def by_number(self, number: str) -> CaseFile | None:
        """The case with that number (exact, any case), or None."""
        ...

    def of_customer(self, customer_id: str) -> tuple[CaseFile, ...]:
        """Cases of a customer, newest first."""
        ...

    def add(self, case: CaseFile) -> None:
        """Add a case header; its number becomes searchable in the same transaction."""
        ...


class FactRepository(Protocol):
    """Facts of the open transaction; adding one refolds the read models it concerns."""

    def add(self, facts: Iterable[Fact]) -> None:
        """Append facts in order."""
        ...

    def of_case(self, case_id: str) -> tuple[Fact, ...]:
        """Facts of a case in the order that counts."""
        ...

    def of_cases(self, case_ids: Sequence[str]) -> dict[str, tuple[Fact, ...]]:
        """Facts of several cases at once, by case id."""
        ...

    def of_subject(self, subject_id: str) -> tuple[Fact, ...]:
        """Facts whose subject is this case, promise, question, interaction or customer."""
        ...

    def of_customer(self, customer_id: str, limit: int) -> tuple[Fact, ...]:
        """The newest `limit` facts about a customer, newest first."""
        ...


class ReferenceRepository(Protocol):
    """Reference data as last shared; read only here, since only its owner changes it."""

    def branches(self) -> tuple[Branch, ...]:
        """All branches by code."""
        ...

    def units(self) -> tuple[Unit, ...]:
        """All units by code."""
        ...

    def staff(self) -> tuple[Staff, ...]:
        """All staff by login."""
        ...

    def process(self, key: str) -> Process | None:
        """The process template in force, or None."""
        ...

    def processes(self) -> tuple[Process, ...]:
        """All process templates by key."""
        ...

    def glossary(self) -> Glossary:
        """The glossary in force."""
        ...

    def setting(self, key: str) -> Mapping[str, object] | None:
        """A setting that the owner shares with every device (such as `organisation`), or None."""
        ...


class Outbox(Protocol):
    """Operations waiting for the shared database."""

    def enqueue(
        self, kind: str, scope_id: int, row_id: str, payload: dict[str, object], session_id: str | None, at: datetime
    ) -> None:
        """Queue one operation; all of one unit of work share a transaction id."""
        ...

    def entries(self, limit: int) -> tuple[OutboxEntry, ...]:
        """What waits or was refused, oldest first."""
        ...


class SessionStore(Protocol):
    """Log-ins of this device."""

    def current(self) -> Session | None:
        """The session that is open on this device, expired or not, or None."""
        ...

    def open(self, session: Session) -> None:
        """Make this the device's session."""
        ...

    def close(self) -> None:
        """End the device's session."""
        ...

    def verifier(self, login: str) -> StaffVerifier | None:
        """What an offline log-in of this member of staff is checked against, or None where unknown here."""
        ...

    def save_verifier(self, verifier: StaffVerifier) -> None:
        """Keep or replace the verifier of one member of staff."""
        ...


class Seen(Protocol):
    """What each member of staff has looked at on this device, as the shared version reached (clocks differ)."""

    def last_seen(self, staff_login: str, case_id: str) -> int | None:
        """The highest fact version of the case that was on this person's screen, or None."""
        ...

    def mark(self, staff_login: str, case_id: str, ver: int) -> None:
        """Note that everything of the case up to `ver` has been looked at; never goes back."""
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

    def cursors(self) -> dict[int, int]:
        """The last covered version for each scope of this device (0: nothing yet)."""
        ...

    def pending(self, limit: int) -> tuple[Operation, ...]:
        """The oldest operations not yet acknowledged nor refused; a transaction's operations are never parted."""
        ...

    def operations_from(self, seq: int, limit: int) -> tuple[Operation, ...]:
        """Retained operations from `seq` on, whatever their state: the answer to `need`."""
        ...

    def record_push(self, answer: PushAnswer) -> Changes:
        """Note attempts and refusals; acknowledgements come with the pull."""
        ...

    def apply(self, page: PullPage) -> Changes:
        """Rows, cursors, acknowledgements and read models in one transaction; refuses a page with a gap."""
        ...

    def synced(self, at: datetime) -> None:
        """Note the end of a completed round."""
        ...

    def counts(self) -> tuple[int, int]:
        """How many operations wait, and how many were refused or held."""
        ...


class Transport(Protocol):
    """One conversation with the shared database under the client login."""

    def hello(self) -> str:
        """Its epoch; LoketError TOO_OLD, WRONG_TOKEN, DEVICE_REVOKED or UNREACHABLE."""
        ...

    def push(self, operations: Sequence[Operation]) -> PushAnswer:
        """Hand over operations in order of seq."""
        ...

    def pull(self, cursors: dict[int, int], limit: int) -> PullPage:
        """What is new after the cursors, from one snapshot."""
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
