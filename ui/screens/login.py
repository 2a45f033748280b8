"""The log-in page and the lock page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.actions import Actions
from ui.screens.gate import GateScreen, PasswordLine
from ui.theme import Theme
from ui.tokens import Space
from ui.translator import Language
from ui.viewmodels.login import LockViewModel, LoginViewModel
from ui.widgets.style import label
from ui.words import _, ngettext


class LoginScreen(GateScreen):
    """Staff name and password; Enter goes on."""

    def __init__(
        self, model: LoginViewModel, theme: Theme, language: Language, actions: Actions, parent: QWidget
    ) -> None:
        super().__init__(theme, language, actions, parent)
        self._model = model
        self._was_busy = False
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
        self.form.addSpacing(Space.SMALL)
        self.limits = label(self.frame, "muted", wrap=True)
        self.form.addWidget(self.limits)
        self.offline = self.add_button("plain")
        self.offline.setObjectName("sign_in_offline")
        self.staff.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._submit)
        self.button.clicked.connect(self._submit)
        self.offline.clicked.connect(self._submit_offline)
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
        self.offline.setText(_("Log in &without a network"))
        self._show()

    def _show(self) -> None:
        model = self._model
        waiting = _("Opening the store…") if not model.is_ready else _("Logging in…")
        self.button.setText(waiting if model.busy else _("Log in"))
        self.button.setEnabled(not model.busy and not model.is_blocked)
        self.callout.show_text(model.message, "danger")
        self.brand.show_place(model.place)
        offered = model.offers_offline
        if offered:
            self.limits.setText(_limits(model.days_left))
            self.offline.setAccessibleDescription(self.limits.text())
        self.limits.setVisible(offered)
        self.offline.setVisible(offered)
        self.offline.setEnabled(not model.busy)
        was_busy, self._was_busy = self._was_busy, model.busy
        if was_busy and not model.busy and model.message:
            self._focus_next_step()

    def _focus_next_step(self) -> None:
        """After a refusal: where there is no answer the other way in, else the password, to be typed again."""
        if self._model.offers_offline and self._model.is_unreachable:
            self.offline.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            self.password.selectAll()

    def _submit_offline(self) -> None:
        self._model.sign_in_offline(self.staff.text(), self.password.text())

    def _submit(self) -> None:
        self._model.sign_in(self.staff.text(), self.password.text())
        if self._model.message and not self.staff.text().strip():
            self.staff.setFocus()

    def _on_signed_in(self, _session: object) -> None:
        self._secret.hide()


def _limits(days_left: int | None) -> str:
    if days_left is None:
        until = _(
            "For staff who logged in on this device within the last 7 days (3 for supervisors, service owners and"
            " administrators)."
        )
    elif days_left:
        until = ngettext(
            "You can do this for {count} more day.", "You can do this for {count} more days.", days_left
        ).format(count=days_left)
    else:
        until = _("You can do this today only.")
    return " ".join((until, _("Masked values stay masked, and what you do is sent later.")))


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
