"""The page of phrases by keyboard: found, written, approved by another, and never lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.changes import Changes
from app.domain.people import Role
from app.domain.phrase_counts import Count, counts_to_rows
from app.domain.phrase_counts import Key as KnownKey
from app.domain.phrases import AudienceKind
from app.services.phrase_learning import SHARED_COUNTS
from app.storage.replica import SqlReplica
from tests.phrases_rig import CTRL, SHIFT, Elsewhere, Key, PhrasesRig, library
from tests.phrases_rig import phrases_rig as phrases_rig  # noqa: PLC0414 - a fixture
from tests.services.conftest import counter as counter  # noqa: PLC0414 - a fixture
from tests.services.test_phrase_book import ENTRY, approved
from tests.storage.samples import page, reference
from ui.dialogs.phrase_ask import LeaveDialog, ReturnDialog
from ui.dialogs.phrase_pick import PickDialog
from ui.screens.phrases import PhrasesScreen
from ui.viewmodels.shell import Place

CHANGED = ENTRY | {"text": "Selamat datang, {address}. Silakan duduk dulu di depan loket kami."}


def waiting_version(rig: PhrasesRig) -> str:
    """A branch phrase in force, whose next version by rina waits."""
    state = approved(rig.counter)
    rig.counter.work_as(Role.FRONTLINER, "rina")
    rig.counter.phrase_book.write(CHANGED, AudienceKind.BRANCH, state.id)
    return state.id


def test_the_key_goes_there_and_back(phrases_rig: PhrasesRig) -> None:
    screen = phrases_rig.open_as(Role.FRONTLINER, "rina")
    assert screen.search.hasFocus()
    phrases_rig.press(Key.Key_Escape)
    assert isinstance(phrases_rig.window.page, Elsewhere)
    phrases_rig.press(Key.Key_P, CTRL)
    assert phrases_rig.screen is screen


def test_typing_finds_and_arrows_walk(phrases_rig: PhrasesRig) -> None:
    screen = phrases_rig.open_as(Role.FRONTLINER, "rina")
    everything = screen.rows.model().rowCount()
    phrases_rig.write("kartu tertelan")
    assert 0 < screen.rows.model().rowCount() < everything
    first = screen.detail.item
    phrases_rig.press(Key.Key_Down)
    assert screen.search.hasFocus()
    assert screen.detail.item is not None
    assert screen.detail.item != first
    phrases_rig.press(Key.Key_F6)
    assert screen.rows.hasFocus()
    phrases_rig.write("x")
    assert screen.search.text() == "kartu tertelanx"
    phrases_rig.press(Key.Key_Escape)
    assert (screen.search.text(), screen.rows.model().rowCount()) == ("", everything)


def test_a_phrase_is_written_by_keyboard_alone(phrases_rig: PhrasesRig) -> None:
    screen = phrases_rig.open_as(Role.FRONTLINER, "rina")
    phrases_rig.press(Key.Key_N, CTRL)
    editor = screen.editor
    assert editor.form.text.hasFocus()
    phrases_rig.press(Key.Key_BraceLeft)
    assert isinstance(phrases_rig.form(), PickDialog)
    phrases_rig.write("form of address")
    phrases_rig.press(Key.Key_Return)
    phrases_rig.write(", kartunya sedang di cetak. Perkiraan selesainya ")
    phrases_rig.press(Key.Key_Space, CTRL)
    phrases_rig.write("estimate of the step")
    phrases_rig.press(Key.Key_Return)
    phrases_rig.write(".")
    assert editor.form.text.toPlainText() == "{address}, kartunya sedang di cetak. Perkiraan selesainya {estimate}."
    assert editor.form.text.slots == ("address", "estimate")
    phrases_rig.examine()
    assert "dicetak" in editor.form.faults["text"].text()
    assert editor.form.faults["why"].isVisible()
    editor.form.text.show_text("{address}, kartunya sedang dicetak. Perkiraan selesainya {estimate}.")
    editor.form.text.typed.emit()
    editor.form.focus_field("why")
    phrases_rig.write("Menyampaikan kemajuan.")
    editor.form.bars["moods"].setFocus()
    phrases_rig.press(Key.Key_Right)
    phrases_rig.press(Key.Key_Space)
    phrases_rig.examine()
    assert not editor.form.faults["text"].isVisible()
    shown = [card for card in editor.cards if card.isVisible()]
    assert len(shown) >= 3
    assert shown[0].text.marks
    phrases_rig.press(Key.Key_Return, CTRL)
    assert not editor.isVisible()
    assert phrases_rig.window.banner.text == "Sent for approval. A second person decides."
    [state] = phrases_rig.counter.phrase_book.entries()
    assert state.newest.entry["moods"] == ["confused"]
    assert screen.detail.standing.text == "Waiting for approval"


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_S])
def test_in_the_editor_the_habit_of_saving_leads_nowhere_else(phrases_rig: PhrasesRig, key: Qt.Key) -> None:
    screen = phrases_rig.open_as(Role.FRONTLINER, "rina")
    phrases_rig.press(Key.Key_N, CTRL)
    phrases_rig.write("Baik")
    phrases_rig.press(key, CTRL)
    assert "Send once more" in screen.editor.message.text
    phrases_rig.press(key, CTRL)
    assert phrases_rig.screen is screen
    assert screen.editor.isVisible()
    assert "Your text is kept" in screen.editor.message.text
    assert screen.editor.form.text.toPlainText() == "Baik"


def test_nothing_typed_is_lost_by_one_key(phrases_rig: PhrasesRig) -> None:
    screen = phrases_rig.open_as(Role.FRONTLINER, "rina")
    phrases_rig.press(Key.Key_N, CTRL)
    phrases_rig.press(Key.Key_Escape)
    assert not screen.editor.isVisible()
    phrases_rig.press(Key.Key_N, CTRL)
    phrases_rig.write("Baik")
    for leave in (Key.Key_Return, Key.Key_Escape):
        phrases_rig.press(Key.Key_Escape)
        assert isinstance(phrases_rig.form(), LeaveDialog)
        phrases_rig.press(leave)
        assert screen.editor.form.text.toPlainText() == "Baik"
    phrases_rig.press(Key.Key_P, CTRL)
    phrases_rig.press(Key.Key_P, CTRL)
    assert screen.editor.form.text.toPlainText() == "Baik"
    phrases_rig.window.close()
    assert phrases_rig.window.isVisible()
    assert "Close once more" in phrases_rig.window.banner.text
    phrases_rig.press(Key.Key_Escape)
    form = phrases_rig.form()
    assert isinstance(form, LeaveDialog)
    form.cancel.setFocus()
    phrases_rig.press(Key.Key_Return)
    assert not screen.editor.isVisible()
    assert not screen.unsaved


def test_a_draft_is_there_again_after_lock_and_log_out(phrases_rig: PhrasesRig) -> None:
    screen = phrases_rig.open_as(Role.FRONTLINER, "rina")
    phrases_rig.press(Key.Key_N, CTRL)
    phrases_rig.write("Baik")
    phrases_rig.press(Key.Key_F12)
    assert phrases_rig.models.shell.place is Place.LOCKED
    assert [card.text.text for card in screen.editor.cards] == [""] * len(screen.editor.cards)
    phrases_rig.models.lock.unlock("melati")
    phrases_rig.settle()
    assert screen.editor.isVisible()
    other = phrases_rig.open_as(Role.FRONTLINER, "sari")
    assert not other.editor.isVisible()
    again = phrases_rig.open_as(Role.FRONTLINER, "rina")
    assert again.editor.isVisible()
    assert again.editor.form.text.toPlainText() == "Baik"


def test_a_second_person_compares_and_approves(phrases_rig: PhrasesRig) -> None:
    phrase_id = waiting_version(phrases_rig)
    screen = phrases_rig.open_as(Role.SUPERVISOR, "bowo")
    screen.views.setFocus()
    phrases_rig.press(Key.Key_Right)
    assert screen.rows.model().rowCount() == 1
    assert screen.detail.old.isVisible()
    new = screen.detail.new.text
    assert [new.text[one.start : one.end].strip() for one in new.marks] == ["dulu", "depan"]
    screen.rows.setFocus()
    phrases_rig.press(Key.Key_Return)
    assert screen.detail.buttons["approve_phrase"].hasFocus()
    phrases_rig.press(Key.Key_Return)
    assert phrases_rig.counter.phrase_book.entries()[0].waiting is None
    assert screen.rows.model().rowCount() == 0
    phrases_rig.press(Key.Key_Escape)
    item = screen.viewmodel.item(phrase_id)
    assert item is not None
    assert item.text == CHANGED["text"]


def test_returned_with_a_reason_that_the_author_reads(phrases_rig: PhrasesRig) -> None:
    phrase_id = waiting_version(phrases_rig)
    screen = phrases_rig.open_as(Role.SUPERVISOR, "bowo")
    screen.browser.choose(phrase_id)
    phrases_rig.press(Key.Key_B, CTRL | SHIFT)
    form = phrases_rig.form()
    assert isinstance(form, ReturnDialog)
    phrases_rig.press(Key.Key_Return)
    assert form.isVisible()
    phrases_rig.write("Terlalu panjang.")
    phrases_rig.press(Key.Key_Return)
    assert phrases_rig.form_or_none() is None
    screen = phrases_rig.open_as(Role.FRONTLINER, "rina")
    screen.browser.choose(phrase_id)
    assert screen.detail.reason.text == "bowo returned version 2: “Terlalu panjang.”"


def test_ones_own_is_not_approved_and_says_why(phrases_rig: PhrasesRig) -> None:
    phrases_rig.counter.work_as(Role.SUPERVISOR, "bowo")
    phrases_rig.counter.phrase_book.write(ENTRY, AudienceKind.BRANCH)
    screen = phrases_rig.open_as(Role.SUPERVISOR, "bowo")
    for name in ("approve_phrase", "return_phrase"):
        button = screen.detail.buttons[name]
        assert not button.isEnabled()
        assert button.toolTip().startswith("You wrote this version yourself.")
        assert button.accessibleDescription() == button.toolTip()
        assert not phrases_rig.window.actions_.is_active(name)
    assert screen.detail.reason.text.startswith("You wrote this version yourself.")
    phrases_rig.press(Key.Key_X, CTRL | SHIFT)
    phrases_rig.press(Key.Key_Return)
    assert screen.detail.standing.text == "Retired"
    assert screen.detail.buttons["retire_phrase"].toolTip() == "It is retired already."


def test_without_a_network_it_is_read_only_and_says_so(phrases_rig: PhrasesRig) -> None:
    screen = phrases_rig.open_as(Role.SUPERVISOR, "bowo", online=False)
    assert screen.limits.text.startswith("Phrases can only be read now.")
    assert not screen.new.isEnabled()
    assert [button.isEnabled() for button in screen.detail.buttons.values()] == [False] * 4
    phrases_rig.press(Key.Key_N, CTRL)
    assert not screen.editor.isVisible()
    assert screen.rows.model().rowCount() > 0


def test_news_do_not_move_the_choice(phrases_rig: PhrasesRig) -> None:
    screen = phrases_rig.open_as(Role.SUPERVISOR, "bowo")
    for _n in range(5):
        phrases_rig.press(Key.Key_Down)
    chosen = screen.detail.item
    assert chosen is not None
    phrases_rig.counter.phrase_book.write(ENTRY, AudienceKind.BRANCH)
    phrases_rig.settle()
    phrases_rig.core.bus.publish(Changes(reference=True, source="sync"))
    phrases_rig.settle()
    assert screen.detail.item is not None
    assert screen.detail.item.key == chosen.key
    assert screen.search.hasFocus()


def told_use(rig: PhrasesRig, counts: dict[KnownKey, Count]) -> None:
    """The sum over all branches comes by sync."""
    replica = SqlReplica(rig.counter.store)
    after = replica.cursors()[0].ver
    shared = {"until": "2027-02-28", "counts": counts_to_rows(counts)}
    replica.apply(page(reference("setting", SHARED_COUNTS, shared, after + 1), after=after, to=after + 1, scope=0))


def test_use_is_sorted_and_small_numbers_are_said_plainly(phrases_rig: PhrasesRig) -> None:
    few, helps, skipped, usual = (phrase.id for phrase in library().phrases[:4])
    counts: dict[KnownKey, Count] = {
        (few, None): Count(6, 4, 1, 3, 1),
        (helps, None): Count(300, 200, 20, 150, 10),
        (skipped, None): Count(400, 4, 0, 2, 2),
        (usual, None): Count(300, 200, 20, 90, 70),
    }
    told_use(phrases_rig, counts)
    phrases_rig.open_as(Role.OWNER, "tono")
    screen = phrases_rig.screen
    screen.views.setFocus()
    phrases_rig.press(Key.Key_Right)
    phrases_rig.press(Key.Key_Right)
    ends = [row.cells[-1] for row in screen.use.rows]
    assert ends[0].startswith("Helps: ")
    assert ends[1] == "only 4 times so far, nothing can be concluded"
    assert ends[2].startswith("Helps less than others: ")
    assert ends[3] == "Often skipped: said 4 of 400 times"
    screen.use.sorting.setFocus()
    phrases_rig.press(Key.Key_Down)
    assert screen.use.rows[0].cells[1] == "400"
    screen.use.focus_rows()
    phrases_rig.press(Key.Key_Return)
    assert screen.detail.item is not None
    assert screen.detail.item.use is not None
    assert "Often skipped" in screen.detail.use.text()


@pytest.mark.parametrize("width", [1366, 1024])
def test_everything_has_a_name_and_room(phrases_rig: PhrasesRig, width: int) -> None:
    waiting_version(phrases_rig)
    screen = phrases_rig.open_as(Role.SUPERVISOR, "bowo")
    phrases_rig.window.resize(width, 600)
    for language in ("en", "id"):
        phrases_rig.look.language.switch(language)
        for shown in ("list", "editor"):
            if shown == "editor":
                phrases_rig.press(Key.Key_N, CTRL)
            phrases_rig.settle()
            QApplication.processEvents()
            _check(screen, phrases_rig.window.width(), width)
        phrases_rig.press(Key.Key_Escape)


def _check(screen: PhrasesScreen, wide: int, wanted: int) -> None:
    focusable = [
        widget
        for widget in screen.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
    ]
    assert [widget.objectName() for widget in focusable if not _named(widget)] == []
    buttons = [widget for widget in screen.findChildren(QPushButton) if widget.isVisible()]
    letters = [_mnemonic(button.text()) for button in buttons if _mnemonic(button.text())]
    assert len(set(letters)) == len(letters), letters
    assert [each.text() for each in buttons if each.text() and each.width() < each.sizeHint().width() - 1] == []
    assert wide == wanted


def _named(widget: QWidget) -> bool:
    return bool(widget.accessibleName() or (isinstance(widget, QPushButton) and widget.text()))


def _mnemonic(text: str) -> str:
    at = text.find("&")
    return text[at + 1].lower() if at >= 0 else ""
