"""The timeline as a list model: days and what happened on them."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.presenters.timeline import TimelineRow

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()


class TimelineModel(QAbstractListModel):
    """Rows are replaced only where they differ, so scrolling and selection stay."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[TimelineRow, ...] = ()

    def show(self, rows: tuple[TimelineRow, ...]) -> None:
        """Show these rows; news at the top is inserted there."""
        if rows == self._rows:
            return
        fresh = len(rows) - len(self._rows)
        if self._rows and fresh > 0 and _same_tail(rows, self._rows):
            self._insert(rows, fresh)
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_at(self, at: int) -> TimelineRow | None:
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == ROW:
            return self._rows[index.row()]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()].spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row_at(index.row())
        if row is None or row.heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _insert(self, rows: tuple[TimelineRow, ...], fresh: int) -> None:
        """The heading of today stays in its place when there is one; what is new comes below it."""
        at = 1 if self._rows[0].id == rows[0].id else 0
        self.beginInsertRows(QModelIndex(), at, at + fresh - 1)
        self._rows = rows
        self.endInsertRows()


def _same_tail(rows: tuple[TimelineRow, ...], before: tuple[TimelineRow, ...]) -> bool:
    fresh = len(rows) - len(before)
    if rows[0].id == before[0].id:
        return rows[1 + fresh :] == before[1:]
    return rows[fresh:] == before
