"""The hands and eyes of the tour: keys into the real window, and what it paints in answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.demo.plan import TourPlan
from ui.painted import picture_of, words_of, words_on_screen
from ui.screens.counter import CounterScreen
from ui.words import _

if TYPE_CHECKING:
    from ui.main import Console

LIMIT_SECONDS = 60.0
"""How long anything may take before the tour gives up: a slow machine is not a fault."""
BEAT_SECONDS = 1.6
"""How long each picture stands where somebody may be looking."""
_HEARTBEAT_MS = 10
_UNSEEN = frozenset({"offscreen", "minimal"})

W = TypeVar("W", bound=QWidget)


class TourFailedError(Exception):
    """What the screen should have shown and did not."""


class TourHands:
    """Knows the window, not the story."""

    def __init__(self, plan: TourPlan) -> None:
        self._plan = plan
        self._console: Console | None = None
        self._shown = 0

    def _at_work(self) -> Console:
        if self._console is None:
            raise TourFailedError("console")
        return self._console

    def _counter_or_none(self) -> CounterScreen | None:
        found = self._at_work().window.findChild(CounterScreen)
        return found if isinstance(found, CounterScreen) and found.isVisible() else None

    def _counter(self) -> CounterScreen:
        found = self._counter_or_none()
        if found is None:
            raise TourFailedError(_("the counter"))
        return found

    def _dialog(self) -> QDialog | None:
        found = QApplication.activeModalWidget()
        return found if isinstance(found, QDialog) else None

    def _form_closes(self) -> None:
        self._until(lambda: self._dialog() is None, _("the form closes"))
        self._take_keyboard()

    def _take_keyboard(self) -> None:
        """Without a window manager nobody hands the keyboard over, nor back."""
        window = self._at_work().window
        window.activateWindow()
        self._until(window.isActiveWindow, _("the window is active again"))

    def _visible(self, kind: type[W], name: str) -> W:
        """A widget that must come to be on the screen."""
        found: list[W] = []

        def look() -> bool:
            found[:] = [one for one in self._at_work().window.findChildren(kind, name) if one.isVisible()]
            return bool(found)

        self._until(look, name)
        return found[0]

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._focused(), key, modifiers)
        QApplication.processEvents()

    def _type(self, text: str) -> None:
        QTest.keyClicks(self._focused(), text)
        QApplication.processEvents()

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self._dialog() or self._at_work().window

    def _paints(self, widget: QWidget, *words: str) -> None:
        """Wait until the widget is seen and paints these words."""
        for word in words:
            self._until(lambda word=word: widget.isVisible() and word.casefold() in words_of(widget).casefold(), word)  # type: ignore[misc]

    def _screen_paints(self, word: str) -> None:
        self._until(lambda: word in words_on_screen(), word)

    def _until(self, condition: Callable[[], bool], expected: str) -> None:
        """Let the program run until the condition holds; the tour fails where it never does."""
        end = time.monotonic() + LIMIT_SECONDS
        with _heartbeat():
            while not condition():
                if time.monotonic() > end:
                    raise TourFailedError(expected)
                QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def _meanwhile(self, work: Callable[[], object]) -> object:
        """Do something outside the window while the window goes on; gives its result."""
        results: list[object] = []
        errors: list[Exception] = []

        def run() -> None:
            try:
                results.append(work())
            except Exception as error:  # noqa: BLE001 - raised again below, in the thread of the tour
                errors.append(error)

        thread = threading.Thread(target=run, name="tour")
        thread.start()
        self._until(lambda: not thread.is_alive(), _("the work outside the window"))
        if errors:
            raise errors[0]
        return results[0]

    def _shoot(self, slug: str) -> None:
        """Save the window as it is; where somebody may be looking, let it stand for a moment."""
        console = self._at_work()
        for _times in range(3):
            QApplication.processEvents()
        self._shown += 1
        path = self._plan.shots / f"{self._shown:02}-{slug}.png"
        if not picture_of(console.window).save(str(path)):
            raise TourFailedError(str(path))
        if QApplication.platformName() not in _UNSEEN:
            stands_until = time.monotonic() + BEAT_SECONDS
            self._until(lambda: time.monotonic() > stands_until, slug)

    def _fail(self, expected: str) -> None:
        self._plan.tell(_("The tour stopped. Expected: {what}").format(what=expected))
        picture_of(self._at_work().window).save(str(self._plan.shots / "failed.png"))
        QApplication.exit(1)


@contextmanager
def _heartbeat() -> Iterator[None]:
    """Events at short intervals, so that waiting for the next one never lasts long."""
    timer = QTimer(interval=_HEARTBEAT_MS)
    timer.start()
    try:
        yield
    finally:
        timer.stop()


def focus_name() -> str:
    focused = QApplication.focusWidget()
    return focused.objectName() if focused is not None else ""
