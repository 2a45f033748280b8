"""What goes wrong. Each fault is a generator: it begins at the first `next`, goes on at further ones, then heals."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from random import Random

import psycopg

from app.demo.postgres import EmbeddedPostgres
from app.domain.errors import ErrorCode, LoketError
from app.sync import admin
from app.sync.moves import move_customer
from tests.chaos.network import Weather
from tests.chaos.stations import Station
from tests.chaos.world import DATABASE, World, copy_folder

Fault = Callable[[World, Random], Iterator[None]]

_DAY = 86_400.0
_HOUR = 3_600.0
_DISK = "48m"
_LITTLE = 200_000
_TICK = 0.02
_UNTIL = 1500


def killed(world: World, rng: Random) -> Iterator[None]:
    """A process ends in the middle of whatever it does, once or several times."""
    with world.taken(rng) as station:
        for _ in range(rng.randrange(1, 4)):
            station.kill()
            if rng.random() < 0.5:
                yield
            station.start()
            yield


def frozen(world: World, rng: Random) -> Iterator[None]:
    """A computer sleeps."""
    with world.taken(rng) as station:
        station.freeze()
        yield
        if rng.random() < 0.2:
            station.kill()
            station.start()
        else:
            station.thaw()


def weather(kind: Weather) -> Fault:
    """A line with that weather; afterwards what was held back goes on, or the line is dead."""

    def bad(world: World, rng: Random) -> Iterator[None]:
        with world.line_taken(rng) as line:
            line.turn(kind)
            yield
            if kind is Weather.HALF_OPEN or rng.random() < 0.5:
                line.cut()
            line.turn(Weather.FAIR)

    return bad


def lost_answers(world: World, rng: Random) -> Iterator[None]:
    """A push is committed, and its answer is lost with the line."""
    with world.line_taken(rng) as line:
        line.lose_answers(rng.randrange(1, 4))
        yield
        yield
        line.lose_answers(0)


def slow(world: World, rng: Random) -> Iterator[None]:
    """A long line."""
    with world.line_taken(rng) as line:
        line.slow(rng.uniform(0.01, 0.15))
        yield
        line.slow(0.0)


def server_crashed(world: World, rng: Random) -> Iterator[None]:
    """The database ends at once and recovers."""
    with world.server_taken() as mine:
        if mine:
            for _ in range(rng.randrange(1, 3)):
                world.server.restart(crash=True)
                world.lead_to(world.server)
                yield


def server_away(world: World, _rng: Random) -> Iterator[None]:
    """The database is stopped for a while."""
    with world.server_taken() as mine:
        if mine:
            world.server.stop()
            yield
            world.server.start()
            world.lead_to(world.server)


def cloned(world: World, rng: Random) -> Iterator[None]:
    """The folder of a station is copied to another computer, and both go on."""
    with world.taken(rng) as station:
        folder = world.folder / f"{station.name}-klon"
        _photograph(station, folder.name, world)
        clone = Station(world.nursery, station.desk, folder.name, folder, station.life)
        world.clones.append(clone)
        clone.start()
        yield


def restored_station(world: World, rng: Random) -> Iterator[None]:
    """A station's folder is put back as it was some time ago."""
    with world.taken(rng) as station:
        copy = world.folder / f"{station.name}-kemarin"
        _photograph(station, copy.name, world)
        yield
        yield
        station.kill()
        shutil.rmtree(station.basedir)
        copy_folder(copy, station.basedir)
        station.note("restored")
        station.start()


def twins(world: World, rng: Random) -> Iterator[None]:
    """Two processes work on one store."""
    with world.taken(rng) as station:
        twin = Station(world.nursery, station.desk, f"{station.name}-kembar", station.basedir, station.life)
        world.twins.append(twin)
        twin.start()
        yield
        yield
        if rng.random() < 0.5:
            twin.kill()
        else:
            twin.quit()


def wrong_clock(world: World, rng: Random) -> Iterator[None]:
    """A computer's clock is wrong, and perhaps stays so."""
    with world.taken(rng) as station:
        station.set_clock(rng.choice((-_DAY, -_HOUR, _HOUR, _DAY)))
        yield
        yield
        if rng.random() < 0.7:
            station.set_clock(0.0)


def disk_full(world: World, rng: Random) -> Iterator[None]:
    """A station's disk has no room for a while: a small one of its own, or without the right to that a limit."""
    with world.taken(rng) as station:
        if os.geteuid() == 0 and _onto_small_disk(world, station):
            filler = station.basedir / "filler"
            _fill(filler)
            yield
            if rng.random() < 0.3:
                station.kill()
            filler.unlink()
            if not station.alive:
                station.start()
        else:
            station.tell("room", bytes=_LITTLE)
            yield
            station.tell("room", bytes=None)


