"""Rows of CSV files as they are out there: any usual delimiter, broken quotes told by line, constant memory."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from app.domain.errors import ErrorCode, LoketError
from app.formats.csv_text import open_text, unreadable
from app.services.import_rows import Row, RowFault

_DELIMITERS = (",", ";", "\t", "|")
_MAX_LINES = 100
"""Physical lines of one record: more is a quote that was never closed."""
_MAX_LENGTH = 65_536
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*$', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """Column names in the order of the file; `unknown` ones are read past."""

    names: tuple[str, ...]
    unknown: tuple[str, ...]


class CsvFile:
    """One pass over a file; a context manager. `header` is read at once, so a file that cannot be used fails early."""

    def __init__(self, path: Path, known: Sequence[str], required: str) -> None:
        self._path = path
        self.size = 0
        self._file = open_text(path)
        try:
            self.size = path.stat().st_size
            self._records = _Records(self._file, ",")
            self._known = known
            self.header = self._read_header(required)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def position(self) -> int:
        """Bytes read so far, for a progress bar; a little ahead of the rows."""
        return self._file.buffer.tell() if hasattr(self._file, "buffer") else 0

    def rows(self) -> Iterator[Row]:
        """Every row that holds anything, with the physical line it starts on (the header's line is the first)."""
        names, width = self.header.names, len(self.header.names)
        for line, cells, fault in self._records:
            if fault is not None:
                yield Row(line, {}, RowFault(fault))
            elif not any(map(str.strip, cells)):
                continue
            elif len(cells) < width or any(map(str.strip, cells[width:])):
                if self._records.give_back():
                    yield Row(line, {}, RowFault("unclosed_quote"))
                else:
                    facts = {"found": str(len(cells)), "expected": str(width)}
                    yield Row(line, {}, RowFault("too_few" if len(cells) < width else "too_many", facts))
            else:
                yield Row(line, {name: cell for name, cell in zip(names, cells, strict=False) if name})

    def _read_header(self, required: str) -> Header:
        line = self._records.first_line()
        marked = _SEPARATOR_LINE.match(line)
        if marked:
            line = self._records.first_line()
        delimiter = marked[1] if marked else _delimiter(line, self._known)
        self._records.put_back(line, delimiter)
        start, cells, fault = next(iter(self._records), (1, [], None))
        if fault is not None:
            raise unreadable(self._path, fault, start)
        if not any(cell.strip() for cell in cells):
            raise unreadable(self._path, "empty")
        names = [_column(cell) for cell in cells]
        self._check_header(names, required, start)
        names = [name if name in self._known else "" for name in names]
        unknown = tuple(cell.strip() for cell, name in zip(cells, names, strict=True) if not name and cell.strip())
        return Header(tuple(names), unknown)

    def _check_header(self, names: list[str], required: str, line: int) -> None:
        facts = {"file": self._path.name, "line": str(line)}
        if required not in names:
            raise LoketError(ErrorCode.REQUIRED, required, {**facts, "known": ", ".join(self._known)})
        twice = next((name for name in names if name and names.count(name) > 1), None)
        if twice:
            raise LoketError(ErrorCode.DUPLICATE, "column", {**facts, "found": twice})


class _Records:
    """Records with their first line; a record that cannot be read gives back all its lines but the first."""

    def __init__(self, file: TextIO, delimiter: str) -> None:
        self._file = file
        self._ahead: deque[str] = deque()
        self._taken: list[str] = []
        self._length = 0
        self._line = 0
        self._reader = self._new_reader(delimiter)

    def first_line(self) -> str:
        """The next line that is not blank, as it is; empty at the end of the file."""
        for line in self._file:
            self._line += 1
            if line.strip():
                return line
        return ""

    def put_back(self, line: str, delimiter: str) -> None:
        """Read this line again, with that delimiter from here on."""
        self._ahead.append(line)
        self._line -= 1
        self._reader = self._new_reader(delimiter)

    def give_back(self) -> bool:
        """Read all lines but the first of the record again; False where it has but one."""
        if len(self._taken) <= 1:
            return False
        self._ahead.extendleft(reversed(self._taken[1:]))
        self._line -= len(self._taken) - 1
        del self._taken[1:]
        return True

    def __iter__(self) -> Iterator[tuple[int, list[str], str | None]]:
        while True:
            self._taken.clear()
            self._length = 0
            start = self._line + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except (csv.Error, _TooLongError):
                self.give_back()
                yield start, [], "too_long" if len(self._taken[0]) > csv.field_size_limit() else "broken_quotes"
                continue
            yield start, cells, self._fault()

    def _fault(self) -> str | None:
        for line in self._taken:
            if "\0" in line:
                return "nul"
            # surrogates are what could not be decoded
            if not line.isascii() and any("\ud800" <= char <= "\udfff" for char in line):
                return "undecodable"
        return None

    def _new_reader(self, delimiter: str) -> Iterator[list[str]]:
        return csv.reader(self._lines(), delimiter=delimiter, strict=True, skipinitialspace=True)

    def _lines(self) -> _Lines:
        return _Lines(self)

    def next_line(self) -> str:
        """One physical line for the reader."""
        line = self._ahead.popleft() if self._ahead else next(self._file)
        self._taken.append(line)
        self._line += 1
        self._length += len(line)
        if len(self._taken) > _MAX_LINES or self._length > _MAX_LENGTH:
            raise _TooLongError
        return line


class _Lines:
    def __init__(self, records: _Records) -> None:
        self._next_line = records.next_line

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        return self._next_line()


class _TooLongError(Exception):
    """A record that goes on and on."""


def _delimiter(line: str, known: Sequence[str]) -> str:
    def fit(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
        return sum(_column(cell) in known for cell in cells), len(cells)

    return max(_DELIMITERS, key=fit)


def _column(cell: str) -> str:
    return re.sub(r"[\s\-]+", "_", cell.strip().strip("\ufeff").casefold())
