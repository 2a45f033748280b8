"""What people at a station do, chosen by the seed, through the services that the screens use."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from app.domain.errors import LoketError
from app.domain.facts import Fact, FactKind
from app.domain.people import Customer
from app.domain.processes import StepStatus
from tests.sim.backend import PROCESS
from tests.sim.station import Station

_NAMES = ("Siti Aminah", "Budi Santoso", "Dewi Lestari", "Agus Salim", "Ratna Sari", "Joko Widodo", "Ni Luh Ayu")
_FIELDS = ("note", "city", "preferences", "call_name")
_NUMBERS = 6
"""So few customer numbers that two branches or devices give the same one now and then."""


class Worker:
    """Chooses work for one station."""

    def __init__(self, station: Station, random: Random) -> None:
        self._station = station
        self._random = random
        self.said: dict[tuple[str, str], str] = {}
        """By customer and field: the words typed here last."""
        counter = [
            (self._add_customer, 4),
            (self._edit_customer, 4),
            (self._open_case, 3),
            (self._serve, 2),
            (self._ask, 2),
            (self._answer, 1),
            (self._look_at, 2),
            (self._wrong_fact, 1),
            (self._poison, 1),
        ]
        unit = [(self._report, 5), (self._ask, 1), (self._answer, 2), (self._wrong_fact, 1), (self._look_at, 1)]
        choices: list[tuple[Callable[[], str], int]] = unit if _is_unit(station) else counter
        self._acts = [act for act, weight in choices for _ in range(weight)]

    def work(self) -> str:
        """One thing; says what it was, or why it was not to be."""
        act = self._random.choice(self._acts)
        try:
            return act()
        except LoketError as error:
            return f"{act.__name__} {error.code}"

    def _rows(self, table: str) -> list[str]:
        return [row[0] for row in self._station.raw.execute(f"SELECT id FROM {table} ORDER BY id")]  # noqa: S608

    def _pick(self, table: str) -> str | None:
        found = self._rows(table)
        return self._random.choice(found) if found else None

    def _text(self) -> str:
        return f"catatan {self._random.randrange(1_000_000)}"

    def _add_customer(self) -> str:
        doc: dict[str, str | None] = {"name": self._random.choice(_NAMES)}
        if self._random.random() < 0.25:
            doc["customer_number"] = f"C{self._random.randrange(_NUMBERS)}"
        return f"add {self._station.customers.add(doc).id}"

    def _edit_customer(self) -> str:
        customer_id = self._pick("customer")
        if customer_id is None:
            return self._add_customer()
        field, value = self._random.choice(_FIELDS), self._text()
        # what a crash cuts off may be on the disk or not: nothing can be said of it then
        self.said.pop((customer_id, field), None)
        self._station.customers.edit(customer_id, {field: value})
        self.said[customer_id, field] = value
        return f"edit {customer_id} {field}"

    def _open_case(self) -> str:
        customer_id = self._pick("customer")
        if customer_id is None:
            return self._add_customer()
        return f"case {self._station.cases.open(customer_id, PROCESS, self._text()).case.id}"

    def _serve(self) -> str:
        """A new customer with things that are told of it, in one go."""
        station = self._station
        with station.workplace.change() as change:
            customer = Customer(change.ids.new(), change.session.scope_id, self._random.choice(_NAMES))
            change.add_customer(customer)
            talk = change.ids.new()
            for _ in range(self._random.randrange(1, 4)):
                body = {"text": self._text()}
                change.branch_fact(FactKind.INTERACTION_NOTE, talk, body, customer_id=customer.id)
            change.commit()
        return f"serve {customer.id}"

    def _look_at(self) -> str:
        customer_id = self._pick("customer")
        if customer_id is None:
            return "nobody"
        self._station.customers.record(customer_id)
        return f"look {customer_id}"

    def _ask(self) -> str:
        case_id = self._pick("case_file")
        if case_id is None:
            return "no case"
        return f"ask {self._station.cases.ask(case_id, 'WORKSHOP', self._text()).id}"

    def _answer(self) -> str:
        asked = list(
            self._station.raw.execute(
                "SELECT subject_id, case_id FROM fact f WHERE kind = 'question.asked' AND EXISTS "
                "(SELECT 1 FROM case_file c WHERE c.id = f.case_id) ORDER BY id"
            )
        )
        if not asked:
            return "no question"
        question, case_id = self._random.choice(asked)
        with self._station.workplace.change() as change:
            case = change.uow.cases.get(case_id)
            if case is None:
                return "no case"
            change.case_fact(case, FactKind.QUESTION_ANSWERED, {"text": self._text()}, subject_id=question)
            change.commit()
        return f"answer {question}"

    def _report(self) -> str:
        case_id = self._pick("case_file")
        if case_id is None:
            return "no case"
        status = self._random.choice((StepStatus.IN_PROGRESS, StepStatus.DONE, StepStatus.ON_HOLD))
        self._station.cases.report(case_id, self._random.choice(("setup", "delivery")), status)
        return f"report {case_id}"

    def _wrong_fact(self) -> str:
        """Of a case that is nowhere: refused by a rule."""
        return self._bare_fact(FactKind.QUESTION_ASKED, self._station.ids.new(), self._station.ids.new())

    def _poison(self) -> str:
        """What nobody foresaw: put aside, with what was done in the same go."""
        return self._bare_fact(FactKind.INTERACTION_NOTE, "bukan-uuid", None)

    def _bare_fact(self, kind: FactKind, subject_id: str, case_id: str | None) -> str:
        with self._station.workplace.change() as change:
            fact = Fact(
                id=change.ids.new(),
                scope_id=change.session.scope_id,
                kind=kind,
                subject_id=subject_id,
                at=change.now,
                actor=change.session.staff_login,
                body={"text": self._text()},
                case_id=case_id,
            )
            change.add_facts(fact)
            change.commit()
        return f"bare {fact.id}"


def _is_unit(station: Station) -> bool:
    row = station.raw.execute("SELECT doc FROM device").fetchone()
    return '"unit_code":null' not in row[0]
