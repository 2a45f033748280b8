"""Taking a refused change back: why is noted with who and when."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.errors import ErrorCode, LoketError
from app.services.views import RefusedGroup
from ui.dialogs.form import FormDialog
from ui.presenters.sync_rows import refused_about, subject
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.viewmodels.sync_centre import SyncCentreViewModel
from ui.widgets.style import label
from ui.words import _


class WithdrawDialog(FormDialog):
    """Says what is given up, and asks for the reason."""

    def __init__(
        self, model: SyncCentreViewModel, group: RefusedGroup, theme: Theme, voice: Voice, parent: QWidget
    ) -> None:
        super().__init__(theme, parent, _("Withdraw what was refused"), _("Withdraw  Enter"))
        self.setObjectName("withdraw_dialog")
        self._model = model
        self._group = group
        told = label(self, "heading", wrap=True)
        told.setText(subject(group))
        about = label(self, "muted", wrap=True)
        about.setText(refused_about(group, voice))
        warned = label(self, wrap=True)
        warned.setText(_("It is taken back on this device and will not be sent. It stays in the log with the reason."))
        for widget in (told, about, warned):
            self.body.addWidget(widget)
        self.reason = QLineEdit(self)
        self.reason.setObjectName("withdraw_reason")
        self.reason.setPlaceholderText(_("For example: entered twice"))
        self.field(_("Reason"), self.reason)
        self.confirm.clicked.connect(self._confirm)
        model.done.connect(self._done)
        model.refused.connect(self.refused)
        self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _confirm(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.tell(LoketError(ErrorCode.REASON_REQUIRED, "reason"), self.reason)
            return
        self.tell(None)
        self.confirm.setEnabled(False)
        self._model.withdraw(self._group, reason)

    def _done(self, _what: str) -> None:
        self.accept()
