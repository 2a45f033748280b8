"""One hop to the main thread for what the core tells: changes and the state of sync."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.changes import ChangeBus, Changes
from ui.core import Sync, SyncStatus


class Bridge(QObject):
    """Signals in the main thread; changes that arrive while the screen is busy are told together."""

    changed = Signal(object)
    """`Changes` that were committed, here or by sync."""

    synced = Signal(object)
    """The newest `SyncStatus`."""

    _woken = Signal()

    def __init__(self, bus: ChangeBus, sync: Sync, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._changes: Changes | None = None
        self._status: SyncStatus | None = None
        self._woken.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._open = True
        self._ends = (bus.subscribe(self._on_changes), sync.on_status(self._on_status))

    def close(self) -> None:
        """Tell nothing more."""
        with self._lock:
            was_open, self._open = self._open, False
        if was_open:
            for end in self._ends:
                end()

    def _on_changes(self, changes: Changes) -> None:
        with self._lock:
            self._changes = changes if self._changes is None else self._changes | changes
        self._wake()

    def _on_status(self, status: SyncStatus) -> None:
        with self._lock:
            self._status = status
        self._wake()

    def _wake(self) -> None:
        if self._open:
            self._woken.emit()

    @Slot()
    def _tell(self) -> None:
        with self._lock:
            changes, self._changes = self._changes, None
            status, self._status = self._status, None
            if not self._open:
                return
        if status is not None:
            self.synced.emit(status)
        if changes:
            self.changed.emit(changes)
