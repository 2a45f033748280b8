"""Many customers at once, as files bring them: rows, search index and operations in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from app.domain.customers import PROFILE_FIELDS
from app.domain.replication import Operation, OperationKind
from app.storage.database import Database
from app.storage.outbox import Chain, operation_row
from app.storage.rows import compact, customer_doc, customer_row, dump
from app.storage.search_index import index_again, index_new, settle
from app.storage.sets import among, ids, in_chunks, insert_many
from app.storage.tables import customer, shadow

_SETTLE_FROM = 50_000
_KNOWN = select(customer).where(among(customer.c.number_key)).order_by(customer.c.row.desc())
_LAST_ROW = select(func.coalesce(func.max(customer.c.row), 0))
_KEYS = ("name_key", "name_fold", "number_key")
_UPDATE = (
    customer.update()
    .where(customer.c.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}") for name in (*PROFILE_FIELDS, *_KEYS)})
)
_SHADOW = insert(shadow).on_conflict_do_nothing()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Under which session and when, and into which scope new customers go."""

    scope_id: int
    session_id: str | None
    at: datetime
    batch: int = 10_000


@dataclass(frozen=True, slots=True)
class ImportCount:
    """What has been committed so far."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        """All documents dealt with."""
        return self.added + self.updated + self.unchanged


class _Batch:
    def __init__(self, connection: Connection, plan: ImportPlan, new_id: Callable[[], str]) -> None:
        self._connection = connection
        self._plan = plan
        self._new_id = new_id
        self._known: dict[str, dict[str, Any]] = {}
        self._added: dict[str, dict[str, Any]] = {}
        self._updated: dict[str, dict[str, Any]] = {}
        self._shadows: dict[str, dict[str, Any]] = {}
        self._operations: list[dict[str, Any]] = []
        self._chain = Chain(connection)

    def run(self, documents: list[Mapping[str, str | None]], before: ImportCount) -> ImportCount:
        self._find_known(documents)
        count = before
        for document in documents:
            count = self._take(document, count)
        self._write()
        return count

    def _find_known(self, documents: list[Mapping[str, str | None]]) -> None:
        numbers = {compact(number) for document in documents if (number := document.get("customer_number"))}
        for row in self._connection.execute(_KNOWN, ids(numbers)):
            self._known[row.customer_number] = {
                "id": row.id,
                "scope_id": row.scope_id,
                "ver": row.ver,
                "doc": customer_doc(row),
            }

    def _take(self, document: Mapping[str, str | None], count: ImportCount) -> ImportCount:
        number = document.get("customer_number")
        known = self._known.get(number) if number else None
        if known is None:
            self._add(document)
            return replace(count, added=count.added + 1)
        old = known["doc"]
        changed = {
            name: value
            for name, value in document.items()
            if old.get(name) != value and (value or name not in {"name", "kind"})
        }
        if not changed:
            return replace(count, unchanged=count.unchanged + 1)
        self._edit(known, changed)
        return replace(count, updated=count.updated + 1)

    def _add(self, document: Mapping[str, str | None]) -> None:
        customer_id = self._new_id()
        doc = {name: value for name, value in document.items() if value is not None}
        row = customer_row(customer_id, self._plan.scope_id, None, doc)
        doc["kind"] = row["kind"]
        self._added[customer_id] = row
        self._queue(OperationKind.CUSTOMER_ADD, self._plan.scope_id, customer_id, doc)
        number = row["customer_number"]
        if number:
            self._known[number] = {"id": customer_id, "scope_id": self._plan.scope_id, "ver": None, "doc": doc}

    def _edit(self, known: dict[str, Any], changed: Mapping[str, str | None]) -> None:
        customer_id, old = known["id"], known["doc"]
        if known["ver"] is not None and customer_id not in self._shadows:
            kept = {"id": customer_id, "scope_id": known["scope_id"], "ver": known["ver"], "doc": dump(old)}
            self._shadows[customer_id] = kept
        changes = {name: {"seen": old.get(name), "value": value} for name, value in changed.items()}
        known["doc"] = old | dict(changed)
        row = customer_row(customer_id, known["scope_id"], known["ver"], known["doc"])
        if customer_id in self._added:
            self._added[customer_id] = row
        else:
            self._updated[customer_id] = row
        self._queue(OperationKind.CUSTOMER_EDIT, known["scope_id"], customer_id, {"changes": changes})

    def _queue(self, kind: OperationKind, scope_id: int, row_id: str, payload: Mapping[str, object]) -> None:
        # each row stands by itself: one that is refused must not take its neighbours with it
        operation = Operation(
            op_id=self._new_id(),
            seq=0,
            tx_id=self._new_id(),
            kind=kind,
            scope_id=scope_id,
            row_id=row_id,
            session_id=self._plan.session_id,
            at=self._plan.at,
            payload=payload,
        )
        self._operations.append(operation_row(operation, self._chain))

    def _write(self) -> None:
        if self._shadows:
            self._connection.execute(_SHADOW, list(self._shadows.values()))
        if self._added:
            last = self._connection.execute(_LAST_ROW).scalar_one()
            rows = [row | {"row": last + place} for place, row in enumerate(self._added.values(), start=1)]
            insert_many(self._connection, "customer", rows)
            index_new(self._connection, rows)
        if self._updated:
            names = (*PROFILE_FIELDS, *_KEYS)
            values = [
                {"key": customer_id} | {f"new_{name}": row[name] for name in names}
                for customer_id, row in self._updated.items()
            ]
            self._connection.execute(_UPDATE, values)
            index_again(self._connection, self._updated)
        insert_many(self._connection, "outbox", self._operations)
        self._chain.save()


def import_batches(
    database: Database,
    documents: Iterable[Mapping[str, str | None]],
    plan: ImportPlan,
    new_id: Callable[[], str],
) -> Iterator[ImportCount]:
    """Import batch by batch; yields what has been committed after each."""
    count = ImportCount()
    for batch in in_chunks(documents, plan.batch):
        with database.write_much() as connection:
            count = _Batch(connection, plan, new_id).run(batch, count)
            connection.commit()
        yield count
    if count.added + count.updated >= _SETTLE_FROM:
        with database.write_much() as connection:
            settle(connection)
            connection.commit()
