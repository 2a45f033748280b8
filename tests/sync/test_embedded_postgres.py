"""The demo's own server: starts, starts again, survives a power cut, and ends with its parent."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.demo.postgres import EmbeddedPostgres

PROGRAM = """
import sys
from pathlib import Path
from app.demo.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
server.start()
print(server.url(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="loket-pg-"))
    yield folder
    while (folder / "cluster" / "postmaster.pid").exists():
        pass
    shutil.rmtree(folder)


def test_it_asks_for_a_password_and_keeps_its_data_and_address(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    server.start()
    server.start()
    with psycopg.connect(server.url()) as connection:
        assert connection.pgconn.used_password
        assert connection.execute("show fsync").fetchone() == ("on",)
        assert connection.execute("show listen_addresses").fetchone() == ("127.0.0.1",)
        connection.execute("create table kept (id int)")
    address = server.url()
    server.restart()
    assert server.url() == address
    with psycopg.connect(server.url()) as connection:
        connection.execute("select from kept")
    server.stop()
    server.stop()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


def test_it_starts_after_a_power_cut_left_a_strange_process_number(folder: Path) -> None:
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    server.stop()
    pid = folder / "cluster" / "postmaster.pid"
    pid.write_text(f"{os.getpid()}\n{folder / 'cluster'}\n0\n5432\n\n127.0.0.1\n  1 2\nready\n")
    server.start()
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    server.stop()


def test_it_ends_with_the_process_that_started_it_and_is_shared_meanwhile(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        url = parent.stdout.readline().strip()
        guest = EmbeddedPostgres(folder)
        guest.start()
        assert guest.url() == url
        guest.stop()
        with psycopg.connect(url, autocommit=True) as connection:
            parent.send_signal(signal.SIGKILL)
            parent.wait()
            # the guard stops the server, which ends this call
            with pytest.raises(psycopg.OperationalError):
                connection.execute("select pg_sleep(60)")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
