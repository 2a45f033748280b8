"""What stands on the screen in words, read from what the widgets paint and not from what they know."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

_TEXT = "{http://www.w3.org/2000/svg}text"


def words_of(widget: QWidget) -> str:
    """All words that the widget and what is inside it paint, in the order of painting, parted by one blank."""
    from PySide6.QtSvg import QSvgGenerator

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(widget.rect())
    widget.render(generator, QPoint())
    del generator
    drawing = ET.fromstring(bytes(data.data()))  # noqa: S314 - made by Qt a moment ago
    return " ".join(" ".join("".join(text.itertext()).split()) for text in drawing.iter(_TEXT))


def words_on_screen() -> str:
    """The words of every window that is shown."""
    return " ".join(words_of(window) for window in QApplication.topLevelWidgets() if window.isVisible())


def picture_of(window: QWidget) -> QPixmap:
    """The window with the forms that stand before it, as a person sees them."""
    picture = window.grab()
    painter = QPainter(picture)
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible() and _stands_before(other, window):
            painter.drawPixmap(window.mapFromGlobal(other.mapToGlobal(QPoint())), other.grab())
    painter.end()
    return picture


def _stands_before(other: QWidget, window: QWidget) -> bool:
    parent = other.parentWidget()
    return parent is not None and parent.window() is window
