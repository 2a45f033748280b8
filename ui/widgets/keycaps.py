"""Keys drawn as keys."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from ui.theme import Theme

CAP_HEIGHT = 18
_PAD = 5


def cap_width(metrics: QFontMetrics, key: str) -> int:
    """How wide the key is drawn."""
    return max(CAP_HEIGHT, metrics.horizontalAdvance(key) + 2 * _PAD)


def paint_cap(painter: QPainter, theme: Theme, left: float, middle: float, key: str) -> float:
    """Draw a key with its left edge and vertical middle given; returns its right edge."""
    area = QRectF(left + 0.5, middle - CAP_HEIGHT / 2 + 0.5, cap_width(painter.fontMetrics(), key) - 1, CAP_HEIGHT - 1)
    painter.setPen(theme.colour("border"))
    painter.setBrush(theme.colour("raised"))
    painter.drawRoundedRect(area, 4, 4)
    painter.setPen(theme.colour("text"))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, key)
    return area.right() + 0.5
