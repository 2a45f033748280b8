"""A case as a card: one line while it is not the matter at hand, the whole live track when it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.cases import CaseStatus
from ui.presenters.labels import CASE_STATUS, CASE_TONES
from ui.presenters.sources import Part, Place
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.track import Track, TrackStep
from ui.widgets.chip import Chip
from ui.widgets.painting import focus_ring, outline, soft_ground
from ui.widgets.pane import Pane
from ui.widgets.promise_bar import PromiseBar
from ui.widgets.step_track import StepTrack, paint_node
from ui.widgets.style import column, label, row
from ui.widgets.text_line import TextLine
from ui.words import _, ngettext

_DOT = 11
_DOT_STEP = 15


class MiniTrack(QWidget):
    """The steps of a case as dots."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._steps: tuple[TrackStep, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_steps(self, steps: tuple[TrackStep, ...]) -> None:
        """Show how far each step is."""
        if steps != self._steps:
            self._steps = steps
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(len(self._steps) * _DOT_STEP + 4, _DOT + 7)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, step in enumerate(self._steps):
            paint_node(painter, QPointF(at * _DOT_STEP + _DOT / 2 + 1, self.height() / 2), step, self._theme, _DOT)


class CaseCard(Pane):
    """Number, title, status, the track, what the latest report means, and the promises."""

    wanted = Signal(str)
    """Case id: this is what the talk is about."""

    promised = Signal(str)
    """Case id: a new promise is wanted."""

    looked = Signal(str)
    """Case id: the agent has looked at the news."""

    painted = Signal(str, object)
    """Case id and instant of the newest report now on the screen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._track: Track | None = None
        self._voice: Voice | None = None
        self._open = False
        self._promises: list[PromiseBar] = []
        self.setObjectName("case_card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._build()
        theme.changed.connect(self.update)

    @property
    def case_id(self) -> str:
        return self._track.case_id if self._track else ""

    @property
    def steps(self) -> StepTrack:
        return self._steps

    def show_track(self, track: Track, voice: Voice, *, is_open: bool) -> None:
        """Show a case or news of it; nothing is touched where nothing differs."""
        if (track, voice, is_open) == (self._track, self._voice, self._open):
            return
        self._track, self._voice, self._open = track, voice, is_open
        self.retranslate()

    def retranslate(self) -> None:
        track, voice = self._track, self._voice
        if track is None or voice is None:
            return
        case, state = track.view.case, track.view.state
        self._title.show_text(case.title)
        self._number.show_text(case.number)
        # a case that is being worked on is the rule: its track says more than a word would
        usual = state.status is CaseStatus.OPEN
        self._status.show_text("" if usual else _(CASE_STATUS[state.status]), CASE_TONES[state.status])
        count = len(track.view.news)
        self._news.show_text(ngettext("{count} new", "{count} new", count).format(count=count) if count else "", "warn")
        self._mini.show_steps(track.steps)
        self._now.show_text(_now_line(track, voice))
        for line in (self._mini, self._now):
            line.setVisible(not self._open and state.is_open)
        for body in (self._steps, self._sentence, self._facts, self._source):
            body.setVisible(self._open)
        if self._open:
            self._steps.show_track(track, voice)
        self._tell_step()
        self._show_promises(track, voice)
        self.setAccessibleName(f"{case.number}, {case.title}, {_(CASE_STATUS[state.status])}")
        self.setAccessibleDescription(self._now.text)
        self.update()

    def mark(self, places: Sequence[Place]) -> None:
        """Show what a sentence rests on: steps, the promise, or the case itself."""
        parts = {place.part for place in places}
        fields = {place.field for place in places if place.part is Part.CASE}
        is_number = "number" in fields
        self._number.mark(is_number)
        # what the card has no place of its own for is told beside its title
        self._title.mark(bool(fields - {"number"}))
        self._steps.mark(frozenset(place.step for place in places if place.part is Part.STEP))
        for bar in (self._urgent, *self._promises):
            bar.mark(Part.PROMISE in parts)

    def go_to(self, place: Place) -> None:
        """Put the focus where the fact stands; a step is chosen, so that its details are told."""
        self._steps.select(place.step)
        self._steps.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> None:
        theme = self._theme
        self._title = TextLine(theme, self, weight=QFont.Weight.DemiBold)
        self._number = TextLine(theme, self, ink="muted", step=-1, grows=False)
        self._news = Chip(theme, self)
        self._status = Chip(theme, self)
        self._mini = MiniTrack(theme, self)
        self._now = TextLine(theme, self, ink="muted", step=-1)
        self._steps = StepTrack(theme, self)
        self._sentence = label(self, wrap=True)
        self._facts = TextLine(theme, self, ink="muted", step=-1)
        self._source = TextLine(theme, self, ink="muted", step=-1)
        self._steps.selected.connect(self._tell_step)
        self._steps.painted.connect(self.painted)
        head = row(gap=Space.MEDIUM)
        head.addWidget(self._title, 1)
        for widget in (self._number, self._news, self._status):
            head.addWidget(widget)
        low = row(gap=Space.MEDIUM)
        low.addWidget(self._mini)
        low.addWidget(self._now, 1)
        self._column = column(self, 0, Space.TIGHT)
        self._column.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.LARGE, Space.MEDIUM)
        self._column.addLayout(head)
        self._urgent = PromiseBar(theme, self)
        self._urgent.acted.connect(self._promise)
        self._column.addWidget(self._urgent)
        self._column.addLayout(low)
        for body in (self._steps, self._sentence, self._facts, self._source):
            self._column.addWidget(body)

    def _tell_step(self) -> None:
        step, track, voice = self._steps.selected_step, self._track, self._voice
        if step is None or track is None or voice is None or not self._open:
            return
        text, known = voice.told(track.view, step.state)
        self._sentence.setText(text)
        self._facts.show_text(_step_facts(step, voice))
        self._source.show_text(_step_source(step, voice, known=known), "muted" if known else "warn")

    def _show_promises(self, track: Track, voice: Voice) -> None:
        pressing = track.pressing
        if pressing is not None:
            self._urgent.show_promise(pressing, voice, over=not track.view.state.is_open)
        self._urgent.setVisible(pressing is not None)
        shown = tuple(one for one in track.promises if one is not pressing) if self._open else ()
        while len(self._promises) < len(shown):
            bar = PromiseBar(self._theme, self)
            bar.acted.connect(self._promise)
            self._promises.append(bar)
            self._column.addWidget(bar)
        for bar, promise in zip(self._promises, shown, strict=False):
            bar.show_promise(promise, voice)
        for at, bar in enumerate(self._promises):
            bar.setVisible(at < len(shown))

    def _promise(self) -> None:
        self.promised.emit(self.case_id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.wanted.emit(self.case_id)
        self.looked.emit(self.case_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.wanted.emit(self.case_id)
            self.looked.emit(self.case_id)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        soft_ground(painter, area, self._theme.colour("raised"), 8)
        outline(painter, area, self._theme.colour("accent" if self._open else "divider"), 1, 8)
        if self.hasFocus():
            focus_ring(painter, area, self._theme, 8)


def _now_line(track: Track, voice: Voice) -> str:
    current = track.current
    if current is None:
        return ""
    name = voice.step_name(track.view.process, current.state)
    parts = [name, voice.look(current.look).lower()]
    if current.state.estimate_at is not None:
        parts.append(voice.moment(current.state.estimate_at))
    if current.state.reported_at is not None:
        parts.append(voice.as_of(current.state.reported_at))
    return " · ".join(parts)


def _step_facts(step: TrackStep, voice: Voice) -> str:
    state = step.state
    parts = [voice.look(step.look)]
    if not state.is_over and state.estimate_at is not None:
        parts.append(_("estimate {time}").format(time=voice.moment(state.estimate_at)))
    if step.slipped_from is not None:
        parts.append(_("first said {time}").format(time=voice.moment(step.slipped_from)))
    return " · ".join(parts)


def _step_source(step: TrackStep, voice: Voice, *, known: bool) -> str:
    """Who has it, what it costs, and when that was true."""
    state = step.state
    parts = [voice.unit(state.unit)]
    if state.cost is not None:
        parts.append(_("cost {amount}").format(amount=voice.money(state.cost)))
    if state.reported_at is not None:
        age = voice.formats.age(state.reported_at, voice.now()) if step.aged else ""
        told = voice.as_of(state.reported_at)
        parts.append(f"{told} ({age})" if age else told)
    if not known:
        parts.append(_("this code has no plain words yet"))
    return " · ".join(parts)
