"""`interaction log` and `interaction list`."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.cli.arguments import Commands, Translate, add_json, instant
from app.cli.core import signed_in
from app.cli.json_rows import add_rows, tell_refused
from app.cli.output import DONE, Console, text_lines
from app.domain.interactions import OutcomeKind

if TYPE_CHECKING:
    from app.services.views import InteractionLine

LIMIT = 100_000


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add the verbs of `interaction`."""
    _ = gettext
    group = commands.group("interaction", _("record and list contacts with customers"))
    log = group.add("log", _("record finished contacts from JSON Lines; prints their ids"), _log)
    log.add_argument("--file", default="-", metavar="FILE", help=_("JSON Lines; - is standard input"))
    add_json(log, gettext)
    listing = group.add("list", _("contacts, newest first"), _list)
    listing.add_argument("--since", type=instant(gettext), metavar="ISO", help=_("begun at this time or later"))
    listing.add_argument("--staff", metavar="LOGIN", help=_("of this member of staff alone"))
    listing.add_argument("--outcome", choices=[kind.value for kind in OutcomeKind], help=_("with this outcome alone"))
    listing.add_argument("--text", metavar="T", help=_("whose summary or note holds this text"))
    add_json(listing, gettext)


def _log(args: argparse.Namespace, console: Console) -> int:
    with signed_in(console) as (core, _session):
        result = add_rows(text_lines(args.file, console), core.interactions.log, console)
    if args.as_json:
        console.emit({**result.counts(), "ids": result.added})
    else:
        for interaction_id in result.added:
            console.say(interaction_id)
        tell_refused(result.refused, console)
    return result.exit_status


def _list(args: argparse.Namespace, console: Console) -> int:
    with signed_in(console) as (core, session):
        lines = core.interactions.lines(
            since=args.since, staff=args.staff, outcome=args.outcome, text=args.text, limit=LIMIT
        )
        rows = ((asdict(line), _line(line, core.formats.day_clock(line.started_at, session.zone))) for line in lines)
        console.answers(rows, as_json=args.as_json)
    return DONE


def _line(line: InteractionLine, started: str) -> str:
    outcome = line.outcome.value if line.outcome else "-"
    parts = (started, line.staff, line.customer_name or "-", outcome, line.summary)
    return "  ".join(part for part in parts if part)
