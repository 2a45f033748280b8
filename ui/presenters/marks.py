"""Places in a text as Qt counts them."""

from __future__ import annotations

_ONE_UNIT = 0xFFFF


def utf16(text: str, at: int) -> int:
    """Code point `at` as UTF-16 units: an emoji before it counts twice."""
    return at + sum(ord(letter) > _ONE_UNIT for letter in text[:at])
