"""What holds for any text at all."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.phrasing.checking import Finding, Severity
from tests.unit.checking.examples import checker, examples

_ORDER = [Severity.BLOCK, Severity.WARN, Severity.HINT]
_WORDS = st.sampled_from(
    [
        "tidak",
        "bisa",
        "Bapak",
        "Ibu",
        ",",
        ".",
        "?",
        "!",
        "“",
        '"',
        "saya",
        "kami",
        "OTP",
        "PIN",
        "kan",
        "sih",
        "makanya",
        "kalau",
        "karena",
        "saldo",
        "Rp5.000",
        "4556737586899855",
        "pukul",
        "15.00",
        "besok",
        "nanti",
        "pasti",
        "terserah",
        "tapi",
        "bukan",
        "salah",
        "pending",
        "di-release",
        "kata",
        "bilang",
        "<b>",
        "{x}",
        "%s",
        "\u202e",
        "\x00",
        "😀",
    ]
)


def assert_sound(text: str, findings: tuple[Finding, ...]) -> None:
    assert len(findings) <= 2
    assert len({each.label for each in findings}) == len(findings)
    assert [_ORDER.index(each.severity) for each in findings] == sorted(
        _ORDER.index(each.severity) for each in findings
    )
    for each in findings:
        assert 0 <= each.start < each.end <= len(text)
        assert each.reason.endswith(".")
        assert "\n" not in each.reason
        if each.rewrite is not None:
            assert each.rewrite != text
            assert checker().check(each.rewrite) == ()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    assert_sound(text, checker().check(text))


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, max_size=40))
def test_any_run_of_telling_words(words: list[str]) -> None:
    text = " ".join(words)
    assert_sound(text, checker().check(text))


def test_labelled_sentences_alone_and_in_pairs() -> None:
    texts = [each.text for each in examples("tuned")]
    pairs = random.Random(4).sample(texts, 60)
    for text in texts + [f"{one} {two}" for one, two in itertools.pairwise(pairs)]:
        found = checker().check(text)
        assert_sound(text, found)
        assert checker().check(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "a" * 10_000,
        "tidak bisa " * 900,
        "Pak, " * 2_000,
        "9" * 5_000,
        "kalau Ibu kan sih " * 500,
        "\u202eabc\u202c \u0645\u0631\u062d\u0628\u0627",
        "\x00\x07\x1b[31m",
        "<script>alert('x')</script>",
        "\U0001f64f\U0001f64f\U0001f60a",
        "Good morning, how may I help you today? Your card will be ready tomorrow at three.",
        "Sugeng enjing, Bu. Wonten ingkang saged kula biyantu?",
        "Wilujeng enjing, Pak. Aya nu tiasa dibantu?",
    ],
)
def test_odd_texts_are_answered_and_foreign_ones_left_alone(text: str) -> None:
    found = checker().check(text)
    assert len(found) <= 2
    if text[:1].isupper() and not text.startswith("Pak, Pak"):
        assert found == ()


def test_offsets_count_code_points() -> None:
    found = checker().check("\U0001f64f\U0001f64f Terserah Bapak saja.")
    assert found[0].start == 3


def test_what_lies_in_quotes_is_the_customers() -> None:
    assert (
        checker().check("Tadi Ibu menulis \u201cpetugasnya bodoh\u201d. Saya cari tahu siapa yang bertugas sekarang.")
        == ()
    )
    assert checker().check("Petugasnya bodoh, Bu.") != ()
