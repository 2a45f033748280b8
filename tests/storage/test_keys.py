"""The key: made once, kept where only its user reads it, never silently made anew."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from app.domain.errors import ErrorCode, LoketError
from app.storage.keys import StoreKey, obtain_key

NO_KEYRING = {"LOKET_KEYRING": "off"}


def test_the_same_key_comes_back(tmp_path: Path) -> None:
    first = obtain_key(tmp_path / "store.key", tmp_path / "loket.db", NO_KEYRING)
    again = obtain_key(tmp_path / "store.key", tmp_path / "loket.db", NO_KEYRING)
    assert first == again
    assert (len(first.value), first.place) == (32, "file")


def test_only_the_user_can_read_it(tmp_path: Path) -> None:
    key_file = tmp_path / "store.key"
    obtain_key(key_file, tmp_path / "loket.db", NO_KEYRING)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [key_file]


def test_two_devices_have_two_keys(tmp_path: Path) -> None:
    keys = {obtain_key(tmp_path / name / "key", tmp_path / name / "db", NO_KEYRING).value for name in "ab"}
    assert len(keys) == 2


def test_a_store_whose_key_is_gone_gets_no_new_one(tmp_path: Path) -> None:
    (tmp_path / "loket.db").write_bytes(b"something")
    with pytest.raises(LoketError) as caught:
        obtain_key(tmp_path / "store.key", tmp_path / "loket.db", NO_KEYRING)
    assert caught.value.code is ErrorCode.WRONG_KEY
    assert not (tmp_path / "store.key").exists()


@pytest.mark.parametrize("content", ["", "file zz", "file 00ff", "elsewhere abc", "one two three"])
def test_a_broken_key_file_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "store.key").write_text(content, encoding="ascii")
    with pytest.raises(LoketError) as caught:
        obtain_key(tmp_path / "store.key", tmp_path / "loket.db", NO_KEYRING)
    assert caught.value.code is ErrorCode.WRONG_KEY


def test_the_key_never_shows_when_printed() -> None:
    assert "\\xab" not in repr(StoreKey(b"\xab" * 32))


class MemoryKeyring(KeyringBackend):
    """A keyring that works until it is locked."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked
        self.kept[service, username] = password


@pytest.fixture
def memory() -> Iterator[MemoryKeyring]:
    before, mine = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


def test_a_keyring_that_works_keeps_the_key(tmp_path: Path, memory: MemoryKeyring) -> None:
    key_file = tmp_path / "store.key"
    first = obtain_key(key_file, tmp_path / "loket.db", {})
    assert first.place == "keyring"
    assert list(memory.kept.values()) == [first.value.hex()]
    assert first.value.hex() not in key_file.read_text(encoding="ascii")
    assert obtain_key(key_file, tmp_path / "loket.db", NO_KEYRING) == first


def test_a_locked_keyring_is_no_keyring_for_a_new_key(tmp_path: Path, memory: MemoryKeyring) -> None:
    memory.locked = True
    assert obtain_key(tmp_path / "store.key", tmp_path / "loket.db", {}).place == "file"


def test_a_keyring_that_is_locked_later_is_told(tmp_path: Path, memory: MemoryKeyring) -> None:
    obtain_key(tmp_path / "store.key", tmp_path / "loket.db", {})
    memory.locked = True
    with pytest.raises(LoketError) as caught:
        obtain_key(tmp_path / "store.key", tmp_path / "loket.db", {})
    assert (caught.value.code, caught.value.field) == (ErrorCode.WRONG_KEY, "keyring")


def test_a_switched_off_keyring_is_not_asked(tmp_path: Path, memory: MemoryKeyring) -> None:
    assert obtain_key(tmp_path / "store.key", tmp_path / "loket.db", NO_KEYRING).place == "file"
    assert memory.kept == {}
