"""The story of the tour: told "tomorrow before lunch", and then the set-up is late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.demo.axis import WorkAxis
from app.demo.organisation import COUNTER_LOGIN, HOME
from app.demo.seeded import SeededIds
from app.domain.cases import CaseFile
from app.domain.facts import Fact, FactKind
from app.domain.interactions import Channel, ContactKind, Mood, Outcome, OutcomeKind, Signs, outcome_to_doc
from app.domain.people import Customer, Honorific
from app.domain.processes import Process, StepStatus, StepTemplate
from app.formats.workdays import IndonesianCalendar

PROCESS = "electronics.order_setup_delivery"
STEP = "setup"
RUNNING_CODE = "SETUP_RUNNING"
LATE_CODE = "SETUP_LATE"
LATE_REASON = "kartu grafis perlu disetel ulang"
SEARCH = "wah tenris"
"""What the tour types: a part of the middle of the name."""
CUSTOMER_NAME = "Marwah Tenrisanna"
CUSTOMER_NUMBER = f"NR-{HOME.code}-900001"
PROMISE_TEXT = "komputer selesai dirakit"
SPOKEN_PROMISE = "besok sebelum makan siang"
_OPENED_BEFORE, _DONE_BEFORE = 900, (790, 570)
"""Working minutes before the telling: all of it at least one working day back."""
_TOLD_BEFORE = timedelta(minutes=50)
_FIRST_SERIAL = 90_000
"""Far above what the first device of the branch counts to."""
_ESTIMATE, _DUE, _LATER = time(11), time(11, 30), time(15)


@dataclass(frozen=True, slots=True)
class Story:
    """One telling: the case on the counter and when its new estimate will say it is ready."""

    case_number: str
    customer_id: str
    due_at: datetime
    late_estimate_at: datetime


def story_number(year: int, telling: int) -> str:
    """The case number of a telling, the first one being 1."""
    return f"PMT-{year}-{HOME.code}01-{_FIRST_SERIAL + telling:05d}"


def is_told(case_number: str) -> bool:
    """Whether the case is a telling's: the tour alone moves it."""
    _prefix, _year, mark, serial = case_number.split("-")
    return mark == f"{HOME.code}01" and int(serial) > _FIRST_SERIAL


def story_customer(scope_id: int, now: datetime, seed: str) -> Customer:
    """Who stands at the counter; the same person in every telling."""
    return Customer(
        id=SeededIds(f"{seed}.story").at(now),
        scope_id=scope_id,
        name=CUSTOMER_NAME,
        customer_number=CUSTOMER_NUMBER,
        honorific=Honorific.IBU,
        call_name="Marwah",
        phone="+6286090000177",
        email="marwah@surel.example",
        nik="7371995204850177",
        birth_date=datetime(1985, 4, 12, tzinfo=UTC).date(),
        address="Jalan Flamboyan Nomor 17, RT 003/RW 005, Panakkukang",
        city="Makassar",
        preferences="Lebih suka dihubungi lewat WhatsApp sesudah pukul 16.00.",
        note="Komputer untuk usaha desain di rumah; pekerjaannya menunggu komputer ini.",
    )


