"""Many JSON documents, one a line: the good ones go in, each other one is told with its line, field and reason."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.cli.messages import row_reason
from app.cli.output import DOES_NOT_HOLD, DONE, Console
from app.domain.errors import ErrorCode, LoketError
from app.messages import sentence

ROW_ERRORS = frozenset(
    {
        ErrorCode.REQUIRED,
        ErrorCode.INVALID,
        ErrorCode.UNKNOWN_KEY,
        ErrorCode.NOT_FOUND,
        ErrorCode.DUPLICATE,
        ErrorCode.PROMISE_WITHOUT_ESTIMATE,
        ErrorCode.PROMISE_BEFORE_ESTIMATE,
        ErrorCode.PROMISE_IN_THE_PAST,
        ErrorCode.APOLOGY_ALONE,
        ErrorCode.OUTCOME_INCOMPLETE,
        ErrorCode.ALREADY_CLOSED,
        ErrorCode.REASON_REQUIRED,
    }
)
"""What is wrong with one row; any other error would meet every row, and ends the command."""


@dataclass(slots=True)
class RowsResult:
    """What became of the rows; `refused` in the order of the file."""

    read: int = 0
    added: list[str] = field(default_factory=list)
    refused: list[dict[str, object]] = field(default_factory=list)

    @property
    def exit_status(self) -> int:
        return DOES_NOT_HOLD if self.refused else DONE

    def counts(self) -> dict[str, object]:
        """The honest result."""
        return {"read": self.read, "added": len(self.added), "refused": self.refused}


def add_rows(lines: Iterable[str], add: Callable[[Mapping[str, Any]], str], console: Console) -> RowsResult:
    """Hand each document to `add`, which gives the id of what it made."""
    result = RowsResult()
    for number, line in enumerate(lines, 1):
        text = line.removeprefix("\ufeff").strip()
        if not text:
            continue
        result.read += 1
        try:
            result.added.append(add(_object(text)))
        except LoketError as error:
            if error.code not in ROW_ERRORS:
                raise
            reason = sentence(error, console.gettext)
            result.refused.append({"line": number, "field": error.field or "", "reason": reason})
        except _BadLineError as fault:
            reason = row_reason(str(fault), {}, console.gettext)
            result.refused.append({"line": number, "field": "", "reason": reason})
    return result


def tell_refused(refused: Iterable[Mapping[str, object]], console: Console) -> None:
    """Each refused row as a line for people."""
    _ = console.gettext
    for row in refused:
        where = _("line {line}").format(line=row["line"])
        console.tell(": ".join(str(part) for part in (where, row["field"], row["reason"]) if part))


class _BadLineError(Exception):
    """The line holds no document that can be kept; its text is a key of the row faults."""


def _refuse_number(name: str) -> float:
    raise ValueError(name)


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _refuse_number(text)


def _object(text: str) -> Mapping[str, Any]:
    try:
        doc = json.loads(text, parse_constant=_refuse_number, parse_float=_finite)
    except (ValueError, RecursionError):
        raise _BadLineError("not_json") from None
    if not isinstance(doc, dict):
        raise _BadLineError("not_json")
    whole = json.dumps(doc, ensure_ascii=False)
    if "\\u0000" in whole:
        raise _BadLineError("nul")
    # what could not be decoded, and halves of characters, cannot be stored
    if any("\ud800" <= char <= "\udfff" for char in whole):
        raise _BadLineError("undecodable")
    return doc
