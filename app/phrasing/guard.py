"""The engine's final check: a finished text either keeps all 13 rules, or is never shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.phrasing.context import Context
from app.phrasing.grounding import grounding_faults, without_facts
from app.phrasing.slots import Fact
from app.phrasing.times import DayParts
from app.phrasing.tone import tone_faults


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule of the contract (1 to 13) that a text breaks, and by what."""

    rule: int
    what: str


def faults(text: str, facts: Sequence[Fact], context: Context, day_parts: DayParts) -> tuple[Fault, ...]:
    """Every broken rule of a finished text; it looks at the text and the context alone, not at how they met."""
    if not text:
        return (Fault(3, "empty"),)
    own = without_facts(text, facts)
    found = [*grounding_faults(text, own, facts, context), *tone_faults(text, own, facts, context, day_parts)]
    return tuple(Fault(rule, what) for rule, what in found)
