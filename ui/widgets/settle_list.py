"""A list of things to settle under its title, with a friendly word where there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.models.keyed import KeyedRows
from ui.presenters.rows import ListRow
from ui.theme import Theme
from ui.tokens import Space
from ui.widgets.delegates import TwoLineDelegate
from ui.widgets.pane import Pane
from ui.widgets.row_list import RowList
from ui.widgets.style import column, label, row

ItemT = TypeVar("ItemT")
_SIGN = 28


class _Rows(RowList):
    """Enter opens, a click only chooses: what is done next is said by the buttons below."""

    moved = Signal()

    def __init__(self, model: QAbstractListModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.clicked.disconnect(self._clicked)
        self.doubleClicked.connect(self._clicked)
        self.selectionModel().currentChanged.connect(self._on_moved)

    def _on_moved(self) -> None:
        self.moved.emit()


class SettleList(Pane, Generic[ItemT]):
    """`foot` takes what belongs to the chosen row; it is hidden with the list."""

    moved = Signal()
    """Another row, or none, is chosen."""

    opened = Signal()
    """Enter or a double click on the chosen row."""

    def __init__(
        self, theme: Theme, key: Callable[[ItemT], str], make: Callable[[ItemT], ListRow], name: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sign_icon, self._sign_tone = "circle-check", "ok"
        self.setObjectName(f"pane_{name}")
        self.setProperty("card", "true")
        self._model = KeyedRows[ItemT](key, make)
        self.title = label(self, "heading")
        self.more = label(self, "muted")
        self.rows = _Rows(self._model, self)
        self.rows.setObjectName(name)
        self.rows.paint_by(TwoLineDelegate(theme, self.rows))
        self.rows.setProperty("plain", "true")
        self.rows.opened.connect(self._on_opened)
        self.rows.moved.connect(self.moved)
        self._sign = QLabel(self)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing = label(self, "muted", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.foot = QWidget(self)
        self.foot_layout: QVBoxLayout = column(self.foot, 0, Space.SMALL)
        self.foot_layout.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.MEDIUM, Space.MEDIUM)
        self._lay_out()
        theme.changed.connect(self._recolour)
        self._recolour()
        self._show_whether_empty()

    @property
    def chosen(self) -> ItemT | None:
        """The item under the focus of the list."""
        return self._model.item(self.rows.currentIndex().row())

    @property
    def items(self) -> tuple[ItemT, ...]:
        return self._model.items

    def show_items(self, items: tuple[ItemT, ...], more: str = "") -> None:
        """Show these; `more` tells of others that are not shown."""
        self._model.show(items)
        if items and not self.rows.currentIndex().isValid():
            self.rows.setCurrentIndex(self._model.index(0))
        self.more.setText(more)
        self._show_whether_empty()
        self.moved.emit()

    def speak(self, make: Callable[[ItemT], ListRow]) -> None:
        """Make the rows again in another language."""
        self._model.speak(make)

    def say(self, title: str, nothing: str) -> None:
        """The title and the word where there is nothing."""
        self.title.setText(title)
        self.rows.setAccessibleName(title)
        self._nothing.setText(nothing)

    def focus_rows(self) -> bool:
        """Put the focus on the rows; False where there are none."""
        if self._model.rowCount():
            self.rows.setFocus(Qt.FocusReason.OtherFocusReason)
        return self._model.rowCount() > 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def _lay_out(self) -> None:
        outer = column(self, 0, 0)
        head = row(gap=Space.MEDIUM)
        head.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.LARGE, Space.TIGHT)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.more)
        outer.addLayout(head)
        outer.addWidget(self.rows, 1)
        self._empty = QWidget(self)
        empty = column(self._empty, Space.WIDE, Space.MEDIUM)
        empty.addStretch(1)
        empty.addWidget(self._sign)
        empty.addWidget(self._nothing)
        empty.addStretch(2)
        outer.addWidget(self._empty, 1)
        outer.addWidget(self.foot)

    def _show_whether_empty(self) -> None:
        filled = self._model.rowCount() > 0
        self.rows.setVisible(filled)
        self.foot.setVisible(filled and self.foot_layout.count() > 0)
        self._empty.setVisible(not filled)

    def _on_opened(self, _row: int) -> None:
        self.opened.emit()

    def _recolour(self) -> None:
        self._sign.setPixmap(self._theme.pixmap(self._sign_icon, self._sign_tone, _SIGN))
