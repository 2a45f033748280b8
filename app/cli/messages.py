"""What the commands say of refusals: one line for a whole command, one reason for a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.domain.errors import LoketError
from app.messages import sentence

if TYPE_CHECKING:
    from app.cli.output import Console

Gettext = Callable[[str], str]


def _(message: str) -> str:
    """Marks a message for extraction; it is translated when it is told."""
    return message


ROW_FAULTS: Mapping[str, str] = {
    "broken_quotes": _("a quotation mark is opened and not closed, or stands inside a field without being doubled"),
    "unclosed_quote": _("a quotation mark is opened and not closed on this line"),
    "too_long": _("a field of this line is too long"),
    "nul": _("the line holds NUL characters"),
    "undecodable": _("the line holds characters that cannot be read; save the file as UTF-8"),
    "too_few": _("the line has {found} fields, the header has {expected}"),
    "too_many": _("the line has {found} fields, the header has {expected}; quote fields that hold the delimiter"),
    "twice": _("duplicate in this file, first on line {line}"),
    "not_json": _("the line is no JSON object"),
}
"""Reasons for which no field alone is to blame."""

_ADVICE: Mapping[str, str] = {
    "LOKET_PASSWORD": _("No password given. Set LOKET_PASSWORD, or run the command in a terminal to be asked."),
    "token-stdin": _("No token on standard input. Send the one that `loket admin device add` printed."),
}
"""Whole sentences for what only a command can lack."""


def line(error: LoketError, console: Console) -> str:
    """The one line for a command that was refused."""
    gettext = console.gettext
    advice = _ADVICE.get(error.field or "")
    told = gettext(advice) if advice else sentence(error, gettext)
    return f"loket: {' '.join(told.split())}"


def row_reason(reason: str, facts: Mapping[str, str], gettext: Gettext) -> str:
    """Why a row was refused, for a key of `ROW_FAULTS`."""
    return gettext(ROW_FAULTS[reason]).format(**facts)
