"""What was typed, as words to look up: abbreviations in full, phones in both forms, and which trigrams to ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.names import canonical, canonical_word, completions, digits, fold
from app.storage.rows import compact
from app.storage.search_index import MARK, beginnings, in_pairs, is_number

_NUMBER_ONLY = re.compile(r"[\d\s+().\-/]*\d[\d\s+().\-/]*")
_TRIGRAM = 3
_WHOLE_NUMBER = 6
_ENOUGH = 3
"""Trigrams asked for in a word: each costs a list to read, and a candidate that is none costs a row."""
_MORE = 2
_COUNTRY = "62"


@dataclass(frozen=True, slots=True)
class Word:
    """One typed word; a customer has it where every part of one of its `forms` is found."""

    forms: tuple[tuple[str, ...], ...]

    def is_in(self, words: str) -> bool:
        """Whether an indexed text has the word; one or two characters count at a word's beginning only."""
        return any(all(_marked(part) in words for part in form) for form in self.forms)

    def begins_in(self, words: str) -> bool:
        """Whether a word of the text begins with it."""
        return any(all(MARK + part in words for part in form) for form in self.forms)

    def is_whole_number_in(self, words: str) -> bool:
        """Whether it is one of the text's numbers from end to end."""
        return self.is_number and any(
            len(part) >= _WHOLE_NUMBER and f"{MARK}{part}{MARK}" in f"{words}{MARK}" for part, *_ in self.forms
        )

    @property
    def is_number(self) -> bool:
        """Whether it has a digit."""
        return is_number(self.forms[0][0])

    @property
    def is_telling(self) -> bool:
        """Whether few customers have it: four signs of a number are in one of some hundreds."""
        return all(len(part) > _TRIGRAM and is_number(part) for form in self.forms for part in form)

    def match(self, *, at_start: bool, budget: int) -> str:
        """The FTS5 expression for it; what it finds is to be checked, since few of its trigrams are asked for."""
        if len(self.forms) > 1 and not self.is_number:
            budget = 1 if budget < _ENOUGH else budget - 1
        forms = (" AND ".join(_asked(part, at_start=at_start, budget=budget) for part in form) for form in self.forms)
        return "(" + " OR ".join(f"({form})" for form in dict.fromkeys(forms)) + ")"


@dataclass(frozen=True, slots=True)
class Typed:
    """A search as typed: `numbers` is filled where it is one word, `names` are the beginnings of names it may be."""

    words: tuple[Word, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    raw: str

    @property
    def has_digits(self) -> bool:
        """Whether any number was typed."""
        return is_number(self.raw)

    @property
    def has_names(self) -> bool:
        """Whether any word without a digit was typed."""
        return not all(word.is_number for word in self.words)

    def begins_in(self, words: str) -> bool:
        """Whether words of the text begin with those typed; beside a name, a number counts wherever it is."""
        loose = self.has_names
        return all(word.is_in(words) if loose and word.is_number else word.begins_in(words) for word in self.words)

    def match(self, *, at_start: bool, exact: bool) -> str:
        """The FTS5 expression in which every word must match.

        `at_start`: words without digits begin so. More trigrams are asked for where it is to be `exact`.
        """
        telling = [word for word in self.words if word.is_telling]
        others = [word for word in self.words if not word.is_telling]
        more = _MORE if exact else 0
        few = more + (1 if telling else _ENOUGH if len(others) < _ENOUGH else _ENOUGH - 1)
        asked = [word.match(at_start=False, budget=2 + more) for word in telling]
        asked += [word.match(at_start=at_start and not word.is_number, budget=few) for word in others]
        return " AND ".join(asked)


def read_typed(text: str) -> Typed | None:
    """What was typed, or None where nothing of it can be searched."""
    raw = " ".join(text.split())
    tokens = [digits(raw)] if _NUMBER_ONLY.fullmatch(raw) else raw.split()
    words: list[Word] = []
    for token in tokens:
        words += [_number(token)] if is_number(token) else _name_words(token)
    if not words:
        return None
    if not is_number(tokens[-1]):
        words[-1] = _begun(words[-1])
    folded = fold(raw)
    names = () if is_number(raw) and len(tokens) == 1 else tuple(filter(None, (folded, *_full_names(folded))))
    numbers = tuple(form[0] for form in words[0].forms if len(form) == 1) if len(words) == 1 else ()
    return Typed(tuple(dict.fromkeys(words)), tuple(dict.fromkeys(names)), numbers, raw)


def _number(token: str) -> Word:
    number = compact(token)
    if number.startswith("0") and number.isdigit():
        # a local phone number is kept with its country in front
        return Word(((number,), (_COUNTRY + number[1:],)))
    return Word(((number,),))


def _name_words(token: str) -> list[Word]:
    words = []
    for word in fold(token).split():
        full = tuple(canonical_word(word).split())
        words.append(Word(((word,),) if full == (word,) else ((word,), full)))
    return words


def _begun(word: Word) -> Word:
    """The word that is still being typed, which may become an old spelling of a name."""
    full = (tuple(name.split()) for name in completions(word.forms[0][0]))
    return Word(tuple(dict.fromkeys((*word.forms, *full))))


def _full_names(folded: str) -> tuple[str, ...]:
    """The whole name in its full forms, with what its last word may become."""
    before, blank, last = canonical(folded).rpartition(" ")
    return (f"{before}{blank}{last}", *(f"{before}{blank}{name}" for name in completions(last)))


def _marked(part: str) -> str:
    return part if len(part) >= _TRIGRAM else MARK + part


def _asked(part: str, *, at_start: bool, budget: int) -> str:
    """The trigrams to ask for, all of which a customer with this part has."""
    if is_number(part):
        return _asked_number(part, budget)
    if len(part) < _TRIGRAM:
        return f'"{(MARK + part)[-_TRIGRAM:]}"'
    last = len(part) - _TRIGRAM
    # the beginning of a name tells more than its end
    trigrams = _at(part, [*range(0, last + 1, _TRIGRAM), last, *range(1, last, _TRIGRAM)], budget)
    return _all_of([f" {part[:2]}", *trigrams] if at_start else trigrams)


def _asked_number(part: str, budget: int) -> str:
    if len(part) == 1:
        return _any_of([MARK + pair for pair in beginnings(part)])
    pairs = in_pairs(part, to_end=False)
    if len(part) == 2:  # noqa: PLR2004 - one pair
        return _all_of([MARK + pairs])
    if len(part) == _TRIGRAM:
        return _any_of([pairs + pair for pair in beginnings(part[-1])])
    last = len(pairs) - _TRIGRAM
    # numbers of one kind begin alike
    return _all_of(_at(pairs, [*range(last, -1, -_TRIGRAM), 0, *range(last - 1, -1, -_TRIGRAM)], budget))


def _at(text: str, places: list[int], budget: int) -> list[str]:
    return [text[place : place + _TRIGRAM] for place in list(dict.fromkeys(places))[:budget]]


def _all_of(trigrams: list[str]) -> str:
    return " AND ".join(f'"{trigram}"' for trigram in dict.fromkeys(trigrams))


def _any_of(trigrams: list[str]) -> str:
    return "(" + " OR ".join(f'"{trigram}"' for trigram in trigrams) + ")"
