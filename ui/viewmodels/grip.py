"""When nothing may move: a button is down, a key was just struck, or the pointer rests on what is shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

REST_MS = 2_500
"""A pointer that lies still for longer was left there, and must not keep news away."""
STRUCK_MS = 400
"""So long the finger is on a number key."""


class Grip(QObject):
    """Holds while the agent's hand is on the list; what the agent chooses elsewhere loosens it at once."""

    freed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._down = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._struck = QTimer(self, singleShot=True, interval=STRUCK_MS)
        self._rest.timeout.connect(self._tell)
        self._struck.timeout.connect(self._tell)

    @property
    def holds(self) -> bool:
        return self._down or self._rest.isActive() or self._struck.isActive()

    def press(self, down: bool) -> None:
        """A mouse button or a key goes down on the list, or comes up."""
        self._down = down
        if not down:
            self._tell()

    def point(self) -> None:
        """The pointer moves over the list."""
        self._rest.start()

    def leave(self) -> None:
        """The pointer has left the list."""
        self._rest.stop()
        self._tell()

    def strike(self) -> None:
        """A number key was struck."""
        self._struck.start()

    def let_go(self) -> None:
        """The agent does something else now; only a button that is down still holds."""
        self._rest.stop()
        self._struck.stop()
        self._tell()

    def _tell(self) -> None:
        if not self.holds:
            self.freed.emit()
