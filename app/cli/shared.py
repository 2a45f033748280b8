"""`shared init`, `upgrade`, `status` and `restored`: the schema and the history of the shared database."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.cli.arguments import Commands, Translate, add_json, add_url
from app.cli.output import DOES_NOT_HOLD, DONE, Console

if TYPE_CHECKING:
    from app.sync.admin import SharedStatus


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add the verbs of `shared`."""
    _ = gettext
    group = commands.group("shared", _("the shared database: schema, functions, roles"))
    for name, help_text, handler in (
        ("init", _("make schema, functions and roles; doing it again changes nothing"), _init),
        ("upgrade", _("bring the schema up to date"), _upgrade),
        ("status", _("where the schema stands and how much there is"), _status),
        (
            "restored",
            _("tell all devices that an older state was restored; run it before they are let in again"),
            _restored,
        ),
    ):
        parser = group.add(name, help_text, handler)
        add_url(parser, gettext)
        add_json(parser, gettext)


def _init(args: argparse.Namespace, console: Console) -> int:
    from app.sync.admin import init_shared

    _answer(init_shared(args.url), args, console)
    return DONE


def _upgrade(args: argparse.Namespace, console: Console) -> int:
    from app.sync.admin import upgrade

    _answer(upgrade(args.url), args, console)
    return DONE


def _status(args: argparse.Namespace, console: Console) -> int:
    from app.sync.admin import status

    found = status(args.url)
    _answer(found, args, console)
    return DONE if found.is_current else DOES_NOT_HOLD


def _restored(args: argparse.Namespace, console: Console) -> int:
    from app.sync.admin import restored

    epoch = restored(args.url)
    text = console.gettext("New epoch {epoch}. Devices hand over what was lost and compare every row.")
    console.answer({"epoch": epoch}, text.format(epoch=epoch), as_json=args.as_json)
    return DONE


def _answer(status: SharedStatus, args: argparse.Namespace, console: Console) -> None:
    doc = {**asdict(status), "current": status.is_current}
    console.answer(doc, _text(status, console), as_json=args.as_json)


def _text(status: SharedStatus, console: Console) -> str:
    _ = console.gettext
    if status.revision is None:
        return _("The shared database is empty. Run: loket shared init --url URL")
    if not status.is_current:
        old = _("Schema {revision}; this program knows {newest}. Run: loket shared upgrade --url URL")
        return old.format(revision=status.revision, newest=status.newest)
    text = _("Schema {revision} is up to date: {branches} branches, {units} units, {staff} staff, {devices} devices.")
    return text.format(**asdict(status))
