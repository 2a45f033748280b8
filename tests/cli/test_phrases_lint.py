"""`phrases lint`: exit statuses, a line for people and a JSON line for each fault."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
GOOD = (
    'stage = "closing"\nauthor = "Tim Layanan"\napprover = "Komite Mutu Layanan"\neffective = 2026-01-01\n'
    '[[phrase]]\nid = "a"\ntext = "Ada lagi yang bisa saya bantu?"\nwhy = "Penutup yang singkat."\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "frasa"
    path.mkdir()
    (path / "closing.toml").write_text(GOOD, encoding="utf-8")
    return path


def test_a_good_folder_has_status_0_and_no_device(run: Run, folder: Path, tmp_path: Path) -> None:
    answer = run("phrases", "lint", str(folder))

    assert (answer.status, answer.out, len(answer.err.splitlines())) == (0, "", 1)
    assert not (tmp_path / "device").exists()


def test_each_fault_is_a_line_of_json_and_a_line_to_read(run: Run, folder: Path) -> None:
    (folder / "solution.toml").write_text(
        GOOD.replace("closing", "solution").replace('"a"', '"b"').replace("bantu?", "bantuu  {magic}?"),
        encoding="utf-8",
    )
    (folder / "empathy.toml").write_text("stage = \n", encoding="utf-8")
    answer = run("phrases", "lint", str(folder))

    assert answer.status == 1
    docs = answer.docs()
    assert {(doc["file"], doc["entry"], doc["rule"]) for doc in docs} == {
        ("empathy.toml", None, "toml"),
        ("solution.toml", "b", "slot"),
        ("solution.toml", "b", "spelling"),
        ("solution.toml", "b", "marks"),
    }
    assert {doc["line"] for doc in docs} == {1, 5}
    lines = answer.err.splitlines()
    assert len(lines) == len(docs) + 1
    for doc, line in zip(docs, lines, strict=False):
        where = f"{doc['file']}: {doc['entry']}" if doc["entry"] else doc["file"]
        assert line == f"{where}: {doc['rule']}: {doc['message']}"


def test_coverage_is_asked_for_and_left_out(run: Run, folder: Path) -> None:
    assert run("phrases", "lint", "--no-coverage", str(folder)).status == 0
    answer = run("phrases", "lint", "--coverage", str(folder))

    assert answer.status == 1
    assert {doc["rule"] for doc in answer.docs()} == {"coverage"}


@pytest.mark.parametrize("name", ["tidak-ada", "kosong", "berkas.toml"])
def test_what_cannot_be_checked_is_one_line_and_status_2(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "kosong").mkdir()
    (tmp_path / "berkas.toml").write_text(GOOD, encoding="utf-8")
    answer = run("phrases", "lint", str(tmp_path / name))

    assert (answer.status, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert name in answer.err


def test_a_file_that_is_no_text_is_a_fault_and_no_crash(run: Run, folder: Path) -> None:
    (folder / "biner.toml").write_bytes(b"\xff\xfe\x00stage\x80")
    answer = run("phrases", "lint", str(folder))

    assert answer.status == 1
    assert {(doc["file"], doc["rule"]) for doc in answer.docs()} == {("biner.toml", "toml")}


def test_an_unknown_option_is_bad_usage(run: Run, folder: Path) -> None:
    assert run("phrases", "lint", "--fast", str(folder)).status == 2


def test_it_loads_neither_database_nor_formats(folder: Path) -> None:
    code = (
        "import sys; from app.cli.main import main; main(['phrases', 'lint', sys.argv[1]]);"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(answer.stdout.split()) & {"sqlalchemy", "psycopg", "babel", "alembic", "PySide6"} == set()


def test_its_json_is_in_the_words_of_the_language(run: Run, folder: Path) -> None:
    (folder / "closing.toml").write_text(GOOD.replace("why", "whyy"), encoding="utf-8")
    docs = run("--language", "en", "phrases", "lint", str(folder)).docs()

    assert "did you mean" in json.dumps(docs)
