"""A refused operation made once more: by whoever is signed in now, checked as when it was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.cases import fold_case
from app.domain.customers import PROFILE_FIELDS, changes_between, from_doc, to_doc
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind, instant
from app.domain.processes import StepStatus
from app.domain.promises import PromiseBasis, basis_of, check_promise
from app.domain.replication import OperationKind, OutboxEntry
from app.domain.wire import case_from_doc, fact_from_doc
from app.services.cases import check_report, new_number
from app.services.customers import clean_profile, refuse_taken_number
from app.services.workplace import customer_of

if TYPE_CHECKING:
    from app.domain.cases import CaseFile
    from app.domain.facts import Fact
    from app.domain.replication import Operation
    from app.services.ports import Identifiers, UnitOfWork
    from app.services.workplace import Change

CASE_FIELDS = {"title": "title", "process": "process_key"}
"""What of a case header a person may mend, and its key in the document."""

_WITH_ANOTHER = "with_another"
_DUPLICATE = ErrorCode.DUPLICATE.value
_CASE_NUMBER = "case_number"
_ALREADY_THERE = frozenset({"customer_pkey", "case_file_pkey", "fact_pkey"})
"""The shared database has this very row: there is nothing left to be sent."""


def at_fault(group: Iterable[OutboxEntry]) -> OutboxEntry:
    """The entry for which the whole group was refused."""
    entries = tuple(group)
    return next((entry for entry in entries if entry.error_code not in {None, _WITH_ANOTHER}), entries[0])


def is_known_there(entry: OutboxEntry) -> bool:
    """Whether it was refused because the shared database has it already."""
    return entry.error_code == _DUPLICATE and entry.error_message in _ALREADY_THERE


def act_of(operation: Operation) -> str:
    """What was done: the kind of the operation, or that of the fact which it adds."""
    is_fact = operation.kind is OperationKind.FACT_ADD
    return str(operation.payload.get("kind")) if is_fact else operation.kind.value


def mendable(operations: Iterable[Operation]) -> dict[str, str | None]:
    """The values of a group that a person may change before it is sent again."""
    fields: dict[str, str | None] = {}
    for operation in operations:
        payload = operation.payload
        match operation.kind:
            case OperationKind.CUSTOMER_ADD:
                fields |= {name: payload.get(name) for name in PROFILE_FIELDS if name == "name" or payload.get(name)}
            case OperationKind.CUSTOMER_EDIT:
                fields |= _edited(payload)
            case OperationKind.CASE_OPEN:
                fields |= {name: payload.get(key) for name, key in CASE_FIELDS.items()}
    return fields


def check_mended(operations: Iterable[Operation], values: Mapping[str, str | None]) -> None:
    """Refuse a value that belongs to nothing in the group."""
    kinds = {operation.kind for operation in operations}
    known: set[str] = set()
    if kinds & {OperationKind.CUSTOMER_ADD, OperationKind.CUSTOMER_EDIT}:
        known.update(PROFILE_FIELDS)
    if OperationKind.CASE_OPEN in kinds:
        known.update(CASE_FIELDS)
    for name in values:
        if name not in known:
            raise LoketError(ErrorCode.UNKNOWN_KEY, name, {"known": ", ".join(sorted(known))})


class Resending:
    """Lays refused operations on again within one change."""

    def __init__(self, change: Change, identifiers: Identifiers, values: Mapping[str, str | None]) -> None:
        self._change = change
        self._identifiers = identifiers
        self._values = values

    def lay(self, entry: OutboxEntry) -> bool:
        """Do it again; False where nothing was left to be done."""
        operation = entry.operation
        match operation.kind:
            case OperationKind.CUSTOMER_ADD:
                self._add_customer(operation)
            case OperationKind.CUSTOMER_EDIT:
                return self._edit_customer(operation)
            case OperationKind.CASE_OPEN:
                self._open_case(entry)
            case OperationKind.FACT_ADD:
                self._add_fact(operation)
            case _:
                raise LoketError(ErrorCode.NOT_PERMITTED, operation.kind.value)
        return True

    def _add_customer(self, operation: Operation) -> None:
        typed = {name: operation.payload.get(name) for name in PROFILE_FIELDS} | self._of(PROFILE_FIELDS)
        clean = clean_profile(typed, self._identifiers)
        customer = from_doc(operation.row_id, operation.scope_id, clean)
        refuse_taken_number(self._change.uow, customer)
        self._change.add_customer(customer)

    def _edit_customer(self, operation: Operation) -> bool:
        old = customer_of(self._change.uow, operation.row_id)
        clean = clean_profile(
            {**_edited(operation.payload), **self._of(PROFILE_FIELDS)}, self._identifiers, partial=True
        )
        new = from_doc(old.id, old.scope_id, {**to_doc(old), **clean})
        refuse_taken_number(self._change.uow, new)
        changes = changes_between(old, new)
        if changes:
            self._change.edit_customer(new, changes)
        return bool(changes)

    def _open_case(self, entry: OutboxEntry) -> None:
        operation, uow = entry.operation, self._change.uow
        mended = {CASE_FIELDS[name]: value for name, value in self._of(CASE_FIELDS).items()}
        case = case_from_doc(operation.row_id, operation.scope_id, {**operation.payload, **mended})
        customer_of(uow, case.customer_id)
        process = uow.reference.process(case.process_key or "")
        if process is None:
            known = ", ".join(known.key for known in uow.reference.processes())
            raise LoketError(ErrorCode.NOT_FOUND, "process", {"value": case.process_key or "", "known": known})
        taken = uow.cases.by_number(case.number) is not None or (
            entry.error_code == _DUPLICATE and entry.error_message == _CASE_NUMBER
        )
        self._change.open_case(
            replace(
                case,
                number=new_number(self._change, case.kind) if taken else case.number,
                process_version=process.version if "process_key" in mended else case.process_version,
                title=" ".join((case.title or "").split()) or process.customer_words,
                opened_by=self._change.session.staff_login,
            )
        )

    def _add_fact(self, operation: Operation) -> None:
        fact = fact_from_doc(operation.row_id, operation.scope_id, operation.payload)
        uow = self._change.uow
        case = _case_of(uow, fact)
        if fact.customer_id is not None:
            customer_of(uow, fact.customer_id)
        if case is not None:
            self._check(fact, case)
        scope_id = case.scope_id if case is not None else fact.scope_id
        actor = self._change.session.staff_login
        self._change.add_facts(replace(fact, scope_id=scope_id, actor=actor, device_id=None))

    def _check(self, fact: Fact, case: CaseFile) -> None:
        uow = self._change.uow
        process = uow.reference.process(case.process_key)
        if fact.kind is FactKind.CASE_REPORT:
            check_report(process, fact.step_key or "", StepStatus(fact.body["status"]), fact.body.get("code"))
        elif fact.kind is FactKind.PROMISE_MADE:
            due_at = instant(fact.body, "due_at")
            if due_at is None:
                raise LoketError(ErrorCode.REQUIRED, "due_at")
            answer_by = fact.body.get("answer_by")
            state = fold_case(process, uow.facts.of_case(case.id))
            basis = PromiseBasis(None, None, answer_by) if answer_by else basis_of(state)
            check_promise(due_at, basis, self._change.now)

    def _of(self, names: Iterable[str]) -> dict[str, str | None]:
        return {name: self._values[name] for name in names if name in self._values}


def _edited(payload: Mapping[str, object]) -> dict[str, str | None]:
    changes = payload.get("changes")
    if not isinstance(changes, Mapping):
        return {}
    return {str(name): change.get("value") for name, change in changes.items()}


def _case_of(uow: UnitOfWork, fact: Fact) -> CaseFile | None:
    if fact.case_id is None:
        return None
    case = uow.cases.get(fact.case_id)
    # an interaction may speak of a case that is not here; what changes a case needs it
    if case is None and not fact.kind.startswith("interaction."):
        raise LoketError(ErrorCode.NOT_FOUND, "case", {"value": fact.case_id})
    return case
