"""Which phrases fit a moment, how well, and how alike two of them are."""

from collections.abc import Set as AbstractSet

from app.domain.interactions import Mood
from app.phrasing.context import Context
from app.phrasing.library import Phrase
from app.phrasing.situation import Situation, State

_BASE = 0.3
_STATES, _MOODS, _CHANNELS, _KINDS = len(State), len(Mood), 3, 3
_SAME = 0.5
_TELLING = {
    "new_estimate": 0.14,
    "estimate": 0.12,
    "incident": 0.12,
    "incident_estimate": 0.06,
    "options": 0.1,
    "documents": 0.12,
    "reason": 0.08,
    "promise": 0.03,
    "promise_due": 0.04,
    "past_estimate": 0.06,
    "due": 0.04,
    "title": 0.05,
    "step": 0.04,
    "name": 0.03,
    "address": 0.02,
    "staff": 0.02,
    "org": 0.02,
    "report": 0.06,
    "number": 0.02,
    "cost": 0.03,
    "cost_estimate": 0.02,
    "offer": -0.2,
}


def fits(phrase: Phrase, context: Context, situation: Situation, known: AbstractSet[str]) -> bool:
    """Whether each condition of the entry holds; `known` is the slots and flags of the moment."""
    if (context.mood or Mood.CALM) not in phrase.moods or context.channel not in phrase.channels:
        return False
    if situation.state not in phrase.when or not phrase.needs <= known or phrase.unless & known:
        return False
    if phrase.apology and not situation.may_apologise:
        return False
    return len(phrase.kinds) == _KINDS or situation.kind in phrase.kinds


def fitness(phrase: Phrase, situation: Situation) -> float:
    """From above 0 to 1: the narrower the conditions that hold and the more facts told, the better."""
    score = _BASE
    score += 0.22 * (1 - (len(phrase.when) - 1) / (_STATES - 1))
    score += 0.12 * (1 - (len(phrase.moods) - 1) / (_MOODS - 1))
    score += 0.06 * (1 - (len(phrase.channels) - 1) / (_CHANNELS - 1))
    score += 0.06 if len(phrase.kinds) < _KINDS else 0.0
    score += sum(_TELLING.get(slot, 0.0) for slot in phrase.slots)
    score += 0.08 if phrase.apology and situation.may_apologise else 0.0
    return min(score, 1.0)


def likeness(one: Phrase, other: Phrase) -> float:
    """0 for nothing in common, up to the weight of saying the same in the same words."""
    shared = len(one.words & other.words)
    return _SAME * shared / max(1, len(one.words | other.words))
