"""`promise make` and `promise list`."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.cli.arguments import Commands, Translate, add_json, instant
from app.cli.core import signed_in
from app.cli.output import DONE, Console

if TYPE_CHECKING:
    from app.services.views import PromiseLine

LIMIT = 10_000


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add the verbs of `promise`."""
    _ = gettext
    group = commands.group("promise", _("make and list promises"))
    make = group.add("make", _("promise something on a case; it needs an estimate under it"), _make)
    make.add_argument("--case", required=True, metavar="NUMBER")
    make.add_argument("--due", required=True, type=instant(gettext), metavar="ISO", help=_("by when"))
    make.add_argument("--text", required=True, metavar="TEXT", help=_("what the customer is told"))
    add_json(make, gettext)
    listing = group.add("list", _("promises that are not settled, by due time"), _list)
    listing.add_argument("--at-risk", action="store_true", help=_("only those at risk or broken"))
    add_json(listing, gettext)


def _make(args: argparse.Namespace, console: Console) -> int:
    _ = console.gettext
    with signed_in(console) as (core, session):
        promise = core.promises.make(args.case, args.due, args.text)
        due = core.formats.day_clock(promise.due_at, session.zone)
        text = _("Promised: {text}, {time}.").format(text=promise.text, time=due)
        console.answer({**asdict(promise), "case": args.case}, text, as_json=args.as_json)
    return DONE


def _list(args: argparse.Namespace, console: Console) -> int:
    with signed_in(console) as (core, session):
        lines = core.promises.lines(at_risk_only=args.at_risk, limit=LIMIT)
        rows = ((asdict(line), _line(line, core.formats.day_clock(line.due_at, session.zone))) for line in lines)
        console.answers(rows, as_json=args.as_json)
    return DONE


def _line(line: PromiseLine, due: str) -> str:
    return f"{due}  {line.state}  {line.case_number}  {line.customer_name}  {line.text}"
