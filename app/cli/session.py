"""`login` and `logout`: who works on this device."""

from __future__ import annotations

import argparse

from app.cli.arguments import Commands, Translate, add_json
from app.cli.core import opened
from app.cli.output import DONE, Console


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add `login` and `logout`."""
    _ = gettext
    login = commands.add("login", _("open a session on this device"), _login)
    login.add_argument("--staff", required=True, metavar="LOGIN", help=_("who logs in"))
    add_json(login, gettext)
    add_json(commands.add("logout", _("end the session of this device"), _logout), gettext)


def _login(args: argparse.Namespace, console: Console) -> int:
    _ = console.gettext
    with opened(console) as core:
        prompt = _("Password of {staff}: ").format(staff=args.staff)
        session = core.sessions.login(args.staff, console.password(prompt))
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
        text = text.format(name=session.staff_name, branch=session.branch_name, time=until)
        console.answer(doc, text, as_json=args.as_json)
    return DONE


def _logout(args: argparse.Namespace, console: Console) -> int:
    with opened(console) as core:
        session = core.sessions.current()
        core.sessions.logout()
    staff = session.staff_login if session else None
    console.answer({"staff": staff}, console.gettext("Signed out."), as_json=args.as_json)
    return DONE
