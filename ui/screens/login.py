"""The log-in page and the lock page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.actions import Actions
from ui.screens.gate import GateScreen, PasswordLine
from ui.theme import Theme
from ui.tokens import Space
from ui.translator import Language
from ui.viewmodels.login import LockViewModel, LoginViewModel
from ui.widgets.style import label
from ui.words import _


class LoginScreen(GateScreen):
    """Staff name and password; Enter goes on."""

    def __init__(
        self, model: LoginViewModel, theme: Theme, language: Language, actions: Actions, parent: QWidget
    ) -> None:
        super().__init__(theme, language, actions, parent)
        self._model = model
        self._title = label(self.frame, "title")
        self._hint = label(self.frame, "muted", wrap=True)
        self.form.addWidget(self._title)
        self.form.addWidget(self._hint)
        self.form.addSpacing(Space.WIDE)
        self._staff_words, self.staff = self.add_field("staff")
        self._password_words, self.password = self.add_field("password")
        self._secret = PasswordLine(self.password, theme)
        self.callout = self.add_callout()
        self.form.addSpacing(Space.SMALL)
        self.button = self.add_button("primary")
        self.staff.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._submit)
        self.button.clicked.connect(self._submit)
        model.changed.connect(self._show)
        model.signed_in.connect(self._on_signed_in)
        self.retranslate()

    def enter(self) -> None:
        (self.password if self.staff.text() else self.staff).setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self._title.setText(_("Log in"))
        self._hint.setText(_("Use your own staff name. What you do is recorded under it."))
        self._staff_words.setText(_("Staff name"))
        self.staff.setAccessibleName(_("Staff name"))
        self._password_words.setText(_("Password"))
        self.password.setAccessibleName(_("Password"))
        self.button.setAccessibleName(_("Log in"))
        self._show()

    def _show(self) -> None:
        model = self._model
        waiting = _("Opening the store…") if not model.is_ready else _("Logging in…")
        self.button.setText(waiting if model.busy else _("Log in"))
        self.button.setEnabled(not model.busy and not model.is_blocked)
        self.callout.show_text(model.message, "danger")
        self.brand.show_place(model.place)

    def _submit(self) -> None:
        self._model.sign_in(self.staff.text(), self.password.text())
        if self._model.message and not self.staff.text().strip():
            self.staff.setFocus()

    def _on_signed_in(self, _session: object) -> None:
        self._secret.hide()


class LockScreen(GateScreen):
    """The same person types the password again; nothing of the customer is left in memory."""

    def __init__(
        self, model: LockViewModel, theme: Theme, language: Language, actions: Actions, parent: QWidget
    ) -> None:
        super().__init__(theme, language, actions, parent)
        self._model = model
        self._title = label(self.frame, "title")
        self._hint = label(self.frame, "muted", wrap=True)
        self.form.addWidget(self._title)
        self.form.addWidget(self._hint)
        self.form.addSpacing(Space.WIDE)
        self._password_words, self.password = self.add_field("password")
        self._secret = PasswordLine(self.password, theme)
        self.callout = self.add_callout()
        self.form.addSpacing(Space.SMALL)
        self.button = self.add_button("primary")
        self.other = self.add_button("ghost")
        self.password.returnPressed.connect(self._submit)
        self.button.clicked.connect(self._submit)
        model.changed.connect(self._show)
        model.signed_in.connect(self._on_signed_in)
        self.retranslate()

    def enter(self) -> None:
        self._secret.hide()
        self.password.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self._hint.setText(_("The screen is locked. Type your password to go on where you were."))
        self._password_words.setText(_("Password"))
        self.password.setAccessibleName(_("Password"))
        self.button.setAccessibleName(_("Unlock"))
        self.other.setText(_("Log in as someone else"))
        self._show()

    def _show(self) -> None:
        model = self._model
        self._title.setText(model.staff_name)
        self.brand.show_place(model.branch_name)
        self.button.setText(_("Unlocking…") if model.busy else _("Unlock"))
        self.button.setEnabled(not model.busy)
        self.callout.show_text(model.message, "danger")

    def _submit(self) -> None:
        self._model.unlock(self.password.text())

    def _on_signed_in(self, _session: object) -> None:
        self._secret.hide()
