"""Wordings of the organisation's own language model, asked beside the suggestions, which never wait for them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.services.suggestions import SuggestionRequest
from ui.tasks import Background
from ui.viewmodels.ports import Drafts, Suggestion
from ui.viewmodels.say import SayViewModel
from ui.viewmodels.say_rows import SayRow, row_of, same_moment

MOST = 2


class DraftsViewModel(QObject):
    """Asks once for each moment; what comes for a moment that has passed is dropped, and no answer is no fault."""

    changed = Signal(object)
    """The rows, as a tuple of `SayRow`."""

    def __init__(self, drafts: Drafts, slow: Background, say: SayViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._slow = slow
        self._say = say
        self._asked: SuggestionRequest | None = None
        self._rows: tuple[SayRow, ...] = ()
        if drafts.is_on:
            say.asked.connect(self._follow)
            say.renewed.connect(self._drop)

    @property
    def rows(self) -> tuple[SayRow, ...]:
        return self._rows

    def say(self, at: int, how: str) -> None:
        """Note that this wording was used as it stands."""
        if at < len(self._rows) and not self._rows[at].used:
            row = self._rows[at]
            used = replace(row, said=how == "said", copied=how == "copied")
            self._put((*self._rows[:at], used, *self._rows[at + 1 :]))
            self._say.said_as_own(row, row.text, how)

    def _follow(self) -> None:
        moment = self._say.moment
        if moment is None:
            self._asked = None
            self._slow.forget("counter.drafts")
            self._put(())
        elif not same_moment(self._asked, moment):
            self._asked = moment
            self._put(())
            work = partial(self._drafts.drafts, moment, MOST)
            self._slow.latest("counter.drafts", work, partial(self._came, moment), self._came_not)

    def _drop(self) -> None:
        """They were filled from a record that is another now: away at once, and asked for anew."""
        self._asked = None
        self._slow.forget("counter.drafts")
        self._put(())

    def _came(self, moment: SuggestionRequest, found: tuple[Suggestion, ...]) -> None:
        shown = {row.text for row in self._say.state.rows}
        if moment == self._asked:
            self._put(tuple(row_of(one) for one in found if one.text not in shown))

    def _came_not(self, _error: Exception) -> None:
        """The library's suggestions are there all the same."""

    def _put(self, rows: tuple[SayRow, ...]) -> None:
        if rows != self._rows:
            self._rows = rows
            self.changed.emit(rows)
