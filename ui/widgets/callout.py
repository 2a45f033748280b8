"""A message in its place: words and an icon on a soft ground, for a form or above a page."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import Theme
from ui.tokens import RADIUS, Space
from ui.widgets.pane import Pane
from ui.widgets.style import label, row

ICONS = {"info": "bell", "ok": "circle-check", "warn": "triangle-alert", "danger": "triangle-alert"}


class Callout(Pane):
    """`tone` is info, ok, warn or danger. Screen readers find the words by the accessible name."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = "info"
        self.layout_ = row(self, Space.MEDIUM, Space.MEDIUM)
        self._icon = QLabel(self)
        self._icon.setFixedWidth(18)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = label(self, wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.layout_.addWidget(self._icon)
        self.layout_.addWidget(self._words, 1)
        self.setVisible(False)
        theme.changed.connect(self._recolour)

    @property
    def text(self) -> str:
        return self._words.text()

    def show_text(self, text: str, tone: str = "info") -> None:
        """Show `text`; an empty text hides the callout."""
        self._tone = tone
        self._words.setText(text)
        self.setAccessibleName(text)
        self._recolour()
        self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(f"{self._tone}_soft"))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)

    def _recolour(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(ICONS[self._tone], self._tone))
        palette = self._words.palette()
        palette.setColor(self._words.foregroundRole(), self._theme.colour(self._tone))
        self._words.setPalette(palette)
        self.update()
