"""The sync centre without widgets: when it reads, what it tells, and what it forgets."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from app.changes import Changes
from app.domain.errors import ErrorCode, LoketError
from tests.fakes_sync_ui import FakeRecords, FakeSyncDesk, FakeTemplates, conflict, overview, refused
from tests.fakes_ui import FakeSyncStatus, InlineTasks
from ui.viewmodels.sync_centre import SyncCentre, SyncCentreViewModel, SyncCore

pytestmark = pytest.mark.usefixtures("qapp")


@dataclass
class Heard:
    """What the signals said."""

    shown: list[SyncCentre] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    revealed: list[str] = field(default_factory=list)


@dataclass
class Made:
    """The view-model with everything around it."""

    model: SyncCentreViewModel
    desk: FakeSyncDesk
    records: FakeRecords
    tasks: InlineTasks
    slow: InlineTasks
    heard: Heard


@pytest.fixture
def made() -> Made:
    desk, records, tasks, slow, heard = FakeSyncDesk(overview()), FakeRecords(), InlineTasks(), InlineTasks(), Heard()
    core = SyncCore(desk, records, FakeTemplates())
    model = SyncCentreViewModel(core, FakeSyncStatus(), tasks, slow)
    model.changed.connect(heard.shown.append)
    model.done.connect(heard.done.append)
    model.refused.connect(heard.errors.append)
    model.revealed.connect(heard.revealed.append)
    return Made(model, desk, records, tasks, slow, heard)


def test_it_reads_when_shown_and_not_while_hidden(made: Made) -> None:
    made.model.apply(Changes(outbox=True))
    assert made.tasks.waiting == 0
    made.model.start()
    made.tasks.settle()
    assert made.model.centre.overview == made.desk.shown
    made.model.stop()
    made.model.apply(Changes(outbox=True))
    assert made.tasks.waiting == 0


def test_the_same_again_is_not_told_again(made: Made) -> None:
    made.model.start()
    made.tasks.settle()
    told = len(made.heard.shown)
    made.model.apply(Changes(outbox=True))
    made.model.show_status(FakeSyncStatus())
    made.tasks.settle()
    assert len(made.heard.shown) == told


@pytest.mark.parametrize("changes", [Changes(session=True), Changes(interactions=frozenset({"i"}))])
def test_what_does_not_concern_it_is_not_read(made: Made, changes: Changes) -> None:
    made.model.start()
    made.tasks.settle()
    made.model.apply(changes)
    assert made.tasks.waiting == 0


def test_each_act_reaches_the_desk_and_is_told(made: Made) -> None:
    made.model.start()
    made.model.resend(refused("r1"))
    made.model.mend(refused("r2"), {"nik": None})
    made.model.withdraw(refused("r3"), "tercatat dua kali")
    made.model.settle(conflict("k1"), None)
    made.tasks.settle()
    assert made.desk.acts == [
        ("resend", "r1"),
        ("mend", "r2", {"nik": None}),
        ("withdraw", "r3", "tercatat dua kali"),
        ("settle", "k1", "phone", None),
    ]
    assert made.heard.done == ["resent", "mended", "withdrawn", "settled"]
    assert made.model.centre.overview == made.desk.shown


def test_an_act_that_is_refused_says_why_and_the_lists_are_read_again(made: Made) -> None:
    made.model.start()
    made.tasks.settle()
    made.desk.error = LoketError(ErrorCode.NOT_FOUND, "tx_id")
    made.desk.shown = overview(refused=())
    made.model.resend(refused())
    made.tasks.settle()
    assert made.heard.errors == [made.desk.error]
    assert made.heard.done == []
    assert made.model.centre.overview == made.desk.shown


def test_a_comparison_runs_in_its_own_lane_and_once_at_a_time(made: Made) -> None:
    made.model.start()
    made.model.check()
    made.model.check()
    made.tasks.settle()
    assert made.slow.waiting == 1
    made.slow.settle()
    made.tasks.settle()
    assert made.desk.acts == [("check",)]
    running = [shown.checking for shown in made.heard.shown]
    assert (running[0], running[-1]) == (True, False)
    assert made.model.centre.last_check == made.desk.found


def test_a_comparison_that_fails_can_be_tried_again(made: Made) -> None:
    made.desk.error = LoketError(ErrorCode.UNREACHABLE)
    made.model.check()
    made.slow.settle()
    made.desk.error = None
    made.model.check()
    made.slow.settle()
    told = [shown.check_error for shown in made.heard.shown]
    assert [isinstance(error, LoketError) for error in told] == [False, True, False, False]
    assert made.model.centre.last_check == made.desk.found


def test_looking_at_a_sensitive_field_is_logged_before_it_is_shown(made: Made) -> None:
    made.model.reveal(conflict("k1"), "Verifikasi")
    assert made.heard.revealed == []
    made.tasks.settle()
    assert made.records.reasons == [("c1", "phone", "Verifikasi")]
    assert made.heard.revealed == ["k1"]


def test_forgetting_drops_every_name_even_those_on_their_way(made: Made) -> None:
    made.model.start()
    made.tasks.settle()
    made.model.refresh()
    made.model.forget()
    made.tasks.settle()
    assert made.model.centre.overview is None
    assert made.heard.shown[-1].overview is None
