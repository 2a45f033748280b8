"""Finding a customer: results while typing, and a scanner's Enter that comes before its results."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.services.views import CustomerHit
from ui.tasks import Background
from ui.viewmodels.ports import Customers

LIMIT = 30


@dataclass(frozen=True, slots=True)
class SearchState:
    """What was typed and what it found; `settled` once the hits belong to the text."""

    text: str = ""
    hits: tuple[CustomerHit, ...] = ()
    index: int = -1
    settled: bool = True

    @property
    def current(self) -> CustomerHit | None:
        return self.hits[self.index] if 0 <= self.index < len(self.hits) else None

    @property
    def is_empty(self) -> bool:
        """Whether a search was made and found nobody."""
        return bool(self.text.strip()) and self.settled and not self.hits


class SearchViewModel(QObject):
    """The search box and its results."""

    changed = Signal(object)
    """`SearchState`."""

    moved = Signal(int)
    """Another result is the current one."""

    chosen = Signal(str)
    """Id of the customer to open."""

    def __init__(self, customers: Customers, tasks: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._customers = customers
        self._tasks = tasks
        self._state = SearchState()
        self._open_when_found = False

    @property
    def state(self) -> SearchState:
        return self._state

    def set_text(self, text: str) -> None:
        """Search for any part of a name or number; an empty text clears the results."""
        if text == self._state.text:
            return
        self._open_when_found = False
        if not text.strip():
            self._tasks.forget("counter.search")
            self._show(SearchState(text=text))
            return
        self._state = replace(self._state, text=text, settled=False)
        work = partial(self._customers.find, text, LIMIT)
        self._tasks.latest("counter.search", work, partial(self._found, text))

    def move(self, step: int) -> None:
        """Make another result the current one, without running over the ends."""
        if not self._state.hits:
            return
        self.select(max(0, min(len(self._state.hits) - 1, self._state.index + step)))

    def select(self, index: int) -> None:
        """Make this result the current one."""
        if index != self._state.index and 0 <= index < len(self._state.hits):
            self._state = replace(self._state, index=index)
            self.moved.emit(index)

    def open_current(self) -> None:
        """Open the current result; if results are still to come, open the first of them."""
        if not self._state.settled:
            self._open_when_found = True
        elif self._state.current is not None:
            self.chosen.emit(self._state.current.id)

    def clear(self) -> None:
        """Forget the text and the results."""
        self.set_text("")

    def refresh(self) -> None:
        """Search again for the same text, keeping the chosen customer current."""
        text = self._state.text
        if text.strip():
            self._tasks.latest("counter.search", partial(self._customers.find, text, LIMIT), partial(self._found, text))

    def _found(self, text: str, hits: tuple[CustomerHit, ...]) -> None:
        before = self._state.current if self._state.settled else None
        index = next((i for i, hit in enumerate(hits) if before is not None and hit.id == before.id), 0)
        self._show(SearchState(text, hits, index if hits else -1))
        if self._open_when_found:
            self._open_when_found = False
            self.open_current()

    def _show(self, state: SearchState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)
