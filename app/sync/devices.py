"""Devices as their administrator sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import ErrorCode, LoketError
from app.sync.admin import revoke_device
from app.sync.owner import owner, scope_of


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device; `came_from` is the code of the device that it went on from, `skew_seconds` how far its clock is."""

    device_id: str
    branch: str
    unit: str | None
    code: str
    name: str
    last_seen: datetime | None
    last_seq: int
    protocol: int | None
    skew_seconds: float | None
    revoked: bool
    came_from: str | None


def list_devices(url: str, branch_code: str | None = None) -> tuple[DeviceLine, ...]:
    """All devices, or those of one branch, by branch and code."""
    with owner(url) as connection:
        scope_id = None if branch_code is None else scope_of(connection, "branch", branch_code)
        rows = connection.execute(
            """
            select d.device_id::text, b.code, u.code, d.code, d.name, d.last_seen, d.last_seq, d.protocol,
                d.skew_seconds, d.revoked, p.code
            from sync.device as d
            join sync.scope as b on b.scope_id = d.scope_id
            left join sync.scope as u on u.scope_id = d.unit_scope_id
            left join sync.device as p on p.device_id = d.ancestors[cardinality(d.ancestors)]
            where %(scope)s::integer is null or d.scope_id = %(scope)s
            order by b.code, d.code
            """,
            {"scope": scope_id},
        ).fetchall()
    return tuple(DeviceLine(*row) for row in rows)


def revoke_named(url: str, name: str, branch_code: str) -> DeviceLine:
    """Refuse the device of that name or code in a branch; LoketError(DUPLICATE) where several bear the name."""
    here = list_devices(url, branch_code)
    called = [line for line in here if line.code == name] or [line for line in here if line.name == name]
    if not called:
        known = ", ".join(f"{line.name} ({line.code})" for line in here[:20])
        raise LoketError(ErrorCode.NOT_FOUND, "device", {"found": name, "known": known})
    if len(called) > 1:
        raise LoketError(ErrorCode.DUPLICATE, "device", {"found": ", ".join(line.code for line in called)})
    revoke_device(url, called[0].device_id)
    return called[0]
