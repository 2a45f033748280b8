"""Where stations come from: a process that has everything loaded, and forks one for each line that it reads."""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

_DIE_WITH_PARENT = 1
_ROOT = Path(__file__).resolve().parent.parent.parent
_LOADED = (
    "app.bootstrap",
    "app.formats.dates",
    "app.formats.identifiers",
    "app.services.cases",
    "app.services.customers",
    "app.services.imports",
    "app.services.interactions",
    "app.services.promises",
    "app.services.sessions",
    "app.services.suggestions",
    "app.storage.known_customers",
    "app.storage.replica",
    "app.storage.store",
    "app.sync.directory",
    "app.sync.enrolment",
    "app.sync.engine",
    "app.sync.transport",
    "app.sync.worker",
    "tests.chaos.station",
    "argon2",
)


class Nursery:
    """The process, as the harness sees it; when it ends, so do all of its stations, however either of them ends."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_ROOT,
            env={**os.environ, "LOKET_KEYRING": "off"},
        )
        self._answer()

    def start(self, arguments: Sequence[str], output: Path) -> int:
        """Fork a station with these arguments; gives its process number."""
        assert self._process.stdin is not None
        with self._one_at_a_time:
            self._process.stdin.write(json.dumps({"arguments": list(arguments), "output": str(output)}) + "\n")
            self._process.stdin.flush()
            return int(self._answer())

    def close(self) -> None:
        """End it and all of its stations."""
        self._process.kill()
        self._process.communicate()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise ChildProcessError("the nursery ended")
        return line.strip()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _station(arguments: Sequence[str], output: str) -> NoReturn:
    status = 1
    try:
        _die_with_parent()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(written, 1)
        os.dup2(written, 2)
        main = importlib.import_module("tests.chaos.station").main
        status = main(arguments)
    except BaseException:  # noqa: BLE001 - whatever it was, the harness reads it, and no code of the nursery may go on
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _run() -> None:
    _die_with_parent()
    for name in _LOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    # children that end are nobody's to wait for
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if child == 0:
            _station(wanted["arguments"], wanted["output"])
        print(child, flush=True)


if __name__ == "__main__":
    _run()
