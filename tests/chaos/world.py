"""Everything that a schedule plays with: one database, its stations with a line each, and the back office."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psycopg

from app.bootstrap import Paths, enrol_device, open_core
from app.demo.postgres import EmbeddedPostgres
from app.domain.people import Role
from app.sync import admin
from tests.chaos.backoffice import BackOffice
from tests.chaos.network import Line, Network
from tests.chaos.nursery import Nursery
from tests.chaos.stations import Desk, Life, Station
from tests.sync.offices import PASSWORD, make_organisation

DATABASE = "loket"
DESKS = (
    Desk("satu", "JKT1", "rina", Role.FRONTLINER),
    Desk("dua", "JKT1", "sari", Role.SUPERVISOR),
    Desk("bengkel", "MKS1", "tono", Role.BACKOFFICE, "WORKSHOP"),
)
_STORY_AT_MOST = 0.5
_TICK = 0.01


@contextmanager
def beginning() -> Iterator[Path]:
    """A folder with a database and enrolled stations as they are before anything has happened."""
    folder = Path(tempfile.mkdtemp(prefix="loket-chaos-"))
    # the server's user goes through it to its own folder
    folder.chmod(0o711)
    try:
        _prepare(folder)
        yield folder
    finally:
        shutil.rmtree(folder)


def _prepare(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "server", durable=False)
    server.start()
    try:
        make_organisation(server, DATABASE)
        url = server.url(DATABASE)
        for desk in DESKS:
            if desk.role is Role.BACKOFFICE:
                admin.add_staff(url, desk.login, "Tono", desk.role, desk.branch, desk.unit, password=PASSWORD)
        with _environment(PGPORT=str(server.port), LOKET_KEYRING="off"):
            for desk in DESKS:
                _enrol(url, desk, folder / desk.name, server.port)
    finally:
        server.stop()
    (folder / "server" / "port").unlink()


def _enrol(url: str, desk: Desk, basedir: Path, port: int) -> None:
    added = admin.add_device(url, f"Loket {desk.name}", desk.branch, desk.unit)
    # the address names no port: each station is told its own by its environment
    enrol_device(Paths(basedir), added.url.replace(f":{port}/", "/"), added.token)
    core = open_core(Paths(basedir))
    try:
        core.sync.once()
        core.sessions.login(desk.login, PASSWORD)
    finally:
        core.close()


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class Busy(Exception):  # noqa: N818 - no error: the fault waits for another day
    """All that this fault could strike is struck already."""


class World:
    """A copy of the beginning, alive; `close` ends all of it."""

    def __init__(self, beginning: Path, nursery: Nursery, seed: str, *, rows_leave: bool, goes_back: bool) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="loket-chaos-"))
        self.folder.chmod(0o711)
        self.nursery = nursery
        self.goes_back = goes_back
        self.mounted: list[Path] = []
        self.clones: list[Station] = []
        self.twins: list[Station] = []
        self._busy: set[str] = set()
        for name in ("server", *(desk.name for desk in DESKS)):
            copy_folder(beginning / name, self.folder / name)
        self.server = EmbeddedPostgres(self.folder / "server", durable=False)
        self.servers = [self.server]
        self.network = Network()
        try:
            self.server.start()
            self.lines: dict[str, Line] = {desk.name: self.network.line(self.server.port) for desk in DESKS}
            self.stations = {
                desk.name: Station(
                    nursery,
                    desk,
                    desk.name,
                    self.folder / desk.name,
                    Life(self.lines[desk.name].port, seed, rows_leave, goes_back),
                )
                for desk in DESKS
            }
            self.office = BackOffice(lambda: self.server.url(DATABASE), Random(seed))
        except BaseException:
            self.close()
            raise

    @property
    def everybody(self) -> tuple[Station, ...]:
        """All stations, with clones and twins."""
        return (*self.stations.values(), *self.clones, *self.twins)

    @property
    def url(self) -> str:
        """The shared database, for its owner."""
        return self.server.url(DATABASE)

    def begin(self) -> None:
        """Everybody starts to work."""
        for station in self.stations.values():
            station.start()
        self.office.start()

    def go_on(self, rng: Random) -> None:
        """Let the story go on until some more has been done, or nothing can be for a while."""
        wanted = self._written() + rng.randrange(300, 5000)
        patience = threading.Event()
        for _ in range(int(rng.uniform(0.1, _STORY_AT_MOST) / _TICK)):
            if self._written() >= wanted:
                return
            patience.wait(_TICK)

    def lead_to(self, server: EmbeddedPostgres) -> None:
        """Let every line lead to another server, which is the database from now on."""
        self.server = server
        for line in self.lines.values():
            line.aim(server.port)

    @contextmanager
    def taken(self, rng: Random) -> Iterator[Station]:
        """A station for one fault alone."""
        with self._taken(rng, [name for name, station in self.stations.items() if station.alive]) as name:
            yield self.stations[name]

    @contextmanager
    def line_taken(self, rng: Random) -> Iterator[Line]:
        """A line for one fault alone."""
        with self._taken(rng, [f"line {name}" for name in self.lines]) as name:
            yield self.lines[name.removeprefix("line ")]

    @contextmanager
    def server_taken(self) -> Iterator[bool]:
        """The database for one fault alone; false where another one has it."""
        if "server" in self._busy:
            yield False
            return
        self._busy.add("server")
        try:
            yield True
        finally:
            self._busy.discard("server")

    @contextmanager
    def _taken(self, rng: Random, names: list[str]) -> Iterator[str]:
        free = [name for name in names if name not in self._busy]
        if not free:
            raise Busy
        name = rng.choice(free)
        self._busy.add(name)
        try:
            yield name
        finally:
            self._busy.discard(name)

    def owner(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection of the database's owner."""
        return psycopg.connect(self.url, autocommit=True)

    def close(self) -> None:
        """End every process and line, and take the folder away."""
        if hasattr(self, "office"):
            self.office.stop()
        for station in self.everybody if hasattr(self, "stations") else ():
            station.kill()
        self.network.close()
        for server in self.servers:
            server.stop(crash=True)
        for folder in self.mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)
        shutil.rmtree(self.folder)

    def _written(self) -> int:
        return sum(station.journal.stat().st_size for station in self.everybody if station.journal.exists())


def copy_folder(source: Path, target: Path) -> None:
    """A copy with the same owners."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
