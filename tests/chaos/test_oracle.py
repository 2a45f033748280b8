"""Each checker finds what it is there for: one small lie in a store, in a journal or in the shared database."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.chaos.nursery import Nursery
from tests.chaos.oracle import Account, account, compare, stores
from tests.chaos.schedules import settle
from tests.chaos.world import World

WHO = "satu"
_ROUNDS = 8


@dataclass(frozen=True)
class End:
    """A day without faults that has come to rest."""

    world: World
    stores: dict[str, dict[str, Any]]
    accounts: dict[str, Account]


@pytest.fixture(scope="module")
def end(start: Path, nursery: Nursery) -> Iterator[End]:
    with closing(World(start, nursery, "oracle", rows_leave=False, goes_back=False)) as world:
        world.begin()
        rng = Random("oracle")
        for _ in range(_ROUNDS):
            world.go_on(rng)
        assert list(settle(world)) == []
        yield End(world, stores(world), {station.name: account(station) for station in world.everybody})


def of_kind(store: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(row for row in store["outbox"] if row["kind"] == kind and row["state"] == "acked")


def lose_a_row(store: dict[str, Any], _found: Account) -> None:
    store["rows"]["fact"].pop()


def keep_a_row_of_others(store: dict[str, Any], _found: Account) -> None:
    store["rows"]["fact"].append(store["rows"]["fact"][0] | {"id": "01a20441-0000-7000-8000-000000000001"})


def keep_a_local_row(store: dict[str, Any], _found: Account) -> None:
    store["rows"]["fact"][0]["ver"] = None


def change_a_row(store: dict[str, Any], _found: Account) -> None:
    store["rows"]["customer"][0]["name"] = "Orang lain"


def stand_behind(store: dict[str, Any], _found: Account) -> None:
    scope = next(iter(store["cursors"]))
    store["cursors"][scope] -= 1


def add_up_wrongly(store: dict[str, Any], _found: Account) -> None:
    sums = next(sums for sums in store["digests"].values() if sums)
    sums[0][3] = int(sums[0][3]) + 1


def let_a_read_model_rot(store: dict[str, Any], _found: Account) -> None:
    store["models_hold"] = False


def forget_an_answer(store: dict[str, Any], _found: Account) -> None:
    store["outbox"][0]["state"] = "pending"


def go_out_of_order(store: dict[str, Any], _found: Account) -> None:
    first, last = store["outbox"][0], store["outbox"][-1]
    first["op_id"], last["op_id"] = last["op_id"], first["op_id"]


def lose_a_commit(store: dict[str, Any], _found: Account) -> None:
    store["outbox"].remove(of_kind(store, "fact.add"))


def commit_what_reaches_nobody(_store: dict[str, Any], found: Account) -> None:
    found.lost["01a20441-0000-7000-8000-000000000002"] = ("fact.add", "01a20441-0000-7000-8000-000000000003")
    found.acked.add("01a20441-0000-7000-8000-000000000002")


def have_no_effect(store: dict[str, Any], found: Account) -> None:
    op_id = of_kind(store, "fact.add")["op_id"]
    found.kept[op_id] = ("fact.add", "01a20441-0000-7000-8000-000000000004")


def complain(_store: dict[str, Any], found: Account) -> None:
    found.faults.append("half of a transaction is seen")


LIES: tuple[tuple[Callable[[dict[str, Any], Account], None], str], ...] = (
    (lose_a_row, "I1: rows are missing"),
    (keep_a_row_of_others, "I13"),
    (keep_a_local_row, "rows are only here"),
    (change_a_row, "I1: rows differ"),
    (stand_behind, "its head is"),
    (add_up_wrongly, "I11"),
    (let_a_read_model_rot, "read models"),
    (forget_an_answer, "I5"),
    (go_out_of_order, "I6"),
    (lose_a_commit, "I18: committed operations are not in the store"),
    (commit_what_reaches_nobody, "I18: operations reached nobody"),
    (have_no_effect, "I4"),
    (complain, "in the process"),
)
LIES_IN_SQL = (
    ("delete from sync.scope_log where scope_id = 1 and ver = 2", "I2"),
    ("insert into sync.fact select 2, id, ver, deleted, kind, subject_id, case_id, doc from sync.fact limit 1", "I4"),
    ("delete from sync.applied_op where outcome = 'applied'", "I18: operations reached nobody"),
    ("delete from sync.audit where seq = 2", "audit"),
    ("delete from sync.fact where doc ->> 'actor' = 'gudang'", "a report of the back office is gone"),
)


@pytest.fixture
def owner(end: End) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A transaction in which anything can be written, and nothing of it stays."""
    with psycopg.connect(end.world.url, row_factory=dict_row) as connection:
        connection.execute("set session_replication_role = replica")
        yield connection
        connection.rollback()


def test_the_truth_passes(end: End, owner: psycopg.Connection[dict[str, Any]]) -> None:
    assert compare(owner, end.world, end.stores, end.accounts) == []


@pytest.mark.parametrize(("lie", "told"), LIES, ids=lambda one: getattr(one, "__name__", ""))
def test_a_lie_of_a_station_is_found(
    end: End,
    owner: psycopg.Connection[dict[str, Any]],
    lie: Callable[[dict[str, Any], Account], None],
    told: str,
) -> None:
    present, accounts = copy.deepcopy(end.stores), copy.deepcopy(end.accounts)
    lie(present[WHO], accounts[WHO])
    assert any(told in fault for fault in compare(owner, end.world, present, accounts))


@pytest.mark.parametrize(("statement", "told"), LIES_IN_SQL, ids=lambda one: one.split(" where")[0])
def test_a_lie_of_the_database_is_found(
    end: End, owner: psycopg.Connection[dict[str, Any]], statement: str, told: str
) -> None:
    assert owner.execute(statement.encode()).rowcount > 0
    assert any(told in fault for fault in compare(owner, end.world, end.stores, end.accounts))
