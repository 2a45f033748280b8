"""What SQLite and SQLCipher refuse, as errors that carry facts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from app.domain.errors import ErrorCode, LoketError

_CODES = {
    dbapi2.SQLITE_FULL: ErrorCode.DISK_FULL,
    dbapi2.SQLITE_BUSY: ErrorCode.STORE_IN_USE,
    dbapi2.SQLITE_LOCKED: ErrorCode.STORE_IN_USE,
    dbapi2.SQLITE_CORRUPT: ErrorCode.STORE_DAMAGED,
    dbapi2.SQLITE_NOTADB: ErrorCode.STORE_DAMAGED,
    dbapi2.SQLITE_CANTOPEN: ErrorCode.UNREADABLE_FILE,
    dbapi2.SQLITE_READONLY: ErrorCode.UNREADABLE_FILE,
    dbapi2.SQLITE_PERM: ErrorCode.UNREADABLE_FILE,
}
_FULL_BELOW = 1 << 20
"""With less than this many bytes left, an I/O error is the disk being full (the shared memory file cannot grow)."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise LoketError for what the store at `path` refuses; a broken constraint stays what it is."""
    try:
        yield
    except DBAPIError as error:
        fault = fault_of(error.orig, path)
        if fault is None:
            raise
        raise fault from error
    except dbapi2.DatabaseError as error:
        fault = fault_of(error, path)
        if fault is None:
            raise
        raise fault from error


def fault_of(error: BaseException | None, path: Path) -> LoketError | None:
    """The refusal that a driver's exception stands for, or None for a fault of the program."""
    extended = getattr(error, "sqlite_errorcode", None)
    if extended is None:
        return None
    primary = extended & 0xFF
    if primary == dbapi2.SQLITE_IOERR:
        code: ErrorCode | None = ErrorCode.DISK_FULL if _is_out_of_room(path.parent) else ErrorCode.STORE_DAMAGED
    else:
        code = _CODES.get(primary)
    if code is ErrorCode.UNREADABLE_FILE:
        return LoketError(code, None, {"file": path.name, "reason": "not_writable"})
    return LoketError(code, None, {"file": path.name}) if code else None


def _is_out_of_room(folder: Path) -> bool:
    """Whether a file could not grow: SQLite calls neither its shared memory nor a limit of the system a full disk."""
    if shutil.disk_usage(folder).free < _FULL_BELOW:
        return True
    try:
        import resource
    except ImportError:
        return False
    return resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY
