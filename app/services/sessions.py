"""Sessions: who works on this device, checked by the shared database and, to unlock, by the device."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.changes import Changes
from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Session, StaffVerifier

if TYPE_CHECKING:
    from app.services.ports import PasswordHasher, StaffDirectory
    from app.services.workplace import Workplace

MAX_FAILURES = 5


class SessionService:
    """Log-in, unlock and log-out."""

    def __init__(self, workplace: Workplace, directory: StaffDirectory, hasher: PasswordHasher) -> None:
        self._workplace = workplace
        self._directory = directory
        self._hasher = hasher

    def current(self) -> Session | None:
        """The session that is open now, or None."""
        with self._workplace.store.read() as uow:
            session = uow.sessions.current()
        return session if session is not None and session.is_open(self._workplace.clock.now()) else None

    def login(self, login: str, password: str) -> Session:
        """Open a session with the shared database, and remember how to check this person without it."""
        login = login.strip().lower()
        if not login:
            raise LoketError(ErrorCode.REQUIRED, "staff")
        with self._workplace.store.read() as uow:
            device = uow.device()
        if device is None:
            raise LoketError(ErrorCode.NOT_ENROLLED)
        session = self._directory.open_session(device, login, password)
        verifier = StaffVerifier(login, self._hasher.hash(password), session, self._workplace.clock.now())
        with self._workplace.store.begin() as uow:
            uow.sessions.open(session)
            uow.sessions.save_verifier(verifier)
            uow.commit()
        self._workplace.bus.publish(Changes(session=True))
        return session

    def unlock(self, password: str) -> Session:
        """Go on with the session of a locked console; five wrong passwords close it."""
        with self._workplace.store.begin() as uow:
            session = uow.sessions.current()
            verifier = uow.sessions.verifier(session.staff_login) if session else None
            if session is None or verifier is None or not session.is_open(self._workplace.clock.now()):
                raise LoketError(ErrorCode.NOT_SIGNED_IN)
            right = self._hasher.verify(verifier.hash, password)
            failures = 0 if right else verifier.failures + 1
            uow.sessions.save_verifier(replace(verifier, failures=failures))
            if failures >= MAX_FAILURES:
                uow.sessions.close()
            uow.commit()
        if failures >= MAX_FAILURES:
            self._workplace.bus.publish(Changes(session=True))
            raise LoketError(ErrorCode.LOCKED_OUT, "password")
        if not right:
            raise LoketError(ErrorCode.WRONG_PASSWORD, "password", {"left": str(MAX_FAILURES - failures)})
        return session

    def logout(self) -> None:
        """End the session of this device."""
        with self._workplace.store.begin() as uow:
            uow.sessions.close()
            uow.commit()
        self._workplace.bus.publish(Changes(session=True))
