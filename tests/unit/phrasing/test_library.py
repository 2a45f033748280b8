"""The phrase library: its size and spread, its own rules, and clear errors."""

from dataclasses import replace
from functools import cache

import pytest

from app.domain.interactions import Channel, Mood, Stage
from app.phrasing.context import Language
from app.phrasing.engine import Engine
from app.phrasing.library import BadLibrary, Library, Part, Phrase, parse_library
from app.phrasing.reading import parse_context
from app.phrasing.sentences import longest_sentence
from app.phrasing.situation import State, read_situation
from app.phrasing.words import BUT, CALM_DOWN, FORBIDDEN_ADDRESS, JARGON, MISSPELLED, NUMBER_WORD
from tests.unit.phrasing.moments import CASES, OPTIONS, VARIANTS, Json, case, context, library

HEAD = 'author = "Tim"\napprover = "Komite"\neffective = 2026-01-01\n'
ENTRY = (
    'stage = "closing"\n' + HEAD + '[[phrase]]\nid = "a"\ntext = "Ada lagi yang bisa saya bantu?"\nwhy = "Penutup."\n'
)


def test_it_is_large_and_spread_over_all_stages() -> None:
    whole = [phrase for phrase in library().phrases if phrase.part is Part.WHOLE]

    assert len(whole) >= 170
    assert len({phrase.text for phrase in library().phrases}) == len(library().phrases)
    for stage in Stage:
        assert len(library().of(stage)) >= 15, stage


def test_each_state_mood_and_channel_has_phrases_of_its_own() -> None:
    for state in State:
        assert [phrase for phrase in library().phrases if phrase.when == {state}], state
    for mood in Mood:
        assert [phrase for phrase in library().phrases if phrase.moods == {mood}], mood
    for channel in Channel:
        assert [phrase for phrase in library().phrases if phrase.channels == {channel}], channel


@pytest.mark.parametrize("phrase", library().phrases, ids=lambda phrase: phrase.id)
def test_the_words_of_an_entry_keep_the_rules(phrase: Phrase) -> None:
    own = " ".join(phrase.pieces[::2])

    for forbidden in (BUT, CALM_DOWN, FORBIDDEN_ADDRESS, JARGON, MISSPELLED, NUMBER_WORD):
        assert not forbidden.search(own), forbidden.search(own)
    assert not any(char.isdigit() for char in own)
    assert longest_sentence(phrase.text) <= 20
    assert phrase.text.count("{voc}") <= 1
    assert phrase.why.endswith(".")
    assert "—" not in phrase.text


def _calmness(mood: Mood) -> int:
    return -list(Mood).index(mood)


CLAIMS: dict[State, tuple[Json, ...]] = {
    State.DISPUTED: tuple(
        {"case": each, "utterance": "masih belum bisa dipakai"}
        for each in (CASES["resolved"], CASES["done"], CASES["resolved_old"], case(status="resolved", options=OPTIONS))
    ),
    State.SAID_FIXED: tuple(
        {"case": CASES[name], "utterance": "sudah bisa kok"} for name in ("progress_options", "broken_new", "late")
    ),
    State.SAID_SENT: ({"case": CASES["documents"], "utterance": "berkasnya sudah saya kirim semua"},),
}
# A courtesy in the language of the region is said where no fact is told.
SAYABLE = [
    phrase
    for phrase in library().phrases
    if phrase.language is Language.INDONESIAN
    or phrase.stage not in {Stage.EXPLANATION, Stage.SOLUTION, Stage.COMMITMENT}
]


@cache
def _by_state() -> dict[State, list[Json]]:
    found: dict[State, list[Json]] = {state: [*changes] for state, changes in CLAIMS.items()}
    for each in CASES.values():
        found.setdefault(read_situation(parse_context(context("closing", each))).state, []).append({"case": each})
    return found


def _alone(phrase: Phrase) -> Library:
    """The phrase with only the openings and ages it may need, or an opening with the bodies it may open."""
    if phrase.part is Part.WHOLE:
        kept = [phrase, *library().openings(), *library().of(Stage.EXPLANATION, Part.AGE)]
    else:
        bodies = [each for each in library().of(Stage.EXPLANATION) if not each.acknowledges]
        kept = [phrase, *bodies, *([] if phrase.part is Part.OPENING else library().openings())]
    if phrase.stage is Stage.CLOSING and phrase.language is not Language.INDONESIAN:
        kept.extend(each for each in library().of(Stage.CLOSING) if each.language is Language.INDONESIAN)
    return Library.of_phrases(replace(each, situations=frozenset()) if each is phrase else each for each in kept)


