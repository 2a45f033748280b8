"""The branch's clock: its zone, its part of the day, and the days around now."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from app.phrasing.context import Language, Zone

# Indonesia keeps no summer time, so a fixed offset is exact and needs no zone files.
ZONES = {
    Zone.JAKARTA: timezone(timedelta(hours=7), "WIB"),
    Zone.MAKASSAR: timezone(timedelta(hours=8), "WITA"),
    Zone.JAYAPURA: timezone(timedelta(hours=9), "WIT"),
}
STALE_AFTER = timedelta(hours=24)
# The polite forms: krama in Javanese, lemes in Sundanese.
LOCAL_PARTS = {
    Language.JAVANESE: {"pagi": "enjing", "siang": "siang", "sore": "sonten", "malam": "dalu"},
    Language.SUNDANESE: {"pagi": "enjing", "siang": "siang", "sore": "sonten", "malam": "wengi"},
}
_NEAR_DAYS = {-1: "kemarin", 0: "hari ini", 1: "besok", 2: "lusa"}


@dataclass(frozen=True, slots=True)
class DayParts:
    """The hours at which siang, sore and malam begin; what comes before siang is pagi."""

    siang: int = 11
    sore: int = 15
    malam: int = 18

    def word(self, local: datetime) -> str:
        if local.hour < self.siang:
            return "pagi"
        if local.hour < self.sore:
            return "siang"
        return "sore" if local.hour < self.malam else "malam"

    def word_in(self, language: Language, local: datetime) -> str:
        """The same part of the day as it is said in another language."""
        word = self.word(local)
        return LOCAL_PARTS[language][word] if language in LOCAL_PARTS else word


def local_time(instant: datetime, zone: Zone) -> datetime:
    return instant.astimezone(ZONES[zone])


def near_day(local: datetime, now: datetime) -> str | None:
    """kemarin, hari ini, besok or lusa, seen from `now`; None for any other day. Both in the branch's zone."""
    return _NEAR_DAYS.get((local.date() - now.date()).days)


def is_stale(reported_at: datetime | None, now: datetime) -> bool:
    return reported_at is not None and now - reported_at > STALE_AFTER
