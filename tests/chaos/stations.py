"""Stations as the harness sees them: started, killed, frozen, and told what to do."""

from __future__ import annotations

import json
import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.domain.people import Role
from tests.chaos.journal import Journal, read_journal
from tests.chaos.nursery import Nursery

_PATIENCE = 60.0


class TroubleError(Exception):
    """The schedule cannot go on: something is not as it has to be."""


@dataclass(frozen=True)
class Desk:
    """A place of work: its device is enrolled, and its person signed in, before the schedule begins."""

    name: str
    branch: str
    login: str
    role: Role
    unit: str | None = None


@dataclass(frozen=True)
class Life:
    """How a station is started."""

    port: int
    seed: str
    rows_leave: bool = False
    goes_back: bool = False
    clock: float = 0.0


class Station:
    """One process on one folder; its journal outlives both."""

    def __init__(self, nursery: Nursery, desk: Desk, name: str, basedir: Path, life: Life) -> None:
        self.desk = desk
        self.name = name
        self.basedir = basedir
        self.life = life
        run = basedir.parent
        self.journal = run / f"{name}.journal"
        self.output = run / f"{name}.output"
        self.frozen = False
        self._control = run / f"{name}.control"
        self._nursery = nursery
        self._lives = 0
        self._pid = 0
        self._socket: socket.socket | None = None
        self._buffer = b""

    @property
    def alive(self) -> bool:
        """Whether it was started and not ended by us."""
        return self._socket is not None

    def start(self) -> None:
        """Start the process and wait until it works."""
        self._lives += 1
        self._control.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
            door.bind(str(self._control))
            door.listen(1)
            door.settimeout(_PATIENCE)
            self._pid = self._nursery.start(self._arguments(), self.output)
            while True:
                door.settimeout(0.5)
                try:
                    self._socket, _ = door.accept()
                    break
                except TimeoutError:
                    if not _runs(self._pid):
                        raise TroubleError(f"{self.name} did not start: {self._last_words()}") from None
        self._socket.settimeout(_PATIENCE)
        self._buffer = b""
        self._answer()

    def kill(self) -> None:
        """Kill it with no warning (-9)."""
        if self._socket is None:
            return
        os.kill(self._pid, signal.SIGKILL)
        with suppress(ConnectionResetError):
            while self._socket.recv(1 << 16):
                pass
        self._hang_up()
        self.frozen = False

    def freeze(self) -> None:
        """Stop the process where it stands."""
        os.kill(self._pid, signal.SIGSTOP)
        # the signal is delivered when the system says so
        while _state(self._pid) not in {"T", "t", ""}:
            pass
        self.frozen = True

    def thaw(self) -> None:
        """Let it go on."""
        os.kill(self._pid, signal.SIGCONT)
        self.frozen = False

    def tell(self, do: str, **facts: object) -> None:
        """Give an order that has no answer."""
        if self._socket is None:
            raise TroubleError(f"{self.name} does not run")
        try:
            self._socket.sendall(json.dumps({"do": do, **facts}).encode() + b"\n")
        except OSError:
            raise TroubleError(f"{self.name} ended by itself: {self._last_words()}") from None

    def ask(self, do: str, **facts: object) -> dict[str, Any]:
        """Give an order and wait for its answer."""
        self.tell(do, **facts)
        return self._answer()

    def quit(self) -> None:
        """Let it end in order."""
        if self._socket is None:
            return
        self.tell("quit")
        with suppress(ConnectionResetError):
            while self._socket.recv(1 << 16):
                pass
        self._hang_up()

    def set_clock(self, seconds: float) -> None:
        """Let its clock be wrong by so much, now and at its next start."""
        self.life = replace(self.life, clock=seconds)
        self.tell("clock", seconds=seconds)

    def note(self, what: str) -> None:
        """Write into its journal what was done to it."""
        journal = Journal(self.journal)
        journal.write(what)
        journal.close()

    def lines(self) -> list[dict[str, Any]]:
        """Its journal."""
        return list(read_journal(self.journal))

    def _hang_up(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def _answer(self) -> dict[str, Any]:
        if self._socket is None:
            raise TroubleError(f"{self.name} does not run")
        while b"\n" not in self._buffer:
            try:
                data = self._socket.recv(1 << 16)
            except TimeoutError:
                raise TroubleError(f"{self.name} does not answer: {self._last_words()}") from None
            if not data:
                raise TroubleError(f"{self.name} ended by itself: {self._last_words()}")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _arguments(self) -> list[str]:
        life = self.life
        words = [
            *("--basedir", str(self.basedir), "--control", str(self._control), "--journal", str(self.journal)),
            *("--port", str(life.port), "--login", self.desk.login, "--role", self.desk.role.value),
            *("--seed", f"{life.seed}/{self.name}/{self._lives}", "--clock", str(life.clock)),
        ]
        if life.rows_leave:
            words.append("--rows-leave")
        if life.goes_back:
            words.append("--goes-back")
        return words

    def _last_words(self) -> str:
        return self.output.read_text(errors="replace")[-3000:] if self.output.exists() else "(nothing said)"


def _runs(pid: int) -> bool:
    return _state(pid) not in {"", "Z", "X"}


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""
