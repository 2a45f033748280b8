"""Log-in of staff: to be let in by the server under one's own role is the check; there is no password table of ours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Role, Session
from app.domain.replication import DeviceIdentity
from app.sync.addresses import with_login
from app.sync.connecting import Connection, LoginRefusedError, connect, told


class PostgresStaffDirectory:
    """Opens sessions in the shared database."""

    def open_session(self, device: DeviceIdentity, login: str, password: str) -> Session:
        """A session for this device under the person's own login."""
        with _let_in(device, login, password) as connection, told():
            row = connection.execute("select loket.open_session(%s)", (device.token,)).fetchone()
        if row is None:
            raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "lost"})
        return _session(row[0])


def _let_in(device: DeviceIdentity, login: str, password: str) -> Connection:
    """A server that lets the device in but not the person was given a wrong password; else it lets nobody in now."""
    url = with_login(device.url, login, password)
    try:
        return connect(url)
    except LoginRefusedError:
        pass
    try:
        connect(device.url).close()
    except (LoketError, LoginRefusedError):
        raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "login"}) from None
    try:
        # it may have been on its way up, or down, a moment ago
        return connect(url)
    except LoginRefusedError:
        raise LoketError(ErrorCode.WRONG_PASSWORD, "staff", {"staff": login}) from None


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
