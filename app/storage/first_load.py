"""A first load: rows laid as they come, indexes and read models made at its end in steps that can be taken again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Index, Table, select, text
from sqlalchemy.schema import CreateIndex

from app.domain.replication import Cursor, PulledRow
from app.storage.database import Database
from app.storage.pages import Applied, lay_rows
from app.storage.projections import Touched, fold_untold, refresh, told_cases, told_interactions
from app.storage.reference_rows import ReferenceRows
from app.storage.rows import ROW_OF
from app.storage.search_index import index_after
from app.storage.sessions import drop_meta, read_meta, write_meta
from app.storage.sets import in_chunks, insert_new
from app.storage.tables import case_file, customer, fact, outbox

LOADING = "first_load"
_LEAST_ROWS = 1_000
_CHUNK = 5_000
_TABLES: Mapping[str, Table] = {"customer": customer, "case_file": case_file, "fact": fact}
_IS_THERE = [select(table.c.id).where(table.c.ver.is_not(None)).limit(1) for table in _TABLES.values()]
_LIES_OVER = select(outbox.c.seq).where(outbox.c.overlay == 1).limit(1)


def is_under_way(connection: Connection) -> bool:
    """Whether rows lie in the store of which the read models do not know."""
    return read_meta(connection, LOADING) is not None


def begins(connection: Connection, rows: Sequence[PulledRow], cursors: Mapping[int, Cursor]) -> bool:
    """Whether much comes into a store that holds nothing shared yet."""
    if len(rows) < _LEAST_ROWS or any(cursor.ver for scope, cursor in cursors.items() if scope):
        return False
    return all(connection.execute(one).first() is None for one in _IS_THERE)


def begin(connection: Connection) -> None:
    """From now on rows are laid without their indexes: these are made at the end, many times as fast."""
    write_meta(connection, LOADING, "0")
    for index in _indexes():
        connection.execute(text(f"DROP INDEX IF EXISTS {index.name}"))


def lay(connection: Connection, rows: Iterable[PulledRow], at: int, applied: Applied) -> None:
    """Rows as they come; what is deleted, left or is edited here goes the ordinary way."""
    plain: defaultdict[str, list[PulledRow]] = defaultdict(list)
    others = []
    over = connection.execute(_LIES_OVER).first() is not None
    for row in rows:
        if row.deleted or row.table not in _TABLES or (over and row.table == "customer"):
            others.append(row)
        else:
            plain[row.table].append(row)
    for name, found in plain.items():
        row_of = ROW_OF[name]
        insert_new(connection, name, [row_of(row.id, row.scope_id, row.ver, row.doc) for row in found])
    if others:
        lay_rows(connection, others, at, applied)
    applied.reference = True


def finish(database: Database) -> None:
    """Indexes, folds and the search index over all that was laid; nothing to do where no first load was cut off."""
    with database.read() as connection:
        if not is_under_way(connection):
            return
        missing = [index for index in _indexes() if not _exists(connection, index)]
    for index in missing:
        with database.write_much() as connection:
            connection.execute(CreateIndex(index, if_not_exists=True))
            connection.commit()
    _fold(database)
    while _index_more(database):
        pass


def _fold(database: Database) -> None:
    with database.write_much() as connection:
        fold_untold(connection, ReferenceRows(connection).process)
        cases, contacts = told_cases(connection), told_interactions(connection)
        connection.commit()
    for touched in (
        *(Touched(cases=set(chunk)) for chunk in in_chunks(cases, _CHUNK)),
        *(Touched(interactions=set(chunk)) for chunk in in_chunks(contacts, _CHUNK)),
    ):
        with database.write_much() as connection:
            refresh(connection, touched, ReferenceRows(connection).process)
            connection.commit()


def _index_more(database: Database) -> bool:
    with database.write_much() as connection:
        after = read_meta(connection, LOADING)
        if after is None:
            return False
        last = index_after(connection, int(after))
        if last is None:
            drop_meta(connection, LOADING)
        else:
            write_meta(connection, LOADING, str(last))
        connection.commit()
    return last is not None


def _indexes() -> list[Index]:
    return sorted((index for table in _TABLES.values() for index in table.indexes), key=lambda index: str(index.name))


def _exists(connection: Connection, index: Index) -> bool:
    found: Any = connection.execute(text("SELECT 1 FROM sqlite_schema WHERE name = :name"), {"name": index.name})
    return found.first() is not None
