"""The record's view-model: fresh without a click, news remembered until it was looked at, masks that come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from app.domain.processes import StepStatus
from app.domain.promises import PromiseState
from tests.counter_story import Story, a_story, late
from tests.fakes_ui import NOW, InlineTasks
from ui.viewmodels.record import RecordViewModel, StepNews
from ui.viewmodels.search import SearchViewModel
from ui.viewmodels.today import TodayViewModel
from ui.viewmodels.track import StepLook, Track, track_of


@pytest.fixture
def story() -> Story:
    return a_story()


@pytest.fixture
def tasks() -> InlineTasks:
    return InlineTasks()


@pytest.fixture
def record(qtbot: QtBot, story: Story, tasks: InlineTasks) -> RecordViewModel:
    return RecordViewModel(story.desk.core(), tasks)


def test_opening_logs_one_look_and_refreshing_none(record: RecordViewModel, story: Story, tasks: InlineTasks) -> None:
    record.open(story.customer.id)
    tasks.settle()
    record.refresh()
    tasks.settle()
    assert record.state is not None
    assert record.state.focus == story.case.id
    assert story.desk.customers.looks == [story.customer.id]


def test_a_later_estimate_arrives_as_news_and_presses_the_promise(
    record: RecordViewModel, story: Story, tasks: InlineTasks
) -> None:
    arrived: list[StepNews] = []
    pressed: list[Track] = []
    record.arrived.connect(arrived.append)
    record.pressed.connect(pressed.append)
    record.open(story.customer.id)
    tasks.settle()
    late(story)
    record.refresh()
    tasks.settle()
    assert [news.step_key for news in arrived] == ["setup"]
    assert [track.case_id for track in pressed] == [story.case.id]
    record.refresh()
    tasks.settle()
    assert len(arrived) == len(pressed) == 1


def test_news_stays_until_the_agent_looks(record: RecordViewModel, story: Story, tasks: InlineTasks) -> None:
    record.open(story.customer.id)
    tasks.settle()
    late(story)
    record.refresh()
    tasks.settle()
    story.desk.cases.mark_seen(story.case.id)
    record.refresh()
    tasks.settle()
    assert record.state is not None
    assert record.state.tracks[0].news
    record.acknowledge(story.case.id)
    tasks.settle()
    assert not record.state.tracks[0].news


def test_what_was_on_screen_counts_as_seen_once_the_record_is_left(
    record: RecordViewModel, story: Story, tasks: InlineTasks
) -> None:
    record.open(story.customer.id)
    tasks.settle()
    late(story)
    record.refresh()
    tasks.settle()
    record.close()
    record.open(story.customer.id)
    tasks.settle()
    assert record.state is not None
    assert not record.state.tracks[0].news


def test_an_answer_for_a_record_that_was_left_is_dropped(
    record: RecordViewModel, story: Story, tasks: InlineTasks
) -> None:
    record.open(story.customer.id)
    tasks.settle()
    record.refresh()
    record.close()
    tasks.settle()
    assert record.state is None


def test_a_revealed_field_is_masked_again(
    record: RecordViewModel, story: Story, tasks: InlineTasks, qtbot: QtBot
) -> None:
    record.open(story.customer.id)
    tasks.settle()
    record.reveal("nik", "Verifikasi identitas")
    tasks.settle()
    assert record.state is not None
    assert record.state.revealed is not None
    assert record.state.revealed.value == story.customer.nik
    assert story.desk.customers.reveals == [("nik", "Verifikasi identitas")]
    record.hide_revealed()
    assert record.state.revealed is None


def test_a_step_is_late_once_its_estimate_has_passed(story: Story) -> None:
    story.desk.clock.forward(hours=30)
    track = track_of(story.desk.view(story.case), story.desk.clock.now())
    step = track.step("setup")
    assert step is not None
    assert step.state.status is StepStatus.IN_PROGRESS
    assert step.look is StepLook.LATE
    assert step.aged
    assert track.pressing is not None
    assert track.pressing.state is PromiseState.BROKEN


def test_a_replaced_promise_leaves_the_track(story: Story) -> None:
    late(story)
    promises = story.desk.promises
    promises.make(story.case.id, NOW + timedelta(hours=48), "komputer siap diambil", replaces=story.promise.id)
    track = track_of(story.desk.view(story.case), NOW)
    assert [promise.state for promise in track.promises] == [PromiseState.OPEN]
    assert track.pressing is None


def test_an_enter_before_the_results_opens_the_first_of_them(qtbot: QtBot, story: Story, tasks: InlineTasks) -> None:
    search = SearchViewModel(story.desk.customers, tasks)
    chosen: list[str] = []
    search.chosen.connect(chosen.append)
    search.set_text("PLG-004512")
    search.open_current()
    assert not chosen
    tasks.settle()
    assert chosen == [story.customer.id]


def test_only_the_newest_text_is_answered(qtbot: QtBot, story: Story, tasks: InlineTasks) -> None:
    story.desk.add_customer("Ratih Anjani")
    search = SearchViewModel(story.desk.customers, tasks)
    search.set_text("rat")
    search.set_text("ratih")
    tasks.settle()
    assert [hit.name for hit in search.state.hits] == ["Ratih Anjani"]
    search.set_text("rat")
    tasks.settle()
    search.move(5)
    assert search.state.current is not None
    assert search.state.current.name == "Ratih Anjani"


def test_today_shows_promises_that_cannot_hold(qtbot: QtBot, story: Story, tasks: InlineTasks) -> None:
    today = TodayViewModel(story.desk.core(), tasks, "Asia/Makassar")
    today.refresh()
    tasks.settle()
    assert not today.today.at_risk
    late(story)
    today.refresh()
    tasks.settle()
    assert [line.customer_name for line in today.today.at_risk] == ["Ratna Wibowo"]
    today.clear()
    assert not today.today.at_risk
