"""Runs the demo: server, data, device, back office and window, each told with its time, all stopped at the end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from app.bootstrap import Paths, enrol_device, open_core
from app.demo import organisation, story
from app.demo.backoffice import BackOfficeProcess, report
from app.demo.folder import DemoFolder, DemoState
from app.demo.plan import TourPlan
from app.demo.postgres import EmbeddedPostgres
from app.demo.shared import SharedDemo
from app.domain.errors import ErrorCode, LoketError
from app.domain.processes import StepStatus
from app.domain.replication import SyncState
from app.i18n import Catalogue
from app.system import has_display

SHOTS = "loket-demo-shots"
FAILED = "failed.png"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line."""

    basedir: Path
    customers: int
    tour: bool
    shots: Path | None
    language: str
    theme: str | None


class Demo:
    """One run. What has been started is stopped in reverse order, however it ends."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._folder = DemoFolder(wanted.basedir)
        self._words = Catalogue(wanted.language)
        self._began = time.monotonic()

    def run(self) -> int:
        """Start everything, show the console until its window closes or the tour has ended; gives the exit status."""
        _ = self._words.gettext
        tour = self._wanted.tour
        if not has_display():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            self._tell(_("No display here: the tour runs unseen and saves its pictures."))
            tour = True
        with ExitStack() as running:
            shared, state = self._shared(running)
            self._device(shared)
            state, told = shared.tell_story(state)
            self._fetch()
            office = BackOfficeProcess(shared.integrator_url(state), state.customers)
            office.start()
            running.callback(office.stop)
            self._tell(_("The simulated back office is at work."))
            if tour:
                return self._tour(shared, state, told)
            return self._console(state)

    def _shared(self, running: ExitStack) -> tuple[SharedDemo, DemoState]:
        _ = self._words.gettext
        server = EmbeddedPostgres(self._folder.server)
        server.start()
        running.callback(server.stop)
        self._tell(_("PostgreSQL is running in {folder}.").format(folder=self._folder.server))
        shared = SharedDemo(server, self._folder)
        state = self._folder.state()
        if state is not None:
            text = _("The data of the first start is used again: {count} customers.")
            self._tell(text.format(count=self._number(state.customers)))
            shared.bring_up_to_date()
            return shared, state
        self._tell(
            _("Making up {count} customers and their history …").format(count=self._number(self._wanted.customers))
        )
        # a device that followed another history cannot go on with this one
        self._forget_device()
        state, rows = shared.fill(self._wanted.customers, self._tell_branch)
        self._tell(_("{count} rows are in the shared database.").format(count=self._number(rows)))
        return shared, state

    def _device(self, shared: SharedDemo) -> None:
        """Enrol the counter, anew where the server has another address than the one it knows."""
        from app.sync.admin import add_device

        _ = self._words.gettext
        paths = Paths(self._wanted.basedir)
        if paths.store.exists() and not self._reaches():
            self._forget_device()
        if not paths.store.exists():
            device = add_device(shared.url, organisation.COUNTER_NAME, organisation.HOME.code)
            enrol_device(paths, device.url, device.token)
            self._tell(_("{name} is enrolled; its store is encrypted.").format(name=organisation.COUNTER_NAME))

    def _reaches(self) -> bool:
        core = open_core(Paths(self._wanted.basedir))
        try:
            return core.sync.once().state is SyncState.OK
        finally:
            core.close()

    def _forget_device(self) -> None:
        paths = Paths(self._wanted.basedir)
        for path in (paths.store, Path(f"{paths.store}-wal"), Path(f"{paths.store}-shm"), paths.key):
            path.unlink(missing_ok=True)

    def _fetch(self) -> None:
        """The first sync, before the window opens, so that the branch is all there when it does."""
        _ = self._words.gettext
        core = open_core(Paths(self._wanted.basedir), language=self._wanted.language)
        try:
            pulled = 0
            while True:
                done = core.sync.once()
                if done.state is not SyncState.OK:
                    raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": done.detail or done.state.value})
                pulled += done.pulled
                if not done.pulled:
                    break
        finally:
            core.close()
        self._tell(_("The counter has fetched {count} rows.").format(count=self._number(pulled)))

    def _console(self, state: DemoState) -> int:
        _ = self._words.gettext
        login = organisation.COUNTER_LOGIN
        self._tell(_("The console opens, signed in as {login}.").format(login=login))
        self._tell(_("All log-ins and passwords: {file}").format(file=self._folder.logins_file))
        run = import_module("ui.main").run
        stops = import_module("ui.signals").stop_on_signals
        return int(
            run(
                self._wanted.basedir,
                self._wanted.language,
                self._wanted.theme,
                autologin=(login, state.passwords[login]),
                tour=stops,
            )
        )

    def _tour(self, shared: SharedDemo, state: DemoState, told: story.Story) -> int:
        _ = self._words.gettext
        login = organisation.COUNTER_LOGIN
        shots = self._wanted.shots or self._wanted.basedir / SHOTS
        shots.mkdir(parents=True, exist_ok=True)
        (shots / FAILED).unlink(missing_ok=True)
        plan = TourPlan(
            login=login,
            password=state.passwords[login],
            search=story.SEARCH,
            customer_name=story.CUSTOMER_NAME,
            case_number=told.case_number,
            promise=story.PROMISE_TEXT,
            spoken_promise=story.SPOKEN_PROMISE,
            due_at=told.due_at,
            late_estimate_at=told.late_estimate_at,
            zone=organisation.HOME.zone,
            shots=shots,
            report_late=self._late_report(shared.integrator_url(state), told),
            stop_server=shared.server.stop,
            start_server=shared.server.start,
            count_notes=shared.count_notes,
            tell=self._tell,
        )
        tour = import_module("ui.tour").Tour(plan)
        run = import_module("ui.main").run
        status = int(
            run(
                self._wanted.basedir,
                self._wanted.language,
                self._wanted.theme,
                autologin=(login, state.passwords[login]),
                tour=tour.walk,
            )
        )
        if not tour.finished:
            self._tell(_("The tour was not walked to its end."))
            return status or 1
        self._tell(_("The tour is done; its pictures are in {folder}.").format(folder=shots))
        return status

    def _late_report(self, url: str, told: story.Story) -> Callable[[], None]:
        def late() -> None:
            report(
                url,
                *("--case", told.case_number, "--step", story.STEP),
                *("--status", StepStatus.IN_PROGRESS.value, "--code", story.LATE_CODE),
                *("--estimate", told.late_estimate_at.isoformat(), "--reason", story.LATE_REASON),
                *("--by", "saharuddin"),
            )

        return late

    def _tell_branch(self, name: str) -> None:
        self._tell("  " + name)

    def _number(self, number: int) -> str:
        from app.formats.dates import Formats

        return Formats(self._words.language).number(number)

    def _tell(self, text: str) -> None:
        print(f"{time.monotonic() - self._began:7.1f} s  {text}", flush=True)
