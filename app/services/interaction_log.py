"""A finished contact as another system or an operator hands it in: one JSON document, checked field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.interactions import (
    Channel,
    ContactKind,
    Mood,
    Outcome,
    OutcomeKind,
    Stage,
    outcome_from_doc,
    outcome_to_doc,
)
from app.services.values import AN_INSTANT, read_instant

Choice = TypeVar("Choice", bound=StrEnum)

KEYS = (
    "id",
    "customer",
    "case",
    "channel",
    "started_at",
    "ended_at",
    "mood_before",
    "mood_after",
    "contact_kind",
    "events",
    "outcome",
)


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event of a logged contact."""

    kind: FactKind
    at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LoggedInteraction:
    """A whole contact; `customer` and `case` are ids or numbers."""

    id: str | None
    customer: str | None
    case: str | None
    channel: Channel
    contact_kind: ContactKind
    started_at: datetime
    ended_at: datetime
    mood_before: Mood | None
    mood_after: Mood | None
    events: tuple[LoggedEvent, ...]
    outcome: Outcome

    def facts(self) -> Iterator[LoggedEvent]:
        """The contact as facts, in the order in which they happened."""
        mood = self.mood_before.value if self.mood_before else None
        start = {"channel": self.channel.value, "contact_kind": self.contact_kind.value, "mood": mood}
        yield LoggedEvent(FactKind.INTERACTION_STARTED, self.started_at, start)
        yield from self.events
        end = {
            "outcome": outcome_to_doc(self.outcome),
            "mood_after": self.mood_after.value if self.mood_after else None,
        }
        yield LoggedEvent(FactKind.INTERACTION_ENDED, self.ended_at, end)


def read_logged(doc: Mapping[str, Any]) -> LoggedInteraction:
    """Read one document of `loket interaction log`; LoketError names the first wrong field."""
    _refuse_unknown(doc, KEYS)
    started_at = _instant(doc, "started_at")
    ended_at = _instant(doc, "ended_at")
    if ended_at < started_at:
        raise LoketError(ErrorCode.INVALID, "ended_at", {"value": ended_at.isoformat()})
    return LoggedInteraction(
        id=_id(doc),
        customer=_text(doc, "customer"),
        case=_text(doc, "case"),
        channel=_required(doc, "channel", Channel),
        contact_kind=_choice(doc.get("contact_kind"), "contact_kind", ContactKind) or ContactKind.INFO,
        started_at=started_at,
        ended_at=ended_at,
        mood_before=_choice(doc.get("mood_before"), "mood_before", Mood),
        mood_after=_choice(doc.get("mood_after"), "mood_after", Mood),
        events=tuple(_events(doc, started_at)),
        outcome=_outcome(doc),
    )


def _events(doc: Mapping[str, Any], started_at: datetime) -> Iterator[LoggedEvent]:
    events = doc.get("events") or []
    if not isinstance(events, list):
        raise LoketError(ErrorCode.INVALID, "events")
    for index, event in enumerate(events):
        field = f"events[{index}]"
        if not isinstance(event, Mapping):
            raise LoketError(ErrorCode.INVALID, field)
        yield _event(event, field, started_at)


_EVENT_KINDS = {
    "mood": FactKind.INTERACTION_MOOD,
    "stage": FactKind.INTERACTION_STAGE,
    "said": FactKind.INTERACTION_SAID,
    "note": FactKind.INTERACTION_NOTE,
    "help": FactKind.INTERACTION_HELP,
}


_EVENT_KEYS: Mapping[FactKind, Mapping[str, type]] = {
    FactKind.INTERACTION_MOOD: {"mood": str},
    FactKind.INTERACTION_STAGE: {"stage": str},
    FactKind.INTERACTION_SAID: {"text": str, "phrase_ids": list, "how": str, "apology": bool},
    FactKind.INTERACTION_NOTE: {"text": str},
    FactKind.INTERACTION_HELP: {},
}
_OUTCOME_TEXTS = ("summary", "promise_id", "handed_to", "alternative", "rule")
_SIGNS = ("content", "would_return", "would_recommend")


