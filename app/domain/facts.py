"""Facts: what happened, append-only; every state on the screen is a fold over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class FactKind(StrEnum):
    """What can happen. A new feature adds a kind, never a table."""

    CASE_REPORT = "case.report"
    CASE_WAITING_CUSTOMER = "case.waiting_customer"
    CASE_RESOLVED = "case.resolved"
    CASE_REJECTED = "case.rejected"
    CASE_REOPENED = "case.reopened"
    PROMISE_MADE = "promise.made"
    PROMISE_MOVED = "promise.moved"
    PROMISE_KEPT = "promise.kept"
    PROMISE_WITHDRAWN = "promise.withdrawn"
    QUESTION_ASKED = "question.asked"
    QUESTION_ANSWERED = "question.answered"
    INTERACTION_STARTED = "interaction.started"
    INTERACTION_MOOD = "interaction.mood"
    INTERACTION_STAGE = "interaction.stage"
    INTERACTION_CASE = "interaction.case"
    INTERACTION_SAID = "interaction.said"
    INTERACTION_OFFERED = "interaction.offered"
    INTERACTION_NOTE = "interaction.note"
    INTERACTION_HELP = "interaction.help"
    INTERACTION_ENDED = "interaction.ended"
    CUSTOMER_VIEWED = "customer.viewed"
    CUSTOMER_REVEALED = "customer.revealed"
    CUSTOMER_IDENTIFIED = "customer.identified"
    CUSTOMER_TRAIL_READ = "customer.trail_read"
    PHRASE_WRITTEN = "phrase.written"
    PHRASE_APPROVED = "phrase.approved"
    PHRASE_RETURNED = "phrase.returned"
    PHRASE_RETIRED = "phrase.retired"
    PHRASE_COUNTED = "phrase.counted"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened at the instant `at`.

    `subject_id` is the case, promise, question, interaction or customer it tells of. `ver` is the version that the
    shared database gave it in its scope, None while only this device knows it.
    """

    id: str
    scope_id: int
    kind: FactKind
    subject_id: str
    at: datetime
    actor: str
    body: Mapping[str, Any]
    customer_id: str | None = None
    case_id: str | None = None
    step_key: str | None = None
    device_id: str | None = None
    ver: int | None = None


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Facts in the order that counts: the shared database's version first, then what only this device knows."""
    return sorted(facts, key=lambda fact: (fact.ver is None, fact.ver or 0, fact.at, fact.id))


def instant(body: Mapping[str, Any], key: str) -> datetime | None:
    """An instant from a fact's body, or None where it is absent."""
    value = body.get(key)
    return datetime.fromisoformat(value) if value else None
