"""Making a promise: what the estimate allows, ready before the key is pressed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.errors import ErrorCode, LoketError
from app.domain.promises import Promise, PromiseBasis, basis_of, check_promise
from app.services.promises import PromiseProposal
from ui.tasks import Background
from ui.viewmodels.ports import CounterCore
from ui.viewmodels.track import Track


@dataclass(frozen=True, slots=True)
class PromiseDraft:
    """A promise not yet made. Without an estimate it needs who will answer, and by when."""

    case_id: str
    text: str = ""
    due_at: datetime | None = None
    step_key: str | None = None
    estimate_at: datetime | None = None
    replaces: str | None = None
    answer_by: str = ""
    ready: bool = False
    busy: bool = False
    error: LoketError | None = None

    @property
    def has_estimate(self) -> bool:
        return self.estimate_at is not None


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a draft rests on; another one makes another draft."""

    case_id: str
    estimate: PromiseBasis
    live: tuple[str, ...]


class PromiseViewModel(QObject):
    """Keeps a draft for the case in focus, so that F8 and Enter are all it takes."""

    changed = Signal(object)
    """`PromiseDraft`, or None where no case is in focus."""

    made = Signal(object)
    """The `Promise` that was made."""

    def __init__(self, core: CounterCore, tasks: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._tasks = tasks
        self._draft: PromiseDraft | None = None
        self._basis: _Basis | None = None
        self._confirm_when_ready = False
        self._last_answer_by = ""

    @property
    def draft(self) -> PromiseDraft | None:
        return self._draft

    @property
    def last_answer_by(self) -> str:
        """Who was named last as the one who will answer."""
        return self._last_answer_by

    def prepare(self, track: Track | None) -> None:
        """Get a draft ready for this case; one that still rests on the same estimate and promises is left alone."""
        basis = _basis(track)
        if basis == self._basis:
            return
        self._basis = basis
        self._confirm_when_ready = False
        self._tasks.forget("counter.proposal")
        if track is None or not track.view.state.is_open:
            self._show(None)
            return
        self._show(PromiseDraft(track.case_id))
        work = partial(self._core.promises.propose, track.case_id)
        self._tasks.latest("counter.proposal", work, partial(self._proposed, track))

    def set_text(self, text: str) -> None:
        """What is promised."""
        if self._draft is not None:
            self._edit(replace(self._draft, text=text))

    def set_due(self, due_at: datetime | None) -> None:
        """By when."""
        if self._draft is not None:
            self._edit(replace(self._draft, due_at=due_at))

    def set_answer_by(self, name: str) -> None:
        """Name who will answer: a promise may rest on a person where no unit gave an estimate."""
        if self._draft is not None:
            self._edit(replace(self._draft, answer_by=name))

    def confirm(self) -> None:
        """Make the promise, or say what is wrong with it; an Enter that comes early waits for the draft."""
        draft = self._draft
        if draft is None or draft.busy:
            return
        if not draft.ready:
            self._confirm_when_ready = True
            return
        problem = _problem(draft, self._core.clock.now())
        if problem is not None or draft.due_at is None:
            self._show(replace(draft, error=problem))
            return
        self._show(replace(draft, busy=True, error=None))
        work = partial(
            self._core.promises.make,
            draft.case_id,
            draft.due_at,
            draft.text.strip(),
            answer_by=draft.answer_by.strip() or None,
            replaces=draft.replaces,
        )
        self._tasks.run(work, self._made, self._refused)

    def _proposed(self, track: Track, proposal: PromiseProposal | None) -> None:
        draft = self._draft
        if draft is None or draft.case_id != track.case_id:
            return
        live = live_promises(track)
        if proposal is None:
            current = track.view.state.current
            text = live[-1].text if live else (current.name if current else track.view.case.title)
            replaces = live[-1].id if live else None
            self._show(replace(draft, text=text, replaces=replaces, ready=True))
        else:
            self._show(
                replace(
                    draft,
                    text=proposal.text,
                    due_at=proposal.due_at,
                    step_key=proposal.step_key,
                    estimate_at=proposal.estimate_at,
                    replaces=proposal.replaces,
                    ready=True,
                )
            )
        if self._confirm_when_ready:
            self._confirm_when_ready = False
            self.confirm()

    def _made(self, promise: Promise) -> None:
        if self._draft is not None:
            self._last_answer_by = self._draft.answer_by.strip()
            self._show(replace(self._draft, busy=False))
        self.made.emit(promise)

    def _refused(self, error: Exception) -> None:
        if self._draft is None:
            return
        known = error if isinstance(error, LoketError) else None
        self._show(replace(self._draft, busy=False, error=known))
        if known is None:
            raise error

    def _edit(self, draft: PromiseDraft) -> None:
        if self._draft is not None and not self._draft.busy:
            self._show(replace(draft, error=None))

    def _show(self, draft: PromiseDraft | None) -> None:
        if draft != self._draft:
            self._draft = draft
            self.changed.emit(draft)


def live_promises(track: Track) -> list[Promise]:
    """Promises that still bind, oldest first."""
    return [one for one in track.view.promises if not one.is_settled]


def _basis(track: Track | None) -> _Basis | None:
    if track is None or not track.view.state.is_open:
        return None
    return _Basis(track.case_id, basis_of(track.view.state), tuple(one.id for one in live_promises(track)))


def _problem(draft: PromiseDraft, now: datetime) -> LoketError | None:
    if not draft.text.strip():
        return LoketError(ErrorCode.REQUIRED, "text")
    answer_by = draft.answer_by.strip()
    basis = PromiseBasis(None, None, answer_by) if answer_by else PromiseBasis(draft.step_key, draft.estimate_at)
    if draft.due_at is None:
        missing = ErrorCode.REQUIRED if answer_by else ErrorCode.PROMISE_WITHOUT_ESTIMATE
        return LoketError(missing, "due_at")
    try:
        check_promise(draft.due_at, basis, now)
    except LoketError as error:
        return error
    return None
