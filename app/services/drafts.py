"""Wordings of the organisation's own language model beside those of the library: asked apart, and vetted here."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.phrasing.answers import Suggestion
    from app.phrasing.drafting import Drafting, Outline
    from app.services.suggestions import SuggestionRequest, SuggestionService

MOST_SHOWN = 2


class Generator(Protocol):
    """A language model behind whatever line; it is told nothing of the record but the names of its placeholders."""

    def wordings(self, outline: Outline) -> tuple[str, ...]:
        """Wordings with placeholders in braces; LoketError(UNREACHABLE) where there is no answer in time."""
        ...


class DraftService:
    """Off where there is no generator."""

    def __init__(
        self, suggestions: SuggestionService, generator: Generator | None, load_drafting: Callable[[], Drafting]
    ) -> None:
        self._suggestions = suggestions
        self._generator = generator
        self._load_drafting = load_drafting

    @property
    def is_on(self) -> bool:
        """Whether this device was told of a model."""
        return self._generator is not None

    def drafts(self, request: SuggestionRequest, limit: int = MOST_SHOWN) -> tuple[Suggestion, ...]:
        """At most `limit` vetted wordings; LoketError(UNREACHABLE). May take seconds: never on the screen's thread."""
        if self._generator is None:
            return ()
        context = self._suggestions.context(request)
        names = (self._suggestions.situation_name(each) for each in self._suggestions.suggest(request, 1).situations)
        outline = self._drafting.outline(context, [name for name in names if name is not None])
        return self._drafting.vetted(context, self._generator.wordings(outline), limit)

    @cached_property
    def _drafting(self) -> Drafting:
        # it comes with a checker, which takes longer to make than all else here
        return self._load_drafting()
