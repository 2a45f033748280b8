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
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.presenters.marks import utf16
from ui.theme import Theme
from ui.viewmodels.say_rows import LIMIT, FactSpan, SayRow
from ui.widgets.painting import badge, elided, focus_ring, outline, soft_ground
from ui.words import _

_LEFT = 34
_RIGHT = 10
_TOP = 7
_WHY = 16
_BOTTOM = 6
_BADGE = 19
_SAYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class SuggestionCard(QWidget):
    """Enter marks it as said, Ctrl+C copies it, E edits it; left and right walk through its facts, L goes to one."""

    said = Signal(int)
    copied = Signal(int)
    edited = Signal(int)
    held = Signal(bool)

    walked = Signal(int, int)
    """From this card, up (-1) or down (1)."""

    pointed = Signal(object)
    """Paths of the facts that are pointed at or focused, to be marked on the record; empty when that is over."""

    source_wanted = Signal(str)
    """The path of a fact whose place on the record is to be shown."""

    def __init__(self, theme: Theme, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = number
        self._row: SayRow | None = None
        self._sources: tuple[str, ...] = ()
        self._why = ""
        self._layout: QTextLayout | None = None
        self._hover: FactSpan | None = None
        self._chosen: FactSpan | None = None
        self._under = False
        self._striking = False
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
    def line(self) -> str:
        """The line below the sentence: where the fact that is pointed at comes from, else why this is offered."""
        span = self._marked
        if self._row is None or span is None:
            return self._why
        return _("From: {source}").format(source=self._sources[self._row.spans.index(span)])

    def show_row(self, row: SayRow, sources: tuple[str, ...], why: str) -> None:
        """Show a suggestion; `sources` are those of its facts and `why` its reason, in words."""
        if (row, sources, why) == (self._row, self._sources, self._why):
            return
        same_facts = self._row is not None and (row.text, row.spans) == (self._row.text, self._row.spans)
        self._row, self._sources, self._why = row, sources, why
        if not same_facts:
            self._hover = self._chosen = None
        used = _("said") if row.said else _("copied") if row.copied else ""
        number = str(self._number + 1) if self._number < LIMIT else ""
        self.setAccessibleName(", ".join(part for part in (number, row.text, used) if part))
        facts = "; ".join(dict.fromkeys(sources))
        self.setAccessibleDescription(f"{why} {_('From: {source}').format(source=facts)}" if facts else why)
        self._shape()
        self.update()
        if not same_facts and (self.hasFocus() or self._under):
            self._point()

    def clear(self) -> None:
        """Forget the sentence: it may name a person."""
        self._row, self._sources, self._why, self._layout = None, (), "", None
        self._hover = self._chosen = None
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
        ground = "ok_soft" if row.used else "hover" if self._under else "raised"
        soft_ground(painter, area, self._theme.colour(ground), 7)
        outline(painter, area, self._theme.colour("track_done" if row.used else "divider"), 1, 7)
        self._paint_badge(painter, row)
        painter.setPen(self._theme.colour("text"))
        layout.draw(painter, QPointF(_LEFT, _TOP))
        self._paint_why(painter, area)
        if self.hasFocus():
            focus_ring(painter, area, self._theme, 7)

    def _paint_badge(self, painter: QPainter, row: SayRow) -> None:
        place = QRectF(8, _TOP, _BADGE, _BADGE)
        if row.used:
            name = "check" if row.said else "copy"
            soft_ground(painter, place, self._theme.colour("track_done"), 5)
            painter.drawPixmap(place.toRect().adjusted(3, 3, -3, -3), self._theme.pixmap(name, "raised", _BADGE - 6))
            return
        painter.setFont(self._theme.font(-1, QFont.Weight.DemiBold))
        ground, ink = self._theme.colour("accent_soft"), self._theme.colour("accent")
        badge(painter, place, str(self._number + 1) if self._number < LIMIT else "+", ground, ink)

    def _paint_why(self, painter: QPainter, area: QRectF) -> None:
        line = QRectF(_LEFT, area.bottom() - _BOTTOM - _WHY + 1, area.width() - _LEFT - _RIGHT, _WHY)
        painter.setFont(self._theme.font(-2))
        painter.setPen(self._theme.colour("accent" if self._marked else "muted"))
        elided(painter, line, self.line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), event.modifiers() in _PLAIN
        if key in _SAYS and plain:
            self._strike(True)
            self.said.emit(self._number)
        elif key == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copied.emit(self._number)
        elif key == Qt.Key.Key_E and plain:
            self.edited.emit(self._number)
        elif key == Qt.Key.Key_L and plain and self._row is not None and self._row.spans:
            self.source_wanted.emit((self._chosen or self._row.spans[0]).source)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and plain:
            self._choose(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and plain:
            self.walked.emit(self._number, 1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _SAYS and not event.isAutoRepeat():
            self._strike(False)
        super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # the pane holds still from press to release; the release inside the card is what counts
        self.held.emit(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            span = self._span_at(event.position())
            if span is not None:
                self.source_wanted.emit(span.source)
            else:
                self.said.emit(self._number)
        self.held.emit(False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover_at(self._span_at(event.position()))
        # the list hears of it too: a pointer that moves over it keeps it still
        event.ignore()

    def enterEvent(self, event: QEvent) -> None:
        self._under = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under = False
        self._hover_at(None)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._chosen = None
        self._point()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._strike(False)
        self._chosen = None
        self._shape()
        self._point()
        self.update()

    def _strike(self, down: bool) -> None:
        if down != self._striking:
            self._striking = down
            self.held.emit(down)

    @property
    def _marked(self) -> FactSpan | None:
        return self._hover or self._chosen

    def _hover_at(self, span: FactSpan | None) -> None:
        if span != self._hover:
            self._hover = span
            self._shape()
            self._point()
            self.update()

    def _choose(self, step: int) -> None:
        spans = self._row.spans if self._row else ()
        if spans:
            at = spans.index(self._chosen) + step if self._chosen in spans else (0 if step > 0 else len(spans) - 1)
            self._chosen = spans[at % len(spans)]
            self._shape()
            self._point()
            self.update()

    def _point(self) -> None:
        spans = self._row.spans if self._row else ()
        if self._marked is not None:
            self.pointed.emit((self._marked.source,))
        else:
            self.pointed.emit(tuple(span.source for span in spans) if self.hasFocus() else ())

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
        layout.setFormats([self._format(row.text, span) for span in row.spans])
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        self._layout = layout
        self.setFixedHeight(int(_TOP + max(top, QFontMetricsF(layout.font()).height()) + _WHY + _BOTTOM + 2))

    def _format(self, text: str, span: FactSpan) -> QTextLayout.FormatRange:
        form = QTextCharFormat()
        form.setForeground(self._theme.colour("accent"))
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        form.setUnderlineColor(self._theme.colour("accent"))
        if span is self._marked:
            form.setBackground(self._theme.colour("accent_soft"))
        made = QTextLayout.FormatRange()
        made.start = utf16(text, span.start)
        made.length, made.format = utf16(text, span.end) - made.start, form
        return made

    def _span_at(self, point: QPointF) -> FactSpan | None:
        layout, row = self._layout, self._row
        if layout is None or row is None:
            return None
        inner = point - QPointF(_LEFT, _TOP)
        for at in range(layout.lineCount()):
            line = layout.lineAt(at)
            if line.naturalTextRect().contains(inner):
                cursor = line.xToCursor(inner.x(), QTextLine.CursorPosition.CursorOnCharacter)
                found = (one for one in row.spans if utf16(row.text, one.start) <= cursor < utf16(row.text, one.end))
                return next(found, None)
        return None
