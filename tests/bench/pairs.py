"""A figure and its physical limit, measured in turns: a machine that is busy elsewhere slows both alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

Rate = Callable[[], float]
"""Measures once and gives what it did in a second."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """What each turn gave; both run over the same turns, at least one."""

    figures: tuple[float, ...]
    limits: tuple[float, ...]

    @property
    def figure(self) -> float:
        """The median figure."""
        return median(self.figures)

    @property
    def limit(self) -> float:
        """The median limit."""
        return median(self.limits)

    @property
    def ratios(self) -> tuple[float, ...]:
        """Figure to limit, turn by turn."""
        return tuple(figure / limit for figure, limit in zip(self.figures, self.limits, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the ratios, not the ratio of the medians: what slowed one turn does not reach the others."""
        return median(self.ratios)

    @property
    def spread(self) -> tuple[float, float]:
        """The lowest and the highest ratio."""
        return min(self.ratios), max(self.ratios)


def in_turns(figure: Rate, limit: Rate, turns: int) -> Pairs:
    """Measure both in each turn, now one first and now the other, so that neither always finds the caches warm."""
    figures, limits = [], []
    for turn in range(turns):
        if turn % 2:
            figures.append(figure())
            limits.append(limit())
        else:
            limits.append(limit())
            figures.append(figure())
    return Pairs(tuple(figures), tuple(limits))


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; `share` is between 0 and 1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def timed(count: int, call: Callable[[], object]) -> float:
    """How many of `count` things a second one call did."""
    began = time.perf_counter()
    call()
    return count / (time.perf_counter() - began)


def per_second(call: Callable[[], object], seconds: float) -> float:
    """Calls in a second, one after the other."""
    calls, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        call()
        calls += 1
    return calls / (time.perf_counter() - began)
