"""Log-in of staff: to be let in by the server under one's own role is the check; there is no password table of ours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Role, Session
from app.domain.replication import DeviceIdentity
from app.sync.addresses import with_login
from app.sync.connecting import LoginRefusedError, connect, told


class PostgresStaffDirectory:
    """Opens sessions in the shared database."""

    def open_session(self, device: DeviceIdentity, login: str, password: str) -> Session:
        """A session for this device under the person's own login."""
        try:
            connection = connect(with_login(device.url, login, password))
        except LoginRefusedError:
            raise _why_refused(device, login) from None
        with connection, told():
            row = connection.execute("select loket.open_session(%s)", (device.token,)).fetchone()
        if row is None:
            raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "lost"})
        return _session(row[0])


def _why_refused(device: DeviceIdentity, login: str) -> LoketError:
    """A server that lets the device in but not the person was given a wrong password; else it lets nobody in now."""
    try:
        connect(device.url).close()
    except (LoketError, LoginRefusedError):
        return LoketError(ErrorCode.UNREACHABLE, facts={"reason": "login"})
    return LoketError(ErrorCode.WRONG_PASSWORD, "staff", {"staff": login})


def _session(doc: dict[str, Any]) -> Session:
    return Session(
        id=doc["id"],
        staff_login=doc["staff_login"],
        staff_name=doc["staff_name"],
        role=Role(doc["role"]),
        branch_code=doc["branch_code"],
        branch_name=doc["branch_name"],
        zone=doc["zone"],
        scope_id=doc["scope_id"],
        opened_at=datetime.fromisoformat(doc["opened_at"]).astimezone(UTC),
        expires_at=datetime.fromisoformat(doc["expires_at"]).astimezone(UTC),
        online=True,
        unit_code=doc["unit_code"],
    )
