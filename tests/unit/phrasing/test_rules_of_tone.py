"""Rules 4 to 11: address, greeting, apology, refusal, mood, length, closing and spelling."""

import re

import pytest

from app.phrasing.slots import Fact
from tests.unit.phrasing.moments import (
    CASES,
    CHANNELS,
    INCIDENT,
    MOODS,
    OPTIONS,
    STAGES,
    Json,
    broken_rules,
    case,
    context,
    texts,
)

ESTIMATE = Fact("Selasa, 24 November 2026 pukul 15.00 WIB", "case.steps[1].estimate_at")


PROGRESS = context("explanation", CASES["progress_options"])


# 4 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("customer", "greeting"),
    [
        ({"name": "Ratna Wibowo", "honorific": "Ibu", "call_name": "Ratna"}, "Ibu Ratna"),
        ({"name": "Ratna Wibowo", "honorific": "Ibu"}, "Ibu Ratna Wibowo"),
        ({"name": "BUDI SANTOSO", "honorific": "Bapak"}, "Bapak Budi Santoso"),
        ({"call_name": "Pak Budi", "honorific": "Bapak"}, "Bapak Budi"),
        ({"call_name": "Sari", "honorific": "Kak"}, "Kak Sari"),
        ({"call_name": "Sari", "honorific": "Mbak"}, "Mbak Sari"),
        ({"call_name": "Joko", "honorific": "Mas"}, "Mas Joko"),
        ({"call_name": "Sari"}, "Bapak/Ibu Sari"),
        ({"honorific": "Ibu"}, "Ibu"),
        ({"call_name": "Bos", "honorific": "Bapak"}, "Bapak"),
        ({"call_name": "Say"}, "Bapak/Ibu"),
        ({}, "Bapak/Ibu"),
        (None, "Bapak/Ibu"),
    ],
)
def test_rule_4_the_customer_is_addressed_as_preferred(customer: Json | None, greeting: str) -> None:
    first = texts(context("greeting", mood="disappointed", customer=customer))[0]

    assert first.startswith(f"Selamat pagi, {greeting}.")


@pytest.mark.parametrize("text", ["Baik Bu, saya cek.", "Baik, bu, saya cek.", "Baik, Pak, saya cek.", "Baik, Bos."])
def test_rule_4_a_wrong_form_of_address_is_refused(text: str) -> None:
    assert 4 in broken_rules(text, PROGRESS)


def test_rule_4_an_unknown_honorific_is_never_guessed() -> None:
    for text in texts(context("empathy", CASES["progress"], customer={"name": "Ratna Wibowo"})):
        assert not re.search(r"(?<!Bapak/)\b(?:Ibu|Bu|Pak|Kak|Mas|Mbak)\b|\bBapak\b(?!/Ibu)", text), text


def test_rule_4_an_unknown_form_is_asked_for() -> None:
    assert any(
        "menyapa" in text or "sapaan" in text for text in texts(context("addressing", customer={"name": "Ratna"}))
    )


# 5 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "zone", "word"),
    [
        ("2026-11-23T00:00:00+07:00", "Asia/Jakarta", "pagi"),
        ("2026-11-23T10:59:59+07:00", "Asia/Jakarta", "pagi"),
        ("2026-11-23T11:00:00+07:00", "Asia/Jakarta", "siang"),
        ("2026-11-23T14:59:59+07:00", "Asia/Jakarta", "siang"),
        ("2026-11-23T15:00:00+07:00", "Asia/Jakarta", "sore"),
        ("2026-11-23T17:59:59+07:00", "Asia/Jakarta", "sore"),
        ("2026-11-23T18:00:00+07:00", "Asia/Jakarta", "malam"),
        ("2026-11-23T23:59:59+07:00", "Asia/Jakarta", "malam"),
        ("2026-11-23T10:05:00+07:00", "Asia/Makassar", "siang"),
        ("2026-11-23T09:05:00+07:00", "Asia/Jayapura", "siang"),
        ("2026-11-22T23:30:00+00:00", "Asia/Jakarta", "pagi"),
    ],
)
def test_rule_5_the_greeting_fits_the_clock_of_the_branch(now: str, zone: str, word: str) -> None:
    for text in texts(context("greeting", now=now, zone=zone)):
        assert text.startswith(f"Selamat {word}"), text


def test_rule_5_another_greeting_word_is_refused() -> None:
    assert 5 in broken_rules("Selamat sore, Ibu.", PROGRESS)


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Asia/Jakarta", "Selasa, 24 November 2026 pukul 15.00 WIB"),
        ("Asia/Makassar", "Selasa, 24 November 2026 pukul 16.00 WITA"),
        ("Asia/Jayapura", "Selasa, 24 November 2026 pukul 17.00 WIT"),
    ],
)
def test_rule_5_times_are_told_in_the_zone_of_the_branch(zone: str, moment: str) -> None:
    assert all(moment in text for text in texts(context("explanation", CASES["progress_estimate"], zone=zone)))


def test_rule_5_money_is_written_the_indonesian_way() -> None:
    assert any("Rp150.000" in text for text in texts(context("explanation", CASES["resolved"], contact_kind="request")))


# 6 ------------------------------------------------------------------------------------------------------------------


def apologies(text: str) -> int:
    return len(re.findall(r"\bmaaf\b", text, re.IGNORECASE))


