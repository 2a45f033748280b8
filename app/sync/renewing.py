"""Scopes made anew by their sums: only buckets that differ travel, and each step can be taken again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.changes import Changes
from app.domain.digests import differing
from app.domain.replication import PullPage, Resync
from app.services.ports import Replica, Transport
from app.services.views import DigestCheck

BUCKET_ROWS = 2_000
MEANWHILE_ROWS = 10_000


Buckets = tuple[tuple[str, tuple[int, ...]], ...]
"""Tables with some of their buckets."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """A scope as it was put right."""

    changes: Changes
    buckets: int
    rows: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One scope compared: its rows, and how it was put right where it differed."""

    scope_id: int
    rows: int
    renewed: Renewed | None


def renew(replica: Replica, transport: Transport, scope_id: int, epoch: str, step: Callable[[], None]) -> Renewed:
    """Make a scope anew, going on where an earlier attempt under the same epoch ended; `step` is told of progress."""
    known = next((one for one in replica.resyncs() if one.scope_id == scope_id and one.epoch == epoch), None)
    if known is None:
        same = _last_common(replica, transport, scope_id)
        theirs = transport.digest(scope_id)
        found = differing(replica.digest(scope_id), theirs.buckets)
        if same is not None:
            # rows above it show in the whole sums where they are too many, and without them where a version was reused
            found = _both(found, differing(replica.digest(scope_id, same), theirs.buckets))
        known = Resync(scope_id, theirs.at, epoch, found)
        replica.begin_resync(known)
    return _carry_out(replica, transport, known, step)


def compare(
    replica: Replica, transport: Transport, scope_id: int, epoch: str, step: Callable[[], None]
) -> Compared | None:
    """Compare a scope at one version and put it right; None where the two stand at different versions."""
    theirs = transport.digest(scope_id)
    cursor = replica.cursors().get(scope_id)
    if cursor is None or theirs.at.ver != cursor.ver:
        return None
    rows = sum(bucket.count for bucket in theirs.buckets.values())
    found = differing(replica.digest(scope_id), theirs.buckets)
    if not found:
        return Compared(scope_id, rows, None)
    repair = Resync(scope_id, theirs.at, epoch, found)
    replica.begin_resync(repair)
    return Compared(scope_id, rows, _carry_out(replica, transport, repair, step))


def check_of(at: datetime, compared: list[Compared]) -> DigestCheck:
    """What a comparison of several scopes found."""
    repairs = [one.renewed for one in compared if one.renewed is not None]
    return DigestCheck(
        at=at,
        scopes=tuple(one.scope_id for one in compared),
        rows=sum(one.rows for one in compared),
        differing_buckets=sum(repair.buckets for repair in repairs),
        repaired=sum(repair.rows for repair in repairs),
    )


def _both(some: Buckets, others: Buckets) -> Buckets:
    wanted: dict[str, set[int]] = {}
    for table, buckets in (*some, *others):
        wanted.setdefault(table, set()).update(buckets)
    return tuple((table, tuple(sorted(wanted[table]))) for table in sorted(wanted))


def _carry_out(replica: Replica, transport: Transport, resync: Resync, step: Callable[[], None]) -> Renewed:
    buckets = sum(len(found) for _, found in resync.waiting)
    while resync.waiting:
        table, wanted = resync.waiting[0]
        page = transport.bucket_rows(resync.scope_id, table, wanted, resync.after, BUCKET_ROWS)
        waiting = resync.waiting if page.after is not None else resync.waiting[1:]
        resync = replace(resync, waiting=waiting, after=page.after)
        replica.stage(resync, page.rows)
        step()
    rows = replica.to_repair(resync)
    return Renewed(replica.finish_resync(resync, _written_meanwhile(replica, transport, resync)), buckets, rows)


def _written_meanwhile(replica: Replica, transport: Transport, resync: Resync) -> PullPage | None:
    """What came into the scope since its sums were taken: some of it is in the rows that were fetched after it.

    Laid with the swap it makes transactions whole again, of which the rows have a part.
    """
    page = transport.pull({**replica.cursors(), resync.scope_id: resync.target}, MEANWHILE_ROWS)
    scopes = tuple(one for one in page.scopes if one.scope_id == resync.scope_id and not one.rewound)
    if not scopes or not page.primary or page.epoch != resync.epoch:
        return None
    device = replica.device()
    rows = tuple(row for row in page.rows if device.brought_by(row.scope_id) == resync.scope_id)
    return replace(page, scopes=scopes, rows=rows)


def _last_common(replica: Replica, transport: Transport, scope_id: int) -> int | None:
    """The last version known to be the same on both sides; None where the whole history here is still part of theirs.

    After a rewind the same version may have been given to another content, which no sum over versions shows.
    """
    cursors = replica.cursors()
    now = cursors[scope_id]
    if now.ver == 0:
        return None
    for cursor in (now, *replica.older_cursors(scope_id)):
        if cursor.mark is None or cursor.ver > now.ver:
            continue
        page = transport.pull({**cursors, scope_id: cursor}, 1)
        theirs = next((scope for scope in page.scopes if scope.scope_id == scope_id), None)
        if theirs is not None and page.primary and not theirs.rewound:
            # versions of rows delivered from elsewhere are of another scope's history
            is_own = scope_id in {0, replica.device().scope_id}
            return None if cursor == now else cursor.ver if is_own else 0
    return 0
