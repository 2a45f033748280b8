"""One entry of the phrase library, and what an entry may name."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.phrasing.context import Language
from app.phrasing.situation import State

SLOTS = frozenset(
    [
        "address", "you", "voc", "name", "honorific", "daypart", "staff", "org", "case_word", "title", "number",
        "reason", "documents", "many_documents", "options", "many_options", "due", "promise", "promise_due",
        "new_estimate", "step", "estimate", "past_estimate", "cost", "cost_estimate", "report", "incident", "area",
        "incident_estimate", "offer",
    ]
)  # fmt: skip
ADDRESS_SLOTS = frozenset({"address", "you", "voc", "name", "honorific"})
FLAGS = frozenset({"stale", "case"})
REGISTERS = frozenset({"formal", "warm", "casual"})


class Part(StrEnum):
    """What an entry is for: a suggestion, the acknowledgement before one, or the age of a report after one."""

    WHOLE = "whole"
    OPENING = "opening"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Governance:
    """Who wrote and who approved an entry, and from when until when it may be said."""

    version: int = 1
    author: str | None = None
    approver: str | None = None
    effective: date | None = None
    retired: date | None = None
    quotes: str | None = None

    def offered_on(self, day: date) -> bool:
        """Approved by a second person, in force on `day`, and not retired by then."""
        if self.approver is None or self.approver == self.author or self.effective is None:
            return False
        return self.effective <= day and (self.retired is None or day < self.retired)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One entry. `pieces` alternates literal text and slot names, beginning with a literal.

    `variants` are the same entry in other words: whole phrases with the same id, without variants of their own.
    """

    id: str
    stage: Stage
    part: Part
    text: str
    pieces: tuple[str, ...]
    moods: frozenset[Mood]
    channels: frozenset[Channel]
    kinds: frozenset[ContactKind]
    when: frozenset[State]
    needs: frozenset[str]
    unless: frozenset[str]
    register: str
    apology: bool
    acknowledges: bool
    tells: bool
    why: str
    words: frozenset[str]
    sentences: int
    situations: frozenset[str] = frozenset()
    variants: tuple["Phrase", ...] = ()
    language: Language = Language.INDONESIAN
    governance: Governance = Governance()

    @property
    def slots(self) -> frozenset[str]:
        return frozenset(self.pieces[1::2])
