"""The talk: whom the agent is serving, how, and how far it has come; it is logged from its first act on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.interactions import Channel, ContactKind, Interaction, Mood, Stage
from app.domain.phrase_counts import Moment
from app.domain.processes import CaseKind
from app.services.views import CustomerRecord
from ui.tasks import Background
from ui.viewmodels.ports import CounterCore, Interactions

STAGES = tuple(Stage)
_CONTACT_OF = {
    CaseKind.COMPLAINT: ContactKind.COMPLAINT,
    CaseKind.REQUEST: ContactKind.REQUEST,
    CaseKind.QUESTION: ContactKind.INFO,
}


@dataclass(frozen=True, slots=True)
class Talk:
    """One contact as the agent leads it. `walk_in`: begun without a record; `running`: something of it is logged."""

    customer_id: str | None = None
    walk_in: bool = False
    running: bool = False
    started_at: datetime | None = None
    channel: Channel = Channel.COUNTER
    contact_kind: ContactKind = ContactKind.INFO
    kind_chosen: bool = False
    mood: Mood | None = None
    stage: Stage = Stage.GREETING
    visited: frozenset[Stage] = frozenset()
    case_id: str | None = None
    apologised: bool = False
    said: int = 0
    help_called: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is somebody to talk with."""
        return self.customer_id is not None or self.walk_in


class Thread:
    """The logged side of one talk: its interaction begins with the first act. Used in the worker thread alone."""

    def __init__(self, interactions: Interactions, interaction_id: str | None = None) -> None:
        self._interactions = interactions
        self.interaction_id = interaction_id

    def act(self, talk: Talk, act: Callable[[str], object]) -> None:
        """Do something in the interaction, beginning it if this is the first thing."""
        act(self.begin(talk))

    def begin(self, talk: Talk) -> str:
        """The interaction's id; it is started as `talk` stands if it was not yet."""
        if self.interaction_id is None:
            started = self._interactions.start(talk.customer_id, talk.channel, talk.contact_kind, talk.mood)
            self.interaction_id = started.id
            if talk.case_id is not None:
                self._interactions.attach_case(started.id, talk.case_id)
        return self.interaction_id


