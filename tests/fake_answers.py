"""Answers of a phrasing engine that says what it is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FakeFact:
    text: str
    source: str


@dataclass(frozen=True)
class FakeSuggestion:
    text: str
    phrase_ids: tuple[str, ...] = ("p1",)
    facts: tuple[FakeFact, ...] = ()
    why: str = "Sesuai tahap pembicaraan."


@dataclass(frozen=True)
class FakeMissing:
    fact: str
    ask: str


@dataclass(frozen=True)
class FakeAnswer:
    suggestions: tuple[FakeSuggestion, ...] = ()
    missing: tuple[FakeMissing, ...] = ()
    situations: tuple[str, ...] = ()
