"""What another system commits in PostgreSQL reaches the counter's own store, without anybody asking."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime
from pathlib import Path

import psycopg

from app.demo.backoffice import report
from tests.e2e.conftest import PROGRAM, ROOT, Town, environment, loket


def is_report_on(case_id: str, line: str) -> bool:
    change = json.loads(line)
    return change["kind"] == "case.report" and case_id in change["ids"]


def test_a_report_by_another_process_is_followed(town: Town, counter: Path) -> None:
    number = town.story.case_number
    case_id = json.loads(loket("--basedir", str(counter), "case", "show", number, "--json").stdout)["id"]
    command = [*PROGRAM, "--basedir", str(counter), "sync", "--follow", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment()) as following:
        assert following.stdout is not None
        report(
            town.shared.integrator_url(town.state),
            *("--case", number, "--step", "setup", "--status", "in_progress", "--code", "SETUP_LATE"),
            *("--estimate", town.story.late_estimate_at.isoformat(), "--by", "saharuddin"),
        )
        # the stream may begin before or after the report: what counts is that the report comes through it
        assert any(is_report_on(case_id, line) for line in following.stdout)
        following.terminate()
        following.stdout.read()
    shown = loket("--basedir", str(counter), "case", "show", number, "--json")
    assert shown.returncode == 0, shown.stderr
    step = next(step for step in json.loads(shown.stdout)["steps"] if step["key"] == "setup")
    assert datetime.fromisoformat(step["estimate_at"]) == town.story.late_estimate_at


def test_a_report_by_plain_sql_needs_no_program_of_ours(town: Town, counter: Path) -> None:
    with psycopg.connect(town.shared.integrator_url(town.state), autocommit=True) as connection:
        connection.execute(
            "select loket.report_step(%s, 'quality_test', 'waiting', code => 'TEST_QUEUED')",
            (town.story.case_number,),
        )
    assert loket("--basedir", str(counter), "sync", "--once").returncode == 0
    shown = json.loads(loket("--basedir", str(counter), "case", "show", town.story.case_number, "--json").stdout)
    assert next(step for step in shown["steps"] if step["key"] == "quality_test")["code"] == "TEST_QUEUED"
