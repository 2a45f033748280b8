"""`report`: how far a step is, one at a time or many from a file."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from app.cli.arguments import Commands, Translate, add_json, instant, whole
from app.cli.cases import answer_case
from app.cli.core import signed_in
from app.cli.json_rows import add_rows, tell_refused
from app.cli.output import DONE, Console, text_lines
from app.domain.errors import ErrorCode, LoketError
from app.domain.processes import StepStatus
from app.services.values import AN_INSTANT, MOST_COST, read_instant

if TYPE_CHECKING:
    from app.bootstrap import Core
    from app.services.views import CaseView

T = TypeVar("T")
KEYS = ("case", "step", "status", "code", "estimate", "cost", "reason")


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add `report`."""
    _ = gettext
    parser = commands.add("report", _("say how far a step of a case is"), _report)
    parser.add_argument("--file", metavar="FILE", help=_("many at once: JSON Lines with the names of these options"))
    parser.add_argument("--case", metavar="NUMBER")
    parser.add_argument("--step", metavar="KEY")
    parser.add_argument("--status", choices=[status.value for status in StepStatus])
    parser.add_argument("--code", metavar="CODE", help=_("report code of the step"))
    parser.add_argument("--estimate", type=instant(gettext), metavar="ISO", help=_("when the step will be done"))
    parser.add_argument("--cost", type=whole(gettext, 0, MOST_COST), metavar="N", help=_("cost in whole rupiah"))
    parser.add_argument("--reason", metavar="TEXT", help=_("why"))
    add_json(parser, gettext)


def _report(args: argparse.Namespace, console: Console) -> int:
    if args.file is not None:
        for name in KEYS:
            if getattr(args, name) is not None:
                raise LoketError(ErrorCode.INVALID, f"--{name}", {"reason": "with_file"})
        return _report_file(args, console)
    for name in ("case", "step", "status"):
        if getattr(args, name) is None:
            raise LoketError(ErrorCode.REQUIRED, f"--{name}")
    with signed_in(console) as (core, session):
        view = core.cases.report(
            args.case,
            args.step,
            StepStatus(args.status),
            code=args.code,
            estimate_at=args.estimate,
            cost=args.cost,
            reason=args.reason,
        )
        answer_case(view, core, session, console, as_json=args.as_json)
    return DONE


def _report_file(args: argparse.Namespace, console: Console) -> int:
    _ = console.gettext
    with signed_in(console) as (core, _session):
        result = add_rows(text_lines(args.file, console), lambda doc: _add(core, doc).case.number, console)
        text = _("{read} read, {added} added, {refused} refused.").format(
            read=result.read, added=len(result.added), refused=len(result.refused)
        )
        console.answer(result.counts(), text, as_json=args.as_json)
    if not args.as_json:
        tell_refused(result.refused, console)
    return result.exit_status


def _add(core: Core, doc: Mapping[str, Any]) -> CaseView:
    for key in doc:
        if key not in KEYS:
            raise LoketError(ErrorCode.UNKNOWN_KEY, key, {"known": ", ".join(KEYS)})
    estimate = _optional(doc, "estimate", str)
    return core.cases.report(
        _text(doc, "case"),
        _text(doc, "step"),
        _status(_text(doc, "status")),
        code=_optional(doc, "code", str),
        estimate_at=_instant(estimate) if estimate else None,
        cost=_optional(doc, "cost", int),
        reason=_optional(doc, "reason", str),
    )


def _text(doc: Mapping[str, Any], key: str) -> str:
    value = _optional(doc, key, str)
    if not value:
        raise LoketError(ErrorCode.REQUIRED, key)
    return value


def _optional(doc: Mapping[str, Any], key: str, kind: type[T]) -> T | None:
    value = doc.get(key)
    if value is None:
        return None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise LoketError(ErrorCode.INVALID, key)
    return value


def _status(value: str) -> StepStatus:
    try:
        return StepStatus(value)
    except ValueError:
        raise LoketError(ErrorCode.INVALID, "status", {"allowed": ", ".join(StepStatus)}) from None


def _instant(value: str) -> datetime:
    moment = read_instant(value)
    if moment is None:
        raise LoketError(ErrorCode.INVALID, "estimate", {"found": value, "expected": AN_INSTANT})
    return moment
