"""A suggestion as a numbered card: the sentence, its facts tied to the record, and why it is offered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.viewmodels.say import FactSpan, SayRow
from ui.widgets.painting import badge, elided, focus_ring, outline, soft_ground
from ui.words import _

_LEFT = 34
_RIGHT = 10
_TOP = 7
_WHY = 16
_BOTTOM = 6
_BADGE = 19


class SuggestionCard(QWidget):
    """Enter marks it as said, Ctrl+C copies it; what a fact rests on is told while it is pointed at or focused."""

    said = Signal(int)
    copied = Signal(int)
    held = Signal(bool)
    walked = Signal(int, int)
    """From this card, up (-1) or down (1)."""

    def __init__(self, theme: Theme, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = number
        self._row: SayRow | None = None
        self._sources: tuple[str, ...] = ()
        self._layout: QTextLayout | None = None
        self._hover: FactSpan | None = None
        self._under = False
        self.setObjectName(f"suggestion_{number + 1}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._recolour)

    @property
    def row(self) -> SayRow | None:
        return self._row

    @property
    def source(self) -> str:
        """The line below the sentence while a fact is pointed at, or the card has the focus."""
        if self._row is None:
            return ""
        if self._hover is not None:
            return _("From: {source}").format(source=self._sources[self._row.spans.index(self._hover)])
        if self.hasFocus() and self._sources:
            return _("From: {source}").format(source="; ".join(dict.fromkeys(self._sources)))
        return ""

    def show_row(self, row: SayRow, sources: tuple[str, ...]) -> None:
        """Show a suggestion; `sources` are those of its facts, in words."""
        if (row, sources) == (self._row, self._sources):
            return
        texts_differ = self._row is None or row.text != self._row.text
        self._row, self._sources = row, sources
        if texts_differ:
            self._hover = None
        used = _("said") if row.said else _("copied") if row.copied else ""
        self.setAccessibleName(", ".join(part for part in (f"{self._number + 1}", row.text, used) if part))
        facts = "; ".join(dict.fromkeys(sources))
        self.setAccessibleDescription(f"{row.why} {_('From: {source}').format(source=facts)}" if facts else row.why)
        self._shape()
        self.update()

    def clear(self) -> None:
        """Forget the sentence: it may name a person."""
        self._row, self._sources, self._layout, self._hover = None, (), None, None
        self.setAccessibleName("")
        self.setAccessibleDescription("")

    def sizeHint(self) -> QSize:
        return QSize(260, max(48, self.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.oldSize().width() != event.size().width():
            self._shape()

    def paintEvent(self, event: QPaintEvent) -> None:
        row, layout = self._row, self._layout
        if row is None or layout is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0, 0, 0, -1)
        used = row.said or row.copied
        ground = "ok_soft" if used else "hover" if self._under else "raised"
        soft_ground(painter, area, self._theme.colour(ground), 7)
        outline(painter, area, self._theme.colour("track_done" if used else "divider"), 1, 7)
        self._paint_badge(painter, row)
        painter.setPen(self._theme.colour("text"))
        layout.draw(painter, QPointF(_LEFT, _TOP))
        self._paint_why(painter, area, row)
        if self.hasFocus():
            focus_ring(painter, area, self._theme, 7)

    def _paint_badge(self, painter: QPainter, row: SayRow) -> None:
        place = QRectF(8, _TOP, _BADGE, _BADGE)
        if row.said or row.copied:
            name = "check" if row.said else "copy"
            soft_ground(painter, place, self._theme.colour("track_done"), 5)
            painter.drawPixmap(place.toRect().adjusted(3, 3, -3, -3), self._theme.pixmap(name, "raised", _BADGE - 6))
            return
        painter.setFont(self._theme.font(-1, QFont.Weight.DemiBold))
        ground, ink = self._theme.colour("accent_soft"), self._theme.colour("accent")
        badge(painter, place, str(self._number + 1), ground, ink)

    def _paint_why(self, painter: QPainter, area: QRectF, row: SayRow) -> None:
        line = QRectF(_LEFT, area.bottom() - _BOTTOM - _WHY + 1, area.width() - _LEFT - _RIGHT, _WHY)
        painter.setFont(self._theme.font(-2))
        source = self.source
        painter.setPen(self._theme.colour("accent" if source else "muted"))
        elided(painter, line, source or row.why)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.said.emit(self._number)
        elif key == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copied.emit(self._number)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.walked.emit(self._number, 1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # the pane holds still from press to release; the release inside the card is what counts
        self.held.emit(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.said.emit(self._number)
        self.held.emit(False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        span = self._span_at(event.position())
        if span != self._hover:
            self._hover = span
            self.update()

    def enterEvent(self, event: QEvent) -> None:
        self._under = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under, self._hover = False, None
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def _recolour(self) -> None:
        self._shape()
        self.update()

    def _shape(self) -> None:
        row = self._row
        width = self.width() - _LEFT - _RIGHT
        if row is None or width <= 0:
            return
        layout = QTextLayout(row.text, self._theme.font(0))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        layout.setFormats([self._format(span) for span in row.spans])
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        self._layout = layout
        self.setFixedHeight(int(_TOP + max(top, QFontMetricsF(layout.font()).height()) + _WHY + _BOTTOM + 2))

    def _format(self, span: FactSpan) -> QTextLayout.FormatRange:
        form = QTextCharFormat()
        form.setForeground(self._theme.colour("accent"))
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        form.setUnderlineColor(self._theme.colour("accent"))
        made = QTextLayout.FormatRange()
        made.start, made.length, made.format = span.start, span.end - span.start, form
        return made

    def _span_at(self, point: QPointF) -> FactSpan | None:
        if self._layout is None or self._row is None:
            return None
        inner = point - QPointF(_LEFT, _TOP)
        for at in range(self._layout.lineCount()):
            line = self._layout.lineAt(at)
            if line.naturalTextRect().contains(inner):
                cursor = line.xToCursor(inner.x())
                return next((span for span in self._row.spans if span.start <= cursor < span.end), None)
        return None
