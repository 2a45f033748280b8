"""The packaged program carries no database server: it offers no demo and says so when asked for one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.demo import run
from app.demo.availability import demo_available
from tests.fakes_ui import FakeEnrolment, InlineTasks
from ui.viewmodels.first_run import FirstRunViewModel


@pytest.fixture
def packaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)


def test_a_source_checkout_has_the_demo() -> None:
    assert demo_available()
    assert FirstRunViewModel(InlineTasks(), FakeEnrolment()).demo_offered


@pytest.mark.usefixtures("packaged")
def test_the_packaged_program_says_in_one_line_where_the_demo_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, 10, tour=False, shots=None, language="en", theme=None) == 2
    told = capsys.readouterr()
    assert told.err == "The demo needs the source checkout: run `make demo` there.\n"
    assert (told.out, list(tmp_path.iterdir())) == ("", [])


@pytest.mark.usefixtures("packaged")
def test_the_packaged_program_does_not_offer_it() -> None:
    enrolment = FakeEnrolment()
    model = FirstRunViewModel(InlineTasks(), enrolment)
    model.start_demo()
    assert (model.demo_offered, model.busy, enrolment.demos) == (False, False, 0)
