"""The store's key: 32 random bytes, kept by the system's keyring or else in a file only its user can read."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from app.domain.errors import ErrorCode, LoketError

KEY_BYTES = 32
KEYRING_SWITCH = "LOKET_KEYRING"
"""Environment variable; `off` keeps the key in a file even where a keyring works (kiosks, services, tests)."""

_SERVICE = "loket"
_FILE, _KEYRING = "file", "keyring"


@dataclass(frozen=True, slots=True, repr=False)
class StoreKey:
    """The key and where it is kept: `keyring` or `file`."""

    value: bytes
    place: str = _FILE

    def __post_init__(self) -> None:
        if len(self.value) != KEY_BYTES:
            raise LoketError(ErrorCode.WRONG_KEY, "key", {"bytes": str(len(self.value))})


def obtain_key(key_file: Path, store: Path, environ: Mapping[str, str]) -> StoreKey:
    """The key named by `key_file`; a new one where there is neither key nor store.

    LoketError(WRONG_KEY) where the store is there and its key is gone: a new key would only hide that.
    """
    if not key_file.exists():
        if store.exists():
            raise LoketError(ErrorCode.WRONG_KEY, "key", {"file": key_file.name})
        key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(key_file, environ)
    return _read(key_file)


def _create(key_file: Path, environ: Mapping[str, str]) -> None:
    value = secrets.token_bytes(KEY_BYTES)
    name = str(uuid4())
    in_keyring = environ.get(KEYRING_SWITCH, "").lower() != "off" and _to_keyring(name, value)
    line = f"{_KEYRING} {name}\n" if in_keyring else f"{_FILE} {value.hex()}\n"
    draft = key_file.with_name(f"{key_file.name}.{name}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, line.encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(draft, key_file)  # unlike a rename this never replaces the key of a console that was faster
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read(key_file: Path) -> StoreKey:
    words = key_file.read_text(encoding="ascii", errors="replace").split()
    if len(words) != 2 or words[0] not in {_FILE, _KEYRING}:  # noqa: PLR2004 - a place and a value
        raise LoketError(ErrorCode.WRONG_KEY, "key", {"file": key_file.name})
    place, value = words
    text = value if place == _FILE else _from_keyring(value)
    try:
        return StoreKey(bytes.fromhex(text), place)
    except ValueError:
        raise LoketError(ErrorCode.WRONG_KEY, "key", {"file": key_file.name}) from None


def _to_keyring(name: str, value: bytes) -> bool:
    import keyring
    from keyring.errors import KeyringError

    try:
        if keyring.get_keyring().priority < 1:
            return False
        keyring.set_password(_SERVICE, name, value.hex())
        return keyring.get_password(_SERVICE, name) == value.hex()
    except (KeyringError, RuntimeError, OSError):
        # a keyring that is locked or has no session bus is no keyring: the file takes its place and is told
        return False


def _from_keyring(name: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, name) or ""
    except (KeyringError, RuntimeError, OSError) as error:
        raise LoketError(ErrorCode.WRONG_KEY, "keyring", {"reason": type(error).__name__}) from error
