"""The agent's own sentence, the mood hint and the address, without a window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.interactions import Channel, Mood
from app.domain.people import CustomerKind, Honorific
from tests.counter_story import Story, a_story, late
from tests.fakes_ui import InlineTasks, session
from ui.viewmodels.counter import CounterViewModel


class Rig:
    """A customer on screen, and the box."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.story: Story = a_story()
        self.desk = self.story.desk
        self.tasks = InlineTasks()
        self.model = CounterViewModel(self.desk.core(), self.tasks, session())
        self.own = self.model.own
        self.open()

    def open(self) -> None:
        self.model.open(self.story.customer.id)
        self.tasks.settle()

    def enter(self, text: str) -> None:
        self.own.set_text(text)
        self.own.enter()
        self.tasks.settle()

    def pause(self, wanted: object) -> None:
        """Let the pause in typing go by."""
        with self.qtbot.waitSignal(wanted.timeout):  # type: ignore[attr-defined]
            pass
        self.tasks.settle()

    def labels(self) -> list[str]:
        return [one.label for one in self.own.state.findings]

    def asks_reason(self) -> bool:
        return self.own.state.asks_reason

    def hint(self) -> Mood | None:
        return self.model.mood_hint.hint

    def asks_address(self) -> bool:
        return self.model.address.ask is not None

    def notes(self) -> list[str]:
        return [fact.body["text"] for fact in self.desk.facts if fact.kind is FactKind.INTERACTION_NOTE]


@pytest.fixture
def rig(qtbot: QtBot) -> Iterator[Rig]:
    made = Rig(qtbot)
    yield made
    made.model.stop()


def test_a_good_sentence_is_said_at_once_and_the_box_is_empty(rig: Rig) -> None:
    rig.enter("Mohon maaf, Bu, saya antar ke loket 2.")
    assert rig.desk.interactions.sayings == [("Mohon maaf, Bu, saya antar ke loket 2.", "typed", True)]
    assert rig.own.state.text == ""
    assert rig.model.talk.talk.apologised


def test_the_check_knows_the_moment(rig: Rig) -> None:
    rig.enter("Baik, Bu.")
    request = rig.desk.own_words.checked[-1][1]
    assert (request.customer_id, request.case_id) == (rig.story.customer.id, rig.story.case.id)


def test_faults_come_at_the_pause_and_at_most_two(rig: Rig) -> None:
    rig.own.set_text("Maaf, pending, tidak bisa, secepatnya ya")
    assert rig.labels() == []
    rig.pause(rig.own._pause)
    assert rig.labels() == ["deadend", "empty_promise"]
    assert rig.desk.interactions.sayings == []


def test_typing_behind_a_fault_keeps_its_mark_and_changing_it_takes_it_away(rig: Rig) -> None:
    rig.enter("Kami kabari secepatnya")
    rig.own.set_text("Kami kabari secepatnya, Bu")
    assert rig.labels() == ["empty_promise"]
    rig.own.set_text("Kami kabari secepat")
    assert rig.labels() == []


def test_a_warning_that_was_not_seen_is_shown_before_it_is_said(rig: Rig) -> None:
    rig.enter("Kami kabari secepatnya")
    assert rig.desk.interactions.sayings == []
    assert rig.own.state.findings
    rig.own.enter()
    rig.tasks.settle()
    assert [how for _text, how, _ in rig.desk.interactions.sayings] == ["typed"]


def test_what_harms_asks_for_a_reason_and_lets_go_with_one(rig: Rig) -> None:
    rig.enter("Tidak bisa, Bu")
    assert rig.asks_reason()
    rig.own.say_anyway("  ")
    rig.tasks.settle()
    assert rig.desk.interactions.sayings == []
    rig.own.back()
    assert not rig.asks_reason()
    rig.own.enter()
    rig.own.say_anyway("Perintah tertulis kepala cabang")
    rig.tasks.settle()
    assert [text for text, _how, _ in rig.desk.interactions.sayings] == ["Tidak bisa, Bu"]
    assert rig.notes() == ["Perintah tertulis kepala cabang"]
    assert not rig.asks_reason()


def test_the_better_wording_is_taken_and_checked_itself(rig: Rig) -> None:
    rig.enter("Tidak bisa, Bu")
    rig.own.take_rewrite()
    rig.tasks.settle()
    assert rig.own.state.text == "Yang bisa saya bantu sekarang, Bu, mengantarnya."
    assert rig.labels() == []
    assert not rig.asks_reason()
    assert rig.desk.own_words.checked[-1][0] == rig.own.state.text


def test_a_check_that_breaks_traps_nobody(rig: Rig) -> None:
    refused: list[Exception] = []
    rig.own.refused.connect(refused.append)
    rig.desk.own_words.broken = LoketError(ErrorCode.NOT_FOUND, "resource")
    rig.enter("Baik, Bu.")
    assert [text for text, _how, _ in rig.desk.interactions.sayings] == ["Baik, Bu."]
    assert len(refused) == 1


