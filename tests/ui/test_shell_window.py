"""The window of the shell by keyboard: in, round, locked, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.errors import ErrorCode, LoketError
from tests.fakes_ui import (
    NOW,
    FakeCore,
    FakeEnrolment,
    FakeFormats,
    FakeSettings,
    FakeSyncStatus,
    InlineTasks,
    session,
)
from ui.bridge import Bridge
from ui.core import ShellCore
from ui.notices import Level, Notices
from ui.page import Page, PageContext
from ui.screens.help import HelpScreen
from ui.screens.login import LockScreen, LoginScreen
from ui.screens.shell import Look, ShellModels, ShellWindow
from ui.theme import Theme
from ui.translator import Language
from ui.viewmodels.first_run import FirstRunViewModel
from ui.viewmodels.login import LockViewModel, LoginViewModel
from ui.viewmodels.shell import Place, ShellViewModel
from ui.widgets.palette import CommandPalette

CUSTOMER = "Bu Ratna Dewi"


class Desk(Page):
    """A page with one customer on it."""

    def __init__(self, context: PageContext[ShellCore], parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.name = QLabel(CUSTOMER, self)
        self.search = QLineEdit(self)
        self.found = 0
        self.resumed: Mapping[str, str] | None = None

    def enter(self) -> None:
        self.context.actions.bind("find_customer", self.look_up)
        self.search.setFocus()

    def look_up(self) -> None:
        self.found += 1

    def forget(self) -> Mapping[str, str]:
        self.name.clear()
        return {"customer": "c-1"}

    def resume(self, bookmark: Mapping[str, str]) -> None:
        self.resumed = bookmark


@dataclass
class Rig:
    """The window with everything around it."""

    window: ShellWindow
    models: ShellModels
    tasks: InlineTasks
    core: FakeCore
    look: Look
    settings: FakeSettings
    bridge: Bridge
    qtbot: QtBot

    @property
    def desk(self) -> Desk:
        page = self.window.page
        assert isinstance(page, Desk)
        return page

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)

    def log_in(self) -> None:
        self.models.login.sign_in("sari", "melati")
        self.tasks.settle()


@pytest.fixture
def rig(qtbot: QtBot, qapp: QApplication) -> Iterator[Rig]:
    tasks, core, settings = InlineTasks(), FakeCore(), FakeSettings()
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
    window.attach(core, bridge, {"counter": lambda: Desk})
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    yield Rig(window, models, tasks, core, look, settings, bridge, qtbot)
    window.close_pages()
    bridge.close()
    models.shell._tick.stop()
    models.shell._idle.stop()
    look.theme.switch("light")
    look.language.close()


def test_logging_in_needs_no_mouse(rig: Rig) -> None:
    rig.type("sari")
    rig.press(Qt.Key.Key_Return)
    rig.type("melati")
    rig.press(Qt.Key.Key_Return)
    rig.tasks.settle()
    assert rig.models.shell.place is Place.WORK
    assert QApplication.focusWidget() is rig.desk.search
    assert rig.window.header.staff.text() == "Sari Wulandari"
    assert rig.window.header.clock.text() == "09-03 · 10:41 Makassar"


def test_a_wrong_password_is_told_on_the_page(rig: Rig) -> None:
    rig.models.login.sign_in("sari", "mawar")
    rig.tasks.settle()
    page = rig.window.stack.currentWidget()
    assert isinstance(page, LoginScreen)
    assert page.callout.isVisible()
    assert page.callout.text == "The staff name or password is wrong."


def test_the_window_title_never_holds_a_name(rig: Rig) -> None:
    rig.log_in()
    assert rig.window.windowTitle() == "Loket"


def test_locking_clears_the_page_and_unlocking_comes_back_to_it(rig: Rig) -> None:
    rig.log_in()
    desk = rig.desk
    rig.press(Qt.Key.Key_F12)
    page = rig.window.stack.currentWidget()
    assert isinstance(page, LockScreen)
    assert desk.name.text() == ""
    assert not rig.window.header.isVisible()
    assert rig.window.page is None
    rig.press(Qt.Key.Key_F2)
    assert desk.found == 0
    rig.type("melati")
    rig.press(Qt.Key.Key_Return)
    rig.tasks.settle()
    assert rig.desk is desk
    assert desk.resumed == {"customer": "c-1"}
    assert page.password.text() == ""
    rig.press(Qt.Key.Key_F2)
    assert desk.found == 1


def test_someone_else_may_take_over_a_locked_console(rig: Rig) -> None:
    rig.log_in()
    rig.press(Qt.Key.Key_F12)
    page = rig.window.stack.currentWidget()
    assert isinstance(page, LockScreen)
    page.other.click()
    rig.tasks.settle()
    assert rig.models.shell.place is Place.LOGIN
    assert rig.core.sessions.opened is None
    assert not [child for child in rig.window.findChildren(QLabel) if child.text() == CUSTOMER and child.isVisible()]


def test_too_many_wrong_passwords_lead_to_the_log_in_page(rig: Rig) -> None:
    rig.log_in()
    rig.press(Qt.Key.Key_F12)
    rig.core.sessions.error = LoketError(ErrorCode.LOCKED_OUT)
    rig.models.lock.unlock("mawar")
    rig.tasks.settle()
    assert rig.models.shell.place is Place.LOGIN


def test_language_and_colours_change_while_running_and_are_kept(rig: Rig) -> None:
    rig.log_in()
    rig.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert rig.settings.preferences.language == "id"
    assert rig.look.language.code == "id"
    rig.qtbot.waitUntil(lambda: "10.41" in rig.window.header.clock.text())
    rig.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert rig.settings.preferences.theme == "dark"
    assert rig.window.palette().window().color().name() == rig.look.theme.tokens.window


def test_the_state_of_sync_is_in_sight_and_follows(rig: Rig) -> None:
    rig.log_in()
    badge = rig.window.header.sync
    assert badge.words.sentence == "Online. Last sync 10:41"
    status = FakeSyncStatus(online=False, offline_since=NOW - timedelta(minutes=11), outbox=3, refused=1)
    rig.core.sync.say(status)
    rig.qtbot.waitUntil(lambda: badge.words.tone == "danger")
    assert badge.accessibleName() == "Offline since 10:30. 3 waiting. 1 refused. Last sync 10:41"
    rig.press(Qt.Key.Key_F5)
    assert rig.core.sync.nudges == 1


def test_help_tells_every_key_and_closes_with_the_same_one(rig: Rig) -> None:
    rig.log_in()
    rig.press(Qt.Key.Key_F1)
    page = rig.window.stack.currentWidget()
    assert isinstance(page, HelpScreen)
    assert "Find customer" in {label.text() for label in page.findChildren(QLabel)}
    rig.press(Qt.Key.Key_F2)
    assert not rig.window.actions_.is_active("find_customer")
    rig.press(Qt.Key.Key_Escape)
    assert rig.desk.isVisible()
    assert rig.window.actions_.is_active("find_customer")


def test_the_palette_finds_a_command_and_does_it(rig: Rig) -> None:
    rig.log_in()
    rig.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = rig.window.findChild(CommandPalette)
    assert palette is not None
    QTest.keyClicks(palette.query, "fc")
    assert palette.chosen() == "find_customer"
    QTest.keyClick(palette.query, Qt.Key.Key_Return)
    assert rig.desk.found == 1


def test_the_palette_moves_by_arrows_and_leaves_by_escape(rig: Rig) -> None:
    rig.log_in()
    rig.window.actions_.trigger("palette")
    palette = rig.window.findChild(CommandPalette)
    assert palette is not None
    first = palette.chosen()
    QTest.keyClick(palette.query, Qt.Key.Key_Down)
    assert palette.chosen() not in {None, first}
    QTest.keyClick(palette.query, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert rig.desk.found == 0


def test_locking_closes_what_stands_over_the_page(rig: Rig) -> None:
    rig.log_in()
    rig.window.actions_.trigger("palette")
    palette = rig.window.findChild(CommandPalette)
    assert palette is not None
    rig.models.shell.lock()
    assert not palette.isVisible()


def test_the_lock_key_works_over_a_form(rig: Rig) -> None:
    rig.log_in()
    form = QDialog(rig.window)
    form.setModal(True)
    with rig.qtbot.waitExposed(form):
        form.show()
    QTest.keyClick(form, Qt.Key.Key_F12)
    assert rig.models.shell.place is Place.LOCKED
    assert not form.isVisible()


def test_enter_presses_the_button_under_the_focus(rig: Rig) -> None:
    rig.log_in()
    button = QPushButton("New", rig.desk)
    button.show()
    pressed: list[str] = []
    button.clicked.connect(lambda: pressed.append("New"))
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert pressed == ["New"]


def test_escape_takes_a_message_away_that_waits_for_a_person(rig: Rig) -> None:
    rig.log_in()
    rig.window.notices.tell("Not sent", Level.DANGER, "a")
    QTest.keyClick(rig.window, Qt.Key.Key_Escape)
    assert rig.window.banner.text == ""


def test_help_gives_the_focus_back(rig: Rig) -> None:
    rig.log_in()
    before = QApplication.focusWidget()
    rig.press(Qt.Key.Key_F1)
    page = rig.window.stack.currentWidget()
    assert isinstance(page, HelpScreen)
    texts = {label.text() for label in page.findChildren(QLabel)}
    assert {"Show a masked value", "Mood of the customer", "Stage back or on"} <= texts
    rig.press(Qt.Key.Key_F1)
    assert QApplication.focusWidget() is before


@pytest.mark.parametrize("width", [1366, 1024])
def test_the_key_bar_keeps_what_matters_at_both_widths(rig: Rig, width: int) -> None:
    rig.log_in()
    rig.window.resize(width, 600)
    QApplication.processEvents()
    shown = rig.window.key_bar.shown
    assert shown[-1] == "palette"
    assert "find_customer" in shown
    right = rig.window.key_bar._items[-1].area.right()
    assert right <= rig.window.width()


def test_a_click_on_the_key_bar_does_what_the_key_does(rig: Rig) -> None:
    rig.log_in()
    bar = rig.window.key_bar
    item = next(item for item in bar._items if item.spec.id == "find_customer")
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, item.area.center())
    assert rig.desk.found == 1


def test_notices_show_the_newest_and_are_gone_when_locked(rig: Rig) -> None:
    rig.log_in()
    banner = rig.window.banner
    rig.window.notices.tell("First", Level.WARN, "a", lasting=True)
    rig.window.notices.tell("Second", Level.DANGER, "b")
    assert banner.text == "Second"
    banner.dismiss()
    assert banner.text == "First"
    rig.window.notices.tell("First again", Level.WARN, "a", lasting=True)
    rig.window.notices.clear("b")
    assert banner.text == "First again"
    rig.press(Qt.Key.Key_F12)
    assert banner.text == ""


@pytest.mark.parametrize("place", [Place.FIRST_RUN, Place.LOGIN, Place.LOCKED, Place.WORK])
def test_everything_that_takes_the_focus_has_a_name(rig: Rig, place: Place) -> None:
    if place is Place.FIRST_RUN:
        rig.models.shell.show_first_run()
    elif place is not Place.LOGIN:
        rig.log_in()
    if place is Place.LOCKED:
        rig.models.shell.lock()
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in rig.window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and isinstance(widget, QAbstractButton | QLineEdit | QListWidget)
        and widget.isVisible()
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
        and not isinstance(widget.parent(), Desk)
    ]
    assert nameless == []


def test_without_a_server_the_other_way_in_is_one_enter_away(rig: Rig) -> None:
    rig.core.sessions.error = LoketError(ErrorCode.UNREACHABLE)
    rig.core.sessions.until = NOW + timedelta(days=2)
    page = rig.window.stack.currentWidget()
    assert isinstance(page, LoginScreen)
    assert not page.offline.isVisible()
    rig.type("sari")
    rig.press(Qt.Key.Key_Return)
    rig.type("melati")
    rig.press(Qt.Key.Key_Return)
    rig.tasks.settle()
    assert page.offline.hasFocus()
    assert page.limits.text().startswith("You can do this for 2 more days.")
    assert page.offline.accessibleDescription() == page.limits.text()
    rig.core.sessions.offline_error = LoketError(ErrorCode.WRONG_PASSWORD, "password", {"left": "4"})
    rig.press(Qt.Key.Key_Return)
    rig.tasks.settle()
    assert page.callout.text == "The password is wrong. Tries left: 4."
    assert page.password.hasFocus()
    rig.core.sessions.offline_error = None
    rig.press(Qt.Key.Key_Return)
    rig.tasks.settle()
    assert page.offline.hasFocus()
    rig.press(Qt.Key.Key_Return)
    rig.tasks.settle()
    assert rig.models.shell.place is Place.WORK
    chip = rig.window.header.offline_session
    assert chip.isVisible()
    assert chip.toolTip() == chip.accessibleDescription()
    assert "this session lasts until" in chip.toolTip()


def test_a_session_opened_offline_is_marked(rig: Rig) -> None:
    rig.core.sessions.known = session(online=False)
    rig.log_in()
    assert rig.window.header.offline_session.text == "No network – limited session"
