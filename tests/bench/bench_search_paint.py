"""From a key typed in the search box to its results on the screen, over a large encrypted store.

The counter screen and its background worker are the real ones; what stands around the search is made up. Build the
store once with `bench_search.py --keep DIR`, then run this with `--keep DIR`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from typing import cast

import shiboken6
from PySide6.QtCore import QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QWidget

from app.services.views import CustomerHit
from app.storage.keys import StoreKey
from app.storage.store import SqlStore, open_store
from tests.bench.bench_search import people, percentile
from tests.counter_story import DeskShell, a_story
from tests.fakes_counter import FakeCustomers
from tests.fakes_ui import FakeFormats, session
from ui.actions import Actions
from ui.bridge import Bridge
from ui.notices import Notices
from ui.page import PageContext
from ui.screens.counter import CounterScreen, CounterShell
from ui.tasks import Tasks
from ui.theme import Theme
from ui.translator import Language

LIMIT_MS = 33.0
"""p99 from a key to its results painted (source: the requirements of the first release)."""


class LargeBook(FakeCustomers):
    """Customers are found in the large store, and nowhere else."""

    store: SqlStore

    def find(self, text: str, limit: int = 20) -> tuple[CustomerHit, ...]:
        return self.store.find_customers(text, limit)


def measure(screen: CounterScreen, names: list[str]) -> list[float]:
    """Milliseconds for each key of each name: until its own results are there and the list has been painted."""
    box, results = screen.findChild(QLineEdit, "search_box"), screen.findChild(QListView, "results")
    assert isinstance(box, QLineEdit)
    assert isinstance(results, QListView)
    search = screen.viewmodel.search
    times = []
    for name in names:
        box.clear()
        QApplication.processEvents()
        for key in name:
            began = time.perf_counter()
            QTest.keyClicks(box, key)
            while not (search.state.settled and search.state.text == box.text()):
                # asleep until something comes: a loop that spins would take the interpreter from the worker
                QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            # at once and whole: what Qt would do in its next turn
            results.viewport().repaint()
            times.append((time.perf_counter() - began) * 1e3)
    return times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, required=True, help="folder of the store that bench_search.py made")
    parser.add_argument("--names", type=int, default=60)
    options = parser.parse_args()
    names = [str(row["name"])[:12] for row in people(options.names, random.Random(7))]
    app = QApplication(sys.argv[:1])
    sys.setswitchinterval(0.001)  # as the console does
    store = open_store(options.keep / "bench.db", StoreKey(b"\x5a" * 32))
    story, tasks, window = a_story(), Tasks(), QWidget()
    core = DeskShell(desk=story.desk)
    book = LargeBook(story.desk)
    book.store = store
    core.customers = book
    theme, language = Theme(app), Language("id")
    language.use_formats(FakeFormats)
    bridge = Bridge(core.bus, core.sync, window)
    shell = cast("CounterShell", core)
    screen = CounterScreen(
        PageContext(shell, session(), tasks, bridge, Actions(window), theme, language, Notices(window)), window
    )
    window.resize(1366, 690)
    screen.resize(window.size())
    window.show()
    screen.enter()
    store.find_customers("muhammad", 20)
    times = measure(screen, names)
    screen.leave()
    bridge.close()
    tasks.close()
    store.close()
    language.close()
    shiboken6.delete(language)
    p99 = percentile(times, 99)
    p50, worst = percentile(times, 50), max(times)
    print(f"key to painted, {len(times)} keys: p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {worst:.1f} ms")
    print(f"limit p99 {LIMIT_MS:.0f} ms, ratio {p99 / LIMIT_MS:.2f}: {'kept' if p99 <= LIMIT_MS else 'missed'}")
    return 0 if p99 <= LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
