"""Wordings of a language model on the screen: beside the suggestions, never before them, never waited for."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.interactions import Mood
from tests.counter_story import Story, a_story, late
from tests.fakes_ui import InlineTasks, session
from ui.viewmodels.counter import CounterViewModel

WORDS = ("Saya periksa catatannya sekarang, Bu.", "Saya dampingi sampai jelas, Bu.")


class Rig:
    def __init__(self) -> None:
        self.story: Story = a_story()
        self.desk = self.story.desk
        self.tasks, self.slow = InlineTasks(), InlineTasks()

    def begin(self) -> CounterViewModel:
        model = CounterViewModel(self.desk.core(), self.tasks, session(), slow=self.slow)
        model.open(self.story.customer.id)
        self.tasks.settle()
        return model


@pytest.fixture
def rig(qapp: object) -> Rig:
    return Rig()


def texts(model: CounterViewModel) -> list[str]:
    return [row.text for row in model.drafts.rows]


def test_they_come_after_the_suggestions_and_from_another_thread(rig: Rig) -> None:
    rig.desk.drafts.is_on, rig.desk.drafts.texts = True, WORDS
    model = rig.begin()
    assert model.say.state.rows
    assert texts(model) == []
    rig.slow.settle()
    assert texts(model) == list(WORDS)


def test_without_a_model_nobody_is_asked(rig: Rig) -> None:
    rig.desk.drafts.texts = WORDS
    model = rig.begin()
    rig.slow.settle()
    assert (texts(model), rig.desk.drafts.asked) == ([], [])


def test_one_moment_is_asked_once_and_another_one_anew(rig: Rig) -> None:
    rig.desk.drafts.is_on, rig.desk.drafts.texts = True, WORDS
    model = rig.begin()
    rig.slow.settle()
    model.say.set_utterance("kartu saya hilang")
    model.say.keep_utterance()
    rig.tasks.settle()
    rig.slow.settle()
    asked = len(rig.desk.drafts.asked)
    model.talk.set_mood(Mood.ANGRY)
    rig.tasks.settle()
    assert texts(model) == [], "what was for another mood is gone at once"
    rig.slow.settle()
    assert texts(model) == list(WORDS)
    assert len(rig.desk.drafts.asked) == asked + 1


def test_no_answer_is_no_fault(rig: Rig) -> None:
    rig.desk.drafts.is_on, rig.desk.drafts.broken = True, LoketError(ErrorCode.UNREACHABLE)
    model = rig.begin()
    rig.slow.settle()
    assert texts(model) == []
    assert rig.slow.errors == []
    assert model.say.state.rows


def test_what_is_said_of_them_is_logged_once(rig: Rig) -> None:
    rig.desk.drafts.is_on, rig.desk.drafts.texts = True, WORDS
    model = rig.begin()
    rig.slow.settle()
    model.drafts.say(1, "said")
    model.drafts.say(1, "said")
    model.drafts.say(7, "said")
    rig.tasks.settle()
    assert [(text, how) for text, how, _ in rig.desk.interactions.sayings] == [(WORDS[1], "said")]
    assert [ids for ids, _ in rig.desk.interactions.taken] == [("draft-1",)]
    assert [row.said for row in model.drafts.rows] == [False, True]


def test_news_of_the_record_takes_them_away_and_asks_anew(rig: Rig) -> None:
    rig.desk.drafts.is_on, rig.desk.drafts.texts = True, WORDS
    model = rig.begin()
    rig.slow.settle()
    asked = len(rig.desk.drafts.asked)
    model.say.refresh(again=True)
    rig.tasks.settle()
    assert texts(model) == list(WORDS), "nothing of the record is another"
    model.apply(late(rig.story))
    rig.tasks.settle()
    assert texts(model) == [], "what they say of the record may be true no more"
    rig.slow.settle()
    assert texts(model) == list(WORDS)
    assert len(rig.desk.drafts.asked) == asked + 1
