"""What an operation does to the tables of the model: the same rules as the functions of the shared database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.customers import PROFILE_FIELDS
from app.domain.people import Role
from app.domain.replication import OperationKind
from app.services.rights import RIGHTS
from tests.sim.tables import Delivery, Device, Doc, Exit, Row, Tables

MOST_SKEW = timedelta(seconds=300)
_FOR_UNITS = ("case", "promise", "question")
_STATUSES = frozenset({"waiting", "in_progress", "on_hold", "done", "failed"})


class RefusedError(Exception):
    """A rule of the business says no."""

    def __init__(self, code: str, about: str) -> None:
        super().__init__(code)
        self.code = code
        self.about = about


class UnforeseenError(Exception):
    """What PostgreSQL itself would not take; `state` is its SQLSTATE."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True, slots=True)
class Times:
    """The server's time, and how far the device's clock is ahead of it."""

    now: datetime
    skew: timedelta = timedelta()

    def corrected(self, claimed: datetime) -> datetime:
        """When it happened, as far as the device's clock can be believed."""
        if abs(self.skew) <= MOST_SKEW:
            return claimed if claimed <= self.now + MOST_SKEW else self.now
        return min(claimed - self.skew, self.now)


class Write:
    """One write: each scope that it touches gets one new version."""

    def __init__(self, tables: Tables, token: str) -> None:
        self.tables = tables
        self._token = token

    def bump(self, scope: int) -> int:
        tables = self.tables
        if tables.marks.get(scope) == self._token:
            return tables.vers[scope]
        ver = tables.vers.get(scope, 0) + 1
        tables.put(tables.vers, scope, ver)
        tables.put(tables.marks, scope, self._token)
        tables.put(tables.log, (scope, ver), self._token)
        return ver

    def set(self, table: str, scope: int, row_id: str, doc: Doc, *, deleted: bool = False) -> None:
        """Write a row, and tell the units that see it."""
        tables = self.tables
        tables.put(tables.rows[table], (scope, row_id), Row(self.bump(scope), deleted, doc))
        self.deliver(table, scope, row_id, seen_by(tables, table, row_id))

    def deliver(self, table: str, home: int, row_id: str, units: Iterable[int]) -> None:
        for unit in units:
            self.tables.put(self.tables.deliveries, (unit, table, row_id), Delivery(self.bump(unit), home))

    def move(self, table: str, row_id: str, home: int, to: int) -> None:
        """Take a row to another branch; who stays behind is told that it left."""
        tables = self.tables
        row = tables.rows[table][home, row_id]
        tables.drop(tables.rows[table], (home, row_id))
        self.leave(table, home, row_id, to)
        self.set(table, to, row_id, row.doc, deleted=row.deleted)

    def leave(self, table: str, scope: int, row_id: str, to: int) -> None:
        """Say in a scope that a row is not there but elsewhere."""
        self.tables.put(self.tables.exits, (scope, table, row_id), Exit(self.bump(scope), to))


def seen_by(tables: Tables, table: str, row_id: str) -> list[int]:
    return [unit for unit in tables.vers if (unit, table, row_id) in tables.deliveries]


def home_of(tables: Tables, table: str, row_id: str | None, stated: int) -> int:
    """Where a row is now that was in scope `stated` once."""
    place = stated
    while row_id is not None and (place, row_id) not in tables.rows[table]:
        left = tables.exits.get((place, table, row_id))
        if left is None:
            return stated
        place = left.to_scope
    return place


def apply(write: Write, device: Device, op: Doc, times: Times) -> None:
    """Do what the operation says; RefusedError or UnforeseenError with parts done, which the caller takes back."""
    tables, kind, payload = write.tables, op["kind"], op["payload"]
    if kind == "unreadable":
        raise UnforeseenError("22P05")
    if kind == OperationKind.SESSION_OPEN:
        _open_session(tables, device, op)
    else:
        wanted = payload.get("kind") if kind == OperationKind.FACT_ADD else kind
        login = _entitled(tables, device, op, wanted, times)
        home = _home(tables, device, op, wanted)
        _do(write, device, op, (home, login), times)
        if home != op["scope_id"] and kind != OperationKind.CUSTOMER_EDIT:
            # made for something that had left: it never comes there, and the device is told so
            write.leave("case_file" if kind == OperationKind.CASE_OPEN else "fact", op["scope_id"], op["row_id"], home)
    tables.put(tables.effects, op["op_id"], tables.effects.get(op["op_id"], 0) + 1)


