"""Each checker is shown to catch the fault that it is for, and to say nothing where there is none."""

from __future__ import annotations

import pytest

from tests.sim import races
from tests.sim.mutants import MUTANTS, Mutant, hunt
from tests.sim.world import Plan, live
from tests.sync.offices import Office

FOUND_AT = {
    "pull on a standby by difference of snapshots": 0,
    "acknowledged before the commit came back": 0,
    "cursor outside of the rows' transaction": 13,
    "queue stops at a poison operation": 0,
    "queue dropped when not let in": 4,
    "digest that only counts": 2,
    "no mark on versions": 1,
    "no version check on rows and tombstones": 22,
    "operations pushed again are done again": 0,
}
"""Where the hunt through all seeds found each (`python -m tests.sim.mutants`); from a little before it goes again."""
SOME = 12


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_checker_catches_its_mutant(mutant: Mutant) -> None:
    caught = hunt(mutant, FOUND_AT[mutant.name], SOME)

    assert caught is not None, "got away"
    assert caught.invariant in mutant.caught_by
    live(caught.seed, plan=Plan(events=mutant.events))  # the same world without the mutant holds


@pytest.mark.parametrize("cursor", ["seq", "timestamp"])
def test_a_cursor_that_is_not_in_commit_order_loses_rows(office: Office, cursor: str) -> None:
    assert any(races.lost_by(office.url, cursor, seed) for seed in range(5))


def test_the_counter_of_a_scope_loses_none(office: Office) -> None:
    assert [races.lost_by_counter(office.url, seed) for seed in range(3)] == [0, 0, 0]


def test_heads_locked_in_order_never_wait_in_a_circle(office: Office) -> None:
    assert races.deadlocks(office.url) == 0

    races.unsort_locks(office.url)

    assert races.deadlocks(office.url, rounds=1) > 0
