"""What a transaction of the local store offers the use-cases: its rows, its outbox, and what the device remembers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from app.domain.audit import ChainEntry
from app.domain.cases import CaseFile
from app.domain.customers import FieldChange
from app.domain.facts import Fact
from app.domain.glossary import Glossary
from app.domain.people import Branch, Customer, Session, Staff, StaffVerifier, Unit
from app.domain.phrase_counts import Count, Key
from app.domain.processes import Process
from app.domain.replication import OperationState, OutboxEntry
from app.services.views import DigestCheck, OpenConflict


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

    def of_phrases(self) -> tuple[Fact, ...]:
        """What became of the phrases that are kept here, in the order that counts."""
        ...

    def phrases_mark(self) -> tuple[int, int]:
        """Another value whenever `of_phrases` would give something else."""
        ...

    def phrase_counts(self, since: datetime, until: datetime, devices: Collection[str] | None) -> dict[Key, Count]:
        """What interactions say of phrases that ended from `since` on and before `until`.

        With `devices`, only those that ended on one of them, or that only this device knows.
        """
        ...

    def of_customer(self, customer_id: str, limit: int) -> tuple[Fact, ...]:
        """The newest `limit` facts about a customer, newest first."""
        ...


class ReferenceRepository(Protocol):
    """Reference data as last shared; read only here, since only its owner changes it."""

    def branches(self) -> tuple[Branch, ...]:
        """All branches by code."""
        ...

    def language_of(self, branch_code: str) -> str:
        """The language of a branch's greetings and courtesies; "id" where it chose none."""
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


class Ledger(Protocol):
    """The outbox as people settle it: what waits, what was refused, what conflicts, and the chain over all of it."""

    def entries(self, states: Collection[OperationState], limit: int) -> tuple[OutboxEntry, ...]:
        """Operations in these states, oldest first."""
        ...

    def group(self, tx_id: str) -> tuple[OutboxEntry, ...]:
        """What was done in one go, in order."""
        ...

    def of_customer(self, customer_id: str) -> tuple[OutboxEntry, ...]:
        """Retained operations about a customer, oldest first."""
        ...

    def waiting(self) -> int:
        """How many operations wait."""
        ...

    def newest(self, row_id: str) -> str | None:
        """The id of the newest operation about a row."""
        ...

    def settle(self, op_id: str, by: str, at: datetime, reason: str | None = None) -> None:
        """A refused operation is dealt with: `by` is the operation that replaces it, or who withdrew it and why."""
        ...

    def conflicts(self) -> tuple[OpenConflict, ...]:
        """Profile fields changed here and elsewhere that nobody has settled yet, oldest first."""
        ...

    def settle_conflict(self, op_id: str, field: str, by: str, at: datetime) -> None:
        """A person has decided."""
        ...

    def name_session(self, session_id: str, staff_login: str) -> None:
        """Remember whose session this was."""
        ...

    def staff_of(self, session_id: str) -> str | None:
        """Whose session this was, or None where it was forgotten."""
        ...

    def cursors(self) -> dict[int, int]:
        """The version to which each scope is known."""
        ...

    def resyncing(self) -> frozenset[int]:
        """Scopes that are being made anew."""
        ...

    def last_sync_at(self) -> datetime | None:
        """When the last round of sync was completed."""
        ...

    def last_check(self) -> DigestCheck | None:
        """What the last comparison with the shared database found."""
        ...

    def keep_check(self, check: DigestCheck) -> None:
        """Remember a comparison."""
        ...

    def devices(self) -> tuple[str, ...]:
        """Ids of all that this device has been, the oldest first."""
        ...

    def chained(self) -> Iterator[ChainEntry]:
        """All retained operations as links of the audit chain, in order of their numbers."""
        ...


class ClockWatch(Protocol):
    """The latest instant that this device has seen by its own clock."""

    def latest(self) -> datetime | None:
        """That instant, or None on a new device."""
        ...

    def note(self, now: datetime) -> None:
        """The clock has come to `now`; never goes back."""
        ...

    def believe(self, now: datetime) -> None:
        """The server has let somebody in: whatever was noted before, the clock stands at `now`."""
        ...
