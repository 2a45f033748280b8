"""Moves: a customer goes to another branch with everything, and whoever held the rows hears of it."""

from __future__ import annotations

from contextlib import closing

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import Cursor, DeviceIdentity, Operation, PulledRow
from app.sync.moves import move_customer
from app.sync.transport import PostgresTransport
from tests.sync.offices import Office


class Watcher:
    """A device that keeps what it pulls, and forgets what left."""

    def __init__(self, identity: DeviceIdentity) -> None:
        self._identity = identity
        self._cursors: dict[int, Cursor] = {}
        self.rows: dict[tuple[str, str], PulledRow] = {}

    def pull(self) -> list[PulledRow]:
        """Everything new; gives the exits."""
        exits: list[PulledRow] = []
        with closing(PostgresTransport(self._identity)) as transport:
            while True:
                page = transport.pull(self._cursors, 5)
                for row in page.rows:
                    if row.table == "exit":
                        exits.append(row)
                        self._forget(row)
                    else:
                        self.rows[row.table, row.id] = row
                self._cursors = {scope.scope_id: Cursor(scope.covered_to, scope.mark) for scope in page.scopes}
                if page.is_complete:
                    return exits

    def of(self, table: str) -> set[str]:
        return {row_id for kind, row_id in self.rows if kind == table}

    def _forget(self, row: PulledRow) -> None:
        key = str(row.doc["tbl"]), row.id
        held = self.rows.get(key)
        if held is not None and held.scope_id == row.scope_id and held.ver < row.ver:
            del self.rows[key]


