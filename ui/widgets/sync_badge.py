"""The state of sync, always in sight: link, what waits, was refused or conflicts, and when it last went through."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.viewmodels.shell import SyncWords
from ui.widgets.painting import focus_ring, soft_ground

_HEIGHT = 24
_PAD = 10
_ICON = 14
_GAP = 6
_DOT = "·"
_PRESSES = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})
_Parts = tuple[tuple[str, str], ...]


class SyncBadge(QWidget):
    """Painted in one go, so that a change costs one small repaint. A click, Enter or Space asks what it means."""

    clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = SyncWords("info", "")
        self.setObjectName("sync_badge")
        self.setFont(theme.font(-1))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
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
            self._hint()
            self.updateGeometry()
            self.update()

    def explain(self, text: str) -> None:
        """What a click or the key does."""
        self.setAccessibleDescription(text)
        self._hint()

    def _hint(self) -> None:
        self.setToolTip("\n".join(part for part in (self._words.sentence, self.accessibleDescription()) if part))

    def sizeHint(self) -> QSize:
        return QSize(self._width(self._parts()), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(self._forms()[-1]), _HEIGHT)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _PRESSES:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = self._words.tone
        area = QRectF(self.rect())
        soft_ground(painter, area, self._theme.colour(f"{tone}_soft"), _HEIGHT / 2)
        icon = self._theme.pixmap("wifi" if self._words.linked else "wifi-off", tone, _ICON)
        painter.drawPixmap(_PAD, (self.height() - _ICON) // 2, icon)
        left = float(_PAD + _ICON + _GAP)
        for index, (text, token) in enumerate(self._fitting()):
            if index:
                left = self._write(painter, left, _DOT, "muted") + _GAP
            left = self._write(painter, left, text, token) + _GAP
        if self.hasFocus():
            focus_ring(painter, area, self._theme, _HEIGHT / 2)

    def _write(self, painter: QPainter, left: float, text: str, token: str) -> float:
        width = self.fontMetrics().horizontalAdvance(text)
        painter.setPen(self._theme.colour(token))
        area = QRectF(left, 0, width + 2, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        return left + width

    def _fitting(self) -> _Parts:
        forms = self._forms()
        return next((parts for parts in forms if self._width(parts) <= self.width()), forms[-1])

    def _forms(self) -> tuple[_Parts, ...]:
        """From everything to what must be seen in a narrow header; the tooltip always tells all."""
        words = self._words
        parts = self._parts()
        untimed = tuple(part for part in parts if part[0] != words.last) or parts
        short = tuple(
            (words.short_link or text, token) if text == words.link else (text, token) for text, token in untimed
        )
        urgent = tuple(part for part in short if part[0] != words.waiting or not (words.refused or words.conflicts))
        return parts, untimed, short, urgent

    def _width(self, parts: _Parts) -> int:
        metrics = self.fontMetrics()
        width = sum(metrics.horizontalAdvance(text) for text, _token in parts)
        between = metrics.horizontalAdvance(_DOT) + 2 * _GAP
        return 2 * _PAD + _ICON + _GAP + width + between * (len(parts) - 1)

    def _parts(self) -> _Parts:
        words = self._words
        # a refusal colours the whole badge; the line itself is only told in that colour where it is the trouble
        link = words.tone if words.tone != "danger" else "text"
        parts = (
            (words.link, link),
            (words.waiting, "text"),
            (words.refused, "danger"),
            (words.conflicts, "warn" if words.tone == "warn" else "text"),
            (words.last, "muted"),
        )
        return tuple((text, token) for text, token in parts if text)
