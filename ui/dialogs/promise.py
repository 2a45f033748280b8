"""F8: the promise that the estimate allows, ready to be made with Enter."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.errors import ErrorCode, LoketError
from app.domain.promises import Promise
from ui.dialogs.form import FormDialog, MomentEdit
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.viewmodels.promise import PromiseDraft, PromiseViewModel
from ui.viewmodels.track import Track
from ui.widgets.callout import Callout
from ui.words import _

_ANSWER_WITHIN = timedelta(hours=2)


class PromiseDialog(FormDialog):
    """With an estimate: Enter. Without one: who will answer, and by when."""

    def __init__(self, model: PromiseViewModel, track: Track, theme: Theme, voice: Voice, parent: QWidget) -> None:
        super().__init__(theme, parent, _("Promise to the customer"), _("Promise  Enter"))
        self.setObjectName("promise_dialog")
        self._model = model
        self._track = track
        self._voice = voice
        self._basis = Callout(theme, self)
        self.body.addWidget(self._basis)
        self.text = QLineEdit(self)
        self.text.setObjectName("promise_text")
        self.field(_("What is promised"), self.text)
        self.due = MomentEdit(voice.zone, voice.language, theme, self)
        self.due.setObjectName("promise_due")
        self.field(_("At the latest"), self.due)
        self.answer_by = QLineEdit(self)
        self.answer_by.setObjectName("promise_answer_by")
        self.answer_by.setPlaceholderText(_("Name of the colleague or unit"))
        self._answer_title = self.field(_("Who will answer"), self.answer_by)
        self.text.textEdited.connect(model.set_text)
        self.answer_by.textEdited.connect(self._name)
        self.due.dateTimeChanged.connect(self._choose_due)
        self.confirm.clicked.connect(self._confirm)
        model.changed.connect(self._show)
        model.made.connect(self._made)
        if model.draft is not None:
            self._show(model.draft)
        self.confirm.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show(self, draft: PromiseDraft | None) -> None:
        if draft is None:
            self.reject()
            return
        if self.text.text() != draft.text:
            self.text.setText(draft.text)
        if draft.due_at is not None and draft.due_at != self.due.moment:
            self.due.show_moment(draft.due_at)
        self._show_basis(draft)
        self.tell(draft.error, self._field_of(draft.error))
        self.confirm.setEnabled(not draft.busy)

    def _field_of(self, error: Exception | None) -> QWidget | None:
        if not isinstance(error, LoketError):
            return None
        if error.code is ErrorCode.PROMISE_WITHOUT_ESTIMATE:
            return self.answer_by
        return self.text if error.field == "text" else self.due

    def _show_basis(self, draft: PromiseDraft) -> None:
        named = not draft.has_estimate
        self.answer_by.setVisible(named)
        self._answer_title.setVisible(named)
        if not draft.ready:
            self._basis.show_text("")
        elif draft.has_estimate and draft.estimate_at is not None:
            step = self._track.step(draft.step_key or "")
            name = self._voice.step_name(self._track.view.process, step.state) if step else ""
            words = _("Rests on the estimate of {step}: {time}.").format(
                step=name, time=self._voice.moment(draft.estimate_at)
            )
            replaces = _("It replaces the promise made before.") if draft.replaces else ""
            self._basis.show_text(f"{words} {replaces}".strip(), "info")
        else:
            self._basis.show_text(
                _("No unit has given an estimate. Name who will answer and by when, or ask the unit first."), "warn"
            )
            if draft.due_at is None:
                self._offer_time()

    def _offer_time(self) -> None:
        self.due.show_moment(self._voice.now() + _ANSWER_WITHIN)
        if not self.answer_by.hasFocus():
            self.answer_by.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name(self, name: str) -> None:
        draft = self._model.draft
        if draft is not None and draft.due_at is None:
            self._model.set_due(self.due.moment)
        self._model.set_answer_by(name)

    def _choose_due(self) -> None:
        self._model.set_due(self.due.moment)

    def _confirm(self) -> None:
        self._model.confirm()

    def _made(self, _promise: Promise) -> None:
        self.accept()
