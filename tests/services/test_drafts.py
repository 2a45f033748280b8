"""A language model beside the real suggestions and the checker that ships: what it hears, and what of it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.bootstrap import phrase_checker
from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.generator import told
from app.phrasing.drafting import Drafting, Outline
from app.services.drafts import DraftService
from app.services.suggestions import SuggestionRequest
from tests.services.conftest import Counter

REQUEST = SuggestionRequest(
    Stage.EMPATHY,
    Mood.ANXIOUS,
    Channel.COUNTER,
    ContactKind.COMPLAINT,
    utterance="kartu saya ketelan, 0812345678",
)
GOOD = "Saya periksa catatannya sekarang, {voc}."


@dataclass
class Model:
    """Answers what it was given, and keeps what it was told."""

    texts: tuple[str, ...]
    heard: list[Outline] = field(default_factory=list)

    def wordings(self, outline: Outline) -> tuple[str, ...]:
        self.heard.append(outline)
        return self.texts


def test_only_what_keeps_the_rules_and_passes_the_checker_is_shown(counter: Counter) -> None:
    model = Model((GOOD, "Itu salah {you} sendiri, {voc}.", "Besok pasti selesai, {voc}.", "Saya {nama}."))
    made: list[Drafting] = []

    def drafting() -> Drafting:
        made.append(Drafting(phrase_checker()))
        return made[-1]

    service = DraftService(counter.suggestions, model, drafting)
    assert made == [], "a counter that asks for nothing makes no checker"
    for _ in range(2):
        shown = service.drafts(REQUEST)
        assert [one.text.split(",")[0] for one in shown] == ["Saya periksa catatannya sekarang"]
    assert len(made) == 1
    assert "0812" not in told(model.heard[0])
    assert "ketelan" not in told(model.heard[0])


def test_the_matter_is_told_by_its_name_in_the_library(counter: Counter) -> None:
    model = Model(())
    DraftService(counter.suggestions, model, lambda: Drafting(phrase_checker())).drafts(REQUEST)
    named = counter.suggestions.situation_name("card_swallowed")
    assert named is not None
    assert named in model.heard[0].situations


def test_without_a_model_nothing_is_made(counter: Counter) -> None:
    service = DraftService(counter.suggestions, None, lambda: Drafting(phrase_checker()))
    assert (service.is_on, service.drafts(REQUEST)) == (False, ())
