"""How long to wait between rounds: short while somebody looks, longer with every failure, never in step with others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import SystemRandom


class Pace(StrEnum):
    """What the person at the console is doing."""

    FOCUSED = "focused"
    LIST = "list"
    IDLE = "idle"


_BETWEEN = {Pace.FOCUSED: (0.25, 0.5), Pace.LIST: (1.2, 2.0), Pace.IDLE: (5.0, 15.0)}
_LEAST_BACK_OFF = 0.25
_FIRST_BACK_OFF = 1.0
_LONGEST_BACK_OFF = 300.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Chooses seconds to wait; `random` is handed in so that a test can choose too."""

    random: SystemRandom

    def next(self, pace: Pace, failures: int) -> float:
        """Seconds until the next round after so many failures in a row (full jitter)."""
        low, high = _BETWEEN[pace]
        if failures == 0:
            return self.random.uniform(low, high)
        ceiling = min(_LONGEST_BACK_OFF, _FIRST_BACK_OFF * 2.0 ** min(failures - 1, 10))
        return self.random.uniform(_LEAST_BACK_OFF, ceiling)


def longest(pace: Pace) -> float:
    """The longest regular wait at this pace, in seconds."""
    return _BETWEEN[pace][1]
