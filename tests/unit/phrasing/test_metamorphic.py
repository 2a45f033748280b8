"""Rule 13: the same context gives the same answer, and a change of one field changes only what it licenses."""

import re

import pytest

from app.phrasing.answers import to_json
from app.phrasing.engine import Engine
from app.phrasing.library import parse_library
from app.phrasing.reading import parse_context
from tests.unit.phrasing.moments import (
    CASES,
    MOODS,
    STAGES,
    Json,
    case,
    context,
    engine,
    library,
    promise,
    step,
    suggest,
)

CELLS = [(stage, name) for stage in STAGES for name in ("no_case", "progress_options", "risk_new_options", "documents")]


def ids(moment: Json) -> list[tuple[str, ...]]:
    return [each.phrase_ids for each in suggest(moment).suggestions]


@pytest.mark.parametrize(("stage", "name"), CELLS)
def test_the_same_context_gives_the_same_answer(stage: str, name: str) -> None:
    moment = parse_context(context(stage, CASES[name]))

    assert to_json(engine().suggest(moment)) == to_json(Engine(library()).suggest(moment))


def test_the_order_of_the_library_files_does_not_matter() -> None:
    entry = '[[phrase]]\nid = "{0}"\ntext = "{1}"\nwhy = "Penutup."\n'
    head = 'stage = "closing"\nauthor = "Tim"\napprover = "Komite"\neffective = 2026-01-01\n'
    one = head + entry.format("one", "Ada lagi yang bisa saya bantu?")
    two = head + entry.format("two", "Adakah hal lain yang ingin ditanyakan?")
    moment = parse_context(context("closing"))

    answers = [Engine(parse_library(files)).suggest(moment) for files in ({"a": one, "b": two}, {"b": one, "a": two})]

    assert answers[0] == answers[1]


@pytest.mark.parametrize(("stage", "name"), CELLS)
def test_another_honorific_changes_only_the_address(stage: str, name: str) -> None:
    ibu = suggest(context(stage, CASES[name])).suggestions
    bapak = suggest(
        context(stage, CASES[name], customer={"name": "Ratna Wibowo", "honorific": "Bapak", "call_name": "Ratna"})
    ).suggestions

    assert [re.sub(r"\bBu\b", "Pak", re.sub(r"\bIbu\b", "Bapak", each.text)) for each in ibu] == [
        each.text for each in bapak
    ]
    assert [each.score for each in ibu] == [each.score for each in bapak]


@pytest.mark.parametrize(("stage", "name"), CELLS)
def test_another_hour_changes_only_the_greeting_word(stage: str, name: str) -> None:
    morning = [each.text for each in suggest(context(stage, CASES[name])).suggestions]
    noon = suggest(context(stage, CASES[name], now="2026-11-23T11:30:00+07:00")).suggestions

    assert [text.replace("Selamat pagi", "Selamat siang") for text in morning] == [each.text for each in noon]


@pytest.mark.parametrize(("stage", "name"), CELLS)
def test_another_day_within_the_estimate_changes_no_phrase(stage: str, name: str) -> None:
    assert ids(context(stage, CASES[name])) == ids(context(stage, CASES[name], now="2026-11-23T14:30:00+07:00"))


@pytest.mark.parametrize(("stage", "name"), CELLS)
def test_another_zone_changes_no_phrase(stage: str, name: str) -> None:
    assert ids(context(stage, CASES[name])) == ids(context(stage, CASES[name], zone="Asia/Jayapura"))


@pytest.mark.parametrize(("stage", "name"), CELLS)
@pytest.mark.parametrize("field", ["utterance", "note", "unit"])
def test_what_is_never_said_changes_nothing(stage: str, name: str, field: str) -> None:
    case = CASES[name]
    if field == "utterance":
        changed = context(stage, case, utterance="Ini keterlaluan {name} %s <b>!</b>")
    elif case is None:
        return
    else:
        steps = case["steps"]
        assert isinstance(steps, list)
        changed = context(stage, case | {"steps": [each | {field: "Ruang Kendali Lantai Empat"} for each in steps]})

    assert suggest(changed).suggestions == suggest(context(stage, case)).suggestions


@pytest.mark.parametrize("stage", STAGES)
def test_another_name_changes_only_the_name(stage: str) -> None:
    ratna = [each.text for each in suggest(context(stage, CASES["progress"])).suggestions]
    dewi = suggest(
        context(stage, CASES["progress"], customer={"name": "Dewi Lestari", "honorific": "Ibu", "call_name": "Dewi"})
    ).suggestions

    assert [text.replace("Ratna", "Dewi") for text in ratna] == [each.text for each in dewi]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("mood", ["calm", "disappointed", "angry"])
def test_another_estimate_changes_only_its_date(stage: str, mood: str) -> None:
    one, other = (
        suggest(context(stage, case(step("in_progress", estimate_at=at)), mood=mood)).suggestions
        for at in ("2026-11-26T15:00:00+07:00", "2026-11-27T10:30:00+07:00")
    )

    assert [
        text.replace("Kamis, 26 November 2026 pukul 15.00", "Jumat, 27 November 2026 pukul 10.30")
        for text in (each.text for each in one)
    ] == [each.text for each in other]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("mood", ["calm", "disappointed", "angry"])
def test_another_promise_changes_only_its_date(stage: str, mood: str) -> None:
    one, other = (
        suggest(context(stage, case(step("in_progress"), promise=promise(due)), mood=mood)).suggestions
        for due in ("2026-11-19T15:00:00+07:00", "2026-11-20T10:30:00+07:00")
    )

    assert [
        text.replace("Kamis, 19 November 2026 pukul 15.00", "Jumat, 20 November 2026 pukul 10.30")
        for text in (each.text for each in one)
    ] == [each.text for each in other]


@pytest.mark.parametrize(("stage", "name"), CELLS)
def test_another_mood_tells_the_same_facts_of_each_source(stage: str, name: str) -> None:
    told: dict[str, set[str]] = {}
    for mood in MOODS:
        for each in suggest(context(stage, CASES[name], mood=mood)).suggestions:
            for fact in each.facts:
                told.setdefault(fact.source, set()).add(fact.text)
    told.pop("now", None)

    assert all(len(texts) == 1 for texts in told.values()), told


@pytest.mark.parametrize(("stage", "name"), CELLS)
def test_an_apology_that_was_made_takes_away_only_apologies(stage: str, name: str) -> None:
    moment = context(stage, CASES[name], mood="disappointed", apologised=True)
    after = suggest(moment).suggestions

    assert after
    assert not any("maaf" in each.text.casefold() for each in after)
    assert suggest(moment | {"apologised": False}).missing == suggest(moment).missing


@pytest.mark.parametrize(("stage", "name"), CELLS)
def test_a_smaller_limit_only_cuts(stage: str, name: str) -> None:
    moment = context(stage, CASES[name], mood="anxious")

    assert suggest(moment, 2).suggestions == suggest(moment, 50).suggestions[:2]
