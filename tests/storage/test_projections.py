"""Read models: always what the folds of all facts say, whatever the order in which they came."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.cases import CaseStatus, fold_case
from app.domain.facts import Fact, FactKind
from app.domain.interactions import Channel, Mood, OutcomeKind, fold_interaction
from app.domain.processes import Process, process_from_doc
from app.domain.promises import PromiseState, fold_promises
from app.storage.replica import SqlReplica
from app.storage.store import SqlStore
from app.storage.tables import case_state, interaction_state, promise_state
from tests.storage.conftest import OpenStore
from tests.storage.samples import (
    DEVICE,
    NOW,
    PROCESS_DOC,
    add,
    case_fact,
    case_file,
    customer,
    page,
    pulled,
    reference,
    talk_fact,
)

HOUR = timedelta(hours=1)
TALK = "0195b4a0-0000-7000-8000-0000000000f1"


def report(status: str, at: datetime = NOW, step: str = "check", **body: object) -> dict[str, Any]:
    return {"kind": FactKind.CASE_REPORT, "body": {"status": status, **body}, "step_key": step, "at": at}


@pytest.fixture
def known(store: SqlStore, replica: SqlReplica) -> SqlStore:
    replica.apply(page(reference("process", "bank.card", PROCESS_DOC, 1), scope=0))
    return store


def test_a_case_line_follows_its_reports(known: SqlStore) -> None:
    owner = customer("Siti")
    case = case_file(owner)
    add(known, owner, case)
    (line,) = known.case_lines(None, None, 10)
    assert (line.status, line.step_key, line.customer_name, line.last_report_at) == ("open", "check", "Siti", None)
    add(known, case_fact(case, **report("done")))
    add(known, case_fact(case, **report("in_progress", NOW + HOUR, "print", estimate_at=(NOW + 5 * HOUR).isoformat())))
    (line,) = known.case_lines(owner.id, CaseStatus.OPEN, 10)
    assert (line.step_key, line.estimate_at, line.last_report_at) == ("print", NOW + 5 * HOUR, NOW + HOUR)
    add(known, case_fact(case, **report("done", NOW + 2 * HOUR, "print")))
    assert known.case_lines(None, CaseStatus.OPEN, 10) == ()
    assert [line.status for line in known.case_lines(owner.id, CaseStatus.RESOLVED, 10)] == ["resolved"]


def test_cases_come_newest_first(known: SqlStore) -> None:
    owner = customer("Siti")
    add(known, owner, *(case_file(owner, f"A-{day}", opened_at=NOW + timedelta(day)) for day in (2, 0, 3, 1)))
    assert [line.number for line in known.case_lines(None, None, 3)] == ["A-3", "A-2", "A-1"]


def test_a_promise_is_open_then_at_risk_then_broken(known: SqlStore) -> None:
    owner = customer("Siti")
    case = case_file(owner)
    first, later = NOW + 4 * HOUR, NOW + 9 * HOUR
    promise = {"due_at": (NOW + 5 * HOUR).isoformat(), "text": "sebelum makan siang", "estimate_at": first.isoformat()}
    add(known, owner, case, case_fact(case, **report("in_progress", estimate_at=first.isoformat())))
    add(known, case_fact(case, FactKind.PROMISE_MADE, promise, subject_id="p1", step_key="check", actor="sari"))
    (line,) = known.promise_lines(at_risk_only=False, now=NOW, limit=10)
    assert (line.state, line.due_at, line.made_by, line.case_number) == ("open", NOW + 5 * HOUR, "sari", case.number)
    assert known.promise_lines(at_risk_only=True, now=NOW, limit=10) == ()
    (late,) = known.promise_lines(at_risk_only=True, now=NOW + 6 * HOUR, limit=10)
    assert late.state is PromiseState.BROKEN
    add(known, case_fact(case, **report("in_progress", NOW + HOUR, estimate_at=later.isoformat())))
    (line,) = known.promise_lines(at_risk_only=True, now=NOW + HOUR, limit=10)
    assert (line.state, line.new_estimate_at) == (PromiseState.AT_RISK, later)
    add(known, case_fact(case, FactKind.PROMISE_WITHDRAWN, {"reason": "x"}, subject_id="p1", at=NOW + 2 * HOUR))
    assert known.promise_lines(at_risk_only=False, now=NOW, limit=10) == ()


def test_promises_come_by_due_time(known: SqlStore) -> None:
    owner = customer("Siti")
    case = case_file(owner)
    add(known, owner, case)
    for hours in (3, 1, 2):
        body = {"due_at": (NOW + hours * HOUR).isoformat(), "text": str(hours), "answer_by": "Rudi"}
        add(known, case_fact(case, FactKind.PROMISE_MADE, body, subject_id=f"p{hours}"))
    assert [line.text for line in known.promise_lines(at_risk_only=False, now=NOW, limit=2)] == ["1", "2"]


def test_interactions_are_filtered(store: SqlStore) -> None:
    owner = customer("Siti")
    ended = {"outcome": {"kind": "solved", "summary": "Kartu José sudah diganti"}, "mood_after": "calm"}
    add(
        store,
        owner,
        talk_fact(TALK, FactKind.INTERACTION_STARTED, {"channel": "counter", "mood": "angry"}, customer_id=owner.id),
        talk_fact(TALK, FactKind.INTERACTION_NOTE, {"text": "minta dihubungi sore"}, at=NOW + HOUR),
        talk_fact(TALK, FactKind.INTERACTION_ENDED, ended, at=NOW + 2 * HOUR),
        talk_fact("t2", FactKind.INTERACTION_STARTED, {"channel": "phone"}, at=NOW + 3 * HOUR),
    )
    assert [line.id for line in store.interaction_lines()] == ["t2", TALK]
    (line,) = store.interaction_lines(outcome="solved")
    assert (line.id, line.customer_name, line.channel, line.summary) == (
        TALK,
        "Siti",
        Channel.COUNTER,
        "Kartu José sudah diganti",
    )
    assert (line.mood_before, line.mood_after, line.outcome) == (Mood.ANGRY, Mood.CALM, OutcomeKind.SOLVED)
    assert (line.started_at, line.ended_at) == (NOW, NOW + 2 * HOUR)
    for text in ("jose", "DIHUBUNGI", "kartu josé"):
        assert [line.id for line in store.interaction_lines(text=text)] == [TALK]
    assert store.interaction_lines(text="100%_") == ()
    assert [line.id for line in store.interaction_lines(since=NOW + HOUR)] == ["t2"]
    assert store.interaction_lines(staff="budi") == ()
    assert len(store.interaction_lines(limit=1)) == 1


def test_a_new_version_of_a_process_refolds_its_cases(known: SqlStore, replica: SqlReplica) -> None:
    owner = customer("Siti")
    add(known, owner, case_file(owner))
    newer = PROCESS_DOC | {"version": 2, "steps": PROCESS_DOC["steps"][1:]}
    row = reference("process", "bank.card", newer, 2)
    changes = replica.apply(page(row, after=1, to=2, scope=0))
    assert changes.reference
    assert [line.step_key for line in known.case_lines(None, None, 10)] == ["print"]


PROMISE = {"due_at": (NOW + 5 * HOUR).isoformat(), "text": "besok", "estimate_at": (NOW + 2 * HOUR).isoformat()}
EVENTS = st.sampled_from(
    [
        report("in_progress", estimate_at=(NOW + 2 * HOUR).isoformat()),
        report("in_progress", NOW + HOUR, estimate_at=(NOW + 8 * HOUR).isoformat(), cost=50_000),
        report("done", NOW + 2 * HOUR),
        report("failed", NOW + 2 * HOUR, reason="x"),
        report("done", NOW + 3 * HOUR, "print"),
        report("done", NOW + 3 * HOUR, "unknown"),
        {"kind": FactKind.CASE_WAITING_CUSTOMER, "body": {"reason": "KTP"}, "at": NOW + HOUR},
        {"kind": FactKind.CASE_REOPENED, "body": {}, "at": NOW + 4 * HOUR},
        {"kind": FactKind.PROMISE_MADE, "body": PROMISE, "subject_id": "p1", "step_key": "check", "at": NOW + HOUR},
        {"kind": FactKind.PROMISE_KEPT, "body": {}, "subject_id": "p1", "at": NOW + 4 * HOUR},
        {"kind": FactKind.PROMISE_MOVED, "body": {}, "subject_id": "p1", "at": NOW + 4 * HOUR},
    ]
)
TALKS = st.sampled_from(
    [
        (FactKind.INTERACTION_STARTED, {"channel": "counter", "mood": "angry"}),
        (FactKind.INTERACTION_MOOD, {"mood": "calm"}),
        (FactKind.INTERACTION_NOTE, {"text": "Catatan"}),
        (FactKind.INTERACTION_ENDED, {"outcome": {"kind": "declined", "summary": "", "alternative": "cabang lain"}}),
    ]
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    events=st.lists(st.tuples(EVENTS, st.booleans()), max_size=8),
    talks=st.lists(TALKS, max_size=5),
    hours=st.integers(0, 9),
    refresh=st.booleans(),
)
def test_read_models_equal_the_folds(
    opened: OpenStore,
    tmp_path_factory: pytest.TempPathFactory,
    events: list[tuple[dict[str, Any], bool]],
    talks: list[tuple[FactKind, dict[str, Any]]],
    hours: int,
    refresh: bool,
) -> None:
    store = opened(tmp_path_factory.mktemp("folds") / "loket.db")
    store.enrol(DEVICE)
    replica = SqlReplica(store)
    process = process_from_doc(PROCESS_DOC)
    replica.apply(page(reference("process", "bank.card", PROCESS_DOC, 1), scope=0))
    owner = customer("Siti")
    case = case_file(owner)
    facts = [(case_fact(case, **values), is_shared) for values, is_shared in events]
    spoken = [talk_fact(TALK, kind, body) for kind, body in talks]
    # facts may come before the case they tell of
    for ver, (fact, is_shared) in enumerate(facts, start=1):
        if is_shared:
            replica.apply(page(pulled(fact, ver), after=ver - 1, to=ver))
        else:
            add(store, fact)
            replica.apply(page(after=ver - 1, to=ver))
    add(store, owner, case, *spoken)
    if refresh:
        store.rebuild()
    check_case(store, process_state(store, case.id), process, NOW + hours * HOUR)
    check_talk(store, spoken)
    store.close()


def process_state(store: SqlStore, case_id: str) -> tuple[Fact, ...]:
    with store.read() as uow:
        return uow.facts.of_case(case_id)


def check_case(store: SqlStore, facts: tuple[Fact, ...], process: Process, now: datetime) -> None:
    state = fold_case(process, facts)
    promises = [promise for promise in fold_promises(facts, state, now) if not promise.is_settled]
    (line,) = store.case_lines(None, None, 10)
    current = state.current
    assert (line.status, line.last_report_at) == (state.status, state.last_report_at)
    assert (line.step_key, line.estimate_at) == ((current.key, current.estimate_at) if current else (None, None))
    lines = store.promise_lines(at_risk_only=False, now=now, limit=10)
    assert [(line.id, line.state, line.new_estimate_at, line.due_at) for line in lines] == [
        (promise.id, promise.state, promise.new_estimate_at, promise.due_at) for promise in promises
    ]
    risky = {PromiseState.AT_RISK, PromiseState.BROKEN}
    at_risk = store.promise_lines(at_risk_only=True, now=now, limit=10)
    assert [line.id for line in at_risk] == [promise.id for promise in promises if promise.state in risky]


def check_talk(store: SqlStore, facts: list[Fact]) -> None:
    folded = fold_interaction(facts)
    lines = store.interaction_lines()
    assert len(lines) == (folded is not None)
    for line in lines:
        assert folded is not None
        assert (line.mood_before, line.mood_after, line.ended_at) == (
            folded.mood_before,
            folded.mood_after,
            folded.ended_at,
        )
        assert line.outcome == (folded.outcome.kind if folded.outcome else None)


def test_a_rebuild_changes_nothing(known: SqlStore) -> None:
    owner = customer("Siti")
    case = case_file(owner)
    add(known, owner, case, case_fact(case, **report("done")))
    add(known, case_fact(case, FactKind.PROMISE_MADE, PROMISE, subject_id="p1", step_key="check"))
    add(known, talk_fact(TALK, FactKind.INTERACTION_STARTED, {"channel": "chat"}))
    tables = (case_state, promise_state, interaction_state)

    def rows() -> list[list[tuple[Any, ...]]]:
        with known.database.read() as connection:
            return [[tuple(row) for row in connection.execute(table.select())] for table in tables]

    before = rows()
    known.rebuild()
    assert rows() == before
    assert all(before)
