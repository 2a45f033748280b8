"""A progress bar beside the result; silent where nobody watches."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from app.cli.output import Console

WIDTH = 30
_SECONDS_BETWEEN = 0.1
_MINUTE = 60


class ProgressBar:
    """How much of a file is read, at what rate, and how long it will still take. A context manager."""

    def __init__(self, console: Console, size: int) -> None:
        self._console = console
        self._size = max(size, 1)
        self._watched = console.stderr.isatty()
        self._began = time.monotonic()
        self._shown = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._watched and self._shown:
            self._console.stderr.write("\r\x1b[K")
            self._console.stderr.flush()

    def show(self, rows: int, position: int) -> None:
        """`rows` done so far, `position` bytes into the file."""
        now = time.monotonic()
        if not self._watched or now - self._shown < _SECONDS_BETWEEN:
            return
        self._shown = now
        share = min(position / self._size, 1.0)
        passed = max(now - self._began, 0.001)
        bar = "█" * int(share * WIDTH)
        words = self._console.gettext("{rows} rows, {rate} rows/s, {left} left").format(
            rows=rows, rate=int(rows / passed), left=_clock(passed / share - passed) if share else "-"
        )
        self._console.stderr.write(f"\r{bar:░<{WIDTH}} {share:4.0%}  {words}\x1b[K")
        self._console.stderr.flush()


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), _MINUTE)
    return f"{minutes}:{rest:02}"
