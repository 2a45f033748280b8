"""The engine: from a context to a few suggestions that keep all the rules, and what is still to be asked."""

from collections.abc import Iterator, Mapping, Sequence

from app.domain.interactions import Channel, Mood, Stage
from app.phrasing.answers import Answer, Suggestion
from app.phrasing.asks import missing_facts
from app.phrasing.composing import Draft, compose
from app.phrasing.context import Context
from app.phrasing.facts import slots_of
from app.phrasing.guard import faults
from app.phrasing.library import Library, Part, Phrase
from app.phrasing.ranking import fitness, fits, likeness
from app.phrasing.situation import UPSET, Situation, read_situation
from app.phrasing.slots import Slot
from app.phrasing.times import DayParts
from app.phrasing.wording import IndonesianWording, Wording

_ACKNOWLEDGE_FIRST = frozenset({Stage.EXPLANATION, Stage.SOLUTION, Stage.COMMITMENT})
_NAMED_ONCE = frozenset({"title", "promise_due", "incident"})
_LEAST_SCORE = 0.05


class Engine:
    """Says nothing of its own: the phrases, the wording and the hours of the day are handed to it."""

    def __init__(self, library: Library, wording: Wording | None = None, day_parts: DayParts | None = None) -> None:
        self._library = library
        self._wording = wording or IndonesianWording()
        self._day_parts = day_parts or DayParts()

    def suggest(self, context: Context, limit: int = 5) -> Answer:
        """At most `limit` suggestions, best first, each checked; and the facts that are missing."""
        situation = read_situation(context)
        slots = slots_of(context, situation, self._wording, self._day_parts)
        moment = _Moment(context, situation, slots, self._library, self._day_parts)
        return Answer(tuple(moment.suggestions(limit)), missing_facts(context, situation))


class _Moment:
    """One call: the phrases that fit, tried from the best, each unlike those already chosen."""

    def __init__(
        self,
        context: Context,
        situation: Situation,
        slots: Mapping[str, Slot],
        library: Library,
        day_parts: DayParts,
    ) -> None:
        self._context = context
        self._situation = situation
        self._slots = slots
        self._day_parts = day_parts
        flags = {"stale"} if situation.stale else set()
        self._known = slots.keys() | flags | ({"case"} if context.case else set())
        self._bodies = self._fitting(library.of(context.stage))
        self._openings = self._fitting(library.openings())
        self._ages = self._fitting(library.of(Stage.EXPLANATION, Part.AGE))

    def suggestions(self, limit: int) -> Iterator[Suggestion]:
        left = {phrase.id: (fitness(phrase, self._situation), phrase) for phrase in self._bodies}
        texts: set[str] = set()
        while left and len(texts) < limit:
            score, body = max(left.values(), key=lambda each: (each[0], each[1].id))
            del left[body.id]
            draft = self._draft(body, len(texts))
            if draft is None or draft.text in texts:
                continue
            texts.add(draft.text)
            yield Suggestion(
                text=draft.text,
                stage=self._context.stage,
                phrase_ids=tuple(phrase.id for phrase in draft.phrases),
                score=round(max(score, _LEAST_SCORE), 3),
                facts=draft.facts,
                why=body.why,
            )
            left = {key: (value - likeness(phrase, body), phrase) for key, (value, phrase) in left.items()}

    def _fitting(self, phrases: Sequence[Phrase]) -> list[Phrase]:
        fitting = [phrase for phrase in phrases if fits(phrase, self._context, self._situation, self._known)]
        return sorted(fitting, key=lambda phrase: (-fitness(phrase, self._situation), phrase.id))

    def _draft(self, body: Phrase, turn: int) -> Draft | None:
        """The first way to say the body that keeps every rule; each turn begins with another opening."""
        spoken = self._context.channel is not Channel.CHAT
        for phrases in self._ways(body, turn):
            draft = compose(phrases, self._slots, spoken=spoken)
            if not faults(draft.text, draft.facts, self._context, self._day_parts):
                return draft
        return None

    def _ways(self, body: Phrase, turn: int) -> Iterator[tuple[Phrase, ...]]:
        for end in self._ends(body, turn):
            if self._needs_opening(body):
                if self._context.mood is Mood.ANGRY and body.sentences > 1:
                    continue
                yield from ((opening, body, *end) for opening in self._openings_for(body, turn))
            else:
                yield (body, *end)

    def _openings_for(self, body: Phrase, turn: int) -> list[Phrase]:
        """Openings by turn; those that would name again what the body names come last."""
        at = turn % len(self._openings)
        turned = [each for each in self._openings[at:] + self._openings[:at] if not (each.apology and body.apology)]
        return sorted(turned, key=lambda each: bool(each.slots & body.slots & _NAMED_ONCE))

    def _needs_opening(self, body: Phrase) -> bool:
        return (
            bool(self._openings)
            and not body.acknowledges
            and self._context.mood in UPSET
            and self._context.stage in _ACKNOWLEDGE_FIRST
        )

    def _ends(self, body: Phrase, turn: int) -> list[tuple[Phrase, ...]]:
        """Nothing, or the age of the report where the body tells of an old one and does not say so."""
        if not self._situation.stale or "report" in body.slots or not self._tells(body):
            return [()]
        if self._context.mood is Mood.ANGRY and (body.sentences > 1 or not body.acknowledges):
            return []
        turned = self._ages[turn % len(self._ages) :] + self._ages[: turn % len(self._ages)] if self._ages else []
        return [(age,) for age in turned]

    def _tells(self, body: Phrase) -> bool:
        sources = (fact.source for slot in body.slots for fact in self._slots[slot].facts)
        return body.tells or any(source.startswith("case.steps[") for source in sources)
