"""What to say now: numbered suggestions with the facts they rest on, and what must be asked first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.phrasing.words import APOLOGY
from app.services.suggestions import SuggestionRequest, asked_unit
from ui.tasks import Background
from ui.viewmodels.ports import Answer, CounterCore, Suggestion
from ui.viewmodels.record import RecordState
from ui.viewmodels.talk import Talk, TalkViewModel
from ui.viewmodels.track import Track

LIMIT = 5


@dataclass(frozen=True, slots=True)
class FactSpan:
    """Where in a sentence a fact of the record stands; `source` is its path in the context."""

    start: int
    end: int
    source: str


@dataclass(frozen=True, slots=True)
class SayRow:
    """One suggestion on the screen."""

    text: str
    spans: tuple[FactSpan, ...]
    why: str
    phrase_ids: tuple[str, ...]
    said: bool = False
    copied: bool = False


@dataclass(frozen=True, slots=True)
class AskRow:
    """A question to a unit, ready to be sent, that would bring what a sentence needs."""

    fact: str
    text: str
    unit: str | None
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """A promise that cannot hold, or did not: told above the suggestions until it is dealt with."""

    case_id: str
    promise_id: str
    text: str
    due_at: datetime
    new_estimate_at: datetime | None
    broken: bool


@dataclass(frozen=True, slots=True)
class SayState:
    """The lower part of the right pane."""

    rows: tuple[SayRow, ...] = ()
    missing: tuple[AskRow, ...] = ()
    alert: Alert | None = None


class SayViewModel(QObject):
    """Asks the engine whenever the moment changes and keeps the answer steady under the agent's hand."""

    changed = Signal(object)
    """`SayState`."""

    copied = Signal(str)
    """Text for the clipboard."""

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
        self._asked: SuggestionRequest | None = None
        self._answered_for: SuggestionRequest | None = None
        self._utterance = ""
        self._kept = ""
        self._held = False
        self._waiting: SayState | None = None
        self._used: dict[str, str] = {}
        self._sent: set[str] = set()

    @property
    def state(self) -> SayState:
        return self._state

    @property
    def utterance(self) -> str:
        return self._utterance

    def set_utterance(self, text: str) -> None:
        """What the customer just said, in the agent's words."""
        if text != self._utterance:
            self._utterance = text
            self.refresh()

    def keep_utterance(self) -> None:
        """Keep what the customer said with the interaction, and make room for the next."""
        words = self._utterance.strip()
        if words and words != self._kept:
            self._kept = words
            self._talk.note(words)

    def follow(self, record: RecordState | None) -> None:
        """Go with the record: another case in focus, or news of it."""
        self._track = record.focused if record else None
        self._put(replace(self._state, alert=_alert(record)))
        self.refresh(again=True)

    def begin_talk(self) -> None:
        """Another talk: nothing was said in it yet, and no suggestion of the one before may stay in reach."""
        self._used, self._sent = {}, set()
        self._utterance = self._kept = ""
        self._asked = self._answered_for = self._waiting = None
        self._tasks.forget("counter.say")
        self._state = SayState(alert=self._state.alert)
        self.changed.emit(self._state)

    def refresh(self, *, again: bool = False) -> None:
        """Ask the engine; `again` also where the talk is the same but the record is not."""
        talk = self._talk.talk
        if not talk.is_open:
            self._asked = None
            self._tasks.forget("counter.say")
            self._put(SayState(alert=self._state.alert))
            return
        request = self._request(talk)
        if request != self._asked or again:
            self._asked = request
            work = partial(self._core.suggestions.suggest, request, LIMIT)
            self._tasks.latest("counter.say", work, partial(self._answered, request))

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
        """While a mouse button is down on the pane nothing in it moves."""
        self._held = held
        if not held and self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self._put(waiting)

    def _use(self, index: int, how: str) -> None:
        if not 0 <= index < len(self._state.rows):
            return
        row = self._state.rows[index]
        if row.said or (how == "copied" and row.copied):
            return
        self._used[row.text] = how
        apology = APOLOGY.search(row.text) is not None
        if self._waiting is not None:
            self._waiting = self._all_marked(self._waiting)
        self._state = self._all_marked(self._state)
        self.changed.emit(self._state)
        self._talk.said(row.phrase_ids, row.text, how, apology=apology)

    def _not_sent(self, text: str, error: Exception) -> None:
        self._mark_sent(text, sent=False)
        self.refused.emit(error)

    def _mark_sent(self, text: str, *, sent: bool) -> None:
        (self._sent.add if sent else self._sent.discard)(text)
        rows = tuple(replace(row, sent=row.text in self._sent) for row in self._state.missing)
        self._put(replace(self._state, missing=rows))

    def _answered(self, request: SuggestionRequest, answer: Answer) -> None:
        rows = tuple(self._marked(_row(suggestion)) for suggestion in answer.suggestions)
        if self._answered_for == replace(
            request, apologised=self._answered_for.apologised if self._answered_for else False
        ):
            rows = _kept_in_place(self._state.rows, rows)
        self._answered_for = request
        # without a case there is no unit to ask: opening one comes first
        asked = answer.missing if self._track is not None else ()
        missing = tuple(AskRow(one.fact, one.ask, self._unit_of(one.fact), one.ask in self._sent) for one in asked)
        self._put(replace(self._state, rows=rows, missing=missing))

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
        if self._held:
            self._waiting = state
        elif state != self._state:
            self._state = state
            self.changed.emit(state)


def _kept_in_place(before: tuple[SayRow, ...], fresh: tuple[SayRow, ...]) -> tuple[SayRow, ...]:
    """In the same moment of the talk what was used stays where it stands; only the others make room."""
    used = {at: row for at, row in enumerate(before) if row.said or row.copied}
    texts = {row.text for row in used.values()}
    others = [row for row in fresh if row.text not in texts]
    rows = [used[at] if at in used else others.pop(0) if others else None for at in range(LIMIT)]
    return tuple(row for row in rows if row is not None)


def _row(suggestion: Suggestion) -> SayRow:
    return SayRow(suggestion.text, _spans(suggestion), suggestion.why, tuple(suggestion.phrase_ids))


def _spans(suggestion: Suggestion) -> tuple[FactSpan, ...]:
    """Longer facts take their place first, so that a clock time inside a date does not split it."""
    spans: list[FactSpan] = []
    for fact in sorted(suggestion.facts, key=lambda one: -len(one.text)):
        start = suggestion.text.find(fact.text) if fact.text else -1
        end = start + len(fact.text)
        if start >= 0 and all(end <= span.start or start >= span.end for span in spans):
            spans.append(FactSpan(start, end, fact.source))
    return tuple(sorted(spans, key=lambda span: span.start))


def _alert(record: RecordState | None) -> Alert | None:
    if record is None:
        return None
    focused = record.focused
    tracks = ((focused,) if focused else ()) + record.tracks
    track = next((one for one in tracks if one.pressing), None)
    if track is None or track.pressing is None:
        return None
    promise = track.pressing
    return Alert(
        case_id=track.case_id,
        promise_id=promise.id,
        text=promise.text,
        due_at=promise.due_at,
        new_estimate_at=promise.new_estimate_at,
        broken=promise.state.value == "broken",
    )
