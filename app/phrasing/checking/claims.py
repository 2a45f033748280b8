"""What a text claims of days, times and money, read in the branch's zone."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.phrasing.context import Zone
from app.phrasing.times import ZONES, local_time
from app.phrasing.wording import MONTHS, WEEKDAYS

_MONTH = {name.casefold(): number for number, name in enumerate(MONTHS, 1)}
_MONTH |= {name[:3]: number for name, number in _MONTH.items()} | {"agt": 8, "agu": 8, "sept": 9, "nop": 11}
_WEEKDAY = {name.casefold(): number for number, name in enumerate(WEEKDAYS)} | {"jum'at": 4, "ahad": 6}
_NEAR = {
    "kemarin": -1,
    "hari ini": 0,
    "pagi ini": 0,
    "siang ini": 0,
    "sore ini": 0,
    "malam ini": 0,
    "nanti siang": 0,
    "nanti sore": 0,
    "nanti malam": 0,
    "besok": 1,
    "esok": 1,
    "lusa": 2,
}
_WEEKDAY_WORDS = "|".join(name for name in _WEEKDAY if name != "minggu")
_DAY = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY_WORDS}|hari minggu)\b,? ?)?(?:\b(?:tanggal |tgl\.? ?)?(?P<day>\d{{1,2}})[ -](?P<month>{'|'.join(sorted(_MONTH, key=len, reverse=True))})\b(?: (?P<year>\d{{4}}))?)"
    rf"|\b(?P<d2>\d{{1,2}})[/-](?P<m2>\d{{1,2}})[/-](?P<y2>\d{{4}})\b"
    rf"|\b(?:tanggal|tgl\.?) (?P<d3>\d{{1,2}})\b(?![.:\d])"
    rf"|\b(?P<near>{'|'.join(_NEAR)})\b"
    rf"|\b(?P<only>{_WEEKDAY_WORDS}|hari minggu)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?:pukul|jam|pkl\.?) (?P<hour>\d{1,2})(?:[.:](?P<minute>[0-5]\d))?(?P<part> (?:pagi|siang|sore|malam))?(?: (?P<zone>WIB|WITA|WIT)\b)?",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\bRp\.? ?(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(?: ?(ribu|rb|juta|jt|miliar))?|\b(\d+(?:[.,]\d+)?) ?(ribu|rb|juta|jt|miliar)\b(?: rupiah)?",
    re.IGNORECASE,
)
_SCALE = {"ribu": 1_000, "rb": 1_000, "juta": 1_000_000, "jt": 1_000_000, "miliar": 1_000_000_000}
_NOON, _HALF_DAY = 12, 12


@dataclass(frozen=True, slots=True)
class DayClaim:
    start: int
    end: int
    days: frozenset[date]
    wrong_weekday: bool = False


@dataclass(frozen=True, slots=True)
class ClockClaim:
    start: int
    end: int
    clocks: frozenset[time]
    zone: str | None


@dataclass(frozen=True, slots=True)
class MoneyClaim:
    start: int
    end: int
    rupiah: int


def days_in(text: str, now: datetime, zone: Zone) -> Iterator[DayClaim]:
    today = local_time(now, zone).date()
    for found in _DAY.finditer(text):
        days, wrong = _days(found, today)
        if days or wrong:
            yield DayClaim(found.start(), found.end(), frozenset(days), wrong)


def _days(found: re.Match[str], today: date) -> tuple[set[date], bool]:
    if found["near"]:
        return {today + timedelta(days=_NEAR[found["near"].casefold()])}, False
    if found["only"]:
        wanted = _WEEKDAY[found["only"].casefold().removeprefix("hari ")]
        return {day for day in (today + timedelta(days=n) for n in range(-13, 28)) if day.weekday() == wanted}, False
    if found["d3"]:
        return {day for year, month in _months_around(today) if (day := _date(year, month, int(found["d3"])))}, False
    number = int(found["day"] or found["d2"])
    month = _MONTH[found["month"].casefold()] if found["month"] else int(found["m2"])
    year = found["year"] or found["y2"]
    years = [int(year)] if year else [today.year - 1, today.year, today.year + 1]
    days = {day for each in years if (day := _date(each, month, number))}
    weekday = found["weekday"]
    fitting = {
        day for day in days if not weekday or day.weekday() == _WEEKDAY[weekday.casefold().removeprefix("hari ")]
    }
    near = {day for day in days if abs((day - today).days) <= 183}  # noqa: PLR2004 - half a year: the year is not in doubt
    return days, bool(weekday) and not fitting & (near or days)


def _months_around(today: date) -> list[tuple[int, int]]:
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    after = first + timedelta(days=32)
    return [(each.year, each.month) for each in (before, first, after)]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def clocks_in(text: str) -> Iterator[ClockClaim]:
    for found in _CLOCK.finditer(text):
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        if hour > 24:  # noqa: PLR2004 - "jam 45" is no clock time
            continue
        part = (found["part"] or "").strip().casefold()
        clocks = {time(hour % 24, minute)}
        if hour < _NOON and part in {"siang", "sore", "malam"}:
            clocks = {time(hour + _HALF_DAY, minute)} if hour or part == "malam" else clocks
        elif 1 <= hour < _NOON and not part and not found["minute"]:
            clocks.add(time(hour + _HALF_DAY, minute))
        yield ClockClaim(found.start(), found.end(), frozenset(clocks), (found["zone"] or "").upper() or None)


def money_in(text: str) -> Iterator[MoneyClaim]:
    for found in _MONEY.finditer(text):
        whole, rest, scale, plain, plain_scale = found.groups()
        if whole:
            value = float(whole.replace(".", "") + ("." + rest if rest and scale else ""))
            amount = round(value * _SCALE.get((scale or "").casefold(), 1))
        else:
            amount = round(float(plain.replace(",", ".")) * _SCALE[plain_scale.casefold()])
        yield MoneyClaim(found.start(), found.end(), amount)


def zone_name(zone: Zone) -> str:
    return str(ZONES[zone].tzname(None))
