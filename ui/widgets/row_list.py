"""A list of painted rows that opens with Enter and leaves digits to the keys of the screen."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QWidget


class RowList(QListView):
    """Enter or a click opens a row."""

    opened = Signal(int)

    def __init__(self, model: QAbstractListModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        model.setParent(self)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.clicked.connect(self._clicked)

    def paint_by(self, delegate: QStyledItemDelegate) -> None:
        """Let a delegate paint the rows."""
        self.setItemDelegate(delegate)

    def keyboardSearch(self, search: str) -> None:
        """Typing does not jump about: letters and digits belong to the keys of the screen."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex().row())
            return
        if event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 44)

    def _clicked(self) -> None:
        self.opened.emit(self.currentIndex().row())
