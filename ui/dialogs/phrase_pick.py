"""A list from which one or several things are chosen, narrowed by typing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from ui.dialogs.form import FormDialog
from ui.theme import Theme
from ui.widgets.style import label
from ui.words import _

_VALUE = Qt.ItemDataRole.UserRole
_WALK = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class PickDialog(FormDialog):
    """With `chosen` None one is taken by Enter; else space marks several and Enter is done."""

    picked = Signal(object)
    """The chosen values, in the order of the options."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        title: str,
        options: tuple[tuple[str, str], ...],
        chosen: tuple[str, ...] | None,
    ) -> None:
        super().__init__(theme, parent, title, _("Insert  Enter") if chosen is None else _("Done  Enter"))
        self.setObjectName("pick_dialog")
        self._several = chosen is not None
        self._values = tuple(value for value, _words in options)
        self.search = QLineEdit(self)
        self.search.setObjectName("pick_search")
        self.search.setPlaceholderText(_("Type part of a name"))
        self.search.setAccessibleName(title)
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.body.addWidget(self.search)
        self.list = QListWidget(self)
        self.list.setObjectName("pick_list")
        self.list.setAccessibleName(title)
        self.list.setFixedHeight(260)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for value, words in options:
            item = QListWidgetItem(words, self.list)
            item.setData(_VALUE, value)
            if chosen is not None:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if value in chosen else Qt.CheckState.Unchecked)
        self.body.addWidget(self.list)
        hint = label(self, "muted", wrap=True)
        hint.setText(
            _("Up and down walk, Ctrl+Space marks or takes back.") if self._several else _("Up and down walk.")
        )
        self.body.addWidget(hint)
        self.confirm.clicked.connect(self._confirm)
        self.list.itemDoubleClicked.connect(self._double)
        self.list.setCurrentRow(0)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _WALK:
                self._walk(event.key())
                return True
            marks = event.key() == Qt.Key.Key_Space and (
                event.modifiers() & Qt.KeyboardModifier.ControlModifier or not self.search.text()
            )
            if marks and self._several:
                self._turn(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _walk(self, key: int) -> None:
        rows = [at for at in range(self.list.count()) if not self.list.item(at).isHidden()]
        if not rows:
            return
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8}.get(Qt.Key(key), 8)
        now = rows.index(self.list.currentRow()) if self.list.currentRow() in rows else 0
        self._go(rows[max(0, min(len(rows) - 1, now + step))])

    def _go(self, at: int) -> None:
        self.list.setCurrentRow(at)
        # the line keeps the focus: it tells the screen reader what Enter would take
        item = self.list.item(at)
        marked = self._several and item.checkState() == Qt.CheckState.Checked
        self.search.setAccessibleDescription(f"{item.text()}, {_('chosen')}" if marked else item.text())

    def _turn(self, item: QListWidgetItem | None) -> None:
        if item is not None and not item.isHidden():
            marked = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if marked else Qt.CheckState.Checked)
            self._go(self.list.row(item))

    def _narrow(self, text: str) -> None:
        first, wanted = -1, text.casefold().split()
        for at in range(self.list.count()):
            item = self.list.item(at)
            words = f"{item.text()} {item.data(_VALUE)}".casefold()
            passes = all(word in words for word in wanted)
            item.setHidden(not passes)
            first = at if passes and first < 0 else first
        self.list.setCurrentRow(first)

    def _double(self, item: QListWidgetItem) -> None:
        if self._several:
            self._turn(item)
        else:
            self._confirm()

    def _confirm(self) -> None:
        if self._several:
            marked = {
                item.data(_VALUE)
                for item in (self.list.item(at) for at in range(self.list.count()))
                if item.checkState() == Qt.CheckState.Checked
            }
            chosen = tuple(value for value in self._values if value in marked)
        else:
            item = self.list.currentItem()
            if self.list.currentRow() < 0:
                return
            chosen = (str(item.data(_VALUE)),)
        self.accept()
        self.picked.emit(chosen)


def choose_from(
    theme: Theme,
    parent: QWidget,
    title: str,
    options: tuple[tuple[str, str], ...],
    chosen: tuple[str, ...] | None,
    picked: Callable[[tuple[str, ...]], None],
) -> None:
    """Open the list over `parent`; `picked` is a bound method of a QObject."""
    dialog = PickDialog(theme, parent, title, options, chosen)
    dialog.picked.connect(picked)
    dialog.open()
