"""Finds the situations that a customer's words and the title of the case speak of, by likeness to examples."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.phrasing.library import KnownSituation
from app.phrasing.normalising import words
from app.phrasing.topics import Topics

_LONGEST = 800
_KEPT = 64
_CLAUSE = re.compile(r"[.,;:!?\n]+|\b(?:tapi|tp|tetapi|padahal|terus|lalu|dan)\b", re.IGNORECASE)
_SHORTEST_CLAUSE = 2
_MOST_CLAUSES = 8
_SHORTEST_STORY = 5
_LONGEST_WHOLE = 24
_MOST_WORDS = 60
# Of any matter one asks when it is done: such words alone tell of none.
_SAYS_NO_MATTER = frozenset(
    {
        "katanya", "dipakai",
        "kapan", "selesai", "selesainya", "belum", "sudah", "juga", "kok", "sih", "jadi", "jadinya", "beres",
        "beresnya", "kelar", "kelarnya", "masih", "tidak", "ada", "apa", "apakah", "bagaimana", "kenapa", "mengapa",
        "saya", "ini", "itu", "ya", "dong", "nih", "tolong", "mohon", "mau", "ingin", "tanya", "bertanya", "proses",
        "prosesnya", "diproses", "status", "statusnya", "hasil", "hasilnya", "sampai", "mana", "berapa", "lama",
        "lagi", "terus", "bisa", "cek", "dicek", "urusan", "urusannya", "punya", "yang", "di", "ke", "dari", "dan",
        "bu", "pak", "mbak", "mas", "kak", "min", "halo", "permisi", "sekarang", "kira", "kan", "deh", "banget",
        "lihat", "dilihat", "minta", "kejelasan", "bantu", "dibantu", "laporan", "laporanku", "keluhan", "pengaduan",
        "hari", "minggu", "bulan", "kemarin", "besok", "tadi", "nanti",
    }
)  # fmt: skip
_WORD, _PAIR, _GRAM = 1.0, 0.5, 0.5
_GRAM_SIZES = (4,)
_OF_CLAUSE = 0.94
_LEAST_WEIGHT = 1.0
_NEAR_BEST = 0.72


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A situation that was recognised, and how sure that is: above 0, up to 1."""

    situation: str
    score: float


