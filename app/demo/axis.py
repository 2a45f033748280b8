"""Working time as one line: positions in working minutes, so that what was made up happens while offices are open."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

OPENS = time(8)
DAY_MINUTES = 540
"""08.00 to 17.00."""
DAYS_BACK, DAYS_AHEAD = 400, 120


class Workdays(Protocol):
    """Which days offices work."""

    def is_workday(self, day: date) -> bool: ...


class WorkAxis:
    """Working minutes of one branch around `now`; position 0 lies far in the past, `now` is the present one."""

    def __init__(self, zone: str, workdays: Workdays, now: datetime) -> None:
        place = ZoneInfo(zone)
        today = now.astimezone(place).date()
        days = (today + timedelta(days=offset) for offset in range(-DAYS_BACK, DAYS_AHEAD))
        self._opens = [datetime.combine(day, OPENS, place).astimezone(UTC) for day in days if workdays.is_workday(day)]
        self.now = self.position(now)

    def position(self, moment: datetime) -> float:
        """Working minutes passed until `moment`; the whole evening and weekend is the end of the day before."""
        index = max(bisect_right(self._opens, moment) - 1, 0)
        passed = (moment - self._opens[index]).total_seconds() / 60
        return index * DAY_MINUTES + min(max(passed, 0.0), DAY_MINUTES)

    def at(self, position: float) -> datetime:
        """The instant of a position, in UTC."""
        index = min(max(int(position // DAY_MINUTES), 0), len(self._opens) - 1)
        return self._opens[index] + timedelta(seconds=round((position - index * DAY_MINUTES) * 60))

    def quarter(self, position: float) -> float:
        """The next full quarter of an hour, as people estimate."""
        return -(-position // 15) * 15

    def opening(self, days_ago: int) -> float:
        """The start of the working day that lies `days_ago` working days before the present one."""
        return (self.now // DAY_MINUTES - days_ago) * DAY_MINUTES
