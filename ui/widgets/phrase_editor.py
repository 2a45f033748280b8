"""Writing a phrase: the form, and beside it how it would be said."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from app.domain.interactions import Channel, Mood
from app.domain.people import Session
from app.phrasing.linting import LintFault
from ui.presenters.labels import CHANNELS, MOODS
from ui.presenters.phrase_rows import Marked
from ui.presenters.phrase_words import fault_words, state_word
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.phrase_bench import SHOWN, Examined, Preview
from ui.viewmodels.phrase_desk import Shelf, audiences
from ui.viewmodels.phrase_draft import Draft
from ui.widgets.callout import Callout
from ui.widgets.pane import Pane
from ui.widgets.phrase_form import PhraseForm
from ui.widgets.phrase_picks import Chooser
from ui.widgets.phrase_text import MarkedText
from ui.widgets.style import column, label, row
from ui.words import _, ngettext

_CTRL = Qt.KeyboardModifier.ControlModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PreviewCard(Pane):
    """One moment, and the phrase as it would be said in it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._preview: Preview | None = None
        self.about = label(self, "muted", wrap=True)
        self.about.setFont(theme.font(-1))
        self.text = MarkedText(theme, self)
        inner = column(self, Space.MEDIUM, Space.TIGHT)
        inner.addWidget(self.about)
        inner.addWidget(self.text)
        self.setVisible(False)

    def show_preview(self, preview: Preview | None) -> None:
        self._preview = preview
        self.setVisible(preview is not None)
        self.retranslate()

    def retranslate(self) -> None:
        preview = self._preview
        if preview is None:
            self.about.clear()
            self.text.show_text("")
            return
        real = " · ".join(part for part in (preview.number, preview.title) if part)
        moment = (state_word(preview.state), _(MOODS[Mood(preview.mood)]), _(CHANNELS[Channel(preview.channel)]))
        self.about.setText(" · ".join((real or _("Example"), *moment)))
        self.text.show_text(preview.text, tuple(Marked(one.start, one.end, "accent") for one in preview.spans))


