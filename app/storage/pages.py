"""Rows of a pull laid into the store: newer versions over older ones, waiting edits over what is shared."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.changes import Changes
from app.domain.customers import FieldChange
from app.domain.phrases import PHRASE_KINDS
from app.domain.rebase import KnownRow, Missed, Verdict, WaitingEdit, laid_over, rebase, verdict
from app.domain.replication import OperationKind, OperationState, PulledRow
from app.storage.projections import Touched
from app.storage.rows import ROW_OF, customer_row, dump
from app.storage.search_index import unindex
from app.storage.sets import among, ids, update_many, upsert_many
from app.storage.tables import alert, case_file, customer, fact, outbox, reference, shadow

TABLES = {"customer": customer, "case_file": case_file, "fact": fact, "reference": reference}

_CUSTOMERS = select(customer).where(among(customer.c.id))
_SHADOWS = select(shadow).where(among(shadow.c.id))
_DROP_SHADOWS = delete(shadow).where(among(shadow.c.id))
_EDITS = (
    select(outbox.c.op_id, outbox.c.row_id, outbox.c.payload, outbox.c.state)
    .where(among(outbox.c.row_id), outbox.c.overlay == 1, outbox.c.kind == OperationKind.CUSTOMER_EDIT)
    .order_by(outbox.c.seq)
)
_ADDED_HERE = (
    select(outbox.c.row_id, outbox.c.scope_id, outbox.c.payload)
    .where(among(outbox.c.row_id), outbox.c.kind == OperationKind.CUSTOMER_ADD)
    .order_by(outbox.c.seq)
)
_LIES_OVER = select(outbox.c.seq).where(outbox.c.overlay == 1).limit(1)
_CASES_OF_PROCESS = select(case_file.c.id).where(among(case_file.c.process_key))
_PRESENT = {name: select(table.c.id, table.c.scope_id, table.c.ver).where(among(table.c.id)) for name, table in
            TABLES.items()}  # fmt: skip
# what the indexes of facts are made of: one that comes back to who made it stays in its place in them
_PLACE = ("subject_id", "customer_id", "case_id", "at")
_IN_PLACE = select(fact.c.id, *(fact.c[name] for name in _PLACE)).where(among(fact.c.id))
_WHOLE = {name: select(table).where(among(table.c.id)) for name, table in TABLES.items()}
_DELETE = {name: delete(table).where(among(table.c.id)) for name, table in TABLES.items()}


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


@dataclass(frozen=True, slots=True)
class Base:
    """A customer as last shared; `ver` is None where only this device knows it."""

    scope_id: int
    ver: int | None
    doc: Mapping[str, Any]


def lay_rows(connection: Connection, rows: Iterable[PulledRow], at: int, applied: Applied) -> None:
    """Upsert and delete; the same row twice, or an older one, changes nothing. `at` is the server's time."""
    by_table: defaultdict[str, dict[str, PulledRow]] = defaultdict(dict)
    for row in rows:
        # two versions of one row may come by two scopes; where they are of two scopes, the later one stands
        before = by_table[row.table].get(row.id)
        if before is None or row.scope_id != before.scope_id or row.ver >= before.ver:
            by_table[row.table][row.id] = row
    exits = by_table.pop("exit", {})
    for name, newest in by_table.items():
        if name == "customer":
            lay_customers(connection, newest, at, applied)
        elif name in TABLES:
            lay_others(connection, name, newest, applied)
    for name in TABLES:
        left = {row.id: row for row in exits.values() if row.doc.get("tbl") == name}
        if left:
            known = _known(connection, name, left)
            drop(connection, name, [key for key, row in left.items() if _is_gone(known.get(key), row)], applied)


