"""A question to a unit about the case at hand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.domain.errors import ErrorCode, LoketError
from app.domain.questions import Question
from ui.dialogs.form import FormDialog
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.viewmodels.casework import CaseworkViewModel
from ui.viewmodels.track import Track
from ui.widgets.choice import Choice
from ui.words import _


class QuestionText(QPlainTextEdit):
    """Several lines; Tab leaves it, Enter sends, Shift+Enter breaks the line."""

    def __init__(self, dialog: FormDialog) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self.setTabChangesFocus(True)
        self.setFixedHeight(88)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._dialog.confirm.click()
            return
        super().keyPressEvent(event)


class AskDialog(FormDialog):
    """The unit whose turn it is comes first."""

    def __init__(self, model: CaseworkViewModel, track: Track, theme: Theme, voice: Voice, parent: QWidget) -> None:
        super().__init__(theme, parent, _("Ask back office"), _("Send  Enter"))
        self.setObjectName("ask_dialog")
        self._model = model
        self._track = track
        self.unit = Choice(theme, self)
        self.unit.setObjectName("ask_unit")
        current = track.current
        units = dict.fromkeys(([current.state.unit] if current else []) + [one.state.unit for one in track.steps])
        for unit in units:
            self.unit.addItem(voice.unit(unit), unit)
        self.field(_("To unit"), self.unit)
        self.text = QuestionText(self)
        self.text.setObjectName("ask_text")
        self.field(_("Question to the unit"), self.text)
        self.confirm.clicked.connect(self._confirm)
        model.question_sent.connect(self._sent)
        model.refused.connect(self.refused)
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _confirm(self) -> None:
        text = self.text.toPlainText().strip()
        if not text:
            self.tell(LoketError(ErrorCode.REQUIRED, "text"), self.text)
            return
        self.tell(None)
        self.confirm.setEnabled(False)
        self._model.ask(self._track.case_id, str(self.unit.currentData()), text)

    def _sent(self, _question: Question) -> None:
        self.accept()
