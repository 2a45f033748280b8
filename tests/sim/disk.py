"""A disk and a process that fail when they are told to: at the n-th statement or commit of a local store."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import event
from sqlcipher3 import dbapi2

from app.storage.database import Database
from app.storage.keys import StoreKey


class CrashError(BaseException):
    """The process has been killed; nothing after this runs in it."""


class Fault(StrEnum):
    """What goes wrong at a statement."""

    KILL = "kill"
    KILL_AFTER = "kill_after"
    """At a commit: after it. At a statement: the same as `KILL`."""
    FULL = "full"
    IOERR = "ioerr"
    BUSY = "busy"
    CORRUPT = "corrupt"
    READONLY = "readonly"


_CODES = {
    Fault.FULL: (dbapi2.SQLITE_FULL, "database or disk is full"),
    Fault.IOERR: (dbapi2.SQLITE_IOERR, "disk I/O error"),
    Fault.BUSY: (dbapi2.SQLITE_BUSY, "database is locked"),
    Fault.CORRUPT: (dbapi2.SQLITE_CORRUPT, "database disk image is malformed"),
    Fault.READONLY: (dbapi2.SQLITE_READONLY, "attempt to write a readonly database"),
}


class Disk:
    """Stands between one open store and SQLite."""

    def __init__(self, at_kill: Callable[[], None]) -> None:
        self.statements = 0
        self.hit = False
        self._at_kill = at_kill
        self._left: int | None = None
        self._fault = Fault.KILL

    def arm(self, after: int, fault: Fault) -> None:
        """Let the statement after so many others fail, once."""
        self._left, self._fault, self.hit = after, fault, False

    def disarm(self) -> None:
        """Let nothing fail."""
        self._left = None

    def statement(self) -> None:
        """A statement is about to run."""
        if self._due():
            self._fail()

    def commit(self, run: Callable[[], None], roll_back: Callable[[], None]) -> None:
        """A commit is about to run; one that fails is rolled back by SQLite itself, as it does for all but BUSY.

        BUSY cannot be here: with BEGIN IMMEDIATE the lock is held, and in WAL mode a commit needs no other.
        """
        due = self._due()
        if due and self._fault is not Fault.KILL_AFTER:
            if self._fault is Fault.BUSY:
                self._fault = Fault.FULL
            if self._fault is not Fault.KILL:
                roll_back()
            self._fail()
        run()
        if due:
            self._fail()

    def _due(self) -> bool:
        self.statements += 1
        if self._left is None:
            return False
        self._left -= 1
        return self._left < 0

    def _fail(self) -> None:
        self._left, self.hit = None, True
        if self._fault in {Fault.KILL, Fault.KILL_AFTER}:
            self._at_kill()
            raise CrashError
        raise sqlite_error(self._fault)


class DiskDatabase(Database):
    """A store's connections over a `Disk`; all of a process share what SQLAlchemy compiled, most of the time."""

    _disks: ClassVar[dict[int, Disk]] = {}
    _dialect: ClassVar[Any] = None
    _compiled: ClassVar[Any] = None

    def __init__(self, path: Path, key: StoreKey, disk: Disk) -> None:
        self._disk = disk
        self._opened: list[dbapi2.Connection] = []
        super().__init__(path, key)
        kind = type(self)
        if kind._dialect is None:
            with self.read() as connection:
                kind._dialect, kind._compiled = connection.dialect, self._engine._compiled_cache
            _hook(kind._dialect, kind._disks)
        for engine in (self._engine, self._writer):
            engine.dialect, engine._compiled_cache = kind._dialect, kind._compiled

    def connect(self) -> dbapi2.Connection:
        raw = super().connect()
        self._disks[id(raw)] = self._disk
        self._opened.append(raw)
        return raw

    def close(self) -> None:
        super().close()
        for raw in self._opened:
            self._disks.pop(id(raw), None)
        self._opened.clear()


def _hook(dialect: Any, disks: Mapping[int, Disk]) -> None:  # noqa: ANN401 - SQLAlchemy's own
    def statement(cursor: dbapi2.Cursor, *_: object) -> None:
        disk = disks.get(id(cursor.connection))
        if disk is not None:
            disk.statement()

    event.listen(dialect, "do_execute", statement)
    event.listen(dialect, "do_executemany", statement)
    commit = dialect.do_commit

    def do_commit(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        disk = disks.get(id(connection.dbapi_connection))
        if disk is None:
            commit(connection)
        else:
            disk.commit(lambda: commit(connection), connection.dbapi_connection.rollback)

    dialect.do_commit = do_commit


def sqlite_error(fault: Fault) -> dbapi2.DatabaseError:
    """The error that the driver would raise."""
    code, text = _CODES[fault]
    kind = dbapi2.DatabaseError if fault is Fault.CORRUPT else dbapi2.OperationalError
    error: dbapi2.DatabaseError = kind(text)
    error.sqlite_errorcode = code
    error.sqlite_errorname = f"SQLITE_{fault.name}"
    return error


def copy_store(source: Path, target: Path) -> None:
    """The files as they are on the disk at this moment, with what is in the log but not yet in the file."""
    shutil.copyfile(source, target)
    log = _log_of(source)
    if log.exists():
        shutil.copyfile(log, _log_of(target))


def tear_log(path: Path) -> None:
    """The log as a power cut leaves it: after the last commit that reached the disk there is rubbish."""
    log = _log_of(path)
    if log.exists():
        with log.open("ab") as file:
            file.write(b"\x5a" * 1_000)


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")
