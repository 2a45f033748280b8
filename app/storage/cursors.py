"""How far each scope is known, and which write made that version: a rewound history shows by its marks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import Cursor, DeviceIdentity, ScopePage
from app.storage.rows import dump
from app.storage.sessions import read_meta, write_meta
from app.storage.tables import sync_state

EPOCH = "epoch"
_MARKS = "marks:{}"
_MARK_EVERY = 3_600_000_000
_MARKS_KEPT = 48

_STATES = select(sync_state)


def cursors_of(connection: Connection, device: DeviceIdentity | None) -> dict[int, Cursor]:
    """How far each scope of the device is known."""
    known = {row.scope_id: Cursor(row.cursor_ver, row.mark) for row in connection.execute(_STATES)}
    return {scope: known.get(scope, Cursor()) for scope in device.scopes} if device else known


def check_contiguity(scopes: Iterable[ScopePage], cursors: Mapping[int, Cursor]) -> None:
    """LoketError(INVALID, "versions") where a page does not follow on what is known."""
    for scope in scopes:
        cursor = cursors.get(scope.scope_id)
        # a replica that lags behind covers less than is known here, with nothing new to prove
        expected = tuple(range(cursor.ver + 1, scope.covered_to + 1)) if cursor else None
        if scope.versions != expected:
            facts = {"scope": str(scope.scope_id), "cursor": str(cursor), "covered_to": str(scope.covered_to)}
            raise LoketError(ErrorCode.INVALID, "versions", facts)


def advance(
    connection: Connection, scopes: Iterable[ScopePage], epoch: str, at: int, cursors: Mapping[int, Cursor]
) -> None:
    """Move the cursors to what a page covered."""
    for scope in scopes:
        known = cursors[scope.scope_id]
        # a store of an older program learns the mark of what it knows
        named = known.mark is None and scope.mark is not None and scope.covered_to == known.ver > 0
        if scope.versions or named:
            place(connection, scope.scope_id, epoch, Cursor(scope.covered_to, scope.mark))
            _remember(connection, scope.scope_id, scope.covered_to, scope.mark, at)


def place(connection: Connection, scope_id: int, epoch: str, cursor: Cursor) -> None:
    """Put a cursor somewhere."""
    row = {"epoch": epoch, "cursor_ver": cursor.ver, "mark": cursor.mark}
    statement = insert(sync_state).on_conflict_do_update(index_elements=["scope_id"], set_=row)
    connection.execute(statement, {"scope_id": scope_id, **row})


def adopt_epoch(connection: Connection, device: DeviceIdentity | None, epoch: str) -> None:
    """Follow that epoch once every scope of the device does."""
    known = {row.scope_id: row.epoch for row in connection.execute(_STATES)}
    if all(known.get(scope) == epoch for scope in (device.scopes if device else known)):
        write_meta(connection, EPOCH, epoch)


def older_cursors(connection: Connection, scope_id: int) -> tuple[Cursor, ...]:
    """Where a scope stood before, newest first, about an hour apart."""
    kept = json.loads(read_meta(connection, _MARKS.format(scope_id)) or "[]")
    return tuple(Cursor(ver, mark) for _, ver, mark in reversed(kept))


def forget_marks(connection: Connection, scope_id: int, cursor: Cursor) -> None:
    """A scope that was made anew has no other past."""
    write_meta(connection, _MARKS.format(scope_id), dump([[0, cursor.ver, cursor.mark]] if cursor.mark else []))


def _remember(connection: Connection, scope_id: int, ver: int, mark: str | None, at: int) -> None:
    key = _MARKS.format(scope_id)
    kept = json.loads(read_meta(connection, key) or "[]")
    if mark is not None and (not kept or at - kept[-1][0] >= _MARK_EVERY):
        write_meta(connection, key, dump([*kept, [at, ver, mark]][-_MARKS_KEPT:]))
