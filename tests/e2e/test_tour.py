"""The story of the demo, walked by the real program from nothing, and once more on what it left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.e2e.conftest import LIMIT_SECONDS, PROGRAM, ROOT, environment, loket

STEPS = 10
WIDTH = 1366


def processes_about(folder: Path) -> list[str]:
    """Command lines of running processes that name this folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in words:
            found.append(words)
    return found


def colours(path: Path) -> int:
    """How many colours a picture has on a coarse grid: an empty window has one or two."""
    picture = QImage(str(path))
    assert picture.width() >= WIDTH
    return len({picture.pixel(x, y) for x in range(0, picture.width(), 9) for y in range(0, picture.height(), 9)})


def walked(told: subprocess.CompletedProcess[str]) -> list[int]:
    """Numbers of the steps that were reported as done."""
    return [int(found) for found in re.findall(rf"s  (\d+)/{STEPS} ", told.stdout)]


def test_tour_twice_on_one_folder(tmp_path: Path) -> None:
    basedir, shots = tmp_path / "demo", tmp_path / "shots"
    words = ("--basedir", str(basedir), "demo", "--tour", "--customers", "500", "--shots", str(shots))

    first = loket(*words)
    assert first.returncode == 0, first.stdout + first.stderr
    assert walked(first) == list(range(1, STEPS + 1))
    pictures = sorted(shots.glob("*.png"))
    assert len(pictures) > STEPS
    assert all(colours(picture) > 20 for picture in pictures)
    for private in (basedir / "demo" / "demo.json", basedir / "demo" / "logins.txt"):
        assert private.stat().st_mode & 0o077 == 0
    assert processes_about(basedir) == []

    second = loket(*words)
    assert second.returncode == 0, second.stdout + second.stderr
    assert walked(second) == list(range(1, STEPS + 1))
    assert "used again: 500 customers" in second.stdout
    assert processes_about(basedir) == []


def test_demo_without_a_display_says_so_and_walks_the_tour(tmp_path: Path) -> None:
    told = loket("--basedir", str(tmp_path), "demo", "--customers", "60")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "No display here" in told.stdout
    assert len(list((tmp_path / "loket-demo-shots").glob("*.png"))) > STEPS


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_asked_to_end_it_leaves_nothing_running(tmp_path: Path, number: signal.Signals) -> None:
    command = [*PROGRAM, "--basedir", str(tmp_path), "demo", "--customers", "60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment()) as demo:
        assert demo.stdout is not None
        for line in demo.stdout:
            if f"1/{STEPS}" in line:
                os.kill(demo.pid, number)
                break
        demo.stdout.read()
        demo.wait(LIMIT_SECONDS)
    assert demo.returncode != 0
    assert processes_about(tmp_path) == []
