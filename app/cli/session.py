"""`login` and `logout`: who works on this device."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.cli.arguments import Commands, Translate, add_json
from app.cli.core import opened
from app.cli.output import DONE, UNREACHABLE, Console
from app.domain.errors import ErrorCode, LoketError

if TYPE_CHECKING:
    from app.bootstrap import Core
    from app.domain.people import Session


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add `login` and `logout`."""
    _ = gettext
    login = commands.add("login", _("open a session on this device"), _login)
    login.add_argument("--staff", required=True, metavar="LOGIN", help=_("who logs in"))
    login.add_argument(
        "--offline", action="store_true", help=_("without the server, for those who logged in here lately")
    )
    add_json(login, gettext)
    add_json(commands.add("logout", _("end the session of this device"), _logout), gettext)


def _login(args: argparse.Namespace, console: Console) -> int:
    _ = console.gettext
    with opened(console) as core:
        password = console.password(_("Password of {staff}: ").format(staff=args.staff))
        if args.offline:
            _tell_session(core, core.sessions.login_offline(args.staff, password), args, console)
            return DONE
        try:
            session = core.sessions.login(args.staff, password)
        except LoketError as error:
            if error.code is not ErrorCode.UNREACHABLE or core.sessions.offline_until(args.staff) is None:
                raise
            offer = _("The server cannot be reached. To go on without it: {command}")
            command = f"loket login --staff {args.staff} --offline"
            console.tell(f"loket: {offer.format(command=command)}")
            return UNREACHABLE
        _tell_session(core, session, args, console)
    return DONE


def _tell_session(core: Core, session: Session, args: argparse.Namespace, console: Console) -> None:
    _ = console.gettext
    doc = {
        "session": session.id,
        "staff": session.staff_login,
        "name": session.staff_name,
        "role": session.role,
        "branch": session.branch_code,
        "opened_at": session.opened_at,
        "expires_at": session.expires_at,
        "online": session.online,
    }
    until = core.formats.clock_zone(session.expires_at, session.zone)
    text = _("{name} is signed in at {branch} until {time}.")
    if not session.online:
        text = _("{name} is signed in at {branch} until {time}, without the server: a few things have to wait for it.")
    console.answer(
        doc,
        text.format(name=session.staff_name, branch=session.branch_name, time=until),
        as_json=args.as_json,
    )


def _logout(args: argparse.Namespace, console: Console) -> int:
    with opened(console) as core:
        session = core.sessions.current()
        core.sessions.logout()
    staff = session.staff_login if session else None
    console.answer({"staff": staff}, console.gettext("Signed out."), as_json=args.as_json)
    return DONE
