"""Ready-made domain values for tests; every argument that a test cares about is given by it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from app.domain.facts import Fact, FactKind
from app.domain.processes import CaseKind, Process, StepTemplate

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""Monday, 12.00 WIB."""

_ids = count(1)


def new_id() -> str:
    return f"00000000-0000-7000-8000-{next(_ids):012d}"


def hours(number: float) -> datetime:
    """The instant `number` hours after NOON."""
    return NOON + timedelta(hours=number)


def a_process(*step_keys: str) -> Process:
    steps = tuple(StepTemplate(key, f"Langkah {key}", key, "UNIT", 60, None, ()) for key in step_keys)
    return Process("test.order", "test", CaseKind.REQUEST, "Pesanan", "Order", "Pesanan", (), steps, 1)


def a_fact(
    kind: FactKind,
    body: Mapping[str, Any] | None = None,
    *,
    subject_id: str = "case-1",
    at: datetime = NOON,
    ver: int | None = None,
    step_key: str | None = None,
    actor: str = "rina",
    case_id: str | None = "case-1",
    customer_id: str | None = "customer-1",
) -> Fact:
    return Fact(
        id=new_id(),
        scope_id=10,
        kind=kind,
        subject_id=subject_id,
        at=at,
        actor=actor,
        body=body or {},
        customer_id=customer_id,
        case_id=case_id,
        step_key=step_key,
        ver=ver,
    )


def a_report(
    step_key: str,
    status: str,
    *,
    estimate_at: datetime | None = None,
    at: datetime = NOON,
    ver: int | None = None,
    cost: int | None = None,
) -> Fact:
    body = {"status": status, "estimate_at": estimate_at.isoformat() if estimate_at else None, "cost": cost}
    return a_fact(FactKind.CASE_REPORT, body, step_key=step_key, at=at, ver=ver, actor="gudang")


def a_promise(
    due_at: datetime,
    *,
    promise_id: str = "promise-1",
    step_key: str | None = "setup",
    estimate_at: datetime | None = None,
    ver: int | None = None,
) -> Fact:
    body = {
        "text": "lemari siap dipakai",
        "due_at": due_at.isoformat(),
        "estimate_at": (estimate_at or due_at).isoformat(),
    }
    return a_fact(FactKind.PROMISE_MADE, body, subject_id=promise_id, step_key=step_key, ver=ver)
