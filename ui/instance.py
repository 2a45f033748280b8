"""One console for each basedir: a second start brings the first one's window to the front."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal

_PATIENCE_MS = 500


class Instance(QObject):
    """Holds the lock file; listens for later starts once the window is up."""

    called = Signal()
    """Someone started the program again."""

    def __init__(self, basedir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        basedir.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(str(basedir / "console.lock"))
        self._lock.setStaleLockTime(0)
        self._basedir = basedir

    def acquire(self) -> bool:
        """Whether this is the only console of the basedir; a lock left by a crash does not count."""
        return self._lock.tryLock(0)

    def listen(self) -> None:
        """Hear of later starts. QtNetwork is imported here: nothing before the first frame needs it."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name())
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(self._name())

    def call(self) -> bool:
        """Ask the console that runs to come to the front; False where it does not answer."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name())
        answered = socket.waitForConnected(_PATIENCE_MS)
        socket.abort()
        return answered

    def close(self) -> None:
        """Let the next one in."""
        server = getattr(self, "_server", None)
        if server is not None:
            server.close()
        self._lock.unlock()

    def _name(self) -> str:
        from hashlib import sha256

        return "loket-" + sha256(str(self._basedir.resolve()).encode()).hexdigest()[:24]

    def _on_connection(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.disconnected.connect(connection.deleteLater)
            connection.disconnectFromServer()
        self.called.emit()
