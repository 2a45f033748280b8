"""Sync, measured: `python tests/bench/bench_sync.py`. Ratios are to the same machine at the same moment."""

from __future__ import annotations

import queue
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

import psycopg  # noqa: E402

from app.changes import ChangeBus, Changes  # noqa: E402
from app.demo.postgres import EmbeddedPostgres  # noqa: E402
from app.domain.cases import CaseFile  # noqa: E402
from app.domain.facts import Fact, FactKind  # noqa: E402
from app.domain.people import Customer  # noqa: E402
from app.domain.processes import CaseKind  # noqa: E402
from app.domain.replication import PullPage  # noqa: E402
from app.sync import admin  # noqa: E402
from app.sync.engine import SyncEngine  # noqa: E402
from app.sync.loading import bulk_load, load_process  # noqa: E402
from app.sync.round_lock import RoundLock  # noqa: E402
from app.sync.transport import PostgresTransport  # noqa: E402
from app.sync.worker import SyncWorker  # noqa: E402
from app.system import SystemClock  # noqa: E402
from tests.sync.fakes import MemoryReplica  # noqa: E402
from tests.sync.offices import PROCESS, PROCESS_FILE, Office, new_id, now  # noqa: E402

SECONDS = 3.0
CUSTOMERS, CASES, FACTS, REPORTS = 7_000, 1_000, 70_000, 200

RAW = "insert into raw (scope_id, id, ver, kind, subject_id, doc) values (%s, %s, 1, 'x', %s, '{}')"
COUNTED = """
with started as materialized (select sync.begin_write()),
bumped as materialized (select sync.bump(%s, 'bench') as ver from started)
insert into sync.fact (scope_id, id, ver, kind, subject_id, doc) select %s, %s, ver, 'x', %s, '{}' from bumped
"""


def main() -> None:
    with an_office() as office:
        inserts(office)
        cases = loading(office)
        pulls(office)
        latency(office, cases[0].number)


def inserts(office: Office) -> None:
    office.sql(
        "create table raw (scope_id int, id uuid, ver bigint, kind text, subject_id uuid, doc jsonb,"
        " primary key (scope_id, id)); create index on raw (scope_id, ver); create index on raw (scope_id, subject_id)"
    )
    with psycopg.connect(office.url, autocommit=True) as connection:
        raw = rate(lambda: connection.execute(RAW, (1, new_id(), new_id())))
        counted = rate(lambda: connection.execute(COUNTED, (1, 1, new_id(), new_id())))
    print(f"insert: raw {raw:,.0f}/s, with counter, log, guard and NOTIFY {counted:,.0f}/s, ratio {counted / raw:.2f}")


def loading(office: Office) -> list[CaseFile]:
    customers = [Customer(new_id(), 1, f"Pelanggan {n}", customer_number=f"C{n}") for n in range(CUSTOMERS)]
    cases = [
        CaseFile(
            new_id(), 1, f"PMT-2026-JKT101-{n:05d}", customers[n].id, PROCESS, 1, CaseKind.REQUEST, "x", now(), "x"
        )
        for n in range(CASES)
    ]
    facts = [
        Fact(
            new_id(),
            1,
            FactKind.CASE_REPORT,
            case.id,
            now(),
            "x",
            {"status": "done"},
            case.customer_id,
            case.id,
            "setup",
        )
        for case in (cases[n % CASES] for n in range(FACTS))
    ]
    began = time.perf_counter()
    rows = bulk_load(office.url, 1, customers, cases, facts)
    took = time.perf_counter() - began
    print(f"bulk load: {rows:,} rows and their deliveries to two units in {took:.1f} s, {rows / took:,.0f} rows/s")
    return cases


def pulls(office: Office) -> None:
    replica = MemoryReplica(office.device())
    with closing(PostgresTransport(replica.identity)) as transport:
        transport.hello()
        began, rows, page = time.perf_counter(), 0, None
        while page is None or not page.is_complete:
            page = transport.pull(replica.cursors(), 2_000)
            rows += len(page.rows)
            replica.apply(page)
        took = time.perf_counter() - began
        print(f"first pull: {rows:,} rows in {took:.1f} s, {rows / took:,.0f} rows/s")
        empty = rate(lambda: empty_pull(transport, replica))
        print(f"empty pull: {empty:,.0f}/s, {1_000 / empty:.2f} ms each")


def latency(office: Office, number: str) -> None:
    """From the commit of a report to the end of the local transaction that holds it."""
    identity = office.device()
    replica, bus = MemoryReplica(identity), ChangeBus()
    applied: queue.Queue[float] = queue.Queue()

    def heard(changes: Changes) -> None:
        if changes.cases:
            applied.put(time.perf_counter())

    with tempfile.TemporaryDirectory() as folder:
        engine = SyncEngine(replica, PostgresTransport, SystemClock(), bus)
        lock = RoundLock(Path(folder) / "lock")
        worker = SyncWorker(engine, bus, SystemClock(), lock, replica.device)
        worker.once()
        bus.subscribe(heard)
        worker.start()
        taken = []
        with psycopg.connect(office.url, autocommit=True) as connection:
            for _ in range(REPORTS):
                connection.execute("select loket.report_step(%s, 'setup', 'in_progress')", (number,))
                committed = time.perf_counter()
                taken.append((applied.get(timeout=30) - committed) * 1_000)
        worker.stop()
    p99 = quantiles(taken, n=100)[98]
    print(f"commit to local commit with LISTEN, {REPORTS} reports: p50 {median(taken):.1f} ms, p99 {p99:.1f} ms")


def rate(call: Callable[[], object]) -> float:
    """Calls in a second."""
    calls, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        call()
        calls += 1
    return calls / (time.perf_counter() - began)


def empty_pull(transport: PostgresTransport, replica: MemoryReplica) -> PullPage:
    return transport.pull(replica.cursors(), 2_000)


@contextmanager
def an_office() -> Iterator[Office]:
    folder = Path(tempfile.mkdtemp(prefix="loket-pg-"))
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        url = server.url()
        admin.init_shared(url)
        admin.add_branch(url, "JKT1", "Jakarta Pusat", "Asia/Jakarta")
        admin.add_unit(url, "WORKSHOP", "Bengkel")
        admin.add_unit(url, "DELIVERY", "Pengantaran")
        load_process(url, PROCESS_FILE, "order.toml")
        yield Office(url)
    finally:
        server.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
