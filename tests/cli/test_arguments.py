"""What every command keeps: one line for what is wrong, in the language asked for, and the right exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.main import MODULES
from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "app.cli.main")

WRONG = [
    ("nonsense",),
    ("customer",),
    ("customer", "find"),
    ("customer", "find", "x", "--limit", "0"),
    ("customer", "find", "x", "--limit", "many"),
    ("--language", "xx", "status"),
    ("--basedir",),
    ("sync",),
    ("sync", "--once", "--follow"),
    ("report", "--status", "flying"),
    ("report", "--cost", "1.5"),
    ("promise", "make", "--case", "A", "--text", "t", "--due", "2026-11-24T15:00:00"),
    ("case", "open", "--customer", "A"),
    ("login", "--staff", "rina", "--password", "secret"),
    ("device", "enrol", "--url", "postgresql://x"),
    ("shared", "init"),
    ("admin", "staff", "add", "rina", "--name", "R", "--role", "king", "--branch", "A", "--url", "x"),
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
@pytest.mark.parametrize("language", ["id", "en"])
def test_wrong_usage_is_told_in_one_line(run: Run, words: tuple[str, ...], language: str) -> None:
    answer = run("--language", language, *words)
    assert answer.status == 2
    assert answer.out == ""
    assert len(answer.err.splitlines()) == 1
    assert "--help" in answer.err


def test_wrong_usage_speaks_the_language_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    english = run("--language", "en", "customer", "find").err
    assert "the following arguments are required: TEXT" in english
    assert run("customer", "find").err != english
    monkeypatch.setenv("LOKET_LANGUAGE", "en")
    assert run("customer", "find").err == english


def test_language_of_the_settings_counts_where_none_is_given(run: Run, tmp_path: Path) -> None:
    (tmp_path / "device").mkdir()
    (tmp_path / "device" / "settings.json").write_text(json.dumps({"language": "en"}), encoding="utf-8")
    assert "required: TEXT" in run("customer", "find").err
    (tmp_path / "device" / "settings.json").write_text("broken", encoding="utf-8")
    assert "required: TEXT" not in run("customer", "find").err


@pytest.mark.parametrize("command", sorted(MODULES))
def test_each_command_has_help(run: Run, command: str) -> None:
    answer = run(command, "--help")
    assert answer.status == 0
    assert f"loket {command}" in answer.out


def test_help_of_the_program_names_every_command(run: Run) -> None:
    shown = run("--help").out
    assert [command for command in MODULES if f"    {command} " not in shown] == []


NEEDS_A_DEVICE = [
    ("status", "--json"),
    ("outbox", "--json"),
    ("login", "--staff", "rina"),
    ("logout",),
    ("sync", "--once", "--json"),
    ("customer", "find", "x", "--json"),
    ("customer", "show", "x"),
    ("case", "list"),
    ("case", "open", "--customer", "x", "--process", "y", "--title", "z"),
    ("promise", "list", "--at-risk"),
    ("interaction", "list"),
    ("interaction", "log"),
    ("report", "--case", "x", "--step", "y", "--status", "done"),
    ("import", "customers", "file.csv", "--json"),
]


@pytest.mark.parametrize("words", NEEDS_A_DEVICE, ids=" ".join)
def test_without_a_device_nothing_is_made_and_one_line_says_what_to_do(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    answer = run(*words, password="rahasia-sekali")
    assert answer.status == 2
    assert answer.out == ""
    assert len(answer.err.splitlines()) == 1
    assert not (tmp_path / "device").exists()


def test_basedir_may_stand_before_or_after_the_command(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "settings.json").write_text(json.dumps({"language": "en"}), encoding="utf-8")
    for words in (("--basedir", str(broken), "status"), ("status", "--basedir", str(broken))):
        assert "enrol" in run(*words).err.lower()


def test_reveal_needs_a_reason_before_anything_is_looked_at(run: Run) -> None:
    answer = run("customer", "show", "x", "--reveal", "phone")
    assert (answer.status, len(answer.err.splitlines())) == (2, 1)


def test_enrolment_needs_a_token_on_standard_input(run: Run, tmp_path: Path) -> None:
    answer = run("device", "enrol", "--url", "postgresql://x@localhost/y", "--token-stdin", stdin="\n")
    assert answer.status == 2
    assert not (tmp_path / "device").exists()


def test_report_needs_case_step_and_status(run: Run) -> None:
    answer = run("report", "--case", "x", "--step", "y")
    assert answer.status == 2
    assert "--status" in answer.err


def test_asked_for_nothing_but_help_the_core_stays_unloaded() -> None:
    code = (
        "import sys; from app.cli.main import main; main(['customer', '--help']);"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (
        set(answer.stderr.split()) & {"sqlalchemy", "psycopg", "babel", "alembic", "PySide6", "phonenumbers"} == set()
    )


def test_output_is_utf8_whatever_the_locale_says(tmp_path: Path) -> None:
    context: dict[str, object] = {"now": "2026-11-23T09:05:00+07:00", "channel": "counter", "stage": "greeting"}
    context["customer"] = {"name": "Zoë Müller", "honorific": "Ibu"}
    environment = {
        **os.environ,
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "ascii",
    }
    answer = subprocess.run(
        [*PROGRAM, "phrases", "suggest"],
        input=json.dumps(context, ensure_ascii=False).encode(),
        cwd=ROOT,
        env={**environment, "LOKET_BASEDIR": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert "Zoë Müller" in answer.stdout.decode("utf-8")


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    context = json.dumps({"now": "2026-11-23T09:05:00+07:00", "channel": "counter", "stage": "greeting"})
    contexts = tmp_path / "contexts.jsonl"
    contexts.write_text("\n".join([context] * 2_000), encoding="utf-8")
    with subprocess.Popen(
        [*PROGRAM, "phrases", "suggest", str(contexts)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
        assert process.wait() == 141
    assert told == b""
