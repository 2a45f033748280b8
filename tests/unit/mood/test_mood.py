"""The mood hint: right often enough on speech the fit never saw, the same each time, and never a crash."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bootstrap import load_mood_model
from app.domain.interactions import Mood
from app.phrasing.mood import MOODS, BadModel, MoodModel, answer_line, parse_model, to_json
from app.resources import resource
from tests.fitting.lines import LABELS, Line, speech

HEAD = {"moods": [mood.value for mood in MOODS], "bias": [0, 0, 0, 0, 0], "unit": 1, "temperature": 1, "threshold": 0.6}


@cache
def model() -> MoodModel:
    return load_mood_model()


@cache
def unseen() -> tuple[Line, ...]:
    return tuple(line for line in speech() if line.held_out)


def f1(mood: Mood) -> float:
    said = [model().guess(line.text).likeliest for line in unseen()]
    meant = [Mood(line.mood) for line in unseen()]
    hits = sum(one is mood and other is mood for one, other in zip(said, meant, strict=True))
    return 2 * hits / (said.count(mood) + meant.count(mood))


def test_each_mood_has_speech_to_fit_and_speech_to_measure() -> None:
    for mood in MOODS:
        lines = [line for line in speech() if line.mood == mood]
        assert len(lines) >= 80
        assert sum(line.held_out for line in lines) >= 15
    assert len({line.text for line in speech()}) == sum(1 for _ in speech())


def test_macro_f1_on_unseen_speech() -> None:
    scores = {mood: f1(mood) for mood in MOODS}
    assert sum(scores.values()) / len(scores) >= 0.80, scores
    assert min(scores.values()) >= 0.70, scores


def test_hints_shown_on_unseen_speech_are_right() -> None:
    shown = [(model().guess(line.text).mood, line.mood) for line in unseen() if model().guess(line.text).mood]
    assert len(shown) >= len(unseen()) * 0.6
    assert sum(said == meant for said, meant in shown) >= len(shown) * 0.85


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("Uang saya aman tidak ya, Mbak?", Mood.ANXIOUS),
        ("Caranya bagaimana, Mbak?", Mood.CONFUSED),
        ("Takut hangus, Pak, besok hari terakhir.", Mood.ANXIOUS),
        ("Selamat pagi, saya mau cetak buku tabungan.", Mood.CALM),
        ("Sudah tiga kali saya lapor, belum ada hasilnya juga.", Mood.DISAPPOINTED),
        ("Panggil manajernya sekarang! Kalian penipu semua!", Mood.ANGRY),
    ],
)
def test_plain_cases(text: str, mood: Mood) -> None:
    assert model().guess(text).mood is mood


@pytest.mark.parametrize("text", ["", " \n\t", "😡😡😡", "!?!?", "…", "\u202e\u200b"])
def test_no_word_no_hint(text: str) -> None:
    guess = model().guess(text)
    assert guess.mood is None
    assert guess.confidence == pytest.approx(0.2)


@pytest.mark.parametrize(
    "text",
    [
        "私のお金はどこですか",
        "Где мои деньги?",
        "¿Dónde está mi dinero?",
        "ich habe mein Geld verloren",
        "qwrt zxcv plkj",
    ],
)
def test_other_languages_get_no_hint(text: str) -> None:
    assert model().guess(text).mood is None


def test_a_very_long_text_is_answered_by_its_beginning() -> None:
    text = "Panggil manajernya sekarang! Kalian penipu! " * 250
    assert len(text) > 10_000
    assert model().guess(text).mood is Mood.ANGRY
    assert model().guess(text + "terima kasih " * 1000) == model().guess(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_scores_that_sum_to_one(text: str) -> None:
    guess = model().guess(text)
    assert guess == model().guess(text)
    assert sum(guess.scores.values()) == pytest.approx(1)
    assert list(guess.scores) == list(MOODS)
    assert all(0 <= score <= 1 for score in guess.scores.values())
    assert guess.confidence == max(guess.scores.values())
    assert guess.mood in {None, guess.likeliest}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([line.text for line in speech()]), min_size=1, max_size=3))
def test_a_line_of_json_is_answered_as_the_contract_says(texts: list[str]) -> None:
    doc, usable = answer_line(model(), json.dumps({"text": " ".join(texts)}), 1)
    assert usable
    assert list(doc) == ["mood", "confidence", "scores"]
    scores = doc["scores"]
    assert isinstance(scores, dict)
    assert round(sum(scores.values()), 6) == 1
    assert doc["confidence"] == max(scores.values())
    assert doc["mood"] is None or scores[doc["mood"]] == doc["confidence"]


@pytest.mark.parametrize(
    ("line", "field"),
    [("not json", "line"), ("[1]", "line"), ("{}", "text"), ('{"text": null}', "text"), ('{"text": 5}', "text")],
)
def test_a_bad_line_names_its_field(line: str, field: str) -> None:
    doc, usable = answer_line(model(), line, 7)
    assert not usable
    error = doc["error"]
    assert isinstance(error, dict)
    assert error["field"] == field


def test_shown_only_from_the_threshold_on() -> None:
    even = parse_model(json.dumps(HEAD) + "\nw:uang\t0\t0\t127\t0\t0")
    assert to_json(even.guess("uang"))["mood"] is None
    sure = parse_model(json.dumps({**HEAD, "unit": 9}) + "\nw:uang\t0\t0\t127\t0\t0")
    assert sure.guess("uang blorp").mood is Mood.ANXIOUS
    assert sure.guess("uang blorp zzyzx").mood is None
    assert sure.guess("uang uang").mood is None


@pytest.mark.parametrize(
    "text", ["", "{}", "[]\n", json.dumps(HEAD) + "\nw:uang\t1", json.dumps(HEAD) + "\nw:uang\tx\t0\t0\t0\t0"]
)
def test_a_file_that_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(BadModel):
        parse_model(text)


def test_the_file_is_small_and_holds_no_line_of_the_data() -> None:
    assert resource("mood", "model.tsv.gz").stat().st_size <= 150_000
    assert len(model().weights) > 1000
    assert max(len(feature) for feature in model().weights) < 60
    rows = LABELS.read_text(encoding="utf-8").splitlines()
    assert len(rows) > 1000
    assert {len(row.split("\t")) for row in rows} == {4}
