"""How long the start took: from the process's birth to the first frame."""

from __future__ import annotations

import os
import time
from pathlib import Path

PROBE = "LOKET_STARTUP_PROBE"
"""Environment variable: a file to write the milliseconds to the first frame into; the program then quits."""

_STARTED_FIELD = 19
"""Of /proc/self/stat after the command's name (source: proc_pid_stat(5), field 22)."""

_imported = time.perf_counter()


def probe_file() -> Path | None:
    """Where the measurement is wanted, or None."""
    name = os.environ.get(PROBE)
    return Path(name) if name else None


def milliseconds_since_birth() -> int:
    """Age of this process; where the system does not tell, the time since this module was imported."""
    try:
        stat = Path("/proc/self/stat").read_text(encoding="utf-8")
        uptime = float(Path("/proc/uptime").read_text(encoding="utf-8").split()[0])
        started = int(stat.rpartition(")")[2].split()[_STARTED_FIELD]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, AttributeError):
        return round((time.perf_counter() - _imported) * 1000)
    return round((uptime - started) * 1000)
