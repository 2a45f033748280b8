"""Values that people and other systems hand in: instants in ISO 8601 with offset, amounts in whole rupiah."""

from __future__ import annotations

from datetime import UTC, datetime

MOST_COST = 10**15
"""More rupiah than any step costs; what is above is a slip, and too long for some programs' numbers."""

AN_INSTANT = "2026-11-24T15:00:00+07:00"
"""How one is written, for those who wrote it otherwise."""

FIRST_YEAR, LAST_YEAR = 1900, 9000
"""Outside of these a change of zone can leave the calendar, and a store that holds it could not be read again."""


def read_instant(text: str) -> datetime | None:
    """The instant in UTC, or None where the text is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment.astimezone(UTC)
