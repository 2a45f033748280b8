"""Cases in motion, made up for one branch."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from app.demo.axis import WorkAxis
from app.demo.case_facts import CaseWriter
from app.demo.case_story import SCENES, CaseStory, Scene
from app.demo.case_walk import CaseWalk
from app.demo.case_words import WEIGHTS
from app.demo.seeded import SeededIds
from app.domain.cases import CaseFile
from app.domain.people import Customer, CustomerKind
from app.domain.processes import CaseKind, Process
from app.services.cases import NUMBER_PREFIX

INSIDE = "internal"
"""The sector of what colleagues ask of each other."""


class CaseMaker:
    """Makes the cases of one branch; `devices` are the codes of the counters that opened them."""

    def __init__(
        self,
        branch: str,
        axis: WorkAxis,
        processes: Sequence[Process],
        desks: Mapping[str, str],
        devices: Sequence[str],
        seed: str,
    ) -> None:
        self._branch = branch
        self._axis = axis
        self._served = [process for process in processes if process.sector != INSIDE]
        self._inside = [process for process in processes if process.sector == INSIDE] or self._served
        self._weights = [WEIGHTS.get(process.key, 1) for process in self._served]
        self._devices = devices
        self._rng = random.Random(f"{seed}.cases.{branch}")
        self._ids = SeededIds(f"{seed}.case-ids.{branch}")
        self._walk = CaseWalk(axis, self._rng, CaseWriter(axis, self._rng, self._ids, desks))
        self._counts: dict[str, int] = {}

    def make(self, count: int, customers: Sequence[Customer], staff: Sequence[str]) -> Iterator[CaseStory]:
        """`count` cases of the given customers, opened by the given logins; some customers have several."""
        scenes, shares = tuple(SCENES), tuple(SCENES.values())
        for _ in range(count):
            customer = self._rng.choice(customers)
            if customer.kind is CustomerKind.INTERNAL:
                process = self._rng.choice(self._inside)
            else:
                process = self._rng.choices(self._served, self._weights)[0]
            yield self._story(process, self._rng.choices(scenes, shares)[0], customer, self._rng.choice(staff))

    def _story(self, process: Process, scene: Scene, customer: Customer, opened_by: str) -> CaseStory:
        opened, spans = self._walk.plan(process, scene)
        opened_at = self._axis.at(opened)
        case = CaseFile(
            id=self._ids.at(opened_at),
            scope_id=customer.scope_id,
            number=self._number(process.kind, opened_at),
            customer_id=customer.id,
            process_key=process.key,
            process_version=process.version,
            kind=process.kind,
            title=process.customer_words,
            opened_at=opened_at,
            opened_by=opened_by,
        )
        story = CaseStory(case, scene, process, customer)
        self._walk.walk(story, opened, spans)
        return story

    def _number(self, kind: CaseKind, opened_at: datetime) -> str:
        device = self._rng.choice(self._devices)
        prefix = f"{NUMBER_PREFIX[kind]}-{opened_at.year}-{self._branch}{device}"
        self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return f"{prefix}-{self._counts[prefix]:05d}"
