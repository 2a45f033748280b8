"""The real background worker and the fake keep one contract; changes hop to the main thread once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.changes import Changes
from tests.fakes_ui import FakeCore, FakeSyncStatus, InlineTasks
from ui.bridge import Bridge
from ui.tasks import Background, Tasks

Settle = Callable[[], None]


class Receiver(QObject):
    """Remembers what it is told, and in which thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.values: list[Any] = []
        self.errors: list[Exception] = []
        self.threads: set[threading.Thread] = set()

    def take(self, value: Any) -> None:  # noqa: ANN401 - whatever the work gives
        self.values.append(value)
        self.threads.add(threading.current_thread())

    def take_as(self, name: str, value: Any) -> None:  # noqa: ANN401
        self.values.append((name, value))

    def fail(self, error: Exception) -> None:
        self.errors.append(error)


@pytest.fixture(params=["real", "fake"])
def background(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[tuple[Background, Settle]]:
    if request.param == "fake":
        fake = InlineTasks()
        yield fake, fake.settle
        return
    real = Tasks()
    last = Receiver()

    def settle() -> None:
        last.values.clear()
        real.run(int, last.take)
        qtbot.waitUntil(lambda: last.values == [0])

    yield real, settle
    assert real.close()


def test_the_answer_comes_after_the_call_in_the_main_thread(background: tuple[Background, Settle]) -> None:
    tasks, settle = background
    receiver = Receiver()
    tasks.run(lambda: 7, receiver.take)
    assert receiver.values == []
    settle()
    assert receiver.values == [7]
    assert receiver.threads == {threading.main_thread()}


def test_work_is_done_in_the_order_asked(background: tuple[Background, Settle]) -> None:
    tasks, settle = background
    receiver = Receiver()
    for number in range(5):
        tasks.run(partial(int, number), partial(receiver.take_as, "n"))
    settle()
    assert receiver.values == [("n", number) for number in range(5)]


def test_an_error_goes_to_the_one_who_takes_errors(background: tuple[Background, Settle]) -> None:
    tasks, settle = background
    receiver = Receiver()
    tasks.run(lambda: 1 // 0, receiver.take, receiver.fail)
    settle()
    assert receiver.values == []
    assert [type(error) for error in receiver.errors] == [ZeroDivisionError]


def test_only_the_newest_answer_of_a_key_counts(background: tuple[Background, Settle]) -> None:
    tasks, settle = background
    receiver = Receiver()
    for text in ("s", "sa", "sar"):
        tasks.latest("find", partial(str, text), receiver.take)
    tasks.latest("other", partial(str, "x"), receiver.take)
    settle()
    assert receiver.values == ["sar", "x"]


def test_a_forgotten_key_is_not_answered(background: tuple[Background, Settle]) -> None:
    tasks, settle = background
    receiver = Receiver()
    tasks.latest("find", partial(str, "sari"), receiver.take)
    tasks.forget("find")
    settle()
    assert receiver.values == []


def test_a_receiver_that_is_gone_is_not_called(background: tuple[Background, Settle]) -> None:
    tasks, settle = background
    receiver = Receiver()
    values = receiver.values
    tasks.run(lambda: 7, receiver.take)
    shiboken6.delete(receiver)
    settle()
    assert values == []


def test_an_answer_must_go_to_an_object_that_can_die(background: tuple[Background, Settle]) -> None:
    tasks, _settle = background
    with pytest.raises(TypeError, match="bound method"):
        tasks.run(int, print)


def test_an_error_nobody_takes_is_told_by_the_worker(qtbot: QtBot) -> None:
    tasks = Tasks()
    with qtbot.waitSignal(tasks.failed) as told:
        tasks.run(lambda: 1 // 0)
    assert isinstance(told.args and told.args[0], ZeroDivisionError)
    assert tasks.close()


def test_changes_from_another_thread_arrive_together_in_the_main_thread(qtbot: QtBot) -> None:
    core, receiver = FakeCore(), Receiver()
    bridge = Bridge(core.bus, core.sync)
    bridge.changed.connect(receiver.take)

    def publish() -> None:
        core.bus.publish(Changes(cases=frozenset({"a"}), source="sync"))
        core.bus.publish(Changes(cases=frozenset({"b"}), source="sync"))

    thread = threading.Thread(target=publish)
    thread.start()
    thread.join()
    assert receiver.values == []
    qtbot.waitUntil(lambda: bool(receiver.values))
    assert receiver.values == [Changes(cases=frozenset({"a", "b"}), source="sync")]
    assert receiver.threads == {threading.main_thread()}
    bridge.close()


def test_the_newest_state_of_sync_is_told_and_nothing_after_the_end(qtbot: QtBot) -> None:
    core, receiver = FakeCore(), Receiver()
    bridge = Bridge(core.bus, core.sync)
    bridge.synced.connect(receiver.take)
    core.sync.say(FakeSyncStatus(outbox=1))
    core.sync.say(FakeSyncStatus(outbox=2))
    qtbot.waitUntil(lambda: bool(receiver.values))
    assert [status.outbox for status in receiver.values] == [2]
    bridge.close()
    assert core.sync.callbacks == []
