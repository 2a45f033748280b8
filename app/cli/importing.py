"""`import customers`: real files, a progress bar, an honest result."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.arguments import Commands, Translate, add_json
from app.cli.core import signed_in
from app.cli.json_rows import tell_refused
from app.cli.messages import row_reason
from app.cli.output import DOES_NOT_HOLD, DONE, Console
from app.cli.progress import ProgressBar
from app.domain.errors import LoketError
from app.messages import sentence

if TYPE_CHECKING:
    from app.services.import_rows import ImportResult, Refusal

TOLD = 50
"""Refused rows told one by one to a person; a program gets them all."""


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add `import customers`."""
    _ = gettext
    group = commands.group("import", _("bring in data from files"))
    customers = group.add(
        "customers", _("customers from a CSV file; the good rows go in, the others are told"), _import
    )
    customers.add_argument("file", type=Path, metavar="FILE.csv")
    add_json(customers, gettext)


def _import(args: argparse.Namespace, console: Console) -> int:
    from app.formats.csv_rows import CsvFile
    from app.services.import_rows import COLUMNS

    _ = console.gettext
    with signed_in(console) as (core, _session), CsvFile(args.file, COLUMNS, required="name") as file:
        if file.header.unknown:
            names = ", ".join(file.header.unknown)
            console.tell(_("Columns that are not known and are left out: {names}").format(names=names))
        with ProgressBar(console, file.size) as bar:
            result = core.imports.run(file.rows(), lambda read: bar.show(read, file.position()))
        refused = [_refusal_doc(refusal, console) for refusal in result.refused]
        console.answer(_doc(result, refused), _summary(result, core.formats.number, console), as_json=args.as_json)
    if refused and not args.as_json:
        tell_refused(refused[:TOLD], console)
        if len(refused) > TOLD:
            console.tell(_("… and {count} more; --json lists them all.").format(count=len(refused) - TOLD))
    return DOES_NOT_HOLD if refused else DONE


def _doc(result: ImportResult, refused: list[Mapping[str, object]]) -> dict[str, object]:
    return {
        "read": result.read,
        "added": result.added,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "refused": refused,
    }


def _refusal_doc(refusal: Refusal, console: Console) -> Mapping[str, object]:
    cause = refusal.cause
    if isinstance(cause, LoketError):
        reason = sentence(cause, console.gettext)
    else:
        reason = row_reason(cause.reason, cause.facts, console.gettext)
    return {"line": refusal.line, "field": refusal.field, "reason": reason}


def _summary(result: ImportResult, number: Callable[[int], str], console: Console) -> str:
    _ = console.gettext
    return _("{read} read, {added} added, {updated} updated, {unchanged} unchanged, {refused} refused.").format(
        read=number(result.read),
        added=number(result.added),
        updated=number(result.updated),
        unchanged=number(result.unchanged),
        refused=number(len(result.refused)),
    )
