"""Rows of a pull laid into the store: newer versions over older ones, waiting edits over what is shared."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.changes import Changes
from app.domain.customers import Conflict, FieldChange, apply_changes
from app.domain.replication import OperationState, PulledRow
from app.storage.projections import Touched
from app.storage.rows import case_row, customer_row, dump, fact_row
from app.storage.search_index import unindex
from app.storage.sets import among, ids
from app.storage.tables import alert, case_file, customer, fact, outbox, reference, shadow

_TABLES = {"case_file": case_file, "fact": fact, "reference": reference}
_CUSTOMERS = select(customer).where(among(customer.c.id))
_SHADOWS = select(shadow).where(among(shadow.c.id))
_EDITS = select(outbox).where(among(outbox.c.row_id), outbox.c.overlay == 1).order_by(outbox.c.seq)
_CASES_OF_PROCESS = select(case_file.c.id).where(among(case_file.c.process_key))

RowOf = Callable[[str, int, int | None, Mapping[str, Any]], dict[str, Any]]


@dataclass(slots=True)
class Applied:
    """What laying rows into the store touched, for the read models and for the screens."""

    touched: Touched = field(default_factory=Touched)
    customers: set[str] = field(default_factory=set)
    reference: bool = False
    outbox: bool = False

    def changes(self) -> Changes:
        """The same as a value for screens."""
        return Changes(
            customers=frozenset(self.customers | self.touched.customers),
            cases=frozenset(self.touched.cases),
            interactions=frozenset(self.touched.interactions),
            reference=self.reference,
            outbox=self.outbox,
            source="sync",
        )


def lay_rows(connection: Connection, rows: Iterable[PulledRow], at: int, applied: Applied) -> None:
    """Upsert and delete; the same row twice, or an older one, changes nothing. `at` is the server's time."""
    by_table: defaultdict[str, dict[str, PulledRow]] = defaultdict(dict)
    for row in rows:
        before = by_table[row.table].get(row.id)
        if before is None or row.ver >= before.ver:
            by_table[row.table][row.id] = row
    for name, newest in by_table.items():
        if name == "customer":
            shared = {row.id: row for row in newest.values()}
            lay_customers(connection, shared, at, applied)
        elif name in _TABLES:
            _lay(connection, name, list(newest.values()), applied)


def lay_customers(connection: Connection, pulled: Mapping[str, PulledRow], at: int, applied: Applied) -> None:
    """Customers as last shared, with the edits laid over them that still wait here."""
    wanted = ids(pulled)
    known = {row.id: row for row in connection.execute(_CUSTOMERS, wanted)}
    newer = {
        key: row
        for key, row in pulled.items()
        if key not in known or _is_newer(row, known[key].scope_id, known[key].ver)
    }
    _drop_customers(connection, [known[key] for key, row in newer.items() if row.deleted and key in known], applied)
    shared = {key: _Shared(row.scope_id, row.ver, row.doc) for key, row in newer.items() if not row.deleted}
    overlay(connection, shared, known, at, applied)


@dataclass(frozen=True, slots=True)
class _Shared:
    scope_id: int
    ver: int | None
    doc: Mapping[str, Any]


def settle_overlays(connection: Connection, customer_ids: Iterable[str], at: int, applied: Applied) -> None:
    """Customers whose edits were acknowledged or refused: last shared, with what still waits laid over it."""
    wanted = ids(customer_ids)
    kept = {row.id: _Shared(row.scope_id, row.ver, json.loads(row.doc)) for row in connection.execute(_SHADOWS, wanted)}
    known = {row.id: row for row in connection.execute(_CUSTOMERS, ids(kept))}
    overlay(connection, {key: shared for key, shared in kept.items() if key in known}, known, at, applied)


def overlay(
    connection: Connection,
    shared: Mapping[str, _Shared],
    known: Mapping[str, Row[Any]],
    at: int,
    applied: Applied,
) -> None:
    """Write customers as shared plus waiting edits, keep the shared version of those that have some."""
    edits: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for operation in connection.execute(_EDITS, ids(shared)):
        edits[operation.row_id].append(operation)
    rows, shadows, conflicts = [], [], []
    for key, base in shared.items():
        doc: dict[str, Any] = dict(base.doc)
        for operation in edits[key]:
            doc, missed = apply_changes(doc, changes_of(operation))
            if operation.state == OperationState.PENDING:
                conflicts += [_conflict_row(operation, one, at) for one in missed]
        rows.append(customer_row(key, base.scope_id, base.ver, doc))
        if edits[key]:
            shadows.append({"id": key, "scope_id": base.scope_id, "ver": base.ver, "doc": dump(base.doc)})
    connection.execute(delete(shadow).where(among(shadow.c.id)), ids(shared))
    _write(connection, shadow, shadows)
    _write_customers(connection, rows, known, applied)
    keep_alerts(connection, conflicts)
    applied.outbox = applied.outbox or bool(conflicts)


