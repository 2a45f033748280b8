"""List models of the left pane: search results, promises at risk, today's interactions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.presenters.rows import ListRow

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()
ItemT = TypeVar("ItemT")


class RowsModel(QAbstractListModel, Generic[ItemT]):
    """Items with the rows they are painted as; a row is made when its item comes, not when it is painted."""

    def __init__(self, make: Callable[[ItemT], ListRow], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._items: tuple[ItemT, ...] = ()
        self._rows: tuple[ListRow, ...] = ()

    @property
    def items(self) -> tuple[ItemT, ...]:
        return self._items

    def show(self, items: tuple[ItemT, ...]) -> None:
        """Show these; the same rows in the same order are left alone."""
        rows = tuple(self._make(item) for item in items)
        if rows == self._rows:
            self._items = items
            return
        if len(rows) == len(self._rows):
            self._items, self._rows = items, rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._items, self._rows = items, rows
        self.endResetModel()

    def speak(self, make: Callable[[ItemT], ListRow]) -> None:
        """Make the rows again in another language."""
        self._make = make
        self.show(self._items)

    def item(self, at: int) -> ItemT | None:
        return self._items[at] if 0 <= at < len(self._items) else None

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == ROW:
            return self._rows[index.row()]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()].spoken
        return None
