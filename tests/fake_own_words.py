"""A check and a mood guess that know a few words, for tests of the screen."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.interactions import Mood
from app.services.suggestions import SuggestionRequest


@dataclass(frozen=True)
class FakeFinding:
    label: str
    severity: str
    start: int
    end: int
    reason: str
    rewrite: str | None = None


FAULTS = {
    "tidak bisa": (
        "deadend",
        "block",
        "Penolakan tanpa jalan lain.",
        "Yang bisa saya bantu sekarang, Bu, mengantarnya.",
    ),
    "secepatnya": ("empty_promise", "warn", "Janji tanpa waktu.", None),
    "pending": ("jargon", "hint", "Istilah dalam.", "Masih kami kerjakan, Bu."),
}


@dataclass
class FakeOwnWords:
    """`FAULTS` where their words stand; `broken` is raised instead of an answer."""

    checked: list[tuple[str, SuggestionRequest]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    broken: Exception | None = None

    def check(self, text: str, request: SuggestionRequest, /) -> tuple[FakeFinding, ...]:
        self.checked.append((text, request))
        if self.broken is not None:
            raise self.broken
        found = []
        for words, (label, severity, reason, rewrite) in FAULTS.items():
            start = text.casefold().find(words)
            if start >= 0:
                found.append(FakeFinding(label, severity, start, start + len(words), reason, rewrite))
        return tuple(found)

    def mood(self, text: str, /) -> Mood | None:
        self.heard.append(text)
        return Mood.ANXIOUS if "takut" in text.casefold() else None
