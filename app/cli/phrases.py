"""`phrases suggest`: needs no store, no device and no database, and is quick."""

from __future__ import annotations

import argparse

from app.cli.arguments import MOST_LINES, Commands, Translate, whole
from app.cli.output import Console
from app.cli.phrases_check import add_check
from app.cli.phrases_lines import answer_lines
from app.cli.phrases_lint import add_lint
from app.cli.phrases_mood import add_mood

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
    add_check(group, gettext)
    add_lint(group, gettext)
    add_mood(group, gettext)


def _suggest(args: argparse.Namespace, console: Console) -> int:
    from app.bootstrap import phrasing_engine
    from app.phrasing.answers import answer_line

    engine = phrasing_engine()
    return answer_lines(args.file, console, lambda line, number: answer_line(engine, line, number, args.limit))
