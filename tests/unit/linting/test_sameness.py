"""Entries that say the same, or nearly the same, in one stage."""

import pytest

from tests.unit.linting.rooms import GOOD, rules_of

TEXT = "Saya catat dulu keperluan {you} sekarang, lalu saya carikan orang yang bisa memutuskan."
HEAD = GOOD.partition("[[phrase]]")[0].replace("closing", "solution")


def two(one: str, other: str, more: str = "") -> str:
    entry = '[[phrase]]\nid = "{id}"\ntext = "{text}"\nwhy = "Alasan yang jelas."\n'
    return HEAD + entry.format(id="a", text=one) + entry.format(id="b", text=other) + more


@pytest.mark.parametrize(
    "other",
    [
        TEXT,
        TEXT.replace("Saya catat dulu", "saya catat  dulu").replace(".", "!"),
        TEXT.replace(" sekarang", ""),
        TEXT.replace("carikan", "cari"),
    ],
)
def test_the_same_again_is_told(other: str) -> None:
    assert "duplicate" in rules_of(two(TEXT, other))


def test_a_variant_that_repeats_another_entry_is_told() -> None:
    other = "Kita mulai dari yang paling mendesak untuk {you}."

    assert "duplicate" in rules_of(two(TEXT, other, f'variants = ["{TEXT}"]\n'))


@pytest.mark.parametrize(
    "other",
    [
        "Saya teruskan dulu berkas {you} sekarang, lalu saya kabari hasilnya di sini juga.",
        "Sekarang saya carikan orang yang bisa memutuskan, dan keperluan {you} saya catat lebih dulu.",
    ],
)
def test_another_sentence_of_like_words_is_not(other: str) -> None:
    assert "duplicate" not in rules_of(two(TEXT, other))


def test_the_same_in_another_stage_is_not() -> None:
    assert "duplicate" not in rules_of(two(TEXT, TEXT, 'stage = "commitment"\n'))


def test_nearly_the_same_for_moments_that_never_meet_is_not() -> None:
    one = "Tahap {step} sedang dikerjakan, dan kabarnya saya ikuti dari sini, {voc}."
    other = one.replace("dikerjakan", "tertahan")

    assert "duplicate" in rules_of(two(one, other))
    apart = two(one, other, 'when = ["on_hold"]\n').replace('"\n[[phrase]]\nid = "b"', '"\n[[phrase]]\nid = "b"')
    assert "duplicate" not in rules_of(apart.replace('id = "a"\n', 'id = "a"\nwhen = ["in_progress"]\n'))
