"""What the checker finds: a label, how serious it is, where, why, and a better wording."""

from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """The faults of the contract; the order decides between faults of the same weight."""

    DISCLOSES = "discloses_data"
    RUDE = "rude"
    BLAME = "blame"
    ARGUE = "argue"
    DEADEND = "deadend"
    UNGROUNDED = "ungrounded"
    JARGON = "jargon"
    EMPTY_PROMISE = "empty_promise"
    CARELESS = "careless_tone"


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """`start` and `end` are offsets in code points of the text as it was given."""

    label: Label
    severity: Severity
    start: int
    end: int
    reason: str
    rewrite: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What one rule saw, before the findings are chosen; `weight` is how sure and how serious it is, 0 to 100."""

    label: Label
    weight: int
    start: int
    end: int
    reason: str

    @property
    def severity(self) -> Severity:
        if self.weight >= BLOCKS:
            return Severity.BLOCK
        return Severity.WARN if self.weight >= WARNS else Severity.HINT


BLOCKS = 80
WARNS = 50