class Telling:
    """Writes the facts before the story begins, seen from `now`.

    `quiet_since` is when anything last happened with this customer: what is told now comes after it.
    """

    def __init__(
        self, customer: Customer, process: Process, number: str, now: datetime, quiet_since: datetime | None = None
    ) -> None:
        self._customer = customer
        self._process = process
        self._now = now
        self._told = max(now - _TOLD_BEFORE, quiet_since) if quiet_since else now - _TOLD_BEFORE
        self._ids = SeededIds(f"story.{number}.{now.isoformat()}")
        self._axis = WorkAxis(HOME.zone, IndonesianCalendar(), now)
        opened_at = self._axis.at(self._axis.now - _OPENED_BEFORE)
        self.case = CaseFile(
            id=self._ids.at(opened_at),
            scope_id=customer.scope_id,
            number=number,
            customer_id=customer.id,
            process_key=process.key,
            process_version=process.version,
            kind=process.kind,
            title=process.customer_words,
            opened_at=opened_at,
            opened_by=COUNTER_LOGIN,
        )
        tomorrow = now.astimezone(ZoneInfo(HOME.zone)).date() + timedelta(days=1)

        def at(clock: time) -> datetime:
            return datetime.combine(tomorrow, clock, ZoneInfo(HOME.zone)).astimezone(UTC)

        self.estimate_at, self.due_at, self.late_estimate_at = at(_ESTIMATE), at(_DUE), at(_LATER)

    def facts(self) -> tuple[Fact, ...]:
        """Paid, picked, being set up; and the talk in which it was promised."""
        hour = timedelta(hours=1)
        steps = self._process.steps
        done = [
            self._done(step, self._axis.at(self._axis.now - before))
            for step, before in zip(steps[:2], _DONE_BEFORE, strict=True)
        ]
        running = self._fact(
            FactKind.CASE_REPORT,
            self._now - 2 * hour,
            {
                "status": StepStatus.IN_PROGRESS.value,
                "code": RUNNING_CODE,
                "estimate_at": self.estimate_at.isoformat(),
                "cost": 150_000,
                "reason": None,
                "unit": "ASSEMBLY",
            },
            actor="saharuddin",
            step_key=STEP,
        )
        return (*done, running, *self._promised(self._told))

    def _promised(self, told: datetime) -> tuple[Fact, ...]:
        talk, promise = self._ids.at(told), self._ids.at(told)
        promised = {
            "text": PROMISE_TEXT,
            "due_at": self.due_at.isoformat(),
            "estimate_at": self.estimate_at.isoformat(),
            "answer_by": None,
            "replaces": None,
        }
        outcome = Outcome(
            OutcomeKind.PROMISED,
            SPOKEN_PROMISE.capitalize(),
            promise_id=promise,
            signs=Signs(content=True, would_return=True, would_recommend=None),
        )
        said = f"Komputernya selesai dirakit {SPOKEN_PROMISE}, Ibu Marwah."
        started = {
            "channel": Channel.COUNTER.value,
            "contact_kind": ContactKind.REQUEST.value,
            "mood": Mood.ANXIOUS.value,
        }
        minute = min(timedelta(minutes=1), (self._now - told) / 5)
        return (
            self._fact(FactKind.INTERACTION_STARTED, told, started, subject=talk),
            self._fact(FactKind.INTERACTION_CASE, told + minute, {}, subject=talk),
            self._fact(
                FactKind.INTERACTION_SAID,
                told + 2 * minute,
                {"phrase_ids": [], "text": said, "how": "typed", "apology": False},
                subject=talk,
            ),
            self._fact(FactKind.PROMISE_MADE, told + 3 * minute, promised, subject=promise, step_key=STEP),
            self._fact(
                FactKind.INTERACTION_ENDED,
                told + 4 * minute,
                {"outcome": outcome_to_doc(outcome), "mood_after": Mood.CALM.value},
                subject=talk,
            ),
        )

    def _done(self, step: StepTemplate, moment: datetime) -> Fact:
        code = next(code for code in step.codes if code.status is StepStatus.DONE)
        body = {
            "status": code.status.value,
            "code": code.code,
            "estimate_at": None,
            "cost": step.normal_cost,
            "reason": None,
            "unit": step.unit,
        }
        return self._fact(FactKind.CASE_REPORT, moment, body, actor=step.unit.lower(), step_key=step.key)

    def _fact(
        self,
        kind: FactKind,
        moment: datetime,
        body: Mapping[str, object],
        *,
        subject: str | None = None,
        actor: str = COUNTER_LOGIN,
        step_key: str | None = None,
    ) -> Fact:
        return Fact(
            id=self._ids.at(moment),
            scope_id=self.case.scope_id,
            kind=kind,
            subject_id=subject or self.case.id,
            at=moment,
            actor=actor,
            body=body,
            customer_id=self._customer.id,
            case_id=self.case.id,
            step_key=step_key,
        )
