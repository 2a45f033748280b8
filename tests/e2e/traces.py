"""Looks for words in the bytes of files, in whatever way a program may have written them down."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

_SHORTEST = 6
"""Fewer letters than this are found by chance in encrypted bytes and say nothing about anybody."""


def ways(word: str) -> dict[str, bytes]:
    """How a word may lie in a file: by the name of its encoding."""
    if len(word) < _SHORTEST:
        raise ValueError(word)
    found: dict[str, bytes] = {}
    for case, text in {"": word, "lower ": word.lower(), "upper ": word.upper()}.items():
        raw = text.encode()
        found |= {
            f"{case}utf-8": raw,
            f"{case}utf-16-le": text.encode("utf-16-le"),
            f"{case}utf-16-be": text.encode("utf-16-be"),
            f"{case}hex": raw.hex().encode(),
            f"{case}HEX": raw.hex().upper().encode(),
            f"{case}json": json.dumps(text).strip('"').encode(),
            f"{case}python": repr(text).strip("'\"").encode(),
            f"{case}percent": quote(text).encode(),
        }
        for shift in range(3):
            # the letters that depend on what stands beside the word are left out
            coded = base64.b64encode(b"\0" * shift + raw)
            first, last = (0, 2, 3)[shift], -4 if (len(raw) + shift) % 3 else None
            found[f"{case}base64 {shift}"] = coded[first:last]
    return found


class Traces:
    """Words to look for, in all their ways."""

    def __init__(self, words: Iterable[str]) -> None:
        self._needles = [(word, way, raw) for word in dict.fromkeys(words) for way, raw in ways(word).items()]

    def inside(self, data: bytes) -> set[tuple[str, str]]:
        """Words found in these bytes, and how they lie there."""
        return {(word, way) for word, way, raw in self._needles if raw in data}

    def below(self, *folders: Path, but: tuple[Path, ...] = ()) -> Iterator[tuple[str, str, str]]:
        """The same for every file below these folders: its path, the word, how it lies there."""
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_symlink() or not path.is_file() or any(path.is_relative_to(one) for one in but):
                    continue
                data = path.name.encode() + b"\n" + path.read_bytes()
                yield from ((str(path.relative_to(folder)), word, way) for word, way in self.inside(data))

    def held_open(self, pid: int) -> Iterator[tuple[str, str, str]]:
        """The same for every file that a process holds open, those without a name any more among them."""
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            target = entry.readlink()
            if entry.is_file():
                yield from ((str(target), word, way) for word, way in self.inside(entry.read_bytes()))
