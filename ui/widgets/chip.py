"""A chip: a few words on a soft ground, in the colour of what they mean."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme

_PAD = 8
_GAP = 5
_ICON = 13
_HEIGHT = 20


class Chip(QWidget):
    """`tone` is ok, warn, danger, info, accent or muted; the words always say what the colour says."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._tone = "muted"
        self._icon: str | None = None
        self._marked = False
        self.setFont(theme.font(-1))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        return self._text

    def show_text(self, text: str, tone: str = "muted", icon: str | None = None) -> None:
        """Show `text`; an empty text hides the chip."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def mark(self, marked: bool) -> None:
        """Show that a sentence rests on this."""
        if marked != self._marked:
            self._marked = marked
            self.update()

    def sizeHint(self) -> QSize:
        icon = _ICON + _GAP if self._icon else 0
        return QSize(2 * _PAD + icon + QFontMetrics(self.font()).horizontalAdvance(self._text), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "sunken" if self._tone == "muted" else f"{self._tone}_soft"
        painter.setPen(
            QPen(self._theme.colour(self._tone), 1.5, Qt.PenStyle.DotLine) if self._marked else Qt.PenStyle.NoPen
        )
        painter.setBrush(self._theme.colour(ground))
        area = QRectF(self.rect()).adjusted(0, (self.height() - _HEIGHT) / 2, 0, -(self.height() - _HEIGHT) / 2)
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1) if self._marked else area, _HEIGHT / 2, _HEIGHT / 2)
        left = area.left() + _PAD
        if self._icon:
            top = int(area.top() + (_HEIGHT - _ICON) / 2)
            painter.drawPixmap(int(left), top, self._theme.pixmap(self._icon, self._tone, _ICON))
            left += _ICON + _GAP
        painter.setPen(self._theme.colour(self._tone))
        words = QRectF(left, area.top(), area.right() - left - _PAD + 2, area.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._text)
