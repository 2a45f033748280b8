"""The customer's profile: documents, field-by-field edits, and what must be masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Customer, CustomerKind, Honorific

SENSITIVE_FIELDS = ("phone", "email", "nik", "npwp", "birth_date", "address")
"""Fields shown masked; showing one in full asks a reason and is a fact in the log."""

PROFILE_FIELDS = tuple(f.name for f in fields(Customer) if f.name not in {"id", "scope_id"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One edited field: the document value the agent saw and the one that replaces it."""

    seen: str | None
    value: str | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """An edit whose `seen` value is no longer what the shared database holds."""

    field: str
    seen: str | None
    value: str | None
    shared: str | None


def to_doc(customer: Customer) -> dict[str, str | None]:
    """The profile as plain JSON values, without its id and scope."""
    doc: dict[str, str | None] = {}
    for name in PROFILE_FIELDS:
        value = getattr(customer, name)
        doc[name] = value.isoformat() if isinstance(value, date) else value
    return doc


def from_doc(customer_id: str, scope_id: int, doc: Mapping[str, str | None]) -> Customer:
    """A customer from its document; keys of a newer version are left aside, absent ones are None."""
    name = doc.get("name")
    if not name:
        raise LoketError(ErrorCode.REQUIRED, "name")
    birth_date = doc.get("birth_date")
    honorific = doc.get("honorific")
    plain = {key: doc.get(key) for key in PROFILE_FIELDS if key not in {"name", "kind", "honorific", "birth_date"}}
    return Customer(
        id=customer_id,
        scope_id=scope_id,
        name=name,
        kind=CustomerKind(doc.get("kind") or CustomerKind.PERSON),
        honorific=Honorific(honorific) if honorific else None,
        birth_date=date.fromisoformat(birth_date) if birth_date else None,
        **plain,
    )


def apply_changes(
    doc: Mapping[str, str | None], changes: Mapping[str, FieldChange]
) -> tuple[dict[str, str | None], tuple[Conflict, ...]]:
    """Apply an edit to a profile document; a field that moved meanwhile stays as it is and becomes a conflict."""
    merged = dict(doc)
    conflicts: list[Conflict] = []
    for name, change in changes.items():
        shared = merged.get(name)
        if shared in (change.seen, change.value):
            merged[name] = change.value
        else:
            conflicts.append(Conflict(name, change.seen, change.value, shared))
    return merged, tuple(conflicts)


def changes_between(old: Customer, new: Customer) -> dict[str, FieldChange]:
    """The fields in which two versions of one profile differ, as an edit."""
    before, after = to_doc(old), to_doc(new)
    return {name: FieldChange(before[name], after[name]) for name in PROFILE_FIELDS if before[name] != after[name]}


def mask(field: str, value: str) -> str:
    """A sensitive value with all but its recognisable end hidden; other fields come back unchanged."""
    if field not in SENSITIVE_FIELDS:
        return value
    if field == "email":
        name, at, host = value.partition("@")
        return f"{name[:1]}•••{at}{host}" if at else "•••"
    if field == "birth_date":
        return "•• •• ••••"
    if field == "address":
        return "•••"
    tail = value[-3:] if len(value) > 6 else ""  # noqa: PLR2004 - a value this short would be given away by its end
    return "•" * max(len(value) - len(tail), 3) + tail


def masked(customer: Customer) -> Customer:
    """The same customer with every sensitive field masked; `birth_date` is left out, since a date cannot be masked."""

    def hidden(name: str, value: str | None) -> str | None:
        return None if value is None else mask(name, value)

    return replace(
        customer,
        phone=hidden("phone", customer.phone),
        email=hidden("email", customer.email),
        nik=hidden("nik", customer.nik),
        npwp=hidden("npwp", customer.npwp),
        address=hidden("address", customer.address),
        birth_date=None,
    )
