"""Situation files, variants, languages, and who may be said when."""

from datetime import date

import pytest

from app.domain.interactions import Stage
from app.phrasing.engine import Engine
from app.phrasing.library import BadLibrary, KnownSituation, library_faults, parse_entry, parse_library
from app.phrasing.reading import parse_context
from tests.unit.phrasing.moments import CASES, Json, context, engine, library, suggest

HEAD = 'author = "Tim"\napprover = "Komite"\neffective = 2026-01-01\n'
SITUATION = (
    'situation = "card_swallowed"\nname = "Kartu tertelan"\nexamples = ["kartu saya ketelen mesin"]\n'
    'titles = ["Kartu ATM tertelan"]\n' + HEAD
)
PHRASE = '[[phrase]]\nid = "a"\nstage = "closing"\ntext = "Ada lagi yang bisa saya bantu?"\nwhy = "Penutup."\n'
ENTRY: Json = {
    "id": "a",
    "stage": "closing",
    "text": "Ada lagi yang bisa saya bantu?",
    "why": "Penutup.",
    "author": "Rina",
    "approver": "Dewi",
    "effective": "2026-11-23",
}


def offered(**changes: object) -> bool:
    only = parse_library({}).with_phrases([parse_entry(ENTRY | changes, source="buku")])
    return bool(Engine(only).suggest(parse_context(context("closing"))).suggestions)


def test_a_situation_file_gives_its_entries_the_situation() -> None:
    whole = parse_library({"s.toml": SITUATION + PHRASE})

    assert whole.situations() == (
        KnownSituation("card_swallowed", "Kartu tertelan", ("kartu saya ketelen mesin",), ("Kartu ATM tertelan",)),
    )
    phrase = whole.phrases[0]
    assert phrase.situations == {"card_swallowed"}
    assert phrase.stage is Stage.CLOSING
    assert (phrase.governance.author, phrase.governance.approver) == ("Tim", "Komite")
    assert phrase.governance.effective == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("changes", "is_offered"),
    [
        ({}, True),
        ({"effective": "2026-11-24"}, False),
        ({"retired": "2026-11-24"}, True),
        ({"effective": "2026-01-01", "retired": "2026-11-23"}, False),
        ({"approver": None}, False),
        ({"author": None, "approver": "Dewi"}, True),
        ({"effective": None}, False),
        ({"effective": date(2026, 11, 23)}, True),
    ],
)
def test_only_what_is_approved_and_in_force_is_offered(changes: Json, *, is_offered: bool) -> None:
    assert offered(**changes) is is_offered


@pytest.mark.parametrize(("zone", "is_offered"), [("Asia/Jakarta", False), ("Asia/Jayapura", True)])
def test_the_day_is_that_of_the_branch(zone: str, *, is_offered: bool) -> None:
    only = parse_library({}).with_phrases([parse_entry(ENTRY | {"effective": "2026-11-24"}, source="buku")])
    moment = context("closing", now="2026-11-23T22:30:00+07:00", zone=zone)

    assert bool(Engine(only).suggest(parse_context(moment)).suggestions) is is_offered


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"approver": "Rina"}, "approver"),
        ({"effective": "besok"}, "effective"),
        ({"retired": "2026-11-23"}, "retired"),
        ({"version": 0}, "version"),
        ({"version": True}, "version"),
        ({"stage": None}, "stage"),
        ({"language": "en"}, "language"),
        ({"situations": ["Kartu Tertelan"]}, "situations"),
        ({"variants": []}, "variants"),
        ({"variants": ["Ada lagi soal {title}?"]}, "variants"),
        ({"variants": ["Ada lagi"]}, "variants"),
        ({"variants": ["Ada lagi yang bisa saya bantu?"]}, "variants"),
        ({"variants": ["Maaf, ada lagi?"]}, "variants"),
        ({"smell": 1}, "smell"),
    ],
)
def test_a_fault_of_an_entry_names_the_field(changes: Json, field: str) -> None:
    with pytest.raises(BadLibrary) as refused:
        parse_entry(ENTRY | changes, source="buku")

    assert (refused.value.file, refused.value.entry, refused.value.field) == ("buku", "a", field)


