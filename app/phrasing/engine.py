"""The engine: from a context to a few suggestions that keep all the rules, and what is still to be asked."""

from collections.abc import Mapping
from functools import cached_property

from app.phrasing.answers import Answer
from app.phrasing.asks import missing_facts
from app.phrasing.context import Context
from app.phrasing.facts import slots_of
from app.phrasing.library import Library
from app.phrasing.moment import Moment
from app.phrasing.retrieval import SituationIndex
from app.phrasing.shelves import Shelves
from app.phrasing.situation import read_situation
from app.phrasing.times import DayParts
from app.phrasing.topics import Topics
from app.phrasing.wording import IndonesianWording, Wording


class Engine:
    """Says nothing of its own: the phrases, the wording and the hours of the day are handed to it."""

    def __init__(self, library: Library, wording: Wording | None = None, day_parts: DayParts | None = None) -> None:
        self._shelves = Shelves(library)
        self._wording = wording or IndonesianWording()
        self._day_parts = day_parts or DayParts()

    @cached_property
    def _index(self) -> SituationIndex:
        # weighing the examples takes longer than an answer, and a talk without words or title needs none
        return SituationIndex(self._shelves.library.situations())

    def suggest(
        self, context: Context, limit: int = 5, helped: Mapping[tuple[str, str | None], float] | None = None
    ) -> Answer:
        """At most `limit` suggestions, best first, each checked; and the facts that are missing.

        `helped` adds to the rank of a phrase, in a situation or in any (None), at most a tenth up or down.
        """
        topics = self._topics(context)
        situation = read_situation(context, elsewhere=topics.elsewhere)
        slots = slots_of(context, situation, self._wording, self._day_parts)
        moment = Moment(context, situation, topics, slots, self._shelves, self._day_parts, helped or {})
        return Answer(tuple(moment.suggestions(limit)), missing_facts(context, situation), topics.all)

    def _topics(self, context: Context) -> Topics:
        title = context.case.title if context.case else None
        if not title and not context.utterance:
            return Topics()
        return self._index.topics(context.utterance, title)
