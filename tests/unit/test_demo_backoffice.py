"""What simulated units decide and answer, and the demo's private files."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.demo.case_words import answer_to
from app.demo.decisions import Decision, decide
from app.demo.folder import DemoFolder, DemoState, new_password
from app.demo.habits import OPTIMISTIC, PUNCTUAL, SILENT, habit_of
from app.demo.organisation import HOME
from app.demo.seed import shipped_processes
from app.demo.story import is_told, story_number
from app.demo.work import WorkItem
from app.domain.processes import Process, StepStatus
from app.formats.workdays import IndonesianCalendar

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PROCESSES = {process.key: process for process in shipped_processes()}
ORDER = PROCESSES["electronics.order_setup_delivery"]
LOAN = PROCESSES["bank.loan_documents"]


def decisions(process: Process, step: str, *, running: bool, count: int = 400) -> list[Decision]:
    rng = random.Random(11)
    item = WorkItem("PMT-2026-MKS01-00001", process.key, step, running)
    return [decide(rng, item, process, NOW, "Asia/Makassar", IndonesianCalendar()) for _ in range(count)]


def test_a_step_begins_with_an_estimate_in_working_time() -> None:
    begun = [one.report for one in decisions(ORDER, "setup", running=False) if one.report]
    assert len(begun) > 300
    for report in begun:
        assert report.status is StepStatus.IN_PROGRESS
        assert report.estimate_at is not None
        assert report.estimate_at > NOW
        assert report.cost is not None


def test_a_running_step_slips_holds_fails_or_ends() -> None:
    made = Counter(one.report.status for one in decisions(ORDER, "setup", running=True) if one.report)
    assert set(made) == {StepStatus.IN_PROGRESS, StepStatus.ON_HOLD, StepStatus.DONE, StepStatus.FAILED}


def test_a_finished_step_hands_over_to_the_next_and_the_last_leaves_the_desk() -> None:
    ends = [one for one in decisions(ORDER, "setup", running=True) if one.report and one.report.code == "SETUP_DONE"]
    assert ends
    assert all(one.left == WorkItem("PMT-2026-MKS01-00001", ORDER.key, "quality_test") for one in ends)
    last = [one for one in decisions(ORDER, "delivery", running=True) if one.report and one.report.code == "DELIVERED"]
    assert last
    assert all(one.left is None for one in last)


def test_optimists_slip_more_often_and_silent_units_say_less() -> None:
    assert habit_of("ASSEMBLY") is OPTIMISTIC
    assert habit_of("FINANCE") is PUNCTUAL
    assert habit_of("VAULT") is SILENT
    late = sum(bool(one.report and one.report.reason) for one in decisions(ORDER, "setup", running=True))
    rarely = sum(bool(one.report and one.report.reason) for one in decisions(ORDER, "payment", running=True))
    assert late > rarely
    spoken = sum(one.report is not None for one in decisions(ORDER, "payment", running=False))
    silent = sum(one.report is not None for one in decisions(LOAN, "retrieve", running=False))
    assert silent < spoken * 0.75


def test_codes_mean_the_status_they_come_with() -> None:
    for process in PROCESSES.values():
        for step in process.steps:
            for one in decisions(process, step.key, running=True, count=40):
                if one.report is not None:
                    code = step.code(one.report.code or "")
                    assert code is not None
                    assert code.status is one.report.status


def test_a_work_item_knows_its_branch() -> None:
    assert WorkItem("KLH-2026-JKT02-00003", LOAN.key, "retrieve").branch == "JKT"


def test_the_cases_of_the_tour_are_told_from_others() -> None:
    assert is_told(story_number(2026, 1))
    assert not is_told(f"PMT-2026-{HOME.code}01-00042")
    assert not is_told(f"PMT-2026-{HOME.code}03-90001")


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Kapan selesainya?", "perkiraan"),
        ("Berapa biayanya?", "biaya"),
        ("Tolong didahulukan, pelanggan menunggu.", "dahulukan"),
        ("Berkasnya sudah lengkap?", "lengkap"),
        ("Warna apa?", "periksa"),
    ],
)
def test_an_answer_is_about_what_was_asked(question: str, about: str) -> None:
    assert about in answer_to(question).casefold()


def test_state_is_private_and_survives(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path)
    assert folder.state() is None
    state = DemoState("seed", 20, "loket", {"nurul": new_password()}, ("PMT-1",))
    folder.keep(state)
    assert folder.state() == state
    assert folder.state_file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"seed": "x"}', '{"unknown": 1}'])
def test_a_broken_state_counts_as_none(tmp_path: Path, broken: str) -> None:
    folder = DemoFolder(tmp_path)
    folder.home.mkdir()
    folder.state_file.write_text(broken, encoding="utf-8")
    assert folder.state() is None
