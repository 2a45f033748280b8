"""The record on screen: one customer, the tracks of its cases, and what is new since the agent looked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.services.views import CaseView, CustomerRecord
from ui.tasks import Background
from ui.viewmodels.ports import CounterCore
from ui.viewmodels.track import Track, track_of

REVEALED_FOR = timedelta(seconds=30)
"""A revealed value is masked again after this time."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """A sensitive field shown in full for a short while."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class RecordState:
    """Everything the middle pane shows; `focus` is the case that the talk is about."""

    record: CustomerRecord
    tracks: tuple[Track, ...]
    focus: str | None = None
    revealed: Revealed | None = None

    @property
    def customer_id(self) -> str:
        return self.record.customer.id

    @property
    def focused(self) -> Track | None:
        return self.track(self.focus)

    def track(self, case_id: str | None) -> Track | None:
        return next((track for track in self.tracks if track.case_id == case_id), None)


@dataclass(frozen=True, slots=True)
class StepNews:
    """A report that arrived while the record was on screen."""

    track: Track
    step_key: str


@dataclass(frozen=True, slots=True)
class _News:
    facts: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()


class RecordViewModel(QObject):
    """Opens a record, keeps it fresh, and remembers what the agent has not looked at yet."""

    opened = Signal(object)
    """`RecordState` of another customer."""

    updated = Signal(object)
    """`RecordState` of the same customer: only what differs needs painting."""

    closed = Signal()

    focused = Signal(object)
    """The focused `Track`, or None."""

    arrived = Signal(object)
    """`StepNews` that came without a click."""

    pressed = Signal(object)
    """`Track` of a case whose promise has just come at risk, or broke."""

    refused = Signal(object)
    """An error of an act on the record."""

    def __init__(self, core: CounterCore, tasks: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._tasks = tasks
        self._state: RecordState | None = None
        self._news: dict[str, _News] = {}
        self._mask = QTimer(self, singleShot=True, interval=int(REVEALED_FOR.total_seconds() * 1000))
        self._mask.timeout.connect(self.hide_revealed)

    @property
    def state(self) -> RecordState | None:
        return self._state

    def open(self, customer_id: str, case_number: str | None = None) -> None:
        """Show a customer; the look is logged by the service. `case_number` is the case to begin with."""
        self._tasks.forget("counter.refresh")
        work = partial(self._core.customers.record, customer_id)
        self._tasks.latest("counter.record", work, partial(self._opened, case_number), self._refuse)

    def refresh(self) -> None:
        """Read the shown record again, without a new entry in the log of looks."""
        if self._state is not None:
            work = partial(self._core.customers.peek, self._state.customer_id)
            self._tasks.latest("counter.refresh", work, self._refreshed)

    def tell_time(self) -> None:
        """Redraw what depends on the time of day."""
        self.refresh()

    def close(self) -> None:
        """Leave the record: what was on screen counts as seen, and nothing of it stays in memory."""
        if self._state is None:
            return
        self._leave()
        self._state = None
        self._tasks.forget("counter.record")
        self._tasks.forget("counter.refresh")
        self.closed.emit()

    def focus(self, case_id: str | None) -> None:
        """Make this the case that the talk is about."""
        state = self._state
        if state is None or state.focus == case_id:
            return
        self._state = replace(state, focus=case_id)
        self.focused.emit(self._state.focused)

    def move_focus(self, step: int) -> None:
        """Go to the next or previous case."""
        state = self._state
        if state is None or not state.tracks:
            return
        ids = [track.case_id for track in state.tracks]
        at = ids.index(state.focus) if state.focus in ids else -1
        self.focus(ids[max(0, min(len(ids) - 1, at + step))])

    def acknowledge(self, case_id: str) -> None:
        """The agent has looked at what is new in this case."""
        state = self._state
        if state is None or not self._news.pop(case_id, _News()).facts:
            return
        self._tasks.run(partial(self._core.cases.mark_seen, case_id))
        self._show(replace(state, tracks=self._tracks(state.record)))

    def reveal(self, field: str, reason: str) -> None:
        """Show a masked field for a while; the service logs who, what and why."""
        if self._state is not None:
            customer_id = self._state.customer_id
            work = partial(self._core.customers.reveal, customer_id, field, reason)
            self._tasks.run(work, partial(self._revealed, customer_id, field), self._refuse)

    def hide_revealed(self) -> None:
        """Mask again."""
        self._mask.stop()
        if self._state is not None and self._state.revealed is not None:
            self._show(replace(self._state, revealed=None))

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(error)

    def _opened(self, case_number: str | None, record: CustomerRecord) -> None:
        same = self._state is not None and self._state.customer_id == record.customer.id
        if not same:
            self._leave()
        self._note_news(record)
        tracks = self._tracks(record)
        self._state = RecordState(record, tracks, _first_focus(tracks, case_number))
        self._mark_seen(tuple(view for view in record.cases if view.state.is_open or view.news))
        self.opened.emit(self._state)

    def _refreshed(self, record: CustomerRecord) -> None:
        before = self._state
        if before is None or before.customer_id != record.customer.id:
            return
        fresh = self._note_news(record)
        tracks = self._tracks(record)
        focus = before.focus if any(track.case_id == before.focus for track in tracks) else _first_focus(tracks, None)
        self._show(replace(before, record=record, tracks=tracks, focus=focus))
        if focus != before.focus:
            self.focused.emit(self._state.focused if self._state else None)
        for track in tracks:
            self._tell_news(track, before.track(track.case_id), fresh)

    def _tell_news(self, track: Track, before: Track | None, fresh: frozenset[tuple[str, str]]) -> None:
        for case_id, step_key in sorted(fresh):
            if case_id == track.case_id:
                self.arrived.emit(StepNews(track, step_key))
        was = before.pressing if before else None
        now = track.pressing
        if now is not None and (was is None or (was.id, was.new_estimate_at) != (now.id, now.new_estimate_at)):
            self.pressed.emit(track)

    def _note_news(self, record: CustomerRecord) -> frozenset[tuple[str, str]]:
        fresh: set[tuple[str, str]] = set()
        for view in record.cases:
            known = self._news.get(view.case.id, _News())
            if view.news - known.facts:
                fresh |= {(view.case.id, step) for step in view.news_steps}
                self._news[view.case.id] = _News(known.facts | view.news, known.steps | view.news_steps)
        return frozenset(fresh)

    def _tracks(self, record: CustomerRecord) -> tuple[Track, ...]:
        now = self._core.clock.now()
        return tuple(track_of(self._with_news(view), now) for view in record.cases)

    def _with_news(self, view: CaseView) -> CaseView:
        news = self._news.get(view.case.id, _News())
        return replace(view, news=news.facts, news_steps=news.steps)

    def _leave(self) -> None:
        state, self._news = self._state, {}
        self._mask.stop()
        if state is not None:
            self._mark_seen(tuple(track.view for track in state.tracks if track.news))

    def _mark_seen(self, views: tuple[CaseView, ...]) -> None:
        if views:
            self._tasks.run(partial(_mark_all, self._core, tuple(view.case.id for view in views)))

    def _revealed(self, customer_id: str, field: str, value: str) -> None:
        if self._state is not None and self._state.customer_id == customer_id:
            self._mask.start()
            self._show(replace(self._state, revealed=Revealed(field, value)))

    def _show(self, state: RecordState) -> None:
        if state != self._state:
            self._state = state
            self.updated.emit(state)


def _first_focus(tracks: tuple[Track, ...], case_number: str | None) -> str | None:
    """The case that was asked for, else one with a promise in trouble, else the first."""
    asked = next((track for track in tracks if track.view.case.number == case_number), None)
    pressing = next((track for track in tracks if track.pressing), None)
    first = asked or pressing or next(iter(tracks), None)
    return first.case_id if first else None


def _mark_all(core: CounterCore, case_ids: tuple[str, ...]) -> None:
    for case_id in case_ids:
        core.cases.mark_seen(case_id)
