"""Operations of the outbox as they go over the wire: the text that is kept, or written anew where it needs care."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from app.domain.documents import WrittenDoc
from app.storage.rows import dump
from app.sync.transport import written_for_push
from tests.bench.work import new_id, operations

PLAIN = next(operations(new_id(), new_id(), 1, 1))


@pytest.mark.parametrize(
    "payload",
    [
        dict(PLAIN.payload),
        {"body": {"text": 'kata "petik" dan \\ serta é dan 中'}, "at": None, "whole": 3},
        {"body": {"text": "baris\nbaru\ttab"}},
        {"name": "NaN dan Infinity"},
        {"name": "huruf \\u0000 yang diketik"},
    ],
)
def test_what_is_kept_travels_as_if_it_were_read_and_written(payload: dict[str, Any]) -> None:
    read = written_for_push(replace(PLAIN, payload=payload))
    kept = written_for_push(replace(PLAIN, payload=WrittenDoc(dump(payload))))
    assert json.loads(kept) == json.loads(read)
    assert json.loads(kept)["payload"] == payload


@pytest.mark.parametrize("payload", [{"name": "a\0b"}, {"cost": float("nan")}])
def test_what_the_shared_database_cannot_hold_goes_wrapped(payload: dict[str, Any]) -> None:
    sent = json.loads(written_for_push(replace(PLAIN, payload=WrittenDoc(dump(payload)))))
    assert sent["kind"] == "unreadable"
    assert sent["payload"].keys() == {"base64"}


def test_a_kept_document_reads_like_any_other() -> None:
    doc = WrittenDoc('{"a": 1, "b": [2]}')
    assert doc == {"a": 1, "b": [2]}
    assert (len(doc), doc["a"], doc.get("c"), {**doc}) == (2, 1, None, {"a": 1, "b": [2]})
