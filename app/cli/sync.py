"""`sync --once` and `sync --follow`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.cli.arguments import Commands, Translate, add_json
from app.cli.core import opened
from app.cli.messages import line
from app.cli.output import DOES_NOT_HOLD, DONE, UNREACHABLE, Console
from app.domain.errors import DEFAULT_EXIT_STATUS, EXIT_STATUS, ErrorCode, LoketError
from app.domain.replication import SyncState
from app.messages import sync_detail

if TYPE_CHECKING:
    from app.domain.replication import SyncReport


_NETWORK = frozenset({None, "epoch", "login", ErrorCode.UNREACHABLE.value})


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add `sync`."""
    _ = gettext
    parser = commands.add("sync", _("exchange changes with the shared database"), _sync)
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--once", action="store_true", help=_("one round, then what it did"))
    how.add_argument("--follow", action="store_true", help=_("a line for each change that arrives, until interrupted"))
    add_json(parser, gettext)


def _sync(args: argparse.Namespace, console: Console) -> int:
    if args.follow:
        from app.cli.following import follow

        follow(console)
        return DONE
    with opened(console) as core:
        report = core.sync.once()
        console.answer(_doc(report), _text(report, console), as_json=args.as_json)
    code = next((known for known in ErrorCode if known.value == report.detail), None)
    if report.detail == "login":
        console.tell(sync_detail(report.detail, console.gettext))
    elif code is not None:
        console.tell(line(LoketError(code), console))
    if report.state is SyncState.OFFLINE:
        # a refused token or a full disk ends a round as a cut network does, but is another thing to mend
        return EXIT_STATUS.get(code, DEFAULT_EXIT_STATUS) if code else UNREACHABLE
    return DONE if report.state is SyncState.OK else DOES_NOT_HOLD


def _doc(report: SyncReport) -> dict[str, object]:
    doc: dict[str, object] = {
        "state": report.state,
        "pushed": report.pushed,
        "acked": report.acked,
        "rejected": report.rejected,
        "held": report.held,
        "pulled": report.pulled,
        "outbox": report.outbox,
        "cursors": {str(scope): ver for scope, ver in (report.cursors or {}).items()},
        "skew_seconds": round(report.skew_seconds, 3),
        "resynced": report.resynced,
    }
    return {**doc, "detail": report.detail} if report.detail else doc


def _text(report: SyncReport, console: Console) -> str:
    _ = console.gettext
    match report.state:
        case SyncState.OFFLINE if report.detail not in _NETWORK:
            return _("Sync stopped before its end; {count} wait to be sent.").format(count=report.outbox)
        case SyncState.OFFLINE:
            return _("The shared database cannot be reached; {count} wait to be sent.").format(count=report.outbox)
        case SyncState.FORK:
            return sync_detail(report.detail, _)
        case SyncState.TOO_OLD:
            return _("This program is too old for the shared database. Update it; what waits is kept.")
        case SyncState.OK:
            return _("In sync: {pushed} sent, {pulled} received, {rejected} refused, {outbox} still wait.").format(
                pushed=report.pushed,
                pulled=report.pulled,
                rejected=report.rejected + report.held,
                outbox=report.outbox,
            )
