"""What to say now: numbered suggestions with the facts they rest on, and what must be asked first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.people import Customer
from app.phrasing.words import APOLOGY
from app.services.suggestions import SuggestionRequest, asked_unit
from ui.tasks import Background
from ui.viewmodels.grip import Grip
from ui.viewmodels.offers import Offers
from ui.viewmodels.ports import Answer, CounterCore, Suggestions
from ui.viewmodels.record import RecordState
from ui.viewmodels.say_rows import LIMIT, AskRow, SayRow, SayState, alert_of, kept_in_place, row_of, same_moment
from ui.viewmodels.talk import Talk, TalkViewModel
from ui.viewmodels.track import Track

TYPING_MS = 250
"""A pause in typing: until then the words are not yet what they will be."""


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer with the names that the screen uses."""

    answer: Answer
    situation: str


class SayViewModel(QObject):
    """Asks the engine whenever the moment changes and keeps the answer steady under the agent's hand."""

    changed = Signal(object)
    """`SayState`."""

    copied = Signal(str)
    """Text for the clipboard."""

    heard = Signal(str)
    """What the customer says, as far as it is typed."""

    asked = Signal()
    """The engine is asked anew, or nobody is served any more: `moment` may be another."""

    renewed = Signal()
    """The record is another, or has moved on: what was said of it before may be true no more."""

    refused = Signal(object)
    """An error of a question to a unit."""

    def __init__(
        self, core: CounterCore, tasks: Background, talk: TalkViewModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._core = core
        self._tasks = tasks
        self._talk = talk
        self._state = SayState()
        self._track: Track | None = None
        self._told_of: tuple[Track | None, Customer] | None = None
        self._asked: SuggestionRequest | None = None
        self._answered_for: SuggestionRequest | None = None
        self._utterance = ""
        self._kept = ""
        self._situations: tuple[str, ...] = ()
        self._waiting: SayState | None = None
        self._used: dict[str, str] = {}
        self._sent: set[str] = set()
        self._offers = Offers(talk, core.clock)
        self.grip = Grip(self)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.refresh)
        self.grip.freed.connect(self._show_waiting)
        talk.chosen.connect(self.grip.let_go)
        talk.ending.connect(self._offers.settle)

    @property
    def state(self) -> SayState:
        return self._state

    @property
    def utterance(self) -> str:
        return self._utterance

    @property
    def moment(self) -> SuggestionRequest | None:
        """Where the talk is now; None while nobody is served."""
        return self._request(self._talk.talk) if self._talk.talk.is_open else None

    def set_utterance(self, text: str) -> None:
        """What the customer just said, in the agent's words; suggestions follow at the next pause."""
        if text != self._utterance:
            self._utterance = text
            self._typing.start()
            self.heard.emit(text)

    def keep_utterance(self) -> None:
        """Keep what the customer said with the interaction, and make room for the next."""
        self._listen()
        words = self._utterance.strip()
        if words and words != self._kept:
            self._kept = words
            self._talk.note(words)

    def follow(self, record: RecordState | None) -> None:
        """Go with the record: another case in focus, or news of it."""
        told = (record.focused, record.record.customer) if record else None
        moved, self._told_of = told != self._told_of, told
        self._track = record.focused if record else None
        if moved:
            self.renewed.emit()
        self._put(replace(self._latest, alert=alert_of(record)))
        self.refresh(again=True)

    def begin_talk(self) -> None:
        """Another talk: nothing was said in it yet, and no suggestion of the one before may stay in reach."""
        alert = self._latest.alert
        self._offers.settle()
        self._typing.stop()
        self.grip.let_go()
        self._used, self._sent = {}, set()
        self._utterance = self._kept = ""
        self._asked = self._answered_for = self._waiting = None
        self._tasks.forget("counter.say")
        self._state = SayState(alert=alert)
        self.heard.emit("")
        self.changed.emit(self._state)

    def rest(self) -> None:
        """Nobody looks at the screen: nothing waits for a pause any more."""
        self._typing.stop()
        self.grip.let_go()

    def refresh(self, *, again: bool = False) -> None:
        """Ask the engine; `again` also where the talk is the same but the record is not."""
        talk = self._talk.talk
        if not talk.is_open:
            self._asked = None
            self._tasks.forget("counter.say")
            self._offers.drop()
            self._put(SayState(alert=self._latest.alert))
            self.asked.emit()
            return
        request = self._request(talk)
        if request != self._asked or again:
            self._asked = request
            work = partial(_told, self._core.suggestions, request)
            self._tasks.latest("counter.say", work, partial(self._answered, request))
            self.asked.emit()

    def mark_said(self, index: int) -> None:
        """Note that this suggestion was said."""
        self._use(index, "said")

    def copy(self, index: int) -> None:
        """Copy this suggestion, which counts as used."""
        if 0 <= index < len(self._state.rows):
            self.copied.emit(self._state.rows[index].text)
            self._use(index, "copied")

    def send_question(self, index: int, unit: str | None = None) -> None:
        """Send the question that would bring a missing fact to the unit it is for."""
        if not 0 <= index < len(self._state.missing) or self._track is None:
            return
        row = self._state.missing[index]
        to_unit = unit or row.unit
        if to_unit is not None and not row.sent:
            work = partial(self._core.cases.ask, self._track.case_id, to_unit, row.text)
            self._mark_sent(row.text, sent=True)
            self._tasks.run(work, None, partial(self._not_sent, row.text))

    def hold(self, held: bool) -> None:
        """While a mouse button or a key is down on the pane nothing in it moves."""
        self.grip.press(held)

    def said_as_own(self, row: SayRow, text: str, how: str) -> None:
        """This suggestion was said in the agent's own box, as it stood or in other words."""
        self._used[row.text] = "said"
        self._mark_all()
        self._tell(row, text, how)

    def _use(self, index: int, how: str) -> None:
        if not 0 <= index < len(self._state.rows):
            return
        row = self._state.rows[index]
        if row.said or (how == "copied" and row.copied):
            return
        self._used[row.text] = how
        self._mark_all()
        self._tell(row, row.text, how)

    def _tell(self, row: SayRow, text: str, how: str) -> None:
        apology = APOLOGY.search(text) is not None
        self._talk.said(row.phrase_ids, text, how, apology=apology, moment=self._offers.take(row))

    def _mark_all(self) -> None:
        if self._waiting is not None:
            self._waiting = self._all_marked(self._waiting)
        self._state = self._all_marked(self._state)
        self.changed.emit(self._state)

    def _not_sent(self, text: str, error: Exception) -> None:
        self._mark_sent(text, sent=False)
        self.refused.emit(error)

    def _mark_sent(self, text: str, *, sent: bool) -> None:
        (self._sent.add if sent else self._sent.discard)(text)
        rows = tuple(replace(row, sent=row.text in self._sent) for row in self._latest.missing)
        self._put(replace(self._latest, missing=rows))

    def _answered(self, request: SuggestionRequest, told: _Told) -> None:
        answer = told.answer
        rows = tuple(self._marked(row_of(suggestion)) for suggestion in answer.suggestions)
        if same_moment(self._answered_for, request):
            rows = kept_in_place(self._latest.rows, rows)
        self._answered_for = request
        self._situations = tuple(answer.situations)
        # without a case there is no unit to ask: opening one comes first
        asked = answer.missing if self._track is not None else ()
        missing = tuple(AskRow(one.fact, one.ask, self._unit_of(one.fact), one.ask in self._sent) for one in asked)
        self._put(replace(self._latest, rows=rows, missing=missing, situation=told.situation))

    @property
    def _latest(self) -> SayState:
        """What is known, also where the hand on the list keeps it from being shown."""
        return self._waiting or self._state

    def _all_marked(self, state: SayState) -> SayState:
        return replace(state, rows=tuple(self._marked(row) for row in state.rows))

    def _marked(self, row: SayRow) -> SayRow:
        how = self._used.get(row.text)
        return replace(row, said=how == "said", copied=how == "copied") if how else row

    def _unit_of(self, fact: str) -> str | None:
        return asked_unit(fact, self._track.view) if self._track else None

    def _request(self, talk: Talk) -> SuggestionRequest:
        return SuggestionRequest(
            stage=talk.stage,
            mood=talk.mood,
            channel=talk.channel,
            contact_kind=talk.contact_kind,
            customer_id=talk.customer_id,
            case_id=self._track.case_id if self._track else None,
            utterance=self._utterance.strip() or None,
            apologised=talk.apologised,
        )

    def _put(self, state: SayState) -> None:
        if self.grip.holds and self._state.rows:
            self._waiting = state
            return
        self._waiting = None
        if state != self._state:
            self._state = state
            self.changed.emit(state)
        if self._answered_for is not None and state.rows:
            self._offers.show(self._answered_for, state.rows, self._situations)

    def _show_waiting(self) -> None:
        if self._waiting is not None:
            self._put(self._waiting)

    def _listen(self) -> None:
        """The words are complete: no pause to wait for."""
        if self._typing.isActive():
            self._typing.stop()
            self.refresh()


def _told(suggestions: Suggestions, request: SuggestionRequest) -> _Told:
    answer = suggestions.suggest(request, LIMIT)
    names = (suggestions.situation_name(one) for one in answer.situations)
    return _Told(answer, next((name for name in names if name), ""))
