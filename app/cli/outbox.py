"""`outbox`: what waits for the shared database, and what was refused, why, and since when."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.cli.arguments import Commands, Translate, add_json
from app.cli.core import opened
from app.cli.output import DONE, Console
from app.domain.errors import ErrorCode, LoketError
from app.messages import sentence

if TYPE_CHECKING:
    from app.domain.replication import OutboxEntry

LIMIT = 10_000


def _(message: str) -> str:
    """Marks a message for extraction; it is translated when it is told."""
    return message


_REASONS: Mapping[str, str] = {
    "with_another": _("It was done together with something that was refused."),
    "too_large": _("It is too large to be sent."),
    "not_signed_in": _("The session under which it was done was not open any more."),
}
_SET_ASIDE = _("The shared database could not take it and keeps it aside for the administrator ({code}).")
_KNOWN = frozenset(ErrorCode)


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add `outbox`."""
    add_json(commands.add("outbox", gettext("what waits to be sent, and what was refused and why"), _outbox), gettext)


def _outbox(args: argparse.Namespace, console: Console) -> int:
    with opened(console) as core:
        with core.store.read() as uow:
            entries = uow.outbox.entries(LIMIT)
        if not entries and not args.as_json:
            console.say(console.gettext(_("Nothing waits, nothing was refused.")))
        rows = ((_doc(entry, _reason(entry, console)), _line(entry, _reason(entry, console))) for entry in entries)
        console.answers(rows, as_json=args.as_json)
    return DONE


def _doc(entry: OutboxEntry, reason: str | None) -> dict[str, object]:
    operation = entry.operation
    return {
        "op_id": operation.op_id,
        "seq": operation.seq,
        "kind": operation.kind,
        "scope": operation.scope_id,
        "id": operation.row_id,
        "state": entry.state,
        "since": operation.at,
        "attempts": entry.attempts,
        "code": entry.error_code,
        "about": entry.error_message,
        "reason": reason,
    }


def _reason(entry: OutboxEntry, console: Console) -> str | None:
    """Why it was refused, in words; the shared database tells codes."""
    code = entry.error_code
    if code is None:
        return None
    gettext = console.gettext
    if code in _REASONS:
        return gettext(_REASONS[code])
    if code in _KNOWN:
        return sentence(LoketError(ErrorCode(code), entry.error_message or None), gettext)
    return gettext(_SET_ASIDE).format(code=code)


def _line(entry: OutboxEntry, reason: str | None) -> str:
    operation = entry.operation
    since = operation.at.isoformat(timespec="seconds")
    parts = (str(operation.seq), entry.state.value, since, operation.kind.value, operation.row_id, reason or "")
    return "  ".join(part for part in parts if part)