@pytest.mark.parametrize("phrase", SAYABLE, ids=lambda phrase: phrase.id)
def test_every_entry_can_be_said_and_passes_the_final_check(phrase: Phrase) -> None:
    engine = Engine(_alone(phrase))
    stage = phrase.stage if phrase.part is Part.WHOLE else Stage.EXPLANATION
    # Calm where it may be: an angry customer hears no age after a full answer, so ages are not heard by them.
    mood, channel = max(phrase.moods, key=_calmness), min(phrase.channels)
    plain = context(stage, mood=mood, channel=channel, language=phrase.language.value)
    changes = [each for state in sorted(phrase.when) for each in _by_state()[state]]
    moments = (plain | variant | each for variant in VARIANTS for each in changes)

    assert any(
        phrase.id in suggestion.phrase_ids
        for moment in moments
        for suggestion in engine.suggest(parse_context(moment), 20).suggestions
    )


def test_entries_are_indexed_in_order_of_id_whatever_the_order_of_files() -> None:
    other = ENTRY.replace('"a"', '"b"')

    one = parse_library({"x.toml": ENTRY, "y.toml": other})
    two = parse_library({"y.toml": other, "x.toml": ENTRY})

    assert [phrase.id for phrase in one.phrases] == ["a", "b"]
    assert one == two


@pytest.mark.parametrize(
    ("text", "entry", "field"),
    [
        ("stage = ", None, "toml"),
        ('stage = "end"', None, "stage"),
        ('stage = "closing"\nsmell = "id"', None, "smell"),
        ('stage = "closing"\nphrase = 3', None, "phrase"),
        (ENTRY.replace('id = "a"', 'id = "A b"'), "A b", "id"),
        (ENTRY.replace('id = "a"\n', ""), "phrase[0]", "id"),
        (ENTRY.replace("bantu?", "bantu"), "a", "text"),
        (ENTRY.replace("bantu?", "bantu {siapa}?"), "a", "text"),
        (ENTRY.replace("bantu?", "bantu {?"), "a", "text"),
        (ENTRY.replace("Ada lagi", "Maaf, ada lagi"), "a", "apology"),
        (ENTRY + "apology = true\n", "a", "apology"),
        (ENTRY + 'moods = ["glad"]\n', "a", "moods"),
        (ENTRY + "moods = []\n", "a", "moods"),
        (ENTRY + 'when = "late"\n', "a", "when"),
        (ENTRY + 'needs = ["magic"]\n', "a", "needs"),
        (ENTRY + 'register = "royal"\n', "a", "register"),
        (ENTRY + 'part = "half"\n', "a", "part"),
        (ENTRY + "tells = 1\n", "a", "tells"),
        (ENTRY + "colour = 1\n", "a", "colour"),
        (ENTRY.replace('why = "Penutup."\n', ""), "a", "why"),
    ],
)
def test_a_fault_names_the_file_the_entry_and_the_field(text: str, entry: str | None, field: str) -> None:
    with pytest.raises(BadLibrary) as refused:
        parse_library({"closing.toml": text})

    assert (refused.value.file, refused.value.entry, refused.value.field) == ("closing.toml", entry, field)


def test_an_id_is_used_once_in_all_files() -> None:
    with pytest.raises(BadLibrary, match=r"b\.toml: a: id"):
        parse_library({"a.toml": ENTRY, "b.toml": ENTRY})


def test_an_empty_library_suggests_nothing_and_still_asks() -> None:
    answer = Engine(parse_library({})).suggest(parse_context(context("commitment", CASES["progress"])))

    assert answer.suggestions == ()
    assert [each.fact for each in answer.missing] == ["case.steps[1].estimate_at"]


def test_a_text_that_breaks_a_rule_is_never_shown() -> None:
    bad = replace(library().of(Stage.CLOSING)[0], pieces=("Tenang dulu, besok pasti beres.",), needs=frozenset())
    only = Library((bad,), {(Stage.CLOSING, Part.WHOLE): (bad,)})

    assert Engine(only).suggest(parse_context(context("closing"))).suggestions == ()