class Story:
    """A customer of Jakarta with a case, talks, and another customer who stays."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.desk = office.desk()
        self.customer = self.desk.add_customer(customer_number="C-1")
        self.stays = self.desk.add_customer(customer_number="C-2")
        self.case = self.desk.open_case(self.customer.row_id)
        self.promise = self.desk.fact("promise.made", {"text": "siap"}, case=self.case)
        self.talk = self.desk.fact("interaction.note", {"text": "x"}, customer_id=self.customer.row_id)
        self.push(self.customer, self.stays, self.case, self.promise, self.talk)

    def push(self, *operations: Operation) -> list[str]:
        with closing(self.desk.hello()) as transport:
            return [result.outcome for result in transport.push(operations).results]

    @property
    def facts(self) -> set[str]:
        return {self.promise.row_id, self.talk.row_id}


@pytest.fixture
def story(office: Office) -> Story:
    return Story(office)


def test_everything_goes_and_nothing_else(story: Story) -> None:
    jakarta, makassar = Watcher(story.office.device()), Watcher(story.office.device("MKS1"))
    jakarta.pull()
    moved = move_customer(story.office.url, "C-1", "MKS1")
    assert (moved.customer_id, moved.branch, moved.cases, moved.facts) == (story.customer.row_id, "MKS1", 1, 2)
    exits = jakarta.pull()
    assert {(row.doc["tbl"], row.id, row.scope_id, row.deleted) for row in exits} == {
        ("customer", story.customer.row_id, 1, True),
        ("case_file", story.case.row_id, 1, True),
        *(("fact", fact, 1, True) for fact in story.facts),
    }
    assert (jakarta.of("customer"), jakarta.of("case_file"), jakarta.of("fact")) == ({story.stays.row_id}, set(), set())
    makassar.pull()
    assert makassar.of("customer") == {story.customer.row_id}
    assert (makassar.of("case_file"), makassar.of("fact")) == ({story.case.row_id}, story.facts)
    assert move_customer(story.office.url, story.customer.row_id, "MKS1").cases == 0


def test_a_unit_keeps_its_work_under_the_new_home(story: Story) -> None:
    workshop = Watcher(story.office.device("MKS1", "WORKSHOP"))
    workshop.pull()
    assert {row.scope_id for row in workshop.rows.values()} == {0, 1}
    move_customer(story.office.url, "C-1", "MKS1")
    workshop.pull()
    assert workshop.rows["case_file", story.case.row_id].scope_id == 2
    assert workshop.rows["fact", story.promise.row_id].scope_id == 2
    assert workshop.rows["customer", story.customer.row_id].scope_id == 2
    assert story.office.sql("select loket.report_step(%s, 'setup', 'done')", story.case.payload["number"]) != []


def test_what_was_done_meanwhile_follows(story: Story) -> None:
    desk = story.desk
    holder = Watcher(story.office.device())
    holder.pull()
    move_customer(story.office.url, "C-1", "MKS1")
    late = [
        desk.fact("promise.kept", {}, case=story.case),
        desk.fact("interaction.note", {}, customer_id=story.customer.row_id),
        desk.edit_customer(story.customer.row_id, city=(None, "Maros")),
        desk.open_case(story.customer.row_id),
        desk.fact("customer.viewed", customer_id=story.stays.row_id),
    ]
    assert story.push(*late) == ["applied"] * 5
    stored = dict(story.office.sql("select id::text, scope_id from sync.fact"))
    assert [stored[late[n].row_id] for n in (0, 1, 4)] == [2, 2, 1]
    assert story.office.sql("select scope_id from sync.case_file where id = %s", late[3].row_id) == [(2,)]
    assert story.office.sql("select scope_id, doc ->> 'city' from sync.customer where customer_number = 'C-1'") == [
        (2, "Maros")
    ]
    gone = {(row.doc["tbl"], row.id) for row in holder.pull()}
    assert {("fact", late[0].row_id), ("fact", late[1].row_id), ("case_file", late[3].row_id)} <= gone


def test_a_unit_reports_on_a_case_that_moved_meanwhile(story: Story) -> None:
    worker = story.office.desk("joko", unit="WORKSHOP")
    move_customer(story.office.url, "C-1", "MKS1")
    report = worker.fact("case.report", {"status": "done"}, case=story.case, step_key="setup", scope_id=1)
    with closing(worker.hello()) as transport:
        [result] = transport.push([report]).results
    assert result.outcome == "applied"
    assert story.office.sql("select scope_id from sync.fact where id = %s", report.row_id) == [(2,)]


def test_there_and_back_again(story: Story) -> None:
    jakarta, makassar = Watcher(story.office.device()), Watcher(story.office.device("MKS1"))
    for branch in ("MKS1", "JKT1", "MKS1", "JKT1"):
        jakarta.pull()
        move_customer(story.office.url, "C-1", branch)
    late = story.desk.fact("promise.kept", {}, case=story.case)
    assert story.push(late) == ["applied"]
    jakarta.pull()
    makassar.pull()
    assert jakarta.of("customer") == {story.customer.row_id, story.stays.row_id}
    assert jakarta.of("fact") == story.facts | {late.row_id}
    assert makassar.of("customer") == set()


def test_a_number_that_is_taken_there_keeps_the_customer_here(story: Story) -> None:
    made = story.office.desk("made", "MKS1")
    with closing(made.hello()) as transport:
        transport.push([made.add_customer(customer_number="C-1")])
    with pytest.raises(LoketError) as refused:
        move_customer(story.office.url, story.customer.row_id, "MKS1")
    assert refused.value.code is ErrorCode.DUPLICATE
    assert story.office.sql("select count(*) from sync.scope_exit") == [(0,)]


def test_unknown_customers_and_branches_are_named(story: Story) -> None:
    for customer, branch, field in (("C-9", "MKS1", "customer"), ("C-1", "XXX1", "branch")):
        with pytest.raises(LoketError) as refused:
            move_customer(story.office.url, customer, branch)
        assert (refused.value.code, refused.value.field) == (ErrorCode.NOT_FOUND, field)


def test_a_client_of_protocol_1_is_not_told_of_exits(story: Story) -> None:
    move_customer(story.office.url, "C-1", "MKS1")
    [(page,)] = story.office.sql("select loket.pull(%s, '{\"1\": 1}', 100, 1)", story.desk.identity.token)
    assert [row[0] for part in page["parts"] for row in part if row[0] == "exit"] == []
    assert page["scopes"][1]["covered_to"] == 2
