"""The sync centre: what waits, what was refused, what conflicts; each settled by a person, nothing dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from app.changes import Changes
from app.domain.customers import PROFILE_FIELDS, changes_between, from_doc, to_doc
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import OperationKind, OperationState, OutboxEntry
from app.services.customers import clean_profile, refuse_taken_number
from app.services.resending import Resending, act_of, at_fault, check_mended, is_known_there, mendable
from app.services.rights import may
from app.services.views import ProfileConflict, RefusedGroup, ScopeLine, SyncOverview, WaitingGroup
from app.services.workplace import customer_of

if TYPE_CHECKING:
    from app.domain.people import Session
    from app.domain.replication import Operation
    from app.services.ports import Checker, Identifiers, UnitOfWork
    from app.services.repositories import Ledger
    from app.services.views import DigestCheck, OpenConflict
    from app.services.workplace import Workplace

SHOWN = 2_000
"""Waiting operations that are listed; the count tells of all."""

MOST_REFUSED = 10_000

_REFUSED = (OperationState.REJECTED, OperationState.HELD)


class SyncDesk:
    """What people see and settle of sync; whoever settles something is signed in."""

    def __init__(self, workplace: Workplace, identifiers: Identifiers, checker: Checker) -> None:
        self._workplace = workplace
        self._identifiers = identifiers
        self._checker = checker

    def overview(self) -> SyncOverview:
        """Everything at one instant; needs nobody to be signed in."""
        now = self._workplace.clock.now()
        with self._workplace.store.read() as uow:
            ledger, session = uow.ledger, uow.sessions.current()
            if session is not None and not session.is_open(now):
                session = None
            waiting = ledger.entries((OperationState.PENDING,), SHOWN)
            refused = ledger.entries(_REFUSED, MOST_REFUSED)
            return SyncOverview(
                waiting=tuple(_waiting(uow, group) for group in _groups(waiting)),
                waiting_count=ledger.waiting(),
                refused=tuple(_refused(uow, group, session) for group in _groups(refused)),
                conflicts=tuple(_conflict(uow, one) for one in ledger.conflicts()),
                scopes=_scopes(uow),
                last_sync_at=ledger.last_sync_at(),
                last_check=ledger.last_check(),
            )

    def resend(self, tx_id: str) -> None:
        """Do a refused group again as the person who is signed in now.

        LoketError NOT_FOUND, HELD_ASIDE, NOT_PERMITTED, NEEDS_NETWORK, or what typing it again would be refused with.
        """
        self.mend(tx_id, {})

    def mend(self, tx_id: str, values: Mapping[str, str | None]) -> None:
        """The same with other values: profile fields, a case's `title` or `process`; all are checked as when typed."""
        with self._workplace.change() as change:
            ledger = change.uow.ledger
            entries = _refused_group(ledger, tx_id)
            check_mended((entry.operation for entry in entries), values)
            if any(is_known_there(entry) for entry in entries):
                raise LoketError(ErrorCode.ALREADY_CLOSED, "tx_id")
            again = Resending(change, self._identifiers, values)
            for entry in entries:
                done = again.lay(entry)
                replaced_by = ledger.newest(entry.operation.row_id) if done else None
                ledger.settle(entry.operation.op_id, replaced_by or change.session.staff_login, change.now)
            change.commit()

    def withdraw(self, tx_id: str, reason: str) -> None:
        """Give a refused group up; who did it and why stays with it."""
        if not reason.strip():
            raise LoketError(ErrorCode.REASON_REQUIRED, "reason")
        with self._workplace.change() as change:
            ledger = change.uow.ledger
            for entry in _refused_group(ledger, tx_id):
                ledger.settle(entry.operation.op_id, change.session.staff_login, change.now, reason.strip())
            change.commit()

    def settle(self, op_id: str, field: str, value: str | None) -> None:
        """Decide a conflict: the field holds `value` from now on, be it mine, the shared one or a third."""
        if field not in PROFILE_FIELDS:
            raise LoketError(ErrorCode.UNKNOWN_KEY, field)
        clean = clean_profile({field: value}, self._identifiers, partial=True)
        with self._workplace.change() as change:
            ledger = change.uow.ledger
            found = next((one for one in ledger.conflicts() if (one.op_id, one.field) == (op_id, field)), None)
            if found is None:
                raise LoketError(ErrorCode.ALREADY_CLOSED, "conflict")
            # the row here is what is shared with all that still waits over it: the value that this edit will meet there
            old = customer_of(change.uow, found.customer_id)
            new = from_doc(old.id, old.scope_id, {**to_doc(old), **clean})
            refuse_taken_number(change.uow, new)
            changes = changes_between(old, new)
            if changes:
                change.edit_customer(new, changes)
            ledger.settle_conflict(op_id, field, change.session.staff_login, change.now)
            change.commit()

    def check(self) -> DigestCheck:
        """Compare every row with the shared database now, and put right what differs."""
        check = self._checker.check()
        self._workplace.bus.publish(Changes(outbox=True))
        return check


