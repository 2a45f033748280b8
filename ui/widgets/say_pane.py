"""The right pane: the talk (channel, kind, mood, stage) and what to say now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from app.domain.interactions import Channel, ContactKind, Mood
from ui.presenters.labels import CHANNELS, CONTACT_KINDS, MOODS, STAGES
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.record import RecordViewModel
from ui.viewmodels.say import Alert, SayState, SayViewModel
from ui.viewmodels.talk import STAGES as STAGE_ORDER
from ui.viewmodels.talk import Talk, TalkViewModel
from ui.widgets.callout import Callout
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


class SayPane(Pane):
    """Listens to the talk and to what can be said; every choice goes to the view-models."""

    promise_wanted = Signal()
    outcome_wanted = Signal()
    help_wanted = Signal()

    def __init__(
        self,
        talk: TalkViewModel,
        say: SayViewModel,
        record: RecordViewModel,
        theme: Theme,
        voice: Voice,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._talk = talk
        self._say = say
        self._record = record
        self._theme = theme
        self._voice = voice
        self.setProperty("panel", "true")
        self.setObjectName("say_pane")
        self._build()
        self._lay_out()
        self.retranslate()
        talk.changed.connect(self._show_talk)
        say.changed.connect(self._show_say)
        say.copied.connect(self._copy)

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
        self.suggestions.retranslate()
        self._show_talk(self._talk.talk)
        self._show_say(self._say.state)

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
        self.suggestions = SuggestionList(theme, self)
        self.suggestions.said.connect(self._say.mark_said)
        self.suggestions.copied.connect(self._say.copy)
        self.suggestions.held.connect(self._say.hold)
        self.suggestions.asked.connect(self._say.send_question)
        self.promise_button = self._button("promise_button")
        self.promise_button.clicked.connect(self.promise_wanted)
        self.outcome_button = self._button("outcome_button")
        self.outcome_button.clicked.connect(self.outcome_wanted)
        self.help_button = self._button("help_button")
        self.help_button.clicked.connect(self.help_wanted)
        theme.changed.connect(self._recolour)
        self._recolour()

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
        for widget in (self.kinds, self.moods, self.stages, self.alert, self.utterance):
            top.addWidget(widget)
        outer.addLayout(top)
        outer.addWidget(self.suggestions, 1)
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
        moods = tuple(Segment(_(MOODS[one]), _MOOD_TONES[one], f"Shift+F{at + 1}") for at, one in enumerate(_MOODS))
        self.moods.offer(moods, _MOODS.index(talk.mood) if talk.mood else -1)
        stages = tuple(Segment(_(STAGES[stage]), done=stage in talk.visited) for stage in STAGE_ORDER)
        self.stages.offer(stages, STAGE_ORDER.index(talk.stage) if talk.is_open else -1)
        for widget in (self.kinds, self.moods, self.stages, self.utterance, self.outcome_button, self.help_button):
            widget.setEnabled(talk.is_open)
        self.promise_button.setEnabled(talk.case_id is not None)

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