def changes_of(operation: Row[Any]) -> dict[str, FieldChange]:
    """The field changes of a queued edit."""
    changes = json.loads(operation.payload).get("changes", {})
    return {name: FieldChange(change.get("seen"), change.get("value")) for name, change in changes.items()}


def keep_alerts(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """What a person must see; the same thing is told once."""
    if rows:
        connection.execute(insert(alert).on_conflict_do_nothing(), rows)


def _conflict_row(operation: Row[Any], conflict: Conflict, at: int) -> dict[str, Any]:
    facts = {
        "customer_id": operation.row_id,
        "seen": conflict.seen,
        "value": conflict.value,
        "shared": conflict.shared,
    }
    return {"op_id": operation.op_id, "field": conflict.field, "code": "conflict", "facts": dump(facts), "at": at}


def _is_newer(row: PulledRow, scope_id: int, ver: int | None) -> bool:
    # versions count within a scope: a row that has moved to another one starts anew there
    return ver is None or row.scope_id != scope_id or row.ver > ver


def _drop_customers(connection: Connection, gone: list[Row[Any]], applied: Applied) -> None:
    if gone:
        wanted = ids(row.id for row in gone)
        unindex(connection, (row.row for row in gone))
        connection.execute(delete(customer).where(among(customer.c.id)), wanted)
        connection.execute(delete(shadow).where(among(shadow.c.id)), wanted)
        applied.customers.update(row.id for row in gone)


def _write_customers(
    connection: Connection, rows: list[dict[str, Any]], known: Mapping[str, Row[Any]], applied: Applied
) -> None:
    changed = [row for row in rows if row["id"] not in known or _differs(row, known[row["id"]])]
    statement = insert(customer)
    kept = {"row", "id"}
    update = {column.name: statement.excluded[column.name] for column in customer.c if column.name not in kept}
    if changed:
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=update), changed)
        applied.touched.customers.update(row["id"] for row in changed)


def _differs(row: Mapping[str, Any], known: Row[Any]) -> bool:
    before = known._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    return any(before[name] != value for name, value in row.items())


def _lay(connection: Connection, name: str, pulled: list[PulledRow], applied: Applied) -> None:
    table = _TABLES[name]
    present = select(table.c.id, table.c.scope_id, table.c.ver).where(among(table.c.id))
    known = {row.id: row for row in connection.execute(present, ids(row.id for row in pulled))}
    newer = [row for row in pulled if row.id not in known or _is_newer(row, known[row.id].scope_id, known[row.id].ver)]
    gone = [row for row in newer if row.deleted]
    rows = [_ROW_OF[name](row.id, row.scope_id, row.ver, row.doc) for row in newer if not row.deleted]
    if gone:
        wanted = ids(row.id for row in gone)
        _note(name, [dict(row) for row in connection.execute(_whole(table), wanted).mappings()], applied)
        connection.execute(delete(table).where(among(table.c.id)), wanted)
    _write(connection, table, rows)
    _note(name, rows, applied)
    if name == "reference":
        keys = {row["key"] for row in rows if row["kind"] == "process"}
        # steps come from the process: its cases read differently now
        applied.touched.cases.update(connection.execute(_CASES_OF_PROCESS, ids(keys)).scalars() if keys else ())


def _whole(table: Table) -> Any:  # noqa: ANN401 - a statement over whichever table
    return select(table).where(among(table.c.id))


def _write(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        statement = insert(table)
        update = {column.name: statement.excluded[column.name] for column in table.c if column.name != "id"}
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=update), rows)


def _note(name: str, rows: list[dict[str, Any]], applied: Applied) -> None:
    if name == "case_file":
        applied.touched.cases.update(row["id"] for row in rows)
        applied.touched.customers.update(row["customer_id"] for row in rows)
    elif name == "fact":
        applied.touched.facts(rows)
        applied.customers.update(row["customer_id"] for row in rows if row["customer_id"])
    elif rows:
        applied.reference = True


def _reference_row(row_id: str, scope_id: int, ver: int | None, doc: Mapping[str, Any]) -> dict[str, Any]:
    extra = {name: value for name, value in doc.items() if name not in {"kind", "key", "doc"}}
    return {
        "id": row_id,
        "scope_id": scope_id,
        "ver": ver,
        "kind": doc["kind"],
        "key": doc["key"],
        "doc": dump(doc["doc"]),
        "extra": dump(extra) if extra else None,
    }


_ROW_OF: dict[str, RowOf] = {"case_file": case_row, "fact": fact_row, "reference": _reference_row}
