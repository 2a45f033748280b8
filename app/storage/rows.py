"""Rows of the local store as domain values, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from app.domain.cases import CaseFile
from app.domain.customers import PROFILE_FIELDS
from app.domain.facts import Fact, FactKind
from app.domain.names import canonical, fold
from app.domain.people import Customer, CustomerKind, Honorific
from app.domain.processes import CaseKind
from app.storage.sound import is_sound

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DECODE = json.JSONDecoder().decode
_NO_PROFILE = dict.fromkeys(PROFILE_FIELDS)
_KINDS = {kind.value: kind for kind in FactKind}

CASE_FIELDS = (
    "number",
    "customer_id",
    "process_key",
    "process_version",
    "kind",
    "title",
    "opened_at",
    "opened_by",
    "due_at",
)
FACT_FIELDS = ("kind", "subject_id", "customer_id", "case_id", "step_key", "at", "actor", "device_id", "body")

_CASE_FIELDS, _FACT_FIELDS = frozenset(CASE_FIELDS), frozenset(FACT_FIELDS)


def micros(instant: datetime) -> int:
    """An aware instant as microseconds since 1970 UTC."""
    return (instant - _EPOCH) // _MICROSECOND


def instant_of(value: int) -> datetime:
    """The UTC instant of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=value)


def optional_micros(instant: datetime | None) -> int | None:
    """The same for an instant that may be absent."""
    return None if instant is None else micros(instant)


def optional_instant(value: int | None) -> datetime | None:
    """The same for a value that may be absent."""
    return None if value is None else instant_of(value)


def iso_micros(text: str | None) -> int | None:
    """ISO 8601 with offset as microseconds."""
    return micros(datetime.fromisoformat(text)) if text else None


def dump(value: object) -> str:
    """A document as JSON text."""
    return _ENCODE(value)


def compact(number: str) -> str:
    """A number or code as it is indexed: folded, with nothing between its characters."""
    if number.isascii() and number.isalnum():
        return number.lower()
    return fold(number).replace(" ", "")


def customer_row(customer_id: str, scope_id: int, ver: int | None, doc: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `customer` from a travelling document; keys of a newer server go to `extra`."""
    row: dict[str, Any] = {**_NO_PROFILE, **doc}
    extra = {name: row.pop(name) for name in doc.keys() - _NO_PROFILE.keys()}
    name = row["name"] or ""
    folded = fold(name)
    name_key = canonical(folded)
    row.update(
        id=customer_id,
        scope_id=scope_id,
        ver=ver,
        name=name,
        kind=row["kind"] or CustomerKind.PERSON.value,
        name_key=name_key,
        name_fold=folded if folded != name_key else None,
        number_key=compact(row["customer_number"]) if row["customer_number"] else None,
        extra=dump(dict(sorted(extra.items()))) if extra else None,
    )
    return row


def customer_doc(row: Row[Any]) -> dict[str, Any]:
    """The travelling document of a row of `customer`, with what a newer server had added."""
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    doc = {name: values[name] for name in PROFILE_FIELDS}
    return doc | json.loads(values["extra"]) if values["extra"] else doc


def customer_of(row: Row[Any]) -> Customer:
    """The customer of a row."""
    return Customer(
        id=row.id,
        scope_id=row.scope_id,
        name=row.name,
        kind=CustomerKind(row.kind),
        customer_number=row.customer_number,
        honorific=Honorific(row.honorific) if row.honorific else None,
        call_name=row.call_name,
        phone=row.phone,
        email=row.email,
        nik=row.nik,
        npwp=row.npwp,
        birth_date=date.fromisoformat(row.birth_date) if row.birth_date else None,
        address=row.address,
        city=row.city,
        preferences=row.preferences,
        note=row.note,
    )


def case_row(case_id: str, scope_id: int, ver: int | None, doc: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `case_file` from a travelling document."""
    extra = {name: doc[name] for name in doc.keys() - _CASE_FIELDS}
    return {
        "id": case_id,
        "scope_id": scope_id,
        "ver": ver,
        "number": doc["number"],
        "customer_id": doc["customer_id"],
        "process_key": doc["process_key"],
        "process_version": int(doc.get("process_version") or 1),
        "kind": doc["kind"],
        "title": doc["title"],
        "opened_at": iso_micros(doc["opened_at"]),
        "opened_by": doc["opened_by"],
        "due_at": iso_micros(doc.get("due_at")),
        "extra": dump(dict(sorted(extra.items()))) if extra else None,
    }


def case_of(row: Row[Any]) -> CaseFile:
    """The case header of a row."""
    return CaseFile(
        id=row.id,
        scope_id=row.scope_id,
        number=row.number,
        customer_id=row.customer_id,
        process_key=row.process_key,
        process_version=row.process_version,
        kind=CaseKind(row.kind),
        title=row.title,
        opened_at=instant_of(row.opened_at),
        opened_by=row.opened_by,
        due_at=optional_instant(row.due_at),
        ver=row.ver,
    )


def fact_row(fact_id: str, scope_id: int, ver: int | None, doc: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `fact` from a travelling document; its kind may be one that only a newer console knows."""
    extra = {name: doc[name] for name in doc.keys() - _FACT_FIELDS}
    return {
        "id": fact_id,
        "scope_id": scope_id,
        "ver": ver,
        "kind": doc["kind"],
        "subject_id": doc["subject_id"],
        "customer_id": doc.get("customer_id"),
        "case_id": doc.get("case_id"),
        "step_key": doc.get("step_key"),
        "at": iso_micros(doc["at"]),
        "actor": doc["actor"],
        "device_id": doc.get("device_id"),
        "body": dump(doc.get("body") or {}),
        "extra": dump(dict(sorted(extra.items()))) if extra else None,
    }


def facts_of(rows: Iterable[Sequence[Any]]) -> list[Fact]:
    """The facts of rows; kinds of a newer console and broken bodies are kept in the store and left aside here."""
    return [
        Fact(
            row_id,
            scope_id,
            known,
            subject_id,
            instant_of(at),
            actor,
            read,
            customer_id,
            case_id,
            step_key,
            device,
            ver,
        )
        for row_id, scope_id, ver, kind, subject_id, customer_id, case_id, step_key, at, actor, device, body, _ in rows
        if (known := _KINDS.get(kind)) is not None and is_sound(known, read := _DECODE(body))
    ]


def reference_row(row_id: str, scope_id: int, ver: int | None, doc: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `reference` from a travelling document."""
    extra = {name: value for name, value in doc.items() if name not in {"kind", "key", "doc"}}
    return {
        "id": row_id,
        "scope_id": scope_id,
        "ver": ver,
        "kind": doc["kind"],
        "key": doc["key"],
        "doc": dump(doc["doc"]),
        "extra": dump(dict(sorted(extra.items()))) if extra else None,
    }


RowOf = Callable[[str, int, int | None, Mapping[str, Any]], dict[str, Any]]
ROW_OF: dict[str, RowOf] = {
    "customer": customer_row,
    "case_file": case_row,
    "fact": fact_row,
    "reference": reference_row,
}
"""How a travelling document becomes a row, by table."""
