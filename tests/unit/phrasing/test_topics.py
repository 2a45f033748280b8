"""What is true of the case is told only of what the case is about, whatever else the customer speaks of."""

import pytest

from app.phrasing.phrase import Phrase
from app.phrasing.situation import State
from app.phrasing.titles import is_sayable_title, uncapitalised
from tests.unit.phrasing.moments import CASES, MOODS, STAGES, Json, case, context, library, step, suggest

AHEAD = "2026-11-26T15:00:00+07:00"
OF_RECORD = {"step", "estimate", "cost", "promise", "options", "documents", "new_estimate", "past_estimate", "report"}
BY_ID = {phrase.id: phrase for phrase in library().phrases}
MANNER = {each.id for each in library().situations() if each.manner}
OTHERS = {
    "power_outage": "listrik rumah saya mati dari subuh",
    "data_change": "saya mau ganti nomor hp",
    "staff_rude": "petugasnya jutek banget",
    "internet_down": "internet di rumah saya mati",
}


def said(moment: Json) -> list[Phrase]:
    return [BY_ID[key] for each in suggest(moment, 20).suggestions for key in each.phrase_ids]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("situation", OTHERS)
def test_only_the_title_decides_of_what_the_record_is_told(stage: str, situation: str) -> None:
    about_card = case(step("in_progress", estimate_at=AHEAD), title="Kartu ATM tertelan")
    for mood in MOODS:
        for phrase in said(context(stage, about_card, mood=mood, utterance=OTHERS[situation])):
            if phrase.situations and not phrase.situations & {"card_swallowed", *MANNER}:
                assert not phrase.slots & OF_RECORD, phrase.id
                assert State.NO_CASE in phrase.when, phrase.id


@pytest.mark.parametrize("situation", OTHERS)
def test_another_title_takes_away_what_was_told_of_the_first(situation: str) -> None:
    steps = step("in_progress", estimate_at=AHEAD)
    own = next(each.titles[0] for each in library().situations() if each.id == situation)
    of_own, of_other = (
        {
            phrase.id
            for phrase in said(context("explanation", case(steps, title=title), utterance=OTHERS[situation]))
            if situation in phrase.situations and phrase.slots & OF_RECORD
        }
        for title in (own, "Kartu ATM tertelan")
    )

    assert of_own
    assert not of_other


@pytest.mark.parametrize("stage", ["greeting", "listening"])
def test_words_of_nothing_known_do_not_fall_back_on_the_title(stage: str) -> None:
    moment = context(stage, CASES["progress"], utterance="anak saya mau les renang")

    assert not [phrase.id for phrase in said(moment) if phrase.situations]


@pytest.mark.parametrize("mood", ["anxious", "disappointed", "angry"])
def test_what_opens_is_about_what_follows(mood: str) -> None:
    for utterance in (None, *OTHERS.values()):
        for each in suggest(context("explanation", CASES["progress"], mood=mood, utterance=utterance), 20).suggestions:
            about = [BY_ID[key].situations for key in each.phrase_ids if BY_ID[key].situations]
            assert not about or frozenset.intersection(*about) or "card_swallowed" in about[0] | about[-1]


def test_talk_of_something_else_contradicts_no_record() -> None:
    moment = context("closing", CASES["resolved"], utterance="listrik rumah saya masih mati")

    assert [each.fact for each in suggest(moment).missing] == [
        each.fact for each in suggest(context("closing", CASES["resolved"])).missing
    ]


@pytest.mark.parametrize("title", [each.titles[0] for each in library().situations() if each.titles])
@pytest.mark.parametrize("stage", ["explanation", "commitment"])
def test_where_nothing_is_known_that_is_said_first(stage: str, title: str) -> None:
    first = suggest(context(stage, case(title=title), mood="confused")).suggestions[0]

    assert BY_ID[first.phrase_ids[0]].when == {State.UNKNOWN} or State.NO_CASE not in BY_ID[first.phrase_ids[0]].when
    assert not BY_ID[first.phrase_ids[0]].situations


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("Informasi berbeda", "informasi berbeda"),
        ("Gangguan Jaringan IndiHome", "gangguan jaringan IndiHome"),
        ("Rekening Bank Mandiri terblokir", "rekening Bank Mandiri terblokir"),
        ("Pembukaan Rekening Baru", "pembukaan rekening baru"),
        ("Indihome mati", "Indihome mati"),
        ("SIM hilang", "SIM hilang"),
    ],
)
def test_only_names_keep_a_capital_inside_a_sentence(title: str, inside: str) -> None:
    assert uncapitalised(title) == inside


@pytest.mark.parametrize(
    "title", ["Kenapa saldo berkurang", "Kartu saya hilang", "Uangku lenyap", "Tolong cek tagihan", "Ancaman viral"]
)
def test_a_question_a_speech_or_a_label_is_no_title_to_say(title: str) -> None:
    assert not is_sayable_title(title)


@pytest.mark.parametrize("title", ["Klaim buku hilang", "Kartu ATM tertelan", "Perubahan data pelanggan"])
def test_a_matter_is_a_title_to_say(title: str) -> None:
    assert is_sayable_title(title)
