"""The page of the first start: enrol this device, or look around in a demo."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from ui.actions import Actions
from ui.screens.gate import GateScreen, PasswordLine
from ui.theme import Theme
from ui.tokens import Space
from ui.translator import Language
from ui.viewmodels.first_run import FirstRunViewModel
from ui.widgets.style import label
from ui.words import _


class FirstRunScreen(GateScreen):
    """Two ways in, one where the program brings no demo; nothing is set up before one is chosen."""

    def __init__(
        self, model: FirstRunViewModel, theme: Theme, language: Language, actions: Actions, parent: QWidget
    ) -> None:
        super().__init__(theme, language, actions, parent)
        self._model = model
        self._title = label(self.frame, "title")
        self._hint = label(self.frame, "muted", wrap=True)
        self.form.addWidget(self._title)
        self.form.addWidget(self._hint)
        self.form.addSpacing(Space.LARGE)
        self._url_words, self.url = self.add_field("url")
        self._token_words, self.token = self.add_field("token")
        self._secret = PasswordLine(self.token, theme)
        self.callout = self.add_callout()
        self.form.addSpacing(Space.SMALL)
        self.button = self.add_button("primary")
        self.form.addSpacing(Space.LARGE)
        line = QFrame(self.frame)
        line.setProperty("line", "h")
        self.form.addWidget(line)
        self.form.addSpacing(Space.SMALL)
        self._demo_hint = label(self.frame, "muted", wrap=True)
        self.form.addWidget(self._demo_hint)
        self.demo = self.add_button("")
        for widget in (line, self._demo_hint, self.demo):
            widget.setVisible(model.demo_offered)
        self.url.returnPressed.connect(self.token.setFocus)
        self.token.returnPressed.connect(self._submit)
        self.button.clicked.connect(self._submit)
        self.demo.clicked.connect(model.start_demo)
        model.changed.connect(self._show)
        model.enrolled.connect(self._secret.hide)
        self.retranslate()

    def enter(self) -> None:
        self.url.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self._title.setText(_("Enrol this device"))
        self._hint.setText(_("The administrator gives you a server address and a token. You type them only once."))
        self._url_words.setText(_("Server address"))
        self.url.setAccessibleName(_("Server address"))
        self.url.setPlaceholderText("postgresql://…")
        self._token_words.setText(_("Device token"))
        self.token.setAccessibleName(_("Device token"))
        self.demo.setText(_("Try the demo"))
        self.demo.setIcon(self.theme.icon("star", "accent"))
        self._show()

    def _show(self) -> None:
        model = self._model
        self.button.setText(_("Enrolling…") if model.busy else _("Enrol"))
        self.button.setEnabled(not model.busy)
        self.demo.setEnabled(not model.busy and not model.demo_started)
        self._demo_hint.setText(
            _("The demo is being prepared and opens in a window of its own. This can take a minute.")
            if model.demo_started
            else _("Or look around first: made-up customers, a back office that reports by itself, no network.")
        )
        self.callout.show_text(model.message, "danger")

    def _submit(self) -> None:
        self._model.enrol(self.url.text(), self.token.text())
