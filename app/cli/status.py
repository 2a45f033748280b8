"""`status`: what is known of this device."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.cli.arguments import Commands, Translate, add_json
from app.cli.core import opened
from app.cli.output import DONE, Console

if TYPE_CHECKING:
    from app.bootstrap import Core
    from app.domain.people import Session
    from app.services.views import DeviceStatus

DEFAULT_ZONE = "Asia/Jakarta"


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add `status`."""
    parser = commands.add("status", gettext("device, staff, last sync, outbox and store"), _status)
    add_json(parser, gettext)


def _status(args: argparse.Namespace, console: Console) -> int:
    with opened(console) as core:
        status = core.status()
        console.answer(_doc(core, status), lambda: "\n".join(_lines(core, status, console)), as_json=args.as_json)
    return DONE


def _doc(core: Core, status: DeviceStatus) -> dict[str, object]:
    session = core.sessions.current()
    return {
        "device_id": status.device_id,
        "device": status.device_name,
        "branch": status.branch_code,
        "staff": session.staff_login if session else None,
        "role": session.role if session else None,
        "online_session": session.online if session else None,
        "scopes": {str(scope): ver for scope, ver in status.scopes.items()},
        "last_sync": status.last_sync_at,
        "outbox": status.outbox_pending,
        "refused": status.outbox_refused,
        "schema": status.schema,
        "encrypted": status.encrypted,
        "key_place": status.key_place,
        "customers": status.customers,
        "cases": status.cases,
    }


def _staff(session: Session | None, console: Console) -> str:
    _ = console.gettext
    if session is None:
        return _("nobody is signed in")
    return session.staff_name if session.online else _("{name} (without the server)").format(name=session.staff_name)


def _lines(core: Core, status: DeviceStatus, console: Console) -> list[str]:
    _ = console.gettext
    session = core.sessions.current()
    zone = session.zone if session else DEFAULT_ZONE
    synced = core.formats.day_clock(status.last_sync_at, zone) if status.last_sync_at else _("not yet")
    number = core.formats.number
    rows = (
        (_("Device"), f"{status.device_name or '-'} ({status.branch_code or '-'})"),
        (_("Staff"), _staff(session, console)),
        (_("Scopes"), ", ".join(f"{scope}: {ver}" for scope, ver in status.scopes.items()) or "-"),
        (_("Last sync"), synced),
        (_("Waiting to be sent"), number(status.outbox_pending)),
        (_("Refused"), number(status.outbox_refused)),
        (_("Schema"), status.schema),
        (_("Store encrypted"), _("yes") if status.encrypted else _("no")),
        (_("Key kept in"), status.key_place),
        (_("Customers"), number(status.customers)),
        (_("Cases"), number(status.cases)),
    )
    width = max(len(name) for name, _value in rows)
    return [f"{name:<{width}}  {value}" for name, value in rows]
