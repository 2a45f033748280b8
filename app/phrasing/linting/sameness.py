"""Entries that say the same, or nearly the same, within one stage."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from app.domain.interactions import Stage
from app.phrasing.linting.faults import LintFault, Place, Rule, mark
from app.phrasing.phrase import Phrase

_TOKEN = re.compile(r"\{[a-z_]+\}|\w+")
_SAME_MOMENT = 0.8
_OTHER_MOMENT = 0.9
_OWN_VARIANT = 0.95
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Said:
    """One text of one entry with its tokens."""

    place: Place
    field: str
    phrase: Phrase
    tokens: tuple[str, ...]
    bag: frozenset[str]
    pairs: frozenset[tuple[str, str]]


def said(place: Place, field: str, phrase: Phrase) -> Said:
    return Said(place, field, phrase, *_cut(phrase.text))


@lru_cache(maxsize=4096)
def _cut(text: str) -> tuple[tuple[str, ...], frozenset[str], frozenset[tuple[str, str]]]:
    tokens = tuple(_TOKEN.findall(text.casefold()))
    return tokens, frozenset(tokens), frozenset(pairwise(tokens))


def duplicate_faults(texts: Sequence[Said]) -> Iterator[LintFault]:
    """Told of the later of the two, once for each pair of entries."""
    groups: dict[tuple[Stage, object, object], list[Said]] = {}
    for each in texts:
        groups.setdefault((each.phrase.stage, each.phrase.language, each.phrase.part), []).append(each)
    for group in groups.values():
        told: set[tuple[Place, Place, str]] = set()
        for one, other in combinations(group, 2):
            fault = compared(one, other)
            if fault is not None and (one.place, other.place, fault.message) not in told:
                told.add((one.place, other.place, fault.message))
                yield fault


def compared(one: Said, other: Said) -> LintFault | None:
    """A fault of `other` where it repeats `one`."""
    if one.tokens == other.tokens:
        return other.place.fault(
            Rule.DUPLICATE, other.field, mark("it says the same as {entry}; write it otherwise or take it away"),
            entry=_name(one, other),
        )  # fmt: skip
    own = one.place == other.place
    least = _OWN_VARIANT if own else _SAME_MOMENT if _meet(one.phrase, other.phrase) else _OTHER_MOMENT
    shorter, longer = sorted((len(one.bag), len(other.bag)))
    if shorter < _FEWEST or shorter < least * longer or not _alike(one, other, least):
        return None
    return other.place.fault(
        Rule.DUPLICATE, other.field, mark("it says nearly the same as {entry}; write it otherwise or take it away"),
        entry=_name(one, other),
    )  # fmt: skip


def _alike(one: Said, other: Said, least: float) -> bool:
    """By words, and by pairs of neighbours: the same words in another order are another sentence."""
    shared = len(one.bag & other.bag)
    if shared < least * len(one.bag | other.bag):
        return False
    return len(one.pairs & other.pairs) >= (2 * least - 1) * len(one.pairs | other.pairs)


def _meet(one: Phrase, other: Phrase) -> bool:
    """Whether one moment can offer both."""
    return bool(
        one.moods & other.moods
        and one.channels & other.channels
        and one.kinds & other.kinds
        and one.when & other.when
        and not one.needs & other.unless
        and not other.needs & one.unless
        and (not one.situations or not other.situations or one.situations & other.situations)
    )


def _name(one: Said, other: Said) -> str:
    where = one.place.entry or one.place.file
    if one.place == other.place:
        return one.field
    return where if one.place.file == other.place.file else f"{where} ({one.place.file})"
