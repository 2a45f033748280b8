"""Interactions: one contact with a customer, from greeting to outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import Fact, FactKind, in_order


class Channel(StrEnum):
    """How the customer reaches us."""

    COUNTER = "counter"
    PHONE = "phone"
    CHAT = "chat"


class Mood(StrEnum):
    """How the customer seems to feel, as the agent sees it."""

    CALM = "calm"
    CONFUSED = "confused"
    ANXIOUS = "anxious"
    DISAPPOINTED = "disappointed"
    ANGRY = "angry"


class Stage(StrEnum):
    """Where the talk is."""

    GREETING = "greeting"
    ADDRESSING = "addressing"
    LISTENING = "listening"
    EMPATHY = "empathy"
    EXPLANATION = "explanation"
    SOLUTION = "solution"
    COMMITMENT = "commitment"
    CLOSING = "closing"


class ContactKind(StrEnum):
    """What the contact is about."""

    INFO = "info"
    REQUEST = "request"
    COMPLAINT = "complaint"


class OutcomeKind(StrEnum):
    """How an interaction may end. An apology is not one of them."""

    SOLVED = "solved"
    PROMISED = "promised"
    HANDED_OVER = "handed_over"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Signs:
    """The three signs: content while served, would come again, would recommend. None: not noticed."""

    content: bool | None = None
    would_return: bool | None = None
    would_recommend: bool | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of an interaction, with what that end needs: a promise, a receiver, or an alternative."""

    kind: OutcomeKind
    summary: str = ""
    promise_id: str | None = None
    handed_to: str | None = None
    alternative: str | None = None
    rule: str | None = None
    signs: Signs = Signs()


@dataclass(frozen=True, slots=True)
class Interaction:
    """One contact as its facts tell it; `ended_at` is None while it runs."""

    id: str
    scope_id: int
    customer_id: str | None
    staff: str
    channel: Channel
    contact_kind: ContactKind
    started_at: datetime
    mood_before: Mood | None = None
    mood_after: Mood | None = None
    ended_at: datetime | None = None
    case_id: str | None = None
    stages: tuple[Stage, ...] = ()
    said: int = 0
    apologised: bool = False
    help_called: bool = False
    note: str = ""
    outcome: Outcome | None = None


def check_outcome(outcome: Outcome, open_promises: frozenset[str]) -> None:
    """Refuse an ending that leaves the customer with an apology alone."""
    if outcome.kind is OutcomeKind.PROMISED and outcome.promise_id not in open_promises:
        raise LoketError(ErrorCode.OUTCOME_INCOMPLETE, "promise_id")
    if outcome.kind is OutcomeKind.HANDED_OVER and not (outcome.handed_to or "").strip():
        raise LoketError(ErrorCode.OUTCOME_INCOMPLETE, "handed_to")
    if outcome.kind is OutcomeKind.DECLINED and not (outcome.alternative or "").strip():
        raise LoketError(ErrorCode.OUTCOME_INCOMPLETE, "alternative")
    if outcome.kind is OutcomeKind.SOLVED and not outcome.summary.strip():
        raise LoketError(ErrorCode.APOLOGY_ALONE, "summary")


def fold_interaction(facts: Iterable[Fact]) -> Interaction | None:
    """One interaction from its facts, or None where its start is not known here (yet)."""
    state: Interaction | None = None
    # the start may have a later version than an event of another device: it is looked for first
    ordered = sorted(in_order(facts), key=lambda fact: fact.kind is not FactKind.INTERACTION_STARTED)
    for fact in ordered:
        if fact.kind is FactKind.INTERACTION_STARTED:
            state = state or _started(fact)
        elif state is not None:
            state = _after(state, fact)
    return state


def _started(fact: Fact) -> Interaction:
    mood = fact.body.get("mood")
    return Interaction(
        id=fact.subject_id,
        scope_id=fact.scope_id,
        customer_id=fact.customer_id,
        staff=fact.actor,
        channel=Channel(fact.body["channel"]),
        contact_kind=ContactKind(fact.body.get("contact_kind") or ContactKind.INFO),
        started_at=fact.at,
        mood_before=Mood(mood) if mood else None,
        case_id=fact.case_id,
    )


def _after(state: Interaction, fact: Fact) -> Interaction:  # noqa: PLR0911 - one line for each kind of event
    body = fact.body
    match fact.kind:
        case FactKind.INTERACTION_MOOD:
            mood = Mood(body["mood"])
            return replace(state, mood_before=state.mood_before or mood, mood_after=mood)
        case FactKind.INTERACTION_STAGE:
            stage = Stage(body["stage"])
            return state if stage in state.stages else replace(state, stages=(*state.stages, stage))
        case FactKind.INTERACTION_CASE:
            return replace(state, case_id=fact.case_id)
        case FactKind.INTERACTION_SAID:
            return replace(state, said=state.said + 1, apologised=state.apologised or bool(body.get("apology")))
        case FactKind.INTERACTION_NOTE:
            return replace(state, note="\n".join(part for part in (state.note, str(body.get("text", ""))) if part))
        case FactKind.INTERACTION_HELP:
            return replace(state, help_called=True)
        case FactKind.CUSTOMER_IDENTIFIED:
            return replace(state, customer_id=fact.customer_id)
        case FactKind.INTERACTION_ENDED:
            return _ended(state, fact)
        case _:
            return state


def _ended(state: Interaction, fact: Fact) -> Interaction:
    mood = fact.body.get("mood_after")
    return replace(
        state,
        ended_at=fact.at,
        mood_after=Mood(mood) if mood else state.mood_after,
        outcome=outcome_from_doc(fact.body["outcome"]),
    )


def outcome_to_doc(outcome: Outcome) -> dict[str, object]:
    """The outcome as plain JSON values."""
    return {
        "kind": outcome.kind.value,
        "summary": outcome.summary,
        "promise_id": outcome.promise_id,
        "handed_to": outcome.handed_to,
        "alternative": outcome.alternative,
        "rule": outcome.rule,
        "signs": {
            "content": outcome.signs.content,
            "would_return": outcome.signs.would_return,
            "would_recommend": outcome.signs.would_recommend,
        },
    }


def outcome_from_doc(doc: dict[str, object]) -> Outcome:
    """An outcome from JSON values; unknown kinds raise ValueError."""
    signs = doc.get("signs")
    known = signs if isinstance(signs, dict) else {}

    def text(key: str) -> str | None:
        value = doc.get(key)
        return str(value) if value is not None else None

    return Outcome(
        kind=OutcomeKind(str(doc["kind"])),
        summary=text("summary") or "",
        promise_id=text("promise_id"),
        handed_to=text("handed_to"),
        alternative=text("alternative"),
        rule=text("rule"),
        signs=Signs(known.get("content"), known.get("would_return"), known.get("would_recommend")),
    )
