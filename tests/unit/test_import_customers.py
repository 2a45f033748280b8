"""The import of customers over a real store: what goes in, what is refused, and what a second run finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.changes import ChangeBus, Changes
from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Role, Session
from app.formats.csv_rows import CsvFile
from app.formats.identifiers import NationalIdentifiers
from app.services.import_rows import COLUMNS, ImportResult, LineIndex, Row, RowFault
from app.services.imports import BulkPath, CustomerImport
from app.services.workplace import Workplace
from app.storage.bulk import ImportCount, ImportPlan, import_batches
from app.storage.keys import StoreKey
from app.storage.store import SqlStore, new_row_id, open_store

BATCH = 7
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SESSION = Session(
    id="019abcde-0000-7000-8000-000000000001",
    staff_login="rina",
    staff_name="Rina Kartika",
    role=Role.FRONTLINER,
    branch_code="JKT",
    branch_name="Jakarta",
    zone="Asia/Jakarta",
    scope_id=1,
    opened_at=NOW,
    expires_at=NOW + timedelta(hours=8),
    online=True,
)


class FixedClock:
    def now(self) -> datetime:
        return NOW


class RealIds:
    def new(self) -> str:
        return new_row_id()


def bulk_of(store: SqlStore, batch: int) -> BulkPath:
    def bulk(
        documents: Iterable[Mapping[str, str | None]], scope_id: int, session_id: str, at: datetime
    ) -> Iterator[ImportCount]:
        return import_batches(store.database, documents, ImportPlan(scope_id, session_id, at, batch), new_row_id)

    return bulk


class Desk:
    """A signed-in device and its import."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = open_store(folder / "loket.db", StoreKey(bytes(range(32)), "file"))
        self.heard: list[Changes] = []
        bus = ChangeBus()
        bus.subscribe(self.heard.append)
        self.workplace = Workplace(self.store, FixedClock(), RealIds(), bus)
        self.service = CustomerImport(self.workplace, NationalIdentifiers(), bulk_of(self.store, BATCH))
        self.progress: list[int] = []

    def sign_in(self) -> None:
        with self.store.begin() as uow:
            uow.sessions.open(SESSION)
            uow.commit()

    def run(self, text: str) -> ImportResult:
        path = self.folder / "pelanggan.csv"
        path.write_text(text, encoding="utf-8", newline="")
        with CsvFile(path, COLUMNS, "name") as file:
            return self.service.run(file.rows(), self.progress.append)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    desk.sign_in()
    yield desk
    desk.store.close()


def counts(result: ImportResult) -> tuple[int, int, int, int, int]:
    return result.read, result.added, result.updated, result.unchanged, len(result.refused)


def causes(result: ImportResult) -> list[tuple[int, str, str]]:
    return [
        (each.line, each.field, each.cause.reason if isinstance(each.cause, RowFault) else each.cause.code.value)
        for each in result.refused
    ]


def test_good_rows_go_in_standardised_and_can_be_found(desk: Desk) -> None:
    text = (
        "customer_number;name;kind;honorific;phone;nik;birth_date\n"
        "A-1; Ratna   Wibowo ;PERSON;ibu;0812-3456-7890;3171015708450001;17/08/1945\n"
        "A-2;PT Maju Jaya;company;;(021) 555-1234;;\n"
    )
    assert counts(desk.run(text)) == (2, 2, 0, 0, 0)
    with desk.store.read() as uow:
        customer = uow.customers.by_number("A-1")
        waiting = uow.outbox.entries(10)
    assert customer is not None
    assert (customer.name, customer.honorific, customer.phone) == ("Ratna Wibowo", "Ibu", "+6281234567890")
    assert customer.birth_date is not None
    assert customer.birth_date.isoformat() == "1945-08-17"
    assert customer.scope_id == SESSION.scope_id
    assert [entry.operation.session_id for entry in waiting] == [SESSION.id] * 2
    assert [hit.name for hit in desk.store.find_customers("555123", 5)] == ["PT Maju Jaya"]
    assert desk.heard == [Changes(outbox=True)]


