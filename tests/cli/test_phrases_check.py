"""`phrases check`: no device, no store, no database."""

from __future__ import annotations

import json

from tests.cli.conftest import Run


def test_each_line_is_answered_and_a_bad_one_is_named(run: Run) -> None:
    lines = [json.dumps({"text": "Silakan duduk, Bu."}), '{"text": 5}', json.dumps({"text": "Terserah Bapak saja."})]
    answer = run("phrases", "check", "-", stdin="\n".join(lines))
    assert answer.status == 2
    good, bad, faulty = answer.docs()
    assert good == {"ok": True, "findings": []}
    assert bad["error"]["field"] == "text"
    assert faulty["findings"][0]["label"] == "rude"
    assert len(answer.err.splitlines()) == 1
    assert "text" in answer.err


def test_nothing_to_check_is_no_fault(run: Run) -> None:
    answer = run("phrases", "check", stdin="\n")
    assert (answer.status, answer.out, answer.err) == (0, "", "")
