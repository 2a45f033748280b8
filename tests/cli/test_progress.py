"""The progress bar: on a terminal alone, and gone when the work is."""

from __future__ import annotations

import io
from pathlib import Path

from app.cli.output import Console
from app.cli.progress import ProgressBar
from app.i18n import Catalogue


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def console(stderr: io.StringIO) -> Console:
    words = Catalogue("en")
    streams = (io.StringIO(), io.StringIO(), stderr)
    return Console(Path(), "en", None, words.gettext, words.ngettext, {}, *streams)


def test_a_terminal_sees_share_rows_and_rate_and_a_clean_line_after() -> None:
    terminal = Terminal()
    with ProgressBar(console(terminal), 1_000) as bar:
        bar.show(250, 500)
    shown = terminal.getvalue()
    assert " 50%" in shown
    assert "250 rows" in shown
    assert shown.endswith("\r\x1b[K")


def test_nobody_watching_sees_nothing() -> None:
    stream = io.StringIO()
    with ProgressBar(console(stream), 1_000) as bar:
        bar.show(250, 500)
    assert stream.getvalue() == ""
