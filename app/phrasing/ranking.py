"""Which phrases fit a moment, how well, and how alike two of them are."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from app.domain.interactions import Channel, Mood, Stage
from app.phrasing.context import Language
from app.phrasing.phrase import Phrase
from app.phrasing.situation import Situation, State
from app.phrasing.topics import Topics

_BASE = 0.3
_STATES, _MOODS, _CHANNELS, _KINDS = len(State), len(Mood), 3, 3
_SAME = 0.5
_OF_SITUATION = (0.2, 0.14, 0.1)
_OWN_LANGUAGE = 0.5
# Facts are told in Indonesian, where they can be checked; the rest of a talk may be in the language of the region.
_COURTESIES = frozenset({Stage.GREETING, Stage.ADDRESSING, Stage.LISTENING, Stage.EMPATHY, Stage.CLOSING})
_MOST_HELP = 0.1
_USUAL, _HONEST = 0.25, 0.1
_TELLS_WHERE_IT_STANDS = frozenset({Stage.EXPLANATION, Stage.COMMITMENT})
_CONCRETE = frozenset({"estimate", "new_estimate", "incident_estimate", "due", "documents", "reason", "past_estimate"})
_MOST_SHARED, _MOST_WITHIN = 0.65, 0.95
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


def holds(phrase: Phrase, state: State, mood: Mood, channel: Channel, language: Language) -> bool:
    """Whether the conditions hold that a whole cell of the library has in common."""
    spoken = phrase.language is Language.INDONESIAN or (phrase.language is language and phrase.stage in _COURTESIES)
    return spoken and mood in phrase.moods and channel in phrase.channels and state in phrase.when


def fits(
    phrase: Phrase,
    situation: Situation,
    known: AbstractSet[str],
    topics: Topics,
) -> bool:
    """Whether the other conditions hold; `known` is the slots and flags of the moment."""
    if not phrase.needs <= known or phrase.unless & known:
        return False
    if phrase.apology and not situation.may_apologise:
        return False
    if not topics.allow(phrase):
        return False
    return len(phrase.kinds) == _KINDS or situation.kind in phrase.kinds


def fitness(phrase: Phrase) -> float:
    """Above 0: the narrower the conditions and the more facts told, the better."""
    score = _BASE
    score += 0.22 * (1 - (len(phrase.when) - 1) / (_STATES - 1))
    score += 0.12 * (1 - (len(phrase.moods) - 1) / (_MOODS - 1))
    score += 0.06 * (1 - (len(phrase.channels) - 1) / (_CHANNELS - 1))
    score += 0.06 if len(phrase.kinds) < _KINDS else 0.0
    score += sum(_TELLING.get(slot, 0.0) for slot in phrase.slots)
    score += 0.1 if phrase.apology else 0.0
    return score + (_OWN_LANGUAGE if phrase.language is not Language.INDONESIAN else 0.0)


def bonus(phrase: Phrase, situations: Sequence[str], helped: Mapping[tuple[str, str | None], float]) -> float:
    """What the situations of the moment add, and what helped before, in them or anywhere; both bounded."""
    about = next((place for place, each in enumerate(situations) if each in phrase.situations), None)
    added = 0.0 if about is None else _OF_SITUATION[min(about, len(_OF_SITUATION) - 1)]
    if not helped:
        return added
    known = [helped[phrase.id, each] for each in (*situations, None) if (phrase.id, each) in helped]
    return added + (max(-_MOST_HELP, min(_MOST_HELP, known[0])) if known else 0.0)


def plainness(phrase: Phrase, situation: Situation, known: AbstractSet[str]) -> float:
    """What is known is told before what is usual; where nothing is known, that is said first."""
    if phrase.stage not in _TELLS_WHERE_IT_STANDS:
        return 0.0
    if known & _CONCRETE:
        return -_USUAL if phrase.situations and not phrase.slots & _CONCRETE else 0.0
    if situation.state is not State.UNKNOWN:
        return 0.0
    if phrase.when == {State.UNKNOWN} and not phrase.situations:
        return _HONEST
    return -_USUAL if phrase.situations else 0.0


def overlap(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """0 for no word in common, 1 for the same words."""
    shared = len(one & other)
    return shared / max(1, len(one) + len(other) - shared)


def sameness(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """From 1 on, two wordings are too alike to stand in one answer: most words shared, or one all within the other."""
    within = len(one & other) / max(1, min(len(one), len(other)))
    return max(overlap(one, other) / _MOST_SHARED, within / _MOST_WITHIN)


def likeness(one: Phrase, other: Phrase) -> float:
    """0 for nothing in common, up to the weight of saying the same in the same words."""
    return _SAME * overlap(one.words, other.words)