class TalkViewModel(QObject):
    """Stage, mood, channel and kind of the contact; a talk that is left is parked and found again."""

    changed = Signal(object)
    """`Talk`."""

    chosen = Signal()
    """The agent chose a stage, a mood, a kind or a channel; news never does."""

    ending = Signal()
    """The interaction is about to be closed: the last moment to add something to it."""

    ended = Signal(object)
    """The closed `Interaction`."""

    refused = Signal(object)
    """An error of an act in the talk."""

    not_ended = Signal(object)
    """An error of closing, told in the form that asked for it."""

    def __init__(self, core: CounterCore, tasks: Background, staff: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._tasks = tasks
        self._staff = staff
        self._talk = Talk()
        self._thread = Thread(core.interactions)
        self._parked: dict[str, tuple[Talk, Thread]] = {}

    @property
    def talk(self) -> Talk:
        return self._talk

    @property
    def interaction_id(self) -> str | None:
        return self._thread.interaction_id

    @property
    def parked(self) -> int:
        """How many talks were left without an outcome."""
        return len(self._parked)

    def show(self, record: CustomerRecord, case_id: str | None) -> None:
        """Turn to this customer: go on with the talk that was left open, or get ready for a new one."""
        if self._talk.customer_id == record.customer.id:
            return
        if self._talk.walk_in and self._talk.running:
            self.attach_case(case_id)
            return
        self._park()
        parked = self._parked.pop(record.customer.id, None)
        if parked is not None:
            self._talk, self._thread = parked
        else:
            running = next((one for one in record.interactions if self._is_mine(one)), None)
            self._thread = Thread(self._core.interactions, running.id if running else None)
            self._talk = _resumed(running) if running else Talk(record.customer.id, channel=self._talk.channel)
        self._talk = replace(self._talk, case_id=case_id)
        self.changed.emit(self._talk)

    def begin_walk_in(self) -> None:
        """Serve somebody without a record; logged at once, so that a short visit counts too."""
        self._park()
        self._thread = Thread(self._core.interactions)
        self._set(Talk(walk_in=True, channel=self._talk.channel, started_at=self._core.clock.now(), running=True))
        self._tasks.run(partial(self._thread.begin, self._talk), None, self._refuse)

    def begin(self) -> None:
        """Log the contact with the customer on screen from now on."""
        self._log(_nothing)

    def ensure_running(self) -> None:
        """Something was done for the customer, so there is a contact to log."""
        if not self._talk.running:
            self.begin()

    def identify(self, customer_id: str) -> None:
        """The walk-in is this customer; what was done before stays."""
        if self._talk.walk_in:
            work = partial(_identify, self._thread, self._talk, self._core.interactions, customer_id)
            self._set(replace(self._talk, customer_id=customer_id, walk_in=False))
            self._tasks.run(work, None, self._refuse)

    def leave(self) -> None:
        """Turn away from the customer; an open talk is parked."""
        self._park()
        self._thread = Thread(self._core.interactions)
        self._set(Talk(channel=self._talk.channel))

    def set_stage(self, stage: Stage) -> None:
        """Come to a stage of the talk."""
        self.chosen.emit()
        if stage is not self._talk.stage and self._talk.is_open:
            self._set(replace(self._talk, stage=stage, visited=self._talk.visited | {self._talk.stage}))
            self._log(lambda interaction_id: self._core.interactions.set_stage(interaction_id, stage))

    def show_stage(self, stage: Stage) -> None:
        """Look at another stage because of news; it is logged when something of it is said."""
        if self._talk.is_open:
            self._set(replace(self._talk, stage=stage))

    def move_stage(self, step: int) -> None:
        """Go on, or back, by that many stages."""
        at = STAGES.index(self._talk.stage) + step
        self.set_stage(STAGES[max(0, min(len(STAGES) - 1, at))])

    def set_mood(self, mood: Mood) -> None:
        """Note how the customer seems to feel."""
        self.chosen.emit()
        if mood is not self._talk.mood and self._talk.is_open:
            self._set(replace(self._talk, mood=mood))
            self._log(lambda interaction_id: self._core.interactions.set_mood(interaction_id, mood))

    def set_channel(self, channel: Channel) -> None:
        """The channel is part of how a contact begins: it can be chosen until then."""
        self.chosen.emit()
        if not self._talk.running:
            self._set(replace(self._talk, channel=channel))

    def set_kind(self, kind: ContactKind) -> None:
        """What the contact is about; decides whether an apology is in place."""
        self.chosen.emit()
        self._set(replace(self._talk, contact_kind=kind, kind_chosen=True))

    def suppose_kind(self, kind: CaseKind) -> None:
        """The case that the talk is about says what the contact is, until the agent does or the talk has begun."""
        if self._talk.is_open and not self._talk.running and not self._talk.kind_chosen:
            self._set(replace(self._talk, contact_kind=_CONTACT_OF[kind]))

    def attach_case(self, case_id: str | None) -> None:
        """The talk is about this case."""
        if case_id != self._talk.case_id and self._talk.is_open:
            self._set(replace(self._talk, case_id=case_id))
            if case_id is not None and self._talk.running:
                self._log(lambda interaction_id: self._core.interactions.attach_case(interaction_id, case_id))

    def said(
        self, phrase_ids: tuple[str, ...], text: str, how: str, *, apology: bool, moment: Moment | None = None
    ) -> None:
        """A sentence was said, copied, edited or typed; `moment` is what lay beside it, where it was offered."""
        talk, said = self._talk, self._core.interactions.said
        self._set(replace(talk, said=talk.said + 1, apologised=talk.apologised or apology))
        self._log(partial(said, phrase_ids=phrase_ids, text=text, how=how, apology=apology, moment=moment))

    def passed_over(self, stage: Stage, moment: Moment) -> None:
        """The talk went on without what was offered; being offered something begins no contact."""
        if self._talk.running:
            mood = Mood(moment.mood) if moment.mood else None
            offered = partial(self._core.interactions.offered, stage=stage, mood=mood)
            self._log(partial(offered, situations=moment.situations, phrase_ids=moment.phrase_ids))

    def note(self, text: str) -> None:
        """Keep a note for colleagues."""
        if text.strip() and self._talk.is_open:
            self._log(lambda interaction_id: self._core.interactions.note(interaction_id, text))

    def call_help(self) -> None:
        """Call the supervisor to this counter."""
        if self._talk.is_open and not self._talk.help_called:
            self._set(replace(self._talk, help_called=True))
            self._log(self._core.interactions.call_help)

    def end(self, close: Callable[[str], Interaction]) -> None:
        """Close the interaction with `close`; only when that worked is the talk over."""
        self.ending.emit()
        talk, thread = self._talk, self._thread
        self._tasks.run(lambda: close(thread.begin(talk)), self._ended, self._not_ended)

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(error)

    def _not_ended(self, error: Exception) -> None:
        self.not_ended.emit(error)

    def _ended(self, interaction: Interaction) -> None:
        self._thread = Thread(self._core.interactions)
        self._set(Talk(self._talk.customer_id, channel=self._talk.channel, case_id=self._talk.case_id))
        self.ended.emit(interaction)

    def _log(self, act: Callable[[str], object]) -> None:
        if not self._talk.is_open:
            return
        if not self._talk.running:
            self._set(replace(self._talk, running=True, started_at=self._core.clock.now()))
        self._tasks.run(partial(self._thread.act, self._talk, act), None, self._refuse)

    def _park(self) -> None:
        if self._talk.running and self._talk.customer_id is not None:
            self._parked[self._talk.customer_id] = (self._talk, self._thread)

    def _is_mine(self, interaction: Interaction) -> bool:
        return interaction.ended_at is None and interaction.staff == self._staff

    def _set(self, talk: Talk) -> None:
        if talk != self._talk:
            self._talk = talk
            self.changed.emit(talk)


def _nothing(_interaction_id: str) -> None:
    """Beginning the interaction is all that is wanted."""


def _identify(thread: Thread, talk: Talk, interactions: Interactions, customer_id: str) -> None:
    interactions.identify(thread.begin(talk), customer_id)


def _resumed(interaction: Interaction) -> Talk:
    return Talk(
        customer_id=interaction.customer_id,
        running=True,
        started_at=interaction.started_at,
        channel=interaction.channel,
        contact_kind=interaction.contact_kind,
        kind_chosen=True,
        mood=interaction.mood_after or interaction.mood_before,
        stage=interaction.stages[-1] if interaction.stages else Stage.GREETING,
        visited=frozenset(interaction.stages[:-1]),
        case_id=interaction.case_id,
        apologised=interaction.apologised,
        said=interaction.said,
        help_called=interaction.help_called,
    )
