"""The page of samples is what the engine says now, and shows what it is meant to show."""

import pytest

from app.domain.interactions import Stage
from app.phrasing.reading import parse_context
from tests.unit.phrasing.moments import engine
from tests.unit.phrasing.sample_contexts import SAMPLES, Sample
from tests.unit.phrasing.samples_page import PAGE, page


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_twenty_moments_of_every_stage() -> None:
    assert len(SAMPLES) == 20
    assert {sample.context["stage"] for sample in SAMPLES} == {stage.value for stage in Stage}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.title)
def test_each_moment_has_suggestions_to_choose_from(sample: Sample) -> None:
    assert len(engine().suggest(parse_context(sample.context)).suggestions) >= 3
