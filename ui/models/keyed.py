"""Rows known by a key: an update touches only what differs, so that selection and scrolling stay where they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.models.lists import ROW
from ui.presenters.rows import ListRow

Index = QModelIndex | QPersistentModelIndex
ItemT = TypeVar("ItemT")
_NO_PARENT = QModelIndex()
_SPOKEN = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)


class KeyedRows(QAbstractListModel, Generic[ItemT]):
    """Items with the rows they are painted as; `key` names an item for as long as it is shown."""

    def __init__(
        self, key: Callable[[ItemT], str], make: Callable[[ItemT], ListRow], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._key = key
        self._make = make
        self._items: list[ItemT] = []
        self._rows: list[ListRow] = []

    @property
    def items(self) -> tuple[ItemT, ...]:
        return tuple(self._items)

    def item(self, at: int) -> ItemT | None:
        return self._items[at] if 0 <= at < len(self._items) else None

    def show(self, items: tuple[ItemT, ...]) -> None:
        """Show these, in this order."""
        wanted = [self._key(item) for item in items]
        kept = set(wanted)
        for at in reversed([at for at, item in enumerate(self._items) if self._key(item) not in kept]):
            self.beginRemoveRows(QModelIndex(), at, at)
            del self._items[at], self._rows[at]
            self.endRemoveRows()
        known = [self._key(item) for item in self._items]
        here = set(known)
        if known != [key for key in wanted if key in here]:
            self._replace(items)
            return
        for at, item in enumerate(items):
            if wanted[at] in here:
                self._renew(at, item)
            else:
                self.beginInsertRows(QModelIndex(), at, at)
                self._items.insert(at, item)
                self._rows.insert(at, self._make(item))
                self.endInsertRows()

    def speak(self, make: Callable[[ItemT], ListRow]) -> None:
        """Make the rows again in another language."""
        self._make = make
        for at, item in enumerate(self._items):
            self._renew(at, item)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == ROW:
            return self._rows[index.row()]
        return self._rows[index.row()].spoken if role in _SPOKEN else None

    def _renew(self, at: int, item: ItemT) -> None:
        row = self._make(item)
        self._items[at] = item
        if row != self._rows[at]:
            self._rows[at] = row
            self.dataChanged.emit(self.index(at), self.index(at))

    def _replace(self, items: tuple[ItemT, ...]) -> None:
        """The same items in another order: the only case in which views begin anew."""
        self.beginResetModel()
        self._items = list(items)
        self._rows = [self._make(item) for item in items]
        self.endResetModel()
