"""Reads from a context where the customer's case stands, so that phrases can be chosen by it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.cases import CaseStatus
from app.domain.interactions import ContactKind, Mood
from app.domain.processes import StepStatus
from app.phrasing.context import Case, Context, Promise, Step
from app.phrasing.contradictions import Claim, claims_of
from app.phrasing.times import is_stale

UPSET = frozenset({Mood.ANXIOUS, Mood.DISAPPOINTED, Mood.ANGRY})


class State(StrEnum):
    NO_CASE = "no_case"
    UNKNOWN = "unknown"
    WAITING = "waiting"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    LATE = "late"
    FAILED = "failed"
    DONE = "done"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    WAITING_CUSTOMER = "waiting_customer"
    PROMISE_AT_RISK = "promise_at_risk"
    PROMISE_BROKEN = "promise_broken"
    DISPUTED = "disputed"
    SAID_FIXED = "said_fixed"
    SAID_SENT = "said_sent"


SOLVED = frozenset({State.RESOLVED, State.DONE})
CONTRADICTED = frozenset({State.DISPUTED, State.SAID_FIXED, State.SAID_SENT})
_BY_STATUS = {
    StepStatus.FAILED: State.FAILED,
    StepStatus.ON_HOLD: State.ON_HOLD,
    StepStatus.IN_PROGRESS: State.IN_PROGRESS,
    StepStatus.WAITING: State.WAITING,
}


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the case stands. `focus` is the index of the step that the talk is about.

    `record` is what the record says alone; `state` is the same, or what becomes of it where the customer contradicts.
    """

    state: State
    record: State
    focus: int | None
    stale: bool
    kind: ContactKind | None
    may_apologise: bool


def read_situation(context: Context, *, elsewhere: bool = False) -> Situation:
    """`elsewhere`: the customer speaks of something else, and claims nothing about the case."""
    case = context.case
    focus = _focus(case.steps) if case else None
    step = case.steps[focus] if case and focus is not None else None
    record = _state(case, step, context.now)
    return Situation(
        state=record if elsewhere else _contradicted(record, context),
        record=record,
        focus=focus,
        stale=is_stale(step.reported_at, context.now) if step else False,
        kind=context.contact_kind or _kind_of(case),
        may_apologise=not context.apologised
        and (context.contact_kind is ContactKind.COMPLAINT or promise_is_broken(context)),
    )


def _contradicted(record: State, context: Context) -> State:
    """The record says solved and the customer says broken, or the other way round, or papers have been handed in."""
    if context.case is None:
        return record
    claims = claims_of(context.utterance)
    if record in SOLVED:
        return State.DISPUTED if claims.outcome is Claim.BROKEN else record
    if context.case.missing_documents and record is State.WAITING_CUSTOMER and claims.handed_in:
        return State.SAID_SENT
    fixed = claims.outcome is Claim.FIXED and record is not State.REJECTED
    return State.SAID_FIXED if fixed else record


def promise_is_broken(context: Context) -> bool:
    """The promised time passed and the case is not settled."""
    case = context.case
    if case is None or case.promise is None or case.promise.due_at is None or _settled(case):
        return False
    return case.promise.due_at < context.now


def coming_estimate(context: Context, situation: Situation) -> datetime | None:
    """The estimate of the step in focus, if it still lies ahead."""
    if context.case is None or situation.focus is None:
        return None
    estimate = context.case.steps[situation.focus].estimate_at
    return estimate if estimate is not None and estimate > context.now else None


def new_promise_estimate(context: Context, situation: Situation) -> tuple[datetime, str] | None:
    """When a promise that cannot be kept will be, with the source; None where nobody has said so."""
    promise = context.case.promise if context.case else None
    if promise is None:
        return None
    estimate = promise.new_estimate_at
    if estimate is not None and estimate > context.now and _after_due(estimate, promise):
        return estimate, "case.promise.new_estimate_at"
    step_estimate = coming_estimate(context, situation)
    if estimate is None and step_estimate is not None and _after_due(step_estimate, promise):
        return step_estimate, f"case.steps[{situation.focus}].estimate_at"
    return None


def _after_due(estimate: datetime, promise: Promise) -> bool:
    return promise.due_at is None or estimate > promise.due_at


def _settled(case: Case) -> bool:
    return case.status in {CaseStatus.RESOLVED, CaseStatus.REJECTED}


def _kind_of(case: Case | None) -> ContactKind | None:
    kinds = {kind.value: kind for kind in ContactKind}
    return kinds.get(case.kind) if case and case.kind else None


def _focus(steps: tuple[Step, ...]) -> int | None:
    """The failed step, else the one that is being worked on or held, else the first that waits, else the last."""
    order = (StepStatus.FAILED, StepStatus.ON_HOLD, StepStatus.IN_PROGRESS, StepStatus.WAITING)
    for status in order:
        for index, step in enumerate(steps):
            if step.status is status:
                return index
    return len(steps) - 1 if steps else None


def _state(case: Case | None, step: Step | None, now: datetime) -> State:
    if case is None:
        return State.NO_CASE
    if case.status is CaseStatus.RESOLVED:
        return State.RESOLVED
    if case.status is CaseStatus.REJECTED:
        return State.REJECTED
    promise_state = _promise_state(case, step, now)
    if promise_state is not None:
        return promise_state
    if case.status is CaseStatus.WAITING_CUSTOMER or case.missing_documents:
        return State.WAITING_CUSTOMER
    return _step_state(case.steps, step, now)


def _promise_state(case: Case, step: Step | None, now: datetime) -> State | None:
    promise = case.promise
    if promise is None or _done_since(case, promise, now):
        return None
    if promise.due_at is not None and promise.due_at < now:
        return State.PROMISE_BROKEN
    overtaken = (
        promise.due_at is not None
        and step is not None
        and step.estimate_at is not None
        and step.status is not StepStatus.DONE
        and step.estimate_at > promise.due_at
    )
    return State.PROMISE_AT_RISK if promise.at_risk or overtaken else None


def _done_since(case: Case, promise: Promise, now: datetime) -> bool:
    """All is done, and nobody says that the promise is still to come: the talk is of what is there."""
    coming = promise.new_estimate_at is not None and promise.new_estimate_at > now
    done = bool(case.steps) and all(step.status is StepStatus.DONE for step in case.steps)
    return done and not coming and case.status in {None, CaseStatus.OPEN}


def _step_state(steps: tuple[Step, ...], step: Step | None, now: datetime) -> State:
    if step is None or step.status is None:
        return State.UNKNOWN
    if step.status is StepStatus.DONE:
        return State.DONE if all(each.status is StepStatus.DONE for each in steps) else State.UNKNOWN
    moving = step.status in {StepStatus.IN_PROGRESS, StepStatus.WAITING}
    if moving and step.estimate_at is not None and step.estimate_at <= now:
        return State.LATE
    return _BY_STATUS[step.status]
