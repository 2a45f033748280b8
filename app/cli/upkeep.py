"""`admin` after the setting up: devices and staff that go, operations that were put aside, customers that move."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.cli.arguments import Commands, Translate, add_json, add_url
from app.cli.output import DOES_NOT_HOLD, DONE, Console

if TYPE_CHECKING:
    from app.sync.devices import DeviceLine


def add_upkeep(group: Commands, staff: Commands, device: Commands, gettext: Translate) -> None:
    """Add the verbs to the nouns of `admin`."""
    _ = gettext
    listed = device.add("list", _("devices, when they were last heard of, and what they came from"), _devices)
    listed.add_argument("--branch", metavar="CODE")
    revoked = device.add("revoke", _("refuse a device from now on, and all that went on from it"), _revoke)
    revoked.add_argument("name", metavar="NAME", help=_("name or code of the device"))
    revoked.add_argument("--branch", required=True, metavar="CODE")
    removed = staff.add("remove", _("let somebody in no more and end their sessions"), _remove)
    removed.add_argument("login", metavar="LOGIN")
    held = group.group("held", _("operations that failed in a way nobody foresaw"))
    shown = held.add("list", _("what is held, oldest first"), _held)
    retried = held.add("retry", _("try a held operation once more"), _retry)
    dropped = held.add("drop", _("give a held operation up; its device is told"), _drop)
    for parser in (retried, dropped):
        parser.add_argument("op_id", metavar="OP_ID")
    moved = group.group("customer", _("customers and where they belong")).add(
        "move", _("move a customer with all cases to another branch"), _move
    )
    moved.add_argument("customer", metavar="CUSTOMER", help=_("customer number or id"))
    moved.add_argument("--to", required=True, metavar="CODE", help=_("code of the branch"))
    daily = group.add("upkeep", _("what is to be done each night: sum up which phrases help"), _daily)
    for parser in (listed, revoked, removed, shown, retried, dropped, moved, daily):
        add_url(parser, gettext)
        add_json(parser, gettext)


def _devices(args: argparse.Namespace, console: Console) -> int:
    from app.sync.devices import list_devices

    lines = list_devices(args.url, args.branch)
    console.answers(((asdict(line), _device_line(line, console)) for line in lines), as_json=args.as_json)
    return DONE


def _device_line(line: DeviceLine, console: Console) -> str:
    _ = console.gettext
    parts = [line.branch, line.unit or "", line.code, line.name]
    seen = _("never heard of")
    if line.last_seen is not None:
        seen = _("last heard of {at}").format(at=line.last_seen.isoformat(timespec="seconds"))
    parts.append(seen)
    if line.came_from is not None:
        parts.append(_("went on from {code}").format(code=line.came_from))
    if line.revoked:
        parts.append(_("revoked"))
    return "  ".join(part for part in parts if part)


def _revoke(args: argparse.Namespace, console: Console) -> int:
    from app.sync.devices import revoke_named

    line = revoke_named(args.url, args.name, args.branch)
    text = console.gettext("{name} ({code}) is refused from now on.").format(name=line.name, code=line.code)
    console.answer({"device_id": line.device_id, "code": line.code, "name": line.name}, text, as_json=args.as_json)
    return DONE


def _remove(args: argparse.Namespace, console: Console) -> int:
    from app.sync.admin import remove_staff

    ended = remove_staff(args.url, args.login)
    text = console.gettext("{staff} cannot log in any more; sessions ended: {count}.")
    console.answer(
        {"login": args.login, "sessions": ended}, text.format(staff=args.login, count=ended), as_json=args.as_json
    )
    return DONE


def _held(args: argparse.Namespace, console: Console) -> int:
    from app.sync.held import list_held

    lines = list_held(args.url)
    console.answers(
        (
            (asdict(line), f"{line.op_id}  {line.branch}  {line.device}  {line.kind}  {line.sqlstate}  {line.message}")
            for line in lines
        ),
        as_json=args.as_json,
    )
    if not lines and not args.as_json:
        console.say(console.gettext("Nothing is held."))
    return DONE


def _retry(args: argparse.Namespace, console: Console) -> int:
    from app.sync.held import retry_held

    _ = console.gettext
    outcome = retry_held(args.url, args.op_id)
    words = {
        "applied": _("It is done now."),
        "rejected": _("It was refused; its device is told."),
        "held": _("It failed again and stays held."),
    }
    console.answer({"op_id": args.op_id, "outcome": outcome}, words.get(outcome, outcome), as_json=args.as_json)
    return DOES_NOT_HOLD if outcome == "held" else DONE


def _drop(args: argparse.Namespace, console: Console) -> int:
    from app.sync.held import drop_held

    count = drop_held(args.url, args.op_id)
    text = console.gettext("Given up: {count} operations.").format(count=count)
    console.answer({"op_id": args.op_id, "dropped": count}, text, as_json=args.as_json)
    return DONE


def _daily(args: argparse.Namespace, console: Console) -> int:
    from app.sync.counting import sum_counts

    summed = sum_counts(args.url)
    text = console.gettext("Use of phrases: {rows} rows from {reports} daily counts, up to {day}.")
    if summed.until is None:
        text = console.gettext("No device has counted the use of phrases yet.")
    console.answer(
        asdict(summed),
        text.format(rows=summed.rows, reports=summed.reports, day=summed.until),
        as_json=args.as_json,
    )
    return DONE


def _move(args: argparse.Namespace, console: Console) -> int:
    from app.sync.moves import move_customer

    moved = move_customer(args.url, args.customer, args.to)
    text = console.gettext("Moved to {branch}: {cases} cases, {facts} entries.")
    console.answer(
        asdict(moved), text.format(branch=moved.branch, cases=moved.cases, facts=moved.facts), as_json=args.as_json
    )
    return DONE
