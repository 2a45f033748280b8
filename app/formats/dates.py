"""Dates and times in words, in the zone of the branch (source: CLDR by Babel; zone names by Indonesian law)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import DateTimePattern, format_timedelta, parse_pattern

from app.formats.money import NumberFormats

ZONE_NAMES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Ujung_Pandang": "WITA",
    "Asia/Jayapura": "WIT",
}
"""Keputusan Presiden 41/1987; CLDR gives English letters for two of the three."""

_Unit = Literal["year", "month", "week", "day", "hour", "minute"]
_UNITS: tuple[tuple[_Unit, int], ...] = (
    ("year", 365 * 86400),
    ("month", 30 * 86400),
    ("week", 7 * 86400),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
)
_MINUTE = 60
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class _Patterns:
    day: str
    short_day: str
    clock: str
    clock_zone: str
    day_clock: str
    just_now: str
    yesterday: str
    tomorrow: str


_INDONESIAN = _Patterns(
    day="EEEE, d MMMM y",
    short_day="EEE, d MMM",
    clock="HH.mm",
    clock_zone="pukul {clock} {zone}",
    day_clock="{day} pukul {clock} {zone}",
    just_now="baru saja",
    yesterday="kemarin",
    tomorrow="besok",
)
_ENGLISH = _Patterns(
    day="EEEE, d MMMM y",
    short_day="EEE, d MMM",
    clock="HH:mm",
    clock_zone="{clock} {zone}",
    day_clock="{day} at {clock} {zone}",
    just_now="just now",
    yesterday="yesterday",
    tomorrow="tomorrow",
)


class Formats(NumberFormats):
    """Dates, amounts and numbers of one language; make another one to switch.

    Immutable once made, so several threads may share it; quick enough to be asked for every painted row.
    """

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.language = language
        self._patterns = _ENGLISH if language == "en" else _INDONESIAN
        self._day = parse_pattern(self._patterns.day)
        self._short_day = parse_pattern(self._patterns.short_day)

    def day(self, moment: datetime, zone: str) -> str:
        """Selasa, 24 November 2026."""
        return self._apply(self._day, moment, zone)

    def short_day(self, moment: datetime, zone: str) -> str:
        """Sel, 24 Nov."""
        return self._apply(self._short_day, moment, zone)

    def clock(self, moment: datetime, zone: str) -> str:
        """09.41; in English 09:41."""
        local = moment.astimezone(_zone(zone))
        separator = self._patterns.clock[2]
        return f"{local.hour:02}{separator}{local.minute:02}"

    def clock_zone(self, moment: datetime, zone: str) -> str:
        """Pukul 15.00 WIB, in lower case; in English 15:00 WIB."""
        return self._patterns.clock_zone.format(clock=self.clock(moment, zone), zone=zone_name(moment, zone))

    def day_clock(self, moment: datetime, zone: str) -> str:
        """Selasa, 24 November 2026 pukul 15.00 WIB."""
        return self._patterns.day_clock.format(
            day=self.day(moment, zone), clock=self.clock(moment, zone), zone=zone_name(moment, zone)
        )

    def age(self, moment: datetime, now: datetime) -> str:
        """2 jam yang lalu, or dalam 2 jam; whole units that have passed, never rounded up."""
        passed = now - moment
        seconds = abs(passed.total_seconds())
        if seconds < _MINUTE:
            return self._patterns.just_now
        name, size = next((name, size) for name, size in _UNITS if seconds >= size)
        whole = timedelta(seconds=seconds // size * size)
        signed = -whole if passed > timedelta() else whole
        return format_timedelta(signed, granularity=name, threshold=0.99, add_direction=True, locale=self._locale)

    def relative(self, moment: datetime, now: datetime, zone: str) -> str:
        """The shortest that is clear: an age within the hour, else 09.41, kemarin 16.20, Sel, 24 Nov 09.41."""
        if abs((now - moment).total_seconds()) < _HOUR:
            return self.age(moment, now)
        clock = self.clock(moment, zone)
        match (moment.astimezone(_zone(zone)).date() - now.astimezone(_zone(zone)).date()).days:
            case 0:
                return clock
            case -1:
                return f"{self._patterns.yesterday} {clock}"
            case 1:
                return f"{self._patterns.tomorrow} {clock}"
            case _:
                return f"{self.short_day(moment, zone)} {clock}"

    def _apply(self, pattern: DateTimePattern, moment: datetime, zone: str) -> str:
        return pattern.apply(moment.astimezone(_zone(zone)), self._locale)


def zone_name(moment: datetime, zone: str) -> str:
    """WIB, WITA or WIT; elsewhere what the zone calls itself."""
    return ZONE_NAMES.get(zone) or moment.astimezone(_zone(zone)).tzname() or zone


@lru_cache(maxsize=32)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
