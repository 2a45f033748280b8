"""The documented SQL functions as the simulated back office calls them: what any other system may do, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.demo.decisions import Report
from app.domain.processes import StepStatus

if TYPE_CHECKING:
    import psycopg

_REPORT = """
select loket.report_step(case_number => %s, step_key => %s, status => %s, code => %s, estimate_at => %s, cost => %s,
    reason => %s, reported_by => %s)
"""
_OPEN_STEPS = "select case_number, process_key, step_key, status, your_turn from loket.open_steps(%s, %s, %s)"
_OPEN_QUESTIONS = "select case_number, question_id::text, question from loket.open_questions(%s)"


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that a unit has still to finish."""

    case_number: str
    process_key: str
    step_key: str
    status: StepStatus
    your_turn: bool


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits for an answer."""

    case_number: str
    id: str
    text: str


class Integrator:
    """A conversation under the rights of `loket_integrator`."""

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        self._connection = connection

    def report(self, report: Report, reported_by: str | None) -> str:
        """Say how far a step is; gives the id of the report."""
        values = (
            report.case_number, report.step_key, report.status.value, report.code, report.estimate_at, report.cost,
            report.reason, reported_by,
        )  # fmt: skip
        row = self._connection.execute(_REPORT, values).fetchone()
        return str(row[0]) if row else ""

    def open_steps(self, unit: str, since: datetime | None, limit: int) -> list[OpenStep]:
        """What the unit has still to finish, the newest case first; `since` leaves out what came to it earlier."""
        rows = self._connection.execute(_OPEN_STEPS, (unit, since, limit)).fetchall()
        return [
            OpenStep(str(number), str(process), str(step), StepStatus(str(status)), bool(turn))
            for number, process, step, status, turn in rows
        ]

    def open_questions(self, unit: str) -> list[OpenQuestion]:
        """What waits for the unit's answer, oldest first."""
        rows = self._connection.execute(_OPEN_QUESTIONS, (unit,)).fetchall()
        return [OpenQuestion(str(number), str(question), str(text)) for number, question, text in rows]

    def answer(self, case_number: str, question_id: str, text: str, by: str) -> None:
        """Answer a question."""
        self._connection.execute(
            "select loket.answer_question(%s, %s::uuid, %s, %s)", (case_number, question_id, text, by)
        )

    def open_case(self, branch: str, customer: str, process_key: str) -> str:
        """Open a case for a customer, as an online channel would; gives its number."""
        row = self._connection.execute(
            "select loket.open_case(branch => %s, customer => %s, process_key => %s, opened_by => %s)",
            (branch, customer, process_key, "online"),
        ).fetchone()
        return str(row[0]) if row else ""


@contextmanager
def integrator(url: str) -> Iterator[Integrator]:
    """A conversation under the integrator's login; each call is a transaction of its own."""
    import psycopg

    with psycopg.connect(url, autocommit=True, connect_timeout=5, application_name="back office") as connection:
        yield Integrator(connection)
