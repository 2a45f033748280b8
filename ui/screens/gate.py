"""What the log-in, lock and first pages share: the brand on the left, a narrow form on the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.i18n import LANGUAGES
from ui.actions import Actions
from ui.theme import Theme
from ui.tokens import CONTROL_HEIGHT, Space
from ui.translator import Language
from ui.widgets.brand import BrandPanel
from ui.widgets.callout import Callout
from ui.widgets.pane import Pane
from ui.widgets.style import column, label, row
from ui.words import _

FORM_WIDTH = 360
BIG_CONTROL = 36


class GateScreen(Pane):
    """A page before the work: subclasses fill `form` from the top and say their words in `retranslate`."""

    def __init__(self, theme: Theme, language: Language, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.language = language
        layout = row(self)
        self.brand = BrandPanel(theme, self)
        layout.addWidget(self.brand, 9)
        side = Pane(self)
        side.setProperty("panel", "true")
        layout.addWidget(side, 11)
        outer = column(side)
        outer.setContentsMargins(Space.HUGE, Space.LARGE, Space.HUGE, Space.HUGE)
        outer.addLayout(self._switches(side, actions))
        outer.addStretch(2)
        self.frame = QWidget(side)
        self.frame.setFixedWidth(FORM_WIDTH)
        self.form: QVBoxLayout = column(self.frame, 0, Space.SMALL)
        # an alignment would cut wrapped words: only a layout asks for the height at this width
        middle = row()
        middle.addStretch(1)
        middle.addWidget(self.frame)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)
        theme.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        theme = self.theme
        other = LANGUAGES[self.language.next()]
        self._language_switch.setText(other)
        self._language_switch.setIcon(theme.icon("languages", "muted"))
        self._language_switch.setToolTip(_("Change language"))
        dark = theme.name == "light"
        self._theme_switch.setText(_("Dark") if dark else _("Light"))
        self._theme_switch.setIcon(theme.icon("moon" if dark else "sun", "muted"))
        self._theme_switch.setToolTip(_("Light or dark"))

    def enter(self) -> None:
        """The page is shown: put the focus where typing begins."""

    def add_field(self, name: str) -> tuple[QLabel, QLineEdit]:
        """A labelled line, stacked under what is there."""
        words = label(self.frame, "heading")
        line = QLineEdit(self.frame)
        line.setObjectName(name)
        line.setMinimumHeight(BIG_CONTROL)
        words.setBuddy(line)
        self.form.addWidget(words)
        self.form.addWidget(line)
        self.form.addSpacing(Space.SMALL)
        return words, line

    def add_button(self, kind: str) -> QPushButton:
        """A button as wide as the form."""
        button = QPushButton(self.frame)
        button.setProperty("kind", kind)
        button.setMinimumHeight(BIG_CONTROL if kind == "primary" else CONTROL_HEIGHT)
        self.form.addWidget(button)
        return button

    def add_callout(self) -> Callout:
        """A place for a message."""
        callout = Callout(self.theme, self.frame)
        self.form.addWidget(callout)
        return callout

    def _switches(self, parent: QWidget, actions: Actions) -> QVBoxLayout:
        line = row(gap=Space.TIGHT)
        line.addStretch(1)
        self._language_switch = _switch(parent, actions.action("switch_language"))
        self._theme_switch = _switch(parent, actions.action("switch_theme"))
        line.addWidget(self._language_switch)
        line.addWidget(self._theme_switch)
        box = column()
        box.addLayout(line)
        return box


def _switch(parent: QWidget, action: QAction) -> QPushButton:
    button = QPushButton(parent)
    button.setProperty("kind", "ghost")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.clicked.connect(action.trigger)
    return button


class PasswordLine(QObject):
    """Turns a line into one for passwords, with an eye that shows or hides it."""

    def __init__(self, line: QLineEdit, theme: Theme) -> None:
        super().__init__(line)
        self._line = line
        self._theme = theme
        line.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = QAction(self)
        self._eye.triggered.connect(self._turn)
        line.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        theme.changed.connect(self.retranslate)
        line.installEventFilter(self)
        self.retranslate()

    def hide(self) -> None:
        """Cover the password again and empty the line."""
        self._line.clear()
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self.retranslate()

    def retranslate(self) -> None:
        hidden = self._line.echoMode() == QLineEdit.EchoMode.Password
        self._eye.setIcon(self._theme.icon("eye" if hidden else "eye-off", "muted"))
        self._eye.setText(_("Show password") if hidden else _("Hide password"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        return False

    def _turn(self) -> None:
        hidden = self._line.echoMode() == QLineEdit.EchoMode.Password
        self._line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.retranslate()
