"""The command palette: everything that can be done now, found by a few letters, keyboard only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.actions import Actions, ActionSpec
from ui.fuzzy import best
from ui.theme import Theme
from ui.tokens import RADIUS, Space
from ui.widgets.keycaps import cap_width, paint_cap
from ui.widgets.style import column, label
from ui.words import _

_WIDTH = 520
_ROW = 34
_ROWS = 9
_ICON = 16
_TO_LIST = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}

ROLE_SPEC = Qt.ItemDataRole.UserRole


class _Rows(QStyledItemDelegate):
    """One command: icon, words, key."""

    def __init__(self, theme: Theme, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._actions = actions

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        spec: ActionSpec = index.data(ROLE_SPEC)
        row: QRect = option.rect.adjusted(Space.SMALL, 1, -Space.SMALL, -1)
        selected = bool(option.state & option.state.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("selected"))
            painter.drawRoundedRect(row, RADIUS, RADIUS)
        icon = self._theme.pixmap(spec.icon, "accent" if selected else "muted", _ICON)
        painter.drawPixmap(row.left() + Space.MEDIUM, row.center().y() - _ICON // 2 + 1, icon)
        painter.setPen(self._theme.colour("text"))
        words = row.adjusted(Space.MEDIUM + _ICON + Space.MEDIUM, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, _(spec.text))
        key = self._actions.key_text(spec.id)
        left = row.right() - Space.MEDIUM - cap_width(painter.fontMetrics(), key)
        paint_cap(painter, self._theme, left, row.center().y() + 1, key)
        painter.restore()


class CommandPalette(QDialog):
    """Closes on Enter (and does the command), Escape or a click elsewhere."""

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.FramelessWindowHint | Qt.WindowType.Dialog)
        self._actions = actions
        self._specs = tuple(spec for spec in actions.active() if spec.id != "palette" and not spec.numbered)
        self.setModal(True)
        self.setFixedWidth(_WIDTH)
        self.setWindowTitle(_("All commands"))
        outer = column(self)
        card = QFrame(self)
        card.setProperty("card", "true")
        outer.addWidget(card)
        layout = column(card, Space.SMALL, Space.SMALL)
        self.query = QLineEdit(card)
        self.query.setPlaceholderText(_("What do you want to do?"))
        self.query.setAccessibleName(_("Find a command"))
        self.query.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.rows = QListWidget(card)
        self.rows.setItemDelegate(_Rows(theme, actions, self.rows))
        self.rows.setAccessibleName(_("Commands"))
        self.rows.setProperty("plain", "true")
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setFixedHeight(_ROW * min(_ROWS, len(self._specs)) + 2)
        self._nothing = label(card, "muted")
        self._nothing.setText(_("No command like that."))
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for widget in (self.query, self.rows, self._nothing):
            layout.addWidget(widget)
        self.query.textChanged.connect(self._find)
        self.query.installEventFilter(self)
        self.rows.itemClicked.connect(self.accept)
        self._find("")

    def open_over(self, window: QWidget) -> None:
        """Show it in the upper middle of the window."""
        self.adjustSize()
        place = QPoint((window.width() - self.width()) // 2, 72)
        self.move(window.mapToGlobal(place))
        self.open()
        self.query.setFocus()

    def chosen(self) -> str | None:
        """The id of the command that is marked."""
        spec = self.rows.currentIndex().data(ROLE_SPEC)
        return spec.id if isinstance(spec, ActionSpec) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.query and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _TO_LIST:
                self.rows.keyPressEvent(event)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.accept()
                return True
        return super().eventFilter(watched, event)

    def accept(self) -> None:
        """Close, then do the command, so that it meets the window as it was before."""
        chosen = self.chosen()
        super().accept()
        if chosen is not None:
            self._actions.trigger(chosen)

    def _find(self, query: str) -> None:
        self.rows.clear()
        for index in best(query, [_(spec.text) for spec in self._specs]):
            spec = self._specs[index]
            item = QListWidgetItem(_(spec.text), self.rows)
            item.setData(ROLE_SPEC, spec)
        self.rows.setCurrentRow(0)
        found = self.rows.count() > 0
        self.rows.setVisible(found)
        self._nothing.setVisible(not found)
