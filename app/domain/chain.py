"""The hash chain over what a device did: an entry that is removed, altered or moved shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC
from json.encoder import encode_basestring
from typing import Any

from app.domain.replication import Operation


def content_of(operation: Operation) -> str:
    """SHA-256 of an operation as both sides write it; its number is left out, since a cloned device gives new ones."""
    return _sha256(written(entry_doc(operation)))


def entry_doc(operation: Operation) -> dict[str, Any]:
    """What the chain is made over."""
    return {
        "op_id": operation.op_id,
        "tx_id": operation.tx_id,
        "kind": operation.kind.value,
        "scope_id": operation.scope_id,
        "row_id": operation.row_id,
        "session_id": operation.session_id,
        "at": operation.at.astimezone(UTC).isoformat(),
        "payload": dict(operation.payload),
    }


def genesis(device_id: str) -> str:
    """What the first entry of a device follows."""
    return _sha256(device_id)


def link(before: str, content: str) -> str:
    """The chain after an entry with this content."""
    return _sha256(f"{before}:{content}")


def written(value: object) -> str:
    """JSON exactly as PostgreSQL writes `jsonb`: shorter keys first, then by bytes; numbers must be whole."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        keys = sorted(value, key=_place)
        return "{" + ", ".join(f"{encode_basestring(key)}: {written(value[key])}" for key in keys) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _place(key: str) -> tuple[int, bytes]:
    written_key = key.encode("utf-8", "surrogatepass")
    return len(written_key), written_key


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
