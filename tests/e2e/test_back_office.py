"""What is opened and asked at the counter is worked on and answered by the simulated back office."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.bootstrap import Core, Paths, open_core
from app.demo.desks import BackOffice
from app.demo.integrator import Integrator, integrator
from app.demo.story import CUSTOMER_NUMBER
from app.domain.processes import StepStatus
from app.domain.replication import SyncState
from tests.e2e.conftest import Town

PROCESS = "telecom.missing_credit"


@pytest.fixture
def speaks(town: Town) -> Iterator[Integrator]:
    with integrator(town.shared.integrator_url(town.state)) as conversation:
        yield conversation


@pytest.fixture
def core(counter: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Core]:
    """The counter's own program, as the window holds it."""
    monkeypatch.setenv("LOKET_KEYRING", "off")
    opened = open_core(Paths(counter))
    yield opened
    opened.close()


@pytest.fixture
def office(speaks: Integrator) -> BackOffice:
    """A back office that has looked at what was there before."""
    office = BackOffice(200, 4.0, random.Random(3))
    office.look(speaks, datetime.now(UTC))
    return office


def synced(core: Core) -> None:
    assert core.sync.once().state is SyncState.OK


def test_the_pile_is_what_the_shared_database_says_and_leaves_the_tour_alone(town: Town, office: BackOffice) -> None:
    numbers = {item.case_number for item in office.pile}
    assert len(numbers) == len(office.pile) > 10
    assert town.story.case_number not in numbers
    assert office.watched == {}


def test_a_case_opened_at_the_counter_is_begun_with_an_estimate_and_taken_to_its_end(
    core: Core, speaks: Integrator, office: BackOffice
) -> None:
    customer = core.customers.find(CUSTOMER_NUMBER)[0]
    number = core.cases.open(customer.id, PROCESS, "Pulsa belum masuk").case.number
    synced(core)
    opened = now = datetime.now(UTC)
    office.look(speaks, now)
    assert set(office.watched) == {number}
    while not (reports := office.attend(speaks, now)):
        now += timedelta(seconds=1)
    assert now - opened <= timedelta(seconds=20)
    assert (reports[0].case_number, reports[0].status) == (number, StepStatus.IN_PROGRESS)
    synced(core)
    first = core.cases.show(number).state.steps[0]
    assert first.status is StepStatus.IN_PROGRESS
    assert first.estimate_at == reports[0].estimate_at
    # unit after unit, each heard of, until nobody has anything left to do
    while office.watched:
        now += timedelta(seconds=10)
        office.attend(speaks, now)
    synced(core)
    state = core.cases.show(number).state
    assert all(step.is_over for step in state.steps)
    left = [step for unit in {step.unit for step in state.steps} for step in speaks.open_steps(unit, None, 1_000)]
    assert number not in {step.case_number for step in left}


def test_a_question_from_the_counter_is_answered(
    town: Town, core: Core, speaks: Integrator, office: BackOffice
) -> None:
    number = town.story.case_number
    asked = core.cases.ask(number, "DELIVERY", "Kapan diantar?")
    synced(core)
    now = datetime.now(UTC)
    for seconds in range(0, 180, 2):
        office.look(speaks, now + timedelta(seconds=seconds))
    synced(core)
    [question] = [one for one in core.cases.show(number).questions if one.id == asked.id]
    assert question.answered_by == "hasnah"
    assert question.answer is not None
    assert "perkiraan" in question.answer
