"""Promises: what a customer was told, held against what is now true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.cases import CaseState
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import Fact, FactKind, in_order, instant


class PromiseState(StrEnum):
    """Where a promise stands."""

    OPEN = "open"
    AT_RISK = "at_risk"
    KEPT = "kept"
    BROKEN = "broken"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"


SETTLED = frozenset({PromiseState.KEPT, PromiseState.MOVED, PromiseState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise of `text` by `due_at`, resting on the estimate of a step or on a person who will answer."""

    id: str
    case_id: str
    customer_id: str
    text: str
    due_at: datetime
    made_by: str
    made_at: datetime
    step_key: str | None = None
    estimate_at: datetime | None = None
    answer_by: str | None = None
    state: PromiseState = PromiseState.OPEN
    new_estimate_at: datetime | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing more can happen to it."""
        return self.state in SETTLED


@dataclass(frozen=True, slots=True)
class PromiseBasis:
    """What a promise may rest on: a step's estimate, or the one who will answer and when."""

    step_key: str | None
    estimate_at: datetime | None
    answer_by: str | None = None


def check_promise(due_at: datetime, basis: PromiseBasis, now: datetime) -> None:
    """Refuse a promise with nothing under it, one earlier than its estimate, and one already past."""
    if basis.estimate_at is None and not (basis.answer_by or "").strip():
        raise LoketError(ErrorCode.PROMISE_WITHOUT_ESTIMATE, "due_at")
    if due_at <= now:
        raise LoketError(ErrorCode.PROMISE_IN_THE_PAST, "due_at", {"due_at": due_at.isoformat()})
    if basis.estimate_at is not None and due_at < basis.estimate_at:
        facts = {"due_at": due_at.isoformat(), "estimate_at": basis.estimate_at.isoformat()}
        raise LoketError(ErrorCode.PROMISE_BEFORE_ESTIMATE, "due_at", facts)


def basis_of(state: CaseState) -> PromiseBasis:
    """What can be promised on a case now: the latest estimate among the steps still to be done."""
    estimated = [(step.estimate_at, step.key) for step in state.steps if not step.is_over and step.estimate_at]
    if not estimated:
        return PromiseBasis(None, None)
    estimate_at, key = max(estimated)
    return PromiseBasis(key, estimate_at)


def fold_promises(facts: Iterable[Fact], case: CaseState, now: datetime) -> tuple[Promise, ...]:
    """The promises of one case, oldest first, as they stand at `now`."""
    promises: dict[str, Promise] = {}
    for fact in in_order(facts):
        if fact.kind is FactKind.PROMISE_MADE:
            promises[fact.subject_id] = _made(fact)
        elif fact.kind in _SETTLED_BY and fact.subject_id in promises:
            promises[fact.subject_id] = replace(promises[fact.subject_id], state=_SETTLED_BY[fact.kind])
    return tuple(_as_of(promise, case, now) for promise in promises.values())


_SETTLED_BY = {
    FactKind.PROMISE_KEPT: PromiseState.KEPT,
    FactKind.PROMISE_MOVED: PromiseState.MOVED,
    FactKind.PROMISE_WITHDRAWN: PromiseState.WITHDRAWN,
}
PROMISE_KINDS = frozenset({FactKind.PROMISE_MADE, *_SETTLED_BY})
"""The facts of which promises are made."""


def _made(fact: Fact) -> Promise:
    due_at = instant(fact.body, "due_at")
    if due_at is None:
        raise LoketError(ErrorCode.REQUIRED, "due_at", {"fact": fact.id})
    return Promise(
        id=fact.subject_id,
        case_id=fact.case_id or "",
        customer_id=fact.customer_id or "",
        text=str(fact.body.get("text") or ""),
        due_at=due_at,
        made_by=fact.actor,
        made_at=fact.at,
        step_key=fact.step_key,
        estimate_at=instant(fact.body, "estimate_at"),
        answer_by=fact.body.get("answer_by"),
    )


def _as_of(promise: Promise, case: CaseState, now: datetime) -> Promise:
    if promise.is_settled:
        return promise
    step = case.step(promise.step_key) if promise.step_key else None
    if step is not None and step.is_over:
        in_time = step.done_at is not None and step.done_at <= promise.due_at
        return replace(promise, state=PromiseState.KEPT if in_time else PromiseState.BROKEN)
    new_estimate = step.estimate_at if step is not None and step.estimate_at != promise.estimate_at else None
    if promise.due_at < now:
        return replace(promise, state=PromiseState.BROKEN, new_estimate_at=new_estimate)
    if new_estimate is not None and new_estimate > promise.due_at:
        return replace(promise, state=PromiseState.AT_RISK, new_estimate_at=new_estimate)
    return promise
