"""Working days of Indonesia: weekends, public holidays, and joint leave as a kind of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

OPENS = time(8)
CLOSES = time(17)
_SATURDAY = 5


class DayKind(StrEnum):
    """What sort of day it is for an office."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    JOINT_LEAVE = "joint_leave"


class IndonesianCalendar:
    """Published holidays (source: the `holidays` package); an office may choose to work on joint leave."""

    def __init__(self, *, works_on_joint_leave: bool = False) -> None:
        self._works_on_joint_leave = works_on_joint_leave

    def kind(self, day: date) -> DayKind:
        """Joint leave is told apart from a public holiday, because some sectors work on it."""
        if day.weekday() >= _SATURDAY:
            return DayKind.WEEKEND
        public, joint = _holidays(day.year)
        if day in public:
            return DayKind.HOLIDAY
        return DayKind.JOINT_LEAVE if day in joint else DayKind.WORKDAY

    def is_workday(self, day: date) -> bool:
        kind = self.kind(day)
        return kind is DayKind.WORKDAY or (kind is DayKind.JOINT_LEAVE and self._works_on_joint_leave)

    def add_working_minutes(self, start: datetime, minutes: int, zone: str) -> datetime:
        """The instant (UTC) when `minutes` of working time have passed after `start`; offices work 08.00 to 17.00."""
        place = ZoneInfo(zone)
        moment = start.astimezone(place)
        left = timedelta(minutes=minutes)
        while True:
            opens, closes = (datetime.combine(moment.date(), edge, place) for edge in (OPENS, CLOSES))
            moment = max(moment, opens)
            if moment < closes and self.is_workday(moment.date()):
                if moment + left <= closes:
                    return (moment + left).astimezone(UTC)
                left -= closes - moment
            moment = datetime.combine(moment.date() + timedelta(days=1), OPENS, place)


@lru_cache(maxsize=64)
def _holidays(year: int) -> tuple[frozenset[date], frozenset[date]]:
    from holidays import country_holidays

    public = country_holidays("ID", years=year, categories="public")
    joint = country_holidays("ID", years=year, categories="government")
    return frozenset(public), frozenset(joint)
