"""The words that a phrase may be made of: roots by kind with their affixes, and known misspellings."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from app.phrasing.linting.affixes import BARE, analyses

_SHORTEST_NEAR = 3
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SECTION = re.compile(r"\[(\w+)\]")
_ACTED_ON = frozenset({"verb", "quality", "loan"})
_VERBAL = frozenset({"verb"})
_CONTENT = frozenset({"verb", "noun", "quality", "number", "loan"})
_CLITIC = re.compile(r"(?:nya|lah|kah|ku|mu)$")


@dataclass(frozen=True)
class Words:
    """`kinds` gives the kinds of each root; `misspelled` and `forbidden` give what to write instead."""

    kinds: Mapping[str, frozenset[str]]
    misspelled: Mapping[str, str]
    forbidden: Mapping[str, str]
    wrong: re.Pattern[str] = field(init=False)
    never: re.Pattern[str] = field(init=False)
    _known: dict[str, bool] = field(init=False, default_factory=dict)
    _near: dict[str, str | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "wrong", _any_of(self.misspelled))
        object.__setattr__(self, "never", _any_of(self.forbidden))

    def knows(self, word: str) -> bool:
        """Whether the lower-case word is a root, a form of one, or such words joined by hyphens."""
        if word not in self._known:
            self._known[word] = self._is_word(word)
        return self._known[word]

    def is_place(self, word: str) -> bool:
        return "place" in self.kinds.get(_CLITIC.sub("", word), ()) or "place" in self.kinds.get(word, ())

    def is_action(self, word: str) -> bool:
        """Whether di- before the word makes a passive: a verb root, or one with -kan or -i, and no noun."""
        if word in self.kinds:
            return "verb" in self.kinds[word] and not self.kinds[word] & {"place", "noun"}
        return any(
            not prefixes and suffix in {"kan", "i"} and self.kinds.get(root, frozenset()) & _CONTENT
            for prefixes, root, suffix in analyses(word)
        )

    def is_initials(self, word: str) -> bool:
        return self.kinds.get(word, frozenset()) == {"initials"}

    def is_count(self, word: str) -> bool:
        return "number" in self.kinds.get(word, ())

    def nearest(self, word: str) -> str | None:
        """A known word that differs by one letter, else a root that looks like it."""
        if word not in self._near:
            self._near[word] = self._find_near(word)
        return self._near[word]

    def _is_word(self, word: str) -> bool:
        if word in self.kinds:
            return True
        if "-" in word:
            return self._is_doubled(word.split("-"))
        return any(self._may_form(*cut) for cut in analyses(word))

    def _is_doubled(self, parts: list[str]) -> bool:
        """teman-teman, berulang-ulang, tolong-menolong: both halves are known and share a root."""
        first, last = parts[0], parts[-1]
        if first == f"me{last}":
            return self.knows(first)  # menebak-nebak: the second half keeps the sound of the first
        if first.startswith("ke") and last.endswith("an") and first[2:] == last[:-2]:
            return self.knows(first[2:])  # kehati-hatian
        if not all(part and self.knows(part) for part in parts):
            return False
        roots = [{part, *(root.strip(BARE) for _, root, _ in analyses(part))} & set(self.kinds) for part in parts]
        return bool(set.intersection(*roots))

    def _may_form(self, prefixes: str, root: str, suffix: str) -> bool:
        bare = root.startswith(BARE)
        kinds = self.kinds.get(root.strip(BARE), frozenset())
        if not kinds:
            return False
        if not prefixes and not suffix:
            return True  # only particles and possessives were taken off
        if not kinds & _CONTENT and not _place_bends(kinds, prefixes, suffix):
            return False
        if bare:
            return prefixes.endswith("pe") and not suffix and bool(kinds & _VERBAL)
        return bool(suffix) or _prefixes_alone(kinds, prefixes)

    def _find_near(self, word: str) -> str | None:
        if len(word) < _SHORTEST_NEAR:
            return None
        if "-" not in word:
            for slips in _one_letter_off(word):
                found = [each for each in slips if self.knows(each)]
                if found:
                    return min(found, key=lambda each: (each not in self.kinds, each[:1] != word[:1], each))
        near = get_close_matches(word, list(self.kinds), 1, 0.75)
        return near[0] if near else None


def _prefixes_alone(kinds: frozenset[str], prefixes: str) -> bool:
    """Whether the prefixes go on such a root where no suffix follows."""
    if prefixes == "di":
        return bool(kinds & _ACTED_ON) and "place" not in kinds
    if prefixes == "ke":
        return "number" in kinds
    if prefixes in {"me", "pe"}:
        return bool(kinds & _ACTED_ON)
    return prefixes[:3] not in {"me+", "pe+"} or prefixes.endswith("+per")


def _place_bends(kinds: frozenset[str], prefixes: str, suffix: str) -> bool:
    """Names of places take affixes with a suffix (menempatkan), se- and ber-; words of function take none."""
    return "place" in kinds and (bool(suffix) or prefixes in {"se", "ber"})


def parse_words(words: str, misspelled: str, forbidden: str) -> Words:
    """`words` has sections as [verb] with roots between spaces; the others have a wrong and a right form by tab."""
    kinds: dict[str, set[str]] = {}
    section = "noun"
    for line in words.splitlines():
        plain = line.partition("#")[0].strip()
        found = _SECTION.fullmatch(plain)
        if found:
            section = found[1]
            continue
        for word in plain.split():
            kinds.setdefault(word.casefold(), set()).add(section)
    return Words({word: frozenset(found) for word, found in kinds.items()}, _pairs(misspelled), _pairs(forbidden))


def _pairs(text: str) -> Mapping[str, str]:
    rows = (line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {row[0].strip().casefold(): row[1].strip() for row in rows if len(row) > 1}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    if not ordered:
        return re.compile(r"(?!)")
    return re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(word) for word in ordered) + r")(?![\w-])", re.IGNORECASE)


def _one_letter_off(word: str) -> Iterator[set[str]]:
    """By how often hands slip so: a letter forgotten, two exchanged, one too many, another one."""
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield {head + letter + tail for head, tail in splits for letter in _LETTERS}
    yield {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1} - {word}
    yield {head + tail[1:] for head, tail in splits if tail}
    yield {head + letter + tail[1:] for head, tail in splits if tail for letter in _LETTERS} - {word}
