"""`sync --follow`: what arrives from the shared database, told as it arrives."""

from __future__ import annotations

import signal
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from queue import SimpleQueue
from typing import TYPE_CHECKING

from app.cli.core import opened
from app.sync.pace import Pace

if TYPE_CHECKING:
    from app.cli.output import Console
    from app.domain.replication import PulledRow, PullPage
    from app.sync.worker import SyncStatus

_KINDS = {"case_file": "case"}


def follow(console: Console) -> None:
    """Write a line for each version of each scope and kind of change, until interrupted."""
    # a shell that starts it in the background has it ignore interrupts, and that is how it is ended
    signal.signal(signal.SIGINT, signal.default_int_handler)
    pages: SimpleQueue[PullPage] = SimpleQueue()
    with opened(console, pages.put) as core:
        core.sync.on_status(_Teller(console).tell)
        core.sync.set_pace(Pace.FOCUSED)
        core.sync.start()
        try:
            # written here and not where the page was applied: a reader that is gone must end the program, not a round
            while True:
                for line in lines(pages.get(), core.clock.now()):
                    console.emit(line)
                console.stdout.flush()
        except KeyboardInterrupt:
            return


def lines(page: PullPage, at: datetime) -> Iterator[dict[str, object]]:
    """What a page brings, in the order of the versions."""
    groups: defaultdict[tuple[int, int, str], list[str]] = defaultdict(list)
    for row in page.rows:
        ids = groups[row.scope_id, row.ver, _kind(row)]
        if _subject(row) not in ids:
            ids.append(_subject(row))
    for (scope, ver, kind), ids in sorted(groups.items()):
        yield {"at": at, "scope": scope, "ver": ver, "kind": kind, "ids": ids}


class _Teller:
    """Says when the shared database comes within reach, and when it goes out of it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._online: bool | None = None

    def tell(self, status: SyncStatus) -> None:
        if status.online is not self._online:
            self._online = status.online
            _ = self._console.gettext
            self._console.tell(
                _("Online.") if status.online else _("The shared database cannot be reached; trying on.")
            )


def _kind(row: PulledRow) -> str:
    return str(row.doc.get("kind")) if row.table == "fact" else _KINDS.get(row.table, row.table)


def _subject(row: PulledRow) -> str:
    """The case, interaction or customer that a fact tells of; any other row is its own subject."""
    return str(row.doc.get("case_id") or row.doc.get("subject_id") or row.id) if row.table == "fact" else row.id