def test_all_faults_are_told_at_once() -> None:
    files = {
        "a.toml": "stage = ",
        "b.toml": 'stage = "closing"\n[[phrase]]\nid = "b"\ntext = "Ada {lagi}"\nmoods = ["glad"]\n',
        "c.toml": SITUATION.replace('"card_swallowed"', '"Kartu"') + PHRASE,
        "d.toml": PHRASE,
    }

    found = {(fault.file, fault.entry, fault.field) for fault in library_faults(files)}

    assert found >= {
        ("a.toml", None, "toml"),
        ("b.toml", "b", "text"),
        ("b.toml", "b", "moods"),
        ("b.toml", "b", "why"),
        ("b.toml", "b", "author"),
        ("b.toml", "b", "approver"),
        ("b.toml", "b", "effective"),
        ("c.toml", None, "situation"),
        ("d.toml", "a", "author"),
    }
    with pytest.raises(BadLibrary) as refused:
        parse_library(files)
    assert str(refused.value) == str(library_faults(files)[0])


def test_the_library_has_no_fault_and_an_author_and_an_approver_for_each_entry() -> None:
    assert all(phrase.governance.offered_on(date(2026, 11, 23)) for phrase in library().phrases)


def test_a_phrase_of_a_branch_takes_the_place_of_one_with_its_id() -> None:
    one = parse_entry(ENTRY, source="buku")
    other = parse_entry(ENTRY | {"text": "Masih ada yang bisa saya bantu?", "version": 2}, source="cabang")

    both = parse_library({}).with_phrases([one]).with_phrases([other])

    assert [phrase.text for phrase in both.phrases] == ["Masih ada yang bisa saya bantu?"]


def test_a_variant_is_said_where_the_text_cannot_be() -> None:
    # the text is too long to be spoken once the name is in it, the variant is not
    long = (
        "Ada lagi yang bisa saya bantu supaya semua urusan di sini selesai dengan baik, benar, dan lengkap, {address}?"
    )
    entry = ENTRY | {"text": long, "variants": ["Ada lagi yang bisa saya bantu, {voc}?"]}
    only = parse_library({}).with_phrases([parse_entry(entry, source="buku")])
    moment = context("closing", customer={"name": "Maria Magdalena Kusumaningrum Wijaya", "honorific": "Ibu"})

    said = Engine(only).suggest(parse_context(moment)).suggestions

    assert [each.text for each in said] == ["Ada lagi yang bisa saya bantu, Bu?"]
    assert said[0].phrase_ids == ("a",)


@pytest.mark.parametrize(("language", "greeting"), [("jv", "Sugeng"), ("su", "Wilujeng")])
def test_a_branch_may_greet_in_its_language(language: str, greeting: str) -> None:
    spoken = suggest(context("greeting", language=language)).suggestions
    plain = suggest(context("explanation", CASES["progress"], language=language))

    assert spoken[0].text.startswith(greeting)
    assert plain.suggestions == suggest(context("explanation", CASES["progress"])).suggestions
    assert not any(each.text.startswith(greeting) for each in suggest(context("greeting")).suggestions)


@pytest.mark.parametrize(
    ("now", "language", "word"),
    [
        ("2026-11-23T09:05:00+07:00", "jv", "Sugeng enjing"),
        ("2026-11-23T12:05:00+07:00", "jv", "Sugeng siang"),
        ("2026-11-23T16:05:00+07:00", "jv", "Sugeng sonten"),
        ("2026-11-23T19:05:00+07:00", "jv", "Sugeng dalu"),
        ("2026-11-23T19:05:00+07:00", "su", "Wilujeng wengi"),
    ],
)
def test_the_part_of_the_day_is_said_in_the_language_of_the_branch(now: str, language: str, word: str) -> None:
    found = suggest(context("greeting", now=now, language=language)).suggestions

    assert any(each.text.startswith(word) for each in found)


def test_what_helped_before_is_raised_and_by_a_tenth_at_most() -> None:
    moment = parse_context(context("explanation", CASES["progress_options"]))
    plain = engine().suggest(moment)
    second = plain.suggestions[1].phrase_ids[0]

    raised = engine().suggest(moment, helped={(second, None): 50.0})
    lowered = engine().suggest(moment, helped={(second, None): -0.1})
    elsewhere = engine().suggest(moment, helped={(second, "power_outage"): 0.1})

    def score(ids: object) -> float:
        return next((each.score for each in ids if second in each.phrase_ids), 0.0)  # type: ignore[attr-defined]

    assert score(plain.suggestions) < score(raised.suggestions) <= score(plain.suggestions) + 0.35
    assert score(lowered.suggestions) < score(plain.suggestions)
    assert elsewhere == plain
    assert engine().suggest(moment, helped={}) == plain
