"""Time and identities that come from the seed alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

START = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(slots=True)
class WorldClock:
    """The true time, which the shared database keeps."""

    time: datetime = START

    def now(self) -> datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass(slots=True)
class SkewedClock:
    """The clock of one device; it ticks at each look, so that no two things happen at once."""

    world: WorldClock
    skew: timedelta = timedelta()
    _looks: int = 0

    def now(self) -> datetime:
        self._looks += 1
        return self.world.time + self.skew + timedelta(microseconds=self._looks)


@dataclass(slots=True)
class SeededIds:
    """UUIDv7 of the true time with the seed's random bits."""

    random: Random
    clock: WorldClock
    given: set[str] = field(default_factory=set)

    def new(self) -> str:
        millis = (self.clock.time - _EPOCH) // _MILLISECOND
        bits = self.random.getrandbits(74)
        high, low = bits >> 62, bits & ((1 << 62) - 1)
        value = (millis << 80) | (0x7000 | high) << 64 | (0b10 << 62) | low
        text = f"{value:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
