"""New customers, new cases and questions to units: the small forms of the counter."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.people import Customer
from app.domain.processes import CaseKind, Process
from app.domain.questions import Question
from app.services.views import CaseView
from ui.tasks import Background
from ui.viewmodels.ports import CounterCore


class CaseworkViewModel(QObject):
    """Commands of the forms; each answers with one signal, and errors go to the form that is open."""

    processes_read = Signal(object)
    """Process templates in force."""

    customer_added = Signal(object)
    case_opened = Signal(object)
    question_sent = Signal(object)

    refused = Signal(object)
    """An error of the last command."""

    def __init__(self, core: CounterCore, tasks: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._tasks = tasks

    def read_processes(self) -> None:
        """Ask for what can be opened."""
        self._tasks.latest("counter.processes", self._core.cases.processes, self._read, self._refuse)

    def add_customer(self, doc: dict[str, str | None]) -> None:
        """Add a customer from a profile document."""
        self._tasks.run(partial(self._core.customers.add, doc), self._added, self._refuse)

    def open_case(self, customer_id: str, process_key: str, title: str, kind: CaseKind) -> None:
        """Open a case; its number is known at once."""
        self._tasks.run(
            partial(self._core.cases.open, customer_id, process_key, title, kind), self._opened, self._refuse
        )

    def ask(self, case_id: str, unit: str, text: str) -> None:
        """Send a question to a unit."""
        self._tasks.run(partial(self._core.cases.ask, case_id, unit, text), self._sent, self._refuse)

    def _read(self, processes: tuple[Process, ...]) -> None:
        self.processes_read.emit(processes)

    def _added(self, customer: Customer) -> None:
        self.customer_added.emit(customer)

    def _opened(self, view: CaseView) -> None:
        self.case_opened.emit(view)

    def _sent(self, question: Question) -> None:
        self.question_sent.emit(question)

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(error)
