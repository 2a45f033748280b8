"""Transactions: all or nothing, durable once committed, one number never given twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.customers import changes_between
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.people import StaffVerifier
from app.domain.replication import OperationKind
from app.storage.store import SqlStore
from tests.storage.conftest import OpenStore
from tests.storage.samples import (
    DEVICE,
    NOW,
    SESSION,
    add,
    case_fact,
    case_file,
    customer,
    get,
    queue_edit,
    queue_fact,
    talk_fact,
)

ROOT = Path(__file__).resolve().parents[2]


class ChangedMindError(Exception):
    """Raised by a test inside a unit of work."""


def test_without_commit_nothing_stays(store: SqlStore) -> None:
    with store.begin() as uow:
        uow.customers.add(customer())
    assert store.status().customers == 0
    assert store.find_customers("muhammad", 20) == ()


def test_an_error_undoes_rows_operations_and_numbers(store: SqlStore) -> None:
    known = customer()

    def change_and_fail() -> None:
        with store.begin() as uow:
            uow.customers.add(known)
            uow.outbox.enqueue(OperationKind.CUSTOMER_ADD, 11, known.id, {}, None, NOW)
            assert uow.next_number("case") == 1
            raise ChangedMindError

    with pytest.raises(ChangedMindError):
        change_and_fail()
    with store.begin() as uow:
        assert uow.customers.get(known.id) is None
        assert uow.outbox.entries(10) == ()
        assert uow.next_number("case") == 1


def test_numbers_go_on_from_the_last_committed(store: SqlStore) -> None:
    for expected in (1, 2, 3):
        with store.begin() as uow:
            assert uow.next_number("case") == expected
            assert uow.next_number("other") == expected
            uow.commit()


def test_reading_sees_one_moment(store: SqlStore) -> None:
    known = customer()
    with store.read() as before:
        assert before.customers.get(known.id) is None
        add(store, known)
        assert before.customers.get(known.id) is None
    assert get(store, known.id) == known


def test_reading_cannot_be_committed(store: SqlStore) -> None:
    with store.read() as uow, pytest.raises(RuntimeError):
        uow.commit()


def test_operations_of_one_unit_of_work_share_a_transaction(store: SqlStore) -> None:
    talk = "0195b4a0-0000-7000-8000-0000000000f1"
    queue_fact(
        store,
        talk_fact(talk, FactKind.INTERACTION_STARTED, {"channel": "counter"}),
        talk_fact(talk, FactKind.INTERACTION_NOTE, {"text": "kartu"}),
    )
    queue_fact(store, talk_fact(talk, FactKind.INTERACTION_HELP, {}))
    with store.read() as uow:
        operations = [entry.operation for entry in uow.outbox.entries(10)]
    assert [operation.seq for operation in operations] == [1, 2, 3]
    assert operations[0].tx_id == operations[1].tx_id != operations[2].tx_id
    assert len({operation.op_id for operation in operations}) == 3
    assert operations[1].payload["body"] == {"text": "kartu"}
    assert operations[0].at == NOW


def test_customers_are_found_by_id_and_exact_number(store: SqlStore) -> None:
    known = customer(customer_number="CIF-0001", nik="3174012345678901", phone="+6281234567890")
    add(store, known, customer("Siti", customer_number="CIF-00011"))
    with store.read() as uow:
        assert uow.customers.get(known.id) == known
        assert uow.customers.by_number("CIF-0001") == known
        assert uow.customers.by_number("CIF-000") is None


def test_an_edit_replaces_the_profile(store: SqlStore) -> None:
    before = customer(phone="+6281234567890")
    add(store, before)
    after = replace(before, name="Mohammad Saleh", phone="+6281111111111")
    queue_edit(store, before, after)
    assert get(store, before.id) == after
    assert [hit.name for hit in store.find_customers("08111111", 5)] == ["Mohammad Saleh"]
    assert store.find_customers("081234567890", 5) == ()


def test_an_edit_of_nobody_is_an_error(store: SqlStore) -> None:
    nobody, other = customer(), customer("Siti")
    with pytest.raises(Exception, match="No row"), store.begin() as uow:
        uow.customers.edit(nobody, changes_between(nobody, other))


def test_cases_are_found_by_number_in_any_case_newest_first(store: SqlStore) -> None:
    owner = customer()
    older = case_file(owner, "JKT01-K1-000001", opened_at=NOW - timedelta(days=1))
    newer = case_file(owner, "JKT01-K1-000002")
    add(store, owner, older, newer)
    with store.read() as uow:
        assert uow.cases.of_customer(owner.id) == (newer, older)
        assert uow.cases.by_number(" jkt01-k1-000001 ") == older
        assert uow.cases.get(newer.id) == newer
        assert uow.cases.by_number("JKT01") is None


def test_facts_come_back_as_they_went_in(store: SqlStore) -> None:
    owner = customer()
    case = case_file(owner)
    report = case_fact(case, FactKind.CASE_REPORT, {"status": "done", "cost": 15_000}, step_key="check", device_id="d")
    question = case_fact(case, FactKind.QUESTION_ASKED, {"to_unit": "KARTU"}, subject_id="q", at=NOW + timedelta(1))
    add(store, owner, case, report, question)
    with store.read() as uow:
        assert uow.facts.of_case(case.id) == (report, question)
        assert uow.facts.of_cases([case.id, "none"]) == {case.id: (report, question), "none": ()}
        assert uow.facts.of_subject("q") == (question,)
        assert uow.facts.of_customer(owner.id, 1) == (question,)


def test_a_walk_in_keeps_its_history_once_it_is_known(store: SqlStore) -> None:
    owner, talk = customer(), "0195b4a0-0000-7000-8000-0000000000f2"
    started = talk_fact(talk, FactKind.INTERACTION_STARTED, {"channel": "counter"})
    named = talk_fact(talk, FactKind.CUSTOMER_IDENTIFIED, {}, customer_id=owner.id, at=NOW + timedelta(minutes=1))
    add(store, owner, started, named)
    with store.read() as uow:
        assert uow.facts.of_customer(owner.id, 10) == (named, started)
    (line,) = store.interaction_lines()
    assert line.customer_name == owner.name


def test_the_session_is_one_and_ends(store: SqlStore) -> None:
    other = replace(SESSION, id="0195b4a0-0000-7000-8000-00000000e002", staff_login="budi", online=False)
    for session in (SESSION, other):
        with store.begin() as uow:
            uow.sessions.open(session)
            uow.commit()
        with store.read() as uow:
            assert uow.sessions.current() == session
    assert store.status().staff_login == "budi"
    with store.begin() as uow:
        uow.sessions.close()
        uow.commit()
    with store.read() as uow:
        assert uow.sessions.current() is None


def test_a_verifier_is_kept_and_replaced(store: SqlStore) -> None:
    first = StaffVerifier("sari", "$argon2id$one", SESSION, NOW)
    for verifier in (first, replace(first, hash="$argon2id$two", failures=3)):
        with store.begin() as uow:
            uow.sessions.save_verifier(verifier)
            uow.commit()
        with store.read() as uow:
            assert uow.sessions.verifier("sari") == verifier
            assert uow.sessions.verifier("budi") is None


def test_what_was_seen_never_goes_back(store: SqlStore) -> None:
    for ver, expected in ((5, 5), (3, 5), (8, 8)):
        with store.begin() as uow:
            uow.seen.mark("sari", "case", ver)
            uow.commit()
        with store.read() as uow:
            assert uow.seen.last_seen("sari", "case") == expected
            assert uow.seen.last_seen("budi", "case") is None


def test_a_device_is_enrolled_once(store: SqlStore) -> None:
    store.enrol(DEVICE)
    with store.read() as uow:
        assert uow.device() == DEVICE
    with pytest.raises(LoketError) as caught:
        store.enrol(replace(DEVICE, device_id="other"))
    assert caught.value.code is ErrorCode.ALREADY_ENROLLED
    assert dict(store.status().scopes) == {0: 0, 11: 0, 21: 0}


def test_writers_of_several_threads_take_turns(store: SqlStore) -> None:
    def count(times: int) -> None:
        for _ in range(times):
            with store.begin() as uow:
                uow.next_number("turns")
                uow.commit()

    threads = [threading.Thread(target=count, args=(20,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.begin() as uow:
        assert uow.next_number("turns") == 81


def test_a_full_disk_is_told_and_loses_nothing(store: SqlStore) -> None:
    kept = customer("Siti Aminah")
    add(store, kept)
    with store.database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(LoketError) as caught:
        add(store, *(customer(note="x" * 2_000) for _ in range(100)))
    assert caught.value.code is ErrorCode.DISK_FULL
    assert store.status().customers == 1
    with store.database.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    after = customer("Siti Fatimah")
    add(store, after)
    assert {hit.id for hit in store.find_customers("siti", 5)} == {kept.id, after.id}


WRITER = """
import sys
from pathlib import Path
from app.storage.store import open_store
from tests.storage.samples import KEY, customer, add
store = open_store(Path(sys.argv[1]), KEY)
for place in range(100_000):
    known = customer(f"Siti {place}")
    with store.begin() as uow:
        uow.customers.add(known)
        uow.outbox.enqueue("customer.add", 11, known.id, {"name": known.name}, None, __import__("datetime").datetime.now(__import__("datetime").UTC))
        uow.commit()
    print(known.id, flush=True)
"""  # noqa: E501 - a program as one text


def test_what_was_committed_survives_a_kill(opened: OpenStore, path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline().strip() for _ in range(40)]
        writer.send_signal(signal.SIGKILL)
        told += [line.strip() for line in writer.stdout if line.endswith("\n")]
    store = opened(path)
    with store.read() as uow:
        assert all(uow.customers.get(row_id) is not None for row_id in told)
        operations = [entry.operation for entry in uow.outbox.entries(100_000)]
        assert {operation.row_id for operation in operations} >= set(told)
        assert [operation.seq for operation in operations] == list(range(1, len(operations) + 1))
        assert len(operations) == store.status().customers
    with store.database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
