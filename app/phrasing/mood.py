"""Which of five moods a customer's words show: a linear model with few, whole weights, fitted elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import exp, sqrt
from types import MappingProxyType

from app.domain.interactions import Mood
from app.phrasing.mood_signs import signs, tokens

MOODS = (Mood.CALM, Mood.CONFUSED, Mood.ANXIOUS, Mood.DISAPPOINTED, Mood.ANGRY)
_READ = 2000  # characters of a text that are read: what comes later changes no mood, and costs time
_SHORTEST, _LONGEST = 2, 5
_DECIMALS = 4
_FAMILIAR = 0.5
_FEWEST = 2
_FULL = 127


class BadModel(ValueError):  # noqa: N818 - it reads as what it tells
    """A model file that this version cannot read."""


@dataclass(frozen=True, slots=True)
class MoodGuess:
    """`mood` is None where the confidence is too low to show a hint; the scores sum to 1."""

    mood: Mood | None
    confidence: float
    scores: Mapping[Mood, float]

    @property
    def likeliest(self) -> Mood:
        """The mood with the highest score, shown or not."""
        return max(MOODS, key=lambda mood: self.scores[mood])


@dataclass(frozen=True, slots=True)
class MoodModel:
    """Whole weights, 127 of which are `unit`; one for each mood in the order of MOODS."""

    weights: Mapping[str, tuple[int, ...]]
    bias: tuple[float, ...]
    unit: float
    temperature: float
    threshold: float

    def guess(self, text: str) -> MoodGuess:
        """The mood of one text; the same text always gets the same answer."""
        found = tuple(features(text))
        if not found[0]:
            even = 1 / len(MOODS)
            return MoodGuess(None, even, MappingProxyType(dict.fromkeys(MOODS, even)))
        totals = self.bias
        for block in found:
            known = [self.weights[feature] for feature in block if feature in self.weights]
            if known:
                share = self.unit / _FULL / sqrt(len(block))
                totals = tuple(
                    total + sum(each) * share for total, each in zip(totals, zip(*known, strict=True), strict=True)
                )
        scores = dict(zip(MOODS, _softmax(totals, self.temperature), strict=True))
        mood = max(MOODS, key=lambda each: scores[each])
        confidence = scores[mood]
        shown = confidence >= self.threshold and self._reads(found[0])
        return MoodGuess(mood if shown else None, confidence, MappingProxyType(scores))

    def _reads(self, block: set[str]) -> bool:
        """Whether there are words enough, known ones: a single word and another language tell nothing."""
        known = [feature in self.weights for feature in block if feature.startswith("w:")]
        return len(known) >= _FEWEST and sum(known) >= _FAMILIAR * len(known)


def features(text: str) -> Iterator[set[str]]:
    """Three blocks: words and pairs of them, runs of characters within words, signs."""
    read = text[:_READ]
    found = tokens(read)
    ends = ("<", *found, ">") if found else ()
    yield {f"w:{word}" for word in found} | {f"b:{first} {second}" for first, second in pairwise(ends)}
    yield {run for word in set(found) for run in _runs(f" {word} ")}
    yield set(signs(read, found))


def _runs(marked: str) -> Iterator[str]:
    for size in range(_SHORTEST, min(_LONGEST, len(marked)) + 1):
        for start in range(len(marked) - size + 1):
            yield "c:" + marked[start : start + size]


def _softmax(totals: Iterable[float], temperature: float) -> list[float]:
    spread = [total / temperature for total in totals]
    powers = [exp(each - max(spread)) for each in spread]
    whole = sum(powers)
    return [power / whole for power in powers]


def parse_model(text: str) -> MoodModel:
    """The model from its file: a line of JSON, then a feature and its weights a line. Raises BadModel."""
    head, _, rows = text.partition("\n")
    try:
        facts = json.loads(head)
        weights = {}
        for row in rows.splitlines():
            feature, *numbers = row.split("\t")
            weights[feature] = tuple(int(number) for number in numbers)
        model = MoodModel(
            weights=MappingProxyType(weights),
            bias=tuple(float(number) for number in facts["bias"]),
            unit=float(facts["unit"]),
            temperature=float(facts["temperature"]),
            threshold=float(facts["threshold"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadModel(str(error)) from None
    if facts.get("moods") != [mood.value for mood in MOODS] or {len(each) for each in weights.values()} != {len(MOODS)}:
        raise BadModel("the moods of the file are others")
    return model


def to_json(guess: MoodGuess) -> dict[str, object]:
    """As the contract of `phrases mood` has it; the rounded scores still sum to 1."""
    scores = {mood: round(guess.scores[mood], _DECIMALS) for mood in MOODS}
    likeliest = guess.likeliest
    others = sum(score for mood, score in scores.items() if mood is not likeliest)
    scores[likeliest] = round(1 - others, _DECIMALS)
    return {
        "mood": guess.mood.value if guess.mood else None,
        "confidence": scores[likeliest],
        "scores": {mood.value: score for mood, score in scores.items()},
    }


def answer_line(model: MoodModel, line: str, number: int) -> tuple[dict[str, object], bool]:
    """The answer to one line of JSON Lines (`number` counts from 1), and whether the line could be used."""
    try:
        data = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return _error("line", f"baris {number} bukan JSON yang sah"), False
    if not isinstance(data, dict):
        return _error("line", "harus berupa objek JSON"), False
    text = data.get("text")
    if text is None:
        return _error("text", "wajib diisi"), False
    if not isinstance(text, str):
        return _error("text", "harus berupa teks"), False
    return to_json(model.guess(text)), True


def _error(field: str, message: str) -> dict[str, object]:
    return {"error": {"field": field, "message": message}}