class PhraseEditor(Pane):
    """Ctrl+Enter or Ctrl+S sends, Esc asks before anything typed is left."""

    save_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self, theme: Theme, session: Session, choose: Chooser, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._session = session
        self._draft: Draft | None = None
        self._found = Examined()
        self._busy = False
        self._pointed_at: tuple[LintFault, ...] = ()
        self.setObjectName("phrase_editor")
        self._title, self._status = label(self, "heading"), label(self, "muted")
        self.message = Callout(theme, self)
        self.message.setObjectName("editor_message")
        self.form = PhraseForm(theme, choose, self)
        self.save, self.back = QPushButton(self), QPushButton(self)
        self.save.setObjectName("phrase_save")
        self.save.setProperty("kind", "primary")
        self.back.setObjectName("phrase_leave")
        self.back.setProperty("kind", "ghost")
        self._side = self._make_side()
        self._lay_out()
        self.save.clicked.connect(self.save_wanted)
        self.back.clicked.connect(self.leave_wanted)
        self.retranslate()

    # ---------------------------------------------------------------- showing

    def show_draft(self, draft: Draft, shelf: Shelf) -> None:
        """Begin with this draft."""
        self._draft, self._found, self._pointed_at = draft, Examined(), ()
        self._busy = True
        self.message.show_text("")
        kinds = audiences(self._session)
        if draft.audience not in kinds:
            kinds = (draft.audience, *kinds)
        self.form.show_draft(draft, shelf.situations or {}, kinds)
        self.form.verticalScrollBar().setValue(0)
        self.retranslate()
        self.form.focus_field("text")

    def show_found(self, found: Examined) -> None:
        """Faults at their fields, and the previews."""
        self._found = found
        faults: dict[str, list[str]] = {}
        for fault in found.faults:
            faults.setdefault(_field_of(fault), []).append(fault_words(fault))
        self._show_faults({name: tuple(dict.fromkeys(each)) for name, each in faults.items()})
        self.retranslate()

    def show_busy(self, busy: bool) -> None:
        """Say that the draft is being tried, with nothing that moves."""
        self._busy = busy
        self._show_status()

    def show_fault(self, field: str, text: str) -> bool:
        """A refusal at its field; False where the form has none of that name."""
        if not self.form.holds(field):
            return False
        self._show_faults({field: (text,)})
        self.form.focus_field(field)
        return True

    def hold_back(self) -> bool:
        """Point at the faults that were not looked at yet; False where there are none, or these were pointed at."""
        faults = self._found.faults
        if not faults or faults == self._pointed_at:
            return False
        self._pointed_at = faults
        words = ngettext(
            "{count} thing is not right yet. Send once more if it is to go as it is.",
            "{count} things are not right yet. Send once more if it is to go as it is.",
            len(faults),
        )
        self.message.show_text(words.format(count=len(faults)), "warn")
        self.form.focus_field(_field_of(faults[0]))
        return True

    def retranslate(self) -> None:
        again = self._draft is not None and self._draft.phrase_id is not None
        number = self._draft.seen + 1 if self._draft else 1
        self._title.setText(_("Version {number}").format(number=number) if again else _("New phrase"))
        self.save.setText(_("&Send for approval  Ctrl+Enter"))
        self.back.setText(_("&Back  Esc"))
        self._side_title.setText(_("How it would be said"))
        found = self._found
        for at, card in enumerate(self.cards):
            card.show_preview(found.previews[at] if at < len(found.previews) else None)
        self._fits.setText(self._fit_words(found))
        self._show_status()

    def next_pane(self) -> None:
        """From the text to the next field with a fault, else to the conditions, the button, and back."""
        focused: QWidget | None = self.focusWidget()
        wrong = [name for name, line in self.form.faults.items() if line.text()]
        panes = [self.form.fields[name] for name in (wrong or ("text", "stage", "why", "audience"))] + [self.save]
        at = next((n for n, pane in enumerate(panes) if pane is focused), -1)
        field = panes[(at + 1) % len(panes)]
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        if field is not self.save:
            self.form.ensureWidgetVisible(field)

    # ---------------------------------------------------------------- keys

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _sends(event):
            # in an editor this key keeps what was typed; elsewhere it leads to another page
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _sends(event):
            self.save_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave_wanted.emit()
        else:
            super().keyPressEvent(event)

    # ---------------------------------------------------------------- inside

    def _show_faults(self, faults: Mapping[str, tuple[str, ...]]) -> None:
        self.form.show_faults(faults)
        rest = [text for name, texts in faults.items() if not self.form.holds(name) for text in texts]
        self._rest.setText("\n".join(rest))
        self._rest.setVisible(bool(rest))

    def _show_status(self) -> None:
        count = len(self._found.faults)
        if self._busy:
            words = _("Checking…")
        elif count:
            words = ngettext("{count} thing to put right", "{count} things to put right", count).format(count=count)
        else:
            words = _("No fault found")
        self._status.setText(words)

    def _fit_words(self, found: Examined) -> str:
        if not found.previews:
            return "" if self._busy else _("There is no moment yet in which it would be offered.")
        if not found.cases:
            return _("There are no cases on this device; these moments are made up.")
        fits = ngettext(
            "Fits {count} of the {cases} newest cases here. Names of customers are made up.",
            "Fits {count} of the {cases} newest cases here. Names of customers are made up.",
            found.fitting,
        )
        return fits.format(count=found.fitting, cases=found.cases)

    def _make_side(self) -> QScrollArea:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget(area)
        layout = column(inner, 0, Space.SMALL)
        layout.setContentsMargins(Space.SMALL, Space.SMALL, Space.LARGE, Space.LARGE)
        self._side_title = label(inner, "heading")
        self._fits = label(inner, "muted", wrap=True)
        self._fits.setFont(self._theme.font(-1))
        self._rest = label(inner, wrap=True)
        self._rest.setVisible(False)
        self.cards = tuple(PreviewCard(self._theme, inner) for _n in range(SHOWN))
        for widget in (self._side_title, self._fits, self._rest, *self.cards):
            layout.addWidget(widget)
        layout.addStretch(1)
        area.setWidget(inner)
        inner.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        return area

    def _lay_out(self) -> None:
        outer = column(self, 0, Space.SMALL)
        head = row(gap=Space.MEDIUM)
        head.addWidget(self._title)
        head.addWidget(self._status)
        head.addStretch(1)
        head.addWidget(self.save)
        head.addWidget(self.back)
        outer.addLayout(head)
        outer.addWidget(self.message)
        both = row(gap=Space.MEDIUM)
        both.addWidget(self.form, 6)
        both.addWidget(self._side, 4)
        outer.addLayout(both, 1)


def _field_of(fault: LintFault) -> str:
    return (fault.field or "").partition("[")[0]


def _sends(event: QKeyEvent) -> bool:
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return modifiers == _CTRL and (event.key() in _ENTER or event.key() == Qt.Key.Key_S)
