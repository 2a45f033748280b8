"""Suggestions keep still under the hand, and what was offered is told once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.domain.interactions import Mood, OutcomeKind, Stage
from app.services.suggestions import SuggestionRequest
from tests.counter_story import Story, a_story, late
from tests.fake_answers import FakeAnswer, FakeSuggestion
from tests.fakes_ui import InlineTasks, session
from ui.viewmodels.counter import CounterViewModel
from ui.viewmodels.say_rows import SayRow, kept_in_place


class Rig:
    """A customer on screen, and an engine that answers with what a test puts in `texts`."""

    def __init__(self) -> None:
        self.story: Story = a_story()
        self.desk = self.story.desk
        self.tasks = InlineTasks()
        self.texts = ["satu", "dua", "tiga"]
        self.desk.engine = self.answer
        self.model = CounterViewModel(self.desk.core(), self.tasks, session())
        self.say = self.model.say
        self.model.open(self.story.customer.id)
        self.tasks.settle()

    def answer(self, request: SuggestionRequest, _limit: int) -> FakeAnswer:
        made = [FakeSuggestion(f"{request.stage.value} {text}", (f"p.{text}",)) for text in self.texts]
        return FakeAnswer(tuple(made), (), self.desk.suggestions.situations)

    def news(self, *texts: str) -> None:
        self.texts = list(texts)
        self.model.record.refresh()
        self.say.refresh(again=True)
        self.tasks.settle()

    def shown(self) -> list[str]:
        return [row.text.split(" ")[1] for row in self.say.state.rows]


@pytest.fixture
def rig(qtbot: QtBot) -> Iterator[Rig]:
    made = Rig()
    yield made
    made.model.stop()


def _rows(*texts: str, said: str = "") -> tuple[SayRow, ...]:
    return tuple(SayRow(text, (), "", (text[:3],), said=text == said) for text in texts)


def test_each_sentence_that_is_still_offered_keeps_its_number() -> None:
    before = _rows("satu", "dua", "tiga", "empat")
    fresh = _rows("lima", "empat", "dua")
    assert [row.text for row in kept_in_place(before, fresh)] == ["lima", "dua", "empat"]


def test_the_same_sentence_with_a_new_value_keeps_its_number() -> None:
    before = _rows("abc pukul 15.00", "dua")
    fresh = _rows("baru", "abc pukul 16.00")
    assert [row.text for row in kept_in_place(before, fresh)] == ["abc pukul 16.00", "baru"]


def test_what_was_said_stays_though_it_is_offered_no_more() -> None:
    before = _rows("satu", "dua", "tiga", said="dua")
    fresh = _rows("empat", "lima")
    assert [row.text for row in kept_in_place(before, fresh)] == ["empat", "dua", "lima"]


def test_news_waits_while_the_pointer_moves_over_the_list(rig: Rig) -> None:
    rig.say.grip.point()
    rig.news("empat", "lima")
    assert rig.shown() == ["satu", "dua", "tiga"]
    rig.say.grip.leave()
    assert rig.shown() == ["empat", "lima"]


def test_a_pointer_that_was_left_there_does_not_keep_news_away(rig: Rig, qtbot: QtBot) -> None:
    rig.say.grip.point()
    rig.news("empat", "lima")
    with qtbot.waitSignal(rig.say.grip.freed):
        rig.say.grip._rest.setInterval(0)
    assert rig.shown() == ["empat", "lima"]


def test_the_agents_own_choice_is_followed_at_once(rig: Rig) -> None:
    rig.say.grip.point()
    rig.model.talk.set_stage(Stage.SOLUTION)
    rig.tasks.settle()
    assert rig.say.state.rows[0].text.startswith("solution")


def test_nothing_moves_right_after_a_number_key(rig: Rig) -> None:
    rig.say.grip.strike()
    rig.say.mark_said(1)
    rig.news("empat", "lima")
    assert rig.shown() == ["satu", "dua", "tiga"]
    assert rig.say.state.rows[1].said
    rig.say.grip.let_go()
    assert rig.shown()[1] == "dua"


def test_a_button_that_is_down_holds_against_everything(rig: Rig) -> None:
    rig.say.hold(True)
    rig.model.talk.set_stage(Stage.SOLUTION)
    rig.model.apply(late(rig.story))
    rig.tasks.settle()
    assert rig.shown() == ["satu", "dua", "tiga"]
    assert rig.say.state.alert is None
    rig.say.hold(False)
    assert rig.say.state.alert is not None


def test_the_situation_is_told_by_its_name(rig: Rig) -> None:
    rig.desk.suggestions.situations = ("unheard_of", "repair_late")
    rig.desk.suggestions.names = {"repair_late": "Perbaikan terlambat"}
    rig.news("satu")
    assert rig.say.state.situation == "Perbaikan terlambat"


def test_what_was_offered_goes_with_the_first_sentence_taken_and_only_once(rig: Rig) -> None:
    rig.say.mark_said(1)
    rig.say.copy(0)
    rig.tasks.settle()
    moments = [(ids, moment.phrase_ids if moment else None) for ids, moment in rig.desk.interactions.taken]
    assert moments == [(("p.dua",), ("p.satu", "p.dua", "p.tiga")), (("p.satu",), ("p.satu",))]


def test_what_was_looked_at_and_left_is_told_when_the_talk_goes_on(rig: Rig) -> None:
    rig.model.talk.set_mood(Mood.ANXIOUS)
    rig.tasks.settle()
    rig.desk.clock.forward(seconds=20)
    rig.model.talk.set_stage(Stage.EMPATHY)
    rig.tasks.settle()
    assert rig.desk.interactions.passed_over == [(Stage.GREETING, ("p.satu", "p.dua", "p.tiga"))]


def test_what_was_only_passed_by_or_taken_is_not_told_as_left(rig: Rig) -> None:
    rig.model.talk.set_mood(Mood.ANXIOUS)
    rig.tasks.settle()
    rig.model.talk.set_stage(Stage.EMPATHY)
    rig.tasks.settle()
    rig.desk.clock.forward(seconds=20)
    rig.say.mark_said(0)
    rig.model.talk.set_stage(Stage.SOLUTION)
    rig.tasks.settle()
    assert rig.desk.interactions.passed_over == []


def test_looking_alone_begins_no_contact(rig: Rig) -> None:
    rig.desk.clock.forward(seconds=20)
    rig.model.leave_record()
    rig.tasks.settle()
    assert rig.desk.interactions.lines() == ()


def test_the_last_moment_is_told_before_the_talk_is_closed(rig: Rig) -> None:
    rig.model.talk.begin()
    rig.tasks.settle()
    rig.desk.clock.forward(seconds=20)
    rig.model.outcome.begin(rig.model.record.state)
    assert rig.model.outcome.draft.kind is OutcomeKind.PROMISED
    rig.model.outcome.confirm()
    rig.tasks.settle()
    assert [stage for stage, _ids in rig.desk.interactions.passed_over] == [Stage.GREETING]
