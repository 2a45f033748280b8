"""B5: the first sync of a branch through the real engine, against plain executemany of the rows that it wrote.

The limit starts from tuples that are ready in memory and does nothing but `executemany`, table by table, into a new
store of the same schema, encryption and settings, with all indexes and read models, and commits as often as pages come.
What the engine does on top: ask, PostgreSQL's answer, JSON, checks, words for search, folds of cases and promises.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

from app.domain.replication import Cursor
from app.storage.search_index import indexed, words_of
from app.storage.store import SqlStore, open_store
from app.sync.engine import PULL_ROWS
from app.sync.loading import bulk_load
from app.sync.transport import PostgresTransport
from tests.bench.pairs import Pairs, timed
from tests.bench.report import Line, Options, ratio_line, script
from tests.bench.rig import an_office
from tests.bench.stations import KEY, a_station
from tests.bench.stock import stock
from tests.sync.offices import Office

SCOPE, BRANCH = 1, "JKT1"
SHARED = ("customer", "case_file", "fact", "reference")
FOLDED = ("case_state", "promise_state", "interaction_state")
Tables = dict[str, list[tuple[Any, ...]]]
_files = count(1)


def run(options: Options) -> Iterator[Line]:
    customers = int(os.environ.get("LOKET_BENCH_CUSTOMERS", options.pick(30_000, 300_000)))
    with tempfile.TemporaryDirectory() as name, an_office() as office:
        folder = Path(name)
        branch = stock(customers, SCOPE, BRANCH)
        rows = bulk_load(office.url, SCOPE, branch.customers, branch.cases, branch.facts)
        what = f"first sync of {customers:,} customers, {len(branch.cases):,} cases, {len(branch.facts):,} facts"
        del branch
        yield from initial(office, folder, rows, what, options)


def initial(office: Office, folder: Path, rows: int, what: str, options: Options) -> Iterator[Line]:
    tables: Tables = {}
    words: list[tuple[Any, ...]] = []
    engine, whole, unsearched, fetched = [], [], [], []
    for _ in range(options.pick(2, 3)):
        engine.append(through_engine(office, folder, rows, tables))
        words = words or search_entries(folder, tables)
        whole.append(plain(folder, rows, tables, words))
        unsearched.append(plain(folder, rows, tables, []))
        fetched.append(fetch(office, rows))
    ours = tuple(engine)
    limit = "executemany of the same rows, read models and search index"
    yield ratio_line("B5", what, Pairs(ours, tuple(whole)), "rows/s", limit, 0.70)
    limit = "the same without the search index"
    yield ratio_line("B5", "the same", Pairs(ours, tuple(unsearched)), "rows/s", limit, None)
    limit = "pulls alone, thrown away"
    yield ratio_line("B5", "the same", Pairs(ours, tuple(fetched)), "rows/s", limit, None)


def through_engine(office: Office, folder: Path, rows: int, tables: Tables) -> float:
    """Shared rows in a second; what the store then holds goes to `tables` the first time."""
    with a_station(office, folder / f"station-{next(_files)}") as station:
        rate = timed(rows, station.sync)
        with closing(station.store.database.connect()) as raw:
            for name in () if tables else (*SHARED, *FOLDED):
                tables[name] = raw.execute(f"select * from {name} order by 1").fetchall()  # noqa: S608 - ours
        synced = sum(len(tables[name]) for name in SHARED) - len(tables["reference"])
        assert synced == rows, (synced, rows)
    return rate


def search_entries(folder: Path, tables: Tables) -> list[tuple[Any, ...]]:
    """The search index as it will be, made before the clock starts."""
    with closing(open_store(folder / "names.db", KEY)) as store:
        customers = _names(store, "customer")
        cases = _names(store, "case_file")
    numbers: dict[str, list[str]] = {}
    for row in tables["case_file"]:
        case = dict(zip(cases, row, strict=True))
        numbers.setdefault(case["customer_id"], []).append(case["number"])
    entries = []
    for row in tables["customer"]:
        values = dict(zip(customers, row, strict=True))
        entries.append((values["row"], indexed(words_of(values, numbers.get(values["id"], ())))))
    return entries


def plain(folder: Path, rows: int, tables: Tables, words: list[tuple[Any, ...]]) -> float:
    """The clock runs over nothing but the driver."""
    with closing(open_store(folder / f"plain-{next(_files)}.db", KEY)) as store:
        with store.begin() as uow:
            uow.commit()
        with closing(store.database.connect()) as raw:

            def all_of_it() -> None:
                for name, values in tables.items():
                    if name == "reference":
                        continue
                    marks = ", ".join("?" * len(values[0])) if values else ""
                    _insert(raw, f"insert into {name} values ({marks})", values)  # noqa: S608 - ours
                _insert(raw, "insert into search (rowid, words) values (?, ?)", words)

            return timed(rows, all_of_it)


def _insert(raw: Any, statement: str, values: list[tuple[Any, ...]]) -> None:  # noqa: ANN401 - the driver is untyped
    for start in range(0, len(values), PULL_ROWS):
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(statement, values[start : start + PULL_ROWS])
        raw.execute("COMMIT")


def _names(store: SqlStore, table: str) -> list[str]:
    with closing(store.database.connect()) as raw:
        return [row[1] for row in raw.execute(f"pragma table_info({table})")]


def fetch(office: Office, rows: int) -> float:
    """How fast pages come when nobody keeps them."""
    identity = office.device()
    cursors = dict.fromkeys(identity.scopes, Cursor())
    with closing(PostgresTransport(identity)) as transport:
        transport.hello()

        def all_of_it() -> None:
            while True:
                page = transport.pull(cursors, PULL_ROWS)
                cursors.update({one.scope_id: Cursor(one.covered_to, one.mark) for one in page.scopes})
                if page.is_complete:
                    return

        return timed(rows, all_of_it)


if __name__ == "__main__":
    script(run, __doc__)
