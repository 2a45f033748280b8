"""A signed-in counter over a real encrypted store, with a clock that the test sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import phrase_library
from app.changes import ChangeBus, Changes
from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Role, Session
from app.domain.replication import DeviceIdentity, OperationResult, OutboxEntry, PushAnswer
from app.formats.identifiers import NationalIdentifiers
from app.services.audit import AuditService
from app.services.cases import CaseService
from app.services.customers import CustomerService
from app.services.interactions import InteractionService
from app.services.phrase_book import PhraseBook
from app.services.promises import PromiseService
from app.services.sessions import SessionService
from app.services.suggestions import SuggestionService
from app.services.sync_desk import SyncDesk
from app.services.views import DigestCheck
from app.services.workplace import Workplace
from app.storage.replica import SqlReplica
from app.storage.store import SqlStore, open_store
from app.system import UuidSource
from tests.storage.samples import BRANCH, DEVICE, EPOCH, KEY, NOW, PROCESS_DOC, SESSION, UNIT, page, reference


@dataclass
class SetClock:
    """A clock that stands where the test puts it."""

    time: datetime = NOW

    def now(self) -> datetime:
        return self.time

    def pass_hours(self, hours: float) -> None:
        self.time += timedelta(hours=hours)


class PlainHasher:
    """Keeps the contract of the real one without its slowness."""

    def hash(self, password: str) -> str:
        return f"hashed:{password}"

    def verify(self, hashed: str, password: str) -> bool:
        return hashed == f"hashed:{password}"


@dataclass
class OneStaffDirectory:
    """A shared database that knows sari, whose password is `rahasia`."""

    reachable: bool = True

    def open_session(self, device: DeviceIdentity, login: str, password: str) -> Session:
        if not self.reachable:
            raise LoketError(ErrorCode.UNREACHABLE)
        if (login, password) != ("sari", "rahasia"):
            raise LoketError(ErrorCode.WRONG_PASSWORD, "staff")
        return SESSION


@dataclass
class SameEverywhere:
    """A comparison with the shared database that finds nothing."""

    store: SqlStore
    clock: SetClock

    def check(self) -> DigestCheck:
        check = DigestCheck(self.clock.now(), (0, BRANCH, UNIT), 12, 0, 0)
        SqlReplica(self.store).checked(check)
        return check


@dataclass
class AuditThere:
    """The audit of a shared database that says what the test puts into it."""

    heads: list[tuple[int, str, str]] = field(default_factory=list)
    trails: list[dict[str, Any]] = field(default_factory=list)
    refusal: LoketError | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    def head(self, identity: DeviceIdentity, from_seq: int) -> list[tuple[int, str, str]]:
        if self.refusal is not None:
            raise self.refusal
        return [one for one in self.heads if one[0] >= from_seq]

    def trail(self, identity: DeviceIdentity, session_id: str, customer_id: str) -> list[dict[str, Any]]:
        if self.refusal is not None:
            raise self.refusal
        self.asked.append((session_id, customer_id))
        return self.trails


@dataclass
class Counter:
    """The services of one device, and what was told on its bus."""

    store: SqlStore
    clock: SetClock
    customers: CustomerService
    cases: CaseService
    promises: PromiseService
    interactions: InteractionService
    suggestions: SuggestionService
    phrase_book: PhraseBook
    sessions: SessionService
    directory: OneStaffDirectory
    desk: SyncDesk
    audit: AuditService
    audit_there: AuditThere
    told: list[Changes] = field(default_factory=list)

    def work_as(self, role: Role, login: str = "sari", *, online: bool = True) -> Session:
        """Go on under another member of staff."""
        session = replace(SESSION, id=UuidSource().new(), role=role, staff_login=login, online=online)
        with self.store.begin() as uow:
            uow.sessions.open(session)
            uow.ledger.name_session(session.id, login)
            uow.commit()
        return session

    def refuse(self, *entries: OutboxEntry, code: str = "not_permitted", about: str | None = None) -> None:
        """The shared database rejects these operations; with several, the first is the one at fault."""
        results = tuple(
            OperationResult(
                entry.operation.op_id,
                entry.operation.seq,
                "rejected",
                code if place == 0 else "with_another",
                about if place == 0 else entries[0].operation.op_id,
            )
            for place, entry in enumerate(entries)
        )
        last = max(entry.operation.seq for entry in entries)
        SqlReplica(self.store).record_push(PushAnswer(last, results, EPOCH))

    def waiting(self) -> tuple[OutboxEntry, ...]:
        with self.store.read() as uow:
            return uow.outbox.entries(1_000)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    store = open_store(tmp_path / "loket.db", KEY)
    store.enrol(DEVICE)
    branch = {"scope_id": BRANCH, "code": "JKT01", "name": "Jakarta Kota", "zone": "Asia/Jakarta"}
    SqlReplica(store).apply(
        page(
            reference("process", "bank.card", PROCESS_DOC, 1),
            reference("branch", "JKT01", branch, 1),
            reference("unit", "KARTU", {"scope_id": 21, "code": "KARTU", "name": "Kartu"}, 1),
            reference("setting", "organisation", {"name": "Nusa Raya"}, 1),
            scope=0,
        )
    )
    clock, bus = SetClock(), ChangeBus()
    workplace = Workplace(store, clock, UuidSource(), bus)
    directory, audit_there, identifiers = OneStaffDirectory(), AuditThere(), NationalIdentifiers()
    made = Counter(
        store=store,
        clock=clock,
        customers=CustomerService(workplace, identifiers),
        cases=CaseService(workplace),
        promises=PromiseService(workplace),
        interactions=InteractionService(workplace),
        suggestions=SuggestionService(workplace, phrase_library),
        phrase_book=PhraseBook(workplace),
        sessions=SessionService(workplace, directory, PlainHasher()),
        directory=directory,
        desk=SyncDesk(workplace, identifiers, SameEverywhere(store, clock)),
        audit=AuditService(workplace, lambda: audit_there),
        audit_there=audit_there,
    )
    made.work_as(Role.FRONTLINER)
    bus.subscribe(made.told.append)
    yield made
    store.close()
