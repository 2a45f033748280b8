"""Operations that failed in a way nobody foresaw: looked at, tried again or given up by an administrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from app.domain.errors import ErrorCode, LoketError
from app.sync.owner import actor, owner


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One operation that waits for a person; those of one `tx_id` are settled together."""

    op_id: str
    tx_id: str
    kind: str
    branch: str
    device: str
    sqlstate: str
    message: str
    at: datetime
    payload: Mapping[str, Any]


def list_held(url: str) -> tuple[HeldLine, ...]:
    """What is held, oldest first."""
    with owner(url) as connection:
        rows = connection.execute(
            """
            select q.op_id::text, coalesce(q.payload ->> 'tx_id', ''), coalesce(q.payload ->> 'kind', ''),
                s.code, d.name, q.sqlstate, q.message, q.at, q.payload
            from sync.quarantine as q
            join sync.device as d using (device_id)
            join sync.scope as s on s.scope_id = d.scope_id
            where q.resolved_at is null
            order by q.at, q.device_id, q.seq
            """
        ).fetchall()
    return tuple(HeldLine(*row) for row in rows)


def retry_held(url: str, op_id: str) -> str:
    """Try it once more, with the others of its transaction; gives `applied`, `rejected` or `held`."""
    return str(_settled(url, "select sync.retry_held(%s, %s)", op_id))


def drop_held(url: str, op_id: str) -> int:
    """Give it up, with the others of its transaction; gives how many operations that were."""
    return int(str(_settled(url, "select sync.drop_held(%s, %s)", op_id)))


def _settled(url: str, statement: str, op_id: str) -> object:
    with owner(url) as connection:
        try:
            # the statement is a literal of this module
            found = connection.execute(statement.encode(), (op_id, actor(connection))).fetchone()
        except psycopg.errors.InvalidTextRepresentation:
            found = None
        if found is None or not found[0]:
            raise LoketError(ErrorCode.NOT_FOUND, "operation", {"value": op_id})
        answer: object = found[0]
        return answer
