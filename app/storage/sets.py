"""Conditions over many ids with one bound parameter, so that a statement is compiled and prepared once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - names are ours
        connection.exec_driver_sql(statement, list(map(itemgetter(*names), rows)))
