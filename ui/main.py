"""Wires the screen: first the window with the log-in page, then, behind it, everything heavy."""

from __future__ import annotations

import sys

sys.setswitchinterval(0.001)

from collections.abc import Callable  # noqa: E402 - the shorter interval comes before the first import
from dataclasses import dataclass  # noqa: E402
from functools import partial  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING  # noqa: E402

from PySide6.QtCore import QObject, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from app.bootstrap import Paths  # noqa: E402
from app.domain.errors import ErrorCode, LoketError  # noqa: E402
from app.settings import Settings  # noqa: E402
from ui.faults import Faults, LogFiles  # noqa: E402
from ui.instance import Instance  # noqa: E402
from ui.messages import words_for  # noqa: E402
from ui.notices import Level, Notices  # noqa: E402
from ui.screens.shell import Look, ShellModels, ShellWindow  # noqa: E402
from ui.startup import milliseconds_since_birth, probe_file  # noqa: E402
from ui.tasks import Tasks  # noqa: E402
from ui.theme import Theme  # noqa: E402
from ui.translator import Language  # noqa: E402
from ui.viewmodels.first_run import FirstRunViewModel  # noqa: E402
from ui.viewmodels.login import LockViewModel, LoginViewModel  # noqa: E402
from ui.viewmodels.shell import Place, ShellViewModel  # noqa: E402
from ui.widgets.brand import mark_icon  # noqa: E402

if TYPE_CHECKING:
    from app.bootstrap import Core
    from app.domain.people import Session
    from app.services.views import DeviceStatus
    from ui.bridge import Bridge
    from ui.core import Formats, ShellCore
    from ui.page import Page, PageContext, PageFactory
    from ui.tasks import Background
    from ui.viewmodels.phrase_draft import DraftShelf


@dataclass(frozen=True, slots=True)
class Opened:
    """What the background brings when the core is open."""

    core: Core
    status: DeviceStatus
    session: Session | None
    make_formats: Callable[[str], Formats]


class Console(QObject):
    """The running program: window and core. `close` ends everything in reverse order."""

    def __init__(self, app: QApplication, paths: Paths, settings: Settings, look: Look, instance: Instance) -> None:
        super().__init__(app)
        self._instance = instance
        self._logs: LogFiles | None = None
        self._paths = paths
        self._settings = settings
        self._bridge: Bridge | None = None
        self._autologin: tuple[str, str] | None = None
        self._tour: Callable[[Console], None] | None = None
        self._watching = False
        self.core: Core | None = None
        self.look = look
        self.tasks = Tasks(self)
        # for what waits for the network: it must not hold up a search
        self.slow = Tasks(self)
        self.notices = Notices(self)
        self.faults = Faults(self)
        self.models = ShellModels(
            ShellViewModel(self.tasks, self),
            LoginViewModel(self.tasks, self),
            LockViewModel(self.tasks, self),
            FirstRunViewModel(self.tasks, DeviceEnrolment(paths), self),
        )
        self.window = ShellWindow(look, self.models, self.tasks, self.notices)
        self.faults.install()
        self.faults.happened.connect(self._on_fault)
        self.tasks.failed.connect(self._on_task_failed)
        self.slow.failed.connect(self._on_task_failed)
        self.models.first_run.enrolled.connect(self._on_enrolled)
        self.models.shell.place_changed.connect(self._on_place)
        self.window.painted.connect(self._on_painted)

    def start(self, autologin: tuple[str, str] | None, tour: Callable[[Console], None] | None) -> None:
        """Show the first page."""
        self._autologin, self._tour = autologin, tour
        if self._paths.store.exists():
            self.models.shell.show_login()
        else:
            self.models.shell.show_first_run()
        self.window.show()

    def close(self) -> None:
        """Stop everything; nothing is told to the screen any more."""
        self.window.close_pages()
        if self._bridge is not None:
            self._bridge.close()
        self.slow.close()
        self.tasks.close()
        if self.core is not None:
            self.core.close()
        self.faults.close()
        self.look.language.close()
        if self._logs is not None:
            self._logs.close()

    def _on_painted(self) -> None:
        probe = probe_file()
        if probe is not None:
            probe.write_text(f"{milliseconds_since_birth()}\n", encoding="utf-8")
            QTimer.singleShot(0, QApplication.quit)
        else:
            QTimer.singleShot(0, self._after_first_frame)

    def _after_first_frame(self) -> None:
        self._logs = LogFiles(self._paths.logs)
        self._instance.called.connect(self.window.raise_up)
        self._instance.listen()
        self.look.theme.load_rest()
        self.window.setWindowIcon(mark_icon(self.look.theme))
        if self._paths.store.exists():
            self._open_core()

    def _open_core(self) -> None:
        self.tasks.run(partial(_open, self._paths, self.look.language.code), self._on_opened, self._on_not_opened)

    def _on_enrolled(self) -> None:
        self.models.shell.show_login()
        self._open_core()

    def _on_opened(self, opened: Opened) -> None:
        from ui.bridge import Bridge
        from ui.viewmodels.phrase_draft import DraftShelf as Drafts

        core, models = opened.core, self.models
        self.core = core
        if opened.status.device_id is None:
            models.shell.show_first_run()
            return
        self.look.language.use_formats(opened.make_formats)
        self._bridge = Bridge(core.bus, core.sync, self)
        models.shell.attach(core, self._settings.preferences.lock_after_minutes)
        models.login.describe(opened.status.device_name or "", opened.status.branch_code or "", core.clock.now)
        pages = {
            "counter": partial(_counter_page, core, self.slow, self._on_watching),
            "sync": partial(_sync_page, core, self.slow),
            "phrases": partial(_phrases_page, core, Drafts()),
        }
        self.window.attach(core, self._bridge, pages)
        core.sync.start()
        if self._autologin is not None:
            models.login.sign_in(*self._autologin)
        elif opened.session is not None and not models.login.busy:
            models.shell.restore(opened.session)

    def _on_not_opened(self, error: Exception) -> None:
        if not isinstance(error, LoketError):
            self.faults.report(error)
        self.models.login.block(error)

    def _on_place(self, place: str) -> None:
        self._watching = False
        self._set_pace()
        if place == Place.WORK and self._tour is not None:
            tour, self._tour = self._tour, None
            QTimer.singleShot(0, partial(tour, self))

    def _on_watching(self, watching: bool) -> None:
        self._watching = watching
        self._set_pace()

    def _set_pace(self) -> None:
        if self.core is not None:
            from app.sync.pace import Pace

            working = self.models.shell.place is Place.WORK
            at_work = Pace.FOCUSED if self._watching else Pace.LIST
            self.core.sync.set_pace(at_work if working else Pace.IDLE)

    def _on_task_failed(self, error: Exception) -> None:
        if isinstance(error, LoketError):
            self.notices.tell(words_for(error), Level.DANGER, error.code)
        else:
            self.faults.report(error)

    def _on_fault(self, error: BaseException) -> None:
        self.notices.tell(words_for(error), Level.DANGER, "fault")


