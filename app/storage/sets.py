"""Conditions over many ids with one bound parameter, so that a statement is compiled and prepared once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from app.storage.rows import dump

T = TypeVar("T")


def among(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """The column's value is in the JSON list bound as `ids`."""
    return column.in_(select(func.json_each(bindparam("ids")).table_valued("value").c.value))


def ids(values: Iterable[Any]) -> dict[str, str]:
    """The parameter for `among`."""
    return {"ids": dump(list(values))}


def in_chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """The values in lists of at most `size`."""
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk


def insert_many(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same keys; a third faster than through a compiled statement."""
    if rows:
        names = tuple(rows[0])
        connection.exec_driver_sql(_insert(table, names), list(map(itemgetter(*names), rows)))


def upsert_many(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """The same for rows of which some are there: these are replaced by their `id`."""
    if rows:
        names = tuple(rows[0])
        connection.exec_driver_sql(_upsert(table, names), list(map(itemgetter(*names), rows)))


def update_many(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]], but: tuple[str, ...]) -> None:
    """Rows that are all there, by their `id`; columns in `but` are as they are, and no index on them is touched."""
    if rows:
        names = tuple(name for name in rows[0] if name != "id" and name not in but)
        news = ", ".join(f"{name} = ?" for name in names)
        statement = f"UPDATE {table} SET {news} WHERE id = ?"  # noqa: S608 - names are ours
        connection.exec_driver_sql(statement, list(map(itemgetter(*names, "id"), rows)))


def insert_new(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """The same where next to none is there: a row that is gives way only to a newer one, or one of another scope."""
    if rows:
        names = tuple(rows[0])
        news = ", ".join(f"{name} = excluded.{name}" for name in names if name != "id")
        newer = f"{table}.ver IS NULL OR {table}.scope_id <> excluded.scope_id OR {table}.ver < excluded.ver"
        statement = f"{_insert(table, names)} ON CONFLICT (id) DO UPDATE SET {news} WHERE {newer}"
        connection.exec_driver_sql(statement, list(map(itemgetter(*names), rows)))


@cache
def _upsert(table: str, names: tuple[str, ...]) -> str:
    news = ", ".join(f"{name} = excluded.{name}" for name in names if name != "id")
    return f"{_insert(table, names)} ON CONFLICT (id) DO UPDATE SET {news}"


@cache
def _insert(table: str, names: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - names are ours
