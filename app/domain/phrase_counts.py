"""What use says of phrases: how often each was offered and said, and how customers felt after it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.facts import Fact, FactKind
from app.domain.interactions import Mood

EDITED = "edited"
"""How a sentence was said that the agent changed first; `said` and `copied` are the other ways to take one."""

MOST_ROWS = 2_000
"""Rows of one device's day, and of the sum over all branches: the most shown are kept."""

GAIN = 0.25
LIKING = 0.1
"""Of a share of being taken where it was shown: far less than the outcome, since most that is shown is not taken."""
CURIOSITY = 0.02
LEAST, MOST = -0.06, 0.1
"""Bounds of a bonus; the lower one is the floor for exploration: what helped little still comes where it fits best."""

_OWN_WEIGHT = 8.0
"""How many outcomes the expectation of a phrase is worth beside those that were seen of it in one situation."""
_SHOWN_WEIGHT = 20.0
"""The same for how often it was taken: of five that are shown, four are passed over however good they are."""
_PRIOR = (2.0, 2.0)
_SEVERITY: Mapping[Mood, int] = {mood: place for place, mood in enumerate(Mood)}

Key = tuple[str, str | None]
"""A phrase, and the situation that the customer told of where one was recognised."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What lay before the agent when it spoke, or went on without: the moment's mood and what was offered for it."""

    stage: str
    mood: str | None
    situations: tuple[str, ...]
    """Recognised in the customer's words, the best first."""
    phrase_ids: tuple[str, ...]
    """Of all suggestions that were shown, in their order."""

    def to_doc(self) -> dict[str, object]:
        """The moment as plain JSON values."""
        return {
            "stage": self.stage,
            "mood": self.mood,
            "situations": list(self.situations),
            "phrase_ids": list(self.phrase_ids),
        }


@dataclass(frozen=True, slots=True)
class Count:
    """How often: offered, taken, taken in other words; and taken with a mood after it that is better, or is not.

    Better counts a customer who stayed calm too, worse one who stayed as upset as before.
    """

    shown: int = 0
    taken: int = 0
    edited: int = 0
    better: int = 0
    worse: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.shown + other.shown,
            self.taken + other.taken,
            self.edited + other.edited,
            self.better + other.better,
            self.worse + other.worse,
        )

    @property
    def skipped(self) -> int:
        """Offered, and not taken."""
        return max(0, self.shown - self.taken)

    @property
    def known(self) -> int:
        """Outcomes that say something."""
        return self.better + self.worse


Counts = Mapping[Key, Count]


@dataclass(frozen=True, slots=True)
class Belief:
    """A Beta distribution of how often something helps."""

    helped: float
    did_not: float

    @property
    def mean(self) -> float:
        """The expectation, between 0 and 1."""
        return self.helped / (self.helped + self.did_not)

    @property
    def deviation(self) -> float:
        """The standard deviation."""
        total = self.helped + self.did_not
        return math.sqrt(self.helped * self.did_not / (total * total * (total + 1)))

    def after(self, count: Count) -> Belief:
        """The belief once these outcomes were seen."""
        return Belief(self.helped + count.better, self.did_not + count.worse)

    def chosen(self, count: Count) -> Belief:
        """The same where what is believed is how often something is taken that is shown."""
        return Belief(self.helped + count.taken, self.did_not + count.skipped)

    def worth(self, weight: float) -> Belief:
        """A belief with the same mean that weighs as much as so many outcomes."""
        return Belief(self.mean * weight, (1 - self.mean) * weight)


def counts_of(facts: Iterable[Fact]) -> dict[Key, Count]:
    """What one interaction says of phrases, from its facts; nothing as long as it runs.

    A suggestion that was taken is told by `interaction.said` with what lay beside it, or by `interaction.offered` that
    names it; one that was passed over by `interaction.offered`. A sentence that was said without its moment counts
    where the interaction names no taken suggestion otherwise: talks from other systems know no more.
    """
    ordered = sorted(facts, key=lambda fact: (fact.at, fact.id))
    if not any(fact.kind is FactKind.INTERACTION_ENDED for fact in ordered):
        return {}
    total: defaultdict[Key, Count] = defaultdict(Count)
    for use in _with_outcomes(ordered):
        for phrase_id in use.shown:
            total[phrase_id, use.situation] += Count(shown=1)
        for phrase_id in use.taken:
            total[phrase_id, use.situation] += use.count()
    return dict(total)


