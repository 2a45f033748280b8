"""The say pane by keyboard: own words, better wordings, facts and their places, the mood hint, the address."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.domain.interactions import Mood, Stage
from app.domain.people import Honorific
from tests.counter_rig import CTRL, NONE, SHIFT, Key, Rig
from tests.fake_answers import FakeAnswer, FakeFact, FakeSuggestion
from ui.presenters.marks import utf16
from ui.widgets.own_box import OwnBox


def box_of(rig: Rig) -> OwnBox:
    box = rig.find("own_words", QPlainTextEdit)
    assert isinstance(box, OwnBox)
    return box


def sayings(rig: Rig) -> list[tuple[str, str]]:
    return [(text, how) for text, how, _ in rig.story.desk.interactions.sayings]


def test_own_words_by_keyboard(rig: Rig) -> None:
    rig.open()
    rig.press(Key.Key_J, CTRL)
    assert box_of(rig).hasFocus()
    rig.write("Baik, Bu. 1")
    assert sayings(rig) == []
    rig.press(Key.Key_Return, SHIFT)
    rig.write("Saya bantu.")
    rig.press(Key.Key_Return)
    assert sayings(rig) == [("Baik, Bu. 1\nSaya bantu.", "typed")]
    assert box_of(rig).toPlainText() == ""
    assert not box_of(rig).document().isUndoAvailable()
    assert box_of(rig).hasFocus()


def test_a_harmful_sentence_is_replaced_by_one_key(rig: Rig) -> None:
    rig.open()
    rig.press(Key.Key_J, CTRL)
    rig.write("Tidak bisa, Bu")
    rig.press(Key.Key_Return)
    reason = rig.find("own_reason", QLineEdit)
    assert reason.hasFocus()
    rig.press(Key.Key_Escape)
    assert box_of(rig).hasFocus()
    assert not reason.isVisible()
    marks = box_of(rig).extraSelections()
    assert len(marks) == 1
    rig.press(Key.Key_Return, CTRL)
    assert box_of(rig).toPlainText() == "Yang bisa saya bantu sekarang, Bu, mengantarnya."
    assert box_of(rig).extraSelections() == []
    rig.press(Key.Key_Return)
    assert sayings(rig) == [("Yang bisa saya bantu sekarang, Bu, mengantarnya.", "typed")]


def test_a_reason_lets_every_sentence_pass(rig: Rig) -> None:
    rig.open()
    rig.press(Key.Key_J, CTRL)
    rig.write("Tidak bisa, Bu")
    rig.press(Key.Key_Return)
    rig.write("Surat perintah pimpinan")
    rig.press(Key.Key_Return)
    assert sayings(rig) == [("Tidak bisa, Bu", "typed")]
    assert box_of(rig).hasFocus()


def test_the_box_stands_still_while_faults_come_above_it(rig: Rig) -> None:
    rig.open()
    rig.press(Key.Key_J, CTRL)
    before = box_of(rig).mapTo(rig.window, QPoint(0, 0)), rig.screen.say_pane.suggestions.pos()
    rig.write("secepatnya")
    rig.press(Key.Key_Return)
    assert rig.find("finding_1").isVisible()
    assert (box_of(rig).mapTo(rig.window, QPoint(0, 0)), rig.screen.say_pane.suggestions.pos()) == before


@pytest.mark.parametrize("width", range(280, 420, 7))
def test_the_box_finds_its_height_at_every_width(qtbot: QtBot, rig: Rig, width: int) -> None:
    box = OwnBox(rig.theme, rig.window)
    box.setFixedWidth(width)
    box.show()
    box.show_text("Maaf Bu, tidak bisa, nanti kami kabari secepatnya ya, terima kasih sudah sabar menunggu. " * 2)
    rig.settle()
    lines = round(box.document().size().height())
    assert box.height() >= min(4, lines) * box.fontMetrics().lineSpacing()


def test_a_suggestion_is_taken_into_the_box_from_anywhere(rig: Rig) -> None:
    rig.open()
    rows = rig.screen.viewmodel.say.state.rows
    rig.press(Key.Key_Return, CTRL)
    assert box_of(rig).toPlainText() == rows[0].text
    rig.press(Key.Key_Escape)
    card = rig.screen.say_pane.suggestions.cards[0]
    assert card.hasFocus()
    rig.press(Key.Key_Down)
    rig.press(Key.Key_E)
    assert box_of(rig).toPlainText() == rows[1].text
    rig.write(" Boleh, Bu?")
    rig.press(Key.Key_Return)
    assert sayings(rig) == [(f"{rows[1].text} Boleh, Bu?", "edited")]
    assert card.row is not None


def test_a_fact_is_marked_on_the_record_and_led_to(rig: Rig) -> None:
    rig.open()
    rig.late()
    steps = rig.screen.record_pane.cases.cards[0].steps
    card = rig.screen.say_pane.suggestions.cards[0]
    card.setFocus()
    rig.settle()
    assert steps._marked == {1}
    marked = steps.grab().toImage()
    rig.press(Key.Key_Right)
    assert "estimate of Set-up" in card.line
    rig.press(Key.Key_L)
    assert steps.hasFocus()
    assert steps.selected_step is not None
    assert steps.selected_step.key == "setup"
    assert steps._marked == frozenset()
    assert steps.grab().toImage() != marked


def test_a_click_on_a_fact_leads_to_it_and_beside_it_says_the_sentence(rig: Rig) -> None:
    rig.open()
    card = rig.screen.say_pane.suggestions.cards[0]
    assert card.row is not None
    assert card._layout is not None
    span = card.row.spans[0]
    line = card._layout.lineForTextPosition(span.start)
    left = line.naturalTextRect().left() + QFontMetricsF(card._layout.font()).horizontalAdvance(
        card.row.text[line.textStart() : span.start + 1]
    )
    spot = (QPointF(34, 7) + QPointF(left, line.y() + line.height() / 2)).toPoint()
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, NONE, spot)
    rig.settle()
    assert sayings(rig) == []
    assert rig.screen.record_pane.cases.cards[0].steps.hasFocus()
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, NONE, QPoint(14, 14))
    rig.settle()
    assert len(sayings(rig)) == 1


def test_why_is_framed_in_english_and_plain_with_its_situation(rig: Rig) -> None:
    rig.story.desk.suggestions.situations = ("repair_late",)
    rig.story.desk.suggestions.names = {"repair_late": "Perbaikan terlambat"}
    rig.open()
    card = rig.screen.say_pane.suggestions.cards[0]
    assert card.line == "Why (in Indonesian): Sesuai tahap pembicaraan. · Situation: Perbaikan terlambat"
    assert card.line in card.accessibleDescription()


def test_an_emoji_in_front_moves_no_mark(rig: Rig) -> None:
    text = "🙂 pukul 15.00"
    assert utf16(text, text.index("pukul")) == 3
    fact = FakeFact("pukul 15.00", "case.steps[1].estimate_at")
    rig.story.desk.engine = lambda _request, _limit: FakeAnswer((FakeSuggestion(text, ("p",), (fact,)),))
    rig.open()
    card = rig.screen.say_pane.suggestions.cards[0]
    assert card._layout is not None
    assert [(one.start, one.length) for one in card._layout.formats()] == [(3, len("pukul 15.00"))]


def test_the_mood_hint_is_quiet_and_one_key_takes_it(rig: Rig) -> None:
    rig.open()
    rig.press(Key.Key_F3)
    hint = rig.screen.say_pane.mood_hint
    rig.find("utterance").setFocus()
    rig.write("saya takut uangnya hilang")
    rig.qtbot.waitUntil(lambda: bool(rig.tasks.waiting))
    rig.settle()
    assert hint.isVisible()
    assert "Anxious" in hint.text()
    talk = rig.screen.viewmodel.talk
    before = talk.talk
    rig.press(Key.Key_F6, SHIFT)
    assert (before.mood, talk.talk.mood) == (None, Mood.ANXIOUS)
    assert not hint.isVisible()


def test_the_address_is_asked_in_the_pane_and_by_key(rig: Rig) -> None:
    desk = rig.story.desk
    other = desk.add_customer("Yohanes Ria", customer_number="PLG-009002")
    rig.screen.viewmodel.open(other.id)
    rig.settle()
    strip = rig.screen.say_pane.address
    assert strip.isVisible()
    rig.press(Key.Key_H, CTRL)
    rig.press(Key.Key_Right)
    rig.press(Key.Key_Tab)
    rig.write("Yohanes")
    assert desk.profiles[other.id].honorific is None
    rig.press(Key.Key_Return)
    assert desk.profiles[other.id].honorific is Honorific.BAPAK
    assert desk.profiles[other.id].call_name == "Yohanes"
    assert not strip.isVisible()
    assert rig.screen.say_pane.suggestions.cards[0].hasFocus()
    assert "Bapak Yohanes" in rig.find("talk_title").accessibleName()


def test_the_lock_leaves_nothing_of_what_was_typed(rig: Rig) -> None:
    rig.open()
    rig.press(Key.Key_J, CTRL)
    rig.write("Ibu Ratna tidak bisa")
    rig.press(Key.Key_Return)
    rig.screen.forget()
    rig.settle()
    assert box_of(rig).toPlainText() == ""
    assert not box_of(rig).document().isUndoAvailable()
    assert not rig.find("finding_1").accessibleName()
    assert rig.screen.viewmodel.talk.talk.stage is Stage.GREETING
