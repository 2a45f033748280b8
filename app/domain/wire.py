"""Rows as the documents that travel between a device and the shared database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.domain.cases import CaseFile
from app.domain.customers import from_doc, to_doc
from app.domain.facts import Fact, FactKind
from app.domain.people import Branch, Customer, Role, Staff, Unit
from app.domain.processes import CaseKind


def customer_to_doc(customer: Customer) -> dict[str, object]:
    """A customer's profile as it travels; id and scope travel beside it."""
    return dict(to_doc(customer))


def customer_from_doc(row_id: str, scope_id: int, doc: Mapping[str, Any]) -> Customer:
    """A customer from a travelling document."""
    return from_doc(row_id, scope_id, doc)


def case_to_doc(case: CaseFile) -> dict[str, object]:
    """A case header as it travels."""
    return {
        "number": case.number,
        "customer_id": case.customer_id,
        "process_key": case.process_key,
        "process_version": case.process_version,
        "kind": case.kind.value,
        "title": case.title,
        "opened_at": iso(case.opened_at),
        "opened_by": case.opened_by,
        "due_at": iso(case.due_at),
    }


def case_from_doc(row_id: str, scope_id: int, doc: Mapping[str, Any], ver: int | None = None) -> CaseFile:
    """A case header from a travelling document."""
    opened_at = at(doc["opened_at"])
    if opened_at is None:
        raise ValueError(f"case {row_id}: opened_at is empty")
    return CaseFile(
        id=row_id,
        scope_id=scope_id,
        number=doc["number"],
        customer_id=doc["customer_id"],
        process_key=doc["process_key"],
        process_version=int(doc.get("process_version") or 1),
        kind=CaseKind(doc["kind"]),
        title=doc["title"],
        opened_at=opened_at,
        opened_by=doc["opened_by"],
        due_at=at(doc.get("due_at")),
        ver=ver,
    )


def fact_to_doc(fact: Fact) -> dict[str, object]:
    """A fact as it travels."""
    return {
        "kind": fact.kind.value,
        "subject_id": fact.subject_id,
        "customer_id": fact.customer_id,
        "case_id": fact.case_id,
        "step_key": fact.step_key,
        "at": iso(fact.at),
        "actor": fact.actor,
        "device_id": fact.device_id,
        "body": dict(fact.body),
    }


def fact_from_doc(row_id: str, scope_id: int, doc: Mapping[str, Any], ver: int | None = None) -> Fact:
    """A fact from a travelling document; ValueError for a kind that this version does not know."""
    happened_at = at(doc["at"])
    if happened_at is None:
        raise ValueError(f"fact {row_id}: at is empty")
    return Fact(
        id=row_id,
        scope_id=scope_id,
        kind=FactKind(doc["kind"]),
        subject_id=doc["subject_id"],
        at=happened_at,
        actor=doc["actor"],
        body=doc.get("body") or {},
        customer_id=doc.get("customer_id"),
        case_id=doc.get("case_id"),
        step_key=doc.get("step_key"),
        device_id=doc.get("device_id"),
        ver=ver,
    )


def branch_from_doc(row_id: str, doc: Mapping[str, Any]) -> Branch:
    """A branch from its reference document."""
    return Branch(row_id, int(doc["scope_id"]), doc["code"], doc["name"], doc["zone"], doc.get("language") or "id")


def unit_from_doc(row_id: str, doc: Mapping[str, Any]) -> Unit:
    """A unit from its reference document."""
    return Unit(row_id, int(doc["scope_id"]), doc["code"], doc["name"])


def staff_from_doc(row_id: str, doc: Mapping[str, Any]) -> Staff:
    """A member of staff from the reference document."""
    return Staff(row_id, doc["login"], doc["name"], Role(doc["role"]), doc.get("branch_code"), doc.get("unit_code"))


def iso(instant: datetime | None) -> str | None:
    """An instant as ISO 8601 in UTC."""
    return instant.astimezone(UTC).isoformat() if instant is not None else None


def at(text: str | None) -> datetime | None:
    """An instant from ISO 8601 with offset, as UTC."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
