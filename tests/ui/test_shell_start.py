"""The start of the real process: quick because nothing heavy is imported, and measured where asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ui import selftest
from ui.startup import PROBE, milliseconds_since_birth

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"sqlalchemy", "alembic", "psycopg", "babel", "sqlcipher3", "phonenumbers", "argon2", "keyring", "socket"}


def test_nothing_heavy_is_imported_before_the_first_frame() -> None:
    code = "import sys, ui.main; print(*sorted(sys.modules)); print(sys.getswitchinterval())"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    names, interval = answer.stdout.splitlines()
    loaded = set(names.split())
    assert "ui.screens.shell" in loaded
    assert loaded & (HEAVY | {"app.services.views", "ui.screens.counter", "PySide6.QtNetwork"}) == set()
    assert float(interval) <= 0.0011


def test_the_probe_measures_the_first_frame_and_the_program_ends(tmp_path: Path) -> None:
    probe, basedir = tmp_path / "probe", tmp_path / "device"
    environment = {**os.environ, PROBE: str(probe), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "app.cli.main", "--basedir", str(basedir)]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert 0 < int(probe.read_text(encoding="utf-8")) < 600_000


def test_the_age_of_this_process_is_known() -> None:
    assert milliseconds_since_birth() > 0


def test_every_screen_of_the_shell_opens_on_nothing(qapp: object, tmp_path: Path) -> None:
    assert list(selftest.run(tmp_path)) == []
