"""A contact is the fold of its events, and cannot end in an apology alone."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import Fact, FactKind
from app.domain.interactions import (
    Mood,
    Outcome,
    OutcomeKind,
    Signs,
    Stage,
    check_outcome,
    fold_interaction,
    outcome_from_doc,
    outcome_to_doc,
)
from tests.factories import a_fact, hours

TALK = "talk-1"


def event(kind: FactKind, body: dict[str, object], *, later: float = 0, customer_id: str | None = None) -> Fact:
    return a_fact(kind, body, subject_id=TALK, at=hours(later), case_id=None, customer_id=customer_id)


def test_a_talk_tells_its_moods_stages_words_and_outcome() -> None:
    outcome = Outcome(OutcomeKind.SOLVED, "kartu sudah diterima", signs=Signs(content=True, would_return=None))
    talk = fold_interaction(
        [
            event(FactKind.INTERACTION_STARTED, {"channel": "counter", "contact_kind": "complaint"}),
            event(FactKind.INTERACTION_MOOD, {"mood": "angry"}, later=0.1),
            event(FactKind.INTERACTION_STAGE, {"stage": "empathy"}, later=0.2),
            event(FactKind.INTERACTION_STAGE, {"stage": "empathy"}, later=0.25),
            event(FactKind.INTERACTION_SAID, {"text": "Mohon maaf, Pak.", "apology": True}, later=0.3),
            event(FactKind.INTERACTION_ENDED, {"outcome": outcome_to_doc(outcome), "mood_after": "calm"}, later=0.4),
        ]
    )
    assert talk is not None
    assert (talk.mood_before, talk.mood_after) == (Mood.ANGRY, Mood.CALM)
    assert talk.stages == (Stage.EMPATHY,)
    assert talk.apologised
    assert talk.outcome == outcome
    assert talk.ended_at == hours(0.4)


def test_a_walk_in_becomes_a_customer_with_the_history_kept() -> None:
    talk = fold_interaction(
        [
            event(FactKind.INTERACTION_STARTED, {"channel": "counter"}),
            event(FactKind.INTERACTION_NOTE, {"text": "bertanya biaya"}, later=0.1),
            event(FactKind.CUSTOMER_IDENTIFIED, {}, later=0.2, customer_id="customer-9"),
        ]
    )
    assert talk is not None
    assert talk.customer_id == "customer-9"
    assert talk.note == "bertanya biaya"


def test_events_without_a_start_are_no_interaction_yet() -> None:
    assert fold_interaction([event(FactKind.INTERACTION_NOTE, {"text": "x"})]) is None


@pytest.mark.parametrize(
    ("outcome", "code", "field"),
    [
        (Outcome(OutcomeKind.SOLVED, "  "), ErrorCode.APOLOGY_ALONE, "summary"),
        (Outcome(OutcomeKind.PROMISED, "besok"), ErrorCode.OUTCOME_INCOMPLETE, "promise_id"),
        (Outcome(OutcomeKind.PROMISED, promise_id="settled"), ErrorCode.OUTCOME_INCOMPLETE, "promise_id"),
        (Outcome(OutcomeKind.HANDED_OVER, handed_to=" "), ErrorCode.OUTCOME_INCOMPLETE, "handed_to"),
        (Outcome(OutcomeKind.DECLINED, "tidak bisa"), ErrorCode.OUTCOME_INCOMPLETE, "alternative"),
    ],
)
def test_an_ending_that_leaves_the_customer_with_nothing_is_refused(
    outcome: Outcome, code: ErrorCode, field: str
) -> None:
    with pytest.raises(LoketError) as refused:
        check_outcome(outcome, frozenset({"open"}))
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(OutcomeKind.SOLVED, "kartu diterima"),
        Outcome(OutcomeKind.PROMISED, promise_id="open"),
        Outcome(OutcomeKind.HANDED_OVER, handed_to="Operasional"),
        Outcome(OutcomeKind.DECLINED, alternative="tarik tunai di teller 2"),
    ],
)
def test_an_ending_with_substance_stands_and_survives_the_journey(outcome: Outcome) -> None:
    check_outcome(outcome, frozenset({"open"}))
    assert outcome_from_doc(outcome_to_doc(outcome)) == outcome
