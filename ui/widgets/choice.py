"""Fields that open or step: a list to choose from and a moment, each with its sign drawn in the theme's colour."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QWidget

from ui.theme import ICON_SIZE, Theme
from ui.tokens import Space


def paint_sign(field: QWidget, theme: Theme, icon: str) -> None:
    """A small icon at the right end of a field, as a part of its painting."""
    painter = QPainter(field)
    left = field.width() - ICON_SIZE - Space.MEDIUM
    painter.drawPixmap(
        left, (field.height() - ICON_SIZE) // 2, theme.pixmap(icon, "muted" if field.isEnabled() else "border")
    )


class Choice(QComboBox):
    """A list to choose from. A style sheet takes the arrow away, and a picture in it would not follow the theme."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_sign(self, self._theme, "chevron-down")
