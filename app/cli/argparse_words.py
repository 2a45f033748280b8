"""What Python's argument parser says by itself, marked for our catalogue; its messages are its msgids."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def translate(gettext: Callable[[str], str]) -> None:
    """From now on the parser speaks through `gettext`: it looks its words up under the name `_` in its own module."""
    vars(argparse)["_"] = gettext


def marked(_: Callable[[str], str]) -> tuple[str, ...]:
    """The messages of argparse that a user of this program can meet."""
    return (
        _("usage: "),
        _("positional arguments"),
        _("options"),
        _("show this help message and exit"),
        _("expected one argument"),
        _("expected at most one argument"),
        _("expected at least one argument"),
        _("the following arguments are required: %s"),
        _("one of the arguments %s is required"),
        _("not allowed with argument %s"),
        _("unrecognized arguments: %s"),
        _("invalid choice: %(value)r (choose from %(choices)s)"),
        _("invalid %(type)s value: %(value)r"),
        _("argument %(argument_name)s: %(message)s"),
    )
