"""What front-liners of the demo say first to an upset customer: shipped phrases, some better than others."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.interactions import Channel, Mood, Stage
from app.phrasing.context import Language
from app.phrasing.library import Library, Phrase

_EACH = 4
_OF_PEOPLE = frozenset({"you", "voc"})
_NARROW = 2


@dataclass(frozen=True, slots=True)
class Spoken:
    """A phrase, its text with `{you}` for the customer, and how much better or worse talks end after it."""

    id: str
    text: str
    effect: float


SpokenOf = Mapping[Mood, tuple[Spoken, ...]]


def spoken_of(library: Library) -> SpokenOf:
    """For each mood a few sentences of empathy that need to know nothing but who is addressed."""
    wordings = library.of(Stage.EMPATHY)
    return {mood: tuple(_spoken(each) for each in wordings if _fits(each, mood))[:_EACH] for mood in Mood}


def _fits(phrase: Phrase, mood: Mood) -> bool:
    return (
        mood in phrase.moods
        and len(phrase.moods) <= _NARROW
        and phrase.channels == frozenset(Channel)
        and phrase.needs <= _OF_PEOPLE
        and not (phrase.situations or phrase.apology)
        and phrase.language is Language.INDONESIAN
    )


def _spoken(phrase: Phrase) -> Spoken:
    effect = random.Random(phrase.id).uniform(-0.35, 0.1)
    return Spoken(phrase.id, phrase.text.replace("{voc}", "{you}"), effect)