def _event(event: Mapping[str, Any], field: str, started_at: datetime) -> LoggedEvent:
    name = event.get("kind")
    kind = _EVENT_KINDS.get(str(name).removeprefix("interaction."))
    if kind is None:
        raise LoketError(ErrorCode.INVALID, f"{field}.kind", {"allowed": ", ".join(_EVENT_KINDS)})
    at = _instant(event, "at", f"{field}.at") if event.get("at") is not None else started_at
    body = {key: value for key, value in event.items() if key not in {"kind", "at"}}
    for key, value in body.items():
        known = _EVENT_KEYS[kind]
        if key not in known:
            raise LoketError(ErrorCode.UNKNOWN_KEY, f"{field}.{key}", {"known": ", ".join(("kind", "at", *known))})
        if not _fits(value, known[key]):
            raise LoketError(ErrorCode.INVALID, f"{field}.{key}")
    if kind is FactKind.INTERACTION_MOOD:
        _required(body, "mood", Mood, f"{field}.mood")
    elif kind is FactKind.INTERACTION_STAGE:
        _required(body, "stage", Stage, f"{field}.stage")
    elif "text" in _EVENT_KEYS[kind] and not str(body.get("text") or "").strip():
        raise LoketError(ErrorCode.REQUIRED, f"{field}.text")
    return LoggedEvent(kind, at, body)


def _fits(value: object, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, kind)


def _outcome(doc: Mapping[str, Any]) -> Outcome:
    outcome = doc.get("outcome")
    if not isinstance(outcome, dict):
        raise LoketError(ErrorCode.REQUIRED, "outcome")
    _refuse_unknown(outcome, ("kind", *_OUTCOME_TEXTS, "signs"), "outcome.")
    _required(outcome, "kind", OutcomeKind, "outcome.kind")
    for name in _OUTCOME_TEXTS:
        if not isinstance(outcome.get(name), str | None):
            raise LoketError(ErrorCode.INVALID, f"outcome.{name}")
    signs = outcome.get("signs")
    if not isinstance(signs, dict | None):
        raise LoketError(ErrorCode.INVALID, "outcome.signs")
    _refuse_unknown(signs or {}, _SIGNS, "outcome.signs.")
    for name, value in (signs or {}).items():
        if not isinstance(value, bool | None):
            raise LoketError(ErrorCode.INVALID, f"outcome.signs.{name}")
    return outcome_from_doc(outcome)


def _refuse_unknown(doc: Mapping[str, Any], known: tuple[str, ...], where: str = "") -> None:
    for key in doc:
        if key not in known:
            raise LoketError(ErrorCode.UNKNOWN_KEY, f"{where}{key}", {"known": ", ".join(known)})


def _required(doc: Mapping[str, Any], key: str, choices: type[Choice], field: str | None = None) -> Choice:
    value = _choice(doc.get(key), field or key, choices)
    if value is None:
        raise LoketError(ErrorCode.REQUIRED, field or key)
    return value


def _choice(value: object, field: str, choices: type[Choice]) -> Choice | None:
    if value is None:
        return None
    try:
        return choices(str(value))
    except ValueError:
        allowed = ", ".join(choice.value for choice in choices)
        raise LoketError(ErrorCode.INVALID, field, {"value": str(value), "allowed": allowed}) from None


def _text(doc: Mapping[str, Any], key: str) -> str | None:
    value = doc.get(key)
    if value is not None and not isinstance(value, str):
        raise LoketError(ErrorCode.INVALID, key)
    return value


def _id(doc: Mapping[str, Any]) -> str | None:
    value = _text(doc, "id")
    if value is None:
        return None
    try:
        return str(UUID(value))
    except ValueError:
        raise LoketError(ErrorCode.INVALID, "id", {"found": value, "expected": "UUID"}) from None


def _instant(doc: Mapping[str, Any], key: str, field: str | None = None) -> datetime:
    value = doc.get(key)
    if value is None:
        raise LoketError(ErrorCode.REQUIRED, field or key)
    instant = read_instant(value) if isinstance(value, str) else None
    if instant is None:
        raise LoketError(ErrorCode.INVALID, field or key, {"found": str(value), "expected": AN_INSTANT})
    return instant
