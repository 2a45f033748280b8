"""`case open`, `case show` and `case list`."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.cli.arguments import Commands, Translate, add_json
from app.cli.core import signed_in
from app.cli.output import DONE, Console
from app.domain.processes import CaseKind
from app.services.workplace import customer_of

if TYPE_CHECKING:
    from app.bootstrap import Core
    from app.domain.glossary import StatusWords
    from app.domain.people import Session
    from app.services.views import CaseLine, CaseView

LIMIT = 10_000


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add the verbs of `case`."""
    _ = gettext
    group = commands.group("case", _("open and show cases"))
    opening = group.add("open", _("open a case for a customer"), _open)
    opening.add_argument("--customer", required=True, metavar="ID", help=_("id or customer number"))
    opening.add_argument("--process", required=True, metavar="KEY", help=_("key of the process"))
    opening.add_argument("--title", required=True, metavar="TEXT", help=_("what it is about, in the customer's words"))
    opening.add_argument("--kind", choices=[kind.value for kind in CaseKind], help=_("else that of the process"))
    add_json(opening, gettext)
    show = group.add("show", _("one case with its steps, promises and questions"), _show)
    show.add_argument("number", metavar="NUMBER")
    add_json(show, gettext)
    listing = group.add("list", _("cases, newest first"), _list)
    listing.add_argument("--customer", metavar="ID", help=_("of this customer alone"))
    add_json(listing, gettext)


def _open(args: argparse.Namespace, console: Console) -> int:
    with signed_in(console) as (core, session):
        kind = CaseKind(args.kind) if args.kind else None
        view = core.cases.open(args.customer, args.process, args.title, kind)
        answer_case(view, core, session, console, as_json=args.as_json)
    return DONE


def _show(args: argparse.Namespace, console: Console) -> int:
    with signed_in(console) as (core, session):
        answer_case(core.cases.show(args.number), core, session, console, as_json=args.as_json)
    return DONE


def _list(args: argparse.Namespace, console: Console) -> int:
    with signed_in(console) as (core, _session):
        customer_id = _customer_id(core, args.customer) if args.customer else None
        lines = core.cases.lines(customer_id=customer_id, limit=LIMIT)
        console.answers(((_line_doc(line), _line(line)) for line in lines), as_json=args.as_json)
    return DONE


def _line_doc(line: CaseLine) -> dict[str, object]:
    # the same names as `case show` has
    names = {"process_key": "process", "step_key": "current_step"}
    return {names.get(name, name): value for name, value in asdict(line).items()}


def _customer_id(core: Core, id_or_number: str) -> str:
    with core.store.read() as uow:
        return customer_of(uow, id_or_number).id


def answer_case(view: CaseView, core: Core, session: Session, console: Console, *, as_json: bool) -> None:
    """One case as the result of a command."""
    console.answer(case_doc(view), lambda: "\n".join(_lines(view, core, session, console)), as_json=as_json)


def case_doc(view: CaseView) -> dict[str, object]:
    """One case as JSON values."""
    case, state = view.case, view.state
    return {
        "id": case.id,
        "number": case.number,
        "customer_id": case.customer_id,
        "process": case.process_key,
        "process_version": case.process_version,
        "kind": case.kind,
        "title": case.title,
        "status": state.status,
        "status_reason": state.status_reason,
        "missing_documents": list(state.missing_documents),
        "opened_at": case.opened_at,
        "opened_by": case.opened_by,
        "due_at": case.due_at,
        "last_report_at": state.last_report_at,
        "current_step": state.current.key if state.current else None,
        "steps": [asdict(step) for step in state.steps],
        "promises": [asdict(promise) for promise in view.promises],
        "questions": [asdict(question) for question in view.questions],
    }


def _word(words: tuple[StatusWords, ...], status: str, language: str) -> str:
    """The plain word for a status; the status itself as long as no glossary has been loaded."""
    return next((entry.words(language) for entry in words if entry.status == status), status)


def _line(line: CaseLine) -> str:
    return "  ".join((line.number, line.status, line.customer_name, line.title, line.step_key or "-"))


def _lines(view: CaseView, core: Core, session: Session, console: Console) -> list[str]:
    _ = console.gettext
    with core.store.read() as uow:
        glossary = uow.reference.glossary()
    formats = core.formats
    status = _word(glossary.case_status, view.state.status, console.language)
    lines = [f"{view.case.number}  {view.case.title}  ({status})"]
    for step in view.state.steps:
        parts = [step.name, _word(glossary.step_status, step.status, console.language)]
        if step.estimate_at:
            estimate = formats.day_clock(step.estimate_at, session.zone)
            parts.append(_("estimate {time}").format(time=estimate))
        if step.reported_at:
            parts.append(_("as of {time}").format(time=formats.day_clock(step.reported_at, session.zone)))
        if step.cost is not None:
            parts.append(formats.money(step.cost))
        lines.append("  " + "; ".join(parts))
    for promise in view.promises:
        due = formats.day_clock(promise.due_at, session.zone)
        lines.append("  " + _("promised: {text}, {time}").format(text=promise.text, time=due))
    return lines
