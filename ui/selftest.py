"""Opens every screen once, on an empty store, for `loket self-test`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.errors import ErrorCode
from app.i18n import LANGUAGES
from app.resources import resource
from app.settings import Settings
from ui.actions import ACTIONS
from ui.bridge import Bridge
from ui.notices import Notices
from ui.screens.shell import Look, ShellModels, ShellWindow
from ui.tasks import Tasks
from ui.theme import FAMILY, Theme
from ui.tokens import THEMES
from ui.translator import Language
from ui.viewmodels.first_run import FirstRunViewModel
from ui.viewmodels.login import LockViewModel, LoginViewModel
from ui.viewmodels.shell import ShellViewModel

if TYPE_CHECKING:
    from app.bootstrap import Core
    from app.services.views import ProfileConflict, RefusedGroup
    from ui.core import ShellCore
    from ui.page import Page, PageContext, PageFactory
    from ui.screens.counter import CounterShell

SETTLE_SECONDS = 10.0


class _NoEnrolment:
    def enrol(self, url: str, token: str) -> None:
        """Never called: no key is pressed here."""

    def start_demo(self) -> None:
        """Never called either."""


def run(basedir: Path) -> Iterator[str]:
    """What is wrong with the screens, one line each; nothing where all is well."""
    instance = QApplication.instance()
    app = instance if isinstance(instance, QApplication) else QApplication(["loket"])
    yield from (f"icon {spec.icon}" for spec in ACTIONS if not resource("icons", f"{spec.icon}.svg").is_file())
    settings = Settings(basedir / "settings.json")
    look = Look(Theme(app), Language("id", app), settings)
    if app.font().family() != FAMILY:
        yield f"font {app.font().family()}"
    # the view-models keep clocks of their own: they end with their owner
    owner = QObject(app)
    tasks = Tasks(app)
    failures: list[Exception] = []
    tasks.failed.connect(failures.append)
    models = ShellModels(
        ShellViewModel(tasks, owner),
        LoginViewModel(tasks, owner),
        LockViewModel(tasks, owner),
        FirstRunViewModel(tasks, _NoEnrolment(), owner),
    )
    window = ShellWindow(look, models, tasks, Notices(app))
    window.show()
    for words in _looks(look):
        yield from _screens(window, models, words)
    # an empty store is made by the demo, which the screen itself knows nothing of
    core, session = import_module("app.demo.empty").open_empty(basedir)
    look.language.use_formats(import_module("app.formats.dates").Formats)
    bridge = Bridge(core.bus, core.sync, app)
    models.shell.attach(core, settings.preferences.lock_after_minutes)
    pages = {
        "counter": partial(_counter, core),
        "phrases": partial(_phrases, core),
        "sync": partial(_sync, core, tasks),
    }
    window.attach(core, bridge, pages)
    models.shell.signed_in(session)
    for words in _looks(look):
        yield from _pages(window, words)
    models.shell.lock()
    for words in _looks(look):
        yield from _painted(window, f"lock, {words}")
    yield from (f"{type(error).__name__}: {error}" for error in failures)
    window.close()
    window.close_pages()
    window.deleteLater()
    owner.deleteLater()
    bridge.close()
    tasks.close()
    core.close()
    look.language.close()


def _looks(look: Look) -> Iterator[str]:
    """Every language in every theme, one after the other."""
    for language in LANGUAGES:
        for theme in THEMES:
            look.language.switch(language)
            look.theme.switch(theme)
            yield f"{language} {theme}"


def _counter(core: CounterShell) -> PageFactory:
    from ui.screens.counter import CounterScreen

    def make(context: PageContext[ShellCore], parent: QWidget) -> Page:
        return CounterScreen(context.with_core(core), parent)

    return make


def _sync(core: Core, tasks: Tasks) -> PageFactory:
    from ui.screens.sync import SyncScreen

    def make(context: PageContext[ShellCore], parent: QWidget) -> Page:
        return SyncScreen(context.with_core(core), tasks, parent)

    return make


def _phrases(core: Core) -> PageFactory:
    from app.bootstrap import phrase_library, phrase_linter
    from ui.screens.phrases import PhrasesScreen
    from ui.viewmodels.phrase_bench import PhraseBench
    from ui.viewmodels.phrase_desk import PhraseDesk
    from ui.viewmodels.phrase_draft import DraftShelf

    def make(context: PageContext[ShellCore], parent: QWidget) -> Page:
        bench = PhraseBench(phrase_library, phrase_linter, core.cases, core.suggestions)
        desk = PhraseDesk(core.phrase_book, bench, core.clock, context.session)
        return PhrasesScreen(context, desk, DraftShelf(), parent)

    return make


def _pages(window: ShellWindow, look: str) -> Iterator[str]:
    for name in ("counter", "phrases", "sync"):
        window.show_page(name)
        if not _settled(lambda: window.page is not None):
            yield f"{name}, {look}: never shown"
            return
        yield from _page(window, f"{name}, {look}")
    yield from _forms(window, look)
    window.show_page("counter")


def _forms(window: ShellWindow, look: str) -> Iterator[str]:
    """The forms that settle what was refused, on rows of their own: an empty store has none."""
    from ui.screens.sync import SyncScreen

    page = window.page
    if not isinstance(page, SyncScreen):
        yield f"sync forms, {look}: never shown"
        return
    if not _settled(lambda: page.viewmodel.centre.overview is not None):
        yield f"sync, {look}: nothing was read"
        return
    refused, conflict = _examples()
    for name, opens in (("mend", page.mend), ("withdraw", page.withdraw), ("settle", page.settle)):
        page.refused.show_items((refused,))
        page.conflicts.show_items((conflict,))
        opens()
        if QApplication.activeModalWidget() is None:
            yield f"{name}, {look}: never shown"
        yield from _painted(window, f"{name}, {look}")
        _close_popups()


def _examples() -> tuple[RefusedGroup, ProfileConflict]:
    from app.domain.replication import OperationKind
    from app.services.views import ProfileConflict, RefusedGroup

    at = datetime(2026, 1, 5, 3, tzinfo=UTC)
    refused = RefusedGroup(
        tx_id="1",
        acts=(OperationKind.CUSTOMER_ADD,),
        customer_id=None,
        customer_name=None,
        case_number=None,
        done_at=at,
        staff_login=None,
        held=False,
        code=ErrorCode.REQUIRED,
        about="name",
        fields={"name": None, "honorific": None},
        may_resend=False,
    )
    return refused, ProfileConflict("1", "1", "–", "phone", None, None, None, None, at)


def _page(window: ShellWindow, name: str) -> Iterator[str]:
    yield from _painted(window, name)
    for opens in ("help", "palette"):
        window.actions_.trigger(opens)
        yield from _painted(window, f"{opens} over {name}")
        if opens == "help":
            window.actions_.trigger(opens)
        else:
            _close_popups()


def _close_popups() -> None:
    popup = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if popup is not None:
        popup.close()


def _settled(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + SETTLE_SECONDS
    while not condition() and time.monotonic() < end:
        QApplication.processEvents()
    return condition()


def _screens(window: ShellWindow, models: ShellModels, look: str) -> Iterator[str]:
    for name, show in (("first run", models.shell.show_first_run), ("log-in", models.shell.show_login)):
        show()
        window.actions_.trigger("help")
        yield from _painted(window, f"help over {name}, {look}")
        window.actions_.trigger("help")
        yield from _painted(window, f"{name}, {look}")


def _painted(window: ShellWindow, name: str) -> Iterator[str]:
    QApplication.processEvents()
    picture = window.grab().toImage()
    first = picture.pixel(0, 0)
    step = 7
    if all(
        picture.pixel(x, y) == first for x in range(0, picture.width(), step) for y in range(0, picture.height(), step)
    ):
        yield f"{name}: nothing was painted"
