"""A thin line that moves while something is under way whose end nobody knows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.painting import soft_ground

_HEIGHT = 4
_STEP_MS = 40
_STEPS = 50
_SHARE = 0.3


class BusyLine(QWidget):
    """Moves only while it is seen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._step = 0
        self._clock = QTimer(self, interval=_STEP_MS)
        self._clock.timeout.connect(self._move_on)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVisible(False)

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def showEvent(self, event: QShowEvent) -> None:
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        soft_ground(painter, QRectF(self.rect()), self._theme.colour("sunken"), _HEIGHT / 2)
        wide = self.width() * _SHARE
        left = (self.width() + wide) * self._step / _STEPS - wide
        soft_ground(painter, QRectF(left, 0, wide, self.height()), self._theme.colour("accent"), _HEIGHT / 2)

    def _move_on(self) -> None:
        self._step = (self._step + 1) % (_STEPS + 1)
        self.update()
