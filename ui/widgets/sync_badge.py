"""The state of sync, always in sight: link, what waits, what was refused, and when it last went through."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.viewmodels.shell import SyncWords

_HEIGHT = 24
_PAD = 10
_ICON = 14
_GAP = 6
_DOT = "·"
_LINKED = frozenset({"ok", "info"})


class SyncBadge(QWidget):
    """Painted in one go, so that a change costs one small repaint. A click asks to sync now."""

    clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = SyncWords("info", "")
        self.setFont(theme.font(-1))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def words(self) -> SyncWords:
        return self._words

    def show_words(self, words: SyncWords) -> None:
        """Show a state of sync."""
        if words != self._words:
            self._words = words
            self.setAccessibleName(words.sentence)
            self.setToolTip(words.sentence)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = sum(metrics.horizontalAdvance(text) for text, _token in self._parts())
        between = metrics.horizontalAdvance(_DOT) + 2 * _GAP
        return QSize(2 * _PAD + _ICON + _GAP + width + between * (len(self._parts()) - 1), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = self._words.tone
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(f"{tone}_soft"))
        painter.drawRoundedRect(QRectF(self.rect()), _HEIGHT / 2, _HEIGHT / 2)
        icon = self._theme.pixmap("wifi" if tone in _LINKED else "wifi-off", tone, _ICON)
        painter.drawPixmap(_PAD, (self.height() - _ICON) // 2, icon)
        left = float(_PAD + _ICON + _GAP)
        for index, (text, token) in enumerate(self._parts()):
            if index:
                left = self._write(painter, left, _DOT, "muted") + _GAP
            left = self._write(painter, left, text, token) + _GAP

    def _write(self, painter: QPainter, left: float, text: str, token: str) -> float:
        width = self.fontMetrics().horizontalAdvance(text)
        painter.setPen(self._theme.colour(token))
        area = QRectF(left, 0, width + 2, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        return left + width

    def _parts(self) -> tuple[tuple[str, str], ...]:
        words = self._words
        parts = ((words.link, words.tone), (words.waiting, "text"), (words.refused, "danger"), (words.last, "muted"))
        return tuple((text, token) for text, token in parts if text)