def _groups(entries: Iterable[OutboxEntry]) -> list[tuple[OutboxEntry, ...]]:
    """Entries by transaction, whose numbers follow one another."""
    return [tuple(group) for _tx_id, group in groupby(entries, key=lambda entry: entry.operation.tx_id)]


def _refused_group(ledger: Ledger, tx_id: str) -> tuple[OutboxEntry, ...]:
    entries = tuple(entry for entry in ledger.group(tx_id) if entry.state in _REFUSED)
    if not entries:
        raise LoketError(ErrorCode.NOT_FOUND, "tx_id", {"value": tx_id})
    if any(entry.state is OperationState.HELD for entry in entries):
        raise LoketError(ErrorCode.HELD_ASIDE)
    return entries


def _waiting(uow: UnitOfWork, group: tuple[OutboxEntry, ...]) -> WaitingGroup:
    customer_id, customer_name, case_number = _about(uow, group)
    first = group[0]
    return WaitingGroup(
        tx_id=first.operation.tx_id,
        acts=tuple(act_of(entry.operation) for entry in group),
        customer_id=customer_id,
        customer_name=customer_name,
        case_number=case_number,
        since=first.operation.at,
        attempts=max(entry.attempts for entry in group),
    )


def _refused(uow: UnitOfWork, group: tuple[OutboxEntry, ...], session: Session | None) -> RefusedGroup:
    customer_id, customer_name, case_number = _about(uow, group)
    fault = at_fault(group)
    held = any(entry.state is OperationState.HELD for entry in group)
    operations = tuple(entry.operation for entry in group)
    acts = tuple(act_of(operation) for operation in operations)
    may_resend = session is not None and not held and all(may(session, act) for act in acts)
    return RefusedGroup(
        tx_id=fault.operation.tx_id,
        acts=acts,
        customer_id=customer_id,
        customer_name=customer_name,
        case_number=case_number,
        done_at=operations[0].at,
        staff_login=staff_of(uow, fault.operation),
        held=held,
        code=fault.error_code or fault.state.value,
        about=fault.error_message,
        fields={} if held else mendable(operations),
        may_resend=may_resend and not any(is_known_there(entry) for entry in group),
    )


def staff_of(uow: UnitOfWork, operation: Operation) -> str | None:
    """Who did it, as far as this device remembers."""
    payload = operation.payload
    named = payload.get("actor") or payload.get("opened_by") or payload.get("login")
    if named and operation.kind not in {OperationKind.CUSTOMER_ADD, OperationKind.CUSTOMER_EDIT}:
        return str(named)
    return uow.ledger.staff_of(operation.session_id) if operation.session_id else None


def _about(uow: UnitOfWork, group: Iterable[OutboxEntry]) -> tuple[str | None, str | None, str | None]:
    """The customer's id and name and the case's number, from the store or from what was typed."""
    customer_id: str | None = None
    name: str | None = None
    number: str | None = None
    for entry in group:
        operation, payload = entry.operation, entry.operation.payload
        if operation.kind in {OperationKind.CUSTOMER_ADD, OperationKind.CUSTOMER_EDIT}:
            customer_id = customer_id or operation.row_id
            name = name or payload.get("name")
        else:
            customer_id = customer_id or payload.get("customer_id")
        if operation.kind is OperationKind.CASE_OPEN:
            number = number or payload.get("number")
        elif number is None and payload.get("case_id"):
            case = uow.cases.get(str(payload["case_id"]))
            number = case.number if case is not None else None
    known = uow.customers.get(customer_id) if customer_id else None
    return customer_id, known.name if known is not None else name, number


def _conflict(uow: UnitOfWork, one: OpenConflict) -> ProfileConflict:
    customer = uow.customers.get(one.customer_id)
    return ProfileConflict(
        op_id=one.op_id,
        customer_id=one.customer_id,
        customer_name=customer.name if customer is not None else "",
        field=one.field,
        seen=one.seen,
        mine=one.mine,
        # what is shared may have moved on since the conflict was found
        shared=to_doc(customer).get(one.field) if customer is not None else one.shared,
        staff_login=uow.ledger.staff_of(one.session_id) if one.session_id else None,
        at=one.at,
    )


def _scopes(uow: UnitOfWork) -> tuple[ScopeLine, ...]:
    device = uow.device()
    if device is None:
        return ()
    cursors, resyncing = uow.ledger.cursors(), uow.ledger.resyncing()
    branches = {branch.scope_id: branch.name for branch in uow.reference.branches()}
    units = {unit.scope_id: unit.name for unit in uow.reference.units()}
    lines = []
    for scope in device.scopes:
        kind = "reference" if scope == 0 else "unit" if scope == device.unit_scope_id else "branch"
        code = device.unit_code if kind == "unit" else device.branch_code
        name = None if kind == "reference" else branches.get(scope) or units.get(scope) or code
        lines.append(ScopeLine(scope, kind, name, cursors.get(scope, 0), scope in resyncing))
    return tuple(lines)