def sum_counts(counts: Iterable[Counts]) -> dict[Key, Count]:
    """The sum of several."""
    found: defaultdict[Key, Count] = defaultdict(Count)
    for each in counts:
        for key, count in each.items():
            found[key] += count
    return dict(found)


def by_phrase(counts: Counts) -> dict[str, Count]:
    """The same whatever the situation."""
    found: defaultdict[str, Count] = defaultdict(Count)
    for (phrase_id, _situation), count in counts.items():
        found[phrase_id] += count
    return dict(found)


def bonuses(counts: Counts) -> dict[Key, float]:
    """What use adds to a phrase's rank: for a situation, and under None for all others; 0 where nothing is known.

    A Beta posterior whose prior is the phrase's own in all situations, whose prior in turn is what phrases do on the
    whole. What is as good as the rest and well known gives way a little to what is not known yet. What is passed over
    more often than the rest gives way too, and what is taken more often rises; less than by what it did.
    """
    total = sum(counts.values(), Count())
    rest = Belief(*_PRIOR).after(total).worth(_OWN_WEIGHT)
    usual = Belief(*_PRIOR).chosen(total).worth(_SHOWN_WEIGHT)
    found: dict[Key, float] = {}
    own = {phrase_id: (rest.after(count), usual.chosen(count)) for phrase_id, count in by_phrase(counts).items()}
    for phrase_id, (helped, liked) in own.items():
        found[phrase_id, None] = _bonus(helped, rest, liked.mean - usual.mean)
    for (phrase_id, situation), count in counts.items():
        if situation is not None:
            helped, liked = own[phrase_id]
            helped, liked = helped.worth(_OWN_WEIGHT).after(count), liked.worth(_SHOWN_WEIGHT).chosen(count)
            found[phrase_id, situation] = _bonus(helped, rest, liked.mean - usual.mean)
    return dict(sorted(found.items(), key=lambda item: (item[0][0], item[0][1] or "")))


def interval(better: int, known: int, z: float = 1.645) -> tuple[float, float]:
    """Where the share of good outcomes lies, with 90% (Wilson's score interval); all is open without outcomes."""
    if known == 0:
        return 0.0, 1.0
    share, slack = better / known, z * z / known
    middle = (share + slack / 2) / (1 + slack)
    half = z / (1 + slack) * math.sqrt(share * (1 - share) / known + slack / (4 * known))
    return max(0.0, middle - half), min(1.0, middle + half)


def counts_to_rows(counts: Counts) -> list[list[object]]:
    """As they travel, at most `MOST_ROWS`: phrase, situation or None, shown, taken, edited, better, worse."""
    kept = sorted(counts.items(), key=lambda item: (-item[1].shown, item[0][0], item[0][1] or ""))[:MOST_ROWS]
    return [
        [phrase_id, situation, count.shown, count.taken, count.edited, count.better, count.worse]
        for (phrase_id, situation), count in sorted(kept, key=lambda item: (item[0][0], item[0][1] or ""))
    ]


def counts_from_rows(rows: object) -> dict[Key, Count]:
    """The counts of such rows; what is none is left out."""
    found: defaultdict[Key, Count] = defaultdict(Count)
    for row in rows if isinstance(rows, list) else ():
        match row:
            case [str(phrase_id), str() | None as situation, *numbers] if _are_counts(numbers):
                found[phrase_id, situation] += Count(*numbers)
    return dict(found)


