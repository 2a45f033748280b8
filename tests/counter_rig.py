"""The counter screen over a story, driven by keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.interactions import Stage
from app.domain.people import Session
from tests.counter_story import DeskShell, Story, a_story, late
from tests.fakes_ui import FakeFormats, InlineTasks, session
from ui.actions import Actions
from ui.bridge import Bridge
from ui.notices import Notice, Notices
from ui.page import PageContext
from ui.screens.counter import CounterScreen, CounterShell
from ui.theme import Theme
from ui.translator import Language
from ui.widgets.text_line import TextLine

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@dataclass
class Rig:
    """The screen in a window, over a story in memory."""

    window: QWidget
    screen: CounterScreen
    story: Story
    tasks: InlineTasks
    theme: Theme
    language: Language
    notices: list[Notice]
    qtbot: QtBot

    def settle(self) -> None:
        """Let the background answer, and the layout and the painter follow."""
        while True:
            self.tasks.settle()
            QApplication.processEvents()
            if not self.tasks.waiting:
                break
        if self.form() is None and not self.window.isActiveWindow():
            # what a window manager does when a dialog closes
            self.window.activateWindow()
            QApplication.processEvents()
        assert self.tasks.errors == []

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.focus, key, modifier)
        self.settle()

    def write(self, text: str) -> None:
        QTest.keyClicks(self.focus, text)
        self.settle()

    @property
    def focus(self) -> QWidget:
        shown = self.form() or self.window
        inside: QWidget | None = shown.focusWidget()
        return inside or self.window

    def form(self) -> QDialog | None:
        return next((dialog for dialog in self.screen.findChildren(QDialog) if dialog.isVisible()), None)

    def find(self, name: str, kind: type[QWidget] = QWidget) -> QWidget:
        found = self.screen.findChild(kind, name)
        assert isinstance(found, QWidget), name
        return found

    def open(self) -> None:
        self.press(Key.Key_F2)
        self.write("ratna")
        self.press(Key.Key_Return)

    def late(self) -> None:
        self.story.desk.bus.publish(late(self.story))
        self.settle()


def everything_known(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, (QLabel, QLineEdit, QPushButton)) else ""
    if isinstance(widget, TextLine):
        words = widget.text
    return f"{words} {widget.accessibleName()} {widget.accessibleDescription()} {widget.toolTip()}"


def form_of(rig: Rig) -> QDialog:
    form = rig.form()
    assert form is not None
    return form


def stage_of(rig: Rig) -> Stage:
    return rig.screen.viewmodel.talk.talk.stage


@pytest.fixture
def worker() -> Session:
    """Who works here; a test may ask for a session of another kind."""
    return session()


@pytest.fixture
def rig(qtbot: QtBot, qapp: QApplication, worker: Session) -> Iterator[Rig]:
    story, tasks = a_story(), InlineTasks()
    core = DeskShell(desk=story.desk)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 690)
    theme, language, notices = Theme(qapp), Language("en"), Notices(window)
    language.use_formats(FakeFormats)
    posted: list[Notice] = []
    notices.posted.connect(posted.append)
    actions = Actions(window)
    bridge = Bridge(core.bus, core.sync, window)
    context = PageContext(cast("CounterShell", core), worker, tasks, bridge, actions, theme, language, notices)
    screen = CounterScreen(context, window)
    screen.resize(window.size())
    actions.set_role(worker.role)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    screen.enter()
    made = Rig(window, screen, story, tasks, theme, language, posted, qtbot)
    made.settle()
    yield made
    screen.leave()
    bridge.close()
    language.close()
    theme.deleteLater()
    # a translator that the garbage collector finds inside a translation would wait for that translation's lock for ever
    shiboken6.delete(language)
