"""JSON Lines in, one answer a line out: what the verbs of `phrases` that answer line by line share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import TextIOBase

from app.cli.output import BAD_INPUT, DONE, Console, text_lines

AnswerLine = Callable[[str, int], tuple[dict[str, object], bool]]
"""The answer to a line with its number from 1, and whether the line could be used."""


def answer_lines(file: str, console: Console, answer: AnswerLine) -> int:
    """Answer each line that is not blank; a bad one is told, and never stops those after it."""
    exit_status = DONE
    # a program started with its standard input closed has none at all
    if file == "-" and not isinstance(console.stdin, TextIOBase):
        return exit_status
    for number, line in enumerate(text_lines(file, console), 1):
        if not line.strip():
            continue
        doc, usable = answer(line, number) if _is_utf8(line) else (_undecodable(number), False)
        console.emit(doc)
        console.stdout.flush()
        if not usable:
            exit_status = BAD_INPUT
            console.tell(console.gettext("line {line}").format(line=number) + ": " + _words(doc))
    return exit_status


def _is_utf8(line: str) -> bool:
    """Bytes that are no UTF-8 were read as halves of characters, which no decoded text holds."""
    return line.isascii() or not any("\ud800" <= char <= "\udfff" for char in line)


def _undecodable(number: int) -> dict[str, object]:
    from app.phrasing.answers import error_json

    return error_json("line", f"baris {number} bukan UTF-8 yang sah")


def _words(answer: Mapping[str, object]) -> str:
    error = answer.get("error")
    return f"{error.get('field')}: {error.get('message')}" if isinstance(error, dict) else ""
