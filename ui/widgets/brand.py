"""The brand: a kawung flower as the mark, and the batik of such flowers behind the log-in page."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.tokens import Space
from ui.widgets.pane import Pane
from ui.widgets.style import column, label
from ui.words import _

_TILE = 92
_ANGLES = (45, 135, 225, 315)


def paint_flower(painter: QPainter, centre: QPointF, reach: float) -> None:
    """Four petals around a point with the painter's brush (source: the kawung motif of Central Java)."""
    for angle in _ANGLES:
        painter.save()
        painter.translate(centre)
        painter.rotate(angle)
        painter.drawEllipse(QPointF(reach * 0.54, 0), reach * 0.43, reach * 0.22)
        painter.restore()


def paint_mark(painter: QPainter, area: QRectF, ground: QColor, petals: QColor, heart: QColor) -> None:
    """The mark of the product: a flower on a rounded square."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(area, area.width() * 0.26, area.width() * 0.26)
    painter.setBrush(petals)
    paint_flower(painter, area.center(), area.width() * 0.47)
    painter.setBrush(heart)
    painter.drawEllipse(area.center(), area.width() * 0.075, area.width() * 0.075)


def mark_icon(theme: Theme, size: int = 64) -> QIcon:
    """The mark as the icon of a window."""
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    area = QRectF(0, 0, size, size)
    paint_mark(painter, area, theme.colour("accent_fill"), theme.colour("on_accent"), theme.colour("gold"))
    painter.end()
    return QIcon(pixmap)


class Mark(QWidget):
    """The mark at a fixed size."""

    def __init__(self, theme: Theme, parent: QWidget, size: int = 24, *, on_brand: bool = False) -> None:
        super().__init__(parent)
        self._theme = theme
        self._on_brand = on_brand
        self.setFixedSize(QSize(size, size))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        ground = theme.colour("on_brand" if self._on_brand else "accent_fill")
        petals = theme.colour("brand" if self._on_brand else "on_accent")
        heart = theme.colour("gold")
        paint_mark(QPainter(self), QRectF(self.rect()), ground, petals, heart)


class BrandPanel(Pane):
    """The left half of the log-in and lock pages: who we are and what we are here for."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tile: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(300)
        layout = column(self, 40, Space.LARGE)
        layout.addWidget(Mark(theme, self, 44, on_brand=True))
        layout.addStretch(1)
        self._line = label(self, wrap=True)
        self._line.setFont(theme.font(14, QFont.Weight.DemiBold))
        self._more = label(self, wrap=True)
        self._more.setFont(theme.font(2))
        self._place = label(self, wrap=True)
        for words in (self._line, self._more):
            words.setMaximumWidth(440)
            layout.addWidget(words)
        layout.addStretch(2)
        layout.addWidget(self._place)
        theme.changed.connect(self._recolour)
        self._recolour()
        self.retranslate()

    def retranslate(self) -> None:
        self._line.setText(_("The customer’s smile is the goal."))
        self._more.setText(_("What is done in the back, told warmly at the front."))

    def show_place(self, text: str) -> None:
        """Which device this is."""
        self._place.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._tile is None or self._tile.devicePixelRatio() != self.devicePixelRatioF():
            self._tile = self._weave()
        QPainter(self).drawTiledPixmap(self.rect(), self._tile)

    def _recolour(self) -> None:
        self._tile = None
        for words, token in ((self._line, "on_brand"), (self._more, "on_brand_muted"), (self._place, "on_brand_muted")):
            palette = words.palette()
            palette.setColor(words.foregroundRole(), self._theme.colour(token))
            words.setPalette(palette)
        self.update()

    def _weave(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        tile = QPixmap(QSize(_TILE, _TILE) * ratio)
        tile.setDevicePixelRatio(ratio)
        tile.fill(self._theme.colour("brand"))
        painter = QPainter(tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("brand_line"))
        paint_flower(painter, QPointF(_TILE / 2, _TILE / 2), _TILE * 0.68)
        painter.end()
        return tile
