"""B6, B12: what encryption costs the local store, and how long an action of a person takes until it is durable."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from sqlcipher3 import dbapi2

from app.changes import ChangeBus
from app.domain.interactions import Channel
from app.domain.people import Role, Session
from app.services.interactions import InteractionService
from app.services.workplace import Workplace
from app.storage.store import open_store
from app.system import SystemClock, UuidSource
from tests.bench.pairs import in_turns, percentile, timed
from tests.bench.report import Line, Options, delay_line, ratio_line, script
from tests.bench.stations import KEY
from tests.bench.work import NOTE, new_id

TABLE = "create table row (id text primary key, subject_id text, at integer, body text)"
INDEX = "create index row_subject on row (subject_id)"
INSERT = "insert into row values (?, ?, ?, ?)"
BATCH = 2_000
MOST_MS = 5.0
Row = tuple[str, str, int, str]
_files = count(1)


def run(options: Options) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield in_bulk(folder, options)
        yield one_by_one(folder, options)
        yield durable(folder, options)


def opened(folder: Path, *, encrypted: bool) -> dbapi2.Connection:
    """The same library and settings with and without a key."""
    raw = dbapi2.connect(folder / f"{next(_files)}.db", isolation_level=None)
    if encrypted:
        raw.execute(f"PRAGMA key = \"x'{secrets.token_hex(48)}'\"")
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "temp_store = MEMORY", "cache_size = -32000"):
        raw.execute(f"PRAGMA {pragma}")
    raw.execute(TABLE)
    raw.execute(INDEX)
    return raw


def some_rows(amount: int) -> list[Row]:
    return [(new_id(), new_id(), number, NOTE) for number in range(amount)]


def insert(raw: dbapi2.Connection, rows: list[Row], batch: int) -> None:
    for start in range(0, len(rows), batch):
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(INSERT, rows[start : start + batch])
        raw.execute("COMMIT")


def in_bulk(folder: Path, options: Options) -> Line:
    amount = options.pick(100_000, 400_000)
    rows = some_rows(amount)

    def rate(*, encrypted: bool) -> float:
        with closing(opened(folder, encrypted=encrypted)) as raw:
            return timed(amount, lambda: insert(raw, rows, BATCH))

    pairs = in_turns(lambda: rate(encrypted=True), lambda: rate(encrypted=False), options.pick(3, 7))
    return ratio_line("B6", f"SQLCipher, UUIDv7, {BATCH:,} rows a commit", pairs, "rows/s", "SQLite", 0.50)


def one_by_one(folder: Path, options: Options) -> Line:
    amount = options.pick(100, 300)
    with closing(opened(folder, encrypted=True)) as ours, closing(opened(folder, encrypted=False)) as plain:
        pairs = in_turns(
            lambda: timed(amount, lambda: insert(ours, some_rows(amount), 1)),
            lambda: timed(amount, lambda: insert(plain, some_rows(amount), 1)),
            options.pick(11, 25),
        )
    return ratio_line("B6", "SQLCipher, a commit for each row", pairs, "commits/s", "SQLite", 0.70)


def durable(folder: Path, options: Options) -> Line:
    """A note through the use-case, its operation and chain link with it, against one row and its commit."""
    turns, each = options.pick(20, 60), 15
    delays: list[float] = []
    plain: list[float] = []
    with closing(open_store(folder / "loket.db", KEY)) as store, closing(opened(folder, encrypted=True)) as raw:
        with store.begin() as uow:
            uow.sessions.open(_session())
            uow.commit()
        service = InteractionService(Workplace(store, SystemClock(), UuidSource(), ChangeBus()))
        for _ in range(turns):
            talk = service.start(None, Channel.COUNTER)
            delays.extend(milliseconds(partial(service.note, talk.id, NOTE)) for _ in range(each))
            plain.extend(milliseconds(partial(insert, raw, [row], 1)) for row in some_rows(each))
    limit = f"one row and fsync: p50 {percentile(plain, 0.5):.2f}, p99 {percentile(plain, 0.99):.2f} ms"
    return delay_line("B12", "a note from the use-case to durable", delays, limit, (None, MOST_MS))


def milliseconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1_000


def _session() -> Session:
    now = datetime.now(UTC)
    return Session(
        id=new_id(),
        staff_login="rina",
        staff_name="Rina",
        role=Role.FRONTLINER,
        branch_code="JKT1",
        branch_name="Jakarta",
        zone="Asia/Jakarta",
        scope_id=1,
        opened_at=now,
        expires_at=now + timedelta(hours=8),
        online=True,
    )


if __name__ == "__main__":
    script(run, __doc__)
