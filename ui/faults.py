"""Errors nobody expected: one line in the log, one banner on the screen, and no storm of either."""

from __future__ import annotations

import faulthandler
import json
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.domain.errors import LoketError

log = logging.getLogger("ui")

QUIET_SECONDS = 5.0
"""The same error from the same line is told once in this time: a failing `data()` fails 63 times a repaint."""

_MAX_BYTES = 1_000_000
_KEPT = 3


class JsonLines(logging.Formatter):
    """One JSON object a line. Errors are told by type and place, never by their message, which may hold a name."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            entry["error"] = described(record.exc_info[1])
            entry["stack"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in _frames(record.exc_info[2])]
        return json.dumps(entry, ensure_ascii=False)


def described(error: BaseException) -> str:
    """What may be written down of an error."""
    return f"{type(error).__name__} {error.code}" if isinstance(error, LoketError) else type(error).__name__


class LogFiles:
    """The log of the window and the file where a crash of the interpreter leaves its stacks."""

    def __init__(self, folder: Path) -> None:
        # it brings sockets and pickling with it: opened after the first frame, and imported then
        from logging.handlers import RotatingFileHandler

        folder.mkdir(parents=True, exist_ok=True)
        self._handler = RotatingFileHandler(
            folder / "loket.log", maxBytes=_MAX_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True
        )
        self._handler.setFormatter(JsonLines())
        self._crash: TextIO = (folder / "crash.log").open("a", encoding="utf-8")
        faulthandler.enable(self._crash)
        for name in ("app", "ui"):
            logging.getLogger(name).addHandler(self._handler)

    def close(self) -> None:
        for name in ("app", "ui"):
            logging.getLogger(name).removeHandler(self._handler)
        faulthandler.disable()
        self._handler.close()
        self._crash.close()


class Faults(QObject):
    """Takes what no one caught, in any thread, and tells the screen in the main one."""

    happened = Signal(object)
    """The error, at most once for each place in `QUIET_SECONDS`."""

    _caught = Signal(object)

    def __init__(self, parent: QObject | None = None, *, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._now = now
        self._told: dict[tuple[str, str, int], float] = {}
        self._lock = threading.Lock()
        self._caught.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """From now on, errors that nobody catches come here."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread

    def close(self) -> None:
        """Leave the hooks as they were."""
        sys.excepthook, threading.excepthook = self._before

    def report(self, error: BaseException) -> None:
        """Log an error and tell the screen, unless it was told just now."""
        frames = list(_frames(error.__traceback__))
        place = (type(error).__name__, frames[-1].filename, frames[-1].lineno or 0) if frames else (str(error), "", 0)
        with self._lock:
            last = self._told.get(place)
            if last is not None and self._now() - last < QUIET_SECONDS:
                return
            self._told[place] = self._now()
        log.error("unexpected error", exc_info=(type(error), error, error.__traceback__))
        self._caught.emit(error)

    @Slot(object)
    def _tell(self, error: BaseException) -> None:
        self.happened.emit(error)

    def _on_exception(self, kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, _trace)
        else:
            self.report(error)

    def _on_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            self.report(caught.exc_value)


def _frames(trace: TracebackType | None) -> traceback.StackSummary:
    return traceback.extract_tb(trace)
