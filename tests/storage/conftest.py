"""Encrypted stores in a temporary folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.storage.keys import StoreKey
from app.storage.replica import SqlReplica
from app.storage.store import SqlStore, open_store
from tests.storage.samples import DEVICE, KEY

OpenStore = Callable[..., SqlStore]


@pytest.fixture
def opened() -> Iterator[OpenStore]:
    """Opens stores and closes them after the test."""
    stores: list[SqlStore] = []

    def open_one(path: Path, key: StoreKey = KEY) -> SqlStore:
        stores.append(open_store(path, key))
        return stores[-1]

    yield open_one
    for store in reversed(stores):
        store.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "loket.db"


@pytest.fixture
def store(opened: OpenStore, path: Path) -> SqlStore:
    return opened(path)


@pytest.fixture
def replica(store: SqlStore) -> SqlReplica:
    """The enrolled store as sync sees it."""
    store.enrol(DEVICE)
    return SqlReplica(store)
