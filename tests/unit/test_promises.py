"""A promise is held against what is now true."""

from __future__ import annotations

import pytest

from app.domain.cases import fold_case
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import Fact, FactKind
from app.domain.promises import Promise, PromiseBasis, PromiseState, basis_of, check_promise, fold_promises
from tests.factories import NOON, a_fact, a_process, a_promise, a_report, hours

PROCESS = a_process("setup", "deliver")


def the_promise(*facts: Fact, now: float = 0) -> Promise:
    (promise,) = fold_promises(facts, fold_case(PROCESS, facts), hours(now))
    return promise


def test_a_promise_is_open_while_its_estimate_holds() -> None:
    promise = the_promise(a_report("setup", "in_progress", estimate_at=hours(22), ver=1), a_promise(hours(22), ver=2))
    assert promise.state is PromiseState.OPEN
    assert promise.new_estimate_at is None


def test_a_report_past_the_promise_puts_it_at_risk_at_once() -> None:
    promise = the_promise(
        a_report("setup", "in_progress", estimate_at=hours(22), ver=1),
        a_promise(hours(22), ver=2),
        a_report("setup", "on_hold", estimate_at=hours(28), ver=3),
    )
    assert promise.state is PromiseState.AT_RISK
    assert promise.new_estimate_at == hours(28)


def test_an_earlier_estimate_is_no_risk() -> None:
    promise = the_promise(
        a_report("setup", "in_progress", estimate_at=hours(22), ver=1),
        a_promise(hours(22), ver=2),
        a_report("setup", "in_progress", estimate_at=hours(20), ver=3),
    )
    assert promise.state is PromiseState.OPEN


def test_a_promise_past_its_time_is_broken_and_says_so_with_the_new_estimate() -> None:
    promise = the_promise(
        a_report("setup", "in_progress", estimate_at=hours(2), ver=1),
        a_promise(hours(2), ver=2),
        a_report("setup", "on_hold", estimate_at=hours(8), ver=3),
        now=3,
    )
    assert promise.state is PromiseState.BROKEN
    assert promise.new_estimate_at == hours(8)


@pytest.mark.parametrize(("finished", "state"), [(1, PromiseState.KEPT), (5, PromiseState.BROKEN)])
def test_a_finished_step_keeps_or_breaks_its_promise(finished: float, state: PromiseState) -> None:
    done = a_report("setup", "done", at=hours(finished), ver=2)
    assert the_promise(a_promise(hours(2), ver=1), done, now=9).state is state


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (FactKind.PROMISE_MOVED, PromiseState.MOVED),
        (FactKind.PROMISE_KEPT, PromiseState.KEPT),
        (FactKind.PROMISE_WITHDRAWN, PromiseState.WITHDRAWN),
    ],
)
def test_what_a_person_settles_stays_settled(kind: FactKind, state: PromiseState) -> None:
    settled = a_fact(kind, subject_id="promise-1", ver=2)
    assert the_promise(a_promise(hours(2), ver=1), settled, now=99).state is state


@pytest.mark.parametrize(
    ("due", "basis", "code"),
    [
        (5, PromiseBasis(None, None), ErrorCode.PROMISE_WITHOUT_ESTIMATE),
        (5, PromiseBasis(None, None, "  "), ErrorCode.PROMISE_WITHOUT_ESTIMATE),
        (-1, PromiseBasis("setup", hours(-2)), ErrorCode.PROMISE_IN_THE_PAST),
        (5, PromiseBasis("setup", hours(6)), ErrorCode.PROMISE_BEFORE_ESTIMATE),
    ],
)
def test_a_promise_with_nothing_under_it_is_refused(due: float, basis: PromiseBasis, code: ErrorCode) -> None:
    with pytest.raises(LoketError) as refused:
        check_promise(hours(due), basis, NOON)
    assert refused.value.code is code


def test_a_promise_may_rest_on_a_person_who_will_answer() -> None:
    check_promise(hours(5), PromiseBasis(None, None, "Bu Sari, Operasional"), NOON)


def test_the_basis_is_the_latest_estimate_of_what_is_still_to_be_done() -> None:
    facts = [
        a_report("setup", "done", estimate_at=hours(30), ver=1),
        a_report("deliver", "waiting", estimate_at=hours(9), ver=2),
    ]
    assert basis_of(fold_case(PROCESS, facts)) == PromiseBasis("deliver", hours(9))
    assert basis_of(fold_case(PROCESS, [])) == PromiseBasis(None, None)
