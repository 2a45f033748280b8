"""What a round does next, as values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.domain.replication import Hello, PullPage, PushAnswer, ScopePage, Standing
from app.sync import planner
from app.sync.planner import Done, Fork, Heard, Pull, PushFrom, Renew, Reopen, next_move

NOW = datetime(2027, 3, 1, tzinfo=UTC)
HELLO = Hello("e", 5, NOW)
KNOWN = Standing(scopes=(0, 1), epoch="e", given=5, settled=5)


def page(last_seq: int, *scopes: ScopePage, primary: bool = True) -> PullPage:
    return PullPage("e", NOW, last_seq, (), scopes, (), primary)


def greeted(hello: Hello = HELLO) -> Heard:
    return planner.told_hello(Heard(), hello)


def test_with_nothing_to_do_one_page_is_asked_for() -> None:
    assert next_move(KNOWN, greeted()) == Pull()
    assert next_move(KNOWN, planner.told_page(greeted(), page(5))) == Done()


def test_what_waits_goes_up_first_and_comes_back_acknowledged() -> None:
    known = replace(KNOWN, given=7, waiting_from=6, waiting_to=7)
    assert next_move(known, greeted()) == PushFrom(6)
    half = planner.told_push(greeted(), 6, 7, PushAnswer(6, (), "e"))
    assert next_move(known, half) == Pull(), "news do not wait for what is left"
    known = replace(known, settled=6, waiting_from=7)
    half = planner.told_page(half, page(6))
    assert next_move(known, half) == PushFrom(7)
    assert next_move(known, planner.told_push(half, 7, 7, PushAnswer(7, (), "e"))) == Pull()


def test_a_push_that_settles_nothing_is_not_tried_for_ever() -> None:
    known = replace(KNOWN, given=7, waiting_from=6, waiting_to=7)
    assert next_move(known, planner.told_push(greeted(), 6, 7, PushAnswer(5, (), "e"))) == Pull()


def test_news_do_not_wait_for_a_long_queue() -> None:
    known = replace(KNOWN, given=9_999, waiting_from=6, waiting_to=9_999)
    heard = greeted()
    for _ in range(planner.PUSHES_IN_A_ROW):
        move = next_move(known, heard)
        assert isinstance(move, PushFrom)
        heard = planner.told_push(heard, move.seq, move.seq, PushAnswer(move.seq, (), "e"))
    assert next_move(known, heard) == Pull()
    assert isinstance(next_move(known, planner.told_page(heard, page(10))), PushFrom)


def test_what_was_lost_waits_again_after_a_proof_of_what_was_not() -> None:
    lost = greeted(replace(HELLO, last_seq=3))
    assert next_move(KNOWN, lost) == Reopen(3)
    known = replace(KNOWN, settled=3, waiting_from=4, waiting_to=5)
    reopened = planner.told_reopened(lost)
    assert next_move(known, reopened) == PushFrom(3)
    assert next_move(known, planner.told_push(reopened, 3, 5, PushAnswer(5, (), "e"))) == Pull()
    assert next_move(known, planner.told_missing(reopened, 3)) == PushFrom(4)


def test_somebody_else_in_the_lost_numbers_means_to_send_all_again_as_another_device() -> None:
    known = replace(KNOWN, settled=3, waiting_from=4, waiting_to=5)
    reopened = planner.told_reopened(greeted(replace(HELLO, last_seq=3)))
    assert next_move(known, planner.told_parted(reopened)) == Fork(3, resends=True)


def test_more_than_was_ever_given_is_a_fork_and_only_one_in_a_round() -> None:
    heard = greeted(replace(HELLO, last_seq=6))
    assert next_move(KNOWN, heard) == Fork(5, resends=True)
    again = planner.told_hello(planner.told_forked(heard), replace(HELLO, last_seq=9))
    assert next_move(KNOWN, again) == Pull()


def test_a_standby_that_lags_says_nothing_of_a_loss() -> None:
    heard = planner.told_page(greeted(), page(2, primary=False))
    assert next_move(KNOWN, heard) == Done()


def test_another_epoch_renews_every_scope_before_anything_is_pulled() -> None:
    heard = planner.told_push(greeted(replace(HELLO, epoch="f")), 5, 5, PushAnswer(5, (), "f"))
    assert next_move(KNOWN, heard) == Renew(0, "f")
    heard = planner.told_renewed(heard, 0, "f")
    assert next_move(KNOWN, heard) == Renew(1, "f")
    assert next_move(replace(KNOWN, epoch="f"), planner.told_renewed(heard, 1, "f")) == Pull()


def test_a_rewound_scope_is_renewed_once_our_numbers_are_proved() -> None:
    rewound = ScopePage(1, 8, 9, (), None, rewound=True)
    heard = planner.told_page(greeted(), page(5, rewound))
    assert next_move(KNOWN, heard) == PushFrom(5)
    heard = planner.told_push(heard, 5, 5, PushAnswer(5, (), "e"))
    assert next_move(KNOWN, heard) == Renew(1, "e")
    assert next_move(KNOWN, planner.told_renewed(heard, 1, "e")) == Pull()


def test_a_scope_under_way_is_finished_and_a_guarded_one_renewed() -> None:
    assert next_move(replace(KNOWN, resyncs=(1,)), greeted()) == Renew(1, "e")
    assert next_move(KNOWN, planner.told_guarded(greeted(), 0)) == Renew(0, "e")
    twice = planner.told_guarded(planner.told_guarded(greeted(), 0), 0)
    assert next_move(KNOWN, twice) == Done()


def test_one_side_that_is_blocked_does_not_stop_the_other() -> None:
    known = replace(KNOWN, given=7, waiting_from=6, waiting_to=7)
    assert next_move(known, replace(greeted(), push_ends=True)) == Pull()
    assert next_move(known, replace(greeted(), pull_ends=True)) == PushFrom(6)