def test_each_bad_value_refuses_its_row_and_names_the_field(desk: Desk) -> None:
    text = (
        "name,kind,honorific,phone,email,nik,npwp,birth_date\n"
        ",,,,,,,1990-01-01\n"
        "Ani,robot,,,,,,\n"
        "Ani,,Bos,,,,,\n"
        "Ani,,,12345,,,,\n"
        "Ani,,,,ani(at)contoh,,,\n"
        "Ani,,,,,123,,\n"
        "Ani,,,,,,123,\n"
        "Ani,,,,,,,31/02/1990\n"
        "Ani,,,,,,,2090-01-01\n"
        "Budi,,,,,,,1990-01-31\n"
    )
    result = desk.run(text)
    assert counts(result) == (10, 1, 0, 0, 9)
    assert causes(result) == [
        (2, "name", "required"),
        (3, "kind", "invalid"),
        (4, "honorific", "invalid"),
        (5, "phone", "invalid"),
        (6, "email", "invalid"),
        (7, "nik", "invalid"),
        (8, "npwp", "invalid"),
        (9, "birth_date", "invalid"),
        (10, "birth_date", "invalid"),
    ]


def test_the_second_of_two_same_rows_of_a_file_is_refused_with_the_line_of_the_first(desk: Desk) -> None:
    text = (
        "customer_number,name,phone,nik,city\n"
        "1,Ani,,,Solo\n"
        "1,Ani Baru,,,Solo\n"
        ",Budi,,3171015708450001,\n"
        ",Budiman,,3171015708450001,\n"
        ",Citra,081234567890,,\n"
        ",CITRA,+62 812 3456 7890,,Medan\n"
        ",Dina,081234567890,,\n"
        ",Eka,,,\n"
        ",Eka,,,\n"
        ",Eka,,,Biak\n"
    )
    result = desk.run(text)
    assert causes(result) == [
        (3, "customer_number", "twice"),
        (5, "nik", "twice"),
        (7, "phone", "twice"),
        (10, "name", "twice"),
    ]
    assert [cause.cause.facts["line"] for cause in result.refused] == ["2", "4", "6", "9"]
    assert counts(result) == (10, 6, 0, 0, 4)


AGAIN = (
    "customer_number,name,phone,nik,city\n"
    "1,Ani,081234567891,,Solo\n"
    ",Budi,,3171015708450001,\n"
    ",Citra,081234567890,,\n"
    ",Eka,,,Biak\n"
    ",Fajar,,,\n"
)


def test_a_second_run_finds_everything_unchanged(desk: Desk) -> None:
    assert counts(desk.run(AGAIN)) == (5, 5, 0, 0, 0)
    assert counts(desk.run(AGAIN)) == (5, 0, 0, 5, 0)
    assert desk.store.status().customers == 5


def test_a_second_run_updates_what_differs_and_keeps_what_the_file_does_not_say(desk: Desk) -> None:
    desk.run(AGAIN)
    text = (
        "customer_number,name,nik,phone,city\n1,Ani,,,Medan\n"
        ",Budi Santoso,3171015708450001,,\n,citra,,081234567890,Ambon\n"
    )
    assert counts(desk.run(text)) == (3, 0, 3, 0, 0)
    assert desk.store.status().customers == 5
    with desk.store.read() as uow:
        customer = uow.customers.by_number("1")
    assert customer is not None
    assert (customer.city, customer.phone) == ("Medan", "+6281234567891")
    assert [hit.name for hit in desk.store.find_customers("3171015708450001", 5)] == ["Budi Santoso"]


def numbered(count: int) -> Iterator[Row]:
    return (Row(line, {"name": f"Nama {line}", "customer_number": str(line)}) for line in range(2, count + 2))


def test_what_was_committed_before_a_cut_stays_and_is_not_added_again(desk: Desk) -> None:
    class CutOffError(Exception):
        pass

    def cut() -> Iterator[Row]:
        yield from numbered(2_200)
        raise CutOffError

    with pytest.raises(CutOffError):
        desk.service.run(cut(), desk.progress.append)
    kept = desk.store.status().customers
    assert 0 < kept < 2_200
    assert kept % BATCH == 0
    assert desk.progress[-1] < 2_200
    assert counts(desk.service.run(numbered(2_200), desk.progress.append)) == (2_200, 2_200 - kept, 0, kept, 0)


def test_nobody_signed_in_reads_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    def untouched() -> Iterator[Row]:
        yield pytest.fail("a row was read")

    with pytest.raises(LoketError) as caught:
        desk.service.run(untouched(), desk.progress.append)
    assert caught.value.code is ErrorCode.NOT_SIGNED_IN
    desk.store.close()


def test_a_file_of_bad_rows_alone_changes_nothing(desk: Desk) -> None:
    assert counts(desk.run("name,phone\nAni,1\nBudi,2\n")) == (2, 0, 0, 0, 2)
    assert desk.heard == []


def test_line_index_remembers_first_lines_through_its_growth() -> None:
    index = LineIndex()
    for line in range(20_000):
        assert index.first_line(("number", str(line)), line) is None
    for line in range(0, 20_000, 7):
        assert index.first_line(("number", str(line)), 99_999) == line
