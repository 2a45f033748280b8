"""Which facts of the store can be understood: what another system wrote wrongly must not stop what it lies beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.domain.facts import FactKind
from app.domain.interactions import Channel, ContactKind, Mood, OutcomeKind, Stage
from app.domain.phrases import AudienceKind
from app.domain.processes import StepStatus
from app.services.values import read_instant

_Body = Mapping[str, Any]
_CHANNELS, _CONTACTS = frozenset(Channel), frozenset(ContactKind)
_MOODS, _STAGES, _OUTCOMES = frozenset(Mood), frozenset(Stage), frozenset(OutcomeKind)
_STATUSES = frozenset(StepStatus)
_AUDIENCES = frozenset(AudienceKind)


def is_sound(kind: FactKind, body: object) -> bool:
    """Whether the body holds what the folds of this kind rely on."""
    if not isinstance(body, dict):
        return False
    check = _CHECKS.get(kind)
    return check is None or check(body)


def _is_report(body: _Body) -> bool:
    cost = body.get("cost")
    return (
        body.get("status") in _STATUSES
        and _is_instant(body.get("estimate_at"))
        and (cost is None or (isinstance(cost, int) and not isinstance(cost, bool)))
    )


def _is_promise(body: _Body) -> bool:
    return bool(body.get("due_at")) and _is_instant(body["due_at"]) and _is_instant(body.get("estimate_at"))


def _is_start(body: _Body) -> bool:
    return (
        body.get("channel") in _CHANNELS
        and (body.get("contact_kind") or ContactKind.INFO) in _CONTACTS
        and _is_mood(body.get("mood"))
    )


def _is_end(body: _Body) -> bool:
    outcome = body.get("outcome")
    return isinstance(outcome, dict) and outcome.get("kind") in _OUTCOMES and _is_mood(body.get("mood_after"))


def _is_written(body: _Body) -> bool:
    entry, audience = body.get("entry"), body.get("audience")
    return (
        _is_version(body)
        and isinstance(entry, dict)
        and _is_day(entry.get("effective"))
        and _is_day(entry.get("retired"))
        and isinstance(audience, dict)
        and audience.get("kind") in _AUDIENCES
        and all(isinstance(audience.get(key), str | None) for key in ("branch", "staff"))
    )


def _is_version(body: _Body) -> bool:
    version = body.get("version")
    return isinstance(version, int) and not isinstance(version, bool)


def _is_day(value: object) -> bool:
    if not value:
        return True
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_mood(value: object) -> bool:
    return not value or (isinstance(value, str) and value in _MOODS)


def _is_instant(value: object) -> bool:
    return not value or (isinstance(value, str) and read_instant(value) is not None)


_CHECKS: Mapping[FactKind, Callable[[_Body], bool]] = {
    FactKind.CASE_REPORT: _is_report,
    FactKind.CASE_WAITING_CUSTOMER: lambda body: isinstance(body.get("missing_documents"), list | None),
    FactKind.PROMISE_MADE: _is_promise,
    FactKind.QUESTION_ASKED: lambda body: _is_instant(body.get("answer_due_at")),
    FactKind.INTERACTION_STARTED: _is_start,
    FactKind.INTERACTION_MOOD: lambda body: body.get("mood") in _MOODS,
    FactKind.INTERACTION_STAGE: lambda body: body.get("stage") in _STAGES,
    FactKind.INTERACTION_ENDED: _is_end,
    FactKind.PHRASE_WRITTEN: _is_written,
    FactKind.PHRASE_APPROVED: _is_version,
    FactKind.PHRASE_RETURNED: _is_version,
    FactKind.PHRASE_RETIRED: _is_version,
}