def _entitled(tables: Tables, device: Device, op: Doc, wanted: str, times: Times) -> str:
    """Who did it, if that person may."""
    at = times.corrected(datetime.fromisoformat(op["at"]))
    session = tables.sessions.get(op["session_id"] or "")
    if session is None or session[0] not in (device.device_id, *device.ancestors) or at >= session[3]:
        raise RefusedError("not_signed_in", wanted)
    if wanted not in RIGHTS[Role(session[2])]:
        raise RefusedError("not_permitted", wanted)
    return session[1]


def _do(write: Write, device: Device, op: Doc, where: tuple[int, str], times: Times) -> None:
    (home, login), kind, payload = where, op["kind"], op["payload"]
    match kind:
        case OperationKind.CUSTOMER_ADD:
            _add_customer(write, home, op["row_id"], payload)
        case OperationKind.CUSTOMER_EDIT:
            _edit_customer(write, home, op["row_id"], payload["changes"])
        case OperationKind.CASE_OPEN:
            _need_author(payload, "opened_by", login)
            _add_case(write, home, op["row_id"], _timed(payload, "opened_at", times))
        case OperationKind.FACT_ADD:
            _need_author(payload, "actor", login)
            doc = {**_timed(payload, "at", times), "device_id": device.device_id}
            add_fact(write, home, op["row_id"], doc)
        case _:
            raise UnforeseenError("LG002")


def units_of_process(tables: Tables, process_key: str) -> list[int]:
    process = _reference(tables, "process", process_key)
    codes = {step["unit"] for step in process["steps"]} if process else set()
    units = (row.doc["doc"] for row in tables.rows["reference"].values() if row.doc["kind"] == "unit")
    return sorted(int(unit["scope_id"]) for unit in units if unit["code"] in codes)


def _reference(tables: Tables, kind: str, key: str) -> Mapping[str, Any] | None:
    for row in tables.rows["reference"].values():
        if row.doc["kind"] == kind and row.doc["key"] == key and not row.deleted:
            found: Mapping[str, Any] = row.doc["doc"]
            return found
    return None


def _home(tables: Tables, device: Device, op: Doc, wanted: str) -> int:
    """Where the operation belongs now; elsewhere a unit writes of the cases that it was given, and nothing else."""
    kind, payload, stated = op["kind"], op["payload"], int(op["scope_id"])
    case_id = payload.get("case_id") if kind == OperationKind.FACT_ADD else None
    if stated != device.scope_id:
        seen = tables.deliveries.get((device.unit_scope_id or -1, "case_file", case_id or ""))
        if seen is None or kind != OperationKind.FACT_ADD or not _is_for_units(wanted):
            raise RefusedError("not_permitted", "scope")
        if seen.home not in (stated, home_of(tables, "case_file", case_id, stated)):
            raise RefusedError("not_permitted", "scope")
        return seen.home
    if case_id is not None:
        return home_of(tables, "case_file", case_id, stated)
    if kind == OperationKind.CUSTOMER_EDIT:
        return home_of(tables, "customer", op["row_id"], stated)
    if kind == OperationKind.CUSTOMER_ADD:
        return stated
    return home_of(tables, "customer", payload.get("customer_id"), stated)


def _is_for_units(kind: str) -> bool:
    return kind.partition(".")[0] in _FOR_UNITS


def _need_author(payload: Doc, field: str, login: str) -> None:
    if payload.get(field) != login:
        raise RefusedError("not_permitted", field)


def _timed(doc: Doc, field: str, times: Times) -> Doc:
    """The document with the time that counts, and the claimed one beside it where they differ."""
    claimed = doc.get(field)
    if claimed is None:
        raise RefusedError("required", field)
    counts = times.corrected(datetime.fromisoformat(claimed))
    if counts == datetime.fromisoformat(claimed):
        return doc
    return {**doc, field: counts.isoformat(), "said_at": claimed}


