"""What people at a station do, drawn by a seed, through the same services as the screen and the commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from app.bootstrap import Core
from app.domain.errors import ErrorCode, LoketError
from app.domain.interactions import Channel, Outcome, OutcomeKind
from app.domain.people import Role
from app.domain.processes import StepStatus
from tests.sync.offices import PASSWORD, PROCESS

AT_ONCE = Channel.CHAT
"""Contacts of this channel are only ever logged whole: no station may see one that has begun and not ended."""
_RECENT = 30
_NUMBERS = 60
_NUMBERED = 0.2
_SIGNS_IN = 0.01
_STEPS = ("setup", "delivery")
_EXPECTED = frozenset(
    {
        ErrorCode.DUPLICATE,
        ErrorCode.NOT_FOUND,
        ErrorCode.ALREADY_CLOSED,
        ErrorCode.DISK_FULL,
        ErrorCode.STORE_IN_USE,
        ErrorCode.NOT_SIGNED_IN,
        ErrorCode.UNREACHABLE,
        ErrorCode.OFFLINE_EXPIRED,
        ErrorCode.CLOCK_SET_BACK,
        ErrorCode.NEEDS_NETWORK,
        ErrorCode.LOCKED_OUT,
    }
)


class Worker:
    """Does one thing after another; `notes` are those that nobody else changes, as they must be read here."""

    def __init__(self, core: Core, login: str, role: Role, rng: Random) -> None:
        self._core = core
        self._login = login
        self._rng = rng
        self._count = 0
        self.notes: dict[str, str] = {}
        counter: list[Callable[[], object]] = [
            *[self._add_customer] * 3,
            *[self._edit_city] * 2,
            *[self._edit_note] * 3,
            *[self._open_case] * 3,
            *[self._log] * 3,
            *[self._talk] * 3,
            *[self._promise] * 2,
            *[self._ask] * 1,
            *[self._look] * 2,
        ]
        office: list[Callable[[], object]] = [*[self._report] * 4, self._ask]
        self._acts = office if role is Role.BACKOFFICE else counter

    def act(self) -> None:
        """Do the next thing; a refusal that people know is part of the day, any other error is a fault."""
        try:
            if self._rng.random() < _SIGNS_IN:
                self._sign_in()
            self._rng.choice(self._acts)()
        except LoketError as error:
            if error.code is ErrorCode.NOT_SIGNED_IN:
                self._sign_in()
            elif error.code not in _EXPECTED:
                raise

    def _sign_in(self) -> None:
        try:
            self._core.sessions.login(self._login, PASSWORD)
        except LoketError as error:
            if error.code not in _EXPECTED:
                raise

    def _add_customer(self) -> None:
        doc: dict[str, str | None] = {"name": f"Nasabah {self._login} {self._next()}"}
        if self._rng.random() < _NUMBERED:
            doc["customer_number"] = f"C-{self._rng.randrange(_NUMBERS)}"
        customer = self._core.customers.add(doc)
        self.notes[customer.id] = ""

    def _edit_city(self) -> None:
        if customer := self._one_of("customer"):
            self._core.customers.edit(customer, {"city": f"Kota {self._next()}"})

    def _edit_note(self) -> None:
        if self.notes:
            customer = self._rng.choice(list(self.notes))
            note = f"Catatan {self._next()}"
            self._core.customers.edit(customer, {"note": note})
            self.notes[customer] = note

    def _open_case(self) -> None:
        if customer := self._one_of("customer"):
            self._core.cases.open(customer, PROCESS, f"Barang {self._next()}")

    def _log(self) -> None:
        now = self._core.clock.now()
        doc: dict[str, Any] = {
            "customer": self._one_of("customer"),
            "channel": AT_ONCE.value,
            "started_at": (now - timedelta(minutes=5)).isoformat(),
            "ended_at": now.isoformat(),
            "events": [],
            "outcome": {"kind": OutcomeKind.SOLVED.value, "summary": f"Selesai {self._next()}"},
        }
        self._core.interactions.log(doc)

    def _talk(self) -> None:
        talk = self._core.interactions.start(self._one_of("customer"), Channel.COUNTER).id
        for _ in range(self._rng.randrange(3)):
            self._core.interactions.note(talk, f"Kata {self._next()}")
        if self._rng.random() < 0.7:
            self._core.interactions.end(talk, Outcome(OutcomeKind.SOLVED, f"Selesai {self._next()}"))

    def _promise(self) -> None:
        if case := self._one_of("case_file"):
            due = self._core.clock.now() + timedelta(hours=2 + self._rng.randrange(9))
            promise = self._core.promises.make(case, due, f"Janji {self._next()}", answer_by="Bengkel")
            if self._rng.random() < 0.3:
                self._core.promises.keep(promise.id)

    def _ask(self) -> None:
        if case := self._one_of("case_file"):
            self._core.cases.ask(case, "WORKSHOP", f"Tanya {self._next()}")

    def _look(self) -> None:
        if customer := self._one_of("customer"):
            self._core.customers.record(customer)

    def _report(self) -> None:
        if case := self._one_of("case_file"):
            estimate = self._core.clock.now() + timedelta(hours=3)
            step = self._rng.choice(_STEPS)
            self._core.cases.report(case, step, StepStatus.IN_PROGRESS, estimate_at=estimate)

    def _one_of(self, table: str) -> str | None:
        with self._core.store.database.read() as connection:
            rows = connection.exec_driver_sql(f"SELECT id FROM {table} ORDER BY id DESC LIMIT {_RECENT}").all()  # noqa: S608
        return self._rng.choice(rows)[0] if rows else None

    def _next(self) -> int:
        self._count += 1
        return self._count
