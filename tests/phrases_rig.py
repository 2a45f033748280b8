"""The window with the page of phrases over a real store, driven by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import phrase_library, phrase_linter
from app.domain.people import Role, Session
from app.formats.dates import Formats
from app.phrasing.library import Library
from app.phrasing.linting import Linter
from tests.fakes_ui import FakeCore, FakeEnrolment, FakeSessions, FakeSettings, InlineTasks
from tests.services.conftest import Counter, SetClock
from ui.bridge import Bridge
from ui.core import ShellCore
from ui.notices import Notices
from ui.page import Page, PageContext, PageFactory
from ui.screens.phrases import PhrasesScreen
from ui.screens.shell import Look, ShellModels, ShellWindow
from ui.theme import Theme
from ui.translator import Language
from ui.viewmodels.first_run import FirstRunViewModel
from ui.viewmodels.login import LockViewModel, LoginViewModel
from ui.viewmodels.phrase_bench import PhraseBench
from ui.viewmodels.phrase_desk import PhraseDesk
from ui.viewmodels.phrase_draft import DraftShelf
from ui.viewmodels.shell import ShellViewModel

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@cache
def library() -> Library:
    """The library that comes with the program, read once for all tests."""
    return phrase_library()


@cache
def linter() -> Linter:
    """Its rules, read once for all tests."""
    return phrase_linter()


def desk_of(counter: Counter, session: Session) -> PhraseDesk:
    """The desk of whoever is signed in at the counter."""
    bench = PhraseBench(library, linter, counter.cases, counter.suggestions)
    return PhraseDesk(counter.phrase_book, bench, counter.clock, session)


class Elsewhere(Page):
    """Stands for the page that is left and come back to."""

    def __init__(self, context: PageContext[ShellCore], parent: QWidget) -> None:
        super().__init__(parent)
        self.name = QLabel("counter", self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def enter(self) -> None:
        self.setFocus()


@dataclass
class ClockedCore(FakeCore):
    """The shell's core under the clock of the counter."""

    clock: SetClock = None  # type: ignore[assignment]


@dataclass
class PhrasesRig:
    """Everything around the page."""

    window: ShellWindow
    models: ShellModels
    core: ClockedCore
    counter: Counter
    tasks: InlineTasks
    look: Look
    heard: int = 0

    @property
    def screen(self) -> PhrasesScreen:
        page = self.window.page
        assert isinstance(page, PhrasesScreen)
        return page

    def settle(self) -> None:
        while True:
            self.tasks.settle()
            for changes in self.counter.told[self.heard :]:
                self.core.bus.publish(changes)
            self.heard = len(self.counter.told)
            QApplication.processEvents()
            if not self.tasks.waiting:
                break
        if self.form_or_none() is None and not self.window.isActiveWindow():
            self.window.activateWindow()
            QApplication.processEvents()
        assert self.tasks.errors == []

    def open_as(self, role: Role, login: str, *, online: bool = True) -> PhrasesScreen:
        if self.models.shell.session is not None:
            self.models.shell.log_out()
            self.settle()
        session = self.counter.work_as(role, login, online=online)
        self.core.sessions.known = session
        self.models.login.sign_in(login, "melati")
        self.settle()
        self.press(Key.Key_P, CTRL)
        return self.screen

    def examine(self) -> None:
        """As when nobody has typed for a while."""
        self.screen.viewmodel.examine_now()
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        shown = self.form_or_none() or self.window
        inside: QWidget | None = shown.focusWidget()
        QTest.keyClick(inside or shown, key, modifier)
        self.settle()

    def write(self, text: str) -> None:
        inside: QWidget | None = (self.form_or_none() or self.window).focusWidget()
        assert inside is not None
        QTest.keyClicks(inside, text)
        self.settle()

    def form_or_none(self) -> QDialog | None:
        shown = [dialog for dialog in self.window.findChildren(QDialog) if dialog.isVisible()]
        return shown[-1] if shown else None

    def form(self) -> QDialog:
        form = self.form_or_none()
        assert form is not None
        return form


def _elsewhere(context: PageContext[ShellCore], parent: QWidget) -> Page:
    return Elsewhere(context, parent)


def _phrases(counter: Counter, drafts: DraftShelf, context: PageContext[ShellCore], parent: QWidget) -> Page:
    return PhrasesScreen(context, desk_of(counter, context.session), drafts, parent)


def made_rig(app: QApplication, counter: Counter, language: str = "en") -> PhrasesRig:
    """The window with the log-in page; `close_rig` ends it."""
    tasks, settings = InlineTasks(), FakeSettings()
    core = ClockedCore(sessions=FakeSessions(), clock=counter.clock)
    look = Look(Theme(app), Language(language), settings)
    models = ShellModels(
        ShellViewModel(tasks), LoginViewModel(tasks), LockViewModel(tasks), FirstRunViewModel(tasks, FakeEnrolment())
    )
    window = ShellWindow(look, models, tasks, Notices())
    bridge = Bridge(core.bus, core.sync, window)
    look.language.use_formats(Formats)
    models.shell.show_login()
    models.shell.attach(core, 5)
    models.login.describe("Loket 3", "MKS", core.clock.now)
    pages: dict[str, Callable[[], PageFactory]] = {
        "counter": lambda: _elsewhere,
        "phrases": lambda: partial(_phrases, counter, drafts),
    }
    drafts = DraftShelf()
    window.attach(core, bridge, pages)
    return PhrasesRig(window, models, core, counter, tasks, look)


def close_rig(rig: PhrasesRig) -> None:
    """End what the window started."""
    rig.window.close_pages()
    for bridge in rig.window.findChildren(Bridge):
        bridge.close()
    rig.models.shell._tick.stop()
    rig.models.shell._idle.stop()
    rig.look.theme.switch("light")
    rig.look.language.close()


@pytest.fixture
def phrases_rig(qtbot: QtBot, qapp: QApplication, counter: Counter) -> Iterator[PhrasesRig]:
    rig = made_rig(qapp, counter)
    qtbot.addWidget(rig.window)
    with qtbot.waitExposed(rig.window):
        rig.window.show()
    rig.window.activateWindow()
    yield rig
    close_rig(rig)
