"""Models of the phrases: the list, whose rows are made when they are painted, and the table of their use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.models.lists import ROW
from ui.presenters.rows import ListRow
from ui.viewmodels.phrase_desk import PhraseItem

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_SPOKEN = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)


class PhraseList(QAbstractListModel):
    """Thousands of items; only what is looked at becomes a row."""

    def __init__(self, make: Callable[[PhraseItem], ListRow], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._items: tuple[PhraseItem, ...] = ()
        self._rows: dict[int, ListRow] = {}

    @property
    def items(self) -> tuple[PhraseItem, ...]:
        return self._items

    def show(self, items: tuple[PhraseItem, ...]) -> None:
        """Show these; where they are the same phrases in the same order, only their words are made anew."""
        if [one.key for one in items] == [one.key for one in self._items]:
            self._items = items
            self._rows.clear()
            if items:
                self.dataChanged.emit(self.index(0), self.index(len(items) - 1))
            return
        self.beginResetModel()
        self._items = items
        self._rows.clear()
        self.endResetModel()

    def speak(self, make: Callable[[PhraseItem], ListRow]) -> None:
        """Make the rows again in another language."""
        self._make = make
        self.show(self._items)

    def item(self, at: int) -> PhraseItem | None:
        return self._items[at] if 0 <= at < len(self._items) else None

    def at(self, key: str) -> int:
        """Where the phrase of that key stands, or -1."""
        return next((at for at, item in enumerate(self._items) if item.key == key), -1)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == ROW:
            return self._row(index.row())
        return self._row(index.row()).spoken if role in _SPOKEN else None

    def _row(self, at: int) -> ListRow:
        if at not in self._rows:
            self._rows[at] = self._make(self._items[at])
        return self._rows[at]


@dataclass(frozen=True, slots=True)
class UseRow:
    """One line of the table: what is painted, and by what it is sorted."""

    key: str
    cells: tuple[str, ...]
    order: tuple[float | str, ...]
    tone: str


class UseTable(QAbstractTableModel):
    """Sorted here: a proxy would ask for every cell."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads: tuple[str, ...] = ()
        self._rows: tuple[UseRow, ...] = ()
        self._by = 1
        self._descending = True
        self._colour: Callable[[str], object] = str

    @property
    def rows(self) -> tuple[UseRow, ...]:
        return self._rows

    def show(self, heads: tuple[str, ...], rows: tuple[UseRow, ...], colour: Callable[[str], object]) -> None:
        """Show these in the order that was chosen; `colour` gives the colour of a tone."""
        self.beginResetModel()
        self._heads, self._colour = heads, colour
        self._rows = self._sorted(rows)
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column < 0:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self._rows[index.row()].key for index in before]
        self._by, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self._rows = self._sorted(self._rows)
        places = {row.key: at for at, row in enumerate(self._rows)}
        after = [self.index(places[key], index.column()) for key, index in zip(keys, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(self._alignment(section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()].cells[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(self._alignment(index.column()))
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == len(self._heads) - 1:
            return self._colour(self._rows[index.row()].tone)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return self._rows[index.row()].cells[0]
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        number = 0 < column < len(self._heads) - 1
        return (Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter

    def _sorted(self, rows: tuple[UseRow, ...]) -> tuple[UseRow, ...]:
        return tuple(sorted(rows, key=lambda row: row.order[self._by], reverse=self._descending))
