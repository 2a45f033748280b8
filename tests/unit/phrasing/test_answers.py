"""The JSON of an answer, and one line of JSON Lines in, one object out."""

import json

import pytest

from app.phrasing.answers import answer_line, to_json
from tests.unit.phrasing.moments import CASES, context, engine, suggest


def test_the_shape_is_that_of_the_contract() -> None:
    data = json.loads(json.dumps(to_json(suggest(context("explanation", CASES["risk"])))))

    assert set(data) == {"suggestions", "missing"}
    assert data["suggestions"]
    for each in data["suggestions"]:
        assert set(each) == {"text", "stage", "phrase_ids", "score", "facts", "why"}
        assert each["stage"] == "explanation"
        assert all(set(fact) == {"text", "source"} for fact in each["facts"])
    assert all(set(each) == {"fact", "ask"} for each in data["missing"])


def test_a_good_line_is_answered() -> None:
    moment = context("closing", CASES["resolved"])

    answer, good = answer_line(engine(), json.dumps(moment) + "\n", 1)

    assert good
    assert answer == to_json(suggest(moment))


def test_a_byte_order_mark_is_no_fault() -> None:
    assert answer_line(engine(), "\ufeff" + json.dumps(context("closing")), 1)[1]


@pytest.mark.parametrize("line", ["{", "", "teks", "[" * 100_000, '{"now": 1' + "0" * 5_000 + "}"])
def test_a_line_that_is_no_json_names_the_line(line: str) -> None:
    answer, good = answer_line(engine(), line, 7)

    assert not good
    assert answer == {"error": {"field": "line", "message": "baris 7 bukan JSON yang sah"}}


def test_a_bad_field_is_named_and_its_value_is_not_repeated() -> None:
    moment = context("closing", mood="a\nb{0}")

    answer, good = answer_line(engine(), json.dumps(moment), 3)

    assert not good
    error = answer["error"]
    assert isinstance(error, dict)
    assert error["field"] == "mood"
    assert "{0}" not in error["message"]
    assert "\n" not in error["message"]


def test_the_limit_is_passed_on() -> None:
    answer, _ = answer_line(engine(), json.dumps(context("greeting")), 1, limit=1)

    assert isinstance(answer["suggestions"], list)
    assert len(answer["suggestions"]) == 1
