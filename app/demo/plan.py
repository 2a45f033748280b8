"""What the tour needs to know and may do outside the window, as values and callables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TourPlan:
    """The story on the counter. The callables block and may run in any thread."""

    login: str
    password: str
    search: str
    customer_name: str
    case_number: str
    promise: str
    spoken_promise: str
    due_at: datetime
    late_estimate_at: datetime
    zone: str
    shots: Path
    report_late: Callable[[], None]
    stop_server: Callable[[], None]
    start_server: Callable[[], None]
    count_notes: Callable[[str], int]
    """How many notes with exactly this text the shared database holds."""
    tell: Callable[[str], None]
    """Print one line with the time since the start of the demo."""
