"""A suggestion service that shows what the engine was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.suggestions import SuggestionRequest
from tests.fake_answers import FakeAnswer, FakeFact, FakeMissing, FakeSuggestion

if TYPE_CHECKING:
    from tests.fakes_counter import Desk


class FakeSuggestions:
    """Sentences that show what the engine was asked."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.missing: tuple[FakeMissing, ...] = ()
        self.situations: tuple[str, ...] = ()
        self.names: dict[str, str] = {}

    def situation_name(self, situation: str, /) -> str | None:
        return self.names.get(situation)

    def suggest(self, request: SuggestionRequest, limit: int = 5) -> FakeAnswer:
        self.desk.requests.append(request)
        if self.desk.engine is not None:
            return self.desk.engine(request, limit)
        stage = request.stage.value
        clock = "pukul 15.00 WITA"
        texts = (f"Kalimat {stage} satu {clock}.", f"Mohon maaf, kalimat {stage} dua.", f"Kalimat {stage} tiga.")
        kept = tuple(text for text in texts if not (request.apologised and "maaf" in text))
        facts = (FakeFact(clock, "case.steps[1].estimate_at"),)
        return FakeAnswer(
            tuple(
                FakeSuggestion(text, (f"{stage}.{at}",), facts if clock in text else ()) for at, text in enumerate(kept)
            ),
            self.missing,
            self.situations,
        )
