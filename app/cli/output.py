"""Where a command reads and writes: streams in UTF-8, one JSON object a line, messages beside them."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import TextIO

from app.domain.errors import ErrorCode, LoketError

DONE = 0
DOES_NOT_HOLD = 1
BAD_INPUT = 2
UNREACHABLE = 3


@dataclass(frozen=True, slots=True)
class Console:
    """What every command gets: where the device keeps its things, the language, and the streams."""

    basedir: Path
    language: str
    theme: str | None
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    environment: Mapping[str, str]
    stdin: TextIO
    stdout: TextIO
    stderr: TextIO

    def emit(self, doc: Mapping[str, object]) -> None:
        """One JSON object on one line of standard output."""
        self.stdout.write(json.dumps(doc, ensure_ascii=False, default=plain) + "\n")

    def say(self, text: str) -> None:
        """A line for people on standard output."""
        self.stdout.write(text + "\n")

    def tell(self, text: str) -> None:
        """A message beside the result."""
        self.stderr.write(text + "\n")
        self.stderr.flush()

    def answer(self, doc: Mapping[str, object], text: str | Callable[[], str], *, as_json: bool) -> None:
        """The result, for a program or for a person; a text that is work to make is made only for a person."""
        if as_json:
            self.emit(doc)
        else:
            self.say(text if isinstance(text, str) else text())

    def answers(self, rows: Iterable[tuple[Mapping[str, object], str]], *, as_json: bool) -> None:
        """A list of results: JSON Lines, or lines for people."""
        for doc, text in rows:
            self.answer(doc, text, as_json=as_json)

    def password(self, prompt: str) -> str:
        """From LOKET_PASSWORD, else asked on the terminal; never from the arguments."""
        given = self.environment.get("LOKET_PASSWORD")
        if given:
            return given
        if not self.stdin.isatty():
            raise LoketError(ErrorCode.REQUIRED, "LOKET_PASSWORD")
        from getpass import getpass

        return getpass(prompt, stream=self.stderr)


def plain(value: object) -> object:
    """What JSON does not know: instants as ISO 8601 in UTC, days, enumerations, sets."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


class _Nowhere(io.StringIO):
    """A stream that was closed before the program began: it gives nothing and keeps nothing."""

    def write(self, text: str, /) -> int:
        return len(text)


def utf8(stream: TextIO | None) -> TextIO:
    """The stream in UTF-8 whatever the locale says; what cannot be written is escaped, never a crash."""
    if stream is None:
        return _Nowhere()
    if isinstance(stream, io.TextIOWrapper):
        errors = "surrogateescape" if stream is sys.stdin else "backslashreplace"
        stream.reconfigure(encoding="utf-8", errors=errors)
    return stream


def text_lines(file: str | None, console: Console) -> Iterator[str]:
    """The lines of a file, of standard input for `-` or None; LoketError(UNREADABLE_FILE) where that fails."""
    if file in {None, "-"}:
        yield from console.stdin
        return
    path = Path(str(file))
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape") as stream:
            yield from stream
    except OSError as error:
        reason = error.strerror or str(error)
        raise LoketError(ErrorCode.UNREADABLE_FILE, facts={"file": str(path), "reason": reason}) from None
