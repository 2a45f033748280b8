"""Enrolment: a token becomes the identity of a device."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import PROTOCOL, DeviceIdentity
from app.sync.connecting import LoginRefusedError, connect, told


def enrol(url: str, token: str) -> DeviceIdentity:
    """Ask the shared database who the device with this token is.

    LoketError UNREACHABLE, WRONG_PASSWORD (of the address), SERVER_TRUSTS_ANYONE, WRONG_TOKEN, DEVICE_REVOKED,
    ALREADY_ENROLLED, SCHEMA_MISSING or TOO_OLD.
    """
    token = token.strip()
    if not token:
        raise LoketError(ErrorCode.REQUIRED, "token")
    if not (token.isascii() and token.isprintable()):
        # no token of ours, and nothing that can be sent to the server as text
        raise LoketError(ErrorCode.WRONG_TOKEN)
    try:
        connection = connect(url)
    except LoginRefusedError:
        raise LoketError(ErrorCode.WRONG_PASSWORD, "url") from None
    with connection, told():
        row = connection.execute("select loket.enrol(%s, %s)", (token, PROTOCOL)).fetchone()
    if row is None:
        raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "lost"})
    return identity_from_doc(row[0], url, token)


def identity_from_doc(known: Mapping[str, Any], url: str, token: str) -> DeviceIdentity:
    """Who a device is, as the shared database tells it."""
    return DeviceIdentity(
        device_id=known["device_id"],
        incarnation=known["incarnation"],
        device_code=known["device_code"],
        name=known["name"],
        url=url,
        token=token,
        scope_id=known["scope_id"],
        branch_code=known["branch_code"],
        unit_scope_id=known["unit_scope_id"],
        unit_code=known["unit_code"],
    )
