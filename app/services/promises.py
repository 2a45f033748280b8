"""Promises: made from an estimate, replaced by a new one, kept or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.cases import CaseState, fold_case
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.promises import Promise, PromiseBasis, basis_of, check_promise, fold_promises
from app.services.workplace import case_of

if TYPE_CHECKING:
    from app.domain.cases import CaseFile
    from app.services.ports import UnitOfWork
    from app.services.views import PromiseLine
    from app.services.workplace import Change, Workplace


@dataclass(frozen=True, slots=True)
class PromiseProposal:
    """A promise ready to be made: what the estimate of a step allows."""

    case_id: str
    text: str
    due_at: datetime
    step_key: str
    estimate_at: datetime
    replaces: str | None


class PromiseService:
    """What can be done with promises."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def propose(self, number_or_id: str) -> PromiseProposal | None:
        """What can be promised on this case now, or None where nothing is estimated."""
        with self._workplace.look() as (uow, _session):
            case = case_of(uow, number_or_id)
            state = self._state(uow, case)
            basis = basis_of(state)
            step = state.step(basis.step_key) if basis.step_key else None
            if step is None or basis.estimate_at is None or basis.estimate_at <= self._workplace.clock.now():
                return None
            live = [promise for promise in self._promises(uow, case, state) if not promise.is_settled]
            return PromiseProposal(
                case_id=case.id,
                text=live[-1].text if live else step.name,
                due_at=basis.estimate_at,
                step_key=step.key,
                estimate_at=basis.estimate_at,
                replaces=live[-1].id if live else None,
            )

    def make(
        self,
        number_or_id: str,
        due_at: datetime,
        text: str,
        *,
        answer_by: str | None = None,
        replaces: str | None = None,
    ) -> Promise:
        """Promise something by a time; it needs an estimate under it, or the name of who will answer."""
        if not text.strip():
            raise LoketError(ErrorCode.REQUIRED, "text")
        with self._workplace.change() as change:
            case = case_of(change.uow, number_or_id)
            state = self._state(change.uow, case)
            basis = PromiseBasis(None, None, answer_by) if answer_by else basis_of(state)
            check_promise(due_at, basis, change.now)
            promise_id = change.ids.new()
            if replaces is not None:
                self._settle(change, replaces, FactKind.PROMISE_MOVED, {"to": promise_id})
            body = {
                "text": " ".join(text.split()),
                "due_at": due_at.isoformat(),
                "estimate_at": basis.estimate_at.isoformat() if basis.estimate_at else None,
                "answer_by": answer_by,
                "replaces": replaces,
            }
            change.case_fact(case, FactKind.PROMISE_MADE, body, subject_id=promise_id, step_key=basis.step_key)
            promises = self._promises(change.uow, case, state)
            change.commit()
        return next(promise for promise in promises if promise.id == promise_id)

    def withdraw(self, promise_id: str, reason: str) -> None:
        """Take a promise back, with the reason that the customer was told."""
        if not reason.strip():
            raise LoketError(ErrorCode.REASON_REQUIRED, "reason")
        with self._workplace.change() as change:
            self._settle(change, promise_id, FactKind.PROMISE_WITHDRAWN, {"reason": reason.strip()})
            change.commit()

    def keep(self, promise_id: str) -> None:
        """Note that a promise was kept."""
        with self._workplace.change() as change:
            self._settle(change, promise_id, FactKind.PROMISE_KEPT, {})
            change.commit()

    def lines(self, *, at_risk_only: bool = False, limit: int = 200) -> tuple[PromiseLine, ...]:
        """Promises of this branch that are not settled, by due time."""
        now = self._workplace.clock.now()
        return self._workplace.store.promise_lines(at_risk_only=at_risk_only, now=now, limit=limit)

    def _settle(self, change: Change, promise_id: str, kind: FactKind, body: dict[str, str]) -> None:
        made = next((f for f in change.uow.facts.of_subject(promise_id) if f.kind is FactKind.PROMISE_MADE), None)
        case = change.uow.cases.get(made.case_id) if made is not None and made.case_id else None
        if case is None:
            raise LoketError(ErrorCode.NOT_FOUND, "promise", {"value": promise_id})
        promises = self._promises(change.uow, case, self._state(change.uow, case))
        if any(promise.id == promise_id and promise.is_settled for promise in promises):
            raise LoketError(ErrorCode.ALREADY_CLOSED, "promise", {"value": promise_id})
        change.case_fact(case, kind, body, subject_id=promise_id)

    def _state(self, uow: UnitOfWork, case: CaseFile) -> CaseState:
        return fold_case(uow.reference.process(case.process_key), uow.facts.of_case(case.id))

    def _promises(self, uow: UnitOfWork, case: CaseFile, state: CaseState) -> tuple[Promise, ...]:
        return fold_promises(uow.facts.of_case(case.id), state, self._workplace.clock.now())