@pytest.mark.parametrize("name", CASES)
def test_rule_6_an_apology_needs_a_reason_and_comes_once(name: str) -> None:
    broken = name.startswith("broken")
    for stage in STAGES:
        for mood in ("calm", "disappointed", "angry"):
            for kind in ("complaint", "request", None):
                found = texts(context(stage, CASES[name], mood=mood, contact_kind=kind))
                assert all(apologies(text) <= (kind == "complaint" or broken) for text in found)
            again = texts(context(stage, CASES[name], mood=mood, apologised=True))
            assert sum(map(apologies, again)) == 0


def test_rule_6_a_broken_promise_is_apologised_for() -> None:
    assert any(apologies(text) == 1 for text in texts(context("empathy", CASES["broken"], contact_kind="request"))[:3])


# 7 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rejected", "rejected_reason", "rejected_options", "failed", "failed_options"])
@pytest.mark.parametrize("mood", MOODS)
def test_rule_7_after_a_refusal_comes_what_can_be_done(name: str, mood: str | None) -> None:
    for stage in STAGES:
        for text in texts(context(stage, CASES[name], mood=mood)):
            assert not re.search(r"\b(?:tapi|tetapi|namun)\b", text, re.IGNORECASE)
            assert not re.search(r"(?:tidak|belum) (?:bisa|dapat|berhasil)[^,.]*[.]$", text), text


def test_rule_7_the_options_of_a_rejected_case_are_told() -> None:
    assert all(option in texts(context("explanation", CASES["rejected_options"]))[0] for option in OPTIONS)


@pytest.mark.parametrize("text", ["Permintaan Ibu belum bisa disetujui.", "Saya cek, namun mohon tunggu, Bu."])
def test_rule_7_a_dead_end_is_refused(text: str) -> None:
    assert 7 in broken_rules(text, PROGRESS)


# 8 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_rule_8_an_angry_customer_hears_two_sentences_and_the_acknowledgement_first(name: str) -> None:
    for stage in STAGES:
        for channel in CHANNELS:
            for text in texts(context(stage, CASES[name], mood="angry", channel=channel)):
                sentences = re.split(r"(?<=[.!?])\s+", text)
                assert len(sentences) <= 2, text
                assert "tenang" not in text.lower()
                if stage in {"explanation", "solution", "commitment"}:
                    assert re.search(
                        r"mengerti|paham|[Ww]ajar|dengar|[Bb]etul|maaf|[Tt]erima kasih|memang", sentences[0]
                    ), text


def test_rule_8_lectures_and_calls_for_calm_are_refused() -> None:
    angry = PROGRESS | {"mood": "angry"}

    assert 8 in broken_rules("Saya mengerti, Bu. Saya cek. Mohon tunggu.", angry)
    assert 8 in broken_rules("Mohon tenang dulu, Bu.", PROGRESS)
    assert 8 in broken_rules("Sistem sedang diperiksa, Bu. Saya mengerti Ibu kesal.", angry)


# 9 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["counter", "phone"])
@pytest.mark.parametrize("name", CASES)
def test_rule_9_a_spoken_sentence_has_at_most_twenty_words(channel: str, name: str) -> None:
    customer = {"name": "Maria Magdalena Kusumaningrum Wijayakusuma", "honorific": None}
    for stage in STAGES:
        for text in texts(context(stage, CASES[name], channel=channel, customer=customer, incident=INCIDENT)):
            assert all(len(sentence.split()) <= 20 for sentence in re.split(r"(?<=[.!?])\s+", text)), text


@pytest.mark.parametrize("number", ["1234567890123456", "0812-3456-7890", "3171 0123 4567 8901"])
def test_rule_9_long_numbers_are_not_spoken(number: str) -> None:
    moment = context("listening", case(title=f"Kartu {number} tertelan", options=[f"transfer ke {number}"]))

    assert texts(moment)
    assert not any(number in text for text in texts(moment))
    assert 9 in broken_rules(f"Nomornya {number}, Bu.", moment, Fact(number, "case.title"))


# 10 -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["resolved", "resolved_old", "done", "done_old"])
@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_rule_10_a_solved_case_closes_with_both_questions(name: str, mood: str | None, channel: str) -> None:
    for text in texts(context("closing", CASES[name], mood=mood, channel=channel)):
        assert re.search(r"(?:sesuai|lancar|berjalan|berfungsi|beres|terbantu|memuaskan)[^.!]*\?", text), text
        assert re.search(r"[Aa]da (?:lagi|hal lain)", text), text


@pytest.mark.parametrize("mood", ["anxious", "disappointed", "angry"])
def test_rule_10_an_upset_customer_is_offered_nothing(mood: str) -> None:
    for stage in STAGES:
        for name in ("resolved", "progress_options", "no_case"):
            assert not any("bebas biaya kirim" in text for text in texts(context(stage, CASES[name], mood=mood), 40))


def test_rule_10_only_an_approved_offer_is_told() -> None:
    approved = context("closing", CASES["resolved"])
    refused = approved | {"offers": [{"title": "bebas biaya kirim", "approved": False}]}

    assert any("bebas biaya kirim" in text for text in texts(approved, 40))
    assert not any("bebas biaya kirim" in text for text in texts(refused, 40))


# 11 -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Silahkan duduk, Bu.", "Terimakasih, Bu.", "Mohon antri, Bu.", "Dimana, Bu?"])
def test_rule_11_old_spellings_are_refused(text: str) -> None:
    assert 11 in broken_rules(text, PROGRESS)


def test_rule_11_a_misspelled_value_is_left_out() -> None:
    found = texts(context("listening", case(title="Antrian kartu terlalu lama")))

    assert found
    assert not any("ntrian" in text for text in found)
