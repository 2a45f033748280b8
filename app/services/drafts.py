"""Wordings of the organisation's own language model beside those of the library: asked apart, and vetted here."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class DraftService:
    """Off where there is no generator."""

    suggestions: SuggestionService
    generator: Generator | None
    load_drafting: Callable[[], Drafting]

    @property
    def is_on(self) -> bool:
        """Whether this device was told of a model."""
        return self.generator is not None

    def drafts(self, request: SuggestionRequest, limit: int = MOST_SHOWN) -> tuple[Suggestion, ...]:
        """At most `limit` vetted wordings; LoketError(UNREACHABLE). May take seconds: never on the screen's thread."""
        if self.generator is None:
            return ()
        context = self.suggestions.context(request)
        drafting = self.load_drafting()
        names = (self.suggestions.situation_name(each) for each in self.suggestions.suggest(request, 1).situations)
        outline = drafting.outline(context, [name for name in names if name is not None])
        return drafting.vetted(context, self.generator.wordings(outline), limit)
