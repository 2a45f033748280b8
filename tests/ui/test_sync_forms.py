"""The forms of the sync centre: mending, withdrawing, settling; Enter does it, Esc leaves everything as it is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from app.domain.errors import ErrorCode, LoketError
from tests.fakes_sync_ui import conflict, overview, refused
from tests.fakes_ui import session
from tests.ui.sync_rig import CTRL, Key, SyncRig
from ui.dialogs.settle import SettleDialog
from ui.viewmodels.record import REVEALED_FOR
from ui.widgets.choice import Choice


def line(sync_rig: SyncRig, name: str) -> QLineEdit:
    found = sync_rig.form().findChild(QLineEdit, name)
    assert found is not None
    return found


def test_mending_begins_at_the_wrong_field_with_its_reason_and_sends_by_enter(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview()
    sync_rig.open()
    sync_rig.press(Key.Key_Return)
    nik, message = line(sync_rig, "mend_nik"), sync_rig.form().findChild(QWidget, "form_message")
    assert message is not None
    assert nik.hasFocus()
    assert nik.geometry().bottom() < message.geometry().top() <= nik.geometry().bottom() + 12
    assert sync_rig.message() == "Check the NIK: it has 16 digits, as on the identity card."
    nik.selectAll()
    sync_rig.write("7371015203850001")
    sync_rig.press(Key.Key_Return)
    assert sync_rig.form_or_none() is None
    assert sync_rig.desk.acts == [("mend", "r1", {"nik": "7371015203850001"})]


def test_nothing_changed_is_not_sent(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview()
    sync_rig.open()
    sync_rig.press(Key.Key_E, CTRL)
    sync_rig.press(Key.Key_Return)
    assert sync_rig.message() == "Nothing has been changed yet."
    sync_rig.press(Key.Key_Escape)
    assert sync_rig.desk.acts == []


def test_a_second_refusal_stands_at_its_own_field(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview()
    sync_rig.open()
    sync_rig.press(Key.Key_E, CTRL)
    sync_rig.write("7371015203850001")
    sync_rig.desk.error = LoketError(ErrorCode.INVALID, "phone")
    sync_rig.press(Key.Key_Return)
    assert line(sync_rig, "mend_phone").hasFocus()
    assert sync_rig.message().startswith("Check the phone number")
    confirm = sync_rig.form().findChild(QPushButton, "confirm")
    assert confirm is not None
    assert confirm.isEnabled()


def test_what_a_colleague_typed_stays_masked_and_is_kept_where_it_is_left(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview(refused=(refused(staff_login="budi", code="required", about="name"),))
    sync_rig.open()
    sync_rig.press(Key.Key_E, CTRL)
    phone = line(sync_rig, "mend_phone")
    assert phone.text() == ""
    assert "890: leave empty to keep it" in phone.placeholderText()
    assert "81234567" not in phone.placeholderText()
    name = line(sync_rig, "mend_name")
    assert name.hasFocus()
    name.setText("Yohanes L")
    honorific = sync_rig.form().findChild(Choice, "mend_honorific")
    assert honorific is not None
    honorific.setCurrentIndex(0)
    sync_rig.press(Key.Key_Return)
    assert sync_rig.desk.acts == [("mend", "r1", {"name": "Yohanes L", "honorific": None})]


def test_withdrawing_asks_why(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview()
    screen = sync_rig.open()
    sync_rig.press(Key.Key_T, CTRL)
    sync_rig.press(Key.Key_Return)
    assert sync_rig.message() == "Give a reason. It is recorded."
    sync_rig.write("tercatat dua kali")
    sync_rig.press(Key.Key_Return)
    assert sync_rig.desk.acts == [("withdraw", "r1", "tercatat dua kali")]
    assert screen.refused.items == ()


@pytest.mark.parametrize(
    ("keys", "typed", "value"),
    [
        (Key.Key_1, "", "+6281299990000"),
        (Key.Key_2, "", "+6281355551111"),
        (Key.Key_3, "0812 7777 8888", "0812 7777 8888"),
    ],
)
def test_a_conflict_is_settled_by_a_figure_and_enter(sync_rig: SyncRig, keys: Key, typed: str, value: str) -> None:
    sync_rig.desk.shown = overview(refused=())
    screen = sync_rig.open()
    assert screen.conflicts.rows.hasFocus()
    sync_rig.press(Key.Key_Return)
    sync_rig.press(keys)
    sync_rig.write(typed)
    sync_rig.press(Key.Key_Return)
    assert sync_rig.form_or_none() is None
    assert sync_rig.desk.acts == [("settle", "k1", "phone", value)]
    assert screen.conflicts.items == ()


def test_a_conflict_is_not_settled_before_a_choice(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview(refused=())
    sync_rig.open()
    sync_rig.press(Key.Key_Return)
    sync_rig.press(Key.Key_Return)
    assert sync_rig.message() == "Choose with 1, 2 or 3 first."
    sync_rig.press(Key.Key_3)
    sync_rig.press(Key.Key_Return)
    assert sync_rig.message()
    assert sync_rig.desk.acts == []
    sync_rig.press(Key.Key_1, CTRL)
    sync_rig.press(Key.Key_Return)
    assert sync_rig.desk.acts == [("settle", "k1", "phone", "+6281299990000")]


def test_both_versions_stand_beside_each_other_with_who_and_when(sync_rig: SyncRig) -> None:
    one = conflict(field="call_name", mine="Tenri", shared="Andi", seen=None)
    sync_rig.desk.shown = overview(refused=(), conflicts=(one,))
    sync_rig.open()
    sync_rig.press(Key.Key_Return)
    form = sync_rig.form()
    assert isinstance(form, SettleDialog)
    assert form.mine.accessibleName() == "Typed on this device: Tenri. by budi, 09:41"
    assert form.shared.accessibleName().startswith("Shared by all branches now: Andi.")
    assert form.seen.text() == "Seen before it was changed: (empty)"
    assert form.mine.geometry().right() < form.shared.geometry().left()
    assert not form.reveal.isVisible()
    assert form.windowTitle() == "Two versions of one field"


def test_a_sensitive_field_is_shown_in_full_with_a_reason_and_masked_again(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview(refused=())
    sync_rig.open()
    sync_rig.press(Key.Key_Return)
    form = sync_rig.form()
    assert isinstance(form, SettleDialog)
    assert form.mine.value.text() == "••••000"
    form.reveal.click()
    sync_rig.settle()
    sync_rig.write("Verifikasi")
    sync_rig.press(Key.Key_Return)
    assert sync_rig.core.customers.reasons == [("c1", "phone", "Verifikasi")]
    assert (form.mine.value.text(), form.shared.value.text()) == ("+6281299990000", "+6281355551111")
    assert form._mask.interval() == REVEALED_FOR.total_seconds() * 1000
    form._mask.timeout.emit()
    assert form.mine.value.text() == "••••000"
    assert form.reveal.isVisible()
    form._mask.stop()


def test_a_session_without_a_network_cannot_unmask(sync_rig: SyncRig) -> None:
    sync_rig.core.sessions.known = session(online=False)
    sync_rig.desk.shown = overview(refused=())
    sync_rig.open()
    sync_rig.press(Key.Key_Return)
    form = sync_rig.form()
    assert isinstance(form, SettleDialog)
    assert not form.reveal.isEnabled()
    assert form.reveal.toolTip() == form.reveal.accessibleDescription()
    assert "session with a network" in form.reveal.toolTip()


@pytest.mark.parametrize("opens", ["mend", "withdraw", "settle"])
def test_every_form_names_its_fields_and_leaves_by_escape(sync_rig: SyncRig, opens: str) -> None:
    sync_rig.desk.shown = overview()
    screen = sync_rig.open()
    getattr(screen, opens)()
    sync_rig.settle()
    nameless = [
        widget.objectName()
        for widget in sync_rig.form().findChildren(QWidget)
        if widget.focusPolicy() and widget.isVisible() and not isinstance(widget, QPushButton)
        and not widget.accessibleName()
    ]  # fmt: skip
    assert nameless == []
    sync_rig.press(Key.Key_Escape)
    assert sync_rig.form_or_none() is None
    assert sync_rig.desk.acts == []


def test_locking_over_a_form_closes_it(sync_rig: SyncRig) -> None:
    sync_rig.desk.shown = overview()
    sync_rig.open()
    sync_rig.press(Key.Key_E, CTRL)
    sync_rig.press(Key.Key_F12)
    assert sync_rig.form_or_none() is None
    assert not sync_rig.window.header.isVisible()
