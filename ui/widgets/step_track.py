"""The steps of a case as a painted row: how far each is, who has it, until when, and when that was true."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.viewmodels.track import StepLook, Track, TrackStep
from ui.widgets.painting import elided, focus_ring, paint_mark, soft_ground, wrapped
from ui.words import _

NODE = 18
_TOP = 8
_LINE = 14
_NAME_LINES = 2
_UNIT_LINES = 2
_TALL = _TOP + NODE + 5 + (_NAME_LINES + _UNIT_LINES + 2) * _LINE + 4
_CURRENT_WEIGHT = 1.45
_ROOMY = 96
"""A column narrower than this tells only its name and time."""

_INK = {
    StepLook.WAITING: "track_wait",
    StepLook.IN_PROGRESS: "track_now",
    StepLook.ON_HOLD: "track_hold",
    StepLook.LATE: "track_fail",
    StepLook.FAILED: "track_fail",
    StepLook.DONE: "track_done",
}
_TEXT = {StepLook.LATE: "danger", StepLook.FAILED: "danger", StepLook.ON_HOLD: "warn", StepLook.DONE: "ok"}


class StepTrack(QWidget):
    """Left and right choose a step, whose details the card tells below."""

    selected = Signal(str)
    """Key of the chosen step."""

    painted = Signal(str, object)
    """Case id and the instant of the newest report, after that report is on the screen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._voice: Voice | None = None
        self._track: Track | None = None
        self._selected = ""
        self._marked: frozenset[int] = frozenset()
        self._told: tuple[str, datetime | None] | None = None
        self.setObjectName("step_track")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def selected_step(self) -> TrackStep | None:
        """The chosen step: the agent's choice, else the one whose turn it is, else the last."""
        if self._track is None or not self._track.steps:
            return None
        return self._track.step(self._selected) or self._track.current or self._track.steps[-1]

    def show_track(self, track: Track, voice: Voice) -> None:
        """Show a case, or news of the one that is shown."""
        if self._track is not None and track.case_id != self._track.case_id:
            self._selected = ""
            self._marked = frozenset()
        self._track, self._voice = track, voice
        self._told = None
        self.setAccessibleName(_("Progress of {number}").format(number=track.view.case.number))
        self.setAccessibleDescription("; ".join(voice.step_spoken(track.view, step) for step in track.steps))
        self.update()

    def mark(self, steps: frozenset[int]) -> None:
        """Show that a sentence rests on these steps, counted from 0."""
        if steps != self._marked:
            self._marked = steps
            self.update()

    def select(self, at: int) -> None:
        """Choose a step, counted from 0."""
        if self._track is not None and 0 <= at < len(self._track.steps):
            self._select(self._track.steps[at].key)

    def sizeHint(self) -> QSize:
        return QSize(420, _TALL)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, _TALL)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._track is None or self._voice is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self._columns()
        for step, area in zip(self._track.steps, columns, strict=True):
            if step is self.selected_step:
                self._paint_ground(painter, area.adjusted(0, 1, -2, -1))
        for at, area in enumerate(columns):
            if at in self._marked:
                paint_mark(painter, area.adjusted(0, 1, -2, -1), self._theme)
        self._paint_links(painter, columns)
        for step, area in zip(self._track.steps, columns, strict=True):
            paint_node(painter, self._node(area), step, self._theme)
            self._paint_words(painter, step, area.adjusted(6, 0, -6, 0))
        painter.end()
        self._tell_painted()

    def _tell_painted(self) -> None:
        track = self._track
        told = (track.case_id, track.as_of) if track else None
        if told is not None and told != self._told:
            self._told = told
            self.painted.emit(*told)

    def _columns(self) -> list[QRectF]:
        steps = self._track.steps if self._track else ()
        weights = [_CURRENT_WEIGHT if step.current else 1.0 for step in steps]
        unit = self.width() / sum(weights) if weights else 0
        left, areas = 0.0, []
        for weight in weights:
            areas.append(QRectF(left, 0, weight * unit, self.height()))
            left += weight * unit
        return areas

    def _node(self, area: QRectF) -> QPointF:
        return QPointF(area.left() + 6 + NODE / 2, _TOP + NODE / 2)

    def _paint_links(self, painter: QPainter, columns: list[QRectF]) -> None:
        steps = self._track.steps if self._track else ()
        for at in range(len(columns) - 1):
            start, end = self._node(columns[at]), self._node(columns[at + 1])
            over = steps[at].look is StepLook.DONE
            pen = QPen(self._theme.colour("track_done" if over else "track_wait"), 2 if over else 1)
            painter.setPen(pen)
            painter.drawLines([QLineF(start.x() + NODE / 2 + 3, start.y(), end.x() - NODE / 2 - 3, end.y())])

    def _paint_ground(self, painter: QPainter, area: QRectF) -> None:
        soft_ground(painter, area, self._theme.colour("hover"))
        if self.hasFocus():
            focus_ring(painter, area, self._theme)

    def _paint_words(self, painter: QPainter, step: TrackStep, area: QRectF) -> None:
        voice, track = self._voice, self._track
        if voice is None or track is None:
            return
        top = _TOP + NODE + 5.0
        strong = step.current or step.news
        small = area.width() < _ROOMY and not step.current
        font = self._theme.font(-2 if small else -1, QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text" if strong or step.look is StepLook.DONE else "muted"))
        for line in wrapped(voice.step_name(track.view.process, step.state), font, area.width(), _NAME_LINES):
            painter.drawText(
                QRectF(area.left(), top, area.width() + 2, _LINE), int(Qt.AlignmentFlag.AlignVCenter), line
            )
            top += _LINE
        top = _TOP + NODE + 5.0 + _NAME_LINES * _LINE
        if area.width() >= _ROOMY:
            font = self._theme.font(-2)
            painter.setFont(font)
            painter.setPen(self._theme.colour("muted"))
            for line in wrapped(voice.unit(step.state.unit), font, area.width() + 4, _UNIT_LINES):
                elided(painter, QRectF(area.left(), top, area.width() + 4, _LINE), line)
                top += _LINE
        for text, ink, weight in self._lines(step, area.width() >= _ROOMY):
            painter.setFont(self._theme.font(-2, weight))
            painter.setPen(self._theme.colour(ink))
            elided(painter, QRectF(area.left(), top, area.width() + 4, _LINE), text)
            top += _LINE

    def _lines(self, step: TrackStep, roomy: bool) -> list[tuple[str, str, QFont.Weight]]:
        voice = self._voice
        if voice is None:
            return []
        state = step.state
        normal, strong = QFont.Weight.Normal, QFont.Weight.DemiBold
        lines = []
        if state.is_over and state.done_at is not None:
            done = voice.moment(state.done_at) if roomy else voice.formats.short_day(state.done_at, voice.zone)
            lines.append((done, "ok", normal))
        elif state.estimate_at is not None:
            ink = _TEXT.get(step.look, "text" if step.current else "muted")
            lines.append((voice.moment(state.estimate_at), ink, strong if step.current else normal))
        else:
            lines.append((voice.look(step.look), _TEXT.get(step.look, "muted"), normal))
        if state.reported_at is not None and not state.is_over:
            lines.append((voice.as_of(state.reported_at), "warn" if step.aged else "muted", normal))
        return lines

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        track, current = self._track, self.selected_step
        if step is None or track is None or current is None:
            super().keyPressEvent(event)
            return
        at = max(0, min(len(track.steps) - 1, track.steps.index(current) + step))
        self._select(track.steps[at].key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        step = self._step_at(event.position())
        if step is not None:
            self._select(step.key)
        # the card below wants the click too: it makes this the case that the talk is about
        event.ignore()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._track is not None and self._voice is not None:
            step = self._step_at(QPointF(event.pos()))
            if step is not None:
                QToolTip.showText(event.globalPos(), self._voice.step_spoken(self._track.view, step), self)
                return True
        return super().event(event)

    def _step_at(self, point: QPointF) -> TrackStep | None:
        steps = self._track.steps if self._track else ()
        return next((step for step, area in zip(steps, self._columns(), strict=True) if area.contains(point)), None)

    def _select(self, key: str) -> None:
        if key != self._selected:
            self._selected = key
            self.selected.emit(key)
            self.update()


def paint_node(painter: QPainter, centre: QPointF, step: TrackStep, theme: Theme, size: float = NODE) -> None:
    """The sign of one step: its shape tells the state as well as its colour does."""
    ink = theme.colour(_INK[step.look])
    half = size / 2
    area = QRectF(centre.x() - half, centre.y() - half, size, size)
    filled = step.look not in {StepLook.WAITING, StepLook.IN_PROGRESS}
    painter.setPen(QPen(ink, 2))
    painter.setBrush(ink if filled else theme.colour("raised"))
    painter.drawEllipse(area.adjusted(1, 1, -1, -1))
    unit = size / NODE
    if step.look is StepLook.IN_PROGRESS:
        soft_ground(painter, area.adjusted(5 * unit, 5 * unit, -5 * unit, -5 * unit), ink, half)
    else:
        painter.setPen(QPen(theme.colour("raised"), 1.8 * unit, c=Qt.PenCapStyle.RoundCap))
        painter.drawLines([_moved(line, centre, unit) for line in _SIGNS.get(step.look, ())])
    if step.news:
        spot = QRectF(area.right() - 4, area.top() - 3, 9, 9)
        soft_ground(painter, spot.adjusted(-1.5, -1.5, 1.5, 1.5), theme.colour("raised"), 6)
        soft_ground(painter, spot, theme.colour("track_news"), 4.5)


_SIGNS = {
    StepLook.DONE: (QLineF(-3.6, 0.2, -1.0, 2.8), QLineF(-1.0, 2.8, 3.8, -2.6)),
    StepLook.ON_HOLD: (QLineF(-2.0, -3.0, -2.0, 3.0), QLineF(2.0, -3.0, 2.0, 3.0)),
    StepLook.LATE: (QLineF(0, -3.8, 0, 0.8), QLineF(0, 3.5, 0, 3.6)),
    StepLook.FAILED: (QLineF(-2.8, -2.8, 2.8, 2.8), QLineF(-2.8, 2.8, 2.8, -2.8)),
}


def _moved(line: QLineF, centre: QPointF, unit: float) -> QLineF:
    return QLineF(line.p1() * unit + centre, line.p2() * unit + centre)
