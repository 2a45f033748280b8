"""Everything in one place to try the console: its own server, life-like data, a simulated back office."""

from __future__ import annotations

import sys
from pathlib import Path


def run(
    basedir: Path | None,
    customers: int,
    tour: bool,  # noqa: FBT001 - handed on from the command line as it stands there
    shots: Path | None,
    language: str,
    theme: str | None,
) -> int:
    """Start everything, open the console signed in, or walk the tour; gives the exit status."""
    from app.bootstrap import default_basedir
    from app.demo.availability import demo_available
    from app.i18n import Catalogue

    if not demo_available():
        _ = Catalogue(language).gettext
        sys.stderr.write(_("The demo needs the source checkout: run `make demo` there.") + "\n")
        return 2
    from app.demo.running import Demo, Wanted

    home = basedir if basedir is not None else default_basedir().with_name("loket-demo")
    return Demo(Wanted(home, customers, tour, shots, language, theme)).run()
