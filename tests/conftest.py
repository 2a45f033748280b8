"""Guards for every test: no screen needed, nothing left running, no window left open, no warning logged unseen."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parent.parent
JOIN_SECONDS = 2.0
"""A thread that was told to stop may need this long to notice."""
OWN_LOGGERS = ("app", "ui")


def pytest_configure() -> None:
    """Compiles catalogues that are older than their source, so that a run without `make` sees the same words."""
    for source in ROOT.glob("locale/*/LC_MESSAGES/loket.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as texts, compiled.open("wb") as machine:
                write_mo(machine, read_po(texts, locale=source.parent.parent.name))


class ThreadOrigins:
    """Remembers where each thread was started, to name the line that leaked it."""

    def __init__(self) -> None:
        self._stacks: WeakKeyDictionary[threading.Thread, str] = WeakKeyDictionary()

    def recording(self, start: Callable[[threading.Thread], None]) -> Callable[[threading.Thread], None]:
        def recorded(thread: threading.Thread) -> None:
            self._stacks[thread] = "".join(traceback.format_stack(sys._getframe(1), limit=6))
            start(thread)

        return recorded

    def of(self, thread: threading.Thread) -> str:
        return self._stacks.get(thread, "  (started before the guard)\n")


@pytest.fixture(scope="session")
def thread_origins() -> Iterator[ThreadOrigins]:
    origins = ThreadOrigins()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading.Thread, "start", origins.recording(threading.Thread.start))
        yield origins


@pytest.fixture(autouse=True)
def no_thread_left(thread_origins: ThreadOrigins) -> Iterator[None]:
    """Each thread that a test starts, daemon or not, has ended when the test has."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(JOIN_SECONDS)
    alive = [f"{thread.name}, started at\n{thread_origins.of(thread)}" for thread in left if thread.is_alive()]
    if alive:
        pytest.fail("threads left running:\n" + "\n".join(alive), pytrace=False)


@pytest.fixture(autouse=True)
def no_window_left() -> Iterator[None]:
    """Windows and running timers that a test makes are gone when the test is; looks only where Qt is loaded."""
    before = set(_windows_and_timers())
    yield
    _deliver_deletions()
    if _windows_and_timers().keys() - before:
        gc.collect()
        _deliver_deletions()
    left = [_described(thing) for address, thing in _windows_and_timers().items() if address not in before]
    if left:
        pytest.fail("left open or running:\n  " + "\n  ".join(left), pytrace=False)


@pytest.fixture(autouse=True)
def no_warning_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Our own loggers say nothing at WARNING or above, unless the test asks for `caplog` and so looks at it."""
    if "caplog" in request.fixturenames:
        yield
        return
    heard = _Listener()
    for name in OWN_LOGGERS:
        logging.getLogger(name).addHandler(heard)
    yield
    for name in OWN_LOGGERS:
        logging.getLogger(name).removeHandler(heard)
    if heard.lines:
        pytest.fail("logged without being looked at (use caplog):\n  " + "\n  ".join(heard.lines), pytrace=False)


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(
            f"{record.name} {record.levelname}: {record.getMessage()} ({record.pathname}:{record.lineno})"
        )


def _windows_and_timers() -> dict[int, QObject]:
    """By address: Python's wrapper of a window that Qt made itself is another one each time."""
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    from shiboken6 import Shiboken

    if QApplication.instance() is None:
        return {}
    timers = [thing for thing in Shiboken.getAllValidWrappers() if isinstance(thing, QTimer) and thing.isActive()]
    return {Shiboken.getCppPointer(thing)[0]: thing for thing in (*QApplication.topLevelWidgets(), *timers)}


def _deliver_deletions() -> None:
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is not None:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()


def _described(thing: QObject) -> str:
    parent = thing.parent()
    inside = f" in {type(parent).__name__}" if parent is not None else ""
    return f"{type(thing).__name__} {thing.objectName() or '(no name)'}{inside}"
