"""The arithmetic of the benches: a figure and its limit, turn by turn."""

from __future__ import annotations

import pytest

from tests.bench.pairs import Pairs, in_turns, percentile
from tests.bench.report import Line, delay_line, ratio_line, table


def test_the_ratio_is_the_median_of_the_turns() -> None:
    pairs = Pairs((10.0, 1.0, 80.0), (20.0, 4.0, 100.0))

    assert pairs.ratios == (0.5, 0.25, 0.8)
    assert pairs.ratio == 0.5
    assert pairs.spread == (0.25, 0.8)
    assert (pairs.figure, pairs.limit) == (10.0, 20.0)


def test_a_turn_that_was_slowed_down_for_both_leaves_the_ratio_alone() -> None:
    assert Pairs((50.0, 5.0, 50.0), (100.0, 10.0, 100.0)).spread == (0.5, 0.5)


def test_each_turn_begins_with_the_other_one() -> None:
    order: list[str] = []

    def measured(name: str, rate: float) -> float:
        order.append(name)
        return rate

    pairs = in_turns(lambda: measured("figure", 1.0), lambda: measured("limit", 2.0), 3)

    assert order == ["limit", "figure", "figure", "limit", "limit", "figure"]
    assert pairs == Pairs((1.0, 1.0, 1.0), (2.0, 2.0, 2.0))


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1.0), (0.5, 51.0), (0.99, 100.0), (1.0, 100.0)])
def test_percentiles_are_values_that_were_measured(share: float, expected: float) -> None:
    assert percentile([float(value) for value in range(100, 0, -1)], share) == expected


def test_a_ratio_below_its_target_is_missed() -> None:
    pairs = Pairs((30.0,), (100.0,))

    assert ratio_line("B2", "push", pairs, "tps", "insert", 0.35).met is False
    assert ratio_line("B2", "push", pairs, "tps", "insert", 0.30).met is True
    assert ratio_line("B2", "push", pairs, "tps", "insert", None).met is None


def test_a_delay_is_held_to_its_median_and_its_99th_percentile() -> None:
    delays = [10.0] * 98 + [40.0] * 2

    assert delay_line("B9", "poll", delays, "", (15.0, 40.0)).met is True
    assert delay_line("B9", "poll", delays, "", (9.0, 40.0)).met is False
    assert delay_line("B9", "poll", delays, "", (None, 39.0)).met is False


def test_the_table_says_what_was_missed() -> None:
    rows = table([Line("B1", "insert", "7 tps", "10 tps", "0.70", "≥ 0.80", met=False)]).splitlines()

    assert len(rows) == 3
    assert rows[2] == "| B1 | insert | 7 tps | 10 tps | 0.70 | ≥ 0.80 | **missed** |"
