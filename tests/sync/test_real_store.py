"""The whole core against the whole shared database: the local store, sync and SQL in one story."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from app.bootstrap import Core, Paths, enrol_device, open_core
from app.changes import Changes
from app.domain.cases import CaseStatus
from app.domain.processes import StepStatus
from app.domain.promises import PromiseState
from app.domain.replication import SyncState
from app.sync import admin
from tests.sync.offices import PASSWORD, PROCESS, Office, now

SOON = 20.0


@dataclass(frozen=True)
class Counter:
    """An enrolled console with Rina at it."""

    core: Core
    told: queue.Queue[Changes]


@pytest.fixture
def counter(office: Office, tmp_path: Path) -> Iterator[Counter]:
    added = admin.add_device(office.url, "Loket depan", "JKT1")
    paths = Paths(tmp_path / "console")
    enrol_device(paths, added.url, added.token)
    core = open_core(paths)
    told: queue.Queue[Changes] = queue.Queue()
    core.sync.once()
    core.sessions.login("rina", PASSWORD)
    core.bus.subscribe(told.put)
    yield Counter(core, told)
    core.close()


def test_a_report_in_sql_puts_a_promise_at_risk_on_the_console(office: Office, counter: Counter) -> None:
    core = counter.core
    customer = core.customers.add({"name": "Moh. Yusuf", "phone": "0811 1234 567", "customer_number": "C-1"})
    case = core.cases.open(customer.id, PROCESS, "Mesin cuci")
    assert core.sync.once().outbox == 0
    number = case.case.number
    report = "select loket.report_step(%s, 'setup', 'in_progress', estimate_at => %s)"
    office.sql(report, number, now() + timedelta(hours=2))
    core.sync.once()
    core.promises.make(number, now() + timedelta(hours=3), "Mesin cuci siap diambil")
    assert core.sync.once().state is SyncState.OK
    core.sync.start()
    office.sql(report, number, now() + timedelta(hours=30))
    while case.case.id not in (news := counter.told.get(timeout=SOON)).cases or news.source != "sync":
        pass
    while not (lines := core.promises.lines(at_risk_only=True)):
        counter.told.get(timeout=SOON)
    assert [(line.case_number, line.state) for line in lines] == [(number, PromiseState.AT_RISK)]


def test_what_was_refused_is_shown_and_the_rest_goes_on(office: Office, counter: Counter) -> None:
    core = counter.core
    customer = core.customers.add({"name": "Siti", "customer_number": "C-2"})
    core.sync.once()
    # the same number is given at another desk that this one has not heard of yet
    other = office.desk()
    transport = other.hello()
    transport.push([other.add_customer(customer_number="C-3")])
    transport.close()
    core.customers.add({"name": "Budi", "customer_number": "C-3"})
    core.customers.edit(customer.id, {"city": "Bogor"})
    report = core.sync.once()
    assert (report.state, report.rejected, report.acked, report.outbox) == (SyncState.OK, 1, 1, 0)
    with core.store.read() as uow:
        [entry] = uow.outbox.entries(10)
    assert (entry.state, entry.error_code) == ("rejected", "duplicate")
    cities = office.sql("select doc ->> 'city' from sync.customer where customer_number = 'C-2'")
    assert cities == [("Bogor",)]


def test_a_case_ends_when_its_last_step_is_done(office: Office, counter: Counter) -> None:
    core = counter.core
    customer = core.customers.add({"name": "Siti"})
    number = core.cases.open(customer.id, PROCESS, "Kulkas").case.number
    core.sync.once()
    core.cases.mark_seen(number)
    for step in ("setup", "delivery"):
        office.sql("select loket.report_step(%s, %s, 'done')", number, step)
    core.sync.once()
    view = core.cases.show(number)
    assert view.state.status is CaseStatus.RESOLVED
    assert {step.status for step in view.state.steps} == {StepStatus.DONE}
    assert len(view.news) == 2
