"""The sync centre by keyboard: found, read, settled and left; nothing flickers and nothing is lost from sight."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.changes import Changes
from app.domain.errors import ErrorCode, LoketError
from app.services.views import DigestCheck
from tests.fakes_sync_ui import AT, EMPTY, conflict, overview, refused, waiting
from tests.fakes_ui import NOW, FakeSyncStatus
from tests.ui.sync_rig import CTRL, Counter, Key, SyncRig
from ui.viewmodels.shell import Place


def test_the_key_goes_there_and_back_with_the_focus(sync_rig: SyncRig) -> None:
    sync_rig.log_in()
    counter = sync_rig.window.page
    assert isinstance(counter, Counter)
    sync_rig.press(Key.Key_S, CTRL)
    assert sync_rig.screen.isVisible()
    sync_rig.press(Key.Key_Escape)
    assert sync_rig.window.page is counter
    assert counter.hasFocus()
    sync_rig.press(Key.Key_S, CTRL)
    sync_rig.press(Key.Key_S, CTRL)
    assert sync_rig.window.page is counter


@pytest.mark.parametrize("how", ["click", "enter"])
def test_the_badge_leads_there(sync_rig: SyncRig, how: str) -> None:
    sync_rig.log_in()
    badge = sync_rig.window.header.sync
    if how == "click":
        QTest.mouseClick(badge, Qt.MouseButton.LeftButton)
    else:
        badge.setFocus()
        QTest.keyClick(badge, Key.Key_Return)
    assert sync_rig.screen.isVisible()
    assert badge.accessibleDescription() == "Ctrl+S shows what waits, what was refused, and why."


def test_offline_says_why_what_to_do_and_that_work_is_kept(sync_rig: SyncRig) -> None:
    screen = sync_rig.open()
    since = NOW - timedelta(minutes=11)
    sync_rig.say(FakeSyncStatus(online=False, offline_since=since, outbox=3, detail="unreachable"))
    words = screen.line.words
    assert words.head == "No connection since 10:30."
    assert "network cable or Wi-Fi" in screen.line.why.text()
    assert "kept on this device" in screen.line.keeps.text()
    assert screen.line.accessibleName() == words.spoken
    sync_rig.say(FakeSyncStatus(online=False, offline_since=since, detail="device_revoked"))
    assert screen.line.why.text().startswith("The administrator has blocked this device.")
    sync_rig.say(FakeSyncStatus())
    assert screen.line.words.head == "Connected. Everything done here has been sent."
    assert not screen.line.why.isVisible()


@pytest.mark.parametrize(
    ("skew", "told"), [(0.0, ""), (299.0, ""), (420.0, "7 minutes ahead"), (-420.0, "7 minutes behind")]
)
def test_a_clock_that_is_off_is_told(sync_rig: SyncRig, skew: float, told: str) -> None:
    screen = sync_rig.open()
    sync_rig.say(FakeSyncStatus(skew_seconds=skew))
    assert told in screen.line.clock.text
    assert screen.line.clock.isVisible() is bool(told)


def test_empty_lists_are_friendly_and_the_focus_is_on_what_can_be_done(sync_rig: SyncRig) -> None:
    screen = sync_rig.open()
    for pane in (screen.waiting, screen.refused, screen.conflicts):
        assert not pane.rows.isVisible()
        assert not pane.foot.isVisible()
    assert screen.sync_now.hasFocus()
    sync_rig.press(Key.Key_Return)
    assert sync_rig.core.sync.nudges == 1


def test_the_focus_begins_where_something_is_to_be_done(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview()
    screen = sync_rig.open()
    assert screen.refused.rows.hasFocus()
    sync_rig.press(Key.Key_F6)
    assert screen.conflicts.rows.hasFocus()
    sync_rig.press(Key.Key_F6)
    assert screen.sync_now.hasFocus()
    sync_rig.press(Key.Key_F6)
    assert screen.waiting.rows.hasFocus()


def test_scopes_and_a_comparison_are_told_in_words(sync_rig: SyncRig) -> None:
    found = DigestCheck(AT, (0, 2), 48_210, 2, 7)
    sync_rig.desk.shown = overview(last_check=found)
    screen = sync_rig.open()
    assert screen.line.scopes.rows == (
        ("Reference data", "Last sync 10:41"),
        ("Branch Makassar Panakkukang", "Last sync 10:41"),
        ("Unit Perakitan", "being made anew; you can go on working"),
    )
    assert screen.line.result.text == "10:41: 48210 rows compared; 2 parts differed, 7 rows were put right."


def test_a_comparison_shows_that_it_runs_and_what_it_found(sync_rig: SyncRig) -> None:
    screen = sync_rig.open()
    sync_rig.press(Key.Key_M, CTRL)
    assert screen.line.busy.isVisible()
    assert screen.check.text() == "Comparing…"
    sync_rig.press(Key.Key_M, CTRL)
    sync_rig.slow.settle()
    sync_rig.settle()
    assert sync_rig.desk.acts == [("check",)]
    assert not screen.line.busy.isVisible()
    assert "all the same" in screen.line.result.text


def test_a_comparison_that_cannot_be_made_says_why(sync_rig: SyncRig) -> None:
    screen = sync_rig.open()
    sync_rig.desk.error = LoketError(ErrorCode.UNREACHABLE)
    sync_rig.press(Key.Key_M, CTRL)
    sync_rig.slow.settle()
    assert screen.line.result.text.startswith("The server cannot be reached.")
    sync_rig.say(FakeSyncStatus(online=False, offline_since=NOW))
    assert not screen.check.isEnabled()
    assert screen.check.accessibleDescription() == "This needs a connection to the shared database."
    assert not sync_rig.window.actions_.is_active("check_data")


def test_news_arrive_without_moving_the_choice(sync_rig: SyncRig) -> None:
    rows = tuple(refused(f"r{n}", customer_name=f"Customer {n}") for n in range(4))
    sync_rig.desk.shown = overview(refused=rows)
    screen = sync_rig.open()
    sync_rig.press(Key.Key_Down)
    sync_rig.press(Key.Key_Down)
    reset: list[int] = []
    screen.refused.rows.model().modelReset.connect(lambda: reset.append(1))
    sync_rig.desk.shown = overview(refused=(refused("new"), *rows[1:], refused("last")))
    sync_rig.core.bus.publish(Changes(outbox=True, source="sync"))
    sync_rig.settle()
    chosen = screen.refused.chosen
    assert chosen is not None
    assert chosen.tx_id == "r2"
    assert screen.refused.rows.hasFocus()
    assert [one.tx_id for one in screen.refused.items] == ["new", "r1", "r2", "r3", "last"]
    assert reset == []


def test_what_was_refused_is_sent_again_by_key_and_the_focus_stays(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview(refused=(refused("r1"), refused("r2")))
    screen = sync_rig.open()
    sync_rig.press(Key.Key_R, CTRL)
    assert sync_rig.desk.acts == [("resend", "r1")]
    assert [one.tx_id for one in screen.refused.items] == ["r2"]
    assert screen.refused.rows.hasFocus()
    assert sync_rig.window.banner.text == "It is being sent again."
    screen.resend_button.setFocus()
    sync_rig.press(Key.Key_Return)
    assert screen.conflicts.rows.hasFocus()


def test_what_only_the_administrator_settles_says_so(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview(refused=(refused(held=True, may_resend=False, fields={}),))
    screen = sync_rig.open()
    for button in (screen.mend_button, screen.resend_button, screen.withdraw_button):
        assert not button.isEnabled()
        assert button.toolTip() == button.accessibleDescription() == "Only the administrator can settle this."
    sync_rig.press(Key.Key_Return)
    sync_rig.press(Key.Key_T, CTRL)
    assert sync_rig.form_or_none() is None
    assert sync_rig.desk.acts == []


def test_a_refusal_that_cannot_be_mended_offers_what_it_can(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview(refused=(refused(code="with_another", about=None, fields={}),))
    screen = sync_rig.open()
    assert (screen.mend_button.isEnabled(), screen.resend_button.isEnabled()) == (False, True)
    assert screen.mend_button.toolTip() == "There is nothing in it that could be corrected."
    assert screen.reason.text() == "It was done together with something that was refused."


def test_more_waits_than_is_listed(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview(waiting=(waiting(),), waiting_count=2001)
    assert sync_rig.open().waiting.more.text() == "and 2000 more"


def test_locking_forgets_every_name_and_unlocking_comes_back(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview()
    screen = sync_rig.open()
    sync_rig.press(Key.Key_F12)
    assert sync_rig.models.shell.place is Place.LOCKED
    assert (screen.waiting.items, screen.refused.items, screen.conflicts.items) == ((), (), ())
    assert screen.viewmodel.centre.overview is None
    assert screen.reason.text() == screen.about.text() == ""
    sync_rig.core.bus.publish(Changes(outbox=True))
    sync_rig.settle()
    assert screen.refused.items == ()
    sync_rig.models.lock.unlock("melati")
    sync_rig.settle()
    assert sync_rig.screen is screen
    assert len(screen.refused.items) == 1


def test_a_refusal_is_told_quietly_and_only_once(sync_rig: SyncRig) -> None:
    sync_rig.log_in()
    sync_rig.say(FakeSyncStatus(refused=1))
    assert sync_rig.form_or_none() is None
    assert "Ctrl+S" in sync_rig.window.banner.text
    sync_rig.press(Key.Key_S, CTRL)
    assert sync_rig.window.banner.text == ""
    sync_rig.say(FakeSyncStatus(refused=2))
    assert sync_rig.window.banner.text == ""


def test_conflicts_are_counted_on_the_badge(sync_rig: SyncRig) -> None:
    sync_rig.log_in()
    sync_rig.desk.shown = overview(conflicts=(conflict("k1"), conflict("k2")))
    sync_rig.say(FakeSyncStatus())
    badge = sync_rig.window.header.sync
    assert (badge.words.tone, badge.words.conflicts) == ("warn", "2 conflicts")
    sync_rig.desk.shown = EMPTY
    sync_rig.core.bus.publish(Changes(customers=frozenset({"c1"}), outbox=True))
    sync_rig.settle()
    assert (badge.words.tone, badge.words.conflicts) == ("ok", "")


def test_the_language_changes_while_it_is_shown(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview()
    screen = sync_rig.open()
    sync_rig.press(Key.Key_L, CTRL)
    assert screen.refused.title.text() == "Ditolak"
    assert screen.line.scopes.rows[0][1] == "Sinkron terakhir 10.41"
    assert screen.refused.rows.hasFocus()


@pytest.mark.parametrize("width", [1366, 1024])
def test_everything_has_a_name_a_mnemonic_of_its_own_and_room(sync_rig: SyncRig, width: int) -> None:
    sync_rig.desk.shown = overview()
    for language in ("en", "id"):
        screen = sync_rig.open() if language == "en" else sync_rig.screen
        sync_rig.window.resize(width, 600)
        sync_rig.look.language.switch(language)
        sync_rig.settle()
        # texts of another length ask for room, and get it with the next events
        QApplication.processEvents()
        focusable = [
            widget
            for widget in screen.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
        ]
        assert [widget.objectName() for widget in focusable if not _named(widget)] == []
        buttons = [widget for widget in screen.findChildren(QPushButton) if widget.isVisible()]
        letters = [_mnemonic(button.text()) for button in buttons if _mnemonic(button.text())]
        assert len(set(letters)) == len(letters), letters
        assert [each.text() for each in buttons if each.width() < each.sizeHint().width() - 1] == []
        assert sync_rig.window.width() == width
    QApplication.processEvents()


def _named(widget: QWidget) -> bool:
    return bool(widget.accessibleName() or (isinstance(widget, QPushButton) and widget.text()))


def _mnemonic(text: str) -> str:
    at = text.find("&")
    return text[at + 1].lower() if at >= 0 else ""
