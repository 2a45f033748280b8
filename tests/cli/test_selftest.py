"""`self-test`: in order as shipped, and exit 1 that names what is broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def self_test(root: Path) -> subprocess.CompletedProcess[str]:
    # the folder of a packaged program is where its bundle was unpacked
    code = (
        f"import sys; sys._MEIPASS = {str(root)!r}; from app.cli.main import main;"
        "sys.exit(main(['--language', 'en', 'self-test']))"
    )
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def copy_of_resources(folder: Path) -> Path:
    shutil.copytree(ROOT / "resources", folder / "resources")
    shutil.copytree(ROOT / "locale", folder / "locale")
    return folder


def test_everything_is_in_order_as_shipped() -> None:
    answer = self_test(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.count("in order") == 5


def test_a_broken_process_is_named(tmp_path: Path) -> None:
    root = copy_of_resources(tmp_path)
    (root / "resources" / "processes" / "bank.swallowed_card.toml").write_text("key = 1\n", encoding="utf-8")
    answer = self_test(root)
    assert answer.returncode == 1
    assert "bank.swallowed_card.toml" in answer.stderr


def test_missing_catalogue_and_phrases_are_named(tmp_path: Path) -> None:
    root = copy_of_resources(tmp_path)
    shutil.rmtree(root / "resources" / "phrases")
    (root / "locale" / "id" / "LC_MESSAGES" / "loket.mo").unlink()
    answer = self_test(root)
    assert answer.returncode == 1
    assert "phrases" in answer.stderr
    assert "loket.mo" in answer.stderr
