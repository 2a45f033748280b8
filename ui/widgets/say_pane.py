"""The right pane: the talk (channel, kind, mood, stage), what to say now, and the agent's own words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from app.domain.interactions import Channel, ContactKind, Mood
from ui.presenters.labels import CHANNELS, CONTACT_KINDS, MOODS, STAGES
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.address import AddressViewModel
from ui.viewmodels.drafts import DraftsViewModel
from ui.viewmodels.mood_hint import MoodHintViewModel
from ui.viewmodels.own_words import OwnWordsViewModel
from ui.viewmodels.record import RecordState, RecordViewModel
from ui.viewmodels.say import SayViewModel
from ui.viewmodels.say_rows import LIMIT, Alert, SayRow, SayState
from ui.viewmodels.talk import STAGES as STAGE_ORDER
from ui.viewmodels.talk import Talk, TalkViewModel
from ui.widgets.address_strip import AddressStrip
from ui.widgets.callout import Callout
from ui.widgets.own_words import OwnWords
from ui.widgets.pane import Pane
from ui.widgets.segments import Segment, SegmentBar
from ui.widgets.style import column, row
from ui.widgets.suggestion_list import SuggestionList
from ui.widgets.text_line import TextLine
from ui.words import _

_MOOD_TONES = {
    Mood.CALM: "ok",
    Mood.CONFUSED: "info",
    Mood.ANXIOUS: "warn",
    Mood.DISAPPOINTED: "warn",
    Mood.ANGRY: "danger",
}
_ROOMY = 400
"""Narrower than this the beginning of the talk is not shown beside the name."""
_CHANNELS = tuple(Channel)
_KINDS = tuple(ContactKind)
_MOODS = tuple(Mood)


@dataclass(frozen=True, slots=True)
class SayModels:
    """What the pane listens to."""

    talk: TalkViewModel
    say: SayViewModel
    own: OwnWordsViewModel
    drafts: DraftsViewModel
    mood_hint: MoodHintViewModel
    address: AddressViewModel
    record: RecordViewModel


class SayPane(Pane):
    """Listens to the talk and to what can be said; every choice goes to the view-models."""

    promise_wanted = Signal()
    outcome_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, models: SayModels, theme: Theme, voice: Voice, parent: QWidget) -> None:
        super().__init__(parent)
        self._models = models
        self._talk = models.talk
        self._say = models.say
        self._record = models.record
        self._theme = theme
        self._voice = voice
        self.setProperty("panel", "true")
        self.setObjectName("say_pane")
        self._build()
        self._lay_out()
        self.retranslate()
        self._talk.changed.connect(self._show_talk)
        self._say.changed.connect(self._show_say)
        self._say.copied.connect(self._copy)
        models.own.copied.connect(self._copy)
        models.mood_hint.changed.connect(self._show_hint)
        self._record.updated.connect(self._show_name)

    def speak(self, voice: Voice) -> None:
        """Say everything again: the language or the words in force have changed."""
        self._voice = voice
        self.retranslate()

    def retranslate(self) -> None:
        self.channels.name(_("Channel"))
        self.kinds.name(_("What the contact is about"))
        self.moods.name(_("Mood of the customer"))
        self.stages.name(_("Stage of the talk"))
        self.utterance.setPlaceholderText(_("What the customer says…"))
        self.utterance.setAccessibleName(_("What the customer says"))
        self.promise_button.setText(_("Promise  F8"))
        self.outcome_button.setText(_("Close interaction  F9"))
        self.help_button.setAccessibleName(_("Call supervisor"))
        self.help_button.setToolTip(_("Call supervisor  F11"))
        self.mood_hint.setToolTip(_("How the customer's words sound. Your own choice counts."))
        self.suggestions.retranslate()
        self._show_talk(self._talk.talk)
        self._show_say(self._say.state)

    def edit(self, at: int) -> None:
        """Take a suggestion into the box, to say it in other words."""
        rows, drafts = self._say.state.rows, self._models.drafts.rows
        if at < len(rows) or LIMIT <= at < LIMIT + len(drafts):
            self._models.own.take(rows[at] if at < LIMIT else drafts[at - LIMIT])
            self.own.focus_box()

    def focus_first(self) -> None:
        """Put the keyboard focus on what the customer says."""
        self.utterance.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._since.setVisible(self.width() >= _ROOMY)

    def _build(self) -> None:
        theme = self._theme
        self._who = TextLine(theme, self, weight=QFont.Weight.DemiBold)
        self._who.setObjectName("talk_title")
        self._since = TextLine(theme, self, ink="muted", step=-1, grows=False)
        self.channels = SegmentBar(theme, self)
        self.kinds = SegmentBar(theme, self)
        self.moods = SegmentBar(theme, self)
        self.stages = SegmentBar(theme, self, columns=4)
        for bar, name in (
            (self.channels, "channels"),
            (self.kinds, "kinds"),
            (self.moods, "moods"),
            (self.stages, "stages"),
        ):
            bar.setObjectName(name)
        self.channels.chosen.connect(self._choose_channel)
        self.kinds.chosen.connect(self._choose_kind)
        self.moods.chosen.connect(self._choose_mood)
        self.stages.chosen.connect(self._choose_stage)
        self.alert = Callout(theme, self)
        self.alert.setObjectName("risk_alert")
        self.utterance = QLineEdit(self)
        self.utterance.setObjectName("utterance")
        self.utterance.textEdited.connect(self._say.set_utterance)
        self.utterance.returnPressed.connect(self._keep_utterance)
        self.mood_hint = self._button("mood_hint")
        self.mood_hint.setProperty("kind", "link")
        self.mood_hint.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.mood_hint.clicked.connect(self._models.mood_hint.take)
        self.mood_hint.setVisible(False)
        self.address = AddressStrip(self._models.address, theme, self)
        self.address.left.connect(self._leave_field)
        self._build_words()
        self.promise_button = self._button("promise_button")
        self.promise_button.clicked.connect(self.promise_wanted)
        self.outcome_button = self._button("outcome_button")
        self.outcome_button.clicked.connect(self.outcome_wanted)
        self.help_button = self._button("help_button")
        self.help_button.clicked.connect(self.help_wanted)
        theme.changed.connect(self._recolour)
        self._recolour()

    def _build_words(self) -> None:
        theme = self._theme
        self.suggestions = SuggestionList(theme, self)
        self.suggestions.said.connect(self._said)
        self.suggestions.copied.connect(self._copied)
        self._models.drafts.changed.connect(self._show_drafts)
        self.suggestions.held.connect(self._say.hold)
        self.suggestions.edited.connect(self.edit)
        self.suggestions.rested.connect(self._rest)
        self.suggestions.asked.connect(self._say.send_question)
        self.own = OwnWords(self._models.own, theme, self)
        self.own.left.connect(self._leave_field)

    def _button(self, name: str) -> QPushButton:
        made = QPushButton(self)
        made.setObjectName(name)
        return made

    def _lay_out(self) -> None:
        outer = column(self, 0, Space.SMALL)
        outer.setContentsMargins(0, Space.MEDIUM, 0, Space.MEDIUM)
        top = column(gap=Space.SMALL)
        top.setContentsMargins(Space.MEDIUM, 0, Space.MEDIUM, 0)
        head = row(gap=Space.MEDIUM)
        head.addWidget(self._who, 1)
        head.addWidget(self._since)
        top.addLayout(head)
        head.addWidget(self.channels)
        for widget in (self.address, self.kinds, self.moods, self.stages, self.alert):
            top.addWidget(widget)
        heard = row(gap=Space.TIGHT)
        heard.addWidget(self.utterance, 1)
        heard.addWidget(self.mood_hint)
        top.addLayout(heard)
        outer.addLayout(top)
        outer.addWidget(self.suggestions, 1)
        own = column()
        own.setContentsMargins(Space.MEDIUM, 0, Space.MEDIUM, 0)
        own.addWidget(self.own)
        outer.addLayout(own)
        foot = row(gap=Space.SMALL)
        foot.setContentsMargins(Space.MEDIUM, 0, Space.MEDIUM, 0)
        foot.addWidget(self.promise_button, 2)
        foot.addWidget(self.outcome_button, 3)
        foot.addWidget(self.help_button)
        outer.addLayout(foot)

    def _show_talk(self, talk: Talk) -> None:
        self._who.show_text(self._title(talk), "text" if talk.is_open else "muted")
        started = talk.started_at if talk.running else None
        since = _("since {time}").format(time=self._voice.near(started)) if started else ""
        self._since.show_text(since if talk.running or not talk.is_open else _("not begun"))
        self.channels.offer(tuple(Segment(_(CHANNELS[one])) for one in _CHANNELS), _CHANNELS.index(talk.channel))
        self.channels.setEnabled(not talk.running)
        self.kinds.offer(tuple(Segment(_(CONTACT_KINDS[one])) for one in _KINDS), _KINDS.index(talk.contact_kind))
        self._show_moods(talk)
        stages = tuple(Segment(_(STAGES[stage]), done=stage in talk.visited) for stage in STAGE_ORDER)
        self.stages.offer(stages, STAGE_ORDER.index(talk.stage) if talk.is_open else -1)
        for widget in (self.kinds, self.moods, self.stages, self.utterance, self.outcome_button, self.help_button):
            widget.setEnabled(talk.is_open)
        self.promise_button.setEnabled(talk.case_id is not None)
        self.own.open_for(talk.is_open)

    def _show_moods(self, talk: Talk) -> None:
        hint = self._models.mood_hint.hint
        moods = tuple(
            Segment(_(MOODS[one]), _MOOD_TONES[one], f"Shift+F{at + 1}", likely=one is hint)
            for at, one in enumerate(_MOODS)
        )
        self.moods.offer(moods, _MOODS.index(talk.mood) if talk.mood else -1)
        self.mood_hint.setText(_("{mood}?  Shift+F6").format(mood=_(MOODS[hint])) if hint else "")
        self.mood_hint.setVisible(hint is not None)

    def _show_name(self, _state: RecordState) -> None:
        """The record may tell another way to address the customer."""
        talk = self._talk.talk
        self._who.show_text(self._title(talk), "text" if talk.is_open else "muted")

    def _show_hint(self, _hint: Mood | None) -> None:
        self._show_moods(self._talk.talk)

    def _title(self, talk: Talk) -> str:
        state = self._record.state
        if talk.walk_in:
            return _("Serving a walk-in")
        if state is not None and talk.customer_id == state.customer_id:
            return _("Serving {name}").format(name=self._voice.address(state.record.customer))
        return _("Nobody is being served")

    def _show_say(self, state: SayState) -> None:
        record = self._record.state
        self.suggestions.show_answer(state, record.focused if record else None, self._voice)
        self.alert.show_text(_alert_words(state.alert, self._voice) if state.alert else "", "danger")
        if self.utterance.text() != self._say.utterance:
            self.utterance.setText(self._say.utterance)

    def _show_drafts(self, rows: tuple[SayRow, ...]) -> None:
        record = self._record.state
        self.suggestions.show_drafts(rows, record.focused if record else None, self._voice)

    def _said(self, at: int) -> None:
        if at < LIMIT:
            self._say.mark_said(at)
        else:
            self._models.drafts.say(at - LIMIT, "said")

    def _copied(self, at: int) -> None:
        if at < LIMIT:
            self._say.copy(at)
        elif at < LIMIT + len(self._models.drafts.rows):
            self._copy(self._models.drafts.rows[at - LIMIT].text)
            self._models.drafts.say(at - LIMIT, "copied")

    def _rest(self, on_list: bool) -> None:
        if on_list:
            self._say.grip.point()
        else:
            self._say.grip.leave()

    def _leave_field(self) -> None:
        """Outside a text field, so that 1 to 5 mark what is said."""
        first = self.suggestions.cards[0]
        (first if first.isVisible() else self.stages).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _choose_channel(self, at: int) -> None:
        self._talk.set_channel(_CHANNELS[at])

    def _choose_kind(self, at: int) -> None:
        self._talk.set_kind(_KINDS[at])

    def _choose_mood(self, at: int) -> None:
        self._talk.set_mood(_MOODS[at])

    def _choose_stage(self, at: int) -> None:
        self._talk.set_stage(STAGE_ORDER[at])

    def _keep_utterance(self) -> None:
        self._say.keep_utterance()
        self.utterance.selectAll()

    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)

    def _recolour(self) -> None:
        self.help_button.setIcon(self._theme.icon("hand"))


def _alert_words(alert: Alert, voice: Voice) -> str:
    if alert.new_estimate_at is not None:
        times = voice.span(alert.due_at, alert.new_estimate_at)
        return _("The estimate has changed: {text}, {times}.").format(text=alert.text, times=times)
    return _("A promise was not kept: {text}, {due}.").format(text=alert.text, due=voice.near(alert.due_at))
