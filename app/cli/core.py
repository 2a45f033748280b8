"""The core, opened for one command and closed after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.domain.errors import ErrorCode, LoketError

if TYPE_CHECKING:
    from app.bootstrap import Core
    from app.cli.output import Console
    from app.domain.people import Session
    from app.domain.replication import PullPage


@contextmanager
def opened(console: Console, on_page: Callable[[PullPage], None] | None = None) -> Iterator[Core]:
    """The core of this device; `on_page` is told each page of a pull once it is in the store."""
    from app.bootstrap import Paths, open_core

    core = open_core(Paths(console.basedir), language=console.language, on_page=on_page)
    try:
        yield core
    finally:
        core.close()


@contextmanager
def signed_in(console: Console) -> Iterator[tuple[Core, Session]]:
    """The core with the session that is open; LoketError(NOT_SIGNED_IN) without one."""
    with opened(console) as core:
        session = core.sessions.current()
        if session is None:
            raise LoketError(ErrorCode.NOT_SIGNED_IN)
        yield core, session