def added_up(rows: Iterable[list[Any]]) -> dict[Key, Count]:
    """The sum of rows that `counts_to_rows` has written."""
    found: dict[Key, list[int]] = {}
    for phrase_id, situation, shown, taken, edited, better, worse in rows:
        numbers = found.get((phrase_id, situation))
        if numbers is None:
            found[phrase_id, situation] = [shown, taken, edited, better, worse]
        else:
            numbers[0] += shown
            numbers[1] += taken
            numbers[2] += edited
            numbers[3] += better
            numbers[4] += worse
    return {key: Count(*numbers) for key, numbers in found.items()}


@dataclass(frozen=True, slots=True)
class _Use:
    shown: tuple[str, ...]
    taken: tuple[str, ...]
    situation: str | None
    edited: bool
    mood: Mood | None
    after: Mood | None = None

    def count(self) -> Count:
        better, worse = _change(self.mood, self.after)
        return Count(taken=1, edited=int(self.edited), better=int(better), worse=int(worse))


def _with_outcomes(ordered: Sequence[Fact]) -> Iterator[_Use]:
    """The uses in their order, each with the next mood that was noted after it."""
    names_taken = any(fact.kind is FactKind.INTERACTION_OFFERED and fact.body.get("taken") for fact in ordered)
    mood: Mood | None = None
    waiting: list[_Use] = []
    copied: set[tuple[str, ...]] = set()
    for fact in ordered:
        noted = _noted_mood(fact)
        if noted is not None:
            yield from (replace(use, after=noted) for use in waiting)
            waiting, mood = [], noted
            copied.clear()
        use = _use(fact, mood, names_taken=names_taken)
        if use is None or (use.taken in copied and fact.body.get("how") == "said"):
            # what was copied and is then said was taken once
            continue
        waiting.append(use)
        if use.taken and fact.body.get("how") == "copied":
            copied.add(use.taken)
    yield from waiting


def _use(fact: Fact, mood: Mood | None, *, names_taken: bool) -> _Use | None:
    body = fact.body
    situations = _texts(body.get("situations"))
    situation = situations[0] if situations else None
    at = _mood(body.get("mood")) or mood
    edited = body.get("how") == EDITED
    if fact.kind is FactKind.INTERACTION_OFFERED:
        taken = _texts(body.get("taken"))
        return _Use(_once(_texts(body.get("phrase_ids")), taken), taken, situation, edited, at)
    if fact.kind is FactKind.INTERACTION_SAID and ("beside" in body or not names_taken):
        taken = _texts(body.get("phrase_ids"))
        shown = _once(taken, _texts(body.get("beside")))
        return _Use(shown, taken, situation, edited, at) if shown else None
    return None


def _noted_mood(fact: Fact) -> Mood | None:
    match fact.kind:
        case FactKind.INTERACTION_STARTED | FactKind.INTERACTION_MOOD:
            return _mood(fact.body.get("mood"))
        case FactKind.INTERACTION_ENDED:
            return _mood(fact.body.get("mood_after"))
        case _:
            return None


def _change(before: Mood | None, after: Mood | None) -> tuple[bool, bool]:
    if before is None or after is None:
        return False, False
    better = _SEVERITY[after] < _SEVERITY[before] or after is Mood.CALM
    return better, not better


def _bonus(belief: Belief, rest: Belief, liked: float) -> float:
    known = 1 - min(1.0, belief.deviation / rest.deviation)
    gained = GAIN * (belief.mean - rest.mean) + LIKING * liked
    return round(min(MOST, max(LEAST, gained - CURIOSITY * known)), 4)


def _mood(value: object) -> Mood | None:
    return Mood(value) if isinstance(value, str) and value in _SEVERITY else None


def _texts(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - a body as another system may have written it
    if isinstance(value, str):
        return (value,)
    return _once(tuple(each for each in value if isinstance(each, str))) if isinstance(value, list | tuple) else ()


def _once(*texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for some in texts for each in some))


def _are_counts(numbers: list[object]) -> bool:
    return len(numbers) == 5 and all(  # noqa: PLR2004 - the fields of a Count
        isinstance(each, int) and not isinstance(each, bool) and each >= 0 for each in numbers
    )
