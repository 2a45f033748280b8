"""A scope made anew: sums over its rows, fetched rows kept aside, and the swap of what differs in one transaction."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from app.changes import Changes
from app.domain.digests import digest as sums
from app.domain.replication import (
    SYNCED_TABLES,
    BucketSum,
    Cursor,
    DeviceIdentity,
    OperationState,
    PulledRow,
    Resync,
)
from app.storage.cursors import adopt_epoch, forget_marks, place
from app.storage.pages import TABLES, Applied, Base, drop, note, overlay
from app.storage.projections import refresh
from app.storage.reference_rows import ReferenceRows
from app.storage.rows import ROW_OF, dump
from app.storage.sessions import device_of, write_meta
from app.storage.sets import among, ids, in_chunks, upsert_many
from app.storage.tables import customer, outbox, resync, resync_row
from app.storage.taking_back import TABLE_OF

CHECK_WANTED = "check_wanted"
_CHUNK = 2_000

_UNDER_WAY = select(resync).order_by(resync.c.scope_id)
_SCOPES_UNDER_WAY = select(resync.c.scope_id).order_by(resync.c.scope_id)
_THESE = resync_row.c.scope_id == bindparam("scope_id"), resync_row.c.tbl == bindparam("tbl"), resync_row.c.deleted == 0
_STAGED = select(resync_row).where(*_THESE)
_STAGED_VERSIONS = select(resync_row.c.id, resync_row.c.ver).where(*_THESE)
_CUSTOMERS = select(customer).where(among(customer.c.id))
# what is held may still be applied, and what was just acknowledged may not have come yet
_WAITS = select(outbox.c.row_id).where(
    or_(
        outbox.c.state.in_((OperationState.PENDING, OperationState.HELD)),
        (outbox.c.state == OperationState.ACKED) & (outbox.c.overlay == 1),
    ),
    outbox.c.kind.in_(TABLE_OF),
    among(outbox.c.row_id),
)


def digest_of(
    connection: Connection, device: DeviceIdentity, scope_id: int, up_to: int | None
) -> dict[tuple[str, int], BucketSum]:
    """What the shared rows of a scope add up to; those above `up_to` are left out."""
    found: dict[tuple[str, int], BucketSum] = {}
    for name in SYNCED_TABLES:
        table = TABLES[name].c
        wanted = select(table.id, table.ver).where(_in_scope(name, device, scope_id))
        if up_to is not None:
            wanted = wanted.where(table.ver <= up_to)
        found |= sums(name, connection.execute(wanted))
    return found


def under_way(connection: Connection) -> tuple[Resync, ...]:
    """Scopes that are being made anew, each with what is still to be fetched."""
    return tuple(
        Resync(
            row.scope_id,
            Cursor(row.ver, row.mark),
            row.epoch,
            _read_buckets(row.waiting)[row.place :],
            row.after,
        )
        for row in connection.execute(_UNDER_WAY)
    )


def scopes_under_way(connection: Connection) -> Sequence[int]:
    """The scopes alone, without reading what is still to be fetched."""
    return connection.execute(_SCOPES_UNDER_WAY).scalars().all()


def begin(connection: Connection, made: Resync) -> None:
    """Note what is to be fetched; what was kept aside before is dropped."""
    connection.execute(delete(resync_row).where(resync_row.c.scope_id == made.scope_id))
    row = {
        "epoch": made.epoch,
        "ver": made.target.ver,
        "mark": made.target.mark,
        "waiting": dump(made.waiting),
        "place": 0,
        "after": made.after,
    }
    statement = insert(resync).on_conflict_do_update(index_elements=["scope_id"], set_=row)
    connection.execute(statement, {"scope_id": made.scope_id, **row})


def stage(connection: Connection, made: Resync, rows: Sequence[PulledRow]) -> None:
    """Keep rows aside together with how far the fetching has come."""
    kept = [
        {
            "scope_id": made.scope_id,
            "tbl": row.table,
            "id": row.id,
            "home_scope": row.scope_id,
            "ver": row.ver,
            "deleted": int(row.deleted),
            "doc": dump(row.doc),
        }
        for row in rows
    ]
    if kept:
        connection.execute(insert(resync_row).prefix_with("OR REPLACE"), kept)
    whole = len(_whole(connection, made.scope_id))
    connection.execute(
        update(resync)
        .where(resync.c.scope_id == made.scope_id)
        .values(place=whole - len(made.waiting), after=made.after)
    )


def to_repair(connection: Connection, made: Resync) -> int:
    """How many rows the swap would put right: those that are missing, too many, or of another version."""
    device = device_of(connection)
    count = 0
    for name, buckets in _whole(connection, made.scope_id):
        staged = set(connection.execute(_STAGED_VERSIONS, {"scope_id": made.scope_id, "tbl": name}))
        known = set(_in_buckets(connection, name, device, made.scope_id, buckets))
        count += len({row_id for row_id, _ in staged ^ known})
    return count


def finish(connection: Connection, made: Resync) -> Changes:
    """Swap the rows of the differing buckets, lay over them what waits, and move the cursor."""
    applied = Applied()
    device = device_of(connection)
    for name, buckets in _whole(connection, made.scope_id):
        known = {row_id for row_id, _ in _in_buckets(connection, name, device, made.scope_id, buckets)}
        staged = connection.execute(_STAGED, {"scope_id": made.scope_id, "tbl": name})
        for chunk in in_chunks(staged.yield_per(_CHUNK), _CHUNK):
            known.difference_update(row.id for row in chunk)
            _lay(connection, name, chunk, applied)
        _take_away(connection, name, sorted(known), applied)
    connection.execute(delete(resync_row).where(resync_row.c.scope_id == made.scope_id))
    connection.execute(delete(resync).where(resync.c.scope_id == made.scope_id))
    place(connection, made.scope_id, made.epoch, made.target)
    forget_marks(connection, made.scope_id, made.target)
    adopt_epoch(connection, device, made.epoch)
    write_meta(connection, CHECK_WANTED, "1")
    refresh(connection, applied.touched, ReferenceRows(connection).process)
    return applied.changes()


def _whole(connection: Connection, scope_id: int) -> tuple[tuple[str, tuple[int, ...]], ...]:
    waiting = connection.execute(select(resync.c.waiting).where(resync.c.scope_id == scope_id)).scalar()
    return _read_buckets(waiting or "[]")


def _read_buckets(waiting: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    return tuple((table, tuple(buckets)) for table, buckets in json.loads(waiting))


def _in_buckets(
    connection: Connection, name: str, device: DeviceIdentity | None, scope_id: int, buckets: Iterable[int]
) -> list[tuple[str, int]]:
    table = TABLES[name].c
    ends = ids(f"{bucket:02x}" for bucket in buckets)
    wanted = select(table.id, table.ver).where(_in_scope(name, device, scope_id), among(func.substr(table.id, -2)))
    return [(row.id, row.ver) for row in connection.execute(wanted, ends)]


def _in_scope(name: str, device: DeviceIdentity | None, scope_id: int) -> ColumnElement[bool]:
    """The shared rows that a scope brings: its own, or for a unit those of other branches."""
    table = TABLES[name].c
    if device is not None and scope_id == device.unit_scope_id:
        return table.scope_id.not_in((0, device.scope_id)) & table.ver.is_not(None)
    return (table.scope_id == scope_id) & table.ver.is_not(None)


def _lay(connection: Connection, name: str, staged: Sequence[Any], applied: Applied) -> None:
    docs = {row.id: (row.home_scope, row.ver, json.loads(row.doc)) for row in staged}
    if name == "customer":
        known = {row.id: row for row in connection.execute(_CUSTOMERS, ids(docs))}
        overlay(connection, {key: Base(*shared) for key, shared in docs.items()}, known, 0, applied)
        return
    rows = [ROW_OF[name](key, *shared) for key, shared in docs.items()]
    upsert_many(connection, name, rows)
    note(connection, name, rows, applied)


def _take_away(connection: Connection, name: str, row_ids: list[str], applied: Applied) -> None:
    """What is not shared any more goes, but for what the shared database lost and gets again from here."""
    waits = set(connection.execute(_WAITS, ids(row_ids)).scalars()) if row_ids else set()
    gone: defaultdict[bool, list[str]] = defaultdict(list)
    for row_id in row_ids:
        gone[row_id in waits].append(row_id)
    table = TABLES[name]
    connection.execute(update(table).where(among(table.c.id)).values(ver=None), ids(gone[True]))
    drop(connection, name, gone[False], applied)
