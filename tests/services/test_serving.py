"""A customer is served: found, shown, promised, and let go with more than an apology."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.interactions import Channel, ContactKind, Mood, Outcome, OutcomeKind, Stage
from app.domain.people import Role
from app.domain.processes import StepStatus
from app.domain.promises import PromiseState
from app.services.suggestions import SuggestionRequest, asked_unit
from app.services.views import CaseView
from tests.services.conftest import Counter
from tests.storage.samples import BRANCH, NOW


def a_case(counter: Counter) -> CaseView:
    customer = counter.customers.add({"name": "Ratna Wibowo", "honorific": "ibu", "phone": "0812-3456-7890"})
    return counter.cases.open(customer.id, "bank.card", "Kartu ATM tertelan")


def report(counter: Counter, case: CaseView, hours: float, status: StepStatus = StepStatus.IN_PROGRESS) -> CaseView:
    """The unit speaks; then the front-liner works on."""
    counter.work_as(Role.BACKOFFICE, "rudi")
    estimate = counter.clock.now() + timedelta(hours=hours)
    view = counter.cases.report(case.case.number, "check", status, estimate_at=estimate)
    counter.work_as(Role.FRONTLINER)
    return view


def test_a_new_customer_is_written_in_standard_form_and_waits_to_be_sent(counter: Counter) -> None:
    customer = counter.customers.add({"name": "  Ratna   Wibowo ", "phone": "0812-3456-7890", "kind": "person"})
    assert (customer.name, customer.phone, customer.scope_id) == ("Ratna Wibowo", "+6281234567890", BRANCH)
    assert [entry.operation.row_id for entry in counter.waiting()] == [customer.id]
    assert counter.told[-1].customers == {customer.id}


@pytest.mark.parametrize(
    ("doc", "code", "field"),
    [
        ({"name": " "}, ErrorCode.REQUIRED, "name"),
        ({"name": "A", "phone": "12"}, ErrorCode.INVALID, "phone"),
        ({"name": "A", "nik": "123"}, ErrorCode.INVALID, "nik"),
        ({"name": "A", "email": "a b@c.id"}, ErrorCode.INVALID, "email"),
        ({"name": "A", "birth_date": "31-31-2000"}, ErrorCode.INVALID, "birth_date"),
        ({"name": "A", "honorific": "Bos"}, ErrorCode.INVALID, "honorific"),
        ({"name": "A", "shoe_size": "40"}, ErrorCode.UNKNOWN_KEY, "shoe_size"),
    ],
)
def test_a_wrong_profile_is_refused_whole(
    counter: Counter, doc: dict[str, str | None], code: ErrorCode, field: str
) -> None:
    with pytest.raises(LoketError) as refused:
        counter.customers.add(doc)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert counter.waiting() == ()
    assert counter.told == []


def test_a_customer_number_belongs_to_one_customer(counter: Counter) -> None:
    counter.customers.add({"name": "A", "customer_number": "C-1"})
    with pytest.raises(LoketError) as refused:
        counter.customers.add({"name": "B", "customer_number": "C-1"})
    assert refused.value.code is ErrorCode.DUPLICATE


def test_the_record_is_masked_and_looking_at_it_is_logged(counter: Counter) -> None:
    case = a_case(counter)
    record = counter.customers.record(case.case.customer_id)
    assert record.customer.phone is not None
    assert record.customer.phone.endswith("890")
    assert "1234567" not in record.customer.phone
    assert [view.case.number for view in record.cases] == [case.case.number]
    assert any(entry.operation.payload.get("kind") == FactKind.CUSTOMER_VIEWED for entry in counter.waiting())


def test_a_masked_field_is_shown_for_a_reason_only(counter: Counter) -> None:
    customer_id = a_case(counter).case.customer_id
    with pytest.raises(LoketError) as refused:
        counter.customers.reveal(customer_id, "phone", "  ")
    assert refused.value.code is ErrorCode.REASON_REQUIRED
    assert counter.customers.reveal(customer_id, "phone", "nasabah minta dihubungi") == "+6281234567890"
    last = counter.waiting()[-1].operation.payload
    assert last["kind"] == FactKind.CUSTOMER_REVEALED
    assert last["body"] == {"field": "phone", "reason": "nasabah minta dihubungi"}


def test_case_numbers_hold_branch_and_device_and_count_on(counter: Counter) -> None:
    first = a_case(counter).case
    second = counter.cases.open(first.customer_id, "bank.card", "")
    assert first.number == "KLH-2027-JKT01K1-00001"
    assert second.case.number == "KLH-2027-JKT01K1-00002"
    assert second.case.title == "kartu saya tertelan mesin"


def test_a_front_liner_does_not_report_and_a_unit_reports_known_steps_only(counter: Counter) -> None:
    case = a_case(counter)
    with pytest.raises(LoketError) as refused:
        counter.cases.report(case.case.number, "check", StepStatus.DONE)
    assert refused.value.code is ErrorCode.NOT_PERMITTED
    counter.work_as(Role.BACKOFFICE, "rudi")
    with pytest.raises(LoketError) as refused:
        counter.cases.report(case.case.number, "polish", StepStatus.DONE)
    assert (refused.value.code, refused.value.facts["known"]) == (ErrorCode.NOT_FOUND, "check, print")


def test_a_promise_needs_an_estimate_or_a_person(counter: Counter) -> None:
    case = a_case(counter)
    due = NOW + timedelta(hours=5)
    assert counter.promises.propose(case.case.id) is None
    with pytest.raises(LoketError) as refused:
        counter.promises.make(case.case.id, due, "kartu siap")
    assert refused.value.code is ErrorCode.PROMISE_WITHOUT_ESTIMATE
    promise = counter.promises.make(case.case.id, due, "kabar", answer_by="Bu Sari")
    assert promise.answer_by == "Bu Sari"


def test_the_story_a_promise_at_risk_is_replaced_by_one_from_the_new_estimate(counter: Counter) -> None:
    case = a_case(counter)
    report(counter, case, 5)
    proposal = counter.promises.propose(case.case.id)
    assert proposal is not None
    old = counter.promises.make(case.case.id, proposal.due_at, "kartu siap diambil")
    assert counter.promises.lines(at_risk_only=True) == ()

    report(counter, case, 30, StepStatus.ON_HOLD)
    assert counter.cases.show(case.case.id).promises[0].state is PromiseState.AT_RISK
    assert [line.id for line in counter.promises.lines(at_risk_only=True)] == [old.id]

    answer = counter.suggestions.suggest(
        SuggestionRequest(
            Stage.EXPLANATION,
            Mood.ANXIOUS,
            Channel.COUNTER,
            ContactKind.COMPLAINT,
            customer_id=case.case.customer_id,
            case_id=case.case.id,
        )
    )
    assert any("Ibu" in suggestion.text or "Bu" in suggestion.text for suggestion in answer.suggestions)
    assert any("case.promise" in fact.source for suggestion in answer.suggestions for fact in suggestion.facts)

    proposal = counter.promises.propose(case.case.id)
    assert proposal is not None
    assert proposal.replaces == old.id
    new = counter.promises.make(case.case.id, proposal.due_at, proposal.text, replaces=proposal.replaces)
    states = {promise.id: promise.state for promise in counter.cases.show(case.case.id).promises}
    assert states == {old.id: PromiseState.MOVED, new.id: PromiseState.OPEN}

    talk = counter.interactions.start(case.case.customer_id, Channel.COUNTER, ContactKind.COMPLAINT)
    ended = counter.interactions.end(talk.id, Outcome(OutcomeKind.PROMISED, promise_id=new.id), Mood.CALM)
    assert ended.outcome is not None
    assert ended.mood_after is Mood.CALM


def test_a_talk_cannot_point_to_a_promise_that_was_replaced(counter: Counter) -> None:
    case = a_case(counter)
    report(counter, case, 5)
    old = counter.promises.make(case.case.id, NOW + timedelta(hours=6), "kartu siap")
    counter.promises.withdraw(old.id, "nasabah memilih cabang lain")
    talk = counter.interactions.start(case.case.customer_id, Channel.PHONE)
    with pytest.raises(LoketError) as refused:
        counter.interactions.end(talk.id, Outcome(OutcomeKind.PROMISED, promise_id=old.id))
    assert refused.value.code is ErrorCode.OUTCOME_INCOMPLETE
    with pytest.raises(LoketError) as refused:
        counter.promises.withdraw(old.id, "sekali lagi")
    assert refused.value.code is ErrorCode.ALREADY_CLOSED


def test_a_closed_talk_takes_no_more_events(counter: Counter) -> None:
    talk = counter.interactions.start(None, Channel.COUNTER)
    counter.interactions.said(talk.id, ["greet"], "Selamat pagi.")
    counter.interactions.end(talk.id, Outcome(OutcomeKind.SOLVED, "sudah dijelaskan"))
    with pytest.raises(LoketError) as refused:
        counter.interactions.note(talk.id, "terlambat")
    assert refused.value.code is ErrorCode.ALREADY_CLOSED


def test_a_walk_in_becomes_a_customer_with_the_talk_kept(counter: Counter) -> None:
    talk = counter.interactions.start(None, Channel.COUNTER, ContactKind.INFO)
    counter.interactions.note(talk.id, "bertanya biaya")
    customer = counter.customers.add({"name": "Tono"})
    counter.interactions.identify(talk.id, customer.id)
    assert counter.interactions.get(talk.id).customer_id == customer.id
    (line,) = counter.interactions.lines(text="BIAYA")
    assert line.customer_name == "Tono"


def test_what_is_new_is_what_came_from_others_since_the_last_look(counter: Counter) -> None:
    case = a_case(counter)
    counter.cases.mark_seen(case.case.id)
    report(counter, case, 5)
    assert counter.cases.show(case.case.id).news == frozenset()  # known here only: nobody else has seen it come


def test_a_question_goes_to_a_known_unit(counter: Counter) -> None:
    case = a_case(counter)
    with pytest.raises(LoketError) as refused:
        counter.cases.ask(case.case.id, "GUDANG", "Kapan?")
    assert refused.value.facts["known"] == "KARTU"
    question = counter.cases.ask(case.case.id, "KARTU", " Kapan kartunya siap? ", NOW + timedelta(hours=2))
    assert counter.cases.show(case.case.id).questions == (question,)
    assert asked_unit("case.steps[1].estimate_at", counter.cases.show(case.case.id)) == "CETAK"


def test_nothing_is_done_when_nobody_is_signed_in_or_the_session_is_over(counter: Counter) -> None:
    counter.clock.pass_hours(11)
    with pytest.raises(LoketError) as refused:
        counter.customers.add({"name": "A"})
    assert refused.value.code is ErrorCode.NOT_SIGNED_IN
    assert counter.sessions.current() is None
    assert counter.waiting() == ()
