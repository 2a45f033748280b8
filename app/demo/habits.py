"""How units behave: some are punctual, some promise too much, some do the work and tell nobody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habit:
    """`bias` multiplies what a unit estimates, `slow` what it needs; `silence` is the share of its news never sent."""

    name: str
    bias: float
    slow: float
    silence: float


PUNCTUAL = Habit("punctual", bias=1.25, slow=1.0, silence=0.02)
OPTIMISTIC = Habit("optimistic", bias=0.75, slow=1.35, silence=0.10)
SILENT = Habit("silent", bias=1.1, slow=1.2, silence=0.45)

_OPTIMISTIC = frozenset({"ASSEMBLY", "FIELD_SERVICE", "REPAIR_SHOP", "WORKSHOP", "DELIVERY", "CONNECTIONS"})
_SILENT = frozenset({"VAULT", "PARTNERS", "SURVEY", "PARTS"})


def habit_of(unit: str) -> Habit:
    """The habit of a unit by its code."""
    if unit in _OPTIMISTIC:
        return OPTIMISTIC
    return SILENT if unit in _SILENT else PUNCTUAL
