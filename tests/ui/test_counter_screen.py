"""The counter by keyboard: find, open, see the track, hear of the risk, say it, promise, close."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from app.domain.facts import FactKind
from app.domain.interactions import OutcomeKind, Stage
from app.domain.promises import PromiseState
from tests.counter_rig import CTRL, NONE, SHIFT, Key, Rig, everything_known, form_of, stage_of


def test_the_story_by_keyboard(rig: Rig) -> None:
    painted: list[tuple[str, object]] = []
    rig.screen.painted.connect(lambda case, as_of: painted.append((case, as_of)))
    rig.open()
    assert rig.find("record_title").accessibleName() == "Ratna Wibowo"
    assert painted
    assert painted[-1][0] == rig.story.case.id
    before = painted[-1]
    rig.late()
    assert painted[-1] != before
    assert painted[-1][1] == rig.story.desk.clock.now()
    assert rig.screen.say_pane.alert.isVisible()
    assert "komputer siap diambil" in rig.screen.say_pane.alert.text

    rig.press(Key.Key_1)
    assert [text for text, _how, _ in rig.story.desk.interactions.sayings] == [
        rig.screen.viewmodel.say.state.rows[0].text
    ]

    rig.press(Key.Key_F8)
    assert rig.form() is not None
    rig.press(Key.Key_Return)
    assert rig.form() is None
    states = [promise.state for promise in rig.story.desk.view(rig.story.case).promises]
    assert states == [PromiseState.MOVED, PromiseState.OPEN]
    assert not rig.screen.say_pane.alert.isVisible()

    rig.press(Key.Key_F9)
    assert rig.form() is not None
    content = form_of(rig).findChild(QWidget, "sign_content")
    assert content is not None
    content.setFocus()
    rig.press(Key.Key_Right)
    rig.press(Key.Key_Return)
    assert rig.form() is None
    talk = rig.story.desk.interactions.lines()[0]
    assert talk.outcome is OutcomeKind.PROMISED
    ended = rig.story.desk.interactions.get(talk.id).outcome
    assert ended is not None
    assert ended.signs.content is True
    assert rig.find("search_box").hasFocus()


def test_results_walk_under_the_typing_focus(rig: Rig) -> None:
    rig.story.desk.add_customer("Ratih Anjani", customer_number="PLG-009001")
    rig.press(Key.Key_F2)
    rig.write("rat")
    rig.press(Key.Key_Down)
    assert rig.find("search_box").hasFocus()
    rig.press(Key.Key_Return)
    assert rig.find("record_title").accessibleName() == "Ratih Anjani"


def test_nobody_found_offers_to_add_the_name(rig: Rig) -> None:
    rig.press(Key.Key_F2)
    rig.write("Yohanes")
    button = rig.find("add_customer", QPushButton)
    assert button.isVisible()
    button.setFocus()
    rig.press(Key.Key_Space)
    assert rig.form() is not None
    name = form_of(rig).findChild(QLineEdit, "new_name")
    assert name is not None
    assert name.text() == "Yohanes"
    rig.press(Key.Key_Return)
    assert rig.find("record_title").accessibleName() == "Yohanes"


def test_news_takes_neither_the_focus_nor_what_is_being_typed(rig: Rig) -> None:
    rig.open()
    box = rig.find("utterance", QLineEdit)
    assert isinstance(box, QLineEdit)
    box.setFocus()
    rig.write("bu ratna bertanya 1")
    rig.late()
    assert box.hasFocus()
    assert box.text() == "bu ratna bertanya 1"
    assert stage_of(rig) is Stage.EXPLANATION
    assert rig.story.desk.interactions.sayings == []


def test_enter_on_the_track_says_that_the_news_was_seen(rig: Rig) -> None:
    rig.open()
    rig.late()
    track = rig.screen.record_pane.cases.cards[0].steps
    track.setFocus()
    assert "new" in track.accessibleDescription()
    rig.press(Key.Key_Return)
    assert "new" not in track.accessibleDescription()
    assert rig.story.desk.seen[rig.story.case.id] == rig.story.desk.vers


def test_a_masked_value_is_nowhere_until_a_reason_is_given(rig: Rig) -> None:
    rig.open()
    field = rig.find("field_nik")
    secret = rig.story.customer.nik or ""
    spoken = [widget.accessibleName() + widget.toolTip() for widget in rig.screen.findChildren(QWidget)]
    assert not any(secret in text for text in spoken)
    field.setFocus()
    rig.press(Key.Key_Return)
    rig.press(Key.Key_Return)
    assert rig.form() is not None
    rig.write("Verifikasi identitas")
    rig.press(Key.Key_Return)
    assert rig.form() is None
    assert secret in field.accessibleName()
    rig.press(Key.Key_Return)
    assert secret not in field.accessibleName()


def test_panes_stages_and_moods_have_keys(rig: Rig) -> None:
    rig.open()
    rig.press(Key.Key_F6)
    assert rig.screen.say_pane.isAncestorOf(rig.focus)
    rig.press(Key.Key_F6)
    assert rig.find("search_box").hasFocus()
    rig.press(Key.Key_F3)
    rig.press(Key.Key_PageDown, CTRL)
    assert stage_of(rig) is Stage.LISTENING
    rig.press(Key.Key_PageUp, CTRL)
    assert stage_of(rig) is Stage.ADDRESSING
    rig.press(Key.Key_F3, SHIFT)
    mood = rig.screen.viewmodel.talk.talk.mood
    assert mood is not None
    assert mood.value == "anxious"


def test_a_number_with_control_copies(rig: Rig) -> None:
    rig.open()
    rig.press(Key.Key_2, CTRL)
    assert QApplication.clipboard().text() == rig.screen.viewmodel.say.state.rows[1].text


def test_a_walk_in_is_served_and_linked(rig: Rig) -> None:
    rig.press(Key.Key_F4)
    assert rig.screen.viewmodel.talk.talk.walk_in
    rig.open()
    link = rig.find("link_walk_in", QPushButton)
    assert link.isVisible()
    link.setFocus()
    rig.press(Key.Key_Space)
    kinds = [fact.kind for fact in rig.story.desk.facts]
    assert FactKind.CUSTOMER_IDENTIFIED in kinds
    assert not link.isVisible()


def test_news_of_one_case_keeps_scroll_and_the_other_cards(rig: Rig) -> None:
    for number in range(6):
        title = f"Printer {number}"
        rig.story.desk.add_case(
            rig.story.customer, "electronics.order", title, number=f"PMT-2026-MKS3-0010{number}", days_ago=3
        )
    rig.open()
    cards = rig.screen.record_pane.cases.cards
    bar = rig.screen.record_pane.cases.verticalScrollBar()
    bar.setValue(40)
    rig.story.desk.report(
        rig.story.case, "setup", "in_progress", estimate_at=rig.story.desk.clock.now() + timedelta(hours=20)
    )
    rig.screen.viewmodel.record.refresh()
    rig.settle()
    assert rig.screen.record_pane.cases.cards == cards
    assert bar.value() == 40


def test_a_click_on_a_card_says_what_it_was_aimed_at(rig: Rig) -> None:
    rig.open()
    card = rig.screen.say_pane.suggestions.cards[2]
    assert card.row is not None
    aimed = card.row.text
    QTest.mousePress(card, Qt.MouseButton.LeftButton, NONE, QPoint(60, 12))
    rig.screen.viewmodel.talk.set_stage(Stage.SOLUTION)
    rig.settle()
    QTest.mouseRelease(card, Qt.MouseButton.LeftButton, NONE, QPoint(60, 12))
    rig.settle()
    assert rig.story.desk.interactions.sayings[0][0] == aimed
    assert card.row.text != aimed


def test_no_suggestion_of_one_customer_is_in_reach_beside_the_name_of_another(rig: Rig) -> None:
    other = rig.story.desk.add_customer("Yohanes Ria", customer_number="PLG-009002")
    rig.open()
    say, record = rig.screen.viewmodel.say, rig.screen.viewmodel.record
    assert say.state.rows
    say.set_utterance("Kapan selesai?")
    within: list[tuple[object, str]] = []
    record.opened.connect(lambda _state: within.append((say.state.rows, say.utterance)))
    record.open(other.id)
    rig.settle()
    assert within == [((), "")]
    assert rig.find("utterance", QLineEdit).property("text") == ""


def test_a_case_on_the_screen_asks_for_news_sooner(rig: Rig) -> None:
    told: list[bool] = []
    rig.screen.watching.connect(told.append)
    rig.open()
    assert told[-1] is True
    rig.screen.forget()
    assert told[-1] is False


def test_language_and_theme_switch_under_the_work(rig: Rig) -> None:
    rig.open()
    rig.late()
    before = rig.find("step_track").accessibleDescription()
    light = rig.find("step_track").grab().toImage()
    rig.language.switch("id")
    rig.theme.switch("dark")
    rig.settle()
    assert "10:41" in before
    assert "10.41" in rig.find("step_track").accessibleDescription()
    assert rig.find("step_track").grab().toImage() != light


def test_the_screen_forgets_and_comes_back(rig: Rig) -> None:
    rig.open()
    bookmark = rig.screen.forget()
    rig.settle()
    kept = [everything_known(widget) for widget in rig.screen.findChildren(QWidget)]
    assert not [text for text in kept if "Ratna" in text or "komputer" in text]
    rig.screen.resume(bookmark)
    rig.settle()
    assert rig.find("record_title").accessibleName() == "Ratna Wibowo"


@pytest.mark.parametrize(("width", "height"), [(1366, 690), (1024, 530)])
def test_nothing_is_wider_than_its_pane(rig: Rig, width: int, height: int) -> None:
    rig.window.resize(width, height)
    rig.screen.resize(width, height)
    rig.open()
    rig.late()
    for pane in (rig.screen.search_pane, rig.screen.record_pane, rig.screen.say_pane):
        assert pane.minimumSizeHint().width() <= pane.width()
        for child in pane.findChildren(QWidget):
            if child.isVisible():
                left = child.mapTo(pane, QPoint(0, 0)).x()
                assert left >= 0
                assert left + child.width() <= pane.width(), child.objectName() or type(child).__name__
