"""The window with the sync centre over a desk in memory, driven by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes_sync_ui import FakeRecords, FakeSyncDesk, FakeTemplates
from tests.fakes_ui import FakeCore, FakeEnrolment, FakeFormats, FakeSettings, FakeSyncStatus, InlineTasks
from ui.bridge import Bridge
from ui.core import ShellCore
from ui.notices import Notices
from ui.page import Page, PageContext, PageFactory
from ui.screens.shell import Look, ShellModels, ShellWindow
from ui.screens.sync import SyncScreen
from ui.theme import Theme
from ui.translator import Language
from ui.viewmodels.first_run import FirstRunViewModel
from ui.viewmodels.login import LockViewModel, LoginViewModel
from ui.viewmodels.shell import ShellViewModel

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class SyncCoreFake(FakeCore):
    """The core as the sync centre sees it."""

    customers: FakeRecords = field(default_factory=FakeRecords)
    cases: FakeTemplates = field(default_factory=FakeTemplates)


class Counter(Page):
    """Stands for the page that is left and come back to."""

    def __init__(self, context: PageContext[ShellCore], parent: QWidget) -> None:
        super().__init__(parent)
        self.name = QLabel("counter", self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.entered = 0

    def enter(self) -> None:
        self.entered += 1
        self.setFocus()


@dataclass
class SyncRig:
    """Everything around the page."""

    window: ShellWindow
    models: ShellModels
    core: SyncCoreFake
    tasks: InlineTasks
    slow: InlineTasks
    look: Look
    bridge: Bridge
    qtbot: QtBot

    @property
    def desk(self) -> FakeSyncDesk:
        return self.core.sync_desk

    @property
    def screen(self) -> SyncScreen:
        page = self.window.page
        assert isinstance(page, SyncScreen)
        return page

    def settle(self) -> None:
        while True:
            self.tasks.settle()
            QApplication.processEvents()
            if not self.tasks.waiting:
                break
        if self.form_or_none() is None and not self.window.isActiveWindow():
            # what a window manager does when a dialog closes
            self.window.activateWindow()
            QApplication.processEvents()
        assert self.tasks.errors == []

    def say(self, status: FakeSyncStatus) -> None:
        self.core.sync.say(status)
        self.settle()

    def log_in(self) -> None:
        self.models.login.sign_in("sari", "melati")
        self.settle()

    def open(self) -> SyncScreen:
        self.log_in()
        self.press(Key.Key_S, CTRL)
        return self.screen

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        shown = self.form_or_none() or self.window
        inside: QWidget | None = shown.focusWidget()
        QTest.keyClick(inside or shown, key, modifier)
        self.settle()

    def write(self, text: str) -> None:
        inside: QWidget | None = self.form().focusWidget()
        assert inside is not None
        QTest.keyClicks(inside, text)

    def form_or_none(self) -> QDialog | None:
        shown = [dialog for dialog in self.window.findChildren(QDialog) if dialog.isVisible()]
        return shown[-1] if shown else None

    def form(self) -> QDialog:
        form = self.form_or_none()
        assert form is not None
        return form

    def message(self) -> str:
        found = self.form().findChild(QWidget, "form_message")
        assert found is not None
        return found.accessibleName() if found.isVisible() else ""


def _counter(context: PageContext[ShellCore], parent: QWidget) -> Page:
    return Counter(context, parent)


def _sync(core: SyncCoreFake, slow: InlineTasks, context: PageContext[ShellCore], parent: QWidget) -> Page:
    return SyncScreen(context.with_core(core), slow, parent)


@pytest.fixture
def sync_rig(qtbot: QtBot, qapp: QApplication) -> Iterator[SyncRig]:
    tasks, slow, core, settings = InlineTasks(), InlineTasks(), SyncCoreFake(), FakeSettings()
    look = Look(Theme(qapp), Language("en"), settings)
    models = ShellModels(
        ShellViewModel(tasks), LoginViewModel(tasks), LockViewModel(tasks), FirstRunViewModel(tasks, FakeEnrolment())
    )
    window = ShellWindow(look, models, tasks, Notices())
    qtbot.addWidget(window)
    bridge = Bridge(core.bus, core.sync)
    look.language.use_formats(FakeFormats)
    models.shell.show_login()
    models.shell.attach(core, 5)
    models.login.describe("Loket 3", "MKS", core.clock.now)
    pages: dict[str, Callable[[], PageFactory]] = {
        "counter": lambda: _counter,
        "sync": lambda: partial(_sync, core, slow),
    }
    window.attach(core, bridge, pages)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    yield SyncRig(window, models, core, tasks, slow, look, bridge, qtbot)
    window.close_pages()
    bridge.close()
    models.shell._tick.stop()
    models.shell._idle.stop()
    look.theme.switch("light")
    look.language.close()
