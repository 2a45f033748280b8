"""`admin`: branches, units, staff, devices, customers and process templates in the shared database."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from app.cli.arguments import Commands, Translate, add_json, add_url
from app.cli.output import DONE, Console
from app.cli.upkeep import add_upkeep
from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Role


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add the nouns of `admin`."""
    _ = gettext
    group = commands.group("admin", _("set up branches, units, staff, devices and processes"))
    _add_branch_and_unit(group, gettext)
    staff = group.group("staff", _("people who log in"))
    device = group.group("device", _("workstations"))
    _add_staff_and_device(staff, device, gettext)
    add_upkeep(group, staff, device, gettext)
    process = group.group("process", _("processes, glossary and units of their owners"))
    load = process.add("load", _("load a process, a glossary or a file of units"), _load)
    load.add_argument("file", type=Path, metavar="FILE")
    add_url(load, gettext)
    add_json(load, gettext)


def _add_branch_and_unit(group: Commands, gettext: Translate) -> None:
    _ = gettext
    branch = group.group("branch", _("places where customers are served")).add("add", _("add a branch"), _branch)
    branch.add_argument("code", metavar="CODE")
    branch.add_argument("--name", required=True, metavar="NAME")
    branch.add_argument("--zone", required=True, metavar="ZONE", help=_("time zone, such as Asia/Jakarta"))
    branch.add_argument(
        "--language", choices=("id", "jv", "su"), default="id", help=_("language of its greetings and courtesies")
    )
    unit = group.group("unit", _("teams of the back office")).add("add", _("add a unit"), _unit)
    unit.add_argument("code", metavar="CODE")
    unit.add_argument("--name", required=True, metavar="NAME")
    for parser in (branch, unit):
        add_url(parser, gettext)
        add_json(parser, gettext)


def _add_staff_and_device(people: Commands, devices: Commands, gettext: Translate) -> None:
    _ = gettext
    staff = people.add("add", _("add a member of staff; the password comes from LOKET_PASSWORD or is asked"), _staff)
    staff.add_argument("login", metavar="LOGIN")
    staff.add_argument("--name", required=True, metavar="NAME")
    staff.add_argument("--role", required=True, choices=[role.value for role in Role])
    device = devices.add("add", _("add a device; its token is shown once"), _device)
    device.add_argument("name", metavar="NAME")
    for parser in (staff, device):
        parser.add_argument("--branch", required=True, metavar="CODE")
        parser.add_argument("--unit", metavar="CODE")
        add_url(parser, gettext)
        add_json(parser, gettext)


def _branch(args: argparse.Namespace, console: Console) -> int:
    from app.sync.admin import add_branch

    branch = add_branch(args.url, args.code, args.name, args.zone, args.language)
    text = console.gettext("Branch {code} added: {name}.").format(code=branch.code, name=branch.name)
    console.answer(asdict(branch), text, as_json=args.as_json)
    return DONE


def _unit(args: argparse.Namespace, console: Console) -> int:
    from app.sync.admin import add_unit

    unit = add_unit(args.url, args.code, args.name)
    text = console.gettext("Unit {code} added: {name}.").format(code=unit.code, name=unit.name)
    console.answer(asdict(unit), text, as_json=args.as_json)
    return DONE


def _staff(args: argparse.Namespace, console: Console) -> int:
    from app.sync.admin import add_staff

    _ = console.gettext
    password = console.password(_("New password of {staff}: ").format(staff=args.login))
    staff = add_staff(args.url, args.login, args.name, Role(args.role), args.branch, args.unit, password=password)
    text = _("{name} can log in as {login}.").format(name=staff.name, login=staff.login)
    console.answer(asdict(staff), text, as_json=args.as_json)
    return DONE


def _device(args: argparse.Namespace, console: Console) -> int:
    from app.sync.admin import add_device

    device = add_device(args.url, args.name, args.branch, args.unit)
    added = console.gettext("Device {id} added. Keep these two lines, they are shown only now:")
    lines = (added.format(id=device.device_id), f"token: {device.token}", f"url: {device.url}")
    console.answer(asdict(device), "\n".join(lines), as_json=args.as_json)
    return DONE


def _load(args: argparse.Namespace, console: Console) -> int:
    from app.sync.loading import load_process

    key = load_process(args.url, _text_of(args.file), args.file.name)
    text = console.gettext("Loaded from {file}: {key}.").format(file=args.file.name, key=key)
    console.answer({"file": args.file.name, "key": key}, text, as_json=args.as_json)
    return DONE


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise LoketError(ErrorCode.UNREADABLE_FILE, facts={"file": str(path), "reason": reason}) from None
    except UnicodeDecodeError as error:
        facts = {"file": str(path), "reason": f"UTF-8: byte {error.start}"}
        raise LoketError(ErrorCode.UNREADABLE_FILE, facts=facts) from None
