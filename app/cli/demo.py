"""`demo`: everything embedded, life-like data, a simulated back office."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.arguments import Commands, Translate, whole
from app.cli.output import Console

CUSTOMERS = 20_000
MOST_CUSTOMERS = 10_000_000


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add `demo`."""
    _ = gettext
    parser = commands.add("demo", _("try it: everything embedded, life-like data, a simulated back office"), _demo)
    parser.add_argument("--tour", action="store_true", help=_("walk through the story by itself and save pictures"))
    parser.add_argument("--shots", type=Path, metavar="DIR", help=_("folder for the pictures of the tour"))
    parser.add_argument(
        "--customers",
        type=whole(gettext, 1, MOST_CUSTOMERS),
        default=CUSTOMERS,
        metavar="N",
        help=_("how many made-up customers"),
    )


def _demo(args: argparse.Namespace, console: Console) -> int:
    from app.demo import run

    chosen = hasattr(args, "basedir") or console.environment.get("LOKET_BASEDIR")
    # without a folder of its own choice the demo takes one beside that of the device, never its store
    return run(
        console.basedir if chosen else None, args.customers, args.tour, args.shots, console.language, console.theme
    )
