"""`outbox`: what waits for the shared database; what was refused, why, and since when; and what becomes of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.cli.arguments import MOST_LINES, Commands, Translate, add_basedir, add_json
from app.cli.core import opened, signed_in
from app.cli.output import DONE, Console
from app.domain.replication import OperationState
from app.messages import refusal

if TYPE_CHECKING:
    from app.domain.replication import OutboxEntry
    from app.services.views import ProfileConflict, RefusedGroup, SyncOverview, WaitingGroup

_LISTED = (OperationState.PENDING, OperationState.REJECTED, OperationState.HELD)


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add `outbox` and its verbs."""
    _ = gettext
    parser = commands.add("outbox", _("what waits to be sent, and what was refused and why"), _outbox)
    verbs = parser.add_subparsers(metavar="COMMAND", dest="command_outbox")
    for name, help_text, handler in (
        ("resend", _("do a refused group again, as whoever is signed in now"), _resend),
        ("withdraw", _("give a refused group up"), _withdraw),
    ):
        verb = verbs.add_parser(name, help=help_text, description=help_text, allow_abbrev=False)
        verb.set_defaults(handler=handler)
        add_basedir(verb, gettext)
        verb.add_argument("tx", metavar="TX", help=_("id of the group, as `loket outbox` shows it"))
        if name == "withdraw":
            verb.add_argument("--reason", required=True, metavar="TEXT", help=_("why it is given up; it is kept"))
        add_json(verb, gettext)
    add_json(parser, gettext)


def _outbox(args: argparse.Namespace, console: Console) -> int:
    with opened(console) as core:
        if args.as_json:
            with core.store.read() as uow:
                entries = uow.ledger.entries(_LISTED, MOST_LINES)
            for entry in entries:
                console.emit(_doc(entry, console))
            return DONE
        overview = core.sync_desk.overview()
        for line in _lines(overview, console):
            console.say(line)
        if not (overview.waiting or overview.refused or overview.conflicts):
            console.say(console.gettext("Nothing waits, nothing was refused."))
    return DONE


def _resend(args: argparse.Namespace, console: Console) -> int:
    with signed_in(console) as (core, _session):
        core.sync_desk.resend(args.tx)
    console.answer(
        {"tx": args.tx, "done": "resent"}, console.gettext("It waits to be sent again."), as_json=args.as_json
    )
    return DONE


def _withdraw(args: argparse.Namespace, console: Console) -> int:
    with signed_in(console) as (core, _session):
        core.sync_desk.withdraw(args.tx, args.reason)
    console.answer({"tx": args.tx, "done": "withdrawn"}, console.gettext("It is given up."), as_json=args.as_json)
    return DONE


def _doc(entry: OutboxEntry, console: Console) -> dict[str, object]:
    operation, code = entry.operation, entry.error_code
    held = entry.state is OperationState.HELD
    return {
        "op_id": operation.op_id,
        "tx": operation.tx_id,
        "seq": operation.seq,
        "kind": operation.kind,
        "scope": operation.scope_id,
        "id": operation.row_id,
        "state": entry.state,
        "since": operation.at,
        "attempts": entry.attempts,
        "code": code,
        "about": entry.error_message,
        "reason": refusal(code, entry.error_message, console.gettext, held=held) if code else None,
    }


def _lines(overview: SyncOverview, console: Console) -> Iterator[str]:
    _ = console.gettext
    for waiting in overview.waiting:
        yield _line(waiting, _("waits"), waiting.since.isoformat(timespec="seconds"))
    for refused in overview.refused:
        state = _("kept aside") if refused.held else _("refused")
        yield _line(refused, state, refused.done_at.isoformat(timespec="seconds"), _reason(refused, console))
    for conflict in overview.conflicts:
        yield _conflict(conflict, console)


def _line(group: WaitingGroup | RefusedGroup, state: str, since: str, reason: str = "") -> str:
    about = group.case_number or group.customer_id or ""
    parts = (group.tx_id, state, since, ", ".join(dict.fromkeys(group.acts)), about, reason)
    return "  ".join(part for part in parts if part)


def _reason(group: RefusedGroup, console: Console) -> str:
    return refusal(group.code, group.about, console.gettext, held=group.held)


def _conflict(conflict: ProfileConflict, console: Console) -> str:
    text = console.gettext("{field} was changed here and elsewhere; settle it in the sync centre")
    parts = (conflict.op_id, conflict.at.isoformat(timespec="seconds"), conflict.customer_id)
    return "  ".join((*parts, text.format(field=conflict.field)))