class SituationIndex:
    """Weights of words, pairs of words and runs of letters over the examples; the rarer among situations, the heavier.

    Words that no example holds weigh most of all and match nothing, so that talk of something else stays below
    the threshold.
    """

    def __init__(self, known: Sequence[KnownSituation], threshold: float = 0.13) -> None:
        self._known = tuple(known)
        self._threshold = threshold
        self._manner = frozenset(each.id for each in known if each.manner)
        told = [Counter(_features_of((*each.examples, *each.titles, each.name))) for each in known]
        self._heaviest = math.log(1 + len(self._known))
        self._weights = _weights(told)
        self._postings: dict[str, list[tuple[int, float]]] = {}
        self._lately: dict[str, tuple[Retrieved, ...]] = {}
        for at, counts in enumerate(told):
            for feature, weight in self._vector(counts).items():
                if self._weights[feature] > _LEAST_WEIGHT * _kind(feature):
                    self._postings.setdefault(feature, []).append((at, weight))

    def retrieve(self, utterance: str | None, title: str | None = None, most: int = 3) -> tuple[Retrieved, ...]:
        """The situations of what was said, best first, then that of the title; none where nothing is near enough."""
        said = self._recalled(utterance)[:most]
        best = said[0].score if said else 0.0
        found = {each.situation: each for each in said if each.score >= _NEAR_BEST * best}
        for each in self._recalled(title)[:1]:
            found.setdefault(each.situation, each)
        return tuple(found.values())[:most]

    def topics(self, utterance: str | None, title: str | None) -> Topics:
        """What was said and what the title says, apart: a record is true of its own subject only."""
        said = self.retrieve(utterance)
        titles = self._recalled(title)
        best = titles[0].score if titles else 0.0
        return Topics(
            said=tuple(each.situation for each in said),
            titled=tuple(each.situation for each in titles if each.score >= _NEAR_BEST * best),
            heard=bool(utterance and words(utterance[:_LONGEST])),
            has_title=bool(title and title.strip()),
            manner=self._manner,
            names_case=_share_a_matter(utterance, title),
        )

    def _recalled(self, text: str | None) -> tuple[Retrieved, ...]:
        """As `_near`, kept for a while: stage and mood change more often than what was said and the title."""
        if not text or not self._known:
            return ()
        if text not in self._lately:
            if len(self._lately) >= _KEPT:
                self._lately.clear()
            self._lately[text] = tuple(self._near(text))
        return self._lately[text]

    def _near(self, text: str) -> list[Retrieved]:
        best: dict[int, float] = {}
        for weight, tokens in _units(text[:_LONGEST]):
            if _SAYS_NO_MATTER.issuperset(tokens):
                continue
            for at, score in self._likeness(tokens).items():
                best[at] = max(best.get(at, 0.0), weight * score)
        near = [Retrieved(self._known[at].id, round(score, 4)) for at, score in best.items()]
        near = [each for each in near if each.score >= self._threshold]
        return sorted(near, key=lambda each: (-each.score, each.situation))

    def _likeness(self, tokens: Sequence[str]) -> Mapping[int, float]:
        """By situation: the cosine of the angle between what was said and all that its examples say."""
        found: dict[int, float] = {}
        for feature, weight in self._vector(Counter(_features(tokens))).items():
            for at, there in self._postings.get(feature, ()):
                found[at] = found.get(at, 0.0) + weight * there
        return found

    def _weight(self, feature: str) -> float:
        known = self._weights.get(feature)
        return _kind(feature) * self._heaviest if known is None else known

    def _vector(self, counts: Mapping[str, int]) -> dict[str, float]:
        vector = {
            feature: self._weight(feature) * (1 + math.log(count) if count > 1 else 1)
            for feature, count in counts.items()
        }
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        return {feature: weight / length for feature, weight in vector.items()}


def _share_a_matter(utterance: str | None, title: str | None) -> bool:
    if not utterance or not title:
        return False
    return not _matters(utterance).isdisjoint(_matters(title))


def _matters(text: str) -> set[str]:
    return {word.removesuffix("nya") for word in words(text[:_LONGEST])} - _SAYS_NO_MATTER


def _weights(told: Sequence[Counter[str]]) -> dict[str, float]:
    holders = Counter(feature for counts in told for feature in counts)
    return {feature: _kind(feature) * math.log((1 + len(told)) / count) for feature, count in holders.items()}


def _units(text: str) -> Iterator[tuple[float, tuple[str, ...]]]:
    """The whole where it is short, and its clauses: a long story tells what it is about in one of them."""
    whole = words(text)
    clauses = [words(each) for each in _CLAUSE.split(text)] if len(whole) > _SHORTEST_STORY else []
    if len(clauses) < _SHORTEST_CLAUSE or len(whole) <= _LONGEST_WHOLE:
        yield 1.0, whole[:_MOST_WORDS]
    yield from ((_OF_CLAUSE, each) for each in clauses[:_MOST_CLAUSES] if len(each) >= _SHORTEST_CLAUSE)


def _features_of(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _features(words(text))


def _features(tokens: Sequence[str]) -> Iterator[str]:
    """Words as they are, pairs with a blank between them, and runs of letters with a mark before them."""
    yield from tokens
    yield from (f"{one} {other}" for one, other in pairwise(tokens))
    for token in tokens:
        yield from _grams(token)


@lru_cache(maxsize=4096)
def _grams(token: str) -> tuple[str, ...]:
    marked = f"<{token}>"
    return tuple("#" + marked[start : start + size] for size in _GRAM_SIZES for start in range(len(marked) - size + 1))


def _kind(feature: str) -> float:
    if feature.startswith("#"):
        return _GRAM
    return _PAIR if " " in feature else _WORD
