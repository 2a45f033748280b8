"""What a simulated unit does next with a step: begin it, let it slip, hold it, finish it, or say nothing."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from app.demo.case_facts import codes_of, cost_of, late_codes, running_codes
from app.demo.case_words import LATE_REASONS
from app.demo.habits import OPTIMISTIC, PUNCTUAL, Habit, habit_of
from app.demo.work import WorkItem
from app.domain.processes import Process, ReportCode, StepStatus, StepTemplate

_HOLD, _FAIL = 0.06, 0.02
_SLIP = {PUNCTUAL.name: 0.10, OPTIMISTIC.name: 0.38}
_SLIP_OF_OTHERS = 0.2
_FINISH = 0.45


class WorkCalendar(Protocol):
    """Where working time ends up."""

    def add_working_minutes(self, start: datetime, minutes: int, zone: str) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Report:
    """What a unit says of its step, as `loket.report_step` takes it."""

    case_number: str
    step_key: str
    status: StepStatus
    code: str | None
    estimate_at: datetime | None = None
    cost: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The report to send, if any, and what is on the desk afterwards; None when the case is finished."""

    report: Report | None
    left: WorkItem | None


def decide(
    rng: random.Random, item: WorkItem, process: Process, now: datetime, zone: str, calendar: WorkCalendar
) -> Decision:
    """The unit's next move; `zone` is that of the branch whose case it is."""
    step = process.step(item.step_key)
    if step is None:
        return Decision(None, None)
    habit = habit_of(step.unit)
    moved = _Move(rng, item, step, habit, now, zone, calendar)
    if not item.running:
        decision = Decision(moved.begin(), replace(item, running=True))
    elif rng.random() < _SLIP.get(habit.name, _SLIP_OF_OTHERS):
        decision = Decision(moved.slip(), item)
    elif (chance := rng.random()) < _FAIL:
        decision = Decision(moved.told(codes_of(step, StepStatus.FAILED), reason=True), replace(item, running=False))
    elif chance < _FAIL + _HOLD:
        decision = Decision(moved.hold(), item)
    elif chance < _FINISH:
        decision = Decision(moved.told(codes_of(step, StepStatus.DONE)[:1]), _after(item, process))
    else:
        decision = Decision(None, item)
    # a silent unit works as well; it is its news that never comes, except that the work is done
    silent = decision.report and decision.report.status is not StepStatus.DONE and rng.random() < habit.silence
    return replace(decision, report=None) if silent else decision


def _after(item: WorkItem, process: Process) -> WorkItem | None:
    following = process.next_step(item.step_key)
    return replace(item, step_key=following.key, running=False) if following else None


@dataclass(frozen=True, slots=True)
class _Move:
    rng: random.Random
    item: WorkItem
    step: StepTemplate
    habit: Habit
    now: datetime
    zone: str
    calendar: WorkCalendar

    def begin(self) -> Report | None:
        minutes = max(15, round(self.step.normal_minutes * self.habit.bias))
        return self.told(running_codes(self.step), minutes=minutes)

    def slip(self) -> Report | None:
        minutes = max(30, round(self.step.normal_minutes * self.rng.uniform(0.5, 1.6)))
        return self.told(late_codes(self.step), minutes=minutes, reason=True)

    def hold(self) -> Report | None:
        minutes = max(60, round(self.step.normal_minutes * self.rng.uniform(0.8, 2.0)))
        held = StepStatus.ON_HOLD
        codes = codes_of(self.step, held, estimated=True) or codes_of(self.step, held)
        return self.told(codes, minutes=minutes, reason=True)

    def told(self, codes: list[ReportCode], *, minutes: int | None = None, reason: bool = False) -> Report | None:
        if not codes:
            return None
        code = self.rng.choice(codes)
        estimate = None if minutes is None else self.calendar.add_working_minutes(self.now, minutes, self.zone)
        costs = estimate is not None or code.status is StepStatus.DONE
        return Report(
            self.item.case_number,
            self.step.key,
            code.status,
            code.code,
            estimate,
            cost_of(self.step, self.rng) if costs else None,
            self.rng.choice(LATE_REASONS) if reason else None,
        )
