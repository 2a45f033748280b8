"""`device enrol`: a token becomes this device's identity and its encrypted store."""

from __future__ import annotations

import argparse

from app.cli.arguments import Commands, Translate, add_json
from app.cli.output import DONE, Console
from app.domain.errors import ErrorCode, LoketError


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add the verbs of `device`."""
    _ = gettext
    group = commands.group("device", _("this device"))
    enrol = group.add("enrol", _("enrol this device with its token; makes the encrypted store"), _enrol)
    enrol.add_argument("--url", required=True, metavar="URL", help=_("address with the login that devices share"))
    enrol.add_argument(
        "--token-stdin", required=True, action="store_true", help=_("read the token from standard input")
    )
    add_json(enrol, gettext)


def _enrol(args: argparse.Namespace, console: Console) -> int:
    from app.bootstrap import Paths, enrol_device

    token = console.stdin.readline().strip().strip("\ufeff")
    if not token:
        raise LoketError(ErrorCode.REQUIRED, "token-stdin")
    identity = enrol_device(Paths(console.basedir), args.url, token)
    doc = {
        "device_id": identity.device_id,
        "name": identity.name,
        "branch": identity.branch_code,
        "unit": identity.unit_code,
        "scopes": list(identity.scopes),
    }
    text = console.gettext("This device is now {name} of branch {branch}. Log in with: loket login --staff LOGIN")
    console.answer(doc, text.format(name=identity.name, branch=identity.branch_code), as_json=args.as_json)
    return DONE
