"""The agent's own sentence: checked while it is typed, and never said by accident with a fault that harms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.interactions import Channel
from app.phrasing.words import APOLOGY
from ui.tasks import Background
from ui.viewmodels.ports import CounterCore, Finding
from ui.viewmodels.say import TYPING_MS, SayViewModel
from ui.viewmodels.say_rows import SayRow
from ui.viewmodels.talk import TalkViewModel

BLOCK = "block"
WARN = "warn"
MOST = 2
_KEY = "counter.own_words"


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A fault in the sentence, from code point `start` up to `end`, and a better wording of the whole of it."""

    label: str
    severity: str
    start: int
    end: int
    reason: str
    rewrite: str | None


@dataclass(frozen=True, slots=True)
class OwnState:
    """The box. `asks_reason`: a sentence that harms is only said with a reason; `taken` is the suggestion it was."""

    text: str = ""
    findings: tuple[FindingRow, ...] = ()
    asks_reason: bool = False
    taken: SayRow | None = None

    @property
    def blocked(self) -> bool:
        return any(finding.severity == BLOCK for finding in self.findings)

    @property
    def rewrite(self) -> FindingRow | None:
        """The finding whose better wording is taken by one key."""
        return next((finding for finding in self.findings if finding.rewrite), None)


class OwnWordsViewModel(QObject):
    """Checks at each pause and at Enter. Nobody is trapped: a reason lets every sentence pass."""

    changed = Signal(object)
    """`OwnState`."""

    said = Signal(str)
    """The sentence that was noted as said."""

    copied = Signal(str)
    """In a chat what is said must still be sent: the sentence for the clipboard."""

    cleared = Signal()
    """What was in the box was said or belongs to another talk: nothing may bring it back."""

    refused = Signal(object)
    """An error of the check; the sentence was noted all the same."""

    def __init__(
        self,
        core: CounterCore,
        tasks: Background,
        talk: TalkViewModel,
        say: SayViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._core = core
        self._tasks = tasks
        self._talk = talk
        self._say = say
        self._state = OwnState()
        self._checked: str | None = None
        self._entering = False
        self._pause = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._pause.timeout.connect(self._check)

    @property
    def state(self) -> OwnState:
        return self._state

    def set_text(self, text: str) -> None:
        """The agent types; faults found before stay marked until the next pause."""
        if text == self._state.text:
            return
        self._entering = False
        self._checked = None
        if not text.strip():
            self._show(OwnState(text))
            self._pause.stop()
            return
        findings = tuple(one for one in self._state.findings if _still_there(one, self._state.text, text))
        self._show(replace(self._state, text=text, findings=findings, asks_reason=False))
        self._pause.start()

    def take(self, row: SayRow) -> None:
        """Put a suggestion into the box, to be said in other words."""
        self._entering = False
        self._checked = None
        self._show(OwnState(row.text, taken=row))
        self._pause.start()

    def take_rewrite(self, at: int | None = None) -> None:
        """Put the better wording in place of the sentence: that of the first finding that has one, or of this one."""
        findings = self._state.findings
        finding = self._state.rewrite if at is None else findings[at] if at < len(findings) else None
        if finding is not None and finding.rewrite:
            self._show(OwnState(finding.rewrite, taken=self._state.taken))
            self._checked = None
            self._check()

    def enter(self) -> None:
        """Say it, once it is checked; what was not seen yet is shown first."""
        if not self._state.text.strip() or not self._talk.talk.is_open:
            return
        if self._checked != self._state.text:
            self._entering = True
            self._check()
        elif self._state.blocked:
            self._show(replace(self._state, asks_reason=True))
        else:
            self._log()

    def say_anyway(self, reason: str) -> None:
        """Say it in spite of the fault; the reason is kept with the interaction."""
        if self._state.asks_reason and reason.strip():
            self._log()
            self._talk.note(reason.strip())

    def back(self) -> None:
        """Return from the reason to the sentence."""
        self._show(replace(self._state, asks_reason=False))

    def look_again(self) -> None:
        """The record or the talk has moved on: what was true may no longer be."""
        if self._state.text.strip() and self._talk.talk.is_open:
            self._checked = None
            self._pause.start()

    def clear(self) -> None:
        """Another talk: the box is empty."""
        self.rest()
        self._show(OwnState())
        self.cleared.emit()

    def rest(self) -> None:
        """Nobody looks at the screen: nothing is checked any more."""
        self._pause.stop()
        self._entering = False
        self._checked = None
        self._tasks.forget(_KEY)

    def _check(self) -> None:
        self._pause.stop()
        text, moment = self._state.text, self._say.moment
        if moment is not None and text.strip():
            work = partial(self._core.own_words.check, text, moment)
            self._tasks.latest(_KEY, work, partial(self._found, text), partial(self._not_checked, text))

    def _found(self, text: str, findings: Sequence[Finding]) -> None:
        if text != self._state.text:
            return
        self._checked = text
        rows = tuple(_row(finding) for finding in findings[:MOST])
        self._show(replace(self._state, findings=rows, asks_reason=self._state.asks_reason and bool(rows)))
        if self._entering:
            self._entering = False
            if not any(row.severity in (BLOCK, WARN) for row in rows):
                self._log()
            elif self._state.blocked:
                self._show(replace(self._state, asks_reason=True))

    def _not_checked(self, text: str, error: Exception) -> None:
        if self._entering and text == self._state.text:
            self._log()
            self.refused.emit(error)

    def _log(self) -> None:
        text, taken = self._state.text.strip(), self._state.taken
        if taken is not None:
            self._say.said_as_own(taken, text, "said" if text == taken.text else "edited")
        else:
            self._talk.said((), text, "typed", apology=APOLOGY.search(text) is not None)
        if self._talk.talk.channel is Channel.CHAT:
            self.copied.emit(text)
        self.clear()
        self.said.emit(text)

    def _show(self, state: OwnState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)


def _row(finding: Finding) -> FindingRow:
    return FindingRow(finding.label, finding.severity, finding.start, finding.end, finding.reason, finding.rewrite)


def _still_there(finding: FindingRow, before: str, now: str) -> bool:
    """Typing behind a fault leaves its mark; changing it takes the mark away at once."""
    return now[: finding.end] == before[: finding.end]
