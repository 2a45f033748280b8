"""Ctrl-C and a request to end, from outside Qt: both close the window in order."""

from __future__ import annotations

import signal
from types import FrameType

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

_WAKE_MS = 200


def stop_on_signals(owner: QObject) -> None:
    """Ctrl-C and a request to end close the window in order; Python looks at signals only while Python runs."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        QApplication.quit()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)
    waker = _Waker(owner)
    waker.start()


class _Waker(QTimer):
    """Lets Python look at its signals a few times a second."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, interval=_WAKE_MS)
        self.timeout.connect(self._wake)

    def _wake(self) -> None:
        """Nothing to do: to come here is enough."""
