"""What a station was told is done, line by line on the disk: after kill -9 this is what must still exist."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Journal:
    """Appends lines that are on the disk when `write` returns."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, what: str, **facts: object) -> None:
        """One line."""
        os.write(self._file, json.dumps({"what": what, **facts}).encode() + b"\n")
        os.fsync(self._file)

    def close(self) -> None:
        """No more lines."""
        os.close(self._file)


def read_journal(path: Path) -> Iterator[dict[str, Any]]:
    """The lines in order; one that was cut off in the middle was never relied upon."""
    if not path.exists():
        return
    for line in path.read_bytes().split(b"\n")[:-1]:
        yield json.loads(line)
