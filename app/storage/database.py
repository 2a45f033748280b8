"""The encrypted file: connections, transactions, and what a wrong key or a damaged file looks like."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlcipher3 import dbapi2

from app.domain.errors import ErrorCode, LoketError
from app.storage.faults import told
from app.storage.keys import StoreKey

BUSY_SECONDS = 10.0
"""How long a transaction waits for another process (a command beside the console) before STORE_IN_USE."""

_PLAIN = b"SQLite format 3\x00"
_CACHE_KIB = 32_000
_BULK_CACHE_KIB = 128_000


class Database:
    """Connections to one encrypted store. Each transaction belongs to one thread; `close` ends them all."""

    def __init__(self, path: Path, key: StoreKey) -> None:
        self.path = path
        self.key = key
        self._writing = threading.Lock()
        self._engine = create_engine(
            "sqlite://",
            # a fault that reaches a log must not take the values of a row with it
            hide_parameters=True,
            module=dbapi2,
            creator=self.connect,
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=8,
            pool_use_lifo=True,
        )
        event.listen(self._engine, "begin", _begin)
        self._writer: Engine = self._engine.execution_options(immediate=True)

    def connect(self) -> dbapi2.Connection:
        """A new connection with the key given and proved; LoketError says what is wrong with the file."""
        plain = _head(self.path) == _PLAIN
        if plain:
            raise LoketError(ErrorCode.STORE_NOT_ENCRYPTED, None, {"file": self.path.name})
        with told(self.path):
            # the pool hands a connection to one thread at a time, which need not be the one that made it
            raw = dbapi2.connect(
                str(self.path),
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=256,
            )
        try:
            with told(self.path):
                self._unlock(raw)
        except BaseException:
            raw.close()
            raise
        return raw

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write, from BEGIN IMMEDIATE on; without `commit()` it is rolled back."""
        if not self._writing.acquire(timeout=BUSY_SECONDS):
            raise LoketError(ErrorCode.STORE_IN_USE, None, {"file": self.path.name})
        try:
            with told(self.path), self._writer.connect() as connection:
                connection.begin()
                yield connection
        finally:
            self._writing.release()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one snapshot."""
        with told(self.path), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write_much(self) -> Iterator[Connection]:
        """The same with a large cache: batches that touch pages all over wide indexes would write each many times."""
        with self.write() as connection:
            connection.exec_driver_sql(f"PRAGMA cache_size = -{_BULK_CACHE_KIB}")
            try:
                yield connection
            finally:
                usable = not (connection.closed or connection.invalidated)
                driver = connection.connection.driver_connection if usable else None
                if driver is not None:
                    driver.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _unlock(self, raw: dbapi2.Connection) -> None:
        raw.execute("PRAGMA cipher_log_level = NONE")
        raw.execute(f"PRAGMA key = \"x'{self.key.value.hex()}{_salt(self.key.value).hex()}'\"")
        if not raw.execute("PRAGMA cipher_version").fetchone():
            raise LoketError(ErrorCode.STORE_NOT_ENCRYPTED, None, {"file": self.path.name})
        try:
            raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except dbapi2.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", None) == dbapi2.SQLITE_NOTADB:
                raise self._unreadable() from error
            raise
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            f"cache_size = -{_CACHE_KIB}",
        ):
            raw.execute(f"PRAGMA {pragma}")

    def _unreadable(self) -> LoketError:
        head = _head(self.path)
        ours = len(head) == len(_PLAIN) and head[8:] == _seal(head[:8])
        wrong_key = ours and head != _salt(self.key.value)
        code = ErrorCode.WRONG_KEY if wrong_key else ErrorCode.STORE_DAMAGED
        return LoketError(code, None, {"file": self.path.name})


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _salt(key: bytes) -> bytes:
    """The file's first 16 bytes: they name the key without telling it, so a wrong key is told from a damaged file.

    With a raw random key of 256 bits SQLCipher's salt protects nothing, so it is free to carry this.
    """
    name = hmac.digest(key, b"loket store", "sha256")[:8]
    return name + _seal(name)


def _seal(name: bytes) -> bytes:
    return hashlib.sha256(b"loket store" + name).digest()[:8]


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(len(_PLAIN))
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise LoketError(ErrorCode.UNREADABLE_FILE, None, {"file": path.name, "reason": str(error.strerror)}) from error
