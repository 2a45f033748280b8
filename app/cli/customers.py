"""`customer find` and `customer show`."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from app.cli.arguments import MOST_LINES, Commands, Translate, add_json, whole
from app.cli.cases import case_doc
from app.cli.core import signed_in
from app.cli.output import DONE, Console
from app.domain.customers import SENSITIVE_FIELDS, from_doc, to_doc
from app.domain.errors import ErrorCode, LoketError
from app.domain.interactions import outcome_to_doc

if TYPE_CHECKING:
    from app.bootstrap import Core
    from app.domain.interactions import Interaction
    from app.services.views import CustomerHit, CustomerRecord

FIND_LIMIT = 20


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add the verbs of `customer`."""
    _ = gettext
    group = commands.group("customer", _("find and show customers"))
    find = group.add("find", _("find by any part of a name, phone, customer, case or identity number"), _find)
    find.add_argument("text", metavar="TEXT")
    find.add_argument(
        "--limit", type=whole(gettext, 1, MOST_LINES), default=FIND_LIMIT, metavar="N", help=_("at most N lines")
    )
    add_json(find, gettext)
    show = group.add("show", _("the record of one customer; the look is logged"), _show)
    show.add_argument("id", metavar="ID", help=_("id or customer number"))
    show.add_argument("--reveal", metavar="FIELD", choices=SENSITIVE_FIELDS, help=_("show this field in full"))
    show.add_argument("--reason", metavar="TEXT", help=_("why it must be shown in full; it is logged"))
    add_json(show, gettext)


def _find(args: argparse.Namespace, console: Console) -> int:
    with signed_in(console) as (core, _session):
        hits = core.customers.find(args.text, args.limit)
        if not hits and not args.as_json:
            console.tell(console.gettext("No customer found for “{text}”.").format(text=args.text))
        console.answers(((asdict(hit), _hit_line(hit)) for hit in hits), as_json=args.as_json)
    return DONE


def _hit_line(hit: CustomerHit) -> str:
    return "  ".join(part for part in (hit.id, hit.customer_number, hit.name, hit.phone, hit.city) if part)


def _show(args: argparse.Namespace, console: Console) -> int:
    if args.reveal and not (args.reason or "").strip():
        raise LoketError(ErrorCode.REASON_REQUIRED, args.reveal)
    with signed_in(console) as (core, _session):
        record = core.customers.record(args.id)
        if args.reveal:
            record = _revealed(core, record, args.reveal, args.reason)
        console.answer(_doc(record), lambda: "\n".join(_lines(record, core, console)), as_json=args.as_json)
    return DONE


def _revealed(core: Core, record: CustomerRecord, field: str, reason: str) -> CustomerRecord:
    value = core.customers.reveal(record.customer.id, field, reason)
    masked = record.customer
    return replace(record, customer=from_doc(masked.id, masked.scope_id, {**to_doc(masked), field: value or None}))


def _doc(record: CustomerRecord) -> dict[str, object]:
    return {
        "id": record.customer.id,
        **to_doc(record.customer),
        "filled": sorted(record.filled),
        "cases": [case_doc(view) for view in record.cases],
        "interactions": [_interaction_doc(interaction) for interaction in record.interactions],
        "timeline": [
            {
                "id": entry.id,
                "at": entry.at,
                "kind": entry.kind,
                "actor": entry.actor,
                "case": entry.case_number,
                "step": entry.step_key,
                "body": dict(entry.body),
                "waiting": entry.waiting,
            }
            for entry in record.timeline
        ],
    }


def _interaction_doc(interaction: Interaction) -> dict[str, object]:
    return {
        "id": interaction.id,
        "staff": interaction.staff,
        "channel": interaction.channel,
        "contact_kind": interaction.contact_kind,
        "started_at": interaction.started_at,
        "ended_at": interaction.ended_at,
        "mood_before": interaction.mood_before,
        "mood_after": interaction.mood_after,
        "case_id": interaction.case_id,
        "outcome": outcome_to_doc(interaction.outcome) if interaction.outcome else None,
    }


def _lines(record: CustomerRecord, core: Core, console: Console) -> list[str]:
    _ = console.gettext
    customer = record.customer
    profile = {key: value for key, value in to_doc(customer).items() if value and key != "name"}
    lines = [f"{customer.name}  {customer.id}"]
    lines += [f"  {name}: {value}" for name, value in profile.items()]
    lines.append(_("Cases: {count}").format(count=core.formats.number(len(record.cases))))
    lines += [f"  {view.case.number}  {view.case.title}  {view.state.status}" for view in record.cases]
    lines.append(_("Interactions: {count}").format(count=core.formats.number(len(record.interactions))))
    return lines
