"""The real program as processes of their own, against a real server with a small made-up organisation."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.demo import organisation
from app.demo.folder import DemoFolder, DemoState
from app.demo.postgres import EmbeddedPostgres
from app.demo.shared import SharedDemo
from app.demo.story import Story
from app.sync.admin import add_device

ROOT = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 300
PROGRAM = (sys.executable, "-m", "app.cli.main")


def environment(**more: str) -> dict[str, str]:
    """That of a counter without a display and without a keyring, in English so that a test can read it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("LOKET_")}
    own |= {"LOKET_KEYRING": "off", "LOKET_LANGUAGE": "en", "QT_QPA_PLATFORM": "offscreen", **more}
    return own


def loket(*words: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [*PROGRAM, *words],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        cwd=ROOT,
        env=environment(**more),
        check=False,
    )


@dataclass(frozen=True, slots=True)
class Town:
    """A server with the made-up organisation, and the story on it."""

    shared: SharedDemo
    state: DemoState
    story: Story


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = DemoFolder(tmp_path_factory.mktemp("town"))
    server = EmbeddedPostgres(folder.server)
    server.start()
    try:
        shared = SharedDemo(server, folder)
        state, _rows = shared.fill(200, lambda _branch: None)
        state, story = shared.tell_story(state)
        yield Town(shared, state, story)
    finally:
        server.stop()


@pytest.fixture
def counter(town: Town, tmp_path: Path) -> Path:
    """The folder of an enrolled device with somebody logged in and everything fetched."""
    device = add_device(town.shared.url, "Konter uji", organisation.HOME.code)
    basedir = tmp_path / "device"
    told = (
        loket("device", "enrol", "--url", device.url, "--token-stdin", "--basedir", str(basedir), stdin=device.token),
        loket(
            "--basedir",
            str(basedir),
            "login",
            "--staff",
            organisation.COUNTER_LOGIN,
            LOKET_PASSWORD=town.state.passwords[organisation.COUNTER_LOGIN],
        ),
        loket("--basedir", str(basedir), "sync", "--once"),
    )
    assert [one.returncode for one in told] == [0, 0, 0], told
    return basedir
