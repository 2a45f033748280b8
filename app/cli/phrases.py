"""`phrases suggest`: needs no store, no device and no database, and is quick."""

from __future__ import annotations

import argparse

from app.cli.arguments import MOST_LINES, Commands, Translate, whole
from app.cli.output import BAD_INPUT, DONE, Console, text_lines

LIMIT = 5


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add the verbs of `phrases`."""
    _ = gettext
    group = commands.group("phrases", _("what to say"))
    suggest = group.add("suggest", _("suggestions for contexts in JSON Lines, one answer a line"), _suggest)
    suggest.add_argument(
        "--limit", type=whole(gettext, 1, MOST_LINES), default=LIMIT, metavar="N", help=_("at most N suggestions")
    )
    suggest.add_argument("file", nargs="?", default="-", metavar="FILE", help=_("JSON Lines; - is standard input"))


def _suggest(args: argparse.Namespace, console: Console) -> int:
    _ = console.gettext
    from app.bootstrap import phrasing_engine
    from app.phrasing.answers import answer_line

    engine = phrasing_engine()
    exit_status = DONE
    for number, line in enumerate(text_lines(args.file, console), 1):
        if not line.strip():
            continue
        answer, usable = answer_line(engine, line, number, args.limit)
        console.emit(answer)
        console.stdout.flush()
        if not usable:
            exit_status = BAD_INPUT
            console.tell(_("line {line}").format(line=number) + ": " + _words(answer))
    return exit_status


def _words(answer: dict[str, object]) -> str:
    error = answer.get("error")
    return f"{error.get('field')}: {error.get('message')}" if isinstance(error, dict) else ""
