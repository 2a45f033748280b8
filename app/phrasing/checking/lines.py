"""One line of JSON Lines in, one answer out."""

import json
from typing import Protocol

from app.phrasing.answers import error_json
from app.phrasing.checking.findings import Finding
from app.phrasing.context import Context
from app.phrasing.reading import BadContext, parse_context


class Checks(Protocol):
    def check(self, text: str, context: Context | None = None) -> tuple[Finding, ...]: ...


def to_json(findings: tuple[Finding, ...]) -> dict[str, object]:
    return {
        "ok": not findings,
        "findings": [
            {
                "label": each.label.value,
                "severity": each.severity.value,
                "start": each.start,
                "end": each.end,
                "reason": each.reason,
                "rewrite": each.rewrite,
            }
            for each in findings
        ],
    }


def check_line(checker: Checks, line: str, number: int) -> tuple[dict[str, object], bool]:
    """The answer to one line (`number` counts from 1), and whether the line could be used."""
    try:
        data = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return error_json("line", f"baris {number} bukan JSON yang sah"), False
    if not isinstance(data, dict):
        return error_json("line", "harus berupa objek JSON"), False
    text = data.get("text")
    if not isinstance(text, str):
        return error_json("text", "wajib diisi" if text is None else "harus berupa teks"), False
    given = data.get("context")
    try:
        context = None if given is None else parse_context(given)
    except BadContext as error:
        return error_json(error.field if error.field == "context" else f"context.{error.field}", error.message), False
    return to_json(checker.check(text, context)), True
