"""Questions between desks."""

from __future__ import annotations

from app.domain.facts import FactKind
from app.domain.questions import fold_questions
from tests.factories import a_fact, hours

ASKED = a_fact(
    FactKind.QUESTION_ASKED,
    {"to_unit": "DELIVERY", "text": "Kapan diantar?", "answer_due_at": hours(2).isoformat()},
    subject_id="question-1",
    ver=1,
)


def test_an_unanswered_question_is_late_after_its_time() -> None:
    (question,) = fold_questions([ASKED])
    assert not question.is_late(hours(1))
    assert question.is_late(hours(3))


def test_the_first_answer_counts() -> None:
    answers = [
        a_fact(FactKind.QUESTION_ANSWERED, {"text": text}, subject_id="question-1", ver=ver, actor="budi")
        for ver, text in ((3, "lusa"), (2, "besok pukul 10.00"))
    ]
    (question,) = fold_questions([*answers, ASKED])
    assert question.answer == "besok pukul 10.00"
    assert not question.is_late(hours(9))
