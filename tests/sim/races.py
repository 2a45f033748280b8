"""Cursors and locks under concurrent writers on real PostgreSQL: which lose rows, and which wait in a circle."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

import psycopg

Connection = psycopg.Connection[tuple[Any, ...]]

ROWS_OF = {
    "seq": "select id::text, seq from race_row where seq > %s order by seq",
    "timestamp": "select id::text, extract(epoch from at) from race_row where extract(epoch from at) > %s order by at",
}
_TABLE = """
drop table if exists race_row;
create table race_row (id uuid primary key default gen_random_uuid(), seq bigserial, at timestamptz default now())
"""
_UNSORTED = """
create or replace function sync.lock_scopes(scopes integer[]) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    one integer;
begin
    foreach one in array scopes loop
        perform from scope where scope_id = one for no key update;
        -- until everybody has the first of theirs
        perform pg_advisory_xact_lock_shared(7);
    end loop;
end
$$
"""


@dataclass(slots=True)
class Reader:
    """Follows a table by a cursor, as a device would."""

    statement: str
    cursor: float = 0
    got: set[str] = field(default_factory=set)

    def pull(self, connection: Connection) -> None:
        for row_id, place in connection.execute(self.statement.encode(), (self.cursor,)).fetchall():
            self.got.add(row_id)
            self.cursor = max(self.cursor, float(place))


def lost_by(url: str, cursor: str, seed: int, writers: int = 4, steps: int = 60) -> int:
    """Rows that a reader with that cursor never gets, when transactions commit in another order than they began."""
    random = Random(seed)
    with psycopg.connect(url, autocommit=True) as watcher:
        watcher.execute(_TABLE)
        reader = Reader(ROWS_OF[cursor])
        open_: list[Connection] = [psycopg.connect(url) for _ in range(writers)]
        try:
            for _ in range(steps):
                act = random.randrange(writers + 1)
                if act == writers:
                    reader.pull(watcher)
                elif random.random() < 0.5:
                    open_[act].execute("insert into race_row default values")
                else:
                    open_[act].commit()
            for connection in open_:
                connection.commit()
        finally:
            for connection in open_:
                connection.close()
        reader.pull(watcher)
        there = {row[0] for row in watcher.execute("select id::text from race_row").fetchall()}
    return len(there - reader.got)


def lost_by_counter(url: str, seed: int, writers: int = 4, writes: int = 8) -> int:
    """The same for the counter of a scope, with writers that run side by side."""
    scope = _branches(url)[0]
    statement = f"select id::text, ver from sync.customer where scope_id = {scope} and ver > %s order by ver"  # noqa: S608
    reader = Reader(statement)

    def write(number: int) -> None:
        random = Random(seed * 100 + number)
        for _ in range(writes):
            with psycopg.connect(url) as connection:
                connection.execute("select sync.begin_write()")
                connection.execute("select sync.lock_scopes(array[%s])", (scope,))
                for _ in range(random.randrange(1, 4)):
                    connection.execute(
                        "select sync.add_customer(%s, sync.new_id(), %s::jsonb, 'race')",
                        (scope, '{"name": "Siti", "kind": "person"}'),
                    )

    with psycopg.connect(url, autocommit=True) as watcher:
        _side_by_side([partial(write, number) for number in range(writers)], partial(reader.pull, watcher))
        reader.pull(watcher)
        there = watcher.execute("select id::text from sync.customer where scope_id = %s", (scope,)).fetchall()
    return len({row[0] for row in there} - reader.got)


def unsort_locks(url: str) -> None:
    """The mutant: heads are locked in the order in which they are named."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_UNSORTED)


def deadlocks(url: str, rounds: int = 40) -> int:
    """How often two writers of the same two scopes, named in opposite order, waited for each other in a circle."""
    first, second = _branches(url)
    found: list[str] = []

    def write(scopes: list[int]) -> None:
        with psycopg.connect(url) as connection:
            for _ in range(rounds):
                try:
                    connection.execute("select sync.begin_write()")
                    connection.execute("select sync.lock_scopes(%s)", (scopes,))
                    connection.commit()
                except psycopg.errors.DeadlockDetected as error:
                    connection.rollback()
                    found.append(str(error.sqlstate))

    with psycopg.connect(url, autocommit=True) as gate:
        gate.execute("select pg_advisory_lock(7)")

        def open_the_gate() -> None:
            waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
            row = gate.execute(waiting).fetchone()
            if row is not None and row[0] == len(writers):
                gate.execute("select pg_advisory_unlock_all()")

        writers = [partial(write, [first, second]), partial(write, [second, first])]
        _side_by_side(writers, open_the_gate)
    return len(found)


def _branches(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("select scope_id from sync.scope where kind = 'branch' order by scope_id").fetchall()
    return [row[0] for row in rows]


def _side_by_side(acts: Sequence[Callable[[], None]], meanwhile: Callable[[], None]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        meanwhile()
    for thread in threads:
        thread.join()