class DeviceEnrolment:
    """What a device without a store can do."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def enrol(self, url: str, token: str) -> None:
        """Make the store of this device with the identity that the shared database gives it."""
        from app.bootstrap import enrol_device

        enrol_device(self._paths, url, token)

    def start_demo(self) -> None:
        """Start `loket demo` as a process of its own, which lives on when this one ends."""
        from PySide6.QtCore import QProcess

        arguments = ["demo"] if getattr(sys, "frozen", False) else ["-m", "app.cli.main", "demo"]
        started = QProcess.startDetached(sys.executable, arguments)
        if not started[0]:
            raise LoketError(ErrorCode.NOT_FOUND, "demo")


def run(
    basedir: Path,
    language: str | None = None,
    theme: str | None = None,
    *,
    autologin: tuple[str, str] | None = None,
    tour: Callable[[Console], None] | None = None,
) -> int:
    """Open the console and stay until its window is closed; returns the exit status.

    `autologin` is a staff name and password to log in with; `tour` is called with the console once someone is at work.
    """
    paths = Paths(basedir)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Loket")
    app.setDesktopFileName("loket")
    instance = Instance(basedir)
    if not instance.acquire():
        if instance.call():
            return 0
        raise LoketError(ErrorCode.STORE_IN_USE)
    settings = Settings(paths.settings)
    preferences = settings.preferences
    language_now = Language(language or preferences.language, app, preferences.customer_word)
    look = Look(Theme(app, theme or preferences.theme), language_now, settings)
    console = Console(app, paths, settings, look, instance)
    try:
        console.start(autologin, tour)
        return app.exec()
    finally:
        console.close()
        instance.close()


def _open(paths: Paths, language: str) -> Opened:
    from app.bootstrap import open_core
    from app.formats.dates import Formats

    core = open_core(paths, language=language)
    return Opened(core, core.status(), core.sessions.current(), Formats)


def _counter_page(core: Core, slow: Background, watching: Callable[[bool], None]) -> PageFactory:
    from ui.screens.counter import CounterScreen

    def make(context: PageContext[ShellCore], parent: QWidget) -> Page:
        page = CounterScreen(context.with_core(core), parent, slow)
        page.watching.connect(watching)
        return page

    return make


def _sync_page(core: Core, slow: Background) -> PageFactory:
    from ui.screens.sync import SyncScreen

    def make(context: PageContext[ShellCore], parent: QWidget) -> Page:
        return SyncScreen(context.with_core(core), slow, parent)

    return make


def _phrases_page(core: Core, drafts: DraftShelf) -> PageFactory:
    from app.bootstrap import phrase_library, phrase_linter
    from ui.screens.phrases import PhrasesScreen
    from ui.viewmodels.phrase_bench import PhraseBench
    from ui.viewmodels.phrase_desk import PhraseDesk

    def make(context: PageContext[ShellCore], parent: QWidget) -> Page:
        bench = PhraseBench(phrase_library, phrase_linter, core.cases, core.suggestions)
        desk = PhraseDesk(core.phrase_book, bench, core.clock, context.session)
        return PhrasesScreen(context, desk, drafts, parent)

    return make
