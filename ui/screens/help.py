"""The help page: every key in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QSizePolicy, QWidget

from ui.actions import ACTIONS, Actions, ActionSpec
from ui.theme import Theme
from ui.tokens import Space
from ui.widgets.keycaps import CAP_HEIGHT, cap_width, paint_cap
from ui.widgets.pane import Pane
from ui.widgets.style import column, label
from ui.words import _, mark

_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """A key that belongs to one pane or page, and so is not among the window's actions."""

    key: str
    text: str
    help: str


PANE_KEYS = (
    KeyHelp(
        "F7", mark("Show a masked value"), mark("Goes to the masked values; once more asks why it is to be shown.")
    ),
    KeyHelp("Ctrl+PgUp/PgDn", mark("Stage back or on"), mark("Goes through the stages of the conversation.")),
    KeyHelp("Shift+F1–F5", mark("Mood of the customer"), mark("Calm, confused, anxious, disappointed or angry.")),
    KeyHelp("↑ ↓", mark("Results and cases"), mark("Goes through the results while typing, and through the cases.")),
    KeyHelp("← →", mark("Steps of a case"), mark("Goes through the steps, or on a suggestion through its facts.")),
    KeyHelp("E, L", mark("On a suggestion"), mark("E takes it into your own box, L goes to where its fact stands.")),
    KeyHelp("Ctrl+Space", mark("In a phrase"), mark("Inserts a slot while a phrase is written; so does a brace.")),
    KeyHelp(
        "Enter",
        mark("Open or confirm"),
        mark("Opens the result, marks news of a case as seen, or does what a form asks."),
    ),
    KeyHelp("Esc", mark("Back"), mark("Closes a form or a message, or empties the search.")),
)


class KeyCap(QWidget):
    """One key."""

    def __init__(self, theme: Theme, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = key
        self.setFont(theme.font(-1))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(cap_width(self.fontMetrics(), self._key), CAP_HEIGHT + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_cap(painter, self._theme, 0, self.height() / 2, self._key)


class HelpScreen(QScrollArea):
    """Read only; the key that opened it, or Escape, closes it."""

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setWidgetResizable(True)
        page = _HelpPage(theme, actions, self)
        self.setWidget(page)
        self.page = page

    def enter(self) -> None:
        """The page is shown: arrow keys scroll it."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._actions.trigger("help")
        else:
            super().keyPressEvent(event)


class _HelpPage(Pane):
    def __init__(self, theme: Theme, actions: Actions, parent: QScrollArea) -> None:
        super().__init__(parent)
        self._area = parent
        self._theme = theme
        self.setProperty("panel", "true")
        layout = column(self, Space.HUGE, Space.TIGHT)
        self._title = label(self, "title")
        self._hint = label(self, "muted", wrap=True)
        layout.addWidget(self._title)
        layout.addWidget(self._hint)
        layout.addSpacing(Space.LARGE)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.LARGE)
        grid.setVerticalSpacing(Space.MEDIUM)
        layout.addLayout(grid)
        layout.addStretch(1)
        keys = [KeyHelp(_key_range(spec, actions), spec.text, spec.help) for spec in ACTIONS if spec.help]
        keys += PANE_KEYS
        rows = -(-len(keys) // _COLUMNS)
        self._entries = []
        for index, key in enumerate(keys):
            across, down = divmod(index, rows)
            cap = KeyCap(theme, key.key, self)
            grid.addWidget(cap, down, across * 2, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
            box = column()
            name, words = label(self, "heading"), label(self, "muted", wrap=True)
            box.addWidget(name)
            box.addWidget(words)
            box.addStretch(1)
            grid.addLayout(box, down, across * 2 + 1)
            self._entries.append((key, name, words))
        for across in range(_COLUMNS):
            grid.setColumnStretch(across * 2 + 1, 1)
        self.retranslate()

    def retranslate(self) -> None:
        self._area.setAccessibleName(_("Help"))
        self._title.setText(_("Keys"))
        self._hint.setText(_("Everything can be done without the mouse. The bar at the bottom shows what works now."))
        for key, name, words in self._entries:
            name.setText(_(key.text))
            words.setText(_(key.help))


def _key_range(spec: ActionSpec, actions: Actions) -> str:
    key = actions.key_text(spec.id)
    return f"{key}–5" if spec.numbered else key
