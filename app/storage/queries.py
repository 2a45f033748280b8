"""Lists from the read models, as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, case, false, func, or_, select

from app.domain.cases import CaseStatus
from app.domain.interactions import Channel, Mood, OutcomeKind
from app.domain.names import fold
from app.domain.promises import PromiseState
from app.services.views import CaseLine, DeviceStatus, InteractionLine, PromiseLine
from app.storage.outbox import counts
from app.storage.rows import instant_of, micros, optional_instant
from app.storage.schema import revision
from app.storage.sessions import SessionRows, device_of, read_meta
from app.storage.tables import case_file, case_state, customer, interaction_state, promise_state, sync_state

LAST_SYNC = "last_sync_at"

_OPEN, _AT_RISK, _BROKEN = PromiseState.OPEN.value, PromiseState.AT_RISK.value, PromiseState.BROKEN.value


@dataclass(frozen=True, slots=True)
class InteractionFilter:
    """Which interactions a list shows; None: any."""

    since: datetime | None = None
    staff: str | None = None
    outcome: str | None = None
    text: str | None = None


def case_lines(
    connection: Connection, customer_id: str | None, status: CaseStatus | None, limit: int
) -> tuple[CaseLine, ...]:
    """Cases, newest first."""
    wanted = (
        select(case_file, case_state, func.coalesce(customer.c.name, "").label("customer_name"))
        .join_from(case_state, case_file, case_file.c.id == case_state.c.id)
        .outerjoin(customer, customer.c.id == case_file.c.customer_id)
        .order_by(case_state.c.opened_at.desc(), case_state.c.id.desc())
        .limit(limit)
    )
    if customer_id is not None:
        wanted = wanted.where(case_state.c.customer_id == customer_id)
    if status is not None:
        wanted = wanted.where(case_state.c.status == status)
    return tuple(
        CaseLine(
            id=row[case_file.c.id],
            number=row[case_file.c.number],
            customer_id=row[case_file.c.customer_id],
            customer_name=row["customer_name"],
            process_key=row[case_file.c.process_key],
            title=row[case_file.c.title],
            kind=row[case_file.c.kind],
            status=CaseStatus(row[case_state.c.status]),
            step_key=row[case_state.c.step_key],
            estimate_at=optional_instant(row[case_state.c.estimate_at]),
            last_report_at=optional_instant(row[case_state.c.last_report_at]),
            opened_at=instant_of(row[case_file.c.opened_at]),
        )
        for row in connection.execute(wanted).mappings()
    )


def promise_lines(connection: Connection, *, at_risk_only: bool, now: datetime, limit: int) -> tuple[PromiseLine, ...]:
    """Promises that are not settled, by due time, as they stand at `now`."""
    table = promise_state.c
    is_late = table.due_at < micros(now)
    state = case((is_late, table.late_state), else_=table.state).label("state_now")
    estimate = case((is_late, table.late_estimate_at), else_=table.new_estimate_at).label("estimate_now")
    wanted = (
        select(promise_state, state, estimate, case_file.c.number, customer.c.name.label("customer_name"))
        .join_from(promise_state, case_file, case_file.c.id == table.case_id)
        .outerjoin(customer, customer.c.id == table.customer_id)
        .where(table.is_settled == 0)
        .order_by(table.due_at, table.id)
        .limit(limit)
    )
    if at_risk_only:
        wanted = wanted.where(or_(table.state.in_((_AT_RISK, _BROKEN)), and_(table.state == _OPEN, is_late)))
    return tuple(
        PromiseLine(
            id=row.id,
            case_id=row.case_id,
            case_number=row.number,
            customer_id=row.customer_id,
            customer_name=row.customer_name or "",
            text=row.text,
            due_at=instant_of(row.due_at),
            made_by=row.made_by,
            state=PromiseState(row.state_now),
            new_estimate_at=optional_instant(row.estimate_now),
        )
        for row in connection.execute(wanted)
    )


def interaction_lines(connection: Connection, wanted: InteractionFilter, limit: int) -> tuple[InteractionLine, ...]:
    """Interactions, newest first."""
    table = interaction_state.c
    statement = (
        select(interaction_state, customer.c.name.label("customer_name"), case_file.c.number)
        .join_from(interaction_state, customer, customer.c.id == table.customer_id, isouter=True)
        .outerjoin(case_file, case_file.c.id == table.case_id)
        .order_by(table.started_at.desc(), table.id.desc())
        .limit(limit)
    )
    if wanted.since is not None:
        statement = statement.where(table.started_at >= micros(wanted.since))
    if wanted.staff is not None:
        statement = statement.where(table.staff == wanted.staff)
    if wanted.outcome is not None:
        statement = statement.where(table.outcome == wanted.outcome)
    if wanted.text and wanted.text.strip():
        words = fold(wanted.text)
        # signs alone are in no indexed text, and an empty one would be in all
        statement = statement.where(table.words.contains(words, autoescape=True) if words else false())
    return tuple(
        InteractionLine(
            id=row.id,
            customer_id=row.customer_id,
            customer_name=row.customer_name,
            staff=row.staff,
            channel=Channel(row.channel),
            started_at=instant_of(row.started_at),
            ended_at=optional_instant(row.ended_at),
            mood_before=Mood(row.mood_before) if row.mood_before else None,
            mood_after=Mood(row.mood_after) if row.mood_after else None,
            outcome=OutcomeKind(row.outcome) if row.outcome else None,
            summary=row.summary,
            case_number=row.number,
        )
        for row in connection.execute(statement)
    )


def device_status(connection: Connection, key_place: str) -> DeviceStatus:
    """What is known of the device and its store."""
    identity = device_of(connection)
    session = SessionRows(connection).current()
    pending, refused = counts(connection)
    last_sync = read_meta(connection, LAST_SYNC)
    scopes = connection.execute(select(sync_state.c.scope_id, sync_state.c.cursor_ver)).all()
    known = dict.fromkeys(identity.scopes, 0) if identity else {}
    return DeviceStatus(
        device_id=identity.device_id if identity else None,
        device_name=identity.name if identity else None,
        branch_code=identity.branch_code if identity else None,
        staff_login=session.staff_login if session else None,
        scopes=known | dict(scopes),
        last_sync_at=datetime.fromisoformat(last_sync) if last_sync else None,
        outbox_pending=pending,
        outbox_refused=refused,
        schema=revision(connection) or "",
        encrypted=connection.exec_driver_sql("PRAGMA cipher_version").first() is not None,
        key_place=key_place,
        customers=connection.execute(select(func.count()).select_from(customer)).scalar_one(),
        cases=connection.execute(select(func.count()).select_from(case_file)).scalar_one(),
    )
