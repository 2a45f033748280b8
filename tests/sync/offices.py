"""A real shared database for tests: one server for the run, a fresh copy of a small organisation for each test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

import psycopg
import pytest
import uuid_utils
from psycopg import sql

from app.demo.postgres import EmbeddedPostgres
from app.domain.people import Role, Session
from app.domain.replication import DeviceIdentity, Operation, OperationKind
from app.sync import admin
from app.sync.directory import PostgresStaffDirectory
from app.sync.enrolment import enrol
from app.sync.loading import load_process
from app.sync.transport import PostgresTransport
from tests.sync.servers import WHEEL, running

PASSWORD = "Kunci-uji-2026"
TEMPLATE = "loket_template"
PROCESS = "electronics.order"
PROCESS_FILE = """
key = "electronics.order"
sector = "electronics"
kind = "request"
name = "Pesanan barang"
name_en = "Order"
customer_words = "pesanan barang"
documents = ["KTP"]
version = 1

[[steps]]
key = "setup"
name = "penyetelan"
name_en = "set-up"
unit = "WORKSHOP"
normal_minutes = 120

[[steps.codes]]
code = "SETUP_LATE"
status = "in_progress"
plain = "penyetelan butuh waktu lebih lama"
plain_en = "the set-up takes longer"
needs_estimate = true

[[steps.codes]]
code = "SETUP_OK"
status = "done"
plain = "penyetelan sudah selesai"
plain_en = "the set-up is finished"

[[steps]]
key = "delivery"
name = "pengantaran"
name_en = "delivery"
unit = "DELIVERY"
normal_minutes = 240

