"""Rounds against the real shared database, with answers lost and servers gone."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from app.changes import ChangeBus, Changes
from app.demo.postgres import EmbeddedPostgres
from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Role
from app.domain.replication import (
    DeviceIdentity,
    Operation,
    OperationKind,
    OperationState,
    PushAnswer,
    SyncState,
)
from app.services.ports import Transport
from app.sync import admin
from app.sync.engine import SyncEngine
from app.sync.transport import PostgresTransport
from app.system import SystemClock
from tests.sync.fakes import LossyTransport, MemoryReplica
from tests.sync.offices import PASSWORD, Desk, Office, new_id


class Station:
    """A desk with a replica and an engine; remembers what was told on the bus."""

    def __init__(self, desk: Desk, transport: Callable[[DeviceIdentity], Transport] = PostgresTransport) -> None:
        self.desk = desk
        self.replica = MemoryReplica(desk.identity)
        self.told: list[Changes] = []
        bus = ChangeBus()
        bus.subscribe(self.told.append)
        self.engine = SyncEngine(self.replica, transport, SystemClock(), bus)


@pytest.fixture
def station(office: Office) -> Iterator[Station]:
    station = Station(office.desk())
    yield station
    station.engine.close()


def lossy(*lost: str) -> Callable[[DeviceIdentity], Transport]:
    """Transports that together lose the answers of these calls, each once, in this order."""
    to_lose = list(lost)

    def lose(call: str) -> bool:
        if to_lose and to_lose[0] == call:
            to_lose.pop(0)
            return True
        return False

    return lambda identity: LossyTransport(PostgresTransport(identity), lose)


def test_a_round_takes_up_and_brings_down(station: Station) -> None:
    desk = station.desk
    station.replica.queue(desk.add_customer(), desk.fact("case.report"), desk.fact("customer.viewed", subject_id="?"))
    report = station.engine.round()
    assert report.state is SyncState.OK
    assert (report.pushed, report.acked, report.rejected, report.held, report.outbox) == (3, 1, 1, 1, 0)
    assert report.pulled >= 8
    assert report.cursors == {scope: cursor.ver for scope, cursor in station.replica.cursors().items()}
    assert station.replica.counts() == (0, 2)
    assert any(changes.reference and changes.source == "sync" for changes in station.told)
    assert station.replica.synced_at is not None


def test_an_idle_round_writes_nothing(station: Station) -> None:
    station.engine.round()
    station.told.clear()
    station.replica.synced_at = None
    report = station.engine.round()
    assert (report.state, report.pushed, report.pulled) == (SyncState.OK, 0, 0)
    assert station.told == []
    assert station.replica.synced_at is None


@pytest.mark.parametrize("lost", [("push",), ("pull",), ("push", "pull"), ("push", "push", "pull", "pull")])
def test_a_lost_answer_costs_nothing(office: Office, lost: tuple[str, ...]) -> None:
    station = Station(office.desk(), lossy(*lost))
    operations = [station.desk.add_customer() for _ in range(3)]
    station.replica.queue(*operations)
    states: list[SyncState] = []
    with closing(station.engine):
        while not states or states[-1] is not SyncState.OK:
            states.append(station.engine.round().state)
    assert states[0] is SyncState.OFFLINE
    assert set(station.replica.states.values()) == {OperationState.ACKED}
    assert office.sql("select count(*), count(distinct id) from sync.customer") == [(3, 3)]
    assert {row.id for row in station.replica.of("customer")} == {operation.row_id for operation in operations}


def test_many_operations_go_in_whole_transactions(office: Office) -> None:
    pushes: list[PushAnswer] = []

    class Watched(PostgresTransport):
        def push(self, operations: Sequence[Operation]) -> PushAnswer:
            pushes.append(super().push(operations))
            return pushes[-1]

    station = Station(office.desk(), Watched)
    for size in (300, 150, 100, 500, *[1] * 60):
        tx_id = new_id()
        station.replica.queue(*[station.desk.add_customer(tx_id=tx_id) for _ in range(size)])
    with closing(station.engine):
        report = station.engine.round()
    assert (report.state, report.pushed, report.outbox) == (SyncState.OK, 1110, 0)
    assert [len(answer.results) for answer in pushes] == [450, 100, 500, 60]


def test_a_database_that_lost_the_last_hour_gets_it_again(office: Office, station: Station) -> None:
    """It asks for what it misses; what was acknowledged is still here."""
    operations = [station.desk.add_customer() for _ in range(4)]
    station.replica.queue(*operations[:3])
    station.engine.round()
    office.sql("delete from sync.applied_op where seq > 1")
    office.sql("delete from sync.audit where seq > 1")
    office.sql("delete from sync.customer where id <> %s", operations[0].row_id)
    office.sql("update sync.device set last_seq = 1 where device_id = %s", station.desk.identity.device_id)
    station.replica.queue(operations[3])
    report = station.engine.round()
    assert (report.state, report.acked) == (SyncState.OK, 4), "the last one that both have is asked for as a proof"
    assert office.sql("select count(*) from sync.customer") == [(4,)]


def test_a_clone_goes_on_as_a_device_of_its_own(office: Office, station: Station) -> None:
    station.replica.queue(station.desk.add_customer())
    station.engine.round()
    clone = Station(Desk(office, station.desk.identity, station.desk.session))
    clone.replica.queue(clone.desk.add_customer())
    with closing(clone.engine):
        report = clone.engine.round()
    assert (report.state, report.outbox) == (SyncState.OK, 0)
    assert clone.replica.identity.device_id != station.desk.identity.device_id
    assert clone.replica.identity.token != station.desk.identity.token
    assert office.sql("select count(*) from sync.customer") == [(2,)]
    station.replica.queue(station.desk.add_customer())
    assert station.engine.round().state is SyncState.OK, "the first one stays who it is"


def test_a_fork_whose_answer_is_lost_ends_in_one_new_device(office: Office, station: Station) -> None:
    station.replica.queue(station.desk.add_customer())
    station.engine.round()
    clone = Station(Desk(office, station.desk.identity, station.desk.session), lossy("fork"))
    clone.replica.queue(clone.desk.add_customer())
    with closing(clone.engine):
        clone.engine.round()
        report = clone.engine.round()
    assert (report.state, report.outbox) == (SyncState.OK, 0)
    assert office.sql("select count(*) from sync.device") == [(2,)]
    assert office.sql("select count(*) from sync.customer") == [(2,)]


def test_a_store_restored_from_an_old_image_notices_before_it_does_anything_new(
    office: Office, station: Station
) -> None:
    station.replica.queue(*[station.desk.add_customer() for _ in range(3)])
    station.engine.round()
    restored = Station(Desk(office, station.desk.identity, station.desk.session))
    with closing(restored.engine):
        report = restored.engine.round()
    assert report.state is SyncState.OK
    assert restored.replica.identity.device_id != station.desk.identity.device_id
    assert len(restored.replica.of("customer")) == 3


def test_a_lost_history_is_noticed_by_its_marks(office: Office, station: Station) -> None:
    """A failover lost the last writes, and their versions were given out again to others."""
    first, second = station.desk.add_customer(), station.desk.add_customer()
    station.replica.queue(first)
    station.engine.round()
    station.replica.queue(second)
    station.engine.round()
    office.sql("delete from sync.applied_op where seq = 2")
    office.sql("delete from sync.audit where seq = 2")
    office.sql("delete from sync.customer where id = %s", second.row_id)
    office.sql("update sync.scope_log set mark = gen_random_uuid() where scope_id = 1 and ver = 2")
    office.sql("update sync.device set last_seq = 1 where device_id = %s", station.desk.identity.device_id)
    report = station.engine.round()
    assert (report.state, report.resynced) == (SyncState.OK, (1,))
    assert {row.id for row in station.replica.of("customer")} == {first.row_id, second.row_id}
    assert office.sql("select count(*) from sync.customer") == [(2,)]


def test_a_database_restored_to_before_a_fork_gets_the_new_device_again(office: Office, station: Station) -> None:
    station.replica.queue(station.desk.add_customer())
    station.engine.round()
    clone = Station(Desk(office, station.desk.identity, station.desk.session))
    own = clone.desk.add_customer()
    clone.replica.queue(own)
    with closing(clone.engine):
        assert clone.engine.round().state is SyncState.OK
        device = clone.replica.identity.device_id
        office.sql("delete from sync.applied_op where device_id = %s", device)
        office.sql("delete from sync.audit where device_id = %s", device)
        office.sql("delete from sync.device where device_id = %s", device)
        office.sql("delete from sync.customer where id = %s", own.row_id)
        office.sql("update sync.scope_log set mark = gen_random_uuid() where scope_id = 1 and ver = 2")
        assert clone.engine.round().detail == "wrong_token"
        report = clone.engine.round()
    assert (report.state, report.outbox) == (SyncState.OK, 0)
    assert office.sql("select count(*) from sync.customer") == [(2,)]
    assert len(clone.replica.of("customer")) == 2


def test_a_new_epoch_is_adopted_scope_by_scope(office: Office, station: Station) -> None:
    operation = station.desk.add_customer()
    station.replica.queue(operation)
    station.engine.round()
    before = station.replica.epoch()
    office.sql("update sync.meta set epoch = gen_random_uuid()")
    station.replica.queue(station.desk.add_customer())
    report = station.engine.round()
    assert (report.state, report.outbox, report.resynced) == (SyncState.OK, 0, (0, 1))
    assert station.replica.epoch() != before
    assert len(station.replica.of("customer")) == 2


def test_what_differs_is_found_counted_and_put_right(office: Office, station: Station) -> None:
    operations = [station.desk.add_customer() for _ in range(3)]
    station.replica.queue(*operations)
    station.engine.round()
    del station.replica.rows["customer", operations[1].row_id]
    check = station.engine.check()
    assert (check.scopes, check.differing_buckets, check.repaired) == ((0, 1), 1, 1)
    assert len(station.replica.of("customer")) == 3
    assert station.engine.check().differing_buckets == 0


def test_a_check_comes_by_itself_when_it_is_due(station: Station) -> None:
    station.engine.round()
    assert station.replica.checks == []
    station.replica.check_due = True
    station.engine.close()
    engine = SyncEngine(station.replica, PostgresTransport, SystemClock(), ChangeBus())
    with closing(engine):
        engine.round()
    assert [check.differing_buckets for check in station.replica.checks] == [0]


def test_poison_is_put_aside_and_blocks_nothing(office: Office) -> None:
    poison: list[str] = []

    class Refusing(PostgresTransport):
        def push(self, operations: Sequence[Operation]) -> PushAnswer:
            if any(each.op_id in poison and each.kind is OperationKind.CUSTOMER_ADD for each in operations):
                raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "server", "sqlstate": "54000"})
            return super().push(operations)

    station = Station(office.desk(), Refusing)
    operations = [station.desk.add_customer() for _ in range(3)]
    poison.append(operations[1].op_id)
    station.replica.queue(*operations)
    with closing(station.engine):
        report = station.engine.round()
    assert (report.state, report.acked, report.held, report.outbox) == (SyncState.OK, 2, 1, 0)


def test_pulls_go_on_while_pushes_are_refused(office: Office, station: Station) -> None:
    class Blocked(PostgresTransport):
        def push(self, operations: Sequence[Operation]) -> PushAnswer:
            raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "server", "sqlstate": "55P03"})

    station.replica.queue(station.desk.add_customer())
    station.engine.round()
    blocked = Station(office.desk(), Blocked)
    blocked.replica.queue(blocked.desk.add_customer())
    with closing(blocked.engine):
        report = blocked.engine.round()
    assert (report.state, report.detail, report.outbox) == (SyncState.OFFLINE, "unreachable", 1)
    assert len(blocked.replica.of("customer")) == 1


def test_a_console_too_old_hands_over_and_reads_nothing(office: Office, station: Station) -> None:
    operation = station.desk.add_customer()
    station.replica.queue(operation)
    office.sql("update sync.meta set min_protocol = 3, cur_protocol = 3")
    report = station.engine.round()
    assert (report.state, report.pushed, report.pulled) == (SyncState.TOO_OLD, 1, 0)
    assert office.sql("select id::text from sync.customer") == [(operation.row_id,)]


def test_a_wrong_token_is_told_and_nothing_is_thrown_away(office: Office, station: Station) -> None:
    station.replica.queue(station.desk.add_customer())
    office.sql("update sync.device set token_sha256 = sha256(token_sha256)")
    report = station.engine.round()
    assert (report.state, report.detail, report.outbox) == (SyncState.OFFLINE, "wrong_token", 1)


def test_what_is_new_comes_down_while_pushes_fail(office: Office) -> None:
    class NoPush(PostgresTransport):
        def push(self, operations: Sequence[Operation]) -> PushAnswer:
            raise LoketError(ErrorCode.UNREACHABLE)

    station = Station(office.desk(), NoPush)
    station.replica.queue(station.desk.add_customer())
    with closing(station.engine):
        report = station.engine.round()
    assert (report.state, report.pushed, report.outbox) == (SyncState.OFFLINE, 0, 1)


@pytest.fixture
def own_server() -> Iterator[tuple[EmbeddedPostgres, Office]]:
    """A server that a test may stop."""
    folder = Path(tempfile.mkdtemp(prefix="loket-pg-"))
    server = EmbeddedPostgres(folder)
    server.start()
    admin.init_shared(server.url())
    admin.add_branch(server.url(), "JKT1", "Jakarta", "Asia/Jakarta")
    admin.add_staff(server.url(), "rina", "Rina", Role.FRONTLINER, "JKT1", password=PASSWORD)
    yield server, Office(server.url())
    server.stop()
    shutil.rmtree(folder)


def test_cut_off_in_the_middle_and_back_everything_is_there_once(own_server: tuple[EmbeddedPostgres, Office]) -> None:
    server, office = own_server
    station = Station(office.desk())
    station.replica.queue(station.desk.add_customer())
    assert station.engine.round().state is SyncState.OK
    server.stop()
    station.replica.queue(*[station.desk.add_customer() for _ in range(5)])
    offline = station.engine.round()
    assert (offline.state, offline.detail, offline.outbox) == (SyncState.OFFLINE, "unreachable", 5)
    server.start()
    with closing(station.engine):
        back = station.engine.round()
    assert (back.state, back.pushed, back.outbox) == (SyncState.OK, 5, 0)
    assert office.sql("select count(*) from sync.customer") == [(6,)]
    assert len(station.replica.of("customer")) == 6


def test_a_call_that_hangs_can_be_cut_off(office: Office, station: Station) -> None:
    """The round waits for a lock that somebody holds; interrupting ends it as if the network were gone."""
    station.engine.round()
    station.replica.queue(station.desk.add_customer())
    with psycopg.connect(office.url) as holder:
        holder.execute("select from sync.scope where scope_id = 1 for update")
        running = threading.Thread(target=station.engine.round)
        running.start()
        waiting = (
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        )
        while not office.sql(waiting)[0][0]:
            pass
        station.engine.interrupt()
        running.join(10)
        assert not running.is_alive()
    assert station.engine.round().state is SyncState.OK
