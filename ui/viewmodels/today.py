"""What needs attention in this branch: promises that cannot hold, and the contacts of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from app.services.views import InteractionLine, PromiseLine
from ui.tasks import Background
from ui.viewmodels.ports import CounterCore

LIMIT = 60


@dataclass(frozen=True, slots=True)
class Today:
    """Promises at risk by due time, and today's interactions, newest first."""

    at_risk: tuple[PromiseLine, ...] = ()
    interactions: tuple[InteractionLine, ...] = ()


class TodayViewModel(QObject):
    """The two lists below the search box."""

    changed = Signal(object)
    """`Today`."""

    def __init__(self, core: CounterCore, tasks: Background, zone: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._tasks = tasks
        self._zone = ZoneInfo(zone)
        self._today = Today()

    @property
    def today(self) -> Today:
        return self._today

    def refresh(self) -> None:
        """Read both lists again."""
        self._tasks.latest("counter.today", partial(_read, self._core, self._midnight()), self._show)

    def clear(self) -> None:
        """Forget the names in both lists."""
        self._tasks.forget("counter.today")
        self._show(Today())

    def _midnight(self) -> datetime:
        local = self._core.clock.now().astimezone(self._zone)
        return datetime.combine(local.date(), time(), self._zone)

    def _show(self, today: Today) -> None:
        if today != self._today:
            self._today = today
            self.changed.emit(today)


def _read(core: CounterCore, since: datetime) -> Today:
    return Today(core.promises.lines(at_risk_only=True, limit=LIMIT), core.interactions.lines(since=since, limit=LIMIT))
