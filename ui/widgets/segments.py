"""A row of choices of which one is taken: stages, moods, channels, outcomes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.painting import elided, focus_ring, outline, soft_ground

_HEIGHT = 26
_GAP = 2
_PAD = 6


@dataclass(frozen=True, slots=True)
class Segment:
    """One choice; `tone` colours it while it is taken, `hint` is its key, `done` marks what lies behind.

    `likely` is what the program would choose: a broken outline, and nothing more.
    """

    text: str
    tone: str = "accent"
    hint: str = ""
    done: bool = False
    likely: bool = False


class SegmentBar(QWidget):
    """Arrow keys and clicks choose. `columns` breaks the choices into rows of that many."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget, *, columns: int = 0, clears: bool = False) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = columns
        self._clears = clears
        self._segments: tuple[Segment, ...] = ()
        self._index = -1
        self._hover = -1
        self._title = ""
        self.setFont(theme.font(-1))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def index(self) -> int:
        return self._index

    def name(self, title: str) -> None:
        """What is chosen here, for the screen reader."""
        self._title = title
        self._say()

    def offer(self, segments: tuple[Segment, ...], index: int) -> None:
        """Show these choices with that one taken (-1: none)."""
        if (segments, index) == (self._segments, self._index):
            return
        self._segments, self._index = segments, index
        self._say()
        self.updateGeometry()
        self.update()

    def set_columns(self, columns: int) -> None:
        """Break the row elsewhere."""
        if columns != self._columns:
            self._columns = columns
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        widths = self._widths() or [40.0]
        columns = self._per_row
        rows = -(-len(widths) // columns)
        wide = max(widths) * columns if self._columns else sum(widths)
        return QSize(int(wide) + 2, rows * _HEIGHT + (rows - 1) * _GAP)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._per_row * 36, self.sizeHint().height())

    @property
    def _per_row(self) -> int:
        return self._columns or max(1, len(self._segments))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        soft_ground(painter, QRectF(self.rect()), self._theme.colour("sunken"))
        for at, segment in enumerate(self._segments):
            self._paint_one(painter, at, segment)
        if self.hasFocus():
            area = self._area(self._index) if self._index >= 0 else QRectF(self.rect())
            focus_ring(painter, area, self._theme)

    def _paint_one(self, painter: QPainter, at: int, segment: Segment) -> None:
        area = self._area(at).adjusted(1, 1, -1, -1)
        taken = at == self._index
        ink = "muted"
        if taken:
            soft_ground(painter, area, self._theme.colour(f"{segment.tone}_soft"), 5)
            outline(painter, area, self._theme.colour(segment.tone), 1.0, 5)
            ink = segment.tone
        elif at == self._hover:
            soft_ground(painter, area, self._theme.colour("hover"), 5)
            ink = "text"
        elif segment.likely:
            ink = segment.tone
        if segment.likely and not taken:
            self._paint_likely(painter, area, segment)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if taken else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text" if segment.done and not taken else ink))
        words = area.adjusted(2, 0, -2, 0)
        elided(painter, words, segment.text, Qt.AlignmentFlag.AlignHCenter)
        if segment.done and not taken:
            self._paint_done(painter, area)

    def _paint_likely(self, painter: QPainter, area: QRectF, segment: Segment) -> None:
        painter.setPen(QPen(self._theme.colour(segment.tone), 1.2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _paint_done(self, painter: QPainter, area: QRectF) -> None:
        soft_ground(
            painter, QRectF(area.center().x() - 5, area.bottom() - 3, 10, 2), self._theme.colour("track_done"), 1
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if self._columns:
            steps |= {Qt.Key.Key_Up: -self._columns, Qt.Key.Key_Down: self._columns}
        if self._clears and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.chosen.emit(-1)
            return
        step = steps.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        target = self._index + step
        if self._index < 0:
            target = 0
        if 0 <= target < len(self._segments):
            self.chosen.emit(target)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position())
        if at >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(-1 if self._clears and at == self._index else at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover_at(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover_at(-1)
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            segment = self._segments[self._hover] if 0 <= self._hover < len(self._segments) else None
            hint = f"{segment.text}  {segment.hint}".strip() if segment else ""
            self.setToolTip(hint)
        return super().event(event)

    def _hover_at(self, at: int) -> None:
        if at != self._hover:
            self._hover = at
            self.update()

    def _at(self, point: QPointF) -> int:
        return next((at for at in range(len(self._segments)) if self._area(at).contains(point)), -1)

    def _area(self, at: int) -> QRectF:
        columns = self._per_row
        row, column = divmod(at, columns)
        if self._columns:
            width = self.width() / columns
            return QRectF(column * width, row * (_HEIGHT + _GAP), width, _HEIGHT)
        widths = self._widths()
        spare = (self.width() - sum(widths)) / max(1, len(widths))
        left = sum(widths[:at]) + spare * at
        return QRectF(left, 0, widths[at] + spare, _HEIGHT) if 0 <= at < len(widths) else QRectF()

    def _widths(self) -> list[float]:
        """Each choice as wide as its words in their strongest form, so that choosing moves nothing."""
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        return [metrics.horizontalAdvance(one.text) + 2 * _PAD for one in self._segments]

    def _say(self) -> None:
        taken = self._segments[self._index].text if 0 <= self._index < len(self._segments) else ""
        self.setAccessibleName(f"{self._title}: {taken}" if taken else self._title)
