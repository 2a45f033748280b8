"""Log-in and unlocking: what the two forms know and do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Session
from ui.core import Sessions
from ui.messages import words_for
from ui.tasks import Background
from ui.words import _


class SignInForm(QObject):
    """What log-in and unlock share: one attempt at a time, and one message about the last one."""

    changed = Signal()
    signed_in = Signal(object)
    """The `Session` that was opened."""

    def __init__(self, tasks: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._sessions: Sessions | None = None
        self._error: LoketError | Exception | None = None
        self.busy = False

    @property
    def is_ready(self) -> bool:
        """Whether the store has been opened."""
        return self._sessions is not None

    @property
    def message(self) -> str:
        """Why the last attempt failed, in the language of the screen; empty where nothing failed."""
        return "" if self._error is None else words_for(self._error)

    def attach(self, sessions: Sessions) -> None:
        """The store is open."""
        self._sessions = sessions
        self.changed.emit()

    def fail(self, error: Exception | None) -> None:
        """Show why it did not work, or nothing."""
        self.busy = False
        self._error = error
        self.changed.emit()

    def _begin(self) -> None:
        self.busy = True
        self._error = None
        self.changed.emit()

    def _on_session(self, session: Session) -> None:
        self.busy = False
        self.changed.emit()
        self.signed_in.emit(session)


class LoginViewModel(SignInForm):
    """The log-in page. An attempt made while the store is still being opened waits for it."""

    def __init__(self, tasks: Background, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._waiting: tuple[str, str] | None = None
        self.device = ""
        self.branch = ""
        self.is_blocked = False
        self.offers_offline = False
        self.offline_until: datetime | None = None
        self._now: Callable[[], datetime] | None = None

    @property
    def is_unreachable(self) -> bool:
        """Whether the last attempt asked the shared database and had no answer."""
        return isinstance(self._error, LoketError) and self._error.code is ErrorCode.UNREACHABLE

    @property
    def days_left(self) -> int | None:
        """For how many whole days the person may still log in without a network; None where that is not known."""
        if self.offline_until is None or self._now is None:
            return None
        return max(0, (self.offline_until - self._now()).days)

    @property
    def place(self) -> str:
        """Which device this is, in one line."""
        if not self.device:
            return ""
        return _("{device} at branch {branch}").format(device=self.device, branch=self.branch)

    def attach(self, sessions: Sessions) -> None:
        super().attach(sessions)
        if self._waiting is not None:
            (login, password), self._waiting = self._waiting, None
            self._start(sessions, login, password)

    def block(self, error: Exception) -> None:
        """The store cannot be opened: nobody can log in until that is solved."""
        self.is_blocked = True
        self._waiting = None
        self.fail(error)

    def describe(self, device: str, branch: str, now: Callable[[], datetime] | None = None) -> None:
        """Tell which device this is, and the clock to count days by."""
        self.device, self.branch = device, branch
        self._now = now
        self.changed.emit()

    def sign_in(self, login: str, password: str) -> None:
        """Try to log in."""
        if self.busy or self.is_blocked:
            return
        if self._is_incomplete(login, password):
            return
        self._begin()
        if self._sessions is None:
            self._waiting = (login, password)
        else:
            self._start(self._sessions, login, password)

    def sign_in_offline(self, login: str, password: str) -> None:
        """Log in as this device knows the person; only where the shared database was asked first and did not answer."""
        if self.busy or self._sessions is None or not self.offers_offline:
            return
        if self._is_incomplete(login, password):
            return
        self._begin()
        work = partial(self._sessions.login_offline, login.strip(), password)
        self._tasks.run(work, self._on_session, self.fail)

    def _is_incomplete(self, login: str, password: str) -> bool:
        missing = next((name for name, text in (("staff", login.strip()), ("password", password)) if not text), None)
        if missing is not None:
            self.fail(LoketError(ErrorCode.REQUIRED, missing))
        return missing is not None

    def _start(self, sessions: Sessions, login: str, password: str) -> None:
        refused = partial(self._not_signed_in, login.strip())
        self._tasks.run(partial(sessions.login, login.strip(), password), self._on_session, refused)

    def _on_session(self, session: Session) -> None:
        self.offers_offline = False
        super()._on_session(session)

    def _not_signed_in(self, login: str, error: Exception) -> None:
        self.offers_offline = isinstance(error, LoketError) and error.code is ErrorCode.UNREACHABLE
        self.offline_until = None
        if self.offers_offline and self._sessions is not None:
            self._tasks.latest("login.limit", partial(self._sessions.offline_until, login), self._know_limit)
        self.fail(error)

    def _know_limit(self, until: datetime | None) -> None:
        self.offline_until = until
        self.changed.emit()


class LockViewModel(SignInForm):
    """The lock page: the same person types the password again, or someone else takes over."""

    closed = Signal()
    """The session cannot be gone on with: log in again."""

    def __init__(self, tasks: Background, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self.staff_name = ""
        self.branch_name = ""

    def guard(self, session: Session) -> None:
        """Whose session is locked."""
        self.staff_name, self.branch_name = session.staff_name, session.branch_name
        self.fail(None)

    def unlock(self, password: str) -> None:
        """Try to go on."""
        if self.busy or self._sessions is None:
            return
        if not password:
            self.fail(LoketError(ErrorCode.REQUIRED, "password"))
            return
        self._begin()
        self._tasks.run(partial(self._sessions.unlock, password), self._on_session, self._on_refused)

    def _on_refused(self, error: Exception) -> None:
        self.fail(error)
        if isinstance(error, LoketError) and error.code in {ErrorCode.LOCKED_OUT, ErrorCode.NOT_SIGNED_IN}:
            self.closed.emit()