def lay_customers(connection: Connection, pulled: Mapping[str, PulledRow], at: int, applied: Applied) -> None:
    """Customers as last shared, with the edits laid over them that still wait here."""
    known = {row.id: row for row in connection.execute(_CUSTOMERS, ids(pulled))}
    edits = edits_over(connection, pulled)
    shared: list[tuple[str, Base, Mapping[str, Any]]] = []
    missed: list[Missed] = []
    gone = []
    for key, row in pulled.items():
        before = known.get(key)
        found = rebase(KnownRow(before.scope_id, before.ver) if before else None, row, edits.get(key, ()))
        if found.doc is not None:
            shared.append((key, Base(row.scope_id, row.ver, row.doc), found.doc))
            missed += found.missed
        elif found.verdict is Verdict.DROP:
            gone.append(key)
    drop(connection, "customer", gone, applied)
    _write_profiles(connection, shared, known, edits, applied)
    keep_conflicts(connection, missed, at, applied)


def lay_others(connection: Connection, name: str, pulled: Mapping[str, PulledRow], applied: Applied) -> None:
    """Rows that nobody edits: cases, facts and reference data."""
    known = _known(connection, name, pulled)
    laid, gone = [], []
    for key, row in pulled.items():
        found = verdict(known.get(key), row)
        if found is Verdict.LAY:
            laid.append(ROW_OF[name](key, row.scope_id, row.ver, row.doc))
        elif found is Verdict.DROP:
            gone.append(key)
    drop(connection, name, gone, applied)
    if name == "fact" and known:
        _lay_facts(connection, laid)
    else:
        upsert_many(connection, name, laid)
    note(connection, name, laid, applied)


def settle_overlays(connection: Connection, customer_ids: Iterable[str], at: int, applied: Applied) -> None:
    """Customers whose edits were acknowledged or refused: last shared, with what still waits laid over it."""
    wanted = ids(customer_ids)
    known = {row.id: row for row in connection.execute(_CUSTOMERS, wanted)}
    bases = {row.id: Base(row.scope_id, row.ver, json.loads(row.doc)) for row in connection.execute(_SHADOWS, wanted)}
    only_here = ids(key for key, row in known.items() if row.ver is None and key not in bases)
    for row in connection.execute(_ADDED_HERE, only_here):
        bases[row.row_id] = Base(row.scope_id, None, json.loads(row.payload))
    overlay(connection, {key: base for key, base in bases.items() if key in known}, known, at, applied)


def overlay(
    connection: Connection, bases: Mapping[str, Base], known: Mapping[str, Row[Any]], at: int, applied: Applied
) -> None:
    """Write customers as shared plus waiting edits, keep the shared version of those that have some."""
    edits = edits_over(connection, bases)
    shared: list[tuple[str, Base, Mapping[str, Any]]] = []
    missed: list[Missed] = []
    for key, base in bases.items():
        doc, unfit = laid_over(base.doc, edits.get(key, ()))
        shared.append((key, base, doc))
        missed += unfit
    _write_profiles(connection, shared, known, edits, applied)
    keep_conflicts(connection, missed, at, applied)


def edits_over(connection: Connection, customer_ids: Iterable[str]) -> Mapping[str, list[WaitingEdit]]:
    """Edits that lie over these customers, in order."""
    found: defaultdict[str, list[WaitingEdit]] = defaultdict(list)
    if connection.execute(_LIES_OVER).first() is not None:
        for row in connection.execute(_EDITS, ids(customer_ids)):
            waits = row.state == OperationState.PENDING
            found[row.row_id].append(WaitingEdit(row.op_id, changes_of(row.payload), waits))
    return found


def changes_of(payload: str) -> dict[str, FieldChange]:
    """The field changes of a queued edit."""
    changes = json.loads(payload).get("changes", {})
    return {name: FieldChange(change.get("seen"), change.get("value")) for name, change in changes.items()}


