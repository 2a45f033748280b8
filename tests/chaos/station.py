"""A station as a process of its own: the real core, people who work at it, sync, and a journal of what was confirmed.

`python -m tests.chaos.station --basedir DIR --control SOCKET --journal FILE --port N --login NAME --seed N`
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import resource
import select
import socket
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from app.bootstrap import Core, Paths, open_core
from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Role
from app.sync.pace import Pace
from tests.chaos.journal import Journal
from tests.chaos.seen import Witness, everything
from tests.chaos.work import Worker

_BREATH = 0.006
_LOOK_EVERY = 4
_CALM = frozenset({ErrorCode.DISK_FULL, ErrorCode.STORE_IN_USE})


class ShiftedClock:
    """The computer's clock, wrong by as much as the harness says."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift


class Channel:
    """Orders of the harness, and answers to it; the end of the line is the end of the harness."""

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)
        self._buffer = b""

    def order(self, seconds: float) -> dict[str, Any] | None:
        """The next order if one comes in time."""
        if b"\n" not in self._buffer:
            if not select.select([self._socket], [], [], seconds)[0]:
                return None
            data = self._socket.recv(1 << 16)
            if not data:
                return {"do": "quit"}
            self._buffer += data
        if b"\n" not in self._buffer:
            return None
        line, _, self._buffer = self._buffer.partition(b"\n")
        order: dict[str, Any] = json.loads(line)
        return order

    def answer(self, **facts: object) -> None:
        self._socket.sendall(json.dumps(facts).encode() + b"\n")


class FaultLog(logging.Handler):
    """What the program itself finds worth a warning is a fault here."""

    def __init__(self, witness: Witness) -> None:
        super().__init__(logging.WARNING)
        self._witness = witness

    def emit(self, record: logging.LogRecord) -> None:
        told = record.exc_info and record.exc_info[1]
        if isinstance(told, LoketError) and told.code in _CALM:
            return
        cause = "".join(traceback.format_exception(told)) if told else ""
        self._witness.tell(f"logged: {record.getMessage()} {cause}")


class Station:
    """Works, until told otherwise."""

    def __init__(self, core: Core, channel: Channel, worker: Worker, witness: Witness, clock: ShiftedClock) -> None:
        self._core = core
        self._channel = channel
        self._worker = worker
        self._witness = witness
        self._clock = clock
        self._working = True
        self._syncing = False

    def run(self) -> None:
        """Until `quit`."""
        turn = 0
        self._sync(on=True)
        self._channel.answer(ready=os.getpid())
        while True:
            order = self._channel.order(_BREATH if self._working else 1.0)
            if order is not None:
                if order["do"] == "quit":
                    return
                self._obey(order)
            elif self._working:
                turn += 1
                self._work(look=turn % _LOOK_EVERY == 0)

    def _obey(self, order: dict[str, Any]) -> None:
        match order["do"]:
            case "work":
                self._working = True
                self._sync(on=True)
            case "rest":
                self._working = False
                self._sync(on=False)
                self._look()
                self._channel.answer(rests=True)
            case "round":
                self._sync(on=False)
                self._channel.answer(**self._round())
            case "clock":
                self._clock.shift = timedelta(seconds=order["seconds"])
            case "room":
                limit = resource.RLIM_INFINITY if order["bytes"] is None else order["bytes"]
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            case "everything":
                self._sync(on=False)
                Path(order["to"]).write_text(json.dumps(everything(self._core)), encoding="utf-8")
                self._channel.answer(written=True)

    def _work(self, *, look: bool) -> None:
        try:
            self._worker.act()
        except Exception:  # noqa: BLE001 - whatever it is, it is told, and the station works on as the screen would
            self._witness.tell(traceback.format_exc())
        if look:
            self._look()

    def _look(self) -> None:
        try:
            self._witness.look(self._worker.notes)
        except LoketError as error:
            if error.code not in _CALM:
                raise

    def _round(self) -> dict[str, object]:
        try:
            report = self._core.sync.once()
        except LoketError as error:
            return {"state": "error", "detail": str(error), "outbox": -1, "pulled": 0, "pushed": 0}
        self._look()
        return {
            "state": report.state.value,
            "detail": report.detail,
            "outbox": report.outbox,
            "pulled": report.pulled,
            "pushed": report.pushed,
        }

    def _sync(self, *, on: bool) -> None:
        if on and not self._syncing:
            self._core.sync.start()
            self._core.sync.set_pace(Pace.FOCUSED)
        elif self._syncing and not on:
            self._core.sync.stop()
        self._syncing = on


def main(arguments: Sequence[str]) -> int:
    """Run one station; 0 when it was told to end."""
    parser = argparse.ArgumentParser()
    for name in ("--basedir", "--control", "--journal", "--port", "--login", "--role", "--seed"):
        parser.add_argument(name, required=True)
    parser.add_argument("--rows-leave", action="store_true", help="rows may leave the scopes of this device")
    parser.add_argument("--goes-back", action="store_true", help="the shared database may go back to an earlier state")
    parser.add_argument("--clock", type=float, default=0.0, help="seconds by which the clock is wrong")
    wanted = parser.parse_args(arguments)
    # addresses in the stores name no port: each station has a line of its own
    os.environ["PGPORT"] = wanted.port
    clock = ShiftedClock()
    clock.shift = timedelta(seconds=wanted.clock)
    core = open_core(Paths(Path(wanted.basedir)), clock=clock)
    witness = Witness(core, Journal(Path(wanted.journal)), whole=not wanted.rows_leave, forward=not wanted.goes_back)
    log = FaultLog(witness)
    for name in ("app", "ui"):
        logging.getLogger(name).addHandler(log)
    worker = Worker(core, wanted.login, Role(wanted.role), Random(wanted.seed))
    Station(core, Channel(wanted.control), worker, witness, clock).run()
    core.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
