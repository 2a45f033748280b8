"""`phrases lint`: every fault of a phrase library, a line each, for people and for programs."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.arguments import Commands, Translate
from app.cli.output import DOES_NOT_HOLD, DONE, Console
from app.domain.errors import ErrorCode, LoketError

if TYPE_CHECKING:
    from app.phrasing.linting import LintFault


def add_lint(commands: Commands, gettext: Translate) -> None:
    """Add the verb to `phrases`."""
    _ = gettext
    lint = commands.add("lint", _("check a phrase library; exit status 1 where it has faults"), _lint)
    lint.add_argument(
        "--coverage", action=argparse.BooleanOptionalAction, default=None,
        help=_("look for moments with too few suggestions; without it, in libraries of 100 entries or more"),
    )  # fmt: skip
    lint.add_argument(
        "folder", nargs="?", metavar="DIR", help=_("folder of TOML files; the shipped library without it")
    )


def _lint(args: argparse.Namespace, console: Console) -> int:
    from app.bootstrap import phrase_linter
    from app.resources import resource

    folder = Path(args.folder) if args.folder else resource("phrases")
    files = _files(folder, console)
    faults = phrase_linter().lint(files, coverage=args.coverage)
    for fault in faults:
        console.emit(_doc(fault, console))
    for fault in faults:
        where = f"{fault.file}: {fault.entry}" if fault.entry else fault.file
        console.tell(f"{where}: {fault.rule}: {_told(fault, console)}")
    console.tell(_summary(faults, len(files), console))
    return DOES_NOT_HOLD if faults else DONE


def _files(folder: Path, console: Console) -> dict[str, str]:
    """The texts of the folder; LoketError where there is nothing to read. What is no UTF-8 is left to be found."""
    _ = console.gettext
    try:
        paths = sorted(path for path in folder.glob("*.toml") if path.is_file()) if folder.is_dir() else []
        if not folder.is_dir():
            reason = _("it is no folder; give the folder of a phrase library")
            raise LoketError(ErrorCode.UNREADABLE_FILE, facts={"file": str(folder), "reason": reason})
        if not paths:
            reason = _("it holds no TOML file; give the folder of a phrase library")
            raise LoketError(ErrorCode.UNREADABLE_FILE, facts={"file": str(folder), "reason": reason})
        return {path.name: path.read_bytes().decode("utf-8-sig", "surrogateescape") for path in paths}
    except OSError as error:
        facts = {"file": error.filename or str(folder), "reason": error.strerror or str(error)}
        raise LoketError(ErrorCode.UNREADABLE_FILE, facts=facts) from None


def _doc(fault: LintFault, console: Console) -> dict[str, object]:
    return {
        "file": fault.file,
        "entry": fault.entry,
        "line": fault.line,
        "field": fault.field,
        "rule": fault.rule,
        "message": _told(fault, console),
    }


def _told(fault: LintFault, console: Console) -> str:
    return " ".join(fault.sentence(console.gettext).split())


def _summary(faults: Iterable[LintFault], files: int, console: Console) -> str:
    count = sum(1 for _ in faults)
    if not count:
        return console.gettext("no fault in {files} files").format(files=files)
    return console.ngettext("{count} fault in {files} files", "{count} faults in {files} files", count).format(
        count=count, files=files
    )