[[steps.codes]]
code = "ON_THE_WAY"
status = "in_progress"
plain = "barang sedang diantar"
plain_en = "the goods are on their way"
"""

_numbers = count(1)


def new_id() -> str:
    return str(uuid_utils.uuid7())


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Office:
    """The shared database of one test, seen by its owner."""

    url: str

    def sql(self, statement: str, *arguments: object) -> list[tuple[Any, ...]]:
        """Run a statement as the owner and give all its rows."""
        with psycopg.connect(self.url) as connection:
            cursor = connection.execute(statement.encode(), arguments or None)
            return cursor.fetchall() if cursor.description else []

    def device(self, branch: str = "JKT1", unit: str | None = None) -> DeviceIdentity:
        added = admin.add_device(self.url, f"Loket {next(_numbers)}", branch, unit)
        return enrol(added.url, added.token)

    def desk(self, login: str = "rina", branch: str = "JKT1", unit: str | None = None) -> Desk:
        """An enrolled device with somebody logged in."""
        identity = self.device(branch, unit)
        session = PostgresStaffDirectory().open_session(identity, login, PASSWORD)
        return Desk(self, identity, session)


class Desk:
    """A device and the person at it; makes operations in order."""

    def __init__(self, office: Office, identity: DeviceIdentity, session: Session) -> None:
        self.office = office
        self.identity = identity
        self.session = session
        self.transport = PostgresTransport(identity)
        self._seq = count(1)

    def hello(self) -> PostgresTransport:
        self.transport.hello()
        return self.transport

    def operation(
        self,
        kind: OperationKind,
        row_id: str,
        payload: Mapping[str, Any],
        *,
        tx_id: str | None = None,
        scope_id: int | None = None,
        session_id: str | None = None,
        at: datetime | None = None,
    ) -> Operation:
        return Operation(
            op_id=new_id(),
            seq=next(self._seq),
            tx_id=tx_id or new_id(),
            kind=kind,
            scope_id=self.identity.scope_id if scope_id is None else scope_id,
            row_id=row_id,
            session_id=session_id or self.session.id,
            at=at or now(),
            payload=payload,
        )

    def add_customer(self, row_id: str | None = None, *, tx_id: str | None = None, **profile: str | None) -> Operation:
        doc = {"name": "Siti Aminah", "kind": "person", **profile}
        return self.operation(OperationKind.CUSTOMER_ADD, row_id or new_id(), doc, tx_id=tx_id)

    def edit_customer(self, row_id: str, **changes: tuple[str | None, str | None]) -> Operation:
        doc = {"changes": {name: {"seen": seen, "value": value} for name, (seen, value) in changes.items()}}
        return self.operation(OperationKind.CUSTOMER_EDIT, row_id, doc)

    def open_case(self, customer_id: str, *, number: str | None = None, tx_id: str | None = None) -> Operation:
        mark = f"{self.identity.branch_code}{self.identity.device_code}"
        doc = {
            "number": number or f"PMT-2026-{mark}-{next(_numbers):05d}",
            "customer_id": customer_id,
            "process_key": PROCESS,
            "process_version": 1,
            "kind": "request",
            "title": "Mesin cuci",
            "opened_at": now().isoformat(),
            "opened_by": self.session.staff_login,
            "due_at": None,
        }
        return self.operation(OperationKind.CASE_OPEN, new_id(), doc, tx_id=tx_id)

    def fact(
        self,
        kind: str,
        body: Mapping[str, Any] | None = None,
        *,
        case: Operation | None = None,
        scope_id: int | None = None,
        session_id: str | None = None,
        op_at: datetime | None = None,
        **columns: object,
    ) -> Operation:
        """A fact; `columns` replace what the document would say by itself."""
        case_id = case.row_id if case else None
        doc = {
            "kind": kind,
            "subject_id": case_id or new_id(),
            "customer_id": case.payload["customer_id"] if case else None,
            "case_id": case_id,
            "step_key": None,
            "at": now().isoformat(),
            "actor": self.session.staff_login,
            "device_id": None,
            "body": body or {},
            **columns,
        }
        return self.operation(OperationKind.FACT_ADD, new_id(), doc, scope_id=scope_id, session_id=session_id, at=op_at)


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[EmbeddedPostgres]:
    """One server for the whole run; a folder of tests may ask for another kind of it by a parameter."""
    with running(getattr(request, "param", WHEEL)) as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: EmbeddedPostgres) -> str:
    """The organisation that each test gets a copy of."""
    make_organisation(postgres, TEMPLATE)
    return TEMPLATE


def make_organisation(server: EmbeddedPostgres, database: str) -> None:
    """A small one in a database of its own: two branches, two units, a process, staff of each role."""
    _execute(server, "create database {}", database)
    url = server.url(database)
    admin.init_shared(url)
    admin.add_branch(url, "JKT1", "Jakarta Pusat", "Asia/Jakarta")
    admin.add_branch(url, "MKS1", "Makassar", "Asia/Makassar")
    admin.add_unit(url, "WORKSHOP", "Bengkel")
    admin.add_unit(url, "DELIVERY", "Pengantaran")
    load_process(url, PROCESS_FILE, "order.toml")
    admin.add_staff(url, "rina", "Rina Wati", Role.FRONTLINER, "JKT1", password=PASSWORD)
    admin.add_staff(url, "made", "Made Arta", Role.FRONTLINER, "MKS1", password=PASSWORD)
    admin.add_staff(url, "joko", "Joko Susilo", Role.BACKOFFICE, "JKT1", "WORKSHOP", password=PASSWORD)
    admin.add_staff(url, "sari", "Sari Dewi", Role.SUPERVISOR, "JKT1", password=PASSWORD)
    admin.add_integrator(url, "gudang", PASSWORD)


@pytest.fixture
def office(postgres: EmbeddedPostgres, template: str) -> Iterator[Office]:
    """A fresh copy of the organisation."""
    name = f"loket_test_{next(_numbers)}"
    _execute(postgres, "create database {} template {}", name, template)
    yield Office(postgres.url(name))
    _execute(postgres, "drop database {} with (force)", name)


def _execute(server: EmbeddedPostgres, statement: str, *names: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
