"""What may stand in a sentence-part that is said to a customer as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

MAX_WORDS = 15
"""A spoken sentence has at most 20 words; the phrase around the part needs the rest."""

_PLACEHOLDER = re.compile(r"[{}\[\]<>]|%\(?\w")
_CODE = re.compile(r"\b[A-Z0-9]+_[A-Z0-9_]+\b")
_ENDING = re.compile(r"[.!?;:,]$")


class SayableFault(StrEnum):
    """Why a text cannot be said as part of a sentence."""

    TOO_LONG = "too_long"
    DIGIT = "digit"
    PLACEHOLDER = "placeholder"
    CODE = "code"
    ENDING = "ending"


def sayable_fault(text: str, codes: Iterable[str] = ()) -> SayableFault | None:
    """The first fault of `text`; `codes` are words that must not be heard (report codes, unit codes)."""
    if len(text.split()) > MAX_WORDS:
        return SayableFault.TOO_LONG
    if _PLACEHOLDER.search(text):
        return SayableFault.PLACEHOLDER
    words = set(re.findall(r"\w+", text))
    if _CODE.search(text) or not words.isdisjoint(codes):
        return SayableFault.CODE
    # a number would be a claim about this case that nothing in the case supports
    if any(letter.isdigit() for letter in text):
        return SayableFault.DIGIT
    return SayableFault.ENDING if _ENDING.search(text) else None


def in_language(plain: str, plain_en: str, language: str) -> str:
    """English has its own words; any other language is told in Indonesian until it has words of its own."""
    return plain_en if language == "en" else plain
