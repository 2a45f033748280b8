"""The counter screen as state and commands: search, record, talk, what to say, promise, outcome, today."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.changes import Changes
from app.domain.glossary import Glossary
from app.domain.interactions import Interaction, Stage
from app.domain.people import Customer, Session
from app.domain.promises import Promise
from app.services.views import CaseView
from ui.tasks import Background
from ui.viewmodels.address import AddressViewModel
from ui.viewmodels.casework import CaseworkViewModel
from ui.viewmodels.drafts import DraftsViewModel
from ui.viewmodels.mood_hint import MoodHintViewModel
from ui.viewmodels.outcome import OutcomeViewModel
from ui.viewmodels.own_words import OwnWordsViewModel
from ui.viewmodels.ports import CounterCore
from ui.viewmodels.promise import PromiseViewModel
from ui.viewmodels.record import RecordState, RecordViewModel
from ui.viewmodels.say import SayViewModel
from ui.viewmodels.search import SearchViewModel
from ui.viewmodels.talk import Talk, TalkViewModel
from ui.viewmodels.today import TodayViewModel
from ui.viewmodels.track import Track

TICK_MS = 30_000
"""How often lateness and promises are looked at again while nothing arrives."""


class CounterViewModel(QObject):
    """Wires the parts of the screen to each other; each part can be used and tested alone."""

    glossary_changed = Signal(object)
    """`Glossary` in force."""

    refused = Signal(object)
    """An error that belongs to no form: told in the banner."""

    closed = Signal(object)
    """The `Interaction` that was closed."""

    def __init__(
        self,
        core: CounterCore,
        tasks: Background,
        session: Session,
        parent: QObject | None = None,
        *,
        slow: Background | None = None,
    ) -> None:
        super().__init__(parent)
        self.core = core
        self.session = session
        self._tasks = tasks
        self._glossary: Glossary | None = None
        self.search = SearchViewModel(core.customers, tasks, self)
        self.record = RecordViewModel(core, tasks, self)
        self.talk = TalkViewModel(core, tasks, session.staff_login, self)
        self.say = SayViewModel(core, tasks, self.talk, self)
        self.drafts = DraftsViewModel(core.drafts, slow or tasks, self.say, self)
        self.own = OwnWordsViewModel(core, tasks, self.talk, self.say, self)
        self.mood_hint = MoodHintViewModel(core, tasks, self.talk, self)
        self.address = AddressViewModel(core, tasks, self)
        self.promise = PromiseViewModel(core, tasks, self)
        self.outcome = OutcomeViewModel(core, self.talk, self)
        self.casework = CaseworkViewModel(core, tasks, self)
        self.today = TodayViewModel(core, tasks, session.zone, self)
        self._tick = QTimer(self, interval=TICK_MS)
        self._connect()

    @property
    def glossary(self) -> Glossary | None:
        return self._glossary

    def start(self) -> None:
        """Read what the screen needs and keep it fresh."""
        self._tasks.latest("counter.glossary", self.core.glossary, self._show_glossary)
        self.today.refresh()
        self._tick.start()

    def wake(self) -> None:
        """The screen is shown again: times go on."""
        self._tick.start()

    def stop(self) -> None:
        """Do nothing more by itself."""
        self._tick.stop()
        self.say.rest()
        self.own.rest()
        self.mood_hint.rest()

    def apply(self, changes: Changes) -> None:
        """Something was committed, here or elsewhere: read again only what it touches."""
        if changes.reference:
            self._tasks.latest("counter.glossary", self.core.glossary, self._show_glossary)
        state = self.record.state
        if state is not None and _concerns(changes, state):
            self.record.refresh()
        if changes.interactions or changes.cases or changes.customers:
            self.today.refresh()
        if changes.customers or changes.cases:
            self.search.refresh()

    def open(self, customer_id: str, case_number: str | None = None) -> None:
        """Show a customer."""
        self.record.open(customer_id, case_number)

    def leave_record(self) -> None:
        """Clear the middle and right panes; an open talk waits."""
        self.record.close()
        self._begin_talk()
        self.talk.leave()

    def begin_interaction(self) -> None:
        """F4: begin with the customer on screen; where that talk already runs, or nobody is shown, with a walk-in."""
        talk = self.talk.talk
        if talk.customer_id is not None and not talk.running:
            self.talk.begin()
            return
        if talk.walk_in:
            return
        self.record.close()
        self._begin_talk()
        self.talk.begin_walk_in()

    def link_walk_in(self) -> None:
        """The walk-in being served is the customer on screen."""
        if self.record.state is not None:
            self.talk.identify(self.record.state.customer_id)

    @property
    def can_link(self) -> bool:
        """Whether a walk-in is served while a record is on screen."""
        return self.talk.talk.walk_in and self.record.state is not None

    def forget(self) -> str | None:
        """Drop everything personal; gives the id of the customer that was shown."""
        shown = self.record.state.customer_id if self.record.state else None
        self.search.clear()
        self.record.close()
        self._begin_talk()
        self.address.forget()
        if not self.talk.talk.walk_in:
            self.talk.leave()
        self.say.refresh(again=True)
        self.today.clear()
        return shown

    def _begin_talk(self) -> None:
        """Nothing of the talk before stays in reach: no suggestion, no sentence half typed."""
        self.say.begin_talk()
        self.own.clear()

    def _connect(self) -> None:
        self.search.chosen.connect(self.open)
        self.record.opened.connect(self._record_opened)
        self.record.updated.connect(self._record_updated)
        self.record.closed.connect(self._record_closed)
        self.record.focused.connect(self._case_focused)
        self.record.pressed.connect(self._promise_pressed)
        self.record.refused.connect(self.refused)
        self.say.refused.connect(self.refused)
        self.say.heard.connect(self.mood_hint.hear)
        self.own.refused.connect(self.refused)
        self.address.refused.connect(self.refused)
        self.address.saved.connect(self.record.refresh)
        self.talk.changed.connect(self._talk_changed)
        self.talk.refused.connect(self.refused)
        self.talk.ended.connect(self._talk_ended)
        self.promise.made.connect(self._promise_made)
        self.casework.customer_added.connect(self._customer_added)
        self.casework.case_opened.connect(self._case_opened)
        self._tick.timeout.connect(self.record.tell_time)

    def _record_opened(self, state: RecordState) -> None:
        if self.talk.talk.customer_id != state.customer_id and not self.talk.talk.walk_in:
            self._begin_talk()
        self.talk.show(state.record, state.focus)
        self._suppose_kind(state.focused)
        self.say.follow(state)
        self.address.follow(state)
        self.promise.prepare(state.focused)

    def _record_updated(self, state: RecordState) -> None:
        self.say.follow(state)
        self.own.look_again()
        self.address.follow(state)
        self.promise.prepare(state.focused)

    def _record_closed(self) -> None:
        self.say.follow(None)
        self.address.follow(None)
        self.promise.prepare(None)

    def _case_focused(self, track: Track | None) -> None:
        self.talk.attach_case(track.case_id if track else None)
        self._suppose_kind(track)
        self.say.follow(self.record.state)
        self.promise.prepare(track)

    def _suppose_kind(self, track: Track | None) -> None:
        if track is not None and track.view.state.is_open:
            self.talk.suppose_kind(track.view.case.kind)

    def _promise_pressed(self, track: Track) -> None:
        """The customer must hear of it before anything else: the talk turns to it, the typing focus stays."""
        self.record.focus(track.case_id)
        self.talk.show_stage(Stage.EXPLANATION)

    def _talk_changed(self, _talk: Talk) -> None:
        self.say.refresh()

    def _talk_ended(self, interaction: Interaction) -> None:
        self._begin_talk()
        self._suppose_kind(self.record.state.focused if self.record.state else None)
        self.say.refresh(again=True)
        self.closed.emit(interaction)

    def _promise_made(self, _promise: Promise) -> None:
        self.talk.ensure_running()
        self.talk.set_stage(Stage.COMMITMENT)
        self.record.refresh()

    def _customer_added(self, customer: Customer) -> None:
        self.open(customer.id)

    def _case_opened(self, view: CaseView) -> None:
        self.open(view.case.customer_id, view.case.number)

    def _show_glossary(self, glossary: Glossary) -> None:
        if glossary != self._glossary:
            self._glossary = glossary
            self.glossary_changed.emit(glossary)


def _concerns(changes: Changes, state: RecordState) -> bool:
    shown = {track.case_id for track in state.tracks}
    return state.customer_id in changes.customers or not shown.isdisjoint(changes.cases)
