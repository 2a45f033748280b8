"""Going on as another device: a new token kept before it is used, and what waits numbered and chained anew."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict

from sqlalchemy import Connection, bindparam, select, text, update

from app.changes import Changes
from app.domain.chain import content_of, genesis
from app.domain.replication import DeviceIdentity, OperationState
from app.storage.outbox import Chain, numbers, operation_of
from app.storage.rows import dump
from app.storage.sessions import device_of, drop_meta, read_meta, save_device, write_meta
from app.storage.tables import outbox

FORK_TOKEN = "fork_token"  # noqa: S105 - the name under which it is kept, not a secret
_TOKEN_BYTES = 32
_ANCESTORS = "ancestors"
_ANCESTORS_KEPT = 20

_PENDING = select(outbox).where(outbox.c.state == OperationState.PENDING).order_by(outbox.c.seq)
# by way of negative numbers: none is ever taken twice
_NUMBER = (
    update(outbox)
    .where(outbox.c.op_id == bindparam("key"))
    .values(seq=bindparam("new_seq"), content=bindparam("new_content"), chain=bindparam("new_chain"))
)
_TURN = update(outbox).where(outbox.c.seq < 0).values(seq=-outbox.c.seq)
_GIVEN = text("UPDATE sqlite_sequence SET seq = :given WHERE name = 'outbox'")


def kept_token(connection: Connection) -> str | None:
    """The token under which this device is about to go on, if one was made."""
    return read_meta(connection, FORK_TOKEN)


def make_token(connection: Connection) -> str:
    """A new token, kept from now on."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    write_meta(connection, FORK_TOKEN, token)
    return token


def become(connection: Connection, identity: DeviceIdentity) -> Changes:
    """Go on as another device after what is settled."""
    _, settled = numbers(connection)
    chain = Chain(connection, genesis(identity.device_id))
    waiting = [operation_of(row) for row in connection.execute(_PENDING)]
    renumbered = []
    for number, operation in enumerate(waiting, start=settled + 1):
        content = operation.content or content_of(operation)
        renumbered.append(
            {"key": operation.op_id, "new_seq": -number, "new_content": content, "new_chain": chain.add(content)}
        )
    if renumbered:
        connection.execute(_NUMBER, renumbered)
        connection.execute(_TURN)
    connection.execute(_GIVEN, {"given": settled + len(waiting)})
    chain.save()
    _remember(connection)
    save_device(connection, identity)
    drop_meta(connection, FORK_TOKEN)
    return Changes(outbox=bool(waiting), source="sync")


def ancestors(connection: Connection) -> tuple[DeviceIdentity, ...]:
    """Who this device was before, newest first: a database restored to older days may know only these."""
    kept = json.loads(read_meta(connection, _ANCESTORS) or "[]")
    return tuple(DeviceIdentity(**doc) for doc in reversed(kept))


def _remember(connection: Connection) -> None:
    before = device_of(connection)
    if before is not None:
        kept = json.loads(read_meta(connection, _ANCESTORS) or "[]")
        write_meta(connection, _ANCESTORS, dump([*kept, asdict(before)][-_ANCESTORS_KEPT:]))
