"""Learning: what an interaction says of phrases, and what that does to their rank."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.facts import Fact, FactKind
from app.domain.phrase_counts import (
    LEAST,
    MOST,
    MOST_ROWS,
    Count,
    Key,
    added_up,
    bonuses,
    by_phrase,
    counts_from_rows,
    counts_of,
    counts_to_rows,
    interval,
    sum_counts,
)
from tests.factories import NOON, a_fact

STARTED, MOOD, SAID = FactKind.INTERACTION_STARTED, FactKind.INTERACTION_MOOD, FactKind.INTERACTION_SAID
OFFERED, ENDED = FactKind.INTERACTION_OFFERED, FactKind.INTERACTION_ENDED


def talk(
    *events: tuple[FactKind, Mapping[str, Any]], start: str | None = "angry", end: str | None = "calm"
) -> list[Fact]:
    body = {"channel": "counter", "contact_kind": "complaint", "mood": start}
    told = [(STARTED, body), *events, (ENDED, {"outcome": {"kind": "solved"}, "mood_after": end})]
    return [a_fact(kind, body, at=NOON + timedelta(minutes=n)) for n, (kind, body) in enumerate(told)]


def offer(*shown: str, taken: str | None = None, how: str | None = None, situation: str | None = "no_news") -> Any:  # noqa: ANN401
    situations = [situation, "long_queue"] if situation else []
    doc = {"stage": "empathy", "mood": None, "situations": situations, "phrase_ids": list(shown)}
    return OFFERED, doc | {"taken": taken, "how": how}


def said(*ids: str, how: str = "said", **more: object) -> tuple[FactKind, dict[str, object]]:
    return SAID, {"phrase_ids": list(ids), "text": "x", "how": how, "apology": False, **more}


def test_what_was_offered_taken_and_passed_over() -> None:
    counts = counts_of(talk(offer("a", "b", "c", taken="a", how="said"), offer("b", "d")))
    assert counts == {
        ("a", "no_news"): Count(shown=1, taken=1, better=1),
        ("b", "no_news"): Count(shown=2),
        ("c", "no_news"): Count(shown=1),
        ("d", "no_news"): Count(shown=1),
    }
    assert by_phrase(counts)["b"].skipped == 2


def test_a_taken_suggestion_is_counted_once_whether_it_was_said_or_copied_too() -> None:
    counts = counts_of(talk(said("a"), offer("a", "b", taken="a", how="said")))
    assert counts["a", "no_news"] == Count(shown=1, taken=1, better=1)
    assert ("a", None) not in counts


def test_a_sentence_with_what_lay_beside_it_says_all_by_itself() -> None:
    moment = {"mood": "anxious", "situations": ["claim_waiting"], "beside": ["b"], "stage": "empathy"}
    counts = counts_of(talk(said("a", how="edited", **moment), end="angry"))
    assert counts == {
        ("a", "claim_waiting"): Count(shown=1, taken=1, edited=1, worse=1),
        ("b", "claim_waiting"): Count(shown=1),
    }


def test_talks_from_other_systems_name_phrases_alone() -> None:
    counts = counts_of(talk(said("a", "b"), said(), start="confused", end="calm"))
    assert counts == {(key, None): Count(shown=1, taken=1, better=1) for key in ("a", "b")}


@pytest.mark.parametrize(
    ("before", "after", "better", "worse"),
    [
        ("angry", "calm", 1, 0),
        ("angry", "disappointed", 1, 0),
        ("calm", "calm", 1, 0),
        ("angry", "angry", 0, 1),
        ("calm", "confused", 0, 1),
        (None, "calm", 0, 0),
        ("angry", None, 0, 0),
    ],
)
def test_the_outcome_is_how_the_mood_moved(before: str | None, after: str | None, better: int, worse: int) -> None:
    count = counts_of(talk(said("a"), start=before, end=after))["a", None]
    assert (count.better, count.worse) == (better, worse)


def test_the_next_mood_that_was_noted_counts_and_not_the_last() -> None:
    facts = talk(said("a"), (MOOD, {"mood": "calm"}), said("b"), (MOOD, {"mood": "angry"}), start="angry", end="calm")
    counts = by_phrase(counts_of(facts))
    assert (counts["a"].better, counts["a"].worse) == (1, 0)
    assert (counts["b"].better, counts["b"].worse) == (0, 1)


def test_a_talk_that_still_runs_says_nothing() -> None:
    assert counts_of(talk(said("a"))[:-1]) == {}


def test_bodies_that_others_wrote_wrongly_are_harmless() -> None:
    facts = talk((OFFERED, {"phrase_ids": "a", "situations": 7, "mood": "cross"}), (SAID, {"phrase_ids": [1, None]}))
    assert counts_of(facts) == {("a", None): Count(shown=1)}


def of(better: int, known: int) -> Count:
    return Count(shown=known, taken=known, better=better, worse=known - better)


def test_nine_of_ten_beats_sixty_of_a_hundred() -> None:
    found = bonuses({("few", None): of(9, 10), ("many", None): of(60, 100)})
    assert found["few", None] > 0 > found["many", None]


def test_one_of_one_does_not_beat_ninety_of_a_hundred() -> None:
    found = bonuses({("once", None): of(1, 1), ("often", None): of(90, 100), ("poor", None): of(30, 100)})
    assert found["often", None] > found["once", None] > found["poor", None]


def test_what_was_never_tried_keeps_its_rank_and_what_is_as_good_as_the_rest_gives_way_to_it() -> None:
    counts: dict[Key, Count] = {
        ("new", None): Count(shown=3, taken=3),
        ("usual", None): of(70, 100),
        ("same", None): of(70, 100),
    }
    found = bonuses(counts)
    assert found["new", None] == pytest.approx(0, abs=0.001)
    assert -0.03 < found["usual", None] < 0
    assert ("unseen", None) not in found
    assert bonuses({}) == {}


def test_a_situation_with_few_outcomes_leans_on_the_phrase_as_a_whole() -> None:
    counts: dict[Key, Count] = {
        ("good", "no_news"): of(80, 90),
        ("good", "fee_unclear"): of(0, 1),
        ("bad", "no_news"): of(30, 90),
    }
    found = bonuses(counts)
    assert found["good", "no_news"] > found["good", "fee_unclear"] > found["bad", "no_news"]
    assert found["good", None] > 0 > found["bad", None]


def test_the_worst_phrase_is_not_buried() -> None:
    found = bonuses({("worst", None): of(0, 10_000), ("best", None): of(10_000, 10_000)})
    assert (found["worst", None], found["best", None]) == (LEAST, MOST)


keys = st.tuples(st.sampled_from("abcd"), st.sampled_from([None, "no_news", "long_queue"]))
numbers = st.integers(0, 200)
tables = st.dictionaries(keys, st.builds(Count, numbers, numbers, numbers, numbers, numbers), max_size=8)


@given(tables)
def test_bonuses_are_bounded_and_the_same_in_whatever_order(counts: dict[Key, Count]) -> None:
    found = bonuses(counts)
    assert all(-0.1 <= bonus <= 0.1 for bonus in found.values())
    turned = bonuses(dict(reversed(counts.items())))
    assert list(found.items()) == list(turned.items())


@given(tables, tables)
def test_counts_travel_and_add_up(one: dict[Key, Count], other: dict[Key, Count]) -> None:
    assert counts_from_rows(counts_to_rows(one)) == one
    both = sum_counts((one, other))
    assert added_up([*counts_to_rows(one), *counts_to_rows(other)]) == both
    assert by_phrase(both) == by_phrase(sum_counts((other, one)))
    assert sum(both.values(), Count()) == sum((*one.values(), *other.values()), Count())


def test_rows_that_are_none_are_left_out_and_there_are_not_too_many() -> None:
    rows = [
        ["a", None, 1, 1, 0, 1, 0],
        ["b", 3, 1, 1, 0, 1, 0],
        ["c", None, -1, 0, 0, 0, 0],
        ["d"],
        7,
        ["e", None, True],
    ]
    assert counts_from_rows(rows) == {("a", None): Count(1, 1, 0, 1, 0)}
    assert counts_from_rows({"a": 1}) == {}
    many: dict[Key, Count] = {(f"p{n}", None): Count(shown=n) for n in range(MOST_ROWS + 50)}
    kept = counts_from_rows(counts_to_rows(many))
    assert len(kept) == MOST_ROWS
    assert min(count.shown for count in kept.values()) == 50


def test_the_interval_narrows_with_what_is_known() -> None:
    assert interval(0, 0) == (0.0, 1.0)
    few, many = interval(9, 10), interval(900, 1000)
    assert few[0] < many[0] < 0.9 < many[1] < few[1]
    # Wilson's score interval of 9 of 10 at 90%, by hand: 0.6521 to 0.9774
    assert few == pytest.approx((0.6521, 0.9774), abs=5e-4)


def test_what_is_passed_over_gives_way_and_what_is_taken_rises() -> None:
    counts: dict[Key, Count] = {
        ("taken", None): Count(30, 20),
        ("skipped", None): Count(30),
        ("usual", None): Count(30, 10),
    }
    found = bonuses(counts)
    assert found["taken", None] > found["usual", None] > found["skipped", None] >= LEAST
    assert found["usual", None] == pytest.approx(0, abs=0.002)
    # what it did outweighs how often it was chosen
    found = bonuses({("liked", None): Count(100, 90, 0, 30, 60), ("good", None): Count(100, 30, 0, 28, 2)})
    assert found["good", None] > found["liked", None]


def test_what_is_copied_and_then_said_was_taken_once() -> None:
    moment = {"mood": "anxious", "situations": [], "beside": ["b"]}
    counts = counts_of(talk(said("a", how="copied", **moment), said("a", mood="anxious", situations=[], beside=[])))
    assert counts == {("a", None): Count(shown=1, taken=1, better=1), ("b", None): Count(shown=1)}
    # later in the talk it is another time
    again = counts_of(talk(said("a", how="copied"), (MOOD, {"mood": "anxious"}), said("a")))
    assert again["a", None].taken == 2
