"""What the shared database made of our operations: attempts, refusals, acknowledgements, and what they uncover."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, text, update

from app.changes import Changes
from app.domain.rebase import Missed
from app.domain.replication import OperationKind, OperationResult, OperationState
from app.storage import outbox as operations
from app.storage.pages import Applied, keep_alerts, keep_conflicts, settle_overlays
from app.storage.sets import among, ids
from app.storage.tables import outbox
from app.storage.taking_back import drop_strays, take_back

APPLIED = "applied"
_REFUSED = frozenset({OperationState.REJECTED.value, OperationState.HELD.value})

_REFUSE = (
    update(outbox)
    .where(outbox.c.op_id == bindparam("key"))
    .values(
        state=bindparam("new_state"),
        attempts=outbox.c.attempts + 1,
        overlay=bindparam("new_overlay"),
        error_code=bindparam("code"),
        error_message=bindparam("message"),
        settled_at=bindparam("refused_at"),
    )
)
_HELD = select(outbox.c.op_id).where(outbox.c.state == OperationState.HELD)
_RELEASE = (
    update(outbox)
    .where(among(outbox.c.op_id))
    .values(
        state=OperationState.ACKED.value, overlay=1, error_code=None, error_message=None, settled_at=bindparam("now")
    )
)
# until the rows have surely come: an edit stays on top, and what does not come is not ours to keep
_ACK = (
    update(outbox)
    .where(outbox.c.state == OperationState.PENDING, outbox.c.seq <= bindparam("last_seq"))
    .values(state=OperationState.ACKED.value, overlay=1, attempts=outbox.c.attempts + 1, settled_at=bindparam("now"))
)
_UNSEEN = text(
    "SELECT seq, kind, row_id FROM outbox INDEXED BY ix_outbox_row_id WHERE overlay = 1 AND +state = 'acked'"
)
_LIFT = text("UPDATE outbox INDEXED BY ix_outbox_row_id SET overlay = 0 WHERE overlay = 1 AND +state = 'acked'")
_REOPEN = (
    update(outbox)
    .where(outbox.c.state.in_((OperationState.ACKED, OperationState.HELD)), outbox.c.seq > bindparam("last_seq"))
    .values(
        state=OperationState.PENDING.value,
        settled_at=None,
        again=1,
        overlay=(outbox.c.kind == OperationKind.CUSTOMER_EDIT.value),
    )
)


def has_news(connection: Connection, results: Iterable[OperationResult]) -> bool:
    """Whether there is more to note than that what waits was applied: that is noted with the pull of its rows."""
    told = any(result.outcome != APPLIED or result.conflicts for result in results)
    return told or connection.execute(_HELD.limit(1)).first() is not None


def settle(connection: Connection, results: Iterable[OperationResult], at: int | None, applied: Applied) -> None:
    """Refusals, and what became of operations that were held; told again they change nothing."""
    refused = {result.op_id: result for result in results if result.outcome in _REFUSED}
    _keep_conflicts(connection, [result for result in results if result.conflicts], at, applied)
    _release(connection, (result.op_id for result in results if result.outcome == APPLIED), at, applied)
    if not refused:
        return
    news = [row for row in operations.by_op_id(connection, refused) if _is_news(row, refused[row.op_id])]
    if not news:
        return
    connection.execute(_REFUSE, [_refusal(row, refused[row.op_id], at) for row in news])
    keep_alerts(connection, [_alert(row, refused[row.op_id], at) for row in news])
    rejected = [row for row in news if refused[row.op_id].outcome == OperationState.REJECTED]
    take_back(connection, rejected, at or 0, applied)
    applied.outbox = True


def acknowledge(connection: Connection, last_seq: int, now: int, applied: Applied) -> None:
    """What waits up to that number has been applied."""
    acked = connection.execute(_ACK, {"last_seq": last_seq, "now": now}).rowcount
    applied.outbox = applied.outbox or acked > 0


def uncover(connection: Connection, now: int, applied: Applied) -> None:
    """At the end of a round every row of an acknowledged operation has come: edits no longer lie over theirs."""
    over = connection.execute(_UNSEEN).all()
    if not over:
        return
    connection.execute(_LIFT)
    edited = {row.row_id for row in over if row.kind == OperationKind.CUSTOMER_EDIT}
    if edited:
        settle_overlays(connection, edited, now, applied)
    drop_strays(connection, over, applied)


def reopen(connection: Connection, last_seq: int) -> Changes:
    """What the shared database has lost waits again."""
    reopened = connection.execute(_REOPEN, {"last_seq": last_seq}).rowcount
    return Changes(outbox=reopened > 0, source="sync")


def _release(connection: Connection, op_ids: Iterable[str], at: int | None, applied: Applied) -> None:
    held = set(connection.execute(_HELD).scalars())
    released = held.intersection(op_ids) if held else ()
    if released:
        connection.execute(_RELEASE, ids(released) | {"now": at or 0})
        applied.outbox = True


def _keep_conflicts(connection: Connection, results: list[OperationResult], at: int | None, applied: Applied) -> None:
    # of an ancestor of this device there may be answers to what is not known here
    known = {row.op_id for row in operations.by_op_id(connection, (result.op_id for result in results))}
    missed = [
        Missed(result.op_id, conflict) for result in results if result.op_id in known for conflict in result.conflicts
    ]
    keep_conflicts(connection, missed, at or 0, applied)


def _is_news(row: Row[Any], result: OperationResult) -> bool:
    # a person has settled it meanwhile; and what was rejected does not become held
    done = {OperationState.WITHDRAWN.value, OperationState.REJECTED.value}
    return row.state not in done and row.state != result.outcome


def _refusal(row: Row[Any], result: OperationResult, at: int | None) -> dict[str, Any]:
    held = result.outcome == OperationState.HELD
    return {
        "key": row.op_id,
        "new_state": result.outcome,
        "new_overlay": row.overlay if held else 0,  # what is held may still be applied by hand
        "code": result.code,
        "message": result.message,
        "refused_at": at or row.at,
    }


def _alert(row: Row[Any], result: OperationResult, at: int | None) -> dict[str, Any]:
    return {
        "op_id": row.op_id,
        "field": "",
        "code": result.code or result.outcome,
        "message": result.message,
        "facts": "{}",
        "at": at or row.at,
    }