def failed_over(world: World, rng: Random) -> Iterator[None]:
    """A standby takes over that lacks the last transactions; before that it may answer as if it were the first."""
    with world.server_taken() as mine:
        if not mine:
            return
        first = world.server
        standby = EmbeddedPostgres(world.folder / "standby", durable=False)
        world.servers.append(standby)
        link = world.network.line(first.port)
        backup(first, standby, f"postgresql://{_owner(first)}@127.0.0.1:{link.port}/", "-R")
        standby.start()
        _wait(lambda: _is(first, "select count(*) > 0 from pg_stat_replication where state = 'streaming'"))
        yield
        link.turn(Weather.SILENT)
        yield
        if rng.random() < 0.5:
            with world.line_taken(rng) as line:
                line.aim(standby.port)
                yield
        first.stop(crash=True)
        link.cut()
        with psycopg.connect(standby.url(), autocommit=True) as connection:
            connection.execute("select pg_promote(true, 30)")
        _wait(lambda: _is(standby, "select not pg_is_in_recovery()"))
        world.lead_to(standby)


def restored_database(*, told: bool) -> Fault:
    """The database is put back as it was some time ago; `told` is whether the run-book was followed."""

    def restored(world: World, _rng: Random) -> Iterator[None]:
        with world.server_taken() as mine:
            if not mine:
                return
            first = world.server
            copy = EmbeddedPostgres(world.folder / "copy", durable=False)
            world.servers.append(copy)
            backup(first, copy, first.url())
            yield
            yield
            first.stop(crash=True)
            copy.start()
            if told:
                admin.restored(copy.url(DATABASE))
            world.lead_to(copy)

    return restored


def moved(world: World, rng: Random) -> Iterator[None]:
    """Customers with all that is about them move to another branch, some of them back again."""
    for to in ("MKS1", "JKT1", "MKS1"):
        with world.server_taken() as mine:
            if mine:
                _move(world, rng, to)
        yield


def _move(world: World, rng: Random, to: str) -> None:
    with world.owner() as connection:
        ids = [str(row[0]) for row in connection.execute("select id from sync.customer where not deleted order by id")]
    for customer in rng.sample(ids, min(len(ids), 4)):
        try:
            move_customer(world.url, customer, to)
        except LoketError as error:
            # somebody there has the number already
            if error.code is not ErrorCode.DUPLICATE:
                raise


def backup(server: EmbeddedPostgres, into: EmbeddedPostgres, url: str, *options: str) -> None:
    """A copy of a running cluster, as its own tool makes it."""
    shutil.copy(server._files.password, into._files.password)
    done = server._run(
        "pg_basebackup",
        *("-D", str(into.cluster), "-d", url, "-c", "fast", "-X", "stream", "--no-sync", *options),
        check=False,
    )
    if done.returncode:
        raise ChildProcessError(done.stderr.decode())


def _owner(server: EmbeddedPostgres) -> str:
    return server.url().split("//", 1)[1].rsplit("@", 1)[0]


def _is(server: EmbeddedPostgres, question: str) -> bool:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return bool(row and row[0])


def _wait(is_so: Callable[[], bool]) -> None:
    patience = threading.Event()
    for _ in range(_UNTIL):
        if is_so():
            return
        patience.wait(_TICK)
    raise TimeoutError("what was waited for did not come")


def _photograph(station: Station, name: str, world: World) -> None:
    """A copy of the folder as it is at one instant."""
    station.freeze()
    copy_folder(station.basedir, world.folder / name)
    station.thaw()


def _onto_small_disk(world: World, station: Station) -> bool:
    disk = world.folder / f"{station.name}-disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_DISK},mode=700", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if made.returncode:
        return False
    world.mounted.append(disk)
    station.kill()
    copy_folder(station.basedir, disk / "base")
    station.basedir = disk / "base"
    station.start()
    return True


def _fill(filler: os.PathLike[str]) -> None:
    descriptor = os.open(filler, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        for size in (1 << 20, 1 << 12):
            while True:
                try:
                    os.write(descriptor, bytes(size))
                except OSError:
                    break
    finally:
        os.close(descriptor)


FAULTS: dict[str, Fault] = {
    "killed": killed,
    "frozen": frozen,
    "no_answers": weather(Weather.NO_ANSWERS),
    "no_questions": weather(Weather.NO_QUESTIONS),
    "silent": weather(Weather.SILENT),
    "half_open": weather(Weather.HALF_OPEN),
    "closed": weather(Weather.CLOSED),
    "lost_answers": lost_answers,
    "slow": slow,
    "server_crashed": server_crashed,
    "server_away": server_away,
    "cloned": cloned,
    "restored_station": restored_station,
    "twins": twins,
    "wrong_clock": wrong_clock,
    "disk_full": disk_full,
    "failed_over": failed_over,
    "restored_database": restored_database(told=False),
    "restored_database_told": restored_database(told=True),
    "moved": moved,
}
GOES_BACK = frozenset({"failed_over", "restored_database", "restored_database_told"})
"""After these the shared database has lost what it had confirmed."""
ROWS_LEAVE = frozenset({"moved"})
ALONE = (GOES_BACK | {"restored_station"},)
"""Of each of these groups a schedule has one at most: together they lose what no protocol can keep."""
