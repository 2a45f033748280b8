"""F9: how the interaction ended, and the three signs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.interactions import Interaction, Mood, OutcomeKind
from ui.dialogs.form import FormDialog
from ui.presenters.labels import MOODS, OUTCOMES_SHORT, SIGNS
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.outcome import OutcomeDraft, OutcomeViewModel
from ui.widgets.choice import Choice
from ui.widgets.segments import Segment, SegmentBar
from ui.widgets.style import label, row
from ui.words import _, mark

_KINDS = tuple(OutcomeKind)
_MOODS = tuple(Mood)
_TONES = {Mood.CALM: "ok", Mood.CONFUSED: "info", Mood.ANXIOUS: "warn", Mood.DISAPPOINTED: "warn", Mood.ANGRY: "danger"}
_YES_NO = (True, False)
_WITH_FIGURES = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ControlModifier
_SUMMARY_HINTS = {
    OutcomeKind.SOLVED: mark("What was done for the customer (required)"),
    OutcomeKind.PROMISED: mark("A note for colleagues (optional)"),
    OutcomeKind.HANDED_OVER: mark("A note for whoever goes on (optional)"),
    OutcomeKind.DECLINED: mark("Why it could not be done (optional)"),
}


class OutcomeDialog(FormDialog):
    """1 to 4 choose how it ended, Ctrl+1 to 4 also while typing; Enter closes once nothing is missing."""

    def __init__(self, model: OutcomeViewModel, theme: Theme, voice: Voice, parent: QWidget) -> None:
        super().__init__(theme, parent, _("How did it end?"), _("Close interaction  Enter"))
        self.setObjectName("outcome_dialog")
        self._model = model
        self._voice = voice
        self._build(theme)
        model.changed.connect(self._show)
        model.closed.connect(self._closed)
        self.confirm.clicked.connect(self._confirm)
        self._show(model.draft)
        self.kinds.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self, theme: Theme) -> None:
        model = self._model
        self.kinds = SegmentBar(theme, self)
        self.kinds.setObjectName("outcome_kinds")
        self.kinds.name(_("How did it end?"))
        self.kinds.chosen.connect(self._choose_kind)
        self.body.addWidget(self.kinds)
        self.promises = Choice(theme, self)
        self.promises.setObjectName("outcome_promise")
        self._promise_title = self.field(_("With the promise"), self.promises)
        self.promises.activated.connect(self._choose_promise)
        self.handed_to = Choice(theme, self)
        self.handed_to.setObjectName("outcome_handed_to")
        self.handed_to.setEditable(True)
        self._handed_title = self.field(_("Handed to"), self.handed_to)
        self.handed_to.editTextChanged.connect(model.set_handed_to)
        self.alternative = QLineEdit(self)
        self.alternative.setObjectName("outcome_alternative")
        self._alternative_title = self.field(_("Alternative offered"), self.alternative)
        self.alternative.textEdited.connect(model.set_alternative)
        self.summary = QLineEdit(self)
        self.summary.setObjectName("outcome_summary")
        self.field(_("Summary"), self.summary)
        self.summary.textEdited.connect(model.set_summary)
        self.mood = SegmentBar(theme, self, clears=True)
        self.mood.setObjectName("outcome_mood")
        self.mood.name(_("Mood when leaving"))
        self.mood.chosen.connect(self._choose_mood)
        self._titled(_("Mood when leaving"), self.mood)
        self.signs = {name: self._sign(theme, name) for name in SIGNS}
        self._units = tuple(self._voice.unit(unit) for unit in model.draft.units)
        self.handed_to.addItems(list(self._units))
        self.handed_to.setCurrentIndex(-1)
        for promise in model.draft.promises:
            self.promises.addItem(f"{promise.text}, {self._voice.moment(promise.due_at)}", promise.id)

    def _titled(self, text: str, widget: QWidget) -> None:
        title = label(self, "section")
        title.setText(text)
        self.body.addSpacing(Space.TIGHT)
        self.body.addWidget(title)
        self.body.addWidget(widget)

    def _sign(self, theme: Theme, name: str) -> SegmentBar:
        bar = SegmentBar(theme, self, clears=True)
        bar.setObjectName(f"sign_{name}")
        bar.name(_(SIGNS[name]))
        bar.chosen.connect(partial(self._choose_sign, name))
        line = row(gap=Space.MEDIUM)
        words = label(self)
        words.setText(_(SIGNS[name]))
        line.addWidget(words, 1)
        line.addWidget(bar, 1)
        self.body.addLayout(line)
        return bar

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = event.key() - Qt.Key.Key_1.value
        # with Ctrl the choice can be changed while typing, where a figure belongs to the words
        if 0 <= at < len(_KINDS) and not event.modifiers() & ~_WITH_FIGURES:
            self._choose_kind(at)
            return
        if event.key() == Qt.Key.Key_Up:
            self.kinds.setFocus(Qt.FocusReason.BacktabFocusReason)
            return
        super().keyPressEvent(event)

    def _show(self, draft: OutcomeDraft) -> None:
        kinds = tuple(Segment(f"{at + 1} {_(OUTCOMES_SHORT[kind])}") for at, kind in enumerate(_KINDS))
        self.kinds.offer(kinds, _KINDS.index(draft.kind) if draft.kind else -1)
        for kind, widgets in (
            (OutcomeKind.PROMISED, (self.promises, self._promise_title)),
            (OutcomeKind.HANDED_OVER, (self.handed_to, self._handed_title)),
            (OutcomeKind.DECLINED, (self.alternative, self._alternative_title)),
        ):
            for widget in widgets:
                widget.setVisible(draft.kind is kind)
        self.summary.setPlaceholderText(_(_SUMMARY_HINTS[draft.kind]) if draft.kind else "")
        moods = tuple(Segment(_(MOODS[mood]), _TONES[mood]) for mood in _MOODS)
        self.mood.offer(moods, _MOODS.index(draft.mood_after) if draft.mood_after else -1)
        answers = (Segment(_("Yes"), "ok"), Segment(_("No"), "danger"))
        for name, bar in self.signs.items():
            value = getattr(draft.signs, name)
            bar.offer(answers, _YES_NO.index(value) if value is not None else -1)
        self.tell(draft.error, self._field_of(draft) if draft.error else None)
        self.confirm.setEnabled(not draft.busy)

    def _field_of(self, draft: OutcomeDraft) -> QWidget:
        """What keeps this from being an ending is always the one field that its kind asks for."""
        fields: dict[OutcomeKind | None, QWidget] = {
            OutcomeKind.SOLVED: self.summary,
            OutcomeKind.PROMISED: self.promises,
            OutcomeKind.HANDED_OVER: self.handed_to,
            OutcomeKind.DECLINED: self.alternative,
        }
        return fields.get(draft.kind, self.kinds)

    def _choose_kind(self, at: int) -> None:
        self._model.choose(_KINDS[at])
        first: dict[OutcomeKind, QWidget] = {
            OutcomeKind.SOLVED: self.summary,
            OutcomeKind.HANDED_OVER: self.handed_to,
            OutcomeKind.DECLINED: self.alternative,
        }
        if not self.kinds.hasFocus() or _KINDS[at] not in first:
            return
        first[_KINDS[at]].setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_promise(self, at: int) -> None:
        self._model.choose_promise(str(self.promises.itemData(at)))

    def _choose_mood(self, at: int) -> None:
        self._model.set_mood_after(_MOODS[at] if at >= 0 else None)

    def _choose_sign(self, name: str, at: int) -> None:
        value = _YES_NO[at] if at >= 0 else None
        self._model.set_signs(replace(self._model.draft.signs, **{name: value}))

    def _confirm(self) -> None:
        self._model.confirm()

    def _closed(self, _interaction: Interaction) -> None:
        self.accept()
