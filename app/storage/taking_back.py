"""Rows that only this device knows, taken away again: refused by the shared database, or gone to another place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from app.domain.replication import OperationKind
from app.storage.pages import TABLES, Applied, drop, settle_overlays
from app.storage.sets import among, ids
from app.storage.tables import case_file, fact

TABLE_OF = {
    OperationKind.CUSTOMER_ADD.value: "customer",
    OperationKind.CASE_OPEN.value: "case_file",
    OperationKind.FACT_ADD.value: "fact",
}
"""The table in which an operation lays a row of its own."""

_ONLY_HERE = {
    name: select(table.c.id).where(among(table.c.id), table.c.ver.is_(None))
    for name, table in ((name, TABLES[name]) for name in TABLE_OF.values())
}
_CASES_OF = select(case_file.c.id).where(among(case_file.c.customer_id), case_file.c.ver.is_(None))
_FACTS_OF = select(fact.c.id).where(or_(among(fact.c.case_id), among(fact.c.subject_id)), fact.c.ver.is_(None))


def take_back(connection: Connection, refused: Iterable[Row[Any]], at: int, applied: Applied) -> None:
    """What these operations did no longer shows, nor what hangs on it only here; they stay in the outbox.

    What was said in a contact stays: it happened, whatever becomes of the customer's record.
    """
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for row in refused:
        by_kind[row.kind].append(row.row_id)
    edited = by_kind[OperationKind.CUSTOMER_EDIT.value]
    if edited:
        settle_overlays(connection, set(edited), at, applied)
    customers = _only_here(connection, "customer", by_kind[OperationKind.CUSTOMER_ADD.value])
    cases = _only_here(connection, "case_file", by_kind[OperationKind.CASE_OPEN.value])
    facts = _only_here(connection, "fact", by_kind[OperationKind.FACT_ADD.value])
    if customers:
        cases |= set(connection.execute(_CASES_OF, ids(customers)).scalars())
    if customers or cases:
        facts |= set(connection.execute(_FACTS_OF, ids(customers | cases)).scalars())
    for name, gone in (("fact", facts), ("case_file", cases), ("customer", customers)):
        drop(connection, name, sorted(gone), applied)


def drop_strays(connection: Connection, acknowledged: Iterable[Row[Any]], applied: Applied) -> None:
    """Rows whose operation was applied and which yet did not come: they live in a scope that is not ours."""
    by_table: defaultdict[str, list[str]] = defaultdict(list)
    for row in acknowledged:
        if row.kind in TABLE_OF:
            by_table[TABLE_OF[row.kind]].append(row.row_id)
    for name, row_ids in by_table.items():
        drop(connection, name, sorted(_only_here(connection, name, row_ids)), applied)


def _only_here(connection: Connection, name: str, row_ids: list[str]) -> set[str]:
    return set(connection.execute(_ONLY_HERE[name], ids(row_ids)).scalars()) if row_ids else set()
