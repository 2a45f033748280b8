"""Digest: what a device holds adds up to what the shared database holds for it, and buckets make it whole again."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace

import pytest

from app.domain.digests import bucket_of, digest
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import BucketSum, Cursor, DeviceIdentity, PulledRow
from app.sync.transport import PostgresTransport
from tests.sync.offices import Desk, Office


def everything(identity: DeviceIdentity) -> dict[tuple[str, str], PulledRow]:
    """All rows that a device may see, by table and id."""
    held: dict[tuple[str, str], PulledRow] = {}
    with closing(PostgresTransport(identity)) as transport:
        cursors: dict[int, Cursor] = {}
        while True:
            page = transport.pull(cursors, 7)
            held |= {(row.table, row.id): row for row in page.rows}
            cursors = {scope.scope_id: Cursor(scope.covered_to, scope.mark) for scope in page.scopes}
            if page.is_complete:
                return held


def summed(rows: Iterable[PulledRow]) -> dict[tuple[str, int], BucketSum]:
    found: dict[tuple[str, int], BucketSum] = {}
    kept = [row for row in rows if not row.deleted]
    for table in ("customer", "case_file", "fact", "reference"):
        found |= digest(table, [(row.id, row.ver) for row in kept if row.table == table])
    return found


@pytest.fixture
def desk(office: Office) -> Desk:
    """A branch with customers, cases and facts, and a case of another branch that the workshop was given."""
    desks = [office.desk("made", "MKS1"), office.desk("rina", "JKT1")]
    for desk in desks:
        with closing(desk.hello()) as transport:
            customers = [desk.add_customer(city=None) for _ in range(12)]
            case = desk.open_case(customers[0].row_id)
            talks = [desk.fact("promise.made" if n % 2 else "interaction.note", {}, case=case) for n in range(9)]
            transport.push([*customers, case, *talks, desk.edit_customer(customers[0].row_id, city=(None, "Bogor"))])
    return desks[-1]


@pytest.mark.parametrize("scope_id", [0, 1])
def test_both_sides_sum_alike(desk: Desk, scope_id: int) -> None:
    identity = desk.office.device()
    rows = [row for row in everything(identity).values() if row.scope_id == scope_id]
    with closing(PostgresTransport(identity)) as transport:
        found = transport.digest(scope_id)
    assert found.buckets == summed(rows)
    [(ver, mark)] = desk.office.sql(
        "select ver, mark::text from sync.scope_log where scope_id = %s order by ver desc limit 1", scope_id
    )
    assert found.at == Cursor(ver, mark)


def test_a_unit_sums_what_it_was_given_from_elsewhere(desk: Desk) -> None:
    identity = desk.office.device("JKT1", "WORKSHOP")
    assert identity.unit_scope_id is not None
    given = [row for row in everything(identity).values() if row.scope_id == 2]
    assert {row.table for row in given} == {"customer", "case_file", "fact"}
    with closing(PostgresTransport(identity)) as transport:
        assert transport.digest(identity.unit_scope_id).buckets == summed(given)
        tables = ("customer", "case_file", "fact")
        pages = [transport.bucket_rows(identity.unit_scope_id, table, range(256), None, 100) for table in tables]
    assert {row for page in pages for row in map(_key, page.rows)} == set(map(_key, given))


def test_one_changed_row_shows_in_its_bucket_alone(desk: Desk) -> None:
    with closing(PostgresTransport(desk.identity)) as transport:
        before = transport.digest(1).buckets
        row = next(row for row in everything(desk.identity).values() if row.table == "customer" and row.scope_id == 1)
        desk.office.sql("alter table sync.customer disable trigger all")
        desk.office.sql("update sync.customer set ver = ver + 1 where id = %s", row.id)
        after = transport.digest(1).buckets
        assert {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} == {
            ("customer", bucket_of(row.id))
        }
        desk.office.sql("update sync.customer set deleted = true where id = %s", row.id)
        gone = transport.digest(1).buckets
    assert sum(each.count for each in gone.values()) == sum(each.count for each in before.values()) - 1


def test_rows_of_buckets_come_in_chunks_that_can_be_resumed(desk: Desk) -> None:
    rows = [row for row in everything(desk.identity).values() if row.table == "customer" and row.scope_id == 1]
    wanted = sorted({bucket_of(row.id) for row in rows})[:8]
    found: list[PulledRow] = []
    after: str | None = None
    with closing(PostgresTransport(desk.identity)) as transport:
        while True:
            page = transport.bucket_rows(1, "customer", wanted, after, 3)
            found += page.rows
            if page.after is None:
                break
            assert len(page.rows) == 3
            after = page.after
    assert [row.id for row in found] == sorted(row.id for row in rows if bucket_of(row.id) in wanted)
    assert set(map(_key, found)) <= set(map(_key, rows))


def test_reference_rows_keep_their_form(desk: Desk) -> None:
    pulled = {row.id: row for row in everything(desk.identity).values() if row.table == "reference"}
    with closing(PostgresTransport(desk.identity)) as transport:
        page = transport.bucket_rows(0, "reference", range(256), None, 1_000)
    assert {row.id: row for row in page.rows} == pulled


def test_nobody_sums_a_scope_that_is_not_theirs(desk: Desk) -> None:
    with closing(PostgresTransport(replace(desk.identity, scope_id=2))) as transport:
        for call in (lambda: transport.digest(2), lambda: transport.bucket_rows(2, "customer", [1], None, 10)):
            with pytest.raises(LoketError) as refused:
                call()
            assert (refused.value.code, refused.value.field) == (ErrorCode.NOT_PERMITTED, "scope")
        with pytest.raises(LoketError):
            transport.bucket_rows(1, "device", [1], None, 10)


def _key(row: PulledRow) -> tuple[str, int, str, int]:
    return row.table, row.scope_id, row.id, row.ver
