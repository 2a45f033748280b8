"""The page of phrases: the list and its filter, the draft with what is found of it, and the acts of a second person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.changes import Changes
from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Session
from app.domain.phrases import AudienceKind, PhraseState
from ui.tasks import Background
from ui.viewmodels.phrase_bench import Examined
from ui.viewmodels.phrase_desk import PhraseDesk, PhraseItem, Shelf, Standing, audiences, may_revise
from ui.viewmodels.phrase_draft import Draft, DraftShelf, draft_of

PAUSE_MS = 300
"""How long nobody types before the draft is examined."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; empty is everything. `text` are words that all must occur."""

    text: str = ""
    stage: str = ""
    situation: str = ""
    standing: str = ""

    def passes(self, item: PhraseItem) -> bool:
        if self.stage and item.stage != self.stage:
            return False
        if self.situation and self.situation not in item.situations:
            return False
        if self.standing and not item.stands(Standing(self.standing)):
            return False
        return all(word in item.haystack for word in self.text.casefold().split())


class PhrasesViewModel(QObject):
    """Reads again when something changed; the draft is this object's, whatever the list does meanwhile."""

    changed = Signal(object)
    """`Shelf`: everything was read anew."""

    listed = Signal(object)
    """The items that pass the filter."""

    drafting = Signal(object)
    """`Draft` to be shown in the form, or None once it is left or kept."""

    examined = Signal(object)
    """`Examined` of the draft as it is now."""

    busy = Signal(bool)
    """Whether an examination is under way."""

    done = Signal(str)
    """What was done: written, approved, returned or retired."""

    written = Signal(str)
    """The key of the phrase that was kept, before the list is read again."""

    refused = Signal(object)
    """Why an act could not be done."""

    def __init__(
        self, desk: PhraseDesk, session: Session, tasks: Background, drafts: DraftShelf, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._drafts = drafts
        self._awake = False
        self._begun: Draft | None = None
        self._saving = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.examine_now)
        self.session = session
        self.shelf: Shelf | None = None
        self.filter = Filter()
        self.shown: tuple[PhraseItem, ...] = ()
        self.draft: Draft | None = None

    # ---------------------------------------------------------------- reading

    def start(self) -> None:
        """The page is shown: read, and keep it fresh."""
        self._awake = True
        kept = self._drafts.take(self.session.staff_login)
        if kept is not None and self.draft is None:
            begun, draft = kept
            self._begin(begun)
            self.edit(draft)
            self.drafting.emit(draft)
        self.refresh()

    def stop(self) -> None:
        """The page is hidden; what is being written is kept for the same person."""
        self._awake = False
        self._pause.stop()
        if self.unsaved and self._begun is not None and self.draft is not None:
            self._drafts.put(self.session.staff_login, self._begun, self.draft)

    def forget(self) -> None:
        """The screen locks: cases leave the memory, the draft stays."""
        self.stop()
        self._tasks.forget("phrases.examine")
        self._tasks.run(self._desk.bench.clear)
        self.examined.emit(Examined())

    def examine_again(self) -> None:
        """The same person is back: the cases are read again."""
        if self.draft is not None:
            self._tasks.run(self._desk.bench.set_out, self._on_set_out, self._not_examined)

    def refresh(self) -> None:
        """Read all again."""
        if self._awake:
            self._tasks.latest("phrases.read", self._desk.read, self._read, self._not_read)

    def apply(self, changes: Changes) -> None:
        """Something was committed, here or by sync."""
        if changes.reference:
            self.refresh()

    def narrow(self, wanted: Filter) -> None:
        """Show only what passes."""
        if wanted != self.filter:
            self.filter = wanted
            self._list()

    def item(self, key: str) -> PhraseItem | None:
        """The item of that key, as it was read last."""
        return next((one for one in self.shelf.items if one.key == key), None) if self.shelf else None

    # ---------------------------------------------------------------- writing

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return self.draft is not None and self.draft != self._begun

    def begin_new(self) -> None:
        """An empty draft for the widest audience that this person writes for."""
        meant = audiences(self.session)
        if meant:
            stage = self.filter.stage
            draft = Draft(meant[0])
            self._begin(replace(draft, stage=stage) if stage else draft)
            self.drafting.emit(self.draft)

    def begin_from(self, item: PhraseItem) -> None:
        """The next version of the phrase, or where it is not this person's a new one after it."""
        meant = audiences(self.session)
        if not meant:
            return
        if not may_revise(item, self.session):
            self._begin(replace(draft_of(item.entry, meant[0]), entry_id=None))
        elif item.state is None:
            self._begin(draft_of(item.entry, AudienceKind.ORGANISATION))
        else:
            state = item.state
            self._begin(draft_of(item.entry, state.audience.kind, state.id, state.newest.number))
        self.drafting.emit(self.draft)

    def edit(self, draft: Draft) -> None:
        """The form holds this now."""
        if self.draft is not None and draft != self.draft:
            self.draft = draft
            self._pause.start()

    def discard(self) -> None:
        """Leave the draft; nothing is kept of it."""
        self._pause.stop()
        self._drafts.take(self.session.staff_login)
        self.draft = self._begun = None
        self.drafting.emit(None)

    def examine_now(self) -> None:
        """Look for faults and try it in cases."""
        if self.draft is not None and self._awake:
            self.busy.emit(True)
            work = partial(self._desk.bench.examine, self.draft.entry())
            self._tasks.latest("phrases.examine", work, self._on_examined, self._not_examined)

    def save(self) -> None:
        """Write the draft as a version that waits for approval."""
        if self.draft is not None and not self._saving:
            self._saving = True
            self._tasks.run(partial(self._desk.write, self.draft), self._on_written, self._not_written)

    # ---------------------------------------------------------------- deciding

    def approve(self, item: PhraseItem) -> None:
        """Put its newest version in force."""
        if item.state is not None:
            self._do("approved", partial(self._desk.approve, item.state.id, item.state.newest.number))

    def send_back(self, item: PhraseItem, reason: str) -> None:
        """Return its newest version to the author."""
        if item.state is not None:
            self._do("returned", partial(self._desk.send_back, item.state.id, item.state.newest.number, reason))

    def retire(self, item: PhraseItem) -> None:
        """Offer it no more."""
        if item.state is not None:
            self._do("retired", partial(self._desk.retire, item.state.id, item.state.newest.number))

    # ---------------------------------------------------------------- answers

    def _begin(self, draft: Draft) -> None:
        self._begun = self.draft = draft
        self.examine_again()

    def _on_set_out(self, _nothing: object) -> None:
        self.examine_now()

    def _do(self, what: str, work: Callable[[], PhraseState]) -> None:
        self._tasks.run(work, partial(self._on_done, what), self._on_refused)

    def _on_done(self, what: str, _state: PhraseState) -> None:
        self.done.emit(what)
        self.refresh()

    def _on_refused(self, error: Exception) -> None:
        self.refused.emit(error)
        self.refresh()

    def _on_written(self, state: PhraseState) -> None:
        self._saving = False
        self.written.emit(state.id)
        self.discard()
        self._on_done("written", state)

    def _not_written(self, error: Exception) -> None:
        self._saving = False
        if isinstance(error, LoketError) and error.code is ErrorCode.STALE and "number" in error.facts and self.draft:
            # whoever has read what came between may send it all the same
            self.draft = replace(self.draft, seen=int(error.facts["number"]))
        self._on_refused(error)

    def _on_examined(self, found: Examined) -> None:
        self.busy.emit(False)
        if self.draft is not None:
            self.examined.emit(found)

    def _not_examined(self, error: Exception) -> None:
        self.busy.emit(False)
        self.refused.emit(error)

    def _read(self, shelf: Shelf) -> None:
        if self._awake:
            self.shelf = shelf
            self.changed.emit(shelf)
            self._list()

    def _not_read(self, error: Exception) -> None:
        self.refused.emit(error)

    def _list(self) -> None:
        items = self.shelf.items if self.shelf else ()
        self.shown = tuple(item for item in items if self.filter.passes(item))
        self.listed.emit(self.shown)
