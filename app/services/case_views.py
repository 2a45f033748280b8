"""A case as its track shows it, put together from its facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.domain.cases import CaseFile, fold_case
from app.domain.facts import Fact, FactKind
from app.domain.promises import fold_promises
from app.domain.questions import fold_questions
from app.services.ports import UnitOfWork
from app.services.views import CaseView

NEWS_KINDS = frozenset(
    {
        FactKind.CASE_REPORT,
        FactKind.CASE_RESOLVED,
        FactKind.CASE_REJECTED,
        FactKind.CASE_REOPENED,
        FactKind.CASE_WAITING_CUSTOMER,
        FactKind.QUESTION_ANSWERED,
    }
)


def case_view(uow: UnitOfWork, case: CaseFile, facts: Iterable[Fact], staff_login: str, now: datetime) -> CaseView:
    """The case with its folds, and what came since this member of staff last looked."""
    facts = tuple(facts)
    process = uow.reference.process(case.process_key)
    state = fold_case(process, facts)
    seen = uow.seen.last_seen(staff_login, case.id)
    news = [
        fact
        for fact in facts
        if fact.kind in NEWS_KINDS and fact.actor != staff_login and fact.ver is not None and fact.ver > (seen or 0)
    ]
    return CaseView(
        case=case,
        process=process,
        state=state,
        promises=fold_promises(facts, state, now),
        questions=fold_questions(facts),
        news=frozenset(fact.id for fact in news) if seen is not None else frozenset(),
        news_steps=frozenset(fact.step_key for fact in news if fact.step_key) if seen is not None else frozenset(),
    )
