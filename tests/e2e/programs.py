"""Programs of different releases, each run as a process of its own on the folder of a device."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.storage.database import Database
from app.storage.keys import obtain_key
from app.sync.admin import add_device
from tests.sync.offices import PASSWORD, Office

ROOT = Path(__file__).resolve().parents[2]
PROTOCOL_1 = ROOT / "tests" / "fixtures" / "protocol_1.zip"
LIMIT_SECONDS = 300
KILLED = -signal.SIGKILL


@dataclass(frozen=True, slots=True)
class Program:
    """A release: the folder that holds its packages, and what its processes are given besides."""

    root: Path
    more: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return self.python("-m", "app.cli.main", *words, stdin=stdin, **more)

    def python(self, *words: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Run the interpreter with this release's packages before all others."""
        return subprocess.run(
            [sys.executable, *words],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            cwd=self.root,
            env=self.environment(**more),
            check=False,
        )

    def environment(self, **more: str) -> dict[str, str]:
        """No keyring, no display, English, and nothing of the machine's own settings for the program."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("LOKET_", "PYTHON"))}
        own |= {"LOKET_KEYRING": "off", "LOKET_LANGUAGE": "en", "QT_QPA_PLATFORM": "offscreen"}
        return own | {"PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1", **self.more, **more}


NOW = Program(ROOT)


def unpacked(folder: Path) -> Program:
    """The program that spoke protocol 1."""
    with zipfile.ZipFile(PROTOCOL_1) as archive:
        archive.extractall(folder)
    return Program(folder)


@dataclass(frozen=True, slots=True)
class Station:
    """One device's folder and the program that works on it."""

    program: Program
    basedir: Path

    def run(self, *words: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """One command on this device, however it ends."""
        return self.program.run("--basedir", str(self.basedir), *words, stdin=stdin, **more)

    def docs(self, *words: str, stdin: str = "", **more: str) -> list[dict[str, Any]]:
        """What a command that succeeds answers in JSON."""
        told = self.run(*words, "--json", stdin=stdin, **more)
        assert told.returncode == 0, (words, told.stdout, told.stderr)
        return [json.loads(line) for line in told.stdout.splitlines()]

    def doc(self, *words: str, stdin: str = "", **more: str) -> dict[str, Any]:
        """The one object that a command answers."""
        found = self.docs(*words, stdin=stdin, **more)
        assert len(found) == 1, (words, found)
        return found[0]

    def sync(self) -> dict[str, Any]:
        """One round that must succeed."""
        report = self.doc("sync", "--once")
        assert report["state"] == "ok", report
        return report

    def taken_over_by(self, program: Program) -> Station:
        """The same folder after an update of the program."""
        return Station(program, self.basedir)

    def outbox(self) -> dict[str, tuple[int, str, str]]:
        """Number, kind and state of every operation that is kept here, read past the program; no schema is changed."""
        store = self.basedir / "loket.db"
        database = Database(store, obtain_key(self.basedir / "store.key", store, {}))
        with database.read() as connection:
            rows = connection.exec_driver_sql("SELECT op_id, seq, kind, state FROM outbox ORDER BY seq").all()
        database.close()
        return {op_id: (seq, kind, state) for op_id, seq, kind, state in rows}


def enrolled(
    office: Office,
    program: Program,
    basedir: Path,
    login: str = "rina",
    *,
    branch: str = "JKT1",
    unit: str | None = None,
) -> Station:
    """A device of this release with somebody logged in and everything fetched."""
    device = add_device(office.url, f"Konter {basedir.name}", branch, unit)
    station = Station(program, basedir)
    station.doc("device", "enrol", "--url", device.url, "--token-stdin", stdin=device.token)
    station.doc("login", "--staff", login, LOKET_PASSWORD=PASSWORD)
    station.sync()
    return station
