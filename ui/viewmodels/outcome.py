"""Closing an interaction: one of four outcomes, never an apology alone, and the three signs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.errors import ErrorCode, LoketError
from app.domain.interactions import Interaction, Mood, Outcome, OutcomeKind, Signs, check_outcome
from app.domain.promises import Promise
from ui.viewmodels.ports import CounterCore
from ui.viewmodels.promise import live_promises
from ui.viewmodels.record import RecordState
from ui.viewmodels.talk import TalkViewModel

UNNOTICED = Signs()


@dataclass(frozen=True, slots=True)
class OutcomeDraft:
    """An ending not yet written down; `promises` are those an outcome may point to, newest first."""

    kind: OutcomeKind | None = None
    summary: str = ""
    promises: tuple[Promise, ...] = ()
    promise_id: str | None = None
    handed_to: str = ""
    alternative: str = ""
    signs: Signs = UNNOTICED
    mood_after: Mood | None = None
    units: tuple[str, ...] = ()
    busy: bool = False
    error: LoketError | None = None

    @property
    def outcome(self) -> Outcome | None:
        """The outcome as it would be written down."""
        if self.kind is None:
            return None
        return Outcome(
            kind=self.kind,
            summary=self.summary.strip(),
            promise_id=self.promise_id if self.kind is OutcomeKind.PROMISED else None,
            handed_to=self.handed_to.strip() or None if self.kind is OutcomeKind.HANDED_OVER else None,
            alternative=self.alternative.strip() or None if self.kind is OutcomeKind.DECLINED else None,
            signs=self.signs,
        )

    @property
    def problem(self) -> LoketError | None:
        """What still keeps this from being an ending."""
        outcome = self.outcome
        if outcome is None:
            return LoketError(ErrorCode.REQUIRED, "kind")
        try:
            check_outcome(outcome, frozenset(promise.id for promise in self.promises))
        except LoketError as error:
            return error
        return None


class OutcomeViewModel(QObject):
    """The form of F9."""

    changed = Signal(object)
    """`OutcomeDraft`."""

    closed = Signal(object)
    """The closed `Interaction`."""

    def __init__(self, core: CounterCore, talk: TalkViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._talk = talk
        self._draft = OutcomeDraft()
        talk.ended.connect(self._closed)
        talk.not_ended.connect(self._refused)

    @property
    def draft(self) -> OutcomeDraft:
        return self._draft

    def begin(self, record: RecordState | None) -> None:
        """A fresh form; where a promise is open, that is the likely outcome."""
        served = self._talk.talk.customer_id
        # a record that is only looked at while somebody else is served has no promises for this ending
        record = record if record is not None and record.customer_id == served else None
        promises = _open_promises(record)
        units = (
            tuple(dict.fromkeys(step.state.unit for track in record.tracks for step in track.steps)) if record else ()
        )
        self._show(
            OutcomeDraft(
                kind=OutcomeKind.PROMISED if promises else None,
                promises=promises,
                promise_id=promises[0].id if promises else None,
                mood_after=self._talk.talk.mood,
                units=units,
            )
        )

    def choose(self, kind: OutcomeKind) -> None:
        """How it ended."""
        self._edit(replace(self._draft, kind=kind))

    def set_summary(self, text: str) -> None:
        """What was done; an ending as solved needs it."""
        self._edit(replace(self._draft, summary=text))

    def set_handed_to(self, text: str) -> None:
        """Who goes on with it."""
        self._edit(replace(self._draft, handed_to=text))

    def set_alternative(self, text: str) -> None:
        """What the customer was offered instead."""
        self._edit(replace(self._draft, alternative=text))

    def choose_promise(self, promise_id: str) -> None:
        """Which promise the interaction ended with."""
        self._edit(replace(self._draft, promise_id=promise_id))

    def set_signs(self, signs: Signs) -> None:
        """The three signs, each noticed or not."""
        self._edit(replace(self._draft, signs=signs))

    def set_mood_after(self, mood: Mood | None) -> None:
        """How the customer seems to leave."""
        self._edit(replace(self._draft, mood_after=mood))

    def confirm(self) -> None:
        """Close the interaction, or say what is still missing."""
        draft = self._draft
        problem, outcome = draft.problem, draft.outcome
        if draft.busy:
            return
        if problem is not None or outcome is None:
            self._show(replace(draft, error=problem))
            return
        self._show(replace(draft, busy=True, error=None))
        self._talk.end(partial(self._core.interactions.end, outcome=outcome, mood_after=draft.mood_after))

    def _closed(self, interaction: Interaction) -> None:
        if self._draft.busy:
            self._show(replace(self._draft, busy=False))
        self.closed.emit(interaction)

    def _refused(self, error: Exception) -> None:
        if self._draft.busy:
            self._show(replace(self._draft, busy=False, error=error if isinstance(error, LoketError) else None))

    def _edit(self, draft: OutcomeDraft) -> None:
        if not self._draft.busy:
            self._show(replace(draft, error=None))

    def _show(self, draft: OutcomeDraft) -> None:
        if draft != self._draft:
            self._draft = draft
            self.changed.emit(draft)


def _open_promises(record: RecordState | None) -> tuple[Promise, ...]:
    if record is None:
        return ()
    live = [one for track in record.tracks for one in live_promises(track)]
    return tuple(sorted(live, key=lambda promise: promise.made_at, reverse=True))
