"""`phrases mood`: an answer a line, no device and no heavy library."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]


def test_one_answer_a_line_and_a_bad_line_does_not_stop_the_next(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"text": "Caranya bagaimana, Mbak?"}\n\nnot json\n{"text": 1}\n{"text": ""}\n', encoding="utf-8")
    answer = run("phrases", "mood", str(file))
    assert answer.status == 2
    first, second, third, fourth = answer.docs()
    assert first["mood"] == "confused"
    assert set(first["scores"]) == {"calm", "confused", "anxious", "disappointed", "angry"}
    assert [second["error"]["field"], third["error"]["field"]] == ["line", "text"]
    assert fourth["mood"] is None
    assert len(answer.err.splitlines()) == 2
    assert not (tmp_path / "device").exists()


def test_standard_input_and_a_status_of_nought(run: Run) -> None:
    answer = run("phrases", "mood", stdin=json.dumps({"text": "Terima kasih banyak, Bu."}))
    assert (answer.status, answer.err) == (0, "")
    assert answer.docs()[0]["mood"] == "calm"


def test_it_loads_no_heavy_library() -> None:
    code = (
        "import sys; from app.cli.main import main; main(['phrases', 'mood']);"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        input='{"text": "uang saya hilang"}',
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {"sqlalchemy", "psycopg", "babel", "alembic", "PySide6", "phonenumbers", "numpy", "sklearn"}
    assert set(answer.stderr.split()) & heavy == set()
