"""Walks a made-up case from its opening, step by step, into the scene that it shows when the demo opens."""

from __future__ import annotations

import random
from collections.abc import Callable

from app.demo.axis import DAY_MINUTES, WorkAxis
from app.demo.case_facts import CaseWriter, codes_of, late_codes, running_codes
from app.demo.case_story import ESTIMATED, CaseStory, Scene, Visit
from app.demo.case_words import REJECTIONS
from app.demo.habits import habit_of
from app.domain.facts import FactKind
from app.domain.processes import Process, StepStatus, StepTemplate

_WORTH_A_WORD = 20
"""Minutes beyond its estimate from which a unit that speaks says so."""


class CaseWalk:
    """Positions are working minutes, as in `WorkAxis`."""

    def __init__(self, axis: WorkAxis, rng: random.Random, writer: CaseWriter) -> None:
        self._axis = axis
        self._rng = rng
        self._write = writer
        self._scenes: dict[Scene, Callable[[CaseStory, StepTemplate, float], None]] = {
            Scene.WAITING: self._waiting,
            Scene.IN_PROGRESS: self._in_progress,
            Scene.PROMISED: self._promised,
            Scene.AT_RISK: self._at_risk,
            Scene.BROKEN: self._broken,
            Scene.LATE: self._late,
            Scene.ON_HOLD: self._on_hold,
            Scene.FAILED: self._failed,
            Scene.SILENT: self._silent,
            Scene.WAITING_CUSTOMER: self._waiting_customer,
            Scene.REJECTED: self._rejected,
        }

    def plan(self, process: Process, scene: Scene) -> tuple[float, list[tuple[float, float]]]:
        """When to open the case, and queue and work of each step that is already over."""
        over = len(process.steps) if scene is Scene.DONE else self._current(process, scene)
        spans = [(self._rng.uniform(3, 70), self._span(step)) for step in process.steps[:over]]
        elapsed = self._tail(scene) + sum(queue + span for queue, span in spans)
        return self._axis.now - elapsed - self._rng.uniform(5, 40), spans

    def walk(self, story: CaseStory, opened: float, spans: list[tuple[float, float]]) -> None:
        """Fill the story with its facts and visits."""
        story.visits.append(Visit(opened - 4, opening=True))
        position = opened
        for step, (queue, span) in zip(story.process.steps, spans, strict=False):
            position = self._finished(story, step, position + queue, span)
        if len(spans) < len(story.process.steps):
            step = story.process.steps[len(spans)]
            start = position + min(self._rng.uniform(5, 60), (self._axis.now - position) * 0.3)
            self._scenes[story.scene](story, step, start)
        story.facts.sort(key=lambda fact: fact.at)

    def _current(self, process: Process, scene: Scene) -> int:
        """Which step is under way; a promise rests only on a step whose unit gives estimates."""
        if scene is Scene.WAITING:
            return self._rng.choice((0, 0, self._rng.randrange(len(process.steps))))
        able = [
            index
            for index, step in enumerate(process.steps)
            if scene not in ESTIMATED or codes_of(step, StepStatus.IN_PROGRESS, estimated=True)
        ]
        return self._rng.choice(able) if able else 0

    def _tail(self, scene: Scene) -> float:
        """Working minutes from the last finished step until now."""
        match scene:
            case Scene.SILENT:
                return self._rng.uniform(3.2, 9) * DAY_MINUTES
            case Scene.BROKEN | Scene.LATE:
                return self._rng.uniform(420, 1300)
            case Scene.DONE | Scene.REJECTED:
                return self._rng.uniform(20, 6 * DAY_MINUTES)
            case Scene.WAITING:
                return self._rng.uniform(5, 240)
            case _:
                return self._rng.uniform(120, 700)

    def _span(self, step: StepTemplate) -> float:
        return max(3.0, step.normal_minutes * habit_of(step.unit).slow * self._rng.lognormvariate(0, 0.3))

    def _finished(self, story: CaseStory, step: StepTemplate, start: float, span: float) -> float:
        """Reports of a step that is over; returns where it ended."""
        rng, habit = self._rng, habit_of(step.unit)
        estimate = self._axis.quarter(start + step.normal_minutes * habit.bias)
        if rng.random() > habit.silence:
            self._write.report(story, step, start, running_codes(step), estimate=estimate)
            if span > 60 and rng.random() < 0.25:  # noqa: PLR2004 - long enough that somebody asked meanwhile
                self._write.promise(story, step, start + min(span, estimate - start) * rng.uniform(0.2, 0.7), estimate)
            if start + span > estimate + _WORTH_A_WORD and rng.random() > habit.silence:
                word = start + (estimate - start) * rng.uniform(0.75, 0.95)
                later = self._axis.quarter(start + span * 1.05)
                self._write.report(story, step, word, late_codes(step), estimate=later, reason=True)
        self._write.report(story, step, start + span, codes_of(step, StepStatus.DONE)[:1])
        return start + span

    def _waiting(self, story: CaseStory, step: StepTemplate, start: float) -> None:
        if self._rng.random() < 0.6:  # noqa: PLR2004 - of the rest nobody has said anything yet
            self._write.report(story, step, start, codes_of(step, StepStatus.WAITING))

    def _running(self, story: CaseStory, step: StepTemplate, start: float, estimate: float) -> float:
        estimate = self._axis.quarter(estimate)
        self._write.report(story, step, start, running_codes(step), estimate=estimate)
        return estimate

    def _in_progress(self, story: CaseStory, step: StepTemplate, start: float) -> None:
        self._running(story, step, start, self._axis.now + self._rng.uniform(30, 1500))
        if self._rng.random() < 0.12:  # noqa: PLR2004
            self._write.question(story, step, self._between(start))

    def _promised(self, story: CaseStory, step: StepTemplate, start: float) -> None:
        estimate = self._running(story, step, start, self._axis.now + self._rng.uniform(30, 1500))
        self._write.promise(story, step, self._between(start), estimate)

    def _at_risk(self, story: CaseStory, step: StepTemplate, start: float) -> None:
        estimate = self._running(story, step, start, self._axis.now + self._rng.uniform(20, 500))
        told = self._between(start)
        due = self._write.promise(story, step, told, estimate)
        worse = self._axis.quarter(due + self._rng.uniform(60, 900))
        self._write.report(story, step, self._between(told), late_codes(step), estimate=worse, reason=True)

    def _broken(self, story: CaseStory, step: StepTemplate, start: float) -> None:
        rng, now = self._rng, self._axis.now
        estimate = self._running(story, step, start, start + (now - start) * rng.uniform(0.3, 0.6))
        self._write.promise(story, step, start + (estimate - start) * rng.uniform(0.2, 0.6), estimate - 60)
        if rng.random() < 0.5:  # noqa: PLR2004 - half of the units at least say so
            newer = self._axis.quarter(now + rng.uniform(60, 800))
            moment = self._between(estimate)
            self._write.report(story, step, moment, late_codes(step), estimate=newer, reason=True)
        story.visits.append(Visit(now - rng.uniform(5, 90), upset=True))

    def _late(self, story: CaseStory, step: StepTemplate, start: float) -> None:
        self._running(story, step, start, start + (self._axis.now - start) * self._rng.uniform(0.2, 0.7))

    def _on_hold(self, story: CaseStory, step: StepTemplate, start: float) -> None:
        self._running(story, step, start, self._axis.now + self._rng.uniform(30, 400))
        held = codes_of(step, StepStatus.ON_HOLD, estimated=True) or codes_of(step, StepStatus.ON_HOLD)
        estimate = self._axis.quarter(self._axis.now + self._rng.uniform(120, 2000))
        self._write.report(story, step, self._between(start), held, estimate=estimate, reason=True)

    def _failed(self, story: CaseStory, step: StepTemplate, start: float) -> None:
        self._running(story, step, start, self._axis.now + 60)
        self._write.report(story, step, self._between(start), codes_of(step, StepStatus.FAILED), reason=True)

    def _silent(self, story: CaseStory, step: StepTemplate, start: float) -> None:
        self._running(story, step, start, start + self._rng.uniform(200, 900))
        story.visits.append(Visit(self._axis.now - self._rng.uniform(5, 500), upset=True))

    def _waiting_customer(self, story: CaseStory, step: StepTemplate, start: float) -> None:
        self._write.report(story, step, start, codes_of(step, StepStatus.WAITING))
        documents = story.process.documents
        missing = self._rng.sample(documents, self._rng.randint(1, len(documents))) if documents else []
        body = {"reason": "dokumen belum lengkap", "missing_documents": missing}
        moment = self._between(start)
        self._write.fact(story, FactKind.CASE_WAITING_CUSTOMER, moment, body, self._write.desk(step))

    def _rejected(self, story: CaseStory, step: StepTemplate, start: float) -> None:
        self._write.report(story, step, start, codes_of(step, StepStatus.FAILED), reason=True)
        body = {"reason": self._rng.choice(REJECTIONS)}
        moment = self._between(start)
        self._write.fact(story, FactKind.CASE_REJECTED, moment, body, self._write.desk(step))

    def _between(self, start: float) -> float:
        """Some moment between `start` and now."""
        return start + (self._axis.now - start) * self._rng.uniform(0.25, 0.9)
