"""What `phrases suggest`, `check` and `mood` share: bytes that are no text, a closed input, values out of bounds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
GREETING = {"now": "2026-11-23T09:05:00+07:00", "channel": "counter", "stage": "greeting", "text": "Baik, Bu."}
VERBS = pytest.mark.parametrize("verb", ["suggest", "check", "mood"])


@VERBS
def test_a_line_that_is_no_utf8_is_refused_and_the_next_is_answered(run: Run, tmp_path: Path, verb: str) -> None:
    good = json.dumps(GREETING).encode()
    file = tmp_path / "lines.jsonl"
    file.write_bytes(good.replace(b"Baik", b"Ba\xffik") + b"\r\n\r\n" + good + b"\r\n")
    answer = run("phrases", verb, str(file))

    assert answer.status == 2
    first, second = answer.docs()
    assert first["error"]["field"] == "line"
    assert "UTF-8" in first["error"]["message"]
    assert "error" not in second
    assert len(answer.err.splitlines()) == 1
    assert answer.err.startswith("baris 1: line: ")


@VERBS
def test_half_a_character_written_as_an_escape_is_still_json(run: Run, verb: str) -> None:
    answer = run("phrases", verb, stdin=json.dumps({**GREETING, "text": "Baik\ud800, Bu."}))

    assert answer.status == 0
    assert len(answer.docs()) == 1


@VERBS
def test_a_closed_input_has_no_line_to_answer(verb: str) -> None:
    code = "import sys; sys.stdin = None; from app.cli.main import main; sys.exit(main(sys.argv[1:]))"
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, "phrases", verb],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_an_amount_that_nobody_could_owe_is_refused(run: Run) -> None:
    amounts = [10**15, 10**15 + 1, 10**30]
    steps = [{"case": {"status": "open", "steps": [{"name": "Servis", "cost_estimate": each}]}} for each in amounts]
    answer = run("phrases", "suggest", stdin="\n".join(json.dumps({**GREETING, **each}) for each in steps))

    assert answer.status == 2
    first, *others = answer.docs()
    assert "error" not in first
    assert {doc["error"]["field"] for doc in others} == {"case.steps[0].cost_estimate"}
