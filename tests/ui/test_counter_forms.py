"""Forms of the counter: what they refuse and say, how they are left, and that everything has a name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from app.domain.facts import FactKind
from app.domain.interactions import OutcomeKind
from tests.counter_rig import CTRL, Key, Rig, form_of
from tests.fake_answers import FakeMissing
from tests.fakes_ui import session


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


@pytest.mark.parametrize("worker", [session(online=False)])
def test_a_session_without_a_network_keeps_masked_values_masked_and_says_why(rig: Rig) -> None:
    rig.open()
    phone = rig.screen.findChild(QWidget, "field_phone")
    assert phone is not None
    assert phone.accessibleName().endswith(": masked")
    assert phone.toolTip() == phone.accessibleDescription()
    assert "session with a network" in phone.toolTip()
    rig.press(Key.Key_F7)
    rig.press(Key.Key_F7)
    assert rig.form() is None
    assert rig.notices[-1].text == phone.toolTip()
