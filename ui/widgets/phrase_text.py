"""A text with parts in colour: what of it is a fact, what was taken away, what is new."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.presenters.marks import utf16
from ui.presenters.phrase_rows import Marked
from ui.theme import Theme

_LEAST = 120
_LINE = 18


class MarkedText(QWidget):
    """As high as its words need. Colour is never alone: facts are dotted, what is gone is struck out."""

    def __init__(self, theme: Theme, parent: QWidget, step: int = 0) -> None:
        super().__init__(parent)
        self._theme = theme
        self._step = step
        self._text = ""
        self._marks: tuple[Marked, ...] = ()
        self._tone = "text"
        self._layout: QTextLayout | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._recolour)

    @property
    def text(self) -> str:
        return self._text

    @property
    def marks(self) -> tuple[Marked, ...]:
        return self._marks

    def show_text(self, text: str, marks: tuple[Marked, ...] = (), tone: str = "text") -> None:
        """Show `text` with these parts marked."""
        if (text, marks, tone) != (self._text, self._marks, self._tone):
            self._text, self._marks, self._tone = text, marks, tone
            self.setAccessibleName(text)
            self._shape()
            self.updateGeometry()
            self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return _height(self._laid_out(width))

    def sizeHint(self) -> QSize:
        return QSize(_LEAST * 3, self.heightForWidth(_LEAST * 3))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, _LINE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.oldSize().width() != event.size().width():
            self._shape()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._layout is not None:
            painter = QPainter(self)
            painter.setPen(self._theme.colour(self._tone))
            self._layout.draw(painter, QPointF(0, 0))

    def _recolour(self) -> None:
        self._shape()
        self.update()

    def _shape(self) -> None:
        self._layout = self._laid_out(self.width())

    def _laid_out(self, width: int) -> QTextLayout:
        layout = QTextLayout(self._text, self._theme.font(self._step))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([self._format(mark) for mark in self._marks])
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(_LEAST, width))
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        return layout

    def _format(self, mark: Marked) -> QTextLayout.FormatRange:
        form = QTextCharFormat()
        form.setForeground(self._theme.colour(mark.tone))
        if mark.tone == "accent":
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            form.setUnderlineColor(self._theme.colour("accent"))
        else:
            form.setBackground(self._theme.colour(f"{mark.tone}_soft"))
            form.setFontStrikeOut(mark.struck)
            form.setFontUnderline(not mark.struck)
        made = QTextLayout.FormatRange()
        made.start = utf16(self._text, mark.start)
        made.length, made.format = utf16(self._text, mark.end) - made.start, form
        return made


def _height(layout: QTextLayout) -> int:
    return max(_LINE, int(layout.boundingRect().height()) + 2)