def test_a_suggestion_in_other_words_is_logged_as_edited_with_its_phrases(rig: Rig) -> None:
    row = rig.model.say.state.rows[2]
    rig.own.take(row)
    rig.enter(f"{row.text} Boleh, Bu?")
    assert rig.desk.interactions.sayings == [(f"{row.text} Boleh, Bu?", "edited", False)]
    phrase_ids, moment = rig.desk.interactions.taken[0]
    assert phrase_ids == row.phrase_ids
    assert moment is not None
    assert set(row.phrase_ids) < set(moment.phrase_ids)
    assert rig.model.say.state.rows[2].said


def test_a_suggestion_taken_and_left_as_it_was_counts_as_said(rig: Rig) -> None:
    rig.own.take(rig.model.say.state.rows[2])
    rig.own.enter()
    rig.tasks.settle()
    assert [how for _text, how, _ in rig.desk.interactions.sayings] == ["said"]


def test_in_a_chat_what_is_said_goes_to_the_clipboard(rig: Rig) -> None:
    copied: list[str] = []
    rig.own.copied.connect(copied.append)
    rig.model.talk.set_channel(Channel.CHAT)
    rig.enter("Baik, Bu.")
    assert copied == ["Baik, Bu."]


def test_news_of_the_record_checks_the_sentence_again(rig: Rig) -> None:
    rig.own.set_text("Besok pukul 15.00, Bu")
    rig.pause(rig.own._pause)
    before = len(rig.desk.own_words.checked)
    rig.model.apply(late(rig.story))
    rig.tasks.settle()
    rig.pause(rig.own._pause)
    assert len(rig.desk.own_words.checked) > before


def test_a_half_typed_sentence_never_reaches_the_next_customer(rig: Rig) -> None:
    other = rig.desk.add_customer("Andi Nurhaliza")
    rig.own.set_text("Ibu Ratna, besok siap")
    rig.model.open(other.id)
    rig.tasks.settle()
    assert rig.own.state.text == ""


def test_the_mood_is_hinted_at_until_the_agent_chooses(rig: Rig) -> None:
    hint = rig.model.mood_hint
    rig.model.say.set_utterance("saya takut uangnya hilang")
    rig.pause(hint._pause)
    assert rig.hint() is Mood.ANXIOUS
    assert FactKind.INTERACTION_MOOD not in [fact.kind for fact in rig.desk.facts]
    rig.model.talk.set_mood(Mood.ANGRY)
    assert rig.hint() is None
    heard = len(rig.desk.own_words.heard)
    rig.model.say.set_utterance("saya takut sekali")
    rig.tasks.settle()
    assert not hint._pause.isActive()
    assert len(rig.desk.own_words.heard) == heard


def test_one_key_takes_the_hint_as_the_agents_own_choice(rig: Rig) -> None:
    rig.model.say.set_utterance("saya takut uangnya hilang")
    rig.pause(rig.model.mood_hint._pause)
    rig.model.mood_hint.take()
    assert rig.model.talk.talk.mood is Mood.ANXIOUS
    assert rig.hint() is None


def test_an_unknown_honorific_is_asked_and_kept_in_the_record(rig: Rig) -> None:
    other = rig.desk.add_customer("Andi Nurhaliza")
    rig.model.open(other.id)
    rig.tasks.settle()
    assert rig.asks_address()
    rig.model.address.save(Honorific.IBU, "Andi")
    rig.tasks.settle()
    assert rig.desk.profiles[other.id].honorific is Honorific.IBU
    assert rig.desk.profiles[other.id].call_name == "Andi"
    assert not rig.asks_address()
    state = rig.model.record.state
    assert state is not None
    assert state.record.customer.honorific is Honorific.IBU


def test_what_is_known_put_off_or_no_person_is_not_asked(rig: Rig) -> None:
    assert not rig.asks_address()
    other = rig.desk.add_customer("Andi Nurhaliza")
    rig.model.open(other.id)
    rig.tasks.settle()
    rig.model.address.later()
    rig.open()
    rig.model.open(other.id)
    rig.tasks.settle()
    assert not rig.asks_address()
    assert rig.model.address.open()
    firm = rig.desk.add_customer("PT Sinar Jaya")
    rig.desk.profiles[firm.id] = replace(firm, kind=CustomerKind.COMPANY)
    rig.model.open(firm.id)
    rig.tasks.settle()
    assert not rig.asks_address()
    assert not rig.model.address.open()


def test_an_address_that_was_refused_is_asked_again(rig: Rig) -> None:
    other = rig.desk.add_customer("Andi Nurhaliza")
    rig.model.open(other.id)
    rig.tasks.settle()
    rig.desk.customers.refusal = LoketError(ErrorCode.NOT_PERMITTED, "customer.edit")
    rig.model.address.save(Honorific.IBU, "")
    rig.tasks.settle()
    assert rig.asks_address()
