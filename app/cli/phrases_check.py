"""`phrases check`: what is wrong with each sentence of an agent, a line of JSON each."""

from __future__ import annotations

import argparse

from app.cli.arguments import Commands, Translate
from app.cli.output import Console
from app.cli.phrases_lines import answer_lines


def add_check(commands: Commands, gettext: Translate) -> None:
    """Add the verb to `phrases`."""
    _ = gettext
    check = commands.add("check", _("what is wrong with sentences in JSON Lines, one answer a line"), _check)
    check.add_argument("file", nargs="?", default="-", metavar="FILE", help=_("JSON Lines; - is standard input"))


def _check(args: argparse.Namespace, console: Console) -> int:
    from app.bootstrap import phrase_checker
    from app.phrasing.checking import check_line

    checker = phrase_checker()
    return answer_lines(args.file, console, lambda line, number: check_line(checker, line, number))