def _open_session(tables: Tables, device: Device, op: Doc) -> None:
    login = op["payload"].get("login")
    lineage = (device.device_id, *device.ancestors)
    known = [each for each in tables.sessions.values() if each[1] == login and each[0] in lineage]
    if not known:
        raise RefusedError("not_signed_in", OperationKind.SESSION_OPEN)
    expires = datetime.fromisoformat(op["payload"]["expires_at"])
    tables.put(tables.sessions, op["row_id"], (device.device_id, login, known[-1][2], expires))


def _check_profile(profile: Doc) -> None:
    for name, value in profile.items():
        if value is not None and not isinstance(value, str):
            raise RefusedError("invalid", name)
    if not (profile.get("name") or "").strip():
        raise RefusedError("required", "name")


def _check_number(tables: Tables, scope: int, row_id: str, number: str | None) -> None:
    for (other_scope, other_id), row in tables.rows["customer"].items():
        same = other_scope == scope and other_id != row_id and not row.deleted
        if number and same and row.doc.get("customer_number") == number:
            raise RefusedError("duplicate", "customer_number")


def _need_new(tables: Tables, table: str, scope: int, row_id: str) -> None:
    _need_uuid(row_id)
    if (scope, row_id) in tables.rows[table]:
        raise RefusedError("duplicate", f"{table}_pkey")


def _need_uuid(text: object) -> None:
    try:
        UUID(str(text))
    except ValueError:
        raise UnforeseenError("22P02") from None


def _add_customer(write: Write, home: int, row_id: str, profile: Doc) -> None:
    _check_profile(profile)
    _need_new(write.tables, "customer", home, row_id)
    _check_number(write.tables, home, row_id, profile.get("customer_number"))
    write.set("customer", home, row_id, profile)


def _edit_customer(write: Write, home: int, row_id: str, changes: Doc) -> None:
    row = write.tables.rows["customer"].get((home, row_id))
    if row is None or row.deleted:
        raise RefusedError("not_found", "customer")
    merged = dict(row.doc)
    for field, change in changes.items():
        if field not in PROFILE_FIELDS or row.doc.get(field) in (change.get("seen"), change.get("value")):
            merged[field] = change.get("value")
    _check_profile(merged)
    if merged != row.doc:
        _check_number(write.tables, home, row_id, merged.get("customer_number"))
        write.set("customer", home, row_id, merged)


def _add_case(write: Write, home: int, row_id: str, doc: Doc) -> None:
    tables, customer_id = write.tables, doc["customer_id"]
    if _reference(tables, "process", doc["process_key"]) is None:
        raise RefusedError("not_found", "process")
    if not (doc.get("title") or "").strip():
        raise RefusedError("required", "title")
    customer = tables.rows["customer"].get((home, customer_id))
    if customer is None or customer.deleted:
        raise RefusedError("not_found", "customer")
    _need_new(tables, "case_file", home, row_id)
    if any(key[0] == home and row.doc["number"] == doc["number"] for key, row in tables.rows["case_file"].items()):
        raise RefusedError("duplicate", "case_number")
    units = units_of_process(tables, doc["process_key"])
    write.set("case_file", home, row_id, doc)
    write.deliver("customer", home, customer_id, units)
    write.deliver("case_file", home, row_id, units)


def add_fact(write: Write, home: int, row_id: str, doc: Doc) -> None:
    tables, case_id = write.tables, doc.get("case_id")
    for_units = _is_for_units(doc["kind"])
    case = tables.rows["case_file"].get((home, case_id or ""))
    if for_units and (case is None or case.deleted):
        raise RefusedError("not_found", "case")
    if doc["kind"] == "case.report":
        _check_report(tables, case, doc)
    if not isinstance(doc.get("body"), Mapping):
        raise RefusedError("invalid", "body")
    _need_uuid(doc["subject_id"])
    _need_new(tables, "fact", home, row_id)
    write.set("fact", home, row_id, doc)
    if for_units and case_id:
        write.deliver("fact", home, row_id, seen_by(tables, "case_file", case_id))


def _check_report(tables: Tables, case: Row | None, doc: Doc) -> None:
    if doc["body"].get("status") not in _STATUSES:
        raise RefusedError("invalid", "status")
    process = _reference(tables, "process", case.doc["process_key"]) if case else None
    if doc.get("step_key") not in {step["key"] for step in (process or {"steps": ()})["steps"]}:
        raise RefusedError("not_found", "step")
