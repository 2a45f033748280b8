"""The trail of a customer, and the check of this device's own account."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.audit import AuditFault
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.interactions import Channel
from app.domain.people import Role
from app.storage.replica import SqlReplica
from tests.services.conftest import Counter
from tests.storage.samples import BRANCH, DEVICE, NOW, case_fact, page, pulled

OTHER_DEVICE = "0195b4a0-0000-7000-8000-00000000d007"


def served(counter: Counter) -> str:
    """A customer with a case, a look and a masked field shown, on this device; the unit reported from elsewhere."""
    customer = counter.customers.add({"name": "Ratna", "phone": "0812-3456-7890", "customer_number": "C-1"})
    counter.clock.pass_hours(1)
    case = counter.cases.open(customer.id, "bank.card", "").case
    counter.clock.pass_hours(1)
    counter.customers.reveal(customer.id, "phone", "diminta")
    report = case_fact(case, FactKind.CASE_REPORT, {"status": "done"}, step_key="check", at=NOW + timedelta(hours=3))
    report = replace(report, device_id=OTHER_DEVICE)
    SqlReplica(counter.store).apply(page(pulled(report, 1)))
    return customer.id


def test_a_trail_of_what_is_known_here_says_that_it_is_not_all(counter: Counter) -> None:
    customer_id = served(counter)
    trail = counter.audit.trail("C-1")
    assert [(entry.act, entry.actor, entry.device) for entry in trail.entries] == [
        ("customer.add", "sari", "Loket 1"),
        ("case.open", "sari", "Loket 1"),
        ("customer.revealed", "sari", "Loket 1"),
        ("case.report", "rudi", OTHER_DEVICE),
    ]
    assert {entry.branch for entry in trail.entries} == {"JKT01"}
    assert [bool(entry.op_id) for entry in trail.entries] == [True, True, True, False]
    assert trail.entries[1].case_number == trail.entries[3].case_number == "KLH-2027-JKT01K1-00001"
    assert {entry.known for entry in trail.entries} == {"here"}
    assert trail.why is not None
    assert (trail.customer_id, trail.is_complete, trail.why.code) == (customer_id, False, ErrorCode.NOT_PERMITTED)
    assert counter.audit_there.asked == []


def test_reading_it_is_recorded(counter: Counter) -> None:
    served(counter)
    counter.audit.trail("C-1")
    last = counter.waiting()[-1].operation.payload
    assert (last["kind"], last["body"]) == (FactKind.CUSTOMER_VIEWED, {"trail": True})


def test_a_supervisor_online_gets_the_trail_of_all_branches(counter: Counter) -> None:
    customer_id = served(counter)
    session = counter.work_as(Role.SUPERVISOR, "budi")
    added = counter.waiting()[0].operation.op_id
    elsewhere = {
        "at": NOW.isoformat(), "actor": "made", "act": "customer.viewed", "device": "Loket 9", "branch": "MKS01",
        "op_id": OTHER_DEVICE, "case_number": None,
    }  # fmt: skip
    here = {"at": NOW.isoformat(), "actor": "sari", "act": "customer.add", "device": "Loket 1", "branch": "JKT01"}
    counter.audit_there.trails = [elsewhere, here | {"op_id": added}]
    before = counter.waiting()
    trail = counter.audit.trail(customer_id)
    assert trail.is_complete
    assert [(entry.act, entry.known, entry.branch) for entry in trail.entries] == [
        ("customer.viewed", "shared", "MKS01"),
        ("customer.add", "here", "JKT01"),
        ("case.open", "here", "JKT01"),
        ("customer.revealed", "here", "JKT01"),
    ]
    assert counter.audit_there.asked == [(session.id, customer_id)]
    # the shared database records that it was read
    assert counter.waiting() == before


@pytest.mark.parametrize(
    ("online", "refusal", "why"),
    [
        (False, None, ErrorCode.NEEDS_NETWORK),
        (True, LoketError(ErrorCode.UNREACHABLE), ErrorCode.UNREACHABLE),
    ],
)
def test_a_supervisor_cut_off_hears_why_it_is_not_all(
    counter: Counter, online: bool, refusal: LoketError | None, why: ErrorCode
) -> None:
    customer_id = served(counter)
    counter.work_as(Role.SUPERVISOR, "budi", online=online)
    counter.audit_there.refusal = refusal
    trail = counter.audit.trail(customer_id)
    assert trail.why is not None
    assert trail.why.code is why
    assert len(trail.entries) == 4
    with pytest.raises(LoketError) as found:
        counter.audit.trail("C-99")
    assert (found.value.code, found.value.field) == (ErrorCode.NOT_FOUND, "customer")
    with pytest.raises(LoketError) as found:
        counter.audit.trail(OTHER_DEVICE)
    assert found.value.code is ErrorCode.NOT_FOUND


def test_an_untouched_account_has_no_faults(counter: Counter) -> None:
    served(counter)
    check = counter.audit.verify()
    assert (check.entries, check.faults, check.why) == (3, (), None)


@pytest.mark.parametrize(
    ("statement", "seq", "fault"),
    [
        ("UPDATE outbox SET payload = replace(payload, 'diminta', 'dicuri') WHERE seq = 3", 3, AuditFault.ALTERED),
        ("UPDATE outbox SET at = at + 1 WHERE seq = 2", 2, AuditFault.ALTERED),
        ("UPDATE outbox SET session_id = NULL WHERE seq = 1", 1, AuditFault.ALTERED),
        ("DELETE FROM outbox WHERE seq = 2", 2, AuditFault.REMOVED),
        ("UPDATE outbox SET seq = CASE seq WHEN 2 THEN -3 WHEN 3 THEN -2 ELSE seq END", 2, AuditFault.REORDERED),
    ],
)
def test_an_account_that_was_touched_shows_where(counter: Counter, statement: str, seq: int, fault: AuditFault) -> None:
    served(counter)
    SqlReplica(counter.store).apply(page(after=1, to=2, last_seq=3))
    with counter.store.database.write() as connection:
        connection.exec_driver_sql(statement)
        connection.exec_driver_sql("UPDATE outbox SET seq = -seq WHERE seq < 0")
        connection.commit()
    assert (seq, fault) in {(found.seq, found.fault) for found in counter.audit.verify().faults}


def test_it_is_compared_with_the_shared_one_where_that_answers(counter: Counter) -> None:
    served(counter)
    with counter.store.read() as uow:
        entries = list(uow.ledger.chained())
    counter.audit_there.heads = [(entry.seq, entry.op_id, entry.chain) for entry in entries]
    assert counter.audit.verify().faults == ()
    counter.audit_there.heads[1] = (2, entries[1].op_id, "f" * 64)
    (fault,) = counter.audit.verify().faults
    assert (fault.seq, fault.fault, fault.op_id) == (2, AuditFault.ALTERED, entries[1].op_id)
    counter.audit_there.refusal = LoketError(ErrorCode.UNREACHABLE)
    cut_off = counter.audit.verify()
    assert cut_off.faults == ()
    assert cut_off.why is counter.audit_there.refusal


def test_a_device_that_went_on_as_another_one_is_still_sound(counter: Counter) -> None:
    served(counter)
    replica = SqlReplica(counter.store)
    replica.apply(page(after=1, to=2, last_seq=1))
    replica.become(replace(DEVICE, device_id=OTHER_DEVICE, scope_id=BRANCH))
    counter.interactions.start(None, Channel.COUNTER)
    replica.apply(page(after=2, to=3, last_seq=2))
    replica.become(replace(DEVICE, device_id="0195b4a0-0000-7000-8000-00000000d008"))
    counter.interactions.start(None, Channel.COUNTER)
    check = counter.audit.verify()
    assert (check.entries, check.faults) == (5, ())
