"""The shell's places, its clock, its lock and the words of sync, without widgets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes_ui import NOW, FakeCore, FakeEnrolment, FakeFormats, FakeSyncStatus, InlineTasks, session
from ui.viewmodels.first_run import FirstRunViewModel
from ui.viewmodels.shell import Place, ShellViewModel, SyncWords, sync_words

pytestmark = pytest.mark.usefixtures("qapp")

ZONE = "Asia/Makassar"


def at_work(core: FakeCore) -> tuple[ShellViewModel, InlineTasks]:
    tasks = InlineTasks()
    shell = ShellViewModel(tasks)
    shell.show_login()
    shell.attach(core, 5)
    shell.signed_in(session())
    return shell, tasks


def ended(shell: ShellViewModel) -> None:
    shell._tick.stop()
    shell._idle.stop()


def test_online_says_when_it_last_went_through() -> None:
    words = sync_words(FakeSyncStatus(), FakeFormats(), ZONE)
    assert words == SyncWords("ok", "Online", last="Last sync 10.41", short_link="Online")


def test_offline_says_since_when_and_how_much_waits() -> None:
    status = FakeSyncStatus(online=False, offline_since=NOW - timedelta(minutes=11), outbox=3)
    words = sync_words(status, FakeFormats(), ZONE)
    assert (words.tone, words.link, words.waiting) == ("warn", "Offline since 10.30", "3 waiting")


def test_what_was_refused_outweighs_everything_else() -> None:
    words = sync_words(FakeSyncStatus(refused=2), FakeFormats(), ZONE)
    assert (words.tone, words.refused) == ("danger", "2 refused")
    assert words.sentence == "Online. 2 refused. Last sync 10.41"


def test_conflicts_are_counted_beside_the_line() -> None:
    words = sync_words(FakeSyncStatus(), FakeFormats(), ZONE, 1)
    assert (words.tone, words.conflicts, words.linked) == ("warn", "1 conflict", True)
    both = sync_words(FakeSyncStatus(online=False, offline_since=NOW, refused=1), FakeFormats(), ZONE, 1)
    assert (both.tone, both.linked, both.short_link) == ("danger", False, "Offline")
    assert both.sentence == "Offline since 10.41. 1 refused. 1 conflict. Last sync 10.41"


def test_before_the_first_round_nothing_is_claimed() -> None:
    status = FakeSyncStatus(online=False, last_sync_at=None)
    assert sync_words(status, FakeFormats(), ZONE) == SyncWords(
        "info", "Connecting", last="Never synced", short_link="Connecting"
    )
    assert sync_words(None, None, ZONE) == SyncWords("info", "Connecting")


def test_a_minute_of_rest_too_many_locks() -> None:
    shell, _tasks = at_work(FakeCore())
    assert shell._idle.interval() == 5 * 60_000
    shell._idle.timeout.emit()
    assert shell.place is Place.LOCKED
    assert shell.session is not None
    ended(shell)


def test_someone_at_the_keys_puts_the_lock_off() -> None:
    shell, _tasks = at_work(FakeCore())
    started: list[bool] = []
    shell._idle.start = lambda: started.append(True)  # type: ignore[method-assign,assignment]
    shell._tick.timeout.emit()
    assert started == []
    shell.touch()
    shell._tick.timeout.emit()
    assert started == [True]
    ended(shell)


def test_a_session_that_runs_out_ends_at_the_log_in_page() -> None:
    core = FakeCore()
    shell, tasks = at_work(core)
    core.sessions.opened = session()
    core.clock.forward(hours=10)
    shell._tick.timeout.emit()
    tasks.settle()
    assert shell.place is Place.LOGIN
    assert shell.session is None
    assert core.sessions.current() is None
    ended(shell)


def test_a_session_of_an_earlier_start_is_locked_first() -> None:
    shell = ShellViewModel(InlineTasks())
    shell.show_login()
    shell.attach(FakeCore(), 5)
    shell.restore(session())
    assert (shell.place, shell.session) == (Place.LOCKED, session())
    ended(shell)


def test_refreshing_wakes_sync() -> None:
    core = FakeCore()
    shell, _tasks = at_work(core)
    shell.refresh()
    assert core.sync.nudges == 1
    ended(shell)


def test_a_wrong_token_is_told_and_the_right_one_enrols() -> None:
    tasks, enrolment = InlineTasks(), FakeEnrolment()
    model, done = FirstRunViewModel(tasks, enrolment), []
    model.enrolled.connect(lambda: done.append(True))
    model.enrol("postgresql://pusat/loket", "mawar")
    tasks.settle()
    assert "does not know this device's token" in model.message
    model.enrol(" postgresql://pusat/loket ", " melati ")
    tasks.settle()
    assert done == [True]
    assert enrolment.calls[-1] == ("postgresql://pusat/loket", "melati")


def test_the_demo_starts_once() -> None:
    tasks, enrolment = InlineTasks(), FakeEnrolment()
    model = FirstRunViewModel(tasks, enrolment)
    model.start_demo()
    tasks.settle()
    model.start_demo()
    tasks.settle()
    assert (enrolment.demos, model.demo_started) == (1, True)
