"""A language model of the organisation for tests of the screen: off, until it is given wordings."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.phrasing.answers import Suggestion
from app.services.suggestions import SuggestionRequest


@dataclass
class FakeDrafts:
    """`texts` are answered to each request; `broken` is raised instead."""

    is_on: bool = False
    texts: tuple[str, ...] = ()
    broken: Exception | None = None
    asked: list[SuggestionRequest] = field(default_factory=list)

    def drafts(self, request: SuggestionRequest, limit: int = 2) -> tuple[Suggestion, ...]:
        self.asked.append(request)
        if self.broken is not None:
            raise self.broken
        return tuple(
            Suggestion(text, request.stage, (f"draft-{at}",), 0.5, (), "") for at, text in enumerate(self.texts[:limit])
        )
