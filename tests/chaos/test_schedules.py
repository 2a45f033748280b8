"""A share of the schedules: each kind of fault at least once, on real processes and a real database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.faults import ALONE, FAULTS
from tests.chaos.nursery import Nursery
from tests.chaos.schedules import Schedule, drawn, run

SHARE = (
    Schedule(1, ("killed", "no_answers", "lost_answers", "twins")),
    Schedule(2, ("frozen", "half_open", "server_crashed", "wrong_clock")),
    Schedule(3, ("cloned", "silent", "closed", "killed")),
    Schedule(4, ("restored_station", "no_questions", "slow", "moved")),
    Schedule(5, ("failed_over", "disk_full", "killed")),
    Schedule(6, ("restored_database_told", "lost_answers", "server_away")),
    Schedule(7, ("restored_database", "killed")),
)


@pytest.mark.parametrize("schedule", SHARE, ids=lambda schedule: "-".join(schedule.faults))
def test_nothing_is_lost_skipped_or_doubled(start: Path, nursery: Nursery, schedule: Schedule) -> None:
    outcome = run(schedule, start, nursery)
    assert not outcome.faults, "\n".join((*outcome.faults, outcome.schedule.replay))
    assert outcome.operations > 0


def test_every_kind_of_fault_is_in_the_share() -> None:
    assert {name for schedule in SHARE for name in schedule.faults} == set(FAULTS)


def test_a_seed_draws_the_same_faults_each_time_and_all_of_them_in_time() -> None:
    schedules = [drawn(seed) for seed in range(1, 201)]
    assert schedules == [drawn(seed) for seed in range(1, 201)]
    assert {name for schedule in schedules for name in schedule.faults} == set(FAULTS)
    assert all(len(group & set(schedule.faults)) <= 1 for schedule in schedules for group in ALONE)
