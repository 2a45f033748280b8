"""Calls of the protocol under a login, in a transaction that is undone: what came back, and what was written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from app.sync.addresses import parameters
from tests.sync.matrix_objects import Tried, tables
from tests.sync.matrix_world import World

EXPECTED_STATES = ("LK", "LR", "22", "23", "42501", "42804", "P0002", "54", "0A000", "LG")
"""Errors that a call with wrong arguments may end in; anything else was not foreseen by anybody."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call gave, or the error it ended in."""

    value: Any = None
    state: str | None = None
    told: str = ""

    @property
    def text(self) -> str:
        """All that the caller gets to see."""
        return f"{json.dumps(self.value, default=str)} {self.told}"


@dataclass(slots=True)
class Caller:
    """One connection that takes on the logins in turn."""

    world: World
    connection: psycopg.Connection[tuple[Any, ...]]
    tables: list[str]
    kept: dict[str, int]
    told: list[str] = field(default_factory=list)

    def call(self, who: str, statement: str, arguments: Sequence[object], *settings: str) -> Answer:
        """Call a function as `who`; what an error undid is undone, all else stays until the end of `trying`."""
        role = sql.Identifier(parameters(self.world.logins[who])["user"])
        self.told.clear()
        try:
            with self.connection.transaction():
                self.connection.execute(sql.SQL("set local session authorization {}").format(role))
                for setting in settings:
                    self.connection.execute(setting.encode())
                rows = self.connection.execute(statement.encode(), arguments).fetchall()
                self.connection.execute("set local session authorization default")
            value = rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows
            return Answer(value, None, " ".join(self.told))
        except psycopg.Error as error:
            told = " ".join(str(part) for part in (error, error.diag.message_detail, error.diag.context) if part)
            return Answer(None, error.sqlstate or "driver", " ".join((*self.told, told)))

    @contextmanager
    def trying(self) -> Iterator[Callable[[], list[tuple[str, Mapping[str, Any]]]]]:
        """A transaction that is rolled back; gives a function that tells which rows it has written so far."""
        # a transaction has its number from here on, and what it writes carries that or a later one
        first = int(self.connection.execute("select pg_current_xact_id()::text").fetchall()[0][0])

        def written() -> list[tuple[str, Mapping[str, Any]]]:
            lines = sql.SQL(" union all ").join(
                sql.SQL("select {}, to_jsonb(t) from {} as t where t.xmin::text::bigint >= {}").format(
                    sql.Literal(table), sql.SQL(table), sql.Literal(first)
                )
                for table in self.tables
            )
            rows = [(str(table), row) for table, row in self.connection.execute(lines)]
            left = sizes(self.connection, self.tables)
            return rows + [(f"rows gone from {name}", {}) for name, size in self.kept.items() if left[name] < size]

        try:
            yield written
        finally:
            self.connection.rollback()


def sizes(connection: psycopg.Connection[tuple[Any, ...]], names: Sequence[str]) -> dict[str, int]:
    """How many rows each table has."""
    lines = sql.SQL(" union all ").join(
        sql.SQL("select {}, count(*) from {}").format(sql.Literal(name), sql.SQL(name)) for name in names
    )
    return {str(name): int(count) for name, count in connection.execute(lines)}


@contextmanager
def caller(world: World) -> Iterator[Caller]:
    """A caller on a world that stays as it is."""
    names = tables(world)
    with psycopg.connect(world.office.url) as connection:
        made = Caller(world, connection, names, sizes(connection, names))
        connection.add_notice_handler(
            lambda notice: made.told.append(f"{notice.message_primary} {notice.message_detail}")
        )
        connection.rollback()
        yield made
        connection.rollback()


def leaked(answer: Answer, forbidden: frozenset[str], asked: str) -> set[str]:
    """What came back that must not; what the caller said itself is no news to it."""
    text = answer.text
    return {word for word in forbidden if word in text and word not in asked}


def judge(what: str, answer: Answer, forbidden: frozenset[str], asked: str, writes: str | None) -> Tried:
    """One combination: nothing foreign came back, nothing foreign was written, and the error is one of ours."""
    if found := leaked(answer, forbidden, asked):
        return Tried(what, f"came back: {sorted(found)[:3]}")
    if writes is not None:
        return Tried(what, f"written: {writes}")
    if answer.state is not None and not answer.state.startswith(EXPECTED_STATES):
        return Tried(what, f"unforeseen {answer.state}: {answer.told[:200]}")
    return Tried(what)
