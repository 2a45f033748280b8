"""The counter by keyboard: find, open, see the track, hear of the risk, say it, promise, close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.facts import FactKind
from app.domain.interactions import OutcomeKind, Stage
from app.domain.promises import PromiseState
from tests.counter_story import DeskShell, Story, a_story, late
from tests.fake_answers import FakeMissing
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


def _everything_known(widget: QWidget) -> str:
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
def rig(qtbot: QtBot, qapp: QApplication) -> Iterator[Rig]:
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
    context = PageContext(cast("CounterShell", core), session(), tasks, bridge, actions, theme, language, notices)
    screen = CounterScreen(context, window)
    screen.resize(window.size())
    actions.set_role(session().role)
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


def test_an_ending_that_is_an_apology_alone_is_refused_with_words(rig: Rig) -> None:
    rig.open()
    rig.press(Key.Key_F9)
    rig.press(Key.Key_1)
    rig.press(Key.Key_Return)
    assert rig.form() is not None
    message = form_of(rig).findChild(QWidget, "form_message")
    assert message is not None
    assert message.isVisible()
    assert message.accessibleName()
    rig.write("Komputer diserahkan")
    rig.press(Key.Key_Return)
    assert rig.form() is None
    assert rig.story.desk.interactions.lines()[0].outcome is OutcomeKind.SOLVED


def test_a_question_is_one_press_away(rig: Rig) -> None:
    rig.story.desk.suggestions.missing = (FakeMissing("case.steps[2].estimate_at", "Kapan diantar?"),)
    rig.open()
    ask = rig.screen.say_pane.suggestions.asks[0]
    QTest.mouseClick(ask.button, Qt.MouseButton.LeftButton)
    rig.settle()
    assert rig.story.desk.cases.questions == [("DELIVERY", "Kapan diantar?")]
    assert not ask.button.isEnabled()


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


def unnamed(parent: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in parent.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
        and not (widget.accessibleName() or (isinstance(widget, QPushButton) and widget.text()))
    ]  # fmt: skip


def test_everything_that_takes_the_focus_has_a_name(rig: Rig) -> None:
    rig.open()
    rig.late()
    assert unnamed(rig.screen) == []


@pytest.mark.parametrize("form", ["promise", "close_interaction", "_open_case", "_ask", "reveal", "_new_customer"])
def test_every_form_names_its_fields_and_leaves_by_escape(rig: Rig, form: str) -> None:
    rig.open()
    arguments = {"reveal": ("phone",), "_new_customer": ("Yohanes",)}.get(form, ())
    getattr(rig.screen, form)(*arguments)
    rig.settle()
    assert unnamed(form_of(rig)) == []
    rig.press(Key.Key_Escape)
    assert rig.form() is None
    assert rig.window.focusWidget() is not None


def test_keys_without_anybody_at_the_counter_say_what_is_missing(rig: Rig) -> None:
    for act in ("_call_supervisor", "_next_stage", "_open_case", "_ask", "_reveal_first", "promise"):
        rig.notices.clear()
        getattr(rig.screen, act)()
        rig.settle()
        assert len(rig.notices) == 1, act
    assert rig.form() is None
    assert rig.story.desk.interactions.lines() == ()


def test_a_call_for_the_supervisor_is_noted_once(rig: Rig) -> None:
    rig.open()
    rig.screen._call_supervisor()
    rig.settle()
    first = rig.notices[-1].text
    rig.screen._call_supervisor()
    rig.settle()
    assert rig.screen.viewmodel.talk.talk.help_called
    assert rig.notices[-1].text != first
    assert [fact.kind for fact in rig.story.desk.facts].count(FactKind.INTERACTION_HELP) == 1


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


def test_a_refusal_stands_below_its_field(rig: Rig) -> None:
    rig.open()
    rig.press(Key.Key_F9)
    rig.press(Key.Key_4)
    rig.press(Key.Key_Return)
    form = form_of(rig)
    message, field = form.findChild(QWidget, "form_message"), form.findChild(QLineEdit, "outcome_alternative")
    assert message is not None
    assert field is not None
    assert field.hasFocus()
    assert field.geometry().bottom() < message.geometry().top() <= field.geometry().bottom() + 12
    rig.press(Key.Key_1, CTRL)
    assert rig.screen.viewmodel.outcome.draft.kind is OutcomeKind.SOLVED


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
    kept = [_everything_known(widget) for widget in rig.screen.findChildren(QWidget)]
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
