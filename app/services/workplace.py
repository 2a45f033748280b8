"""Where use-cases work: one signed-in change at a time, rows and outbox in one commit, told after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.changes import ChangeBus, Changes
from app.domain.cases import CaseFile
from app.domain.customers import FieldChange
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import Fact, FactKind
from app.domain.people import Customer, Session
from app.domain.phrases import PHRASE_KINDS
from app.domain.replication import OperationKind
from app.domain.wire import case_to_doc, customer_to_doc, fact_to_doc
from app.services.ports import Clock, Ids, Store, UnitOfWork
from app.services.rights import check_right


class Change:
    """One change under way: what it adds goes to the rows and to the outbox, and is told once it is committed."""

    def __init__(self, uow: UnitOfWork, session: Session, now: datetime, ids: Ids) -> None:
        self.uow = uow
        self.session = session
        self.now = now
        self.ids = ids
        self.changes = Changes(outbox=True)
        self.committed = False

    def add_customer(self, customer: Customer) -> None:
        """Add a customer."""
        self.uow.customers.add(customer)
        self._enqueue(OperationKind.CUSTOMER_ADD, customer.scope_id, customer.id, customer_to_doc(customer))
        self._touched(Changes(customers=frozenset({customer.id})))

    def edit_customer(self, customer: Customer, changes: dict[str, FieldChange]) -> None:
        """Replace a profile, remembering for each field the value that was seen."""
        self.uow.customers.edit(customer, changes)
        payload: dict[str, object] = {
            "changes": {name: {"seen": c.seen, "value": c.value} for name, c in changes.items()}
        }
        self._enqueue(OperationKind.CUSTOMER_EDIT, customer.scope_id, customer.id, payload)
        self._touched(Changes(customers=frozenset({customer.id})))

    def open_case(self, case: CaseFile) -> None:
        """Add a case header."""
        self.uow.cases.add(case)
        self._enqueue(OperationKind.CASE_OPEN, case.scope_id, case.id, case_to_doc(case))
        self._touched(Changes(cases=frozenset({case.id}), customers=frozenset({case.customer_id})))

    def case_fact(
        self,
        case: CaseFile,
        kind: FactKind,
        body: Mapping[str, Any],
        *,
        subject_id: str | None = None,
        step_key: str | None = None,
        at: datetime | None = None,
    ) -> Fact:
        """Add a fact about a case; it lives in the case's own scope."""
        fact = Fact(
            id=self.ids.new(),
            scope_id=case.scope_id,
            kind=kind,
            subject_id=subject_id or case.id,
            at=at or self.now,
            actor=self.session.staff_login,
            body=body,
            customer_id=case.customer_id,
            case_id=case.id,
            step_key=step_key,
        )
        self.add_facts(fact)
        return fact

    def branch_fact(
        self,
        kind: FactKind,
        subject_id: str,
        body: Mapping[str, Any],
        *,
        customer_id: str | None = None,
        case_id: str | None = None,
        at: datetime | None = None,
    ) -> Fact:
        """Add a fact of this branch: an interaction's event, or that a record was seen."""
        fact = Fact(
            id=self.ids.new(),
            scope_id=self.session.scope_id,
            kind=kind,
            subject_id=subject_id,
            at=at or self.now,
            actor=self.session.staff_login,
            body=body,
            customer_id=customer_id,
            case_id=case_id,
        )
        self.add_facts(fact)
        return fact

    def add_facts(self, *facts: Fact) -> None:
        """Append facts as they are."""
        self.uow.facts.add(facts)
        for fact in facts:
            self._enqueue(OperationKind.FACT_ADD, fact.scope_id, fact.id, fact_to_doc(fact))
            self._touched(_touched_by(fact))

    def commit(self) -> None:
        """Make everything durable."""
        self.uow.watch.note(self.now)
        self.uow.commit()
        self.committed = True

    def _enqueue(self, kind: OperationKind, scope_id: int, row_id: str, payload: dict[str, object]) -> None:
        check_right(self.session, str(payload["kind"]) if kind is OperationKind.FACT_ADD else kind)
        self.uow.outbox.enqueue(kind, scope_id, row_id, payload, self.session.id, self.now)

    def _touched(self, changes: Changes) -> None:
        self.changes = self.changes | changes


@dataclass(frozen=True, slots=True)
class Workplace:
    """The device, seen by use-cases: its store, the time, new identities, and the bus that tells of changes."""

    store: Store
    clock: Clock
    ids: Ids
    bus: ChangeBus

    @contextmanager
    def change(self) -> Iterator[Change]:
        """A change by whoever is signed in; LoketError(NOT_SIGNED_IN) without an open session."""
        now = self.clock.now()
        with self.store.begin() as uow:
            change = Change(uow, open_session(uow, now), now, self.ids)
            yield change
        if change.committed:
            self.bus.publish(change.changes)

    @contextmanager
    def look(self) -> Iterator[tuple[UnitOfWork, Session]]:
        """One consistent look at the store by whoever is signed in."""
        with self.store.read() as uow:
            yield uow, open_session(uow, self.clock.now())


def open_session(uow: UnitOfWork, now: datetime) -> Session:
    """The session that is open on this device at `now`, or LoketError(NOT_SIGNED_IN)."""
    session = uow.sessions.current()
    if session is None or not session.is_open(now):
        raise LoketError(ErrorCode.NOT_SIGNED_IN)
    return session


def case_of(uow: UnitOfWork, number_or_id: str) -> CaseFile:
    """The case with that id or number, or LoketError(NOT_FOUND)."""
    case = uow.cases.get(number_or_id) or uow.cases.by_number(number_or_id)
    if case is None:
        raise LoketError(ErrorCode.NOT_FOUND, "case", {"value": number_or_id})
    return case


def customer_of(uow: UnitOfWork, customer_id: str) -> Customer:
    """The customer with that id or customer number, or LoketError(NOT_FOUND)."""
    customer = uow.customers.get(customer_id) or uow.customers.by_number(customer_id)
    if customer is None:
        raise LoketError(ErrorCode.NOT_FOUND, "customer", {"value": customer_id})
    return customer


def _touched_by(fact: Fact) -> Changes:
    return Changes(
        customers=frozenset({fact.customer_id} if fact.customer_id else ()),
        cases=frozenset({fact.case_id} if fact.case_id else ()),
        interactions=frozenset({fact.subject_id} if fact.kind.startswith("interaction.") else ()),
        reference=fact.kind in PHRASE_KINDS,
    )
