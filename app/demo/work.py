"""What lies on the desks of the simulated back office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WorkItem:
    """The step of a case that a unit works on."""

    case_number: str
    process_key: str
    step_key: str
    running: bool = False

    @property
    def branch(self) -> str:
        """Whose case it is: the third part of the number is the branch and two characters of the device."""
        return self.case_number.split("-")[2][:-2]


@dataclass(frozen=True, slots=True)
class Watched:
    """A case that was opened while the office looks on: its next move comes at `due`."""

    item: WorkItem
    due: datetime
