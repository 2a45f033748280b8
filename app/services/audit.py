"""The audit: what was done with a customer's data, and whether this device's own account of it was tampered with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.domain.audit import chain_faults, shared_faults
from app.domain.chain import genesis
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.replication import OperationKind
from app.services.resending import act_of
from app.services.rights import check_right
from app.services.sync_desk import staff_of
from app.services.views import ChainCheck, Trail, TrailEntry

if TYPE_CHECKING:
    from app.domain.replication import DeviceIdentity, Operation
    from app.services.ports import SharedAudit, UnitOfWork
    from app.services.workplace import Workplace

HERE, SHARED = "here", "shared"
MOST_FACTS = 100_000


class AuditService:
    """Trails and checks. `shared` opens the way to the shared database, when it is needed."""

    def __init__(self, workplace: Workplace, shared: Callable[[], SharedAudit]) -> None:
        self._workplace = workplace
        self._shared = shared

    def trail(self, customer_id: str) -> Trail:
        """What was done with a customer (an id or a customer number); that it was read is recorded.

        LoketError NOT_SIGNED_IN, or NOT_FOUND where neither this device nor, as far as it may be asked, the shared
        database knows the customer.
        """
        with self._workplace.look() as (uow, session):
            known = uow.customers.get(customer_id) or uow.customers.by_number(customer_id)
            identity = uow.device()
            if identity is None:
                raise LoketError(ErrorCode.NOT_ENROLLED)
            found_id = known.id if known is not None else _uuid(customer_id)
            ours = _Local(uow, identity).entries(found_id)
        try:
            check_right(session, FactKind.CUSTOMER_TRAIL_READ)
            theirs = self._shared().trail(identity, session.id, found_id)
        except LoketError as error:
            if known is None:
                raise LoketError(ErrorCode.NOT_FOUND, "customer", {"value": customer_id}) from error
            self._note_look(known.id)
            return Trail(known.id, tuple(sorted(ours, key=_order)), error)
        return Trail(found_id, tuple(sorted(_merged(ours, theirs), key=_order)), None)

    def verify(self) -> ChainCheck:
        """Recompute the chain of what this device still keeps, and compare it with the shared one if that answers."""
        with self._workplace.store.read() as uow:
            identity = uow.device()
            if identity is None:
                raise LoketError(ErrorCode.NOT_ENROLLED)
            entries = tuple(uow.ledger.chained())
            starts = {genesis(device_id) for device_id in (*uow.ledger.devices(), identity.device_id)}
        faults = chain_faults(entries, starts)
        try:
            shared = self._shared().head(identity, entries[0].seq if entries else 1)
        except LoketError as error:
            return ChainCheck(len(entries), faults, error)
        more = tuple(fault for fault in shared_faults(entries, shared) if fault not in faults)
        return ChainCheck(len(entries), tuple(sorted((*faults, *more), key=lambda fault: fault.seq)), None)

    def _note_look(self, customer_id: str) -> None:
        with self._workplace.change() as change:
            change.branch_fact(FactKind.CUSTOMER_VIEWED, customer_id, {"trail": True}, customer_id=customer_id)
            change.commit()


class _Local:
    """What this device knows: facts of its scopes, and its own operations."""

    def __init__(self, uow: UnitOfWork, identity: DeviceIdentity) -> None:
        self._uow = uow
        self._identity = identity
        self._branches = {branch.scope_id: branch.code for branch in uow.reference.branches()}

    def entries(self, customer_id: str) -> list[TrailEntry]:
        """In no order."""
        cases = {case.id: case for case in self._uow.cases.of_customer(customer_id)}
        facts = {fact.id: fact for fact in self._uow.facts.of_customer(customer_id, MOST_FACTS)}
        for group in self._uow.facts.of_cases(list(cases)).values():
            facts |= {fact.id: fact for fact in group}
        operations = [entry.operation for entry in self._uow.ledger.of_customer(customer_id)]
        done_here = {operation.row_id for operation in operations if operation.kind is not OperationKind.CUSTOMER_EDIT}
        numbers = {case.id: case.number for case in cases.values()}
        found = [self._operation(operation, numbers) for operation in operations]
        found += [
            TrailEntry(
                at=fact.at,
                actor=fact.actor,
                act=fact.kind.value,
                device=self._device(fact.device_id),
                branch=self._branches.get(fact.scope_id),
                case_number=numbers.get(fact.case_id or ""),
                op_id=None,
                known=HERE,
            )
            for fact in facts.values()
            if fact.id not in done_here
        ]
        found += [
            TrailEntry(
                at=case.opened_at,
                actor=case.opened_by,
                act=OperationKind.CASE_OPEN.value,
                device=None,
                branch=self._branches.get(case.scope_id),
                case_number=case.number,
                op_id=None,
                known=HERE,
            )
            for case in cases.values()
            if case.id not in done_here
        ]
        return found

    def _operation(self, operation: Operation, numbers: Mapping[str, str]) -> TrailEntry:
        payload = operation.payload
        number = payload.get("number") or numbers.get(str(payload.get("case_id")))
        return TrailEntry(
            at=operation.at,
            actor=staff_of(self._uow, operation),
            act=act_of(operation),
            device=self._identity.name,
            branch=self._branches.get(operation.scope_id),
            case_number=number,
            op_id=operation.op_id,
            known=HERE,
        )

    def _device(self, device_id: str | None) -> str | None:
        return self._identity.name if device_id == self._identity.device_id else device_id


def _merged(ours: Iterable[TrailEntry], theirs: Iterable[Mapping[str, Any]]) -> list[TrailEntry]:
    """The shared trail, with what only this device knows so far: operations that wait, were refused or are held."""
    own = {entry.op_id: entry for entry in ours if entry.op_id is not None}
    shared = [_shared(doc) for doc in theirs]
    told = {entry.op_id for entry in shared}
    found = [replace(entry, known=HERE) if entry.op_id in own else entry for entry in shared]
    return found + [entry for op_id, entry in own.items() if op_id not in told]


def _shared(doc: Mapping[str, Any]) -> TrailEntry:
    return TrailEntry(
        at=datetime.fromisoformat(doc["at"]),
        actor=doc.get("actor"),
        act=doc["act"],
        device=doc.get("device"),
        branch=doc.get("branch"),
        case_number=doc.get("case_number"),
        op_id=doc.get("op_id"),
        known=SHARED,
    )


def _order(entry: TrailEntry) -> tuple[datetime, str]:
    return entry.at, entry.op_id or ""


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise LoketError(ErrorCode.NOT_FOUND, "customer", {"value": text}) from None
