"""How the customer's words sound: a quiet hint for the mood, which the agent's own choice silences. Never kept."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.interactions import Mood
from ui.tasks import Background
from ui.viewmodels.ports import CounterCore
from ui.viewmodels.say import TYPING_MS
from ui.viewmodels.talk import Talk, TalkViewModel

_KEY = "counter.mood"


class MoodHintViewModel(QObject):
    """Guesses at each pause in what the customer says, as long as the agent has not chosen."""

    changed = Signal(object)
    """The `Mood` that is hinted at, or None."""

    def __init__(
        self, core: CounterCore, tasks: Background, talk: TalkViewModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._core = core
        self._tasks = tasks
        self._talk = talk
        self._hint: Mood | None = None
        self._words = ""
        self._pause = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._pause.timeout.connect(self._guess)
        talk.changed.connect(self._silence)

    @property
    def hint(self) -> Mood | None:
        return self._hint

    def hear(self, words: str) -> None:
        """What the customer says, as far as it is typed."""
        self._words = words.strip()
        self._tasks.forget(_KEY)
        if self._words and self._is_open(self._talk.talk):
            self._pause.start()
        else:
            self._pause.stop()
            self._show(None)

    def take(self) -> None:
        """The agent agrees: from now on it is the agent's own choice."""
        if self._hint is not None:
            self._talk.set_mood(self._hint)

    def rest(self) -> None:
        """Nobody looks at the screen: nothing is guessed any more."""
        self._pause.stop()

    def _guess(self) -> None:
        work = partial(self._core.own_words.mood, self._words)
        self._tasks.latest(_KEY, work, partial(self._guessed, self._words))

    def _guessed(self, words: str, mood: Mood | None) -> None:
        if words == self._words and self._is_open(self._talk.talk):
            self._show(mood)

    def _silence(self, talk: Talk) -> None:
        if not self._is_open(talk):
            self._pause.stop()
            self._show(None)

    def _is_open(self, talk: Talk) -> bool:
        return talk.is_open and talk.mood is None

    def _show(self, hint: Mood | None) -> None:
        if hint is not self._hint:
            self._hint = hint
            self.changed.emit(hint)
