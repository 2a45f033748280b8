"""Every meaningful cell of stage, mood, channel and state gives the agent something to say."""

import pytest

from tests.unit.phrasing.moments import CASES, CHANNELS, MOODS, STAGES, VARIANTS, context, suggest


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("stage", STAGES)
def test_every_cell_has_a_suggestion(stage: str, name: str) -> None:
    empty, thin, cells = [], 0, 0
    for row, mood in enumerate(MOODS):
        for column, channel in enumerate(CHANNELS):
            # All that may be known, or one of the poorer variants, in turn.
            number = (row + 2 * column) % len(VARIANTS)
            answer = suggest(context(stage, CASES[name], mood=mood, channel=channel) | VARIANTS[number])
            cells += 1
            thin += len(answer.suggestions) < 2
            if not answer.suggestions:
                empty.append((mood, channel, number))

    assert empty == []
    assert thin <= cells // 10


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if name not in {"done", "resolved"}])
def test_suggestions_of_one_answer_differ(name: str) -> None:
    for stage in STAGES:
        answer = suggest(context(stage, CASES[name]))
        assert len({each.text for each in answer.suggestions}) == len(answer.suggestions)
        bodies = [each.phrase_ids for each in answer.suggestions]
        assert len(set(bodies)) == len(bodies)
        scores = [each.score for each in answer.suggestions]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
        assert all(each.why and each.why.endswith(".") for each in answer.suggestions)


@pytest.mark.parametrize("limit", [0, 1, 2, 5])
def test_the_limit_is_kept_and_only_cuts(limit: int) -> None:
    moment = context("explanation", CASES["progress_options"])

    assert suggest(moment, limit).suggestions == suggest(moment, 5).suggestions[:limit]
