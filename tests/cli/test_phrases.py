"""`phrases suggest`: no device, no store, no database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
GREETING = {
    "now": "2026-11-23T09:05:00+07:00",
    "zone": "Asia/Jakarta",
    "channel": "counter",
    "stage": "greeting",
    "customer": {"name": "Ratna Wibowo", "honorific": "Ibu"},
}


def test_one_answer_a_line_and_no_more_than_asked_for(run: Run, tmp_path: Path) -> None:
    lines = "\n".join([json.dumps(GREETING)] * 3)
    answer = run("phrases", "suggest", "--limit", "1", stdin=lines)
    assert answer.status == 0
    assert answer.err == ""
    assert [len(doc["suggestions"]) for doc in answer.docs()] == [1, 1, 1]
    assert "Ratna" in answer.docs()[0]["suggestions"][0]["text"]
    assert not (tmp_path / "device").exists()


def test_a_bad_line_is_answered_and_does_not_stop_the_next(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "contexts.jsonl"
    file.write_text("\n".join(["not json", json.dumps({**GREETING, "channel": "fax"}), json.dumps(GREETING)]))
    answer = run("phrases", "suggest", str(file))
    assert answer.status == 2
    first, second, third = answer.docs()
    assert set(first["error"]) == {"field", "message"}
    assert second["error"]["field"] == "channel"
    assert third["suggestions"]
    assert len(answer.err.splitlines()) == 2
    assert "channel" in answer.err


def test_a_missing_file_is_one_line(run: Run, tmp_path: Path) -> None:
    answer = run("phrases", "suggest", str(tmp_path / "tidak-ada.jsonl"))
    assert (answer.status, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert "tidak-ada.jsonl" in answer.err


def test_it_loads_neither_database_nor_formats() -> None:
    code = (
        "import sys; from app.cli.main import main; main(['phrases', 'suggest']);"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        input=json.dumps(GREETING),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (
        set(answer.stderr.split()) & {"sqlalchemy", "psycopg", "babel", "alembic", "PySide6", "phonenumbers"} == set()
    )
