"""What a branch has: made-up customers, and for some of them cases with their reports and promises."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.domain.cases import CaseFile
from app.domain.facts import Fact, FactKind
from app.domain.people import Customer, CustomerKind
from app.domain.processes import CaseKind
from tests.bench.bench_search import people
from tests.bench.work import new_id
from tests.sync.offices import PROCESS

CUSTOMERS_PER_CASE = 7
"""As in the demo: 3,000 cases for 20,000 customers."""


@dataclass(frozen=True, slots=True)
class Stock:
    """Rows in the order in which they came to be."""

    customers: tuple[Customer, ...]
    cases: tuple[CaseFile, ...]
    facts: tuple[Fact, ...]


def stock(customers: int, scope_id: int, branch: str, customers_per_case: int = CUSTOMERS_PER_CASE) -> Stock:
    """The same each time, apart from ids and times."""
    dice = random.Random(11)
    known = [_customer(scope_id, dict(doc)) for doc in people(customers, dice)]
    began = datetime.now(UTC) - timedelta(days=30)
    cases: list[CaseFile] = []
    facts: list[Fact] = []
    for number, customer in enumerate(known[::customers_per_case], start=1):
        opened = began + timedelta(minutes=number % 40_000)
        mark = f"PMT-2026-{branch}99-{number:06d}"
        title = "Mesin cuci, dua tabung"
        case = CaseFile(new_id(), scope_id, mark, customer.id, PROCESS, 1, CaseKind.REQUEST, title, opened, "rina")
        cases.append(case)
        facts.extend(_facts(case, opened))
    return Stock(tuple(known), tuple(cases), tuple(facts))


def _customer(scope_id: int, doc: dict[str, str | None]) -> Customer:
    return Customer(
        id=new_id(),
        scope_id=scope_id,
        name=doc["name"] or "",
        kind=CustomerKind.PERSON,
        customer_number=doc["customer_number"],
        phone=doc["phone"],
        nik=doc["nik"],
        birth_date=date(1990, 1, 31),
        city=doc["city"],
    )


def _facts(case: CaseFile, opened: datetime) -> Iterator[Fact]:
    """A promise, and what units told of the steps."""
    promise = {"text": "Teknisi datang besok pagi", "due_at": (opened + timedelta(days=2)).isoformat()}
    yield _fact(case, FactKind.PROMISE_MADE, opened, promise, new_id())
    for minutes, step, status in ((30, "setup", "in_progress"), (150, "setup", "done"), (200, "delivery", "done")):
        yield _fact(case, FactKind.CASE_REPORT, opened + timedelta(minutes=minutes), {"status": status}, None, step)


def _fact(
    case: CaseFile, kind: FactKind, at: datetime, body: dict[str, str], subject: str | None, step: str | None = None
) -> Fact:
    return Fact(
        id=new_id(),
        scope_id=case.scope_id,
        kind=kind,
        subject_id=subject or case.id,
        at=at,
        actor="rina",
        body=body,
        customer_id=case.customer_id,
        case_id=case.id,
        step_key=step,
    )
