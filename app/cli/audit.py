"""`audit trail` and `audit verify`: who saw and changed what, and whether that account was tampered with."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.cli.arguments import Commands, Translate, add_json
from app.cli.core import opened, signed_in
from app.cli.output import DOES_NOT_HOLD, DONE, Console
from app.domain.audit import AuditFault
from app.messages import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.bootstrap import Core
    from app.domain.people import Session
    from app.services.views import ChainCheck, TrailEntry


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add the verbs of `audit`."""
    _ = gettext
    group = commands.group("audit", _("who saw and changed what"))
    trail = group.add("trail", _("everything done with one customer's data; that it was read is recorded"), _trail)
    trail.add_argument("--customer", required=True, metavar="ID", help=_("id or customer number"))
    add_json(trail, gettext)
    verify = group.add("verify", _("look for entries that were removed, altered or moved"), _verify)
    verify.add_argument(
        "--url", metavar="URL", help=_("check every device in the shared database; the address is that of its owner")
    )
    add_json(verify, gettext)


def _trail(args: argparse.Namespace, console: Console) -> int:
    _ = console.gettext
    with signed_in(console) as (core, session):
        trail = core.audit.trail(args.customer)
        console.answers(
            ((asdict(entry), _entry_line(entry, core, session)) for entry in trail.entries), as_json=args.as_json
        )
    why = trail.why.code if trail.why is not None else None
    if args.as_json:
        doc = {"customer": trail.customer_id, "entries": len(trail.entries), "complete": trail.is_complete, "why": why}
        console.emit(doc)
    if trail.why is not None:
        told = _("This is what this device knows; what other branches did is missing. {reason}")
        console.tell(told.format(reason=sentence(trail.why, console.gettext)))
    return DONE


def _entry_line(entry: TrailEntry, core: Core, session: Session) -> str:
    at = core.formats.day_clock(entry.at, session.zone)
    parts = (at, entry.actor, entry.act, entry.case_number, entry.branch, entry.device)
    return "  ".join(part for part in parts if part)


def _verify(args: argparse.Namespace, console: Console) -> int:
    return _verify_shared(args, console) if args.url else _verify_here(args, console)


def _verify_here(args: argparse.Namespace, console: Console) -> int:
    _ = console.gettext
    with opened(console) as core:
        check = core.audit.verify()
    faults = [{"seq": fault.seq, "op_id": fault.op_id, "fault": fault.fault} for fault in check.faults]
    why = check.why.code if check.why is not None else None
    doc = {"entries": check.entries, "compared": check.why is None, "why": why, "faults": faults}
    console.answer(doc, lambda: _summary(check, console), as_json=args.as_json)
    if check.why is not None:
        told = _("The shared database was not asked: {reason}")
        console.tell(told.format(reason=sentence(check.why, console.gettext)))
    return DOES_NOT_HOLD if check.faults else DONE


def _summary(check: ChainCheck, console: Console) -> str:
    _ = console.gettext
    lines = [_fault_line(fault.seq, fault.fault, fault.op_id, console) for fault in check.faults]
    if not lines:
        lines = [_("Every entry is in its place: {count} looked at.").format(count=check.entries)]
    return "\n".join(lines)


def _verify_shared(args: argparse.Namespace, console: Console) -> int:
    from app.sync.audit import verify_audit

    _ = console.gettext
    faults = [
        {"device": device, "seq": seq, "op_id": op_id, "fault": fault}
        for device, seq, op_id, fault in verify_audit(args.url)
    ]
    console.answer({"faults": faults}, lambda: _shared_summary(faults, console), as_json=args.as_json)
    return DOES_NOT_HOLD if faults else DONE


def _shared_summary(faults: Iterable[Mapping[str, object]], console: Console) -> str:
    _ = console.gettext
    lines = [
        f"{fault['device']}  {_fault_line(fault['seq'], fault['fault'], fault['op_id'], console)}" for fault in faults
    ]
    return "\n".join(lines) or _("Every entry of every device is in its place.")


def _fault_line(seq: object, fault: object, op_id: object, console: Console) -> str:
    _ = console.gettext
    words = {
        AuditFault.REMOVED.value: _("an entry was removed"),
        AuditFault.ALTERED.value: _("an entry was altered"),
        AuditFault.REORDERED.value: _("an entry was moved"),
        "fact_altered": _("the row that an entry brought was altered"),
        "fact_removed": _("the row that an entry brought was removed"),
        "unsound": _("the device and the shared database do not agree on an entry"),
    }
    return "  ".join(part for part in (str(seq), words.get(str(fault), str(fault)), str(op_id or "")) if part)
