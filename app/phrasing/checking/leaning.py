"""How a text leans as a whole, beside the rules: weights over its reading, fitted offline on our own sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt

from app.phrasing.checking.coldness import shows_care
from app.phrasing.checking.findings import Fault, Label
from app.phrasing.checking.refusals import shows_way_on
from app.phrasing.checking.structure import Reading, Sentence
from app.phrasing.checking.times import has_time
from app.phrasing.checking.tokens import BORDER

_SHORT, _LONG = 8, 14
_GRAMS = (4, 5)
_FULL = 100
_WORDS, _PAIRS, _LETTERS, _SIGN = 1.4, 1.2, 0.8, 0.5
FAULTY = 1.9
"""From here on a text that no rule minds, and that shows no good will, is warned of, never blocked.
Meant for two good ones in a hundred; on new sentences, rules and weights together found fault with more of them
(docs/checker-model-card.md)."""
_OVERRULED = ((66, -0.3), (75, -2.5), (80, -3.0), (89, -4.5))
"""A rule lighter than the first number does not count in a text that leans below the second."""
_SURE = 57
_REASONS = {
    Label.BLAME: "Terdengar menyalahkan pelanggan atau rekan.",
    Label.ARGUE: "Terdengar membantah pelanggan.",
    Label.DEADEND: "Tidak ada pilihan atau langkah berikutnya.",
    Label.JARGON: "Istilah ini belum tentu dipahami pelanggan.",
    Label.EMPTY_PROMISE: "Janji tanpa waktu yang bisa dipegang pelanggan.",
    Label.RUDE: "Nadanya kasar bagi pelanggan.",
    Label.DISCLOSES: "Tampaknya membuka data yang harus dijaga.",
    Label.CARELESS: "Nadanya kurang peduli.",
}


@dataclass(frozen=True, slots=True)
class Leaning:
    """For each sign of a text how much it speaks for a fault, then for each of the labels."""

    labels: tuple[Label, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]

    def score(self, signs: Mapping[str, float]) -> float:
        return self._sum(signs, 0)

    def overrules(self, reading: Reading, weight: int) -> bool:
        border = next((border for heavier, border in _OVERRULED if weight < heavier), None)
        return border is not None and self.score(signs_of(reading)) < border

    def fault(self, reading: Reading) -> Fault | None:
        """The sentence that leans most, where the whole text leans far enough."""
        signs = signs_of(reading)
        if not reading.sentences or self.score(signs) < FAULTY:
            return None
        label = max(range(len(self.labels)), key=lambda index: self._sum(signs, index + 1))
        worst = max(reading.sentences, key=lambda each: self.score(_signs((each,), ())))
        found = self.labels[label]
        return Fault(found, _SURE, worst.start, worst.end, _REASONS[found])

    def _sum(self, signs: Mapping[str, float], column: int) -> float:
        known = ((self.weights[sign], share) for sign, share in signs.items() if sign in self.weights)
        return self.bias[column] + sum(weights[column] * share for weights, share in known)


def signs_of(reading: Reading) -> dict[str, float]:
    """Words, pairs of words, parts of words, and what the text has or lacks; each with its share."""
    return _signs(reading.sentences, _traits(reading))


def _signs(sentences: Iterable[Sentence], traits: Iterable[str]) -> dict[str, float]:
    words: set[str] = set()
    pairs: set[str] = set()
    letters: set[str] = set()
    for sentence in sentences:
        said = [word for word in sentence.words if word != BORDER]
        words.update(f"w:{word}" for word in said)
        line = ["<", *said, "?" if sentence.asks else ">"]
        pairs.update(f"b:{first} {second}" for first, second in pairwise(line))
        pairs.update(f"t:{first} {third}" for first, third in zip(line, line[2:], strict=False))
        letters.update(part for word in said for part in _parts(word))
    found = {f"f:{trait}": _SIGN for trait in traits}
    for block, scale in ((words, _WORDS), (pairs, _PAIRS), (letters, _LETTERS)):
        found |= dict.fromkeys(sorted(block), scale / sqrt(max(len(block), 1)))
    return found


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[str, ...]:
    bordered = f"^{word}$"
    if len(bordered) <= _GRAMS[-1]:
        return ()
    return tuple(f"c:{bordered[at : at + size]}" for size in _GRAMS for at in range(len(bordered) - size + 1))


def _traits(reading: Reading) -> Iterator[str]:
    length = sum(len(sentence.words) for sentence in reading.sentences)
    held = {
        "care": shows_care(reading),
        "way": shows_way_on(reading),
        "time": any(has_time(sentence) for sentence in reading.sentences),
        "asks": any(sentence.asks for sentence in reading.sentences),
        "short": length < _SHORT,
        "long": length > _LONG,
        "loud": "!" in reading.text,
    }
    return (name for name, holds in held.items() if holds)


def parse_leaning(text: str) -> Leaning:
    """The labels, what each starts from, then a sign a line with its weights in hundredths."""
    head, start, *rows = (line.split("\t") for line in text.splitlines())
    return Leaning(tuple(map(Label, head[2:])), _numbers(start[1:]), {row[0]: _numbers(row[1:]) for row in rows})


def _numbers(row: list[str]) -> tuple[float, ...]:
    return tuple(int(each) / _FULL for each in row)
