"""The import of a million customers, against writing the same rows with a plain executemany in the same run."""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from app.changes import ChangeBus
from app.domain.people import Role, Session
from app.formats.csv_rows import CsvFile
from app.formats.identifiers import NationalIdentifiers
from app.services.import_rows import COLUMNS
from app.services.imports import CustomerImport
from app.services.workplace import Workplace
from app.storage.keys import StoreKey
from app.storage.rows import customer_row
from app.storage.store import SqlStore, new_row_id, open_store
from app.storage.tables import customer
from app.system import SystemClock, UuidSource

BATCH = 5_000
GIVEN = ("Siti", "Budi", "Ratna", "Agus", "Dewi", "Made", "Yohanes", "Nur", "Eko", "Putri")
FAMILY = ("Wibowo", "Santoso", "Lestari", "Hidayat", "Siregar", "Wijaya", "Nasution", "Kusuma", "Rahayu", "Saputra")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "pelanggan.csv"
        write_file(path, rows)
        limit = rows / plain(folder, path)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        store = signed_in(folder / "import.db")
        service = importer(store)
        with CsvFile(path, COLUMNS, "name") as file:
            result = service.run(file.rows(), lambda _read: None)
        rate = rows / (time.perf_counter() - began)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        with CsvFile(path, COLUMNS, "name") as file:
            again = service.run(file.rows(), lambda _read: None)
        again_rate = rows / (time.perf_counter() - began)
        store.close()
    assert (result.added, again.unchanged) == (rows, rows)
    measured = {
        "rows": rows,
        "plain_rows_per_second": round(limit),
        "import_rows_per_second": round(rate),
        "ratio": round(rate / limit, 3),
        "again_rows_per_second": round(again_rate),
        "memory_mb": round(after / 1024),
        "memory_more_than_plain_mb": round((after - before) / 1024),
    }
    print(json.dumps(measured))


def write_file(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("customer_number,name,kind,honorific,phone,nik,birth_date,city\n")
        for number in range(rows):
            name = f"{GIVEN[number % 10]} {FAMILY[number // 10 % 10]} {number}"
            nik = f"317101{number % 28 + 1:02d}{number % 12 + 1:02d}{number % 90 + 10:02d}{number % 10_000:04d}"
            file.write(f"A-{number:07d},{name},person,Ibu,0812{number:08d},{nik},1990-01-31,Surabaya\n")


def plain(folder: Path, path: Path) -> float:
    """Seconds for the same rows, ready-made, into the same table of such an encrypted store, and nothing else."""
    store = open_store(folder / "plain.db", StoreKey(bytes(32), "file"))
    seconds = 0.0
    with CsvFile(path, COLUMNS, "name") as file:
        rows = file.rows()
        while chunk := list(islice(rows, BATCH)):
            prepared = [customer_row(new_row_id(), 1, None, dict(row.values)) for row in chunk]
            began = time.perf_counter()
            with store.database.write() as connection:
                connection.execute(customer.insert(), prepared)
                connection.commit()
            seconds += time.perf_counter() - began
    store.close()
    return seconds


def importer(store: SqlStore) -> CustomerImport:
    workplace = Workplace(store, SystemClock(), UuidSource(), ChangeBus())
    return CustomerImport(workplace, NationalIdentifiers(), store.import_customers)


def signed_in(path: Path) -> SqlStore:
    store = open_store(path, StoreKey(bytes(32), "file"))
    now = datetime.now(UTC)
    session = Session(
        id=new_row_id(),
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
    with store.begin() as uow:
        uow.sessions.open(session)
        uow.commit()
    return store


if __name__ == "__main__":
    main()
