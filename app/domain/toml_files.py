"""Strict reading of documents written by service owners: each fault names the file and the dotted path."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from app.domain.errors import ErrorCode, LoketError

E = TypeVar("E", bound=StrEnum)

_POSITION = re.compile(r"\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a document and where it is; a lenient one (`strict=False`) ignores keys it does not know."""

    values: Mapping[str, object]
    source: str
    path: str = ""
    strict: bool = True

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def fault(self, code: ErrorCode, key: str, **facts: str) -> LoketError:
        return LoketError(code, field=self.at(key), facts={"file": self.source, **facts})

    def invalid(self, key: str, expected: str) -> LoketError:
        return self.fault(
            ErrorCode.INVALID,
            key,
            expected=expected,
            found=_shown(self.values.get(key)),
        )

    def only(self, *known: str) -> None:
        """Refuse the first key that is not one of `known`; the nearest known key is a fact of the error."""
        if not self.strict:
            return
        for key in self.values:
            if key not in known:
                nearest = get_close_matches(key, known, n=1)
                hint = {"nearest": nearest[0]} if nearest else {}
                raise self.fault(ErrorCode.UNKNOWN_KEY, key, known=", ".join(known), **hint)

    def has(self, key: str) -> bool:
        return self.values.get(key) is not None

    def text(self, key: str) -> str:
        value = self._required(key)
        if not isinstance(value, str):
            raise self.invalid(key, "text")
        if not value.strip():
            raise self.fault(ErrorCode.REQUIRED, key)
        return value.strip()

    def matching(self, key: str, pattern: re.Pattern[str], expected: str) -> str:
        value = self.text(key)
        if not pattern.fullmatch(value):
            raise self.invalid(key, expected)
        return value

    def one_of(self, key: str, kinds: type[E]) -> E:
        value = self.text(key)
        try:
            return kinds(value)
        except ValueError:
            raise self.invalid(key, ", ".join(kinds)) from None

    def integer(self, key: str, least: int) -> int:
        value = self._required(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.invalid(key, f"integer >= {least}")
        return value

    def optional_integer(self, key: str, least: int) -> int | None:
        return self.integer(key, least) if self.has(key) else None

    def flag(self, key: str) -> bool:
        """False where the key is missing."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.invalid(key, "true, false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._required(key)
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.invalid(key, "list of texts")
        return tuple(item.strip() for item in value)

    def table(self, key: str) -> Table:
        value = self._required(key)
        if not isinstance(value, dict):
            raise self.invalid(key, "table")
        return Table(value, self.source, self.at(key), self.strict)

    def tables(self, key: str) -> tuple[Table, ...]:
        value = self._required(key)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.invalid(key, "list of tables")
        if not value:
            raise self.fault(ErrorCode.REQUIRED, key)
        return tuple(
            Table(item, self.source, f"{self.at(key)}[{index}]", self.strict) for index, item in enumerate(value)
        )

    def _required(self, key: str) -> object:
        if not self.has(key):
            raise self.fault(ErrorCode.REQUIRED, key)
        return self.values[key]


def read_toml(text: str, source: str) -> Table:
    """The document as a strict table. `source` is the file's name, for the errors."""
    # Notepad puts a byte order mark in front, which is no TOML
    try:
        return Table(tomllib.loads(text.removeprefix("\ufeff")), source)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(str(error), text, source) from None


def read_doc(doc: Mapping[str, object], source: str) -> Table:
    """A stored JSON document as a lenient table: a newer console may have written keys that this one does not know."""
    return Table(doc, source, strict=False)


def refuse_repeats(tables: Iterable[Table], key: str) -> None:
    """Each of `tables` must have its own value of `key`."""
    seen: dict[str, Table] = {}
    for table in tables:
        value = table.text(key)
        if value in seen:
            raise table.fault(ErrorCode.DUPLICATE, key, value=value, first=seen[value].at(key))
        seen[value] = table


def _unreadable(message: str, text: str, source: str) -> LoketError:
    place = _POSITION.search(message)
    line = place["line"] if place and place["line"] else str(text.count("\n") + 1)
    column = {"column": place["column"]} if place and place["column"] else {}
    reason = _POSITION.sub("", message)
    return LoketError(
        ErrorCode.UNREADABLE_FILE,
        facts={"file": source, "line": line, **column, "reason": reason},
    )


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
