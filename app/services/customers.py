"""Customers: find one, see the record, show a masked field, add and edit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain.customers import (
    PROFILE_FIELDS,
    SENSITIVE_FIELDS,
    changes_between,
    from_doc,
    masked,
    to_doc,
)
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import Fact, FactKind
from app.domain.interactions import fold_interaction
from app.domain.people import Customer, CustomerKind, Honorific
from app.services.case_views import case_view
from app.services.views import CustomerHit, CustomerRecord, TimelineEntry
from app.services.workplace import customer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.domain.interactions import Interaction
    from app.domain.people import Session
    from app.services.ports import Identifiers, UnitOfWork
    from app.services.workplace import Workplace

TIMELINE_LENGTH = 200
_EMAIL_PARTS = 2


class CustomerService:
    """What can be done with customers."""

    def __init__(self, workplace: Workplace, identifiers: Identifiers) -> None:
        self._workplace = workplace
        self._identifiers = identifiers

    def find(self, text: str, limit: int = 20) -> tuple[CustomerHit, ...]:
        """Customers by any part of name, phone, customer, case or identity number, best first."""
        return self._workplace.store.find_customers(text, limit) if text.strip() else ()

    def record(self, customer_id: str) -> CustomerRecord:
        """The customer's whole record; the look itself is logged."""
        with self._workplace.change() as change:
            customer = customer_of(change.uow, customer_id)
            change.branch_fact(FactKind.CUSTOMER_VIEWED, customer.id, {}, customer_id=customer.id)
            record = self._record(change.uow, change.session, customer)
            change.commit()
        return record

    def peek(self, customer_id: str) -> CustomerRecord:
        """The record as `record` gave it, made new for a screen that already shows it."""
        with self._workplace.look() as (uow, session):
            return self._record(uow, session, customer_of(uow, customer_id))

    def reveal(self, customer_id: str, field: str, reason: str) -> str:
        """One masked field in full; the reason is required and logged."""
        if field not in SENSITIVE_FIELDS:
            raise LoketError(ErrorCode.UNKNOWN_KEY, field, {"allowed": ", ".join(SENSITIVE_FIELDS)})
        if not reason.strip():
            raise LoketError(ErrorCode.REASON_REQUIRED, field)
        with self._workplace.change() as change:
            customer = customer_of(change.uow, customer_id)
            body = {"field": field, "reason": reason.strip()}
            change.branch_fact(FactKind.CUSTOMER_REVEALED, customer.id, body, customer_id=customer.id)
            change.commit()
        return to_doc(customer)[field] or ""

    def add(self, doc: Mapping[str, str | None]) -> Customer:
        """A new customer from a profile document; each value is checked and written in its standard form."""
        clean = clean_profile(doc, self._identifiers)
        with self._workplace.change() as change:
            customer = from_doc(change.ids.new(), change.session.scope_id, clean)
            refuse_taken_number(change.uow, customer)
            change.add_customer(customer)
            change.commit()
        return customer

    def edit(self, customer_id: str, doc: Mapping[str, str | None]) -> Customer:
        """Change the given fields of a profile; the others stay."""
        clean = clean_profile(doc, self._identifiers, partial=True)
        with self._workplace.change() as change:
            old = customer_of(change.uow, customer_id)
            new = from_doc(old.id, old.scope_id, {**to_doc(old), **clean})
            refuse_taken_number(change.uow, new)
            changes = changes_between(old, new)
            if changes:
                change.edit_customer(new, changes)
                change.commit()
        return new

    def _record(self, uow: UnitOfWork, session: Session, customer: Customer) -> CustomerRecord:
        cases = uow.cases.of_customer(customer.id)
        facts_of = uow.facts.of_cases([case.id for case in cases])
        now = self._workplace.clock.now()
        views = tuple(case_view(uow, case, facts_of.get(case.id, ()), session.staff_login, now) for case in cases)
        numbers = {case.id: case.number for case in cases}
        recent = uow.facts.of_customer(customer.id, TIMELINE_LENGTH)
        return CustomerRecord(
            customer=masked(customer),
            cases=tuple(sorted(views, key=lambda view: (not view.state.is_open, -view.case.opened_at.timestamp()))),
            interactions=_interactions(recent),
            timeline=tuple(_entry(fact, numbers) for fact in recent if fact.kind is not FactKind.CUSTOMER_VIEWED),
            filled=frozenset(name for name in PROFILE_FIELDS if getattr(customer, name) is not None),
        )


def clean_profile(
    doc: Mapping[str, str | None], identifiers: Identifiers, *, partial: bool = False
) -> dict[str, str | None]:
    """A profile document with every value checked and in standard form; LoketError names the first wrong field."""
    if (not partial or "name" in doc) and not (doc.get("name") or "").strip():
        raise LoketError(ErrorCode.REQUIRED, "name")
    clean: dict[str, str | None] = {}
    for key, value in doc.items():
        if key not in PROFILE_FIELDS:
            raise LoketError(ErrorCode.UNKNOWN_KEY, key)
        text = (value or "").strip()
        clean[key] = _clean_value(key, text, identifiers) if text else None
    return clean


def _clean_value(key: str, text: str, identifiers: Identifiers) -> str:
    match key:
        case "phone":
            return identifiers.phone(text)
        case "nik":
            return identifiers.nik(text)
        case "npwp":
            return identifiers.npwp(text)
        case "email":
            return _email(text)
        case "birth_date":
            return _day(text)
        case "kind":
            return _one_of(key, text, [kind.value for kind in CustomerKind])
        case "honorific":
            return _one_of(key, text, [honorific.value for honorific in Honorific])
        case _:
            return " ".join(text.split()) if key in {"name", "call_name", "city", "customer_number"} else text


def _email(text: str) -> str:
    parts = text.split("@")
    if len(parts) != _EMAIL_PARTS or not parts[0] or "." not in parts[1].strip(".") or " " in text:
        raise LoketError(ErrorCode.INVALID, "email")
    return text


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise LoketError(ErrorCode.INVALID, "birth_date") from None


def _one_of(key: str, text: str, allowed: list[str]) -> str:
    for value in allowed:
        if value.casefold() == text.casefold():
            return value
    raise LoketError(ErrorCode.INVALID, key, {"allowed": ", ".join(allowed)})


def refuse_taken_number(uow: UnitOfWork, customer: Customer) -> None:
    """A customer number belongs to one customer; LoketError(DUPLICATE) where another has it."""
    if customer.customer_number:
        other = uow.customers.by_number(customer.customer_number)
        if other is not None and other.id != customer.id:
            raise LoketError(ErrorCode.DUPLICATE, "customer_number", {"value": customer.customer_number})


def _interactions(facts: Iterable[Fact]) -> tuple[Interaction, ...]:
    by_subject: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind.startswith("interaction.") or fact.kind is FactKind.CUSTOMER_IDENTIFIED:
            by_subject.setdefault(fact.subject_id, []).append(fact)
    folded = [interaction for group in by_subject.values() if (interaction := fold_interaction(group)) is not None]
    return tuple(sorted(folded, key=lambda interaction: interaction.started_at, reverse=True))


def _entry(fact: Fact, numbers: Mapping[str, str]) -> TimelineEntry:
    return TimelineEntry(
        id=fact.id,
        at=fact.at,
        kind=fact.kind.value,
        actor=fact.actor,
        case_id=fact.case_id,
        case_number=numbers.get(fact.case_id or ""),
        step_key=fact.step_key,
        body=fact.body,
        waiting=fact.ver is None,
    )
