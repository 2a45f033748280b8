"""What the painted widgets share: text that is cut with an ellipsis, focus rings, soft grounds."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption

from ui.theme import Theme


def elided(painter: QPainter, area: QRectF, text: str, flags: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
    """One line, cut at the right where it does not fit."""
    shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(flags | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)


def wrapped(text: str, font: QFont, width: float, most: int) -> list[str]:
    """Up to `most` lines of `text` that fit into `width`; the last one is cut with an ellipsis."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    metrics = QFontMetricsF(font)
    lines: list[str] = []
    layout.beginLayout()
    while len(lines) < most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        start, length = line.textStart(), line.textLength()
        last = len(lines) == most - 1
        words = text[start:] if last else text[start : start + length]
        lines.append(metrics.elidedText(words.strip(), Qt.TextElideMode.ElideRight, width))
    layout.endLayout()
    return lines


def soft_ground(painter: QPainter, area: QRectF, colour: QColor, radius: float = 6.0) -> None:
    """A filled rounded area without an outline."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(area, radius, radius)


def outline(painter: QPainter, area: QRectF, colour: QColor, width: float = 1.0, radius: float = 6.0) -> None:
    """A rounded outline that lies inside the area."""
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), radius, radius)


def focus_ring(painter: QPainter, area: QRectF, theme: Theme, radius: float = 6.0) -> None:
    """The mark of keyboard focus, the same everywhere."""
    outline(painter, area, theme.colour("focus"), 2.0, radius)


def paint_mark(painter: QPainter, area: QRectF, theme: Theme) -> None:
    """The ground of what a sentence rests on: the colour and the dots of a fact in the sentence."""
    painter.save()
    soft_ground(painter, area, theme.colour("accent_soft"), 4)
    painter.setPen(QPen(theme.colour("accent"), 1.5, Qt.PenStyle.DotLine))
    painter.drawLines([QLineF(area.left() + 2, area.bottom() - 1, area.right() - 2, area.bottom() - 1)])
    painter.restore()


def badge(painter: QPainter, area: QRectF, text: str, ground: QColor, ink: QColor) -> None:
    """A small filled pill with a number or a letter in it."""
    soft_ground(painter, area, ground, area.height() / 2)
    painter.setPen(ink)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)
