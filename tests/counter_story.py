"""A customer, a case and a promise for tests of the counter, and the core around them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from app.changes import Changes
from app.domain.cases import CaseFile
from app.domain.glossary import Glossary
from app.domain.people import Customer
from app.domain.processes import CaseKind, Process, ReportCode, StepStatus, StepTemplate
from app.domain.promises import Promise
from tests.fakes_counter import Desk
from tests.fakes_ui import NOW, FakeCore


def order_process() -> Process:
    """An order with set-up and delivery in three steps."""
    done = ReportCode("READY", StepStatus.DONE, "barang sudah siap", "the goods are ready")
    late = ReportCode("LATE_PARTS", StepStatus.IN_PROGRESS, "kami menunggu suku cadang", "we wait for parts")
    steps = (
        StepTemplate("pick", "Penyiapan barang", "Picking", "WAREHOUSE", 60, None, (done,)),
        StepTemplate("setup", "Perakitan", "Set-up", "ASSEMBLY", 240, 150_000, (late,)),
        StepTemplate("deliver", "Pengantaran", "Delivery", "DELIVERY", 240, None, (done,)),
    )
    words = "Pesanan komputer rakitan"
    return Process("electronics.order", "electronics", CaseKind.REQUEST, words, "Order", words, (), steps, 1)


@dataclass
class DeskReference:
    """The words in force."""

    words: Glossary

    def glossary(self) -> Glossary:
        return self.words


@dataclass
class DeskReading:
    reference: DeskReference


class DeskStore:
    """As much of the store as the screen asks for itself."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @contextmanager
    def read(self) -> Iterator[DeskReading]:
        yield DeskReading(DeskReference(self._desk.words))


@dataclass
class DeskShell(FakeCore):
    """The core as the whole screen is given it."""

    desk: Desk = field(default_factory=Desk)

    def __post_init__(self) -> None:
        desk = self.desk
        self.bus, self.clock = desk.bus, desk.clock
        self.customers, self.cases, self.promises = desk.customers, desk.cases, desk.promises
        self.interactions, self.suggestions, self.store = desk.interactions, desk.suggestions, DeskStore(desk)
        self.own_words = desk.own_words
        self.drafts = desk.drafts


@dataclass(frozen=True)
class Story:
    """A customer who was told "tomorrow before lunch", and what became of it."""

    desk: Desk
    customer: Customer
    case: CaseFile
    promise: Promise


def a_story() -> Story:
    """Ratna's computer: set-up under way, promised from its estimate, nothing at risk yet."""
    desk = Desk(known_processes={"electronics.order": order_process()})
    customer = desk.add_customer(
        "Ratna Wibowo",
        honorific="Ibu",
        call_name="Ratna",
        customer_number="PLG-004512",
        phone="+6281234567890",
        nik="7371015203850001",
        city="Makassar",
        preferences="Lebih suka dihubungi lewat WhatsApp setelah pukul 17.00.",
    )
    case = desk.add_case(customer, "electronics.order", "Komputer rakitan untuk kantor", number="PMT-2026-MKS3-00012")
    desk.report(case, "pick", "done", code="READY", at=NOW - timedelta(hours=20))
    desk.report(
        case, "setup", "in_progress", estimate_at=NOW + timedelta(hours=24), cost=150_000, at=NOW - timedelta(hours=18)
    )
    promise = desk.promises.make(case.id, NOW + timedelta(hours=25), "komputer siap diambil")
    return Story(desk, customer, case, promise)


def late(story: Story, hours: float = 48) -> Changes:
    """The set-up reports a later estimate: the promise cannot hold."""
    now = story.desk.clock.now()
    return story.desk.report(
        story.case, "setup", "in_progress", estimate_at=now + timedelta(hours=hours), code="LATE_PARTS"
    )
