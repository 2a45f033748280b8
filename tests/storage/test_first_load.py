"""A first load: the same in the end as row by row, and made good where it was cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.facts import FactKind
from app.domain.replication import PulledRow
from app.storage import first_load
from app.storage.replica import SqlReplica
from app.storage.store import SqlStore
from tests.storage.conftest import OpenStore
from tests.storage.samples import DEVICE, case_fact, case_file, customer, page, pulled, talk_fact

TALK = "0195b4a0-0000-7000-8000-0000000000f1"


def story(count: int) -> list[PulledRow]:
    rows = []
    for place in range(count):
        one = customer(f"Siti {place}", customer_number=f"C{place:05d}")
        case = case_file(one, f"JKT01-K1-{place:06d}")
        rows += [pulled(one, 1), pulled(case, 1)]
        if place % 3 == 0:
            rows.append(pulled(case_fact(case, FactKind.CASE_RESOLVED, {}), 1))
    rows.append(pulled(talk_fact(TALK, FactKind.INTERACTION_STARTED, {"channel": "counter"}), 1))
    return rows


def state(store: SqlStore) -> tuple[object, ...]:
    with store.database.read() as connection:
        indexes = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name")
        names = indexes.scalars().all()
    lines = sorted(store.case_lines(None, None, 10_000), key=lambda line: line.id)
    hits = [hit.id for hit in store.find_customers("siti 77", 50)]
    talks = store.interaction_lines(limit=10)
    return names, lines, hits, talks, [hit.id for hit in store.find_customers("C00012", 5)]


@pytest.fixture
def two(opened: OpenStore, tmp_path: Path) -> tuple[SqlStore, SqlStore]:
    stores = opened(tmp_path / "one.db"), opened(tmp_path / "two.db")
    for store in stores:
        store.enrol(DEVICE)
    return stores


def test_it_ends_as_row_by_row_would(two: tuple[SqlStore, SqlStore]) -> None:
    rows = story(600)
    quick, slow = two
    replica = SqlReplica(quick)
    replica.apply(page(*rows[:1_100], to=1, head=2))
    with quick.database.read() as connection:
        assert first_load.is_under_way(connection)
    replica.apply(page(*rows[1_100:], after=1, to=2))
    with quick.database.read() as connection:
        assert not first_load.is_under_way(connection)
    steps = SqlReplica(slow)
    for place in range(0, len(rows), 500):
        steps.apply(page(*rows[place : place + 500], after=place // 500, to=place // 500 + 1, head=99))
    assert state(quick) == state(slow)


def test_one_that_was_cut_off_is_made_good_when_the_store_is_opened(opened: OpenStore, tmp_path: Path) -> None:
    path = tmp_path / "cut.db"
    store = opened(path)
    store.enrol(DEVICE)
    rows = story(600)
    SqlReplica(store).apply(page(*rows, to=1, head=2))
    before = state(store)
    store.close()
    again = opened(path)
    after = state(again)
    assert after != before
    assert len(again.find_customers("C00012", 5)) == 1
    SqlReplica(again).apply(page(after=1, to=2))
    assert state(again) == after
