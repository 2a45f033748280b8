"""Cases: a header that never changes, and the state that its reports fold into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.facts import Fact, FactKind, in_order, instant
from app.domain.processes import CaseKind, Process, StepStatus


class CaseStatus(StrEnum):
    """Where a case stands as a whole."""

    OPEN = "open"
    WAITING_CUSTOMER = "waiting_customer"
    RESOLVED = "resolved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The immutable header of a case; `number` is what the customer is given."""

    id: str
    scope_id: int
    number: str
    customer_id: str
    process_key: str
    process_version: int
    kind: CaseKind
    title: str
    opened_at: datetime
    opened_by: str
    due_at: datetime | None = None
    ver: int | None = None


@dataclass(frozen=True, slots=True)
class StepState:
    """What is known of one step: the last word of its unit, and when that word was given."""

    key: str
    name: str
    unit: str
    status: StepStatus = StepStatus.WAITING
    code: str | None = None
    reason: str | None = None
    estimate_at: datetime | None = None
    first_estimate_at: datetime | None = None
    cost: int | None = None
    first_cost: int | None = None
    reported_at: datetime | None = None
    reported_by: str | None = None
    started_at: datetime | None = None
    done_at: datetime | None = None
    superseded: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more is expected of this step."""
        return self.status is StepStatus.DONE


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case as its facts tell it; `current` is None when every step is done."""

    status: CaseStatus
    steps: tuple[StepState, ...]
    status_reason: str | None = None
    missing_documents: tuple[str, ...] = ()
    last_report_at: datetime | None = None

    @property
    def current(self) -> StepState | None:
        """The first step that is not done."""
        return next((step for step in self.steps if not step.is_over), None)

    @property
    def is_open(self) -> bool:
        """Whether the case still needs work or an answer."""
        return self.status in {CaseStatus.OPEN, CaseStatus.WAITING_CUSTOMER}

    def step(self, key: str) -> StepState | None:
        """The state of the step `key`, if the process has it."""
        return next((step for step in self.steps if step.key == key), None)


def fold_case(process: Process | None, facts: Iterable[Fact]) -> CaseState:
    """The state of a case from its facts in any order; steps that its process does not know are kept by their key."""
    steps = {step.key: StepState(step.key, step.name, step.unit) for step in process.steps} if process else {}
    status, reason, missing = CaseStatus.OPEN, None, ()
    last_report_at: datetime | None = None
    for fact in in_order(facts):
        if fact.kind is FactKind.CASE_REPORT:
            key = fact.step_key or ""
            before = steps.get(key) or StepState(key, key, str(fact.body.get("unit") or ""))
            steps[key] = _after_report(before, fact)
            last_report_at = fact.at if last_report_at is None else max(last_report_at, fact.at)
        elif fact.kind in _STATUS_OF:
            status = _STATUS_OF[fact.kind]
            reason = fact.body.get("reason")
            missing = tuple(fact.body.get("missing_documents") or ())
    if status is CaseStatus.OPEN and steps and all(step.is_over for step in steps.values()):
        status = CaseStatus.RESOLVED
    return CaseState(status, tuple(steps.values()), reason, missing, last_report_at)


_STATUS_OF = {
    FactKind.CASE_WAITING_CUSTOMER: CaseStatus.WAITING_CUSTOMER,
    FactKind.CASE_RESOLVED: CaseStatus.RESOLVED,
    FactKind.CASE_REJECTED: CaseStatus.REJECTED,
    FactKind.CASE_REOPENED: CaseStatus.OPEN,
}


def _after_report(step: StepState, fact: Fact) -> StepState:
    status = StepStatus(fact.body["status"])
    if step.is_over and status is not StepStatus.DONE:
        # two desks reported apart and the later word is older news: kept and counted, but it does not undo the work
        return replace(step, superseded=step.superseded + 1)
    estimate_at = instant(fact.body, "estimate_at") or (step.estimate_at if status is not StepStatus.FAILED else None)
    cost = fact.body.get("cost")
    return replace(
        step,
        status=status,
        code=fact.body.get("code"),
        reason=fact.body.get("reason"),
        estimate_at=estimate_at,
        first_estimate_at=step.first_estimate_at or estimate_at,
        cost=step.cost if cost is None else int(cost),
        first_cost=step.first_cost if step.first_cost is not None or cost is None else int(cost),
        reported_at=fact.at,
        reported_by=fact.actor,
        started_at=step.started_at or (fact.at if status is StepStatus.IN_PROGRESS else None),
        done_at=fact.at if status is StepStatus.DONE else None,
    )
