"""Two short questions about a phrase: why it is returned or retired, and whether what was typed may be left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import ErrorCode, LoketError
from ui.dialogs.ask import QuestionText
from ui.dialogs.form import FormDialog
from ui.theme import Theme
from ui.viewmodels.phrase_desk import PhraseItem
from ui.viewmodels.phrases import PhrasesViewModel
from ui.widgets.phrase_text import MarkedText
from ui.widgets.style import label
from ui.words import _


class ReturnDialog(FormDialog):
    """The reason goes to the author."""

    def __init__(self, model: PhrasesViewModel, item: PhraseItem, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, _("Return to the author"), _("Return  Enter"))
        self.setObjectName("return_dialog")
        self._model = model
        self._item = item
        quoted = MarkedText(theme, self)
        quoted.show_text(item.text, tone="muted")
        self.body.addWidget(quoted)
        self.reason = QuestionText(self)
        self.reason.setObjectName("return_reason")
        self.reason.setPlaceholderText(_("What should be written otherwise, and why"))
        self.field(_("Reason, for the author"), self.reason)
        self.confirm.clicked.connect(self._confirm)
        model.done.connect(self._done)
        model.refused.connect(self.refused)
        self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.fit()

    def _confirm(self) -> None:
        reason = self.reason.toPlainText().strip()
        if not reason:
            self.tell(LoketError(ErrorCode.REASON_REQUIRED, "reason"), self.reason)
            return
        self.tell(None)
        self.confirm.setEnabled(False)
        self._model.send_back(self._item, reason)

    def _done(self, _what: str) -> None:
        self.accept()


class RetireDialog(FormDialog):
    """Says what ends."""

    def __init__(self, model: PhrasesViewModel, item: PhraseItem, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, _("Retire this phrase"), _("Retire  Enter"))
        self.setObjectName("retire_dialog")
        self._model = model
        self._item = item
        quoted = MarkedText(theme, self)
        quoted.show_text(item.text)
        self.body.addWidget(quoted)
        told = label(self, "muted", wrap=True)
        told.setText(_("It is offered no more, in any of its versions. Its history stays."))
        self.body.addWidget(told)
        self.confirm.clicked.connect(self._confirm)
        model.done.connect(self._done)
        model.refused.connect(self.refused)
        self.confirm.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.fit()

    def _confirm(self) -> None:
        self.confirm.setEnabled(False)
        self._model.retire(self._item)

    def _done(self, _what: str) -> None:
        self.accept()


class LeaveDialog(FormDialog):
    """Enter goes on writing: what was typed is never lost by one key."""

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, _("Leave what you wrote?"), _("Go on writing  Enter"))
        self.setObjectName("leave_dialog")
        told = label(self, wrap=True)
        told.setText(_("This phrase is not sent yet. If you leave it now, what you wrote is gone."))
        self.body.addWidget(told)
        self.confirm.clicked.connect(self.reject)
        self.cancel.clicked.disconnect(self.reject)
        self.cancel.setText(_("&Discard it"))
        self.cancel.setObjectName("discard")
        self.cancel.clicked.connect(self._leave)
        self.confirm.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.fit()

    def _leave(self) -> None:
        self.accept()
        self.left.emit()
