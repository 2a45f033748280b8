"""CSV files as they are out there."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.formats.csv_rows import CsvFile
from app.formats.csv_text import detect
from app.services.import_rows import COLUMNS, Row

Lines = list[tuple[int, dict[str, str] | str]]


def write(folder: Path, data: bytes | str) -> Path:
    path = folder / "pelanggan.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def read(path: Path) -> Lines:
    def told(row: Row) -> dict[str, str] | str:
        return row.fault.reason if row.fault else dict(row.values)

    with CsvFile(path, COLUMNS, "name") as file:
        return [(row.line, told(row)) for row in file.rows()]


TEXT = "name,city\nRené Müller,Malmö\n"
RENE: Lines = [(2, {"name": "René Müller", "city": "Malmö"})]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert read(write(tmp_path, TEXT.encode(encoding))) == RENE


def test_an_old_encoding_that_shows_late_in_a_long_file(tmp_path: Path) -> None:
    data = b"name\n" + b"Budi Santoso\n" * 200_000 + "Siti Nurbaya – é\n".encode("cp1252")
    assert detect(write(tmp_path, data)) == "cp1252"
    assert read(tmp_path / "pelanggan.csv")[-1] == (200_002, {"name": "Siti Nurbaya – é"})


def test_one_broken_line_does_not_spoil_the_utf8_of_the_others(tmp_path: Path) -> None:
    data = "name\nRené\nMüller\nÅsa\n".encode() + b"Bro\xe9ken\n" + "Zoë\n".encode()
    assert read(write(tmp_path, data)) == [
        (2, {"name": "René"}),
        (3, {"name": "Müller"}),
        (4, {"name": "Åsa"}),
        (5, "undecodable"),
        (6, {"name": "Zoë"}),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = f'City{delimiter}NAME\nSolo{delimiter}"Toko {delimiter} Jaya"\n'
    assert read(write(tmp_path, text)) == [(2, {"city": "Solo", "name": f"Toko {delimiter} Jaya"})]


def test_separator_line_of_spreadsheets(tmp_path: Path) -> None:
    assert read(write(tmp_path, "sep=;\r\nname;city\r\nBudi;Solo\r\n")) == [(3, {"name": "Budi", "city": "Solo"})]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_embedded_newlines_count_physical_lines(tmp_path: Path, end: str) -> None:
    text = end.join(["name,address", 'Budi,"Jl. Mawar 1', 'RT 02"', "", "Siti,Jl. Melati", ""])
    assert read(write(tmp_path, text)) == [
        (2, {"name": "Budi", "address": f"Jl. Mawar 1{end}RT 02"}),
        (5, {"name": "Siti", "address": "Jl. Melati"}),
    ]


def test_header_in_any_order_case_and_spelling(tmp_path: Path) -> None:
    text = " Customer Number , NAME,Birth-Date\n1,Budi,1990-01-02\n"
    assert read(write(tmp_path, text)) == [(2, {"customer_number": "1", "name": "Budi", "birth_date": "1990-01-02"})]


def test_unknown_columns_are_left_out_and_named(tmp_path: Path) -> None:
    path = write(tmp_path, "name,Shoe size,\nBudi,42,\n")
    with CsvFile(path, COLUMNS, "name") as file:
        assert file.header.unknown == ("Shoe size",)
        assert [dict(row.values) for row in file.rows()] == [{"name": "Budi"}]


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ("city,phone\nSolo,1\n", ErrorCode.REQUIRED, "name"),
        ("name,city,Name\na,b,c\n", ErrorCode.DUPLICATE, "column"),
        ("", ErrorCode.UNREADABLE_FILE, None),
        (b"PK\x03\x04workbook", ErrorCode.UNREADABLE_FILE, None),
        ('name,"city\nBudi,Solo\n', ErrorCode.UNREADABLE_FILE, None),
        ("\n\n\n", ErrorCode.UNREADABLE_FILE, None),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, data: bytes | str, code: ErrorCode, field: str | None) -> None:
    path = write(tmp_path, data)
    with pytest.raises(LoketError) as caught:
        CsvFile(path, COLUMNS, "name")
    assert (caught.value.code, caught.value.field) == (code, field)
    assert caught.value.facts["file"] == "pelanggan.csv"


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(LoketError) as caught:
        CsvFile(tmp_path / "tidak-ada.csv", COLUMNS, "name")
    assert caught.value.code is ErrorCode.UNREADABLE_FILE


def test_bad_rows_are_told_by_line_and_the_others_read(tmp_path: Path) -> None:
    text = (
        "name,city\n"
        "Ani,Solo\n"
        "too few\n"
        "too,many,cells\n"
        "Budi,Medan,\n"
        ",\n"
        "NUL\0byte,Solo\n"
        'Toko "Jaya",Solo\n'
        '"Toko" Jaya,Solo\n'
        "Citra,Biak\n"
    )
    assert read(write(tmp_path, text)) == [
        (2, {"name": "Ani", "city": "Solo"}),
        (3, "too_few"),
        (4, "too_many"),
        (5, {"name": "Budi", "city": "Medan"}),
        (7, "nul"),
        (8, {"name": 'Toko "Jaya"', "city": "Solo"}),
        (9, "broken_quotes"),
        (10, {"name": "Citra", "city": "Biak"}),
    ]


def test_a_quote_never_closed_costs_its_own_line_alone(tmp_path: Path) -> None:
    rows = "".join(f"Nama {n},Kota\n" for n in range(300))
    text = 'name,city\n"Toko Rusak,Solo\n' + rows + '"Toko Akhir,Solo\nDina,Ambon\n'
    lines = read(write(tmp_path, text))
    assert lines[0] == (2, "broken_quotes")
    assert lines[1] == (3, {"name": "Nama 0", "city": "Kota"})
    assert lines[300] == (302, {"name": "Nama 299", "city": "Kota"})
    assert lines[301:] == [(303, "broken_quotes"), (304, {"name": "Dina", "city": "Ambon"})]


def test_a_quote_closed_on_a_later_row_gives_the_rows_between_back(tmp_path: Path) -> None:
    text = 'name,city\n"Toko Rusak,Solo\nBudi,Medan\nCitra,"Biak"\nDina,Ambon\n'
    assert read(write(tmp_path, text)) == [
        (2, "broken_quotes"),
        (3, {"name": "Budi", "city": "Medan"}),
        (4, {"name": "Citra", "city": "Biak"}),
        (5, {"name": "Dina", "city": "Ambon"}),
    ]
    text = 'name,city\n"Toko Rusak,Solo\nBudi,Medan",x,y\nDina,Ambon\n'
    lines = read(write(tmp_path, text))
    assert lines[0] == (2, "unclosed_quote")
    assert lines[-1] == (4, {"name": "Dina", "city": "Ambon"})


def test_a_field_without_end_is_told_as_such(tmp_path: Path) -> None:
    with CsvFile(write(tmp_path, "name\n" + "x" * 2_000_000 + "\nBudi\n"), COLUMNS, "name") as file:
        rows = list(file.rows())
    assert [row.fault.reason if row.fault else None for row in rows] == ["too_long", None]
