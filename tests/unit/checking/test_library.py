"""What the engine itself says passes the checker."""

import pytest

from app.phrasing.reading import parse_context
from tests.unit.checking.examples import checker
from tests.unit.phrasing.moments import CASES, CHANNELS, MOODS, STAGES, context, suggest


@pytest.mark.parametrize("name", CASES)
def test_every_suggestion_passes(name: str) -> None:
    found = []
    for row, stage in enumerate(STAGES):
        for column, mood in enumerate(MOODS[::2]):
            moment = context(stage, CASES[name], mood=mood, channel=CHANNELS[(row + column) % len(CHANNELS)])
            for suggestion in suggest(moment).suggestions:
                faults = checker().check(suggestion.text, parse_context(moment))
                found += [(suggestion.phrase_ids, each.label, suggestion.text) for each in faults]
    assert found == []
