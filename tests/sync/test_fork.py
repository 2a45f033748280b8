"""Fork: a clone, or a device put back to an old image, goes on as another one and nothing is lost or done twice."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import closing
from dataclasses import replace

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import DeviceIdentity
from app.sync import admin
from app.sync.connecting import ForkError
from app.sync.devices import list_devices, revoke_named
from app.sync.transport import PostgresTransport
from tests.sync.offices import Desk, Office, new_id


def forked(identity: DeviceIdentity, base_seq: int, token: str | None = None) -> DeviceIdentity:
    with closing(PostgresTransport(identity)) as transport:
        return transport.fork(token or secrets.token_urlsafe(32), base_seq)


def test_a_clone_goes_on_as_another_device_of_the_same_place(office: Office) -> None:
    desk = office.desk()
    with closing(desk.hello()) as transport:
        transport.push([desk.add_customer(), desk.add_customer()])
    heir = forked(desk.identity, 1)
    assert (heir.branch_code, heir.unit_code) == ("JKT1", None)
    assert heir.scope_id == desk.identity.scope_id
    assert heir.name == f"{desk.identity.name} (2)"
    assert heir.device_code != desk.identity.device_code
    assert len({heir.device_id, desk.identity.device_id}) == len({heir.incarnation, desk.identity.incarnation}) == 2
    [(ancestors, last_seq, head)] = office.sql(
        "select ancestors::text[], last_seq, chain_head from sync.device where device_id = %s", heir.device_id
    )
    assert (ancestors, last_seq) == ([desk.identity.device_id], 1)
    assert head == hashlib.sha256(heir.device_id.encode()).hexdigest()


def test_the_answer_can_be_asked_for_again(office: Office) -> None:
    identity = office.device()
    token = secrets.token_urlsafe(32)
    assert forked(identity, 0, token) == forked(identity, 0, token)
    assert office.sql("select count(*) from sync.device where ancestors <> '{}'") == [(1,)]


def test_a_token_of_a_stranger_is_nobodys_heir(office: Office) -> None:
    stranger = office.device()
    with pytest.raises(LoketError) as refused:
        forked(office.device(), 0, stranger.token)
    assert refused.value.code is ErrorCode.WRONG_TOKEN


def test_the_heir_hands_over_under_the_sessions_of_its_forebear_and_nothing_twice(office: Office) -> None:
    desk = office.desk()
    done, waiting = desk.add_customer(), desk.fact("customer.viewed")
    with closing(desk.hello()) as transport:
        first = transport.push([done])
    heir = Desk(office, forked(forked(desk.identity, 0), 0), desk.session)
    with closing(heir.hello()) as transport:
        answer = transport.push([done, waiting])
    assert [result.outcome for result in answer.results] == ["applied", "applied"]
    assert (answer.results[0], answer.last_seq) == (first.results[0], 2)
    assert office.sql("select count(*) from sync.customer") == [(1,)]
    assert office.sql("select doc ->> 'device_id' from sync.fact") == [(heir.identity.device_id,)]


def test_a_transaction_half_known_is_finished(office: Office) -> None:
    desk = office.desk()
    tx_id = new_id()
    first, second = desk.add_customer(tx_id=tx_id), desk.add_customer(tx_id=tx_id)
    with closing(desk.hello()) as transport:
        transport.push([first])
    heir = Desk(office, forked(desk.identity, 0), desk.session)
    with closing(heir.hello()) as transport:
        answer = transport.push([first, second])
    assert [result.outcome for result in answer.results] == ["applied", "applied"]
    assert office.sql("select count(*) from sync.customer") == [(2,)]


def test_the_heir_hears_what_became_of_what_was_refused_before(office: Office) -> None:
    desk = office.desk()
    bad = desk.fact("case.report")
    with closing(desk.hello()) as transport:
        transport.push([bad])
    with closing(PostgresTransport(forked(desk.identity, 1))) as transport:
        assert [result.op_id for result in transport.pull({}, 10).refused] == [bad.op_id]


def test_no_more_than_eight_forks_a_day(office: Office) -> None:
    identity = office.device()
    last = identity
    for number in range(8):
        last = forked(last if number % 2 else identity, 0)
    with pytest.raises(ForkError):
        forked(last, 0)
    forked(office.device(), 0)
    office.sql("update sync.device set forked_at = forked_at - interval '25 hours'")
    assert forked(last, 0).name == f"{identity.name} (10)"


def test_revoking_a_device_revokes_all_that_went_on_from_it(office: Office) -> None:
    identity, other = office.device(), office.device()
    heir = forked(identity, 0)
    admin.revoke_device(office.url, identity.device_id)
    for gone in (identity, heir):
        with closing(PostgresTransport(gone)) as transport, pytest.raises(LoketError) as refused:
            transport.hello()
        assert refused.value.code is ErrorCode.DEVICE_REVOKED
    with closing(PostgresTransport(other)) as transport:
        transport.hello()


def test_devices_are_listed_and_revoked_by_name(office: Office) -> None:
    identity = office.device()
    heir = forked(identity, 7)
    lines = {line.device_id: line for line in list_devices(office.url, "JKT1")}
    assert lines[heir.device_id].came_from == identity.device_code
    assert (lines[heir.device_id].last_seq, lines[identity.device_id].came_from) == (7, None)
    assert revoke_named(office.url, identity.name, "JKT1").device_id == identity.device_id
    assert all(line.revoked for line in list_devices(office.url, "JKT1"))
    with pytest.raises(LoketError) as refused:
        revoke_named(office.url, identity.name, "MKS1")
    assert refused.value.code is ErrorCode.NOT_FOUND


def test_codes_of_forked_devices_go_on_as_those_of_others(office: Office) -> None:
    numbers = [1, 99, 100, 135, 136, 1035]
    made = office.sql("select sync.device_code(n) from unnest(%s::integer[]) as n", numbers)
    assert [code for (code,) in made] == [admin.device_code(number) for number in numbers]


def test_a_number_below_zero_is_no_base(office: Office) -> None:
    with pytest.raises(LoketError):
        forked(office.device(), -1)


def test_a_wrong_incarnation_is_still_a_fork(office: Office) -> None:
    desk = office.desk()
    desk.transport = PostgresTransport(replace(desk.identity, incarnation=new_id()))
    with closing(desk.hello()) as transport, pytest.raises(ForkError):
        transport.push([desk.add_customer()])
