"""Writes what happened with a made-up case: reports, promises, questions, each at a position of working time."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from app.demo.axis import WorkAxis
from app.demo.case_story import CaseStory, Visit
from app.demo.case_words import ANSWERS, LATE_REASONS, PROMISES, QUESTIONS
from app.demo.habits import habit_of
from app.demo.seeded import SeededIds
from app.domain.facts import Fact, FactKind
from app.domain.processes import ReportCode, StepStatus, StepTemplate

_ANSWER_MINUTES = 120


class CaseWriter:
    """Adds facts to stories; `desks` says which login reports for a unit, others report under the unit's name."""

    def __init__(self, axis: WorkAxis, rng: random.Random, ids: SeededIds, desks: Mapping[str, str]) -> None:
        self._axis = axis
        self._rng = rng
        self._ids = ids
        self._desks = desks

    def report(
        self,
        story: CaseStory,
        step: StepTemplate,
        position: float,
        codes: Sequence[ReportCode],
        *,
        estimate: float | None = None,
        reason: bool = False,
    ) -> None:
        """The unit's word on its step, with one of `codes`; a finished step tells what it cost."""
        code = self._rng.choice(codes)
        body = {
            "status": code.status.value,
            "code": code.code,
            "estimate_at": self._axis.at(estimate).isoformat() if estimate is not None else None,
            "cost": cost_of(step, self._rng) if estimate is not None or code.status is StepStatus.DONE else None,
            "reason": self._rng.choice(LATE_REASONS) if reason else None,
            "unit": step.unit,
        }
        self.fact(story, FactKind.CASE_REPORT, position, body, self.desk(step), step_key=step.key)

    def promise(self, story: CaseStory, step: StepTemplate, told: float, estimate: float) -> float:
        """Promised on an estimate, with a little room; returns the position of the due time."""
        due = self._axis.quarter(estimate + self._rng.choice((0, 30, 60)))
        promise_id = self._ids.at(self._axis.at(told))
        last = step is story.process.steps[-1] or self._rng.random() < 0.4  # noqa: PLR2004 - some promise the whole
        text = (PROMISES.get(story.process.key) if last else None) or f"kabar {step.name.lower()}"
        body = {
            "text": text,
            "due_at": self._axis.at(due).isoformat(),
            "estimate_at": self._axis.at(estimate).isoformat(),
            "answer_by": None,
            "replaces": None,
        }
        kind, by = FactKind.PROMISE_MADE, story.case.opened_by
        self.fact(story, kind, told, body, by, subject_id=promise_id, step_key=step.key)
        story.visits.append(Visit(told - 3, promise_id=promise_id, promise_text=text))
        return due

    def question(self, story: CaseStory, step: StepTemplate, position: float) -> None:
        """A question to the unit; silent units leave many without an answer."""
        rng = self._rng
        index = rng.randrange(len(QUESTIONS))
        question_id = self._ids.at(self._axis.at(position))
        due = self._axis.at(position + _ANSWER_MINUTES).isoformat()
        body = {"to_unit": step.unit, "text": QUESTIONS[index], "answer_due_at": due}
        asked = FactKind.QUESTION_ASKED
        self.fact(story, asked, position, body, story.case.opened_by, subject_id=question_id)
        if rng.random() > habit_of(step.unit).silence:
            answered = position + (self._axis.now - position) * rng.uniform(0.1, 0.8)
            kind = FactKind.QUESTION_ANSWERED
            self.fact(story, kind, answered, {"text": ANSWERS[index]}, self.desk(step), subject_id=question_id)

    def fact(
        self,
        story: CaseStory,
        kind: FactKind,
        position: float,
        body: Mapping[str, object],
        actor: str,
        *,
        subject_id: str | None = None,
        step_key: str | None = None,
    ) -> None:
        """One fact of the case, never later than now."""
        moment = self._axis.at(min(position, self._axis.now))
        story.facts.append(
            Fact(
                id=self._ids.at(moment),
                scope_id=story.case.scope_id,
                kind=kind,
                subject_id=subject_id or story.case.id,
                at=moment,
                actor=actor,
                body=body,
                customer_id=story.case.customer_id,
                case_id=story.case.id,
                step_key=step_key,
            )
        )

    def desk(self, step: StepTemplate) -> str:
        """Who reports for the step's unit."""
        return self._desks.get(step.unit, step.unit.lower())


def codes_of(step: StepTemplate, status: StepStatus, *, estimated: bool = False) -> list[ReportCode]:
    """Codes of a step with that status, but none that tells a delay; `estimated`: only those that bring an estimate."""
    fitting = [code for code in step.codes if code.status is status and not _tells_delay(code)]
    return [code for code in fitting if code.needs_estimate] if estimated else fitting


def late_codes(step: StepTemplate) -> list[ReportCode]:
    """Codes that say that it takes longer, with a new estimate; where there is none, it is simply still running."""
    held = [code for code in step.codes if code.needs_estimate and code.status is StepStatus.ON_HOLD]
    late = [code for code in step.codes if code.needs_estimate and _tells_delay(code)]
    return late + held or running_codes(step)


def running_codes(step: StepTemplate) -> list[ReportCode]:
    """Codes of work under way, rather those with an estimate."""
    running = StepStatus.IN_PROGRESS
    return codes_of(step, running, estimated=True) or codes_of(step, running) or list(step.codes)


def cost_of(step: StepTemplate, rng: random.Random) -> int | None:
    """What the customer pays for the step, near the normal price; None where it costs nothing."""
    if step.normal_cost is None:
        return None
    return round(step.normal_cost * rng.choice((1, 1, 1, 1.1, 1.2, 0.9)) / 5000) * 5000


def _tells_delay(code: ReportCode) -> bool:
    return code.status is StepStatus.IN_PROGRESS and code.code.endswith(("_LATE", "_LONGER", "_DELAYED"))
