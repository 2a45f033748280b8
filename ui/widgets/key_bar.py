"""The bar at the bottom: what each key does now; a click does the same."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.actions import Actions, ActionSpec
from ui.theme import Theme
from ui.tokens import Space
from ui.widgets.keycaps import cap_width, paint_cap
from ui.widgets.pane import Pane
from ui.words import _

HEIGHT = 32
_GAP = 5
_BETWEEN = 12
_LEFT_OUT_FIRST = ("ask_back_office", "open_case", "refresh", "own_words", "lock", "help")
"""Where the window is narrow: what is rare, happens by itself or is found among all commands."""


@dataclass(frozen=True, slots=True)
class _Item:
    spec: ActionSpec
    key: str
    text: str
    area: QRect


class KeyBar(Pane):
    """Keys that do not fit are left out; the last one, all commands, always stays."""

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._actions = actions
        self._items: tuple[_Item, ...] = ()
        self.setFont(theme.font(-1))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        actions.changed.connect(self._lay_out)
        theme.changed.connect(self.update)

    @property
    def shown(self) -> tuple[str, ...]:
        """Ids of the actions that are on the bar now."""
        return tuple(item.spec.id for item in self._items)

    def retranslate(self) -> None:
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        item = next((item for item in self._items if item.area.contains(place)), None)
        if item is not None:
            self._actions.trigger(item.spec.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("sunken"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.colour("divider"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for item in self._items:
            right = paint_cap(painter, self._theme, item.area.left(), item.area.center().y() + 1, item.key)
            painter.setPen(self._theme.colour("muted"))
            words = QRect(round(right) + _GAP, item.area.top(), item.area.width(), item.area.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, item.text)

    def _lay_out(self) -> None:
        specs = [spec for spec in self._actions.active() if spec.in_bar or self._actions.role is None]
        room = self.width() - 2 * Space.LARGE
        widths = {spec.id: self._width(spec) for spec in specs}
        spare = [spec for name in _LEFT_OUT_FIRST for spec in specs if spec.id == name]
        while len(specs) > 1 and sum(widths[spec.id] + _BETWEEN for spec in specs) - _BETWEEN > room:
            specs.remove(spare.pop(0) if spare else specs[-2])
        items, left = [], Space.LARGE
        for spec in specs:
            area = QRect(left, 1, widths[spec.id], HEIGHT - 1)
            items.append(_Item(spec, self._actions.key_text(spec.id), _(spec.text), area))
            left += widths[spec.id] + _BETWEEN
        self._items = tuple(items)
        self.setAccessibleName(", ".join(f"{item.key} {item.text}" for item in items))
        self.update()

    def _width(self, spec: ActionSpec) -> int:
        metrics = self.fontMetrics()
        return cap_width(metrics, self._actions.key_text(spec.id)) + _GAP + metrics.horizontalAdvance(_(spec.text))
