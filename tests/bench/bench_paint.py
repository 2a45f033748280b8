"""B10: from the commit in the shared database to the pixels of its row, in a table of ten thousand cases.

No screen of this release has so long a table, so the table is the bench's own; the store, the worker with LISTEN, the
bridge to the main thread and the background worker that reads the changed case are the console's.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from app.changes import Changes
from app.domain.cases import CaseFile, CaseState, fold_case
from app.storage.store import SqlStore
from app.sync.loading import bulk_load
from tests.bench.pairs import percentile
from tests.bench.report import Line, Options, script
from tests.bench.rig import an_office
from tests.bench.stations import Station, a_station
from tests.bench.stock import Stock, stock
from tests.sync.offices import Office
from ui.bridge import Bridge
from ui.tasks import Tasks

ROWS, IN_SIGHT = 10_000, 15
SCOPE, BRANCH = 1, "JKT1"
GAP_SECONDS = 0.06
MOST_MS, LONGEST_FRAME_MS, FRAME_MS = 30.0, 50.0, 8
Index = QModelIndex | QPersistentModelIndex
Row = tuple[str, str, str, str]
_NO_PARENT = QModelIndex()


class CaseTable(QAbstractTableModel):
    """Cases with their state; one that changes replaces its own row."""

    def __init__(self, rows: list[Row], places: dict[str, int]) -> None:
        super().__init__()
        self._rows = rows
        self._places = places

    def replace(self, case_id: str, row: Row) -> None:
        place = self._places[case_id]
        self._rows[place] = row
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(row) - 1))

    def rowCount(self, parent: Index = _NO_PARENT) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:  # noqa: N802
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self._rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


class CaseView(QTableView):
    """Tells when it has painted."""

    def __init__(self, table: CaseTable) -> None:
        super().__init__()
        self.setModel(table)
        self.waiting = False
        self.painted = threading.Event()
        self.painted_at = 0.0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if self.waiting:
            self.waiting = False
            self.painted_at = time.perf_counter()
            self.painted.set()


class Screen(QObject):
    """Hears of changes, reads the case in the background, shows its row; keeps an eye on the event loop."""

    def __init__(self, station: Station, view: CaseView, table: CaseTable, tasks: Tasks) -> None:
        super().__init__()
        self._store = station.store
        self._view = view
        self._table = table
        self._tasks = tasks
        self.stored_at = 0.0
        self.frames: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(FRAME_MS)
        station.bus.subscribe(self._stored)

    def _stored(self, changes: Changes) -> None:
        if changes.cases:
            self.stored_at = time.perf_counter()

    @Slot(object)
    def on_changed(self, changes: Changes) -> None:
        for case_id in changes.cases:
            self._tasks.run(partial(read_row, self._store, case_id), partial(self._show, case_id))

    def _show(self, case_id: str, row: Row) -> None:
        self._view.waiting = True
        self._table.replace(case_id, row)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.frames.append((now - self._last) * 1_000)
        self._last = now


def read_row(store: SqlStore, case_id: str) -> Row:
    with store.read() as uow:
        case = uow.cases.get(case_id)
        assert case is not None
        return as_row(case, fold_case(uow.reference.process(case.process_key), uow.facts.of_case(case_id)))


def as_row(case: CaseFile, state: CaseState) -> Row:
    told = state.last_report_at.isoformat() if state.last_report_at else ""
    return case.number, case.title, state.status.value, told


def run(options: Options) -> Iterator[Line]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    branch = stock(ROWS, SCOPE, BRANCH, customers_per_case=1)
    with tempfile.TemporaryDirectory() as name, an_office() as office:
        bulk_load(office.url, SCOPE, branch.customers, branch.cases, branch.facts)
        with a_station(office, Path(name)) as station:
            station.sync()
            yield from paints(office, station, branch, options.pick(150, 600))


def paints(office: Office, station: Station, branch: Stock, amount: int) -> Iterator[Line]:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    sys.setswitchinterval(0.001)  # as the console does
    places = {case.id: place for place, case in enumerate(branch.cases)}
    table = CaseTable([(case.number, case.title, "", "") for case in branch.cases], places)
    view, tasks, owner = CaseView(table), Tasks(), QWidget()
    view.resize(1366, 690)
    view.show()
    screen, worker = Screen(station, view, table, tasks), station.worker()
    bridge = Bridge(station.bus, worker, owner)
    bridge.changed.connect(screen.on_changed)
    worker.start()
    delays: list[tuple[float, float]] = []
    numbers = [case.number for case in branch.cases[:IN_SIGHT]]
    reporter = threading.Thread(target=report_all, args=(office, screen, view, numbers, amount, delays))
    QTimer.singleShot(1_500, reporter.start)
    watch = QTimer()
    watch.timeout.connect(lambda: _leave_if(app, len(delays) == amount))
    watch.start(50)
    began = len(screen.frames)
    app.exec()
    reporter.join()
    worker.stop()
    bridge.close()
    tasks.close()
    view.close()
    # the first second is the window's own
    frames = screen.frames[began + 1_000 // FRAME_MS :]
    yield from _lines(delays, frames)


def _leave_if(app: object, done: bool) -> None:
    if done:
        QApplication.exit()


def report_all(
    office: Office,
    screen: Screen,
    view: CaseView,
    numbers: list[str],
    amount: int,
    delays: list[tuple[float, float]],
) -> None:
    """For each report milliseconds from commit to store, and from store to pixel."""
    with psycopg.connect(office.url, autocommit=True) as connection:
        for number in range(amount):
            view.painted.clear()
            case = numbers[number % len(numbers)]
            connection.execute("select loket.report_step(%s, 'setup', 'in_progress')", (case,))
            committed = time.perf_counter()
            if not view.painted.wait(30):
                QApplication.exit(1)
                raise TimeoutError("a report was never painted")
            delays.append(((screen.stored_at - committed) * 1_000, (view.painted_at - screen.stored_at) * 1_000))
            time.sleep(GAP_SECONDS)  # the pace of what is measured, no wait for a result


def _lines(delays: list[tuple[float, float]], frames: list[float]) -> Iterator[Line]:
    stored = [before for before, _ in delays]
    painted = [after for _, after in delays]
    p99 = percentile(painted, 0.99)
    figure = f"p50 {statistics.median(painted):.1f}, p99 {p99:.1f} ms of {len(painted)}"
    limit = f"commit to store p50 {statistics.median(stored):.1f}, p99 {percentile(stored, 0.99):.1f} ms"
    what = f"store to pixel, {ROWS:,} rows"
    yield Line("B10", what, figure, limit, "", f"p99 ≤ {MOST_MS:.0f} ms", p99 <= MOST_MS)
    late = sum(frame > LONGEST_FRAME_MS for frame in frames)
    figure = f"{late} above {LONGEST_FRAME_MS:.0f} ms, longest {max(frames):.0f} ms"
    yield Line("B10", "gaps in the event loop meanwhile", figure, "", "", "none", late == 0)


if __name__ == "__main__":
    script(run, __doc__)
