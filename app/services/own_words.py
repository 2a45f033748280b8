"""What people type themselves: the agent's sentence held against the record, the customer's words for their mood."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.interactions import Mood
    from app.phrasing.checking import Checker, Finding
    from app.phrasing.context import Context
    from app.phrasing.mood import MoodModel
    from app.services.suggestions import SuggestionRequest


class Contexts(Protocol):
    """The moment at the counter in the words of the phrasing contract."""

    def context(self, request: SuggestionRequest, /) -> Context: ...


class OwnWordsService:
    """Nothing of it is kept: what is typed is only looked at."""

    def __init__(
        self, contexts: Contexts, load_checker: Callable[[], Checker], load_moods: Callable[[], MoodModel]
    ) -> None:
        self._contexts = contexts
        self._load_checker = load_checker
        self._load_moods = load_moods

    def check(self, text: str, request: SuggestionRequest, /) -> tuple[Finding, ...]:
        """The faults of a sentence that is about to be said in this moment, the worst first."""
        return self._checker.check(text, self._contexts.context(request))

    def mood(self, text: str, /) -> Mood | None:
        """How these words sound; None where that is not sure enough to show."""
        return self._moods.guess(text).mood

    # a command that checks nothing need not read the words and the model

    @cached_property
    def _checker(self) -> Checker:
        return self._load_checker()

    @cached_property
    def _moods(self) -> MoodModel:
        return self._load_moods()
