"""A made-up case: the scene it is in when the demo opens, its facts, and the contacts about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.cases import CaseFile
from app.domain.facts import Fact
from app.domain.people import Customer
from app.domain.processes import Process


class Scene(StrEnum):
    """How a case stands when the demo opens."""

    WAITING = "waiting"
    IN_PROGRESS = "in_progress"
    PROMISED = "promised"
    AT_RISK = "at_risk"
    BROKEN = "broken"
    LATE = "late"
    ON_HOLD = "on_hold"
    FAILED = "failed"
    SILENT = "silent"
    WAITING_CUSTOMER = "waiting_customer"
    DONE = "done"
    REJECTED = "rejected"


SCENES: Mapping[Scene, int] = {
    Scene.WAITING: 9,
    Scene.IN_PROGRESS: 20,
    Scene.PROMISED: 12,
    Scene.AT_RISK: 7,
    Scene.BROKEN: 5,
    Scene.LATE: 9,
    Scene.ON_HOLD: 9,
    Scene.FAILED: 3,
    Scene.SILENT: 8,
    Scene.WAITING_CUSTOMER: 5,
    Scene.DONE: 11,
    Scene.REJECTED: 2,
}
"""Shares of a hundred."""

ESTIMATED = frozenset({Scene.IN_PROGRESS, Scene.PROMISED, Scene.AT_RISK, Scene.BROKEN, Scene.LATE})
"""Scenes that rest on an estimate of the unit."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A contact about a case: when (working minutes) and what came of it."""

    position: float
    promise_id: str | None = None
    promise_text: str | None = None
    opening: bool = False
    upset: bool = False


@dataclass(slots=True)
class CaseStory:
    """A case with its facts in order of time, and the contacts that belong to it."""

    case: CaseFile
    scene: Scene
    process: Process
    customer: Customer
    facts: list[Fact] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
