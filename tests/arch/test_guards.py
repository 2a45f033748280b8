"""Each guard of conftest catches what it is there for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LEAKS = {
    "thread": (
        (
            "import threading\n"
            "def test_leak():\n"
            "    threading.Thread(target=threading.Event().wait, name='listener', daemon=True).start()\n"
        ),
        "threads left running:\nlistener, started at\n",
    ),
    "window": (
        (
            "from PySide6.QtWidgets import QWidget\n"
            "kept = []\n"
            "def test_leak(qapp):\n"
            "    kept.append(QWidget(objectName='counter'))\n"
            "    kept[0].show()\n"
        ),
        "left open or running:\n  QWidget counter",
    ),
    "timer": (
        (
            "from PySide6.QtCore import QTimer\n"
            "def test_leak(qapp):\n"
            "    qapp.setProperty('kept', QTimer(qapp, objectName='poll'))\n"
            "    qapp.findChild(QTimer, 'poll').start(60000)\n"
        ),
        "left open or running:\n  QTimer poll in QApplication",
    ),
    "log": (
        "import logging\ndef test_leak():\n    logging.getLogger('app.sync').warning('held %s', 'op')\n",
        "app.sync WARNING: held op",
    ),
    "qt": (
        "from PySide6.QtCore import qWarning\ndef test_leak(qapp):\n    qWarning('bad parent')\n",
        "bad parent",
    ),
    "python": (
        "import warnings\ndef test_leak():\n    warnings.warn('old call', DeprecationWarning)\n",
        "DeprecationWarning: old call",
    ),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_guard_catches(leak: str, tmp_path: Path) -> None:
    code, told = LEAKS[leak]
    (tmp_path / "test_leak.py").write_text(code, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    for source, target in (("pyproject.toml", "pyproject.toml"), ("tests/conftest.py", "conftest.py")):
        shutil.copy(ROOT / source, tmp_path / target)
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "test_leak.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert told in answer.stdout
