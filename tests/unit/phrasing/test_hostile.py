"""Contexts made to break the engine, checked by rules written from the contract, apart from the engine's own check.

LOKET_CONTEXTS=10000 make test ARGS="tests/unit/phrasing/test_hostile.py -k any_context"
"""

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings

from app.phrasing.answers import to_json
from tests.unit.phrasing import oracle
from tests.unit.phrasing.generated import HOSTILE, NAMES, contexts
from tests.unit.phrasing.moments import AHEAD, CASES, STAGES, Json, case, context, promise, step, suggest

EXAMPLES = int(os.environ.get("LOKET_CONTEXTS", "250"))


def check_answer(moment: Json) -> None:
    answer = suggest(moment)
    oracle.check_answer(answer, moment)
    json.dumps(to_json(answer), ensure_ascii=False).encode("utf-8")
    assert to_json(suggest(moment)) == to_json(answer)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contexts)
def test_any_context_is_answered_within_the_rules(moment: Json) -> None:
    check_answer(moment)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("stage", STAGES)
def test_a_hostile_value_in_every_place_leaves_something_to_say(hostile: str, stage: str) -> None:
    for status in ("open", "resolved", "rejected", "waiting_customer"):
        moment = context(
            stage,
            case(
                step("in_progress", name=hostile, unit=hostile, note=hostile, estimate_at=AHEAD),
                number=hostile,
                title=hostile,
                status=status,
                status_reason=hostile,
                options=[hostile, hostile],
                missing_documents=[hostile],
                promise=promise(text=hostile, at_risk=True, new_estimate_at=AHEAD),
            ),
            mood="angry" if status == "open" else "calm",
            organisation={"name": hostile},
            staff={"name": hostile},
            customer={"name": hostile, "call_name": hostile, "honorific": "Ibu"},
            incident={"title": hostile, "area": hostile, "estimate_at": AHEAD},
            offers=[{"title": hostile, "approved": True}],
            utterance=hostile,
        )
        assert suggest(moment).suggestions
        check_answer(moment)


@pytest.mark.parametrize("name", CASES)
def test_the_same_check_passes_on_plain_contexts(name: str) -> None:
    for stage in STAGES:
        check_answer(context(stage, CASES[name], mood="anxious", channel="phone"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mood", ["calm", "angry"])
def test_names_of_all_kinds_are_said_within_the_rules(name: str, mood: str) -> None:
    for honorific in (None, "Bapak", "Ibu"):
        for stage in STAGES:
            moment = context(stage, CASES["progress_estimate"], mood=mood, staff={"name": name})
            check_answer(moment | {"customer": {"name": name, "honorific": honorific}})


@pytest.mark.parametrize("limit", [1, 5, 50])
@pytest.mark.parametrize("stage", STAGES)
def test_any_number_of_suggestions_keeps_the_rules(stage: str, limit: int) -> None:
    for name in ("no_case", "progress_options", "broken_new_options", "resolved"):
        moment = context(stage, CASES[name], mood="disappointed")
        answer = suggest(moment, limit)
        oracle.check_answer(answer, moment, limit)
        assert answer.suggestions[:1] == suggest(moment, 1).suggestions
