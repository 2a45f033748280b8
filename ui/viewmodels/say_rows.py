"""What the lower part of the say pane shows, as values, and how an answer becomes rows that keep still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.services.suggestions import SuggestionRequest
from ui.viewmodels.ports import Suggestion
from ui.viewmodels.record import RecordState

LIMIT = 5


@dataclass(frozen=True, slots=True)
class FactSpan:
    """Where in a sentence a fact of the record stands; `source` is its path in the context."""

    start: int
    end: int
    source: str


@dataclass(frozen=True, slots=True)
class SayRow:
    """One suggestion on the screen."""

    text: str
    spans: tuple[FactSpan, ...]
    why: str
    phrase_ids: tuple[str, ...]
    said: bool = False
    copied: bool = False

    @property
    def used(self) -> bool:
        return self.said or self.copied


@dataclass(frozen=True, slots=True)
class AskRow:
    """A question to a unit, ready to be sent, that would bring what a sentence needs."""

    fact: str
    text: str
    unit: str | None
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """A promise that cannot hold, or did not: told above the suggestions until it is dealt with."""

    case_id: str
    promise_id: str
    text: str
    due_at: datetime
    new_estimate_at: datetime | None
    broken: bool


@dataclass(frozen=True, slots=True)
class SayState:
    """The lower part of the right pane; `situation` is what the customer's matter is called, where it is known."""

    rows: tuple[SayRow, ...] = ()
    missing: tuple[AskRow, ...] = ()
    alert: Alert | None = None
    situation: str = ""


def row_of(suggestion: Suggestion) -> SayRow:
    """A suggestion with its facts found in the text."""
    return SayRow(suggestion.text, _spans(suggestion), suggestion.why, tuple(suggestion.phrase_ids))


def _spans(suggestion: Suggestion) -> tuple[FactSpan, ...]:
    """Longer facts take their place first, so that a clock time inside a date does not split it."""
    spans: list[FactSpan] = []
    for fact in sorted(suggestion.facts, key=lambda one: -len(one.text)):
        start = suggestion.text.find(fact.text) if fact.text else -1
        end = start + len(fact.text)
        if start >= 0 and all(end <= span.start or start >= span.end for span in spans):
            spans.append(FactSpan(start, end, fact.source))
    return tuple(sorted(spans, key=lambda span: span.start))


def same_moment(one: SuggestionRequest | None, other: SuggestionRequest) -> bool:
    """Whether the talk stands where it stood; what the customer says and an apology do not move it on."""
    return one is not None and _place(one) == _place(other)


def _place(request: SuggestionRequest) -> tuple[object, ...]:
    return (
        request.stage, request.mood, request.channel, request.contact_kind, request.customer_id, request.case_id,
    )  # fmt: skip


def kept_in_place(before: tuple[SayRow, ...], fresh: tuple[SayRow, ...]) -> tuple[SayRow, ...]:
    """In one moment what was used, and each sentence that is still offered, keeps its number; others fill the gaps."""
    slots: list[SayRow | None] = [row if row.used else None for row in before[:LIMIT]]
    slots += [None] * (LIMIT - len(slots))
    used = {row.text for row in slots if row is not None}
    left = [row for row in fresh if row.text not in used]
    for at, old in enumerate(before[:LIMIT]):
        still = next((row for row in left if row.text == old.text), None)
        still = still or next((row for row in left if row.phrase_ids == old.phrase_ids), None)
        if slots[at] is None and still is not None:
            slots[at] = still
            left.remove(still)
    filled = [slot or (left.pop(0) if left else None) for slot in slots]
    return tuple(row for row in filled if row is not None)


def alert_of(record: RecordState | None) -> Alert | None:
    """The promise that must be told first: of the case at hand, else of another."""
    if record is None:
        return None
    focused = record.focused
    tracks = ((focused,) if focused else ()) + record.tracks
    track = next((one for one in tracks if one.pressing), None)
    if track is None or track.pressing is None:
        return None
    promise = track.pressing
    return Alert(
        case_id=track.case_id,
        promise_id=promise.id,
        text=promise.text,
        due_at=promise.due_at,
        new_estimate_at=promise.new_estimate_at,
        broken=promise.state.value == "broken",
    )
