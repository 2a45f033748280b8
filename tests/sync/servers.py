"""The PostgreSQL servers of the tests: the wheel's, and the distribution's, which is older and has TLS."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.demo.postgres import EmbeddedPostgres

WHEEL = "wheel"
DISTRIBUTION = "distribution"
OLDEST = 15
_INSTALLED = Path("/usr/lib/postgresql")


def distribution_server() -> Path:
    """The folder of the newest server that the distribution installed; a run without one is a failed run."""
    found = {
        int(folder.name): folder
        for folder in _INSTALLED.glob("*")
        if folder.name.isdecimal() and (folder / "bin" / "postgres").exists()
    }
    newest = max(found, default=0)
    if newest < OLDEST:
        raise LookupError(f"no PostgreSQL {OLDEST} or later under {_INSTALLED}: run .ci/system-packages")
    return found[newest]


def installation(kind: str) -> Path | None:
    """Where the programs of a kind of server are; None is the wheel."""
    return distribution_server() if kind == DISTRIBUTION else None


@contextmanager
def running(kind: str = WHEEL, *, auth: str = "scram-sha-256") -> Iterator[EmbeddedPostgres]:
    """A server of its own, gone with its data at the end."""
    # not pytest's own folder: the server's user must be able to reach it
    folder = Path(tempfile.mkdtemp(prefix="loket-pg-"))
    server = EmbeddedPostgres(folder, auth=auth, durable=False, installed=installation(kind))
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
