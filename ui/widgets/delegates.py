"""Painters of list rows: two-line rows of the left pane, one-line rows of the timeline."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.models.lists import ROW
from ui.presenters.rows import ListRow
from ui.presenters.timeline import TimelineRow
from ui.theme import Theme
from ui.tokens import ROW_HEIGHT
from ui.widgets.painting import badge, elided, focus_ring, soft_ground

Index = QModelIndex | QPersistentModelIndex
TWO_LINES = 42
_PAD = 10
_CLOCK = 42
_ICON = 14


class TwoLineDelegate(QStyledItemDelegate):
    """A strong line with a badge or a word at its end, and a muted line below."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._head = theme.font(0, QFont.Weight.DemiBold)
        self._small = theme.font(-1)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, TWO_LINES)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW)
        if not isinstance(row, ListRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        paint_ground(painter, area, option, self._theme)
        inner = area.adjusted(_PAD, 4, -_PAD, -4)
        used = self._paint_side(painter, inner, row)
        half = inner.height() / 2
        painter.setFont(self._head)
        painter.setPen(self._theme.colour("text"))
        elided(painter, QRectF(inner.left(), inner.top(), inner.width() - used, half), row.head)
        painter.setFont(self._small)
        painter.setPen(self._theme.colour(row.tone))
        elided(painter, QRectF(inner.left(), inner.top() + half, inner.width(), half), row.line)
        painter.restore()

    def _paint_side(self, painter: QPainter, inner: QRectF, row: ListRow) -> float:
        if not row.side:
            return 0.0
        font = self._theme.font(-2, QFont.Weight.DemiBold if row.badge else QFont.Weight.Normal)
        painter.setFont(font)
        width = QFontMetricsF(font).horizontalAdvance(row.side) + (14 if row.badge else 2)
        area = QRectF(inner.right() - width, inner.top(), width, 17)
        if row.badge:
            ground = self._theme.colour(f"{row.side_tone}_soft")
            badge(painter, area, row.side, ground, self._theme.colour(row.side_tone))
        else:
            painter.setPen(self._theme.colour(row.side_tone))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), row.side)
        return width + 6


class TimelineDelegate(QStyledItemDelegate):
    """Clock, sign, what happened, its detail, and who did it."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = theme.font(0)
        self._small = theme.font(-1)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW)
        if not isinstance(row, TimelineRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        if row.heading:
            self._paint_heading(painter, area, row)
        else:
            paint_ground(painter, area, option, self._theme)
            self._paint_row(painter, area.adjusted(_PAD, 0, -_PAD, 0), row)
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRectF, row: TimelineRow) -> None:
        painter.setFont(self._theme.font(-1, QFont.Weight.DemiBold))
        painter.setPen(self._theme.colour("muted"))
        elided(painter, area.adjusted(_PAD, 5, -_PAD, 0), row.text)

    def _paint_row(self, painter: QPainter, area: QRectF, row: TimelineRow) -> None:
        painter.setFont(self._small)
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(
            QRectF(area.left(), area.top(), _CLOCK, area.height()), int(Qt.AlignmentFlag.AlignVCenter), row.clock
        )
        top = int(area.center().y() - _ICON / 2) + 1
        painter.drawPixmap(int(area.left()) + _CLOCK, top, self._theme.pixmap(row.icon, row.tone, _ICON))
        left = area.left() + _CLOCK + _ICON + 8
        right = self._paint_actor(painter, area, row)
        painter.setFont(self._text)
        wide = min(QFontMetricsF(self._text).horizontalAdvance(row.text) + 2, (right - left) * 0.7)
        painter.setPen(self._theme.colour("text"))
        elided(painter, QRectF(left, area.top(), wide, area.height()), row.text)
        painter.setFont(self._small)
        painter.setPen(self._theme.colour("muted"))
        elided(painter, QRectF(left + wide + 8, area.top(), right - left - wide - 8, area.height()), row.detail)

    def _paint_actor(self, painter: QPainter, area: QRectF, row: TimelineRow) -> float:
        """Who did it, or the sign that it is not sent yet; returns where the text must end."""
        painter.setFont(self._theme.font(-2))
        width = min(QFontMetricsF(painter.font()).horizontalAdvance(row.actor) + 2, 90)
        painter.setPen(self._theme.colour("muted"))
        place = QRectF(area.right() - width, area.top(), width, area.height())
        elided(painter, place, row.actor, Qt.AlignmentFlag.AlignRight)
        if row.waiting:
            width += _ICON + 6
            top = int(area.center().y() - _ICON / 2) + 1
            painter.drawPixmap(int(area.right() - width), top, self._theme.pixmap("cloud-off", "warn", _ICON))
        return area.right() - width - 8


def paint_ground(painter: QPainter, area: QRectF, option: QStyleOptionViewItem, theme: Theme) -> None:
    """Selection, hover and focus of a list row."""
    box = area.adjusted(3, 1, -3, -1)
    if option.state & QStyle.StateFlag.State_Selected:
        soft_ground(painter, box, theme.colour("selected"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, box, theme)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        soft_ground(painter, box, theme.colour("hover"))
