"""The catalogues are what the sources say, and Indonesian is complete."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_catalogues_are_fresh_complete_and_keep_placeholders() -> None:
    answer = subprocess.run(
        [sys.executable, ".ci/messages.py", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
