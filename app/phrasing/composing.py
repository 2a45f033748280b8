"""Puts phrases and facts together into one text: acknowledgement, body, age of the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.phrasing.library import Phrase
from app.phrasing.sentences import longest_sentence
from app.phrasing.slots import Fact, Slot

SPOKEN_WORDS = 20
_VOCATIVE = "voc"
_ADDRESSING = frozenset({"you", "address"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished text that nobody has checked yet."""

    text: str
    facts: tuple[Fact, ...]
    phrases: tuple[Phrase, ...]


def compose(phrases: Sequence[Phrase], slots: Mapping[str, Slot], *, spoken: bool) -> Draft:
    """Fills and joins the phrases. Where a spoken sentence would be too long, its values take their short form."""
    called = "honorific" not in slots and any(_ADDRESSING & phrase.slots for phrase in phrases)
    filled: list[tuple[str, list[Fact]]] = []
    for phrase in phrases:
        text, facts = _fill(phrase, slots, short=False, vocative=not called)
        if spoken and longest_sentence(text) > SPOKEN_WORDS:
            text, facts = _fill(phrase, slots, short=True, vocative=not called)
        filled.append((text, facts))
        called = called or _VOCATIVE in phrase.slots
    facts = list(dict.fromkeys(fact for _, each in filled for fact in each))
    return Draft(" ".join(text for text, _ in filled), tuple(facts), tuple(phrases))


def _fill(phrase: Phrase, slots: Mapping[str, Slot], *, short: bool, vocative: bool) -> tuple[str, list[Fact]]:
    """One phrase with its slots filled. ", Bu" is left out where the customer is already addressed often enough."""
    parts: list[str] = []
    facts: list[Fact] = []
    for index, piece in enumerate(phrase.pieces):
        if index % 2 == 0:
            parts.append(piece)
        elif piece == _VOCATIVE and not vocative and parts[-1].endswith(", "):
            parts[-1] = parts[-1].removesuffix(", ")
        else:
            slot = slots[piece]
            open_end = slot.closed and not phrase.pieces[index + 1].startswith((",", ".", "?", "!"))
            if slot.short is not None and (short or open_end):
                slot = slot.short
            parts.append(slot.text)
            facts.extend(slot.facts)
    return "".join(parts), facts
