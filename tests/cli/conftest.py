"""Commands run inside the test, with their own folder, input and environment."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main
from tests.sync.offices import office, postgres, template

__all__ = ["office", "postgres", "template"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command did."""

    status: int
    out: str
    err: str

    def doc(self) -> dict[str, Any]:
        """The one JSON object."""
        docs = self.docs()
        assert len(docs) == 1, self
        return docs[0]

    def docs(self) -> list[dict[str, Any]]:
        """The objects of JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Answer]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Call it with the words of a command; `basedir` is another device's folder, `stdin` text or bytes."""
    monkeypatch.setenv("LOKET_KEYRING", "off")
    monkeypatch.delenv("LOKET_PASSWORD", raising=False)
    monkeypatch.delenv("LOKET_LANGUAGE", raising=False)

    def call(*words: str, stdin: str | bytes = b"", basedir: Path | None = None, password: str | None = None) -> Answer:
        monkeypatch.setenv("LOKET_BASEDIR", str(basedir or tmp_path / "device"))
        if password is not None:
            monkeypatch.setenv("LOKET_PASSWORD", password)
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        capfd.readouterr()
        status = main(words)
        told = capfd.readouterr()
        monkeypatch.delenv("LOKET_PASSWORD", raising=False)
        return Answer(status, told.out, told.err)

    return call
