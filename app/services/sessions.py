"""Sessions: who works on this device, checked by the shared database or, while that is out of reach, by the device."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.changes import Changes
from app.domain.errors import ErrorCode, LoketError
from app.domain.offline import MAX_FAILURES, check_clock, check_verifier, session_end, vouched_until
from app.domain.people import Session, StaffVerifier
from app.domain.replication import OperationKind
from app.domain.wire import iso
from app.services.phrase_learning import count_days

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.replication import DeviceIdentity
    from app.services.ports import PasswordHasher, StaffDirectory, UnitOfWork
    from app.services.workplace import Workplace

__all__ = ["MAX_FAILURES", "SessionService"]


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
        login = _typed(login)
        with self._workplace.store.read() as uow:
            device = _device(uow)
        granted = self._directory.open_session(device, login, password)
        now = self._workplace.clock.now()
        # by this device's own clock: one that is a day wrong must not lock anybody out
        session = replace(granted, opened_at=now, expires_at=now + (granted.expires_at - granted.opened_at))
        verifier = StaffVerifier(login, self._hasher.hash(password), session, now)
        with self._workplace.store.begin() as uow:
            _open(uow, session)
            uow.sessions.save_verifier(verifier)
            uow.watch.believe(now)
            uow.commit()
        self._workplace.bus.publish(Changes(session=True))
        count_days(self._workplace)
        return session

    def login_offline(self, login: str, password: str) -> Session:
        """Open a session by what the last log-in with the shared database left here; marked, and its menu is shorter.

        LoketError UNKNOWN_STAFF, LOCKED_OUT, CLOCK_SET_BACK, OFFLINE_EXPIRED, WRONG_PASSWORD, or NOT_PERMITTED where
        the person has left or moved meanwhile.
        """
        login = _typed(login)
        now = self._workplace.clock.now()
        with self._workplace.store.begin() as uow:
            person = _known_here(uow, login, now)
            verifier = uow.sessions.verifier(login)
            if person is None or verifier is None:
                raise LoketError(ErrorCode.UNKNOWN_STAFF, "staff")
            failures = self._attempt(uow, verifier, password)
            end = session_end(verifier, person.role, now)
            session = replace(person, id=self._workplace.ids.new(), opened_at=now, expires_at=end, online=False)
            if not failures:
                _open(uow, session)
                _queue(uow, session)
                uow.watch.note(now)
            uow.commit()
        if failures:
            raise _wrong(failures)
        self._workplace.bus.publish(Changes(session=True, outbox=True))
        count_days(self._workplace)
        return session

    def offline_until(self, login: str) -> datetime | None:
        """Until when this person can log in here without the network; None where that is not possible now."""
        now = self._workplace.clock.now()
        with self._workplace.store.read() as uow:
            try:
                person = _known_here(uow, login.strip().lower(), now)
            except LoketError:
                return None
            verifier = uow.sessions.verifier(person.staff_login) if person is not None else None
        return vouched_until(verifier, person.role) if person is not None and verifier is not None else None

    def unlock(self, password: str) -> Session:
        """Go on with the session of a locked console; five wrong passwords close it."""
        with self._workplace.store.begin() as uow:
            session = uow.sessions.current()
            verifier = uow.sessions.verifier(session.staff_login) if session else None
            if session is None or verifier is None or not session.is_open(self._workplace.clock.now()):
                raise LoketError(ErrorCode.NOT_SIGNED_IN)
            failures = self._attempt(uow, verifier, password) if verifier.failures < MAX_FAILURES else MAX_FAILURES
            if failures >= MAX_FAILURES:
                uow.sessions.close()
            uow.commit()
        if failures >= MAX_FAILURES:
            self._workplace.bus.publish(Changes(session=True))
        if failures:
            raise _wrong(failures)
        return session

    def logout(self) -> None:
        """End the session of this device."""
        with self._workplace.store.begin() as uow:
            uow.sessions.close()
            uow.commit()
        self._workplace.bus.publish(Changes(session=True))

    def _attempt(self, uow: UnitOfWork, verifier: StaffVerifier, password: str) -> int:
        """How many wrong passwords there have been now; none after a right one."""
        failures = 0 if self._hasher.verify(verifier.hash, password) else verifier.failures + 1
        uow.sessions.save_verifier(replace(verifier, failures=failures))
        return failures


def _typed(login: str) -> str:
    login = login.strip().lower()
    if not login:
        raise LoketError(ErrorCode.REQUIRED, "staff")
    return login


def _device(uow: UnitOfWork) -> DeviceIdentity:
    device = uow.device()
    if device is None:
        raise LoketError(ErrorCode.NOT_ENROLLED)
    return device


def _open(uow: UnitOfWork, session: Session) -> None:
    uow.sessions.open(session)
    uow.ledger.name_session(session.id, session.staff_login)


def _queue(uow: UnitOfWork, session: Session) -> None:
    """The shared database hears of the session before anything that is done under it."""
    payload: dict[str, object] = {
        "login": session.staff_login,
        "opened_at": iso(session.opened_at),
        "expires_at": iso(session.expires_at),
    }
    uow.outbox.enqueue(OperationKind.SESSION_OPEN, session.scope_id, session.id, payload, session.id, session.opened_at)


def _known_here(uow: UnitOfWork, login: str, now: datetime) -> Session | None:
    """This person's last session with what the reference data has said since; LoketError says why it cannot be used."""
    device = _device(uow)
    verifier = uow.sessions.verifier(login)
    if verifier is None:
        return None
    person = verifier.session
    staff = uow.reference.staff()
    now_known = next((one for one in staff if one.login == login), None)
    if now_known is not None:
        if now_known.branch_code != device.branch_code:
            raise LoketError(ErrorCode.NOT_PERMITTED, "branch")
        person = replace(person, staff_name=now_known.name, role=now_known.role, unit_code=now_known.unit_code)
    elif staff:
        raise LoketError(ErrorCode.NOT_PERMITTED, "staff")
    check_clock(verifier, now, uow.watch.latest())
    check_verifier(verifier, person.role, now)
    return person


def _wrong(failures: int) -> LoketError:
    if failures >= MAX_FAILURES:
        return LoketError(ErrorCode.LOCKED_OUT, "password")
    return LoketError(ErrorCode.WRONG_PASSWORD, "password", {"left": str(MAX_FAILURES - failures)})
