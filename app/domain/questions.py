"""Questions between desks: asked on a case, answered in its thread, late when nobody does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.facts import Fact, FactKind, in_order, instant


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a unit with the time by which an answer is due; `answer` is None while it waits."""

    id: str
    case_id: str
    to_unit: str
    text: str
    asked_by: str
    asked_at: datetime
    answer_due_at: datetime | None
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether its time passed without an answer."""
        return self.answer is None and self.answer_due_at is not None and self.answer_due_at < now


def fold_questions(facts: Iterable[Fact]) -> tuple[Question, ...]:
    """The questions of one case, oldest first; the first answer counts, later ones stay in the timeline."""
    questions: dict[str, Question] = {}
    for fact in in_order(facts):
        if fact.kind is FactKind.QUESTION_ASKED:
            questions[fact.subject_id] = Question(
                id=fact.subject_id,
                case_id=fact.case_id or "",
                to_unit=str(fact.body.get("to_unit") or ""),
                text=str(fact.body.get("text") or ""),
                asked_by=fact.actor,
                asked_at=fact.at,
                answer_due_at=instant(fact.body, "answer_due_at"),
            )
        elif fact.kind is FactKind.QUESTION_ANSWERED:
            question = questions.get(fact.subject_id)
            if question is not None and question.answer is None:
                answer = str(fact.body.get("text") or "")
                questions[question.id] = replace(question, answer=answer, answered_by=fact.actor, answered_at=fact.at)
    return tuple(questions.values())
