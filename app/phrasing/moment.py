"""One call of the engine: the phrases that fit, tried from the best, each unlike those already chosen."""

from collections.abc import Iterator, Mapping

from app.domain.interactions import Channel, Mood, Stage
from app.phrasing.answers import Suggestion
from app.phrasing.composing import Draft, compose
from app.phrasing.context import Context
from app.phrasing.guard import faults
from app.phrasing.phrase import Part, Phrase
from app.phrasing.plans import Pieces, ways
from app.phrasing.ranking import bonus, fits, likeness, plainness, sameness
from app.phrasing.sentences import split_sentences
from app.phrasing.shelves import Cell, Shelves
from app.phrasing.situation import CONTRADICTED, SOLVED, Situation
from app.phrasing.slots import Slot
from app.phrasing.times import DayParts, local_time
from app.phrasing.topics import Topics

_LEAST_SCORE = 0.05
_POOL = 48
_FOLLOWING = {
    Stage.EXPLANATION: (Stage.COMMITMENT, Stage.SOLUTION),
    Stage.SOLUTION: (Stage.COMMITMENT,),
    Stage.EMPATHY: (Stage.COMMITMENT, Stage.SOLUTION),
}
_FACTUAL = frozenset({Stage.EXPLANATION, Stage.SOLUTION, Stage.COMMITMENT})
_SETTLED_FIRST = frozenset({Stage.EXPLANATION, Stage.SOLUTION, Stage.COMMITMENT, Stage.CLOSING})

Ranked = tuple[float, Phrase]


class Moment:
    """What is known now, and what may be said of it."""

    def __init__(
        self,
        context: Context,
        situation: Situation,
        topics: Topics,
        slots: Mapping[str, Slot],
        shelves: Shelves,
        day_parts: DayParts,
        helped: Mapping[tuple[str, str | None], float],
    ) -> None:
        self._context, self._situation, self._topics = context, situation, topics
        self._slots, self._shelves, self._day_parts, self._helped = slots, shelves, day_parts, helped
        flags = {"stale"} if situation.stale else set()
        self._known = slots.keys() | flags | ({"case"} if context.case else set())
        mood = context.mood or Mood.CALM
        self._cell = Cell(situation.state, mood, context.channel, context.language)
        self._day = local_time(context.now, context.zone).date()
        self._chosen: list[Phrase] = []
        self._pieces = Pieces(
            openings=self._fitting(Stage.EMPATHY, Part.OPENING),
            ages=self._fitting(Stage.EXPLANATION, Part.AGE),
            follows=[each for stage in _FOLLOWING.get(context.stage, ()) for each in self._fitting(stage, Part.WHOLE)],
            stale=situation.stale,
            slots=slots,
            mood=mood,
            stage=context.stage,
            topics=topics,
        )

    def suggestions(self, limit: int) -> Iterator[Suggestion]:
        """At most `limit`, of scores that never rise; a smaller limit gives the first of the same."""
        bodies = self._ranked(self._context.stage, Part.WHOLE)
        texts: set[str] = set()
        tails: set[str] = set()
        ceiling = 1.0
        for start in range(0, len(bodies), _POOL):
            left = {phrase.id: (score, phrase) for score, phrase in bodies[start : start + _POOL]}
            while left and len(texts) < limit:
                score, body = max(left.values(), key=lambda each: (each[0], each[1].id))
                del left[body.id]
                form, draft = self._draft(body, len(texts))
                if draft is None or draft.text in texts or not tails.isdisjoint(self._tail(draft.text)):
                    continue
                tails.update(self._tail(draft.text))
                texts.add(draft.text)
                self._chosen.append(form)
                self._pieces.opened.update(phrase.id for phrase in draft.phrases if phrase.part is Part.OPENING)
                self._pieces.used.update(phrase.id for phrase in draft.phrases if phrase.part is Part.WHOLE)
                ceiling = min(ceiling, max(score, _LEAST_SCORE))
                yield self._suggestion(body, draft, ceiling)
                left = {key: (value - likeness(phrase, body), phrase) for key, (value, phrase) in left.items()}

    def _suggestion(self, body: Phrase, draft: Draft, score: float) -> Suggestion:
        return Suggestion(
            text=draft.text,
            stage=self._context.stage,
            phrase_ids=tuple(phrase.id for phrase in draft.phrases),
            score=round(score, 3),
            facts=draft.facts,
            why=body.why,
        )

    def _ranked(self, stage: Stage, part: Part) -> list[Ranked]:
        found = [
            (
                score + bonus(phrase, self._topics.all, self._helped) + plainness(phrase, self._situation, self._known),
                phrase,
            )
            for score, phrase in self._shelves.of(stage, part, self._cell)
            if fits(phrase, self._situation, self._known, self._topics)
            and phrase.governance.offered_on(self._day)
            and not self._is_beside_the_point(phrase)
        ]
        return sorted(found, key=lambda each: (each[0], each[1].id), reverse=True)

    def _fitting(self, stage: Stage, part: Part) -> list[Phrase]:
        return [phrase for _, phrase in self._ranked(stage, part)]

    def _is_beside_the_point(self, phrase: Phrase) -> bool:
        """Where customer and record contradict each other, only an entry made for that explains, acts or closes."""
        return (
            self._situation.state in CONTRADICTED
            and phrase.stage in _SETTLED_FIRST
            and phrase.part is Part.WHOLE
            and not phrase.when <= CONTRADICTED
        )

    def _draft(self, body: Phrase, turn: int) -> tuple[Phrase, Draft | None]:
        """The first way to say the body that keeps every rule, in the wording least like what is chosen."""
        for form in self._forms(body):
            for phrases in self._ways(form, turn):
                draft = compose(phrases, self._slots, spoken=self._context.channel is not Channel.CHAT)
                if not faults(draft.text, draft.facts, self._context, self._day_parts):
                    return form, draft
        return body, None

    def _ways(self, form: Phrase, turn: int) -> Iterator[tuple[Phrase, ...]]:
        if self._greets_before_a_closing(form):
            closings = self._fitting(Stage.CLOSING, Part.WHOLE)
            yield from ((form, each) for each in closings if each.language is not form.language)
        yield from ways(form, turn, self._pieces)

    def _greets_before_a_closing(self, form: Phrase) -> bool:
        """The questions that close a solved case are Indonesian; a courtesy in another language goes before them."""
        solved = self._situation.record in SOLVED
        return solved and form.stage is Stage.CLOSING and form.language.value != "id"

    def _forms(self, body: Phrase) -> list[Phrase]:
        """The wordings that can be filled and differ enough from those chosen, the least alike first."""
        shared = [(self._shared(form), form) for form in (body, *body.variants) if form.needs <= self._known]
        return [form for most, form in sorted(shared, key=lambda each: round(each[0], 1)) if most < 1]

    def _shared(self, form: Phrase) -> float:
        return max((sameness(form.words, each.words) for each in self._chosen), default=0.0)

    def _tail(self, text: str) -> tuple[str, ...]:
        """What follows the first sentence where facts are told: said once in an answer, whatever stands before it."""
        rest = " ".join(split_sentences(text)[1:]) if self._context.stage in _FACTUAL else ""
        return (rest,) if rest else ()