def keep_alerts(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """What a person must see; the same thing is told once."""
    if rows:
        connection.execute(insert(alert).on_conflict_do_nothing(), rows)


def keep_conflicts(connection: Connection, missed: Iterable[Missed], at: int, applied: Applied) -> None:
    """Fields that were changed here and elsewhere, for a person to settle."""
    rows = [_conflict_row(connection, one, at) for one in missed]
    keep_alerts(connection, rows)
    applied.outbox = applied.outbox or bool(rows)


def drop(connection: Connection, name: str, row_ids: Iterable[str], applied: Applied) -> None:
    """Take rows out of a table, and what hangs on them by their id."""
    gone = list(row_ids)
    if not gone:
        return
    wanted = ids(gone)
    rows = [dict(row) for row in connection.execute(_WHOLE[name], wanted).mappings()]
    if name == "customer":
        unindex(connection, (row["row"] for row in rows))
        connection.execute(_DROP_SHADOWS, wanted)
        applied.customers.update(row["id"] for row in rows)
    else:
        note(connection, name, rows, applied)
    connection.execute(_DELETE[name], wanted)


def note(connection: Connection, name: str, rows: list[dict[str, Any]], applied: Applied) -> None:
    """Remember what these rows concern."""
    if name == "case_file":
        applied.touched.cases.update(row["id"] for row in rows)
        applied.touched.customers.update(row["customer_id"] for row in rows)
    elif name == "fact":
        applied.touched.facts(rows)
        applied.customers.update(row["customer_id"] for row in rows if row["customer_id"])
        # what may be said is read anew by whoever shows it, as reference data is
        applied.reference = applied.reference or any(row["kind"] in PHRASE_KINDS for row in rows)
    elif rows:
        applied.reference = True
        keys = {row["key"] for row in rows if row["kind"] == "process"}
        # steps come from the process: its cases read differently now
        applied.touched.cases.update(connection.execute(_CASES_OF_PROCESS, ids(keys)).scalars() if keys else ())


def _known(connection: Connection, name: str, wanted: Iterable[str]) -> dict[str, KnownRow]:
    found = connection.execute(_PRESENT[name], ids(wanted)).all()
    return {row_id: KnownRow(scope_id, ver) for row_id, scope_id, ver in found}


def _lay_facts(connection: Connection, laid: list[dict[str, Any]]) -> None:
    places = {row[0]: tuple(row) for row in connection.execute(_IN_PLACE, ids(row["id"] for row in laid)).all()}
    place_of = itemgetter("id", *_PLACE)
    stays = [row for row in laid if places.get(row["id"]) == place_of(row)]
    update_many(connection, "fact", stays, _PLACE)
    if len(stays) < len(laid):
        upsert_many(connection, "fact", [row for row in laid if places.get(row["id"]) != place_of(row)])


def _is_gone(known: KnownRow | None, row: PulledRow) -> bool:
    return verdict(known, row) is Verdict.DROP


def _conflict_row(connection: Connection, missed: Missed, at: int) -> dict[str, Any]:
    conflict = missed.conflict
    edit = connection.execute(select(outbox.c.row_id, outbox.c.at).where(outbox.c.op_id == missed.op_id)).one()
    facts = {"customer_id": edit.row_id, "seen": conflict.seen, "value": conflict.value, "shared": conflict.shared}
    found_at = at or edit.at
    return {"op_id": missed.op_id, "field": conflict.field, "code": "conflict", "facts": dump(facts), "at": found_at}


def _write_profiles(
    connection: Connection,
    shared: list[tuple[str, Base, Mapping[str, Any]]],
    known: Mapping[str, Row[Any]],
    edits: Mapping[str, list[WaitingEdit]],
    applied: Applied,
) -> None:
    rows, shadows = [], []
    for key, base, doc in shared:
        row = customer_row(key, base.scope_id, base.ver, doc)
        if key not in known or _differs(row, known[key]):
            rows.append(row)
        if base.ver is not None and edits.get(key):
            shadows.append({"id": key, "scope_id": base.scope_id, "ver": base.ver, "doc": dump(base.doc)})
    connection.execute(_DROP_SHADOWS, ids(key for key, _, _ in shared))
    upsert_many(connection, "shadow", shadows)
    upsert_many(connection, "customer", rows)
    applied.touched.customers.update(row["id"] for row in rows)


def _differs(row: Mapping[str, Any], known: Row[Any]) -> bool:
    before = known._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    return any(before[name] != value for name, value in row.items())
