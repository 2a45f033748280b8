"""The audit of the shared database: a device's links, a customer's trail, and what does not add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import PROTOCOL, DeviceIdentity
from app.sync.connecting import Connection, LoginRefusedError, connect, told
from app.sync.owner import owner

_MOST_LINKS = 50_000
"""Links in one answer of the shared database."""


class PostgresAudit:
    """The audit as far as a device may ask for it; each question over a connection of its own."""

    def head(self, identity: DeviceIdentity, from_seq: int) -> Sequence[tuple[int, str, str]]:
        """Number, operation and chain of what this device handed over, from that number on."""
        found: list[tuple[int, str, str]] = []
        with _connected(identity) as connection, told():
            while True:
                rows = connection.execute(
                    "select seq, op_id::text, chain from loket.audit_head(%s, %s, %s)",
                    (identity.token, from_seq, PROTOCOL),
                ).fetchall()
                found += [(int(seq), op_id, chain) for seq, op_id, chain in rows]
                if len(rows) < _MOST_LINKS:
                    return found
                from_seq = found[-1][0] + 1

    def trail(self, identity: DeviceIdentity, session_id: str, customer_id: str) -> Sequence[Mapping[str, Any]]:
        """What all branches did with a customer; that it was read is recorded there.

        LoketError NOT_PERMITTED: `session`, `customer.trail_read` or `customer` (there is none).
        """
        with _connected(identity) as connection, told():
            row = connection.execute(
                "select loket.trail(%s, %s, %s)", (identity.token, session_id, customer_id)
            ).fetchone()
        entries: list[Mapping[str, Any]] = row[0] if row else []
        return entries


def verify_audit(url: str) -> tuple[tuple[str, int, str | None, str], ...]:
    """Device (branch and name), number, operation and fault of every entry that does not add up."""
    with owner(url) as connection:
        rows = connection.execute(
            """
            select concat_ws(' ', s.code, d.name), f.seq, f.op_id::text, f.fault
            from sync.audit_faults() as f
            join sync.device as d using (device_id)
            join sync.scope as s on s.scope_id = d.scope_id
            order by s.code, d.name, f.seq, f.fault
            """
        ).fetchall()
    return tuple((device, int(seq), op_id, fault) for device, seq, op_id, fault in rows)


def _connected(identity: DeviceIdentity) -> Connection:
    try:
        return connect(identity.url)
    except LoginRefusedError:
        raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "login"}) from None
