"""The order in which pieces are said: acknowledge, explain, act, commit, as the mood asks."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.interactions import Mood, Stage
from app.phrasing.phrase import Phrase
from app.phrasing.ranking import overlap
from app.phrasing.slots import Slot
from app.phrasing.topics import Topics

_ACKNOWLEDGED = frozenset({Mood.ANXIOUS, Mood.DISAPPOINTED, Mood.ANGRY})
_ACKNOWLEDGE_FIRST = frozenset({Stage.EXPLANATION, Stage.SOLUTION, Stage.COMMITMENT})
_FOLLOWED = frozenset({Stage.EXPLANATION, Stage.SOLUTION})
_NAMED_ONCE = frozenset({"title", "promise_due", "incident"})
_DATES = frozenset({"estimate", "new_estimate", "incident_estimate", "due", "promise_due", "past_estimate"})
_CONCRETE = frozenset({"estimate", "new_estimate", "incident_estimate", "due", "options"})
_KNOWN_FACTS = _CONCRETE | {"step", "promise_due", "reason", "documents"}
_POINTS_BACK = re.compile(r"(?:Itu|Keterangan ini)\b")
_ECHO = 0.2
_MOST_SENTENCES = 3
_FOLLOWS_TRIED = 2
_OPENINGS_TRIED = 4


@dataclass(slots=True)
class Pieces:
    """What may stand before and after a body, best first, and which entries the answer has used."""

    openings: Sequence[Phrase]
    ages: Sequence[Phrase]
    follows: Sequence[Phrase]
    stale: bool
    slots: Mapping[str, Slot]
    mood: Mood
    stage: Stage
    topics: Topics
    used: set[str] = field(default_factory=set)
    opened: Counter[str] = field(default_factory=Counter)


def ways(body: Phrase, turn: int, pieces: Pieces) -> Iterator[tuple[Phrase, ...]]:
    """All ways to say a body, the one that the mood asks for first; each turn begins with another opening."""
    for end in _ends(body, turn, pieces):
        for head in _heads(body, turn, pieces):
            if not end:
                yield from ((*head, body, follow) for follow in _follows(head, body, pieces))
            yield (*head, *end, body) if end and body.text.endswith("?") else (*head, body, *end)


def _heads(body: Phrase, turn: int, pieces: Pieces) -> Iterator[tuple[Phrase, ...]]:
    """Anger hears an acknowledgement and one sentence, worry what is known first, disappointment that we own it."""
    if pieces.mood not in _ACKNOWLEDGED or body.acknowledges or pieces.stage not in _ACKNOWLEDGE_FIRST:
        yield ()
        return
    if pieces.mood is Mood.ANGRY and body.sentences > 1:
        return
    if not pieces.openings or (pieces.mood is Mood.ANXIOUS and turn % 2 == 0 and body.slots & _KNOWN_FACTS):
        yield ()
    yield from ((opening,) for opening in _openings(body, pieces))


def _openings(body: Phrase, pieces: Pieces) -> list[Phrase]:
    """Those least used in this answer first; those that would name again what the body names come last."""
    about = [each for each in pieces.openings if pieces.topics.opens(each, body)]
    if not about:
        return []
    fitting = [each for each in about if not (each.apology and body.apology)]
    ordered = sorted(fitting, key=lambda each: (pieces.opened[each.id], bool(each.slots & body.slots & _NAMED_ONCE)))
    return [*ordered[:_OPENINGS_TRIED], *ordered[len(ordered) - 1 :]] if len(ordered) > _OPENINGS_TRIED else ordered


def _follows(head: tuple[Phrase, ...], body: Phrase, pieces: Pieces) -> list[Phrase]:
    """One sentence that acts or commits, with a time or options that the body does not tell; each once an answer."""
    if pieces.stage not in _FOLLOWED or "?" in body.text:
        return []
    if pieces.mood is Mood.ANGRY and (head or body.sentences > 1):
        return []
    if sum(each.sentences for each in (*head, body)) >= _MOST_SENTENCES:
        return []
    said = body.slots.union(*(each.slots for each in head))
    return [each for each in pieces.follows if each.id not in pieces.used and _adds(each, said, body)][:_FOLLOWS_TRIED]


def _adds(follow: Phrase, said: frozenset[str], body: Phrase) -> bool:
    concrete = follow.slots & _CONCRETE
    if not concrete or follow.sentences > 1 or follow.acknowledges or follow.apology or follow.id == body.id:
        return False
    if "incident" in said and "options" in concrete:
        return False
    if concrete & said or (follow.slots & _DATES and said & _DATES) or follow.slots & said & _NAMED_ONCE:
        return False
    if follow.situations and body.situations and not follow.situations & body.situations:
        return False
    return "?" not in follow.text and overlap(follow.words, body.words) < _ECHO


def _ends(body: Phrase, turn: int, pieces: Pieces) -> list[tuple[Phrase, ...]]:
    """Nothing, or the age of the report where the body tells of an old one and does not say so."""
    if not pieces.stale or "report" in body.slots or not _tells(body, pieces.slots):
        return [()]
    if pieces.mood is Mood.ANGRY and (body.sentences > 1 or not body.acknowledges):
        return []
    at = turn % len(pieces.ages) if pieces.ages else 0
    # before a question, which ends the text, an age cannot point back
    asks = body.text.endswith("?")
    return [(age,) for age in (*pieces.ages[at:], *pieces.ages[:at]) if not (asks and _POINTS_BACK.match(age.text))]


def _tells(body: Phrase, slots: Mapping[str, Slot]) -> bool:
    sources = (fact.source for slot in body.slots for fact in slots[slot].facts)
    return body.tells or any(source.startswith("case.steps[") for source in sources)
