"""Icons by name, drawn in a colour of the theme, once for each size and screen density."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from app.resources import resource


class IconDrawer:
    """Loads Lucide SVGs and keeps what it has drawn."""

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}
        self._drawn: dict[tuple[str, str, int, float], QPixmap] = {}

    def pixmap(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        """The icon `name` in `colour`, `size` logical pixels square, for a screen of `ratio` device pixels each."""
        key = (name, colour, size, ratio)
        if key not in self._drawn:
            self._drawn[key] = self._draw(*key)
        return self._drawn[key]

    def icon(self, name: str, colours: tuple[str, str], size: int, ratio: float) -> QIcon:
        """An icon for buttons and actions: enabled in the first colour, disabled in the second."""
        icon = QIcon(self.pixmap(name, colours[0], size, ratio))
        icon.addPixmap(self.pixmap(name, colours[1], size, ratio), QIcon.Mode.Disabled)
        return icon

    def forget(self) -> None:
        """Drop what was drawn: the theme's colours have changed."""
        self._drawn.clear()

    def _draw(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        # drawing SVG is imported with the first icon: no icon is on the path to the first paint by accident
        from PySide6.QtSvg import QSvgRenderer

        pixmap = QPixmap(QSize(size, size) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        renderer = QSvgRenderer(QByteArray(self._source(name).replace("currentColor", colour).encode()))
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        return pixmap

    def _source(self, name: str) -> str:
        if name not in self._sources:
            self._sources[name] = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
        return self._sources[name]
