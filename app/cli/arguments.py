"""Values of arguments: instants with offset, whole rupiah, and the options that every command shares."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.cli.output import Console
from app.services.values import read_instant

Handler = Callable[[argparse.Namespace, Console], int]
Translate = Callable[[str], str]

MOST_LINES = 10_000
"""The longest list that a command gives."""

_DIGITS = 18


class Commands:
    """The sub-commands of one parser, each with its handler."""

    def __init__(self, parser: argparse.ArgumentParser, gettext: Translate, path: str = "") -> None:
        self._children = parser.add_subparsers(metavar="COMMAND", dest=f"command{path}", required=bool(path))
        self._gettext = gettext
        self._path = path

    def group(self, name: str, help_text: str) -> Commands:
        """A noun that has verbs of its own."""
        return Commands(self._add(name, help_text), self._gettext, f"{self._path}_{name}")

    def add(self, name: str, help_text: str, handler: Handler) -> argparse.ArgumentParser:
        """A command; its arguments are added to what is returned."""
        parser = self._add(name, help_text)
        parser.set_defaults(handler=handler)
        return parser

    def _add(self, name: str, help_text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = self._children.add_parser(
            name, help=help_text, description=help_text, allow_abbrev=False
        )
        add_basedir(parser, self._gettext)
        return parser


def add_basedir(parser: argparse.ArgumentParser, gettext: Translate) -> None:
    """`--basedir`, before or after the command; the last one given counts."""
    help_text = gettext("folder where this device keeps its store, key, settings and logs")
    parser.add_argument("--basedir", metavar="DIR", type=Path, default=argparse.SUPPRESS, help=help_text)


def add_json(parser: argparse.ArgumentParser, gettext: Translate) -> None:
    """`--json`."""
    help_text = gettext("print JSON and nothing else on standard output")
    parser.add_argument("--json", action="store_true", dest="as_json", help=help_text)


def add_url(parser: argparse.ArgumentParser, gettext: Translate) -> None:
    """`--url`."""
    help_text = gettext("address of the shared database, as postgresql://user:password@host/database")
    parser.add_argument("--url", required=True, metavar="URL", help=help_text)


def instant(gettext: Translate) -> Callable[[str], datetime]:
    """The type of an instant in ISO 8601 with its offset."""
    _ = gettext

    def parse(text: str) -> datetime:
        moment = read_instant(text)
        if moment is None:
            advice = _("{value} is no time in ISO 8601 with offset, such as 2026-11-24T15:00:00+07:00")
            raise argparse.ArgumentTypeError(advice.format(value=repr(text)))
        return moment

    return parse


def whole(gettext: Translate, least: int, most: int) -> Callable[[str], int]:
    """The type of a whole number from `least` to `most`."""
    _ = gettext

    def parse(text: str) -> int:
        # int() alone would take "1_000" and digits of other scripts
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and least <= int(text) <= most):
            advice = _("{value} is no whole number from {least} to {most}")
            raise argparse.ArgumentTypeError(advice.format(value=repr(text), least=least, most=most))
        return int(text)

    return parse
