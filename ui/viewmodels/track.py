"""The live track of a case: its steps as values that a painter or a screen reader can tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.cases import StepState
from app.domain.processes import StepStatus
from app.domain.promises import Promise, PromiseState
from app.services.views import CaseView

AGED_AFTER = timedelta(hours=24)
"""A report older than this is told with its age (source: the phrasing contract, rule 12)."""


class StepLook(StrEnum):
    """How a step is drawn: its status, and `late` where its estimate passed before it was done."""

    WAITING = "waiting"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    LATE = "late"
    FAILED = "failed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TrackStep:
    """One step of the track; `slipped_from` is its first estimate where a later one replaced it."""

    state: StepState
    look: StepLook
    current: bool
    news: bool
    aged: bool
    slipped_from: datetime | None

    @property
    def key(self) -> str:
        return self.state.key


@dataclass(frozen=True, slots=True)
class Track:
    """A case as the screen shows it: its steps, and its promises, the pressing ones first."""

    case_id: str
    view: CaseView
    steps: tuple[TrackStep, ...]
    promises: tuple[Promise, ...]

    @property
    def current(self) -> TrackStep | None:
        return next((step for step in self.steps if step.current), None)

    @property
    def news(self) -> bool:
        return bool(self.view.news)

    @property
    def as_of(self) -> datetime | None:
        """When the newest of its data was true."""
        return self.view.state.last_report_at

    @property
    def pressing(self) -> Promise | None:
        """The promise that needs an act now: at risk, or broken and not yet settled."""
        return next((promise for promise in self.promises if is_pressing(promise)), None)

    def step(self, key: str) -> TrackStep | None:
        return next((step for step in self.steps if step.key == key), None)


_RANK = {
    PromiseState.AT_RISK: 0,
    PromiseState.BROKEN: 1,
    PromiseState.OPEN: 2,
    PromiseState.KEPT: 3,
    PromiseState.MOVED: 4,
    PromiseState.WITHDRAWN: 5,
}


def is_pressing(promise: Promise) -> bool:
    """Whether someone must act on the promise: it cannot hold, or its time passed and nothing was done."""
    return promise.state in {PromiseState.AT_RISK, PromiseState.BROKEN}


def track_of(view: CaseView, now: datetime) -> Track:
    """The track of a case as it stands at `now`."""
    current = view.state.current
    steps = tuple(_step(step, current is not None and step.key == current.key, view, now) for step in view.state.steps)
    replaced = {promise.id for promise in view.promises if promise.state is PromiseState.MOVED}
    promises = sorted(
        (promise for promise in view.promises if promise.id not in replaced or len(view.promises) == 1),
        key=lambda promise: (_RANK[promise.state], promise.due_at),
    )
    return Track(view.case.id, view, steps, tuple(promises))


def _step(step: StepState, current: bool, view: CaseView, now: datetime) -> TrackStep:
    slipped = (
        step.first_estimate_at
        if step.estimate_at and step.first_estimate_at and step.estimate_at > step.first_estimate_at
        else None
    )
    return TrackStep(
        state=step,
        look=_look(step, now),
        current=current,
        news=step.key in view.news_steps,
        aged=not step.is_over and step.reported_at is not None and now - step.reported_at > AGED_AFTER,
        slipped_from=slipped,
    )


def _look(step: StepState, now: datetime) -> StepLook:
    if step.status is StepStatus.DONE:
        return StepLook.DONE
    if step.status is StepStatus.FAILED:
        return StepLook.FAILED
    if step.estimate_at is not None and step.estimate_at < now:
        return StepLook.LATE
    return StepLook(step.status.value)
