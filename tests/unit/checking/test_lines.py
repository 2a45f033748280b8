"""One line in, one answer out, as the contract has it."""

import json

import pytest

from app.phrasing.checking import check_line
from tests.unit.checking.examples import checker


def test_a_good_and_a_faulty_text() -> None:
    answer, usable = check_line(checker(), json.dumps({"text": "Silakan duduk, Bu."}), 1)
    assert (answer, usable) == ({"ok": True, "findings": []}, True)
    answer, usable = check_line(checker(), json.dumps({"text": "Terserah Bapak saja.", "context": None}), 2)
    assert usable
    assert answer["ok"] is False
    findings = answer["findings"]
    assert isinstance(findings, list)
    assert set(findings[0]) == {"label", "severity", "start", "end", "reason", "rewrite"}


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{", "line"),
        ("[1]", "line"),
        ("{}", "text"),
        ('{"text": 5}', "text"),
        ('{"text": "a", "context": 5}', "context"),
        ('{"text": "a", "context": {"now": "kemarin"}}', "context.now"),
        ('{"text": "a", "context": {"now": "2026-11-23T09:05:00+07:00", "channel": "fax"}}', "context.channel"),
    ],
)
def test_a_bad_line_names_the_field(line: str, field: str) -> None:
    answer, usable = check_line(checker(), line, 3)
    assert not usable
    error = answer["error"]
    assert isinstance(error, dict)
    assert error["field"] == field
