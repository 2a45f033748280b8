"""`phrases mood`: which mood each text shows, a line of JSON each."""

from __future__ import annotations

import argparse

from app.cli.arguments import Commands, Translate
from app.cli.output import Console
from app.cli.phrases_lines import answer_lines


def add_mood(commands: Commands, gettext: Translate) -> None:
    """Add the verb to `phrases`."""
    _ = gettext
    mood = commands.add("mood", _("the mood that texts in JSON Lines show, one answer a line"), _mood)
    mood.add_argument("file", nargs="?", default="-", metavar="FILE", help=_("JSON Lines; - is standard input"))


def _mood(args: argparse.Namespace, console: Console) -> int:
    from app.bootstrap import load_mood_model
    from app.phrasing.mood import answer_line

    model = load_mood_model()
    return answer_lines(args.file, console, lambda line, number: answer_line(model, line, number))
