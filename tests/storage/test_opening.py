"""What stands behind the file: encrypted at rest, and each kind of bad file told apart."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.storage.keys import StoreKey
from app.storage.schema import HEAD
from tests.storage.conftest import OpenStore
from tests.storage.samples import KEY, add, customer, get

OTHER_KEY = StoreKey(b"\xff" * 32)


def refusal(opened: OpenStore, path: Path, key: StoreKey = KEY) -> ErrorCode:
    with pytest.raises(LoketError) as caught:
        opened(path, key)
    return caught.value.code


def filled(opened: OpenStore, path: Path, count: int = 50) -> None:
    store = opened(path)
    add(store, *(customer(f"Muhammad Rahasia {place}", phone=f"+62812000{place:04d}") for place in range(count)))
    store.close()


def test_what_was_written_is_there_after_reopening(opened: OpenStore, path: Path) -> None:
    known = customer(phone="+6281234567890")
    store = opened(path)
    add(store, known)
    store.close()
    assert get(opened(path), known.id) == known


def test_nothing_readable_is_in_any_file_of_the_store(opened: OpenStore, path: Path) -> None:
    store = opened(path)
    add(store, customer("Muhammad Rahasia", phone="+6281234567890", nik="3174012345678901"))
    files = sorted(path.parent.iterdir())
    assert path.with_name("loket.db-wal") in files
    for file in files:
        content = file.read_bytes()
        for secret in (b"Rahasia", b"rahasia", b"81234567890", b"3174012345678901", b"SQLite format", b"CREATE TABLE"):
            assert secret not in content, file.name


def test_the_key_is_in_no_file_of_the_store(opened: OpenStore, path: Path) -> None:
    filled(opened, path)
    for file in path.parent.iterdir():
        content = file.read_bytes()
        assert KEY.value not in content
        assert KEY.value.hex().encode() not in content


def test_the_connection_is_durable_and_encrypted(opened: OpenStore, path: Path) -> None:
    with opened(path).database.read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "cipher_version")
        }
    assert (pragmas["journal_mode"], pragmas["synchronous"], pragmas["foreign_keys"]) == ("wal", 2, 1)
    assert pragmas["cipher_version"]


def test_another_key_is_told_as_such(opened: OpenStore, path: Path) -> None:
    filled(opened, path)
    before = path.read_bytes()
    assert refusal(opened, path, OTHER_KEY) is ErrorCode.WRONG_KEY
    assert path.read_bytes() == before


def test_a_plain_database_is_refused(opened: OpenStore, path: Path) -> None:
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE customer (name TEXT)")
    plain.close()
    assert refusal(opened, path) is ErrorCode.STORE_NOT_ENCRYPTED


@pytest.mark.parametrize("size", [5, 4096, 50_000])
def test_garbage_is_a_damaged_store(opened: OpenStore, path: Path, size: int) -> None:
    path.write_bytes((b"no database at all " * size)[:size])
    assert refusal(opened, path) is ErrorCode.STORE_DAMAGED


def test_a_damaged_first_page_is_not_taken_for_a_wrong_key(opened: OpenStore, path: Path) -> None:
    filled(opened, path)
    content = bytearray(path.read_bytes())
    content[100:200] = bytes(100)
    path.write_bytes(content)
    assert refusal(opened, path) is ErrorCode.STORE_DAMAGED


def test_damage_further_on_is_told_when_it_is_met(opened: OpenStore, path: Path) -> None:
    filled(opened, path, count=2_000)
    content = bytearray(path.read_bytes())
    for start in range(8 * 4096, len(content), 4096):
        content[start + 50 : start + 60] = b"\0" * 10
    path.write_bytes(content)
    with pytest.raises(LoketError) as caught:
        opened(path).rebuild()
    assert caught.value.code is ErrorCode.STORE_DAMAGED


def test_a_store_of_a_newer_program_is_left_alone(opened: OpenStore, path: Path) -> None:
    store = opened(path)
    with store.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    store.close()
    assert refusal(opened, path) is ErrorCode.STORE_NEWER


def test_a_folder_in_its_place_is_told(opened: OpenStore, path: Path) -> None:
    path.mkdir()
    assert refusal(opened, path) is ErrorCode.UNREADABLE_FILE


def test_two_consoles_may_have_it_open(opened: OpenStore, path: Path) -> None:
    first, second = opened(path), opened(path)
    known = customer()
    add(first, known)
    assert get(second, known.id) == known
    add(second, customer("Siti"))
    assert first.status().customers == 2


def test_an_empty_store_says_what_it_is(opened: OpenStore, path: Path) -> None:
    status = opened(path).status()
    assert (status.device_id, status.customers, status.outbox_pending, status.encrypted) == (None, 0, 0, True)
    assert (status.schema, status.key_place, status.last_sync_at) == (HEAD, "file", None)
