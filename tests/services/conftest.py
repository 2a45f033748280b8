"""A signed-in counter over a real encrypted store, with a clock that the test sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.bootstrap import phrasing_engine
from app.changes import ChangeBus, Changes
from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Role, Session
from app.domain.replication import DeviceIdentity, OutboxEntry
from app.formats.identifiers import NationalIdentifiers
from app.services.cases import CaseService
from app.services.customers import CustomerService
from app.services.interactions import InteractionService
from app.services.promises import PromiseService
from app.services.sessions import SessionService
from app.services.suggestions import SuggestionService
from app.services.workplace import Workplace
from app.storage.replica import SqlReplica
from app.storage.store import SqlStore, open_store
from app.system import UuidSource
from tests.storage.samples import BRANCH, DEVICE, KEY, NOW, PROCESS_DOC, SESSION, page, reference


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
class Counter:
    """The services of one device, and what was told on its bus."""

    store: SqlStore
    clock: SetClock
    customers: CustomerService
    cases: CaseService
    promises: PromiseService
    interactions: InteractionService
    suggestions: SuggestionService
    sessions: SessionService
    directory: OneStaffDirectory
    told: list[Changes] = field(default_factory=list)

    def work_as(self, role: Role, login: str = "sari") -> None:
        """Go on under another member of staff."""
        session = replace(SESSION, id=UuidSource().new(), role=role, staff_login=login)
        with self.store.begin() as uow:
            uow.sessions.open(session)
            uow.commit()

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
    directory = OneStaffDirectory()
    made = Counter(
        store=store,
        clock=clock,
        customers=CustomerService(workplace, NationalIdentifiers()),
        cases=CaseService(workplace),
        promises=PromiseService(workplace),
        interactions=InteractionService(workplace),
        suggestions=SuggestionService(workplace, phrasing_engine),
        sessions=SessionService(workplace, directory, PlainHasher()),
        directory=directory,
    )
    made.work_as(Role.FRONTLINER)
    bus.subscribe(made.told.append)
    yield made
    store.close()
