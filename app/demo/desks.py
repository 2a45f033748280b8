"""All simulated units at their desks: an old pile that moves now and then, and what the counter just handed them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from app.demo.case_words import answer_to
from app.demo.decisions import Decision, Report, decide
from app.demo.habits import habit_of
from app.demo.integrator import Integrator, OpenQuestion
from app.demo.organisation import HOME, STAFF
from app.demo.places import PLACES
from app.demo.seed import shipped_processes
from app.demo.story import is_told
from app.demo.work import Watched, WorkItem
from app.domain.processes import StepStatus
from app.formats.workdays import IndonesianCalendar

PILE = 200
"""How many of its open steps a unit has before it at the start, the newest."""
_AT_HOME = 0.55
_ANSWER_EVERY = 5
_NEW_CASE_EVERY = 12
_LOOK_EVERY = timedelta(seconds=2)
_OVERLAP = timedelta(seconds=30)
"""How much of the time before the last look is looked at again: what was being committed then."""
_BEGIN, _GO_ON = (5.0, 11.0), (30.0, 80.0)
"""Seconds until a unit speaks of a case that was just opened, and between its later moves."""
_ANSWER, _ANSWER_LATE = (6.0, 14.0), (60.0, 150.0)
_RUNNING = frozenset({StepStatus.IN_PROGRESS, StepStatus.ON_HOLD})


class BackOffice:
    """`customers` is how many numbered customers the branches have together, `pace` the seconds between two events."""

    def __init__(self, customers: int, pace: float, rng: random.Random) -> None:
        self.pile: list[WorkItem] = []
        self.watched: dict[str, Watched] = {}
        self._processes = {process.key: process for process in shipped_processes()}
        self._units = sorted({step.unit for process in self._processes.values() for step in process.steps})
        self._desks = {one.unit: one.login for one in STAFF if one.unit}
        self._zones = {place.code: place.zone for place in PLACES}
        self._calendar = IndonesianCalendar()
        self._customers = customers
        self._pace = pace
        self._rng = rng
        self._known: set[str] = set()
        self._answers: dict[str, datetime | None] = {}
        self._looked: datetime | None = None
        self._next_event: datetime | None = None
        self._events = 0

    def tick(self, speaks: Integrator, now: datetime) -> None:
        """Everything that is due; to be called about once a second."""
        if self._looked is None or now - self._looked >= _LOOK_EVERY:
            self.look(speaks, now)
        self.attend(speaks, now)
        if self._next_event is None:
            self._next_event = now
        if now >= self._next_event:
            self._next_event = now + timedelta(seconds=min(self._rng.expovariate(1 / self._pace), self._pace * 4))
            self._event(speaks, now)

    def look(self, speaks: Integrator, now: datetime) -> None:
        """What came to the units: the pile at the first look, later what customers have just asked for."""
        first, since = self._looked is None, self._looked and self._looked - _OVERLAP
        for unit in self._units:
            for item in self._new_items(speaks, unit, since):
                self._known.add(item.case_number)
                if first:
                    self.pile.append(item)
                else:
                    self._watch(item, now)
            for question in speaks.open_questions(unit):
                if question.id not in self._answers:
                    self._answers[question.id] = None if first else self._answer_time(unit, now)
                self._answer_if_due(speaks, unit, question, now)
        self._looked = now

    def attend(self, speaks: Integrator, now: datetime) -> list[Report]:
        """The next move of each watched case whose time has come; gives what was reported."""
        reports = []
        for number, watched in list(self.watched.items()):
            if watched.due > now:
                continue
            # put off first: a word that the shared database refuses must not come up again at once
            self._watch(watched.item, now)
            decision = self._move(speaks, watched.item, now)
            # whoever stands at the counter has to see that it was begun: a silent unit only takes longer to say so
            unheard = decision.report is None and not watched.item.running
            left = watched.item if unheard else decision.left
            if left is None:
                del self.watched[number]
            else:
                self._watch(left, now)
            if decision.report is not None:
                reports.append(decision.report)
        return reports

    def _event(self, speaks: Integrator, now: datetime) -> None:
        self._events += 1
        self._report_next(speaks, now)
        if self._events % _ANSWER_EVERY == 0:
            self._answer_old(speaks)
        if self._events % _NEW_CASE_EVERY == 0:
            self._new_case(speaks)

    def _report_next(self, speaks: Integrator, now: datetime) -> None:
        """One unit does something with its pile."""
        if not self.pile:
            return
        at_home = self._rng.random() < _AT_HOME
        chosen = [index for index, item in enumerate(self.pile) if not at_home or item.branch == HOME.code]
        index = self._rng.choice(chosen or range(len(self.pile)))
        left = self._move(speaks, self.pile[index], now).left
        if left is None:
            del self.pile[index]
        else:
            self.pile[index] = left

    def _move(self, speaks: Integrator, item: WorkItem, now: datetime) -> Decision:
        """What the unit does with it; nothing is done while it cannot be sent."""
        process = self._processes[item.process_key]
        decision = decide(self._rng, item, process, now, self._zones.get(item.branch, HOME.zone), self._calendar)
        if decision.report is not None:
            step = process.step(decision.report.step_key)
            speaks.report(decision.report, self._desk(step.unit) if step else None)
        return decision

    def _answer_if_due(self, speaks: Integrator, unit: str, question: OpenQuestion, now: datetime) -> None:
        due = self._answers[question.id]
        if due is not None and due <= now:
            speaks.answer(question.case_number, question.id, answer_to(question.text), self._desk(unit))

    def _answer_old(self, speaks: Integrator) -> None:
        """One unit answers its oldest question, if it is the kind that answers."""
        unit = self._rng.choice(self._units)
        old = [one for one in speaks.open_questions(unit) if self._answers.get(one.id) is None]
        if old and self._rng.random() >= habit_of(unit).silence:
            speaks.answer(old[0].case_number, old[0].id, answer_to(old[0].text), self._desk(unit))

    def _new_case(self, speaks: Integrator) -> None:
        """A customer asks for something through another channel than the counter."""
        place = HOME if self._rng.random() < _AT_HOME else self._rng.choice(PLACES)
        served = [process for process in self._processes.values() if process.sector != "internal"]
        process = self._rng.choice(served)
        serial = self._rng.randint(len(place.cities) * 10, max(60, round(self._customers * place.share) - 1))
        if serial >= round(self._customers * place.share):
            return
        number = speaks.open_case(place.code, f"NR-{place.code}-{serial:06}", process.key)
        self._known.add(number)
        self.pile.append(WorkItem(number, process.key, process.steps[0].key))

    def _new_items(self, speaks: Integrator, unit: str, since: datetime | None) -> Iterator[WorkItem]:
        for step in speaks.open_steps(unit, since, PILE):
            process = self._processes.get(step.process_key)
            # processes that somebody loaded are for people; the case of the story is the tour's
            if process is None or process.step(step.step_key) is None or is_told(step.case_number):
                continue
            if step.your_turn and step.case_number not in self._known:
                yield WorkItem(step.case_number, step.process_key, step.step_key, step.status in _RUNNING)

    def _watch(self, item: WorkItem, now: datetime) -> None:
        pause = self._rng.uniform(*(_GO_ON if item.running else _BEGIN))
        self.watched[item.case_number] = Watched(item, now + timedelta(seconds=pause))

    def _answer_time(self, unit: str, now: datetime) -> datetime:
        late = self._rng.random() < habit_of(unit).silence
        return now + timedelta(seconds=self._rng.uniform(*(_ANSWER_LATE if late else _ANSWER)))

    def _desk(self, unit: str) -> str:
        return self._desks.get(unit, unit.lower())
