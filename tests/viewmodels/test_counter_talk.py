"""The talk, what to say, the promise and the ending, without a window."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import ErrorCode
from app.domain.facts import FactKind
from app.domain.interactions import ContactKind, Interaction, Mood, OutcomeKind, Signs, Stage
from app.domain.promises import PromiseState
from tests.counter_story import Story, a_story, late
from tests.fake_answers import FakeMissing
from tests.fakes_ui import InlineTasks, session
from ui.viewmodels.counter import CounterViewModel


class Rig:
    """The whole view-model over a story."""

    def __init__(self) -> None:
        self.story: Story = a_story()
        self.desk = self.story.desk
        self.tasks = InlineTasks()
        self.model = CounterViewModel(self.desk.core(), self.tasks, session())

    def open(self) -> None:
        self.model.open(self.story.customer.id)
        self.tasks.settle()

    def late(self, hours: float = 48) -> None:
        self.model.apply(late(self.story, hours))
        self.tasks.settle()

    def kinds(self) -> list[FactKind]:
        return [fact.kind for fact in self.desk.facts if fact.kind.startswith(("interaction.", "customer."))]

    def stage(self) -> Stage:
        return self.model.talk.talk.stage

    def said(self) -> list[str]:
        return [text for text, _how, _apology in self.desk.interactions.sayings]


@pytest.fixture
def rig(qtbot: QtBot) -> Rig:
    return Rig()


def test_looking_at_a_record_starts_no_interaction_but_the_first_act_does(rig: Rig) -> None:
    rig.open()
    assert FactKind.INTERACTION_STARTED not in rig.kinds()
    rig.model.talk.set_mood(Mood.ANXIOUS)
    rig.model.talk.set_stage(Stage.EMPATHY)
    rig.tasks.settle()
    assert rig.kinds().count(FactKind.INTERACTION_STARTED) == 1
    assert FactKind.INTERACTION_CASE in rig.kinds()


def test_the_case_says_what_the_contact_is_until_the_agent_does(rig: Rig) -> None:
    rig.open()
    assert rig.model.talk.talk.contact_kind is ContactKind(rig.story.case.kind.value)
    rig.model.talk.set_kind(ContactKind.INFO)
    rig.late()
    assert rig.model.talk.talk.contact_kind is ContactKind.INFO


def test_a_talk_that_was_left_goes_on_where_it_stood(rig: Rig) -> None:
    other = rig.desk.add_customer("Andi Nurhaliza")
    rig.open()
    rig.model.talk.set_stage(Stage.SOLUTION)
    rig.tasks.settle()
    rig.model.open(other.id)
    rig.tasks.settle()
    assert rig.stage() is Stage.GREETING
    rig.open()
    assert rig.stage() is Stage.SOLUTION
    rig.model.talk.set_mood(Mood.CALM)
    rig.tasks.settle()
    assert rig.kinds().count(FactKind.INTERACTION_STARTED) == 1


def test_an_interaction_left_open_yesterday_is_found_in_the_record(rig: Rig) -> None:
    rig.open()
    rig.model.talk.set_stage(Stage.LISTENING)
    rig.tasks.settle()
    again = CounterViewModel(rig.desk.core(), rig.tasks, session())
    again.open(rig.story.customer.id)
    rig.tasks.settle()
    assert again.talk.talk.running
    assert again.talk.talk.stage is Stage.LISTENING


def test_a_walk_in_becomes_the_customer_with_what_was_done(rig: Rig) -> None:
    rig.model.begin_interaction()
    rig.tasks.settle()
    rig.model.say.mark_said(0)
    rig.open()
    assert rig.model.can_link
    rig.model.link_walk_in()
    rig.tasks.settle()
    assert rig.kinds().count(FactKind.INTERACTION_STARTED) == 1
    talk = rig.desk.interactions.get(rig.model.talk.interaction_id or "")
    assert talk.customer_id == rig.story.customer.id
    assert talk.said == 1


def test_what_was_said_is_logged_once_and_stays_in_its_place(rig: Rig) -> None:
    rig.open()
    second = rig.model.say.state.rows[1].text
    rig.model.say.mark_said(1)
    rig.model.say.mark_said(1)
    rig.tasks.settle()
    assert rig.desk.interactions.sayings == [(second, "said", True)]
    assert rig.model.say.state.rows[1].text == second
    assert rig.model.say.state.rows[1].said
    assert rig.desk.requests[-1].apologised


def test_copying_hands_the_text_over_and_counts_as_used(rig: Rig) -> None:
    copied: list[str] = []
    rig.model.say.copied.connect(copied.append)
    rig.open()
    rig.model.say.copy(0)
    rig.tasks.settle()
    assert copied == [rig.model.say.state.rows[0].text]
    assert rig.desk.interactions.sayings[0][1] == "copied"


def test_facts_in_a_sentence_are_found_with_their_source(rig: Rig) -> None:
    rig.open()
    row = rig.model.say.state.rows[0]
    assert [(row.text[span.start : span.end], span.source) for span in row.spans] == [
        ("pukul 15.00 WITA", "case.steps[1].estimate_at")
    ]


def test_nothing_moves_while_the_mouse_is_down(rig: Rig) -> None:
    rig.open()
    before = rig.model.say.state
    rig.model.say.hold(True)
    rig.model.talk.set_stage(Stage.SOLUTION)
    rig.tasks.settle()
    assert rig.model.say.state == before
    rig.model.say.hold(False)
    assert "solution" in rig.model.say.state.rows[0].text


def test_a_missing_fact_is_asked_of_the_unit_of_its_step(rig: Rig) -> None:
    rig.desk.suggestions.missing = (FakeMissing("case.steps[2].estimate_at", "Kapan perkiraan pengantaran?"),)
    rig.open()
    rig.model.say.send_question(0)
    rig.model.say.send_question(0)
    rig.tasks.settle()
    assert rig.desk.cases.questions == [("DELIVERY", "Kapan perkiraan pengantaran?")]
    assert rig.model.say.state.missing[0].sent


def test_news_of_a_promise_turns_the_talk_to_it(rig: Rig) -> None:
    rig.open()
    rig.model.talk.set_stage(Stage.CLOSING)
    rig.tasks.settle()
    rig.late()
    assert rig.stage() is Stage.EXPLANATION
    alert = rig.model.say.state.alert
    assert alert is not None
    assert (alert.text, alert.broken) == ("komputer siap diambil", False)
    assert "explanation" in rig.model.say.state.rows[0].text


def test_a_change_of_another_customer_reads_nothing_of_the_record(rig: Rig) -> None:
    other = rig.desk.add_customer("Andi Nurhaliza")
    case = rig.desk.add_case(other, "electronics.order", "Printer", number="PMT-2026-MKS3-00044")
    rig.open()
    asked = len(rig.desk.requests)
    rig.model.apply(rig.desk.report(case, "pick", "done"))
    rig.tasks.settle()
    assert len(rig.desk.requests) == asked


def test_the_promise_is_ready_before_the_key_and_follows_the_estimate(rig: Rig) -> None:
    rig.open()
    rig.late(48)
    draft = rig.model.promise.draft
    assert draft is not None
    assert draft.due_at == rig.desk.view(rig.story.case).state.steps[1].estimate_at
    assert draft.replaces == rig.story.promise.id
    rig.model.promise.confirm()
    rig.tasks.settle()
    states = [promise.state for promise in rig.desk.view(rig.story.case).promises]
    assert states == [PromiseState.MOVED, PromiseState.OPEN]
    assert rig.stage() is Stage.COMMITMENT
    assert rig.model.say.state.alert is None


def test_a_confirm_before_the_draft_is_ready_waits_for_it(rig: Rig) -> None:
    rig.open()
    rig.model.record.focus(None)
    rig.model.record.focus(rig.story.case.id)
    rig.model.promise.confirm()
    assert len(rig.desk.view(rig.story.case).promises) == 1
    rig.tasks.settle()
    assert len(rig.desk.view(rig.story.case).promises) == 2


def test_no_promise_without_an_estimate_or_a_name(rig: Rig) -> None:
    other = rig.desk.add_customer("Andi Nurhaliza")
    case = rig.desk.add_case(other, "electronics.order", "Printer", number="PMT-2026-MKS3-00044")
    rig.model.open(other.id)
    rig.tasks.settle()
    model = rig.model.promise
    model.confirm()
    assert model.draft is not None
    assert model.draft.error is not None
    assert model.draft.error.code is ErrorCode.PROMISE_WITHOUT_ESTIMATE
    model.set_answer_by("Pak Rahmat, Pengantaran")
    model.set_due(rig.desk.clock.now().replace(hour=9))
    model.confirm()
    rig.tasks.settle()
    promises = rig.desk.view(case).promises
    assert [promise.answer_by for promise in promises] == ["Pak Rahmat, Pengantaran"]


def test_typing_in_a_draft_outlives_a_refresh(rig: Rig) -> None:
    rig.open()
    rig.model.promise.set_text("komputer diantar ke kantor")
    rig.model.record.refresh()
    rig.tasks.settle()
    assert rig.model.promise.draft is not None
    assert rig.model.promise.draft.text == "komputer diantar ke kantor"


def test_an_apology_alone_cannot_close(rig: Rig) -> None:
    rig.open()
    rig.model.say.mark_said(1)
    rig.tasks.settle()
    outcome = rig.model.outcome
    outcome.begin(rig.model.record.state)
    outcome.choose(OutcomeKind.SOLVED)
    outcome.confirm()
    assert outcome.draft.error is not None
    assert outcome.draft.error.code is ErrorCode.APOLOGY_ALONE
    assert FactKind.INTERACTION_ENDED not in rig.kinds()


def test_an_open_promise_is_the_likely_ending_and_the_signs_go_with_it(rig: Rig) -> None:
    closed: list[Interaction] = []
    rig.model.closed.connect(closed.append)
    rig.open()
    rig.model.talk.set_mood(Mood.DISAPPOINTED)
    outcome = rig.model.outcome
    outcome.begin(rig.model.record.state)
    assert outcome.draft.kind is OutcomeKind.PROMISED
    outcome.set_signs(Signs(content=True, would_return=True))
    outcome.set_mood_after(Mood.CALM)
    outcome.confirm()
    rig.tasks.settle()
    assert len(closed) == 1
    ended = closed[0].outcome
    assert ended is not None
    assert ended.promise_id == rig.story.promise.id
    assert ended.signs == Signs(content=True, would_return=True, would_recommend=None)
    assert closed[0].mood_after is Mood.CALM
    assert not rig.model.talk.talk.running
    # whoever stays at the counter still has the same matter
    assert rig.model.talk.talk.contact_kind is ContactKind(rig.story.case.kind.value)


def test_each_other_ending_names_what_it_needs(rig: Rig) -> None:
    rig.open()
    outcome = rig.model.outcome
    outcome.begin(rig.model.record.state)
    for kind, field in ((OutcomeKind.HANDED_OVER, "handed_to"), (OutcomeKind.DECLINED, "alternative")):
        outcome.choose(kind)
        outcome.confirm()
        assert outcome.draft.error is not None
        assert outcome.draft.error.field == field
