"""The first start: enrol this device, or look around in a demo."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.demo.availability import demo_available
from app.domain.errors import ErrorCode, LoketError
from ui.messages import words_for
from ui.tasks import Background


class Enrolment(Protocol):
    """What can be done on a device that has no store yet."""

    def enrol(self, url: str, token: str) -> None:
        """Make the store of this device; LoketError where the server refuses or cannot be reached."""
        ...

    def start_demo(self) -> None:
        """Start the demo beside this program."""
        ...


class FirstRunViewModel(QObject):
    """The form of the first start."""

    changed = Signal()
    enrolled = Signal()

    def __init__(self, tasks: Background, enrolment: Enrolment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._enrolment = enrolment
        self._error: Exception | None = None
        self.busy = False
        self.demo_offered = demo_available()
        self.demo_started = False

    @property
    def message(self) -> str:
        """Why the last attempt failed; empty where nothing failed."""
        return "" if self._error is None else words_for(self._error)

    def enrol(self, url: str, token: str) -> None:
        """Try to enrol this device."""
        if self.busy:
            return
        missing = next((name for name, text in (("url", url.strip()), ("token", token.strip())) if not text), None)
        if missing is not None:
            self._fail(LoketError(ErrorCode.REQUIRED, missing))
            return
        self._begin()
        self._tasks.run(partial(self._enrolment.enrol, url.strip(), token.strip()), self._on_enrolled, self._fail)

    def start_demo(self) -> None:
        """Start the demo in a window of its own."""
        if self.busy or self.demo_started or not self.demo_offered:
            return
        self._begin()
        self._tasks.run(self._enrolment.start_demo, self._on_demo, self._fail)

    def _begin(self) -> None:
        self.busy, self._error = True, None
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self.busy, self._error = False, error
        self.changed.emit()

    def _on_enrolled(self, _result: None) -> None:
        self.busy = False
        self.changed.emit()
        self.enrolled.emit()

    def _on_demo(self, _result: None) -> None:
        self.busy, self.demo_started = False, True
        self.changed.emit()
