"""The state of a case is what its reports say, whatever order they arrive in."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.domain.cases import CaseStatus, fold_case
from app.domain.facts import FactKind
from app.domain.processes import StepStatus
from tests.factories import a_fact, a_process, a_report, hours

PROCESS = a_process("pay", "setup", "deliver")


def test_a_new_case_waits_at_its_first_step() -> None:
    state = fold_case(PROCESS, [])
    assert state.status is CaseStatus.OPEN
    assert state.current is not None
    assert state.current.key == "pay"
    assert state.last_report_at is None


def test_the_last_report_of_a_step_counts_and_the_first_estimate_is_remembered() -> None:
    facts = [
        a_report("setup", "in_progress", estimate_at=hours(2), ver=1, cost=100_000),
        a_report("setup", "on_hold", estimate_at=hours(9), at=hours(1), ver=2, cost=150_000),
    ]
    step = fold_case(PROCESS, facts).step("setup")
    assert step is not None
    assert (step.status, step.estimate_at, step.first_estimate_at) == (StepStatus.ON_HOLD, hours(9), hours(2))
    assert (step.cost, step.first_cost, step.reported_at) == (150_000, 100_000, hours(1))


def test_a_report_without_an_estimate_keeps_the_one_before() -> None:
    facts = [a_report("setup", "in_progress", estimate_at=hours(2), ver=1), a_report("setup", "on_hold", ver=2)]
    step = fold_case(PROCESS, facts).step("setup")
    assert step is not None
    assert step.estimate_at == hours(2)


def test_a_later_word_does_not_undo_a_finished_step_but_is_counted() -> None:
    facts = [a_report("setup", "done", ver=1), a_report("setup", "in_progress", estimate_at=hours(4), ver=2)]
    step = fold_case(PROCESS, facts).step("setup")
    assert step is not None
    assert step.status is StepStatus.DONE
    assert step.superseded == 1


def test_a_failed_step_can_be_tried_again() -> None:
    facts = [a_report("setup", "failed", ver=1), a_report("setup", "in_progress", estimate_at=hours(4), ver=2)]
    step = fold_case(PROCESS, facts).step("setup")
    assert step is not None
    assert (step.status, step.estimate_at, step.superseded) == (StepStatus.IN_PROGRESS, hours(4), 0)


def test_a_case_with_every_step_done_is_resolved_until_it_is_reopened() -> None:
    facts = [a_report(key, "done", ver=number) for number, key in enumerate(("pay", "setup", "deliver"), 1)]
    assert fold_case(PROCESS, facts).status is CaseStatus.RESOLVED
    assert fold_case(PROCESS, facts).current is None
    rejected = a_fact(FactKind.CASE_REJECTED, {"reason": "stok tidak ada"}, ver=4)
    assert fold_case(PROCESS, [*facts, rejected]).status is CaseStatus.REJECTED


def test_waiting_for_the_customer_says_what_is_missing() -> None:
    body = {"reason": "dokumen belum lengkap", "missing_documents": ["fotokopi KTP"]}
    state = fold_case(PROCESS, [a_fact(FactKind.CASE_WAITING_CUSTOMER, body, ver=1)])
    assert state.status is CaseStatus.WAITING_CUSTOMER
    assert state.missing_documents == ("fotokopi KTP",)
    assert state.is_open


def test_a_report_on_an_unknown_step_is_kept_by_its_key() -> None:
    state = fold_case(PROCESS, [a_report("pickup", "in_progress", ver=1)])
    assert [step.key for step in state.steps] == ["pay", "setup", "deliver", "pickup"]


reports = st.lists(
    st.tuples(st.sampled_from(["pay", "setup", "deliver"]), st.sampled_from(list(StepStatus)), st.integers(0, 48)),
    max_size=12,
)


@given(reports, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(drawn: list[tuple[str, StepStatus, int]], random: Random) -> None:
    facts = [
        a_report(key, status.value, estimate_at=hours(later), at=hours(number), ver=number + 1)
        for number, (key, status, later) in enumerate(drawn)
    ]
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert fold_case(PROCESS, shuffled) == fold_case(PROCESS, facts)
