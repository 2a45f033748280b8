"""Cases: open one, see it, report a step, ask a unit."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.domain.cases import CaseFile, CaseStatus
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.people import Role
from app.domain.processes import CaseKind, Process, StepStatus
from app.domain.questions import Question
from app.services.case_views import case_view
from app.services.values import MOST_COST
from app.services.workplace import case_of, customer_of

if TYPE_CHECKING:
    from app.domain.people import Session
    from app.services.ports import UnitOfWork
    from app.services.views import CaseLine, CaseView
    from app.services.workplace import Change, Workplace

NUMBER_PREFIX = {CaseKind.REQUEST: "PMT", CaseKind.COMPLAINT: "KLH", CaseKind.QUESTION: "TNY"}
REPORTERS = frozenset({Role.BACKOFFICE, Role.SUPERVISOR, Role.ADMIN})


class CaseService:
    """What can be done with cases."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def show(self, number_or_id: str) -> CaseView:
        """One case by its number or id."""
        with self._workplace.look() as (uow, session):
            return self._view(uow, session, case_of(uow, number_or_id))

    def lines(
        self, customer_id: str | None = None, status: CaseStatus | None = None, limit: int = 200
    ) -> tuple[CaseLine, ...]:
        """Cases of a customer, or of the whole branch, newest first."""
        return self._workplace.store.case_lines(customer_id, status, limit)

    def processes(self) -> tuple[Process, ...]:
        """The process templates in force."""
        with self._workplace.look() as (uow, _session):
            return uow.reference.processes()

    def open(self, customer_id: str, process_key: str, title: str, kind: CaseKind | None = None) -> CaseView:
        """Open a case; its number is known at once and cannot be given twice, online or off."""
        with self._workplace.change() as change:
            customer = customer_of(change.uow, customer_id)
            process = change.uow.reference.process(process_key)
            if process is None:
                known = ", ".join(known.key for known in change.uow.reference.processes())
                raise LoketError(ErrorCode.NOT_FOUND, "process", {"value": process_key, "known": known})
            case = CaseFile(
                id=change.ids.new(),
                scope_id=change.session.scope_id,
                number=new_number(change, kind or process.kind),
                customer_id=customer.id,
                process_key=process.key,
                process_version=process.version,
                kind=kind or process.kind,
                title=" ".join(title.split()) or process.customer_words,
                opened_at=change.now,
                opened_by=change.session.staff_login,
            )
            change.open_case(case)
            view = self._view(change.uow, change.session, case)
            change.commit()
        return view

    def report(
        self,
        number_or_id: str,
        step_key: str,
        status: StepStatus,
        *,
        code: str | None = None,
        estimate_at: datetime | None = None,
        cost: int | None = None,
        reason: str | None = None,
    ) -> CaseView:
        """Say how far a step is; only those who carry steps may."""
        with self._workplace.change() as change:
            case = case_of(change.uow, number_or_id)
            if change.session.role not in REPORTERS:
                raise LoketError(ErrorCode.NOT_PERMITTED, "report", {"role": change.session.role})
            check_report(change.uow.reference.process(case.process_key), step_key, status, code)
            if cost is not None and not 0 <= cost <= MOST_COST:
                raise LoketError(ErrorCode.INVALID, "cost", {"value": str(cost)})
            body = {
                "status": status.value,
                "code": code,
                "estimate_at": estimate_at.isoformat() if estimate_at else None,
                "cost": cost,
                "reason": reason,
                "unit": change.session.unit_code,
            }
            change.case_fact(case, FactKind.CASE_REPORT, body, step_key=step_key)
            view = self._view(change.uow, change.session, case)
            change.commit()
        return view

    def ask(self, number_or_id: str, to_unit: str, text: str, answer_due_at: datetime | None = None) -> Question:
        """Ask a unit something about a case."""
        if not text.strip():
            raise LoketError(ErrorCode.REQUIRED, "text")
        with self._workplace.change() as change:
            case = case_of(change.uow, number_or_id)
            known = {unit.code for unit in change.uow.reference.units()}
            if to_unit not in known:
                raise LoketError(ErrorCode.NOT_FOUND, "to_unit", {"value": to_unit, "known": ", ".join(sorted(known))})
            body = {
                "to_unit": to_unit,
                "text": text.strip(),
                "answer_due_at": answer_due_at.isoformat() if answer_due_at else None,
            }
            question_id = change.ids.new()
            fact = change.case_fact(case, FactKind.QUESTION_ASKED, body, subject_id=question_id)
            change.commit()
        return Question(question_id, case.id, to_unit, text.strip(), fact.actor, fact.at, answer_due_at)

    def mark_seen(self, number_or_id: str) -> None:
        """Note that the signed-in person has looked at the case as it is now."""
        with self._workplace.change() as change:
            case = case_of(change.uow, number_or_id)
            newest = max((fact.ver or 0 for fact in change.uow.facts.of_case(case.id)), default=0)
            change.uow.seen.mark(change.session.staff_login, case.id, newest)
            change.uow.commit()

    def _view(self, uow: UnitOfWork, session: Session, case: CaseFile) -> CaseView:
        return case_view(uow, case, uow.facts.of_case(case.id), session.staff_login, self._workplace.clock.now())


def check_report(process: Process | None, step_key: str, status: StepStatus, code: str | None) -> None:
    """Refuse a report on a step that the process does not have, or with a code that means another status."""
    if process is None:
        return
    step = process.step(step_key)
    if step is None:
        known = ", ".join(step.key for step in process.steps)
        raise LoketError(ErrorCode.NOT_FOUND, "step", {"value": step_key, "known": known})
    known_code = step.code(code) if code else None
    if known_code is not None and known_code.status is not status:
        raise LoketError(ErrorCode.INVALID, "code", {"value": code or "", "status": known_code.status})


def new_number(change: Change, kind: CaseKind) -> str:
    """A case number that no other device can give: branch and device are part of it."""
    device = change.uow.device()
    if device is None:
        raise LoketError(ErrorCode.NOT_ENROLLED)
    prefix = NUMBER_PREFIX[kind]
    year = change.now.astimezone(ZoneInfo(change.session.zone)).year
    count = change.uow.next_number(f"case.{prefix}.{year}")
    return f"{prefix}-{year}-{device.branch_code}{device.device_code}-{count:05d}"
