"""Properties of the hash chain and the sums: the same text, and the same numbers, here and in PostgreSQL."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from app.demo.postgres import EmbeddedPostgres
from app.domain.chain import content_of, genesis, link, written
from app.domain.digests import PRIME, bucket_of, differing, digest, mix
from app.domain.replication import BUCKETS, Operation, OperationKind

Connection = psycopg.Connection[tuple[Any, ...]]

MODEST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# what JSONB can hold: no NUL, no half of a surrogate pair
TEXT = st.text(
    st.characters(exclude_characters="\x00", categories=("L", "M", "N", "P", "S", "Z", "Cc", "Cf", "Co")), max_size=12
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=12,
)
IDS = st.uuids(version=4).map(str)
ROWS = st.dictionaries(IDS, st.integers(1, 2**40), max_size=30)


@pytest.fixture(scope="module")
def connection(postgres: EmbeddedPostgres) -> Iterator[Connection]:
    with psycopg.connect(postgres.url(), autocommit=True) as opened:
        yield opened


@MODEST
@given(value=VALUES)
def test_what_is_chained_is_written_as_postgresql_writes_it(connection: Connection, value: object) -> None:
    row = connection.execute("select %s::jsonb::text", (Jsonb(value),)).fetchone()

    assert row is not None
    assert written(value) == row[0]


@MODEST
@given(row_id=IDS, ver=st.integers(1, 2**62))
def test_a_row_counts_the_same_on_both_sides(connection: Connection, row_id: str, ver: int) -> None:
    statement = (
        "select ('x' || encode(substring(sha256(convert_to(%s::uuid || ':' || %s::bigint, 'UTF8')) for 8), 'hex'))"
        "::bit(64)::bigint & 2305843009213693951, get_byte(uuid_send(%s::uuid), 15)"
    )

    row = connection.execute(statement, (row_id, ver, row_id)).fetchone()

    assert row == (mix(row_id, ver), bucket_of(row_id))


@MODEST
@given(rows=ROWS, random=st.randoms())
def test_sums_do_not_depend_on_the_order(rows: dict[str, int], random: Any) -> None:  # noqa: ANN401 - Hypothesis's own
    pairs = list(rows.items())
    shuffled = list(pairs)
    random.shuffle(shuffled)

    assert digest("fact", pairs) == digest("fact", shuffled)
    assert sum(each.count for each in digest("fact", pairs).values()) == len(pairs)
    assert all(0 <= each.value < PRIME for each in digest("fact", pairs).values())
    assert all(0 <= bucket < BUCKETS for _, bucket in digest("fact", pairs))


@MODEST
@given(rows=ROWS, changed=st.sampled_from(["missing", "older", "extra"]), other=IDS)
def test_any_difference_shows_in_its_bucket_and_nowhere_else(rows: dict[str, int], changed: str, other: str) -> None:
    theirs = {**rows, other: 7}
    ours = {key: ver for key, ver in theirs.items() if key != other}
    if changed == "older":
        ours[other] = 6
    if changed == "extra":
        ours, theirs = theirs, ours

    assert differing(digest("fact", ours.items()), digest("fact", theirs.items())) == (("fact", (bucket_of(other),)),)
    assert differing(digest("fact", ours.items()), digest("fact", ours.items())) == ()


OPERATIONS = st.builds(
    Operation,
    op_id=IDS,
    seq=st.integers(1, 10**6),
    tx_id=IDS,
    kind=st.sampled_from([OperationKind.FACT_ADD, OperationKind.CUSTOMER_ADD]),
    scope_id=st.integers(0, 1000),
    row_id=IDS,
    session_id=st.none() | IDS,
    at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - given a zone
    payload=st.dictionaries(TEXT, VALUES, max_size=4),
)


def _head(device: str, operations: list[Operation]) -> str:
    head = genesis(device)
    for operation in operations:
        head = link(head, content_of(operation))
    return head


@MODEST
@given(operations=st.lists(OPERATIONS, min_size=2, max_size=6, unique_by=lambda each: each.op_id), at=st.data())
def test_what_is_removed_altered_or_moved_shows_in_the_chain(operations: list[Operation], at: st.DataObject) -> None:
    place = at.draw(st.integers(0, len(operations) - 1))
    head = _head("d", operations)

    removed = operations[:place] + operations[place + 1 :]
    altered = [*operations]
    altered[place] = replace(altered[place], payload={**altered[place].payload, "note": "diubah ya"})
    moved = [*operations[1:], operations[0]]

    assert head not in {_head("d", removed), _head("d", altered), _head("d", moved), _head("e", operations)}


@MODEST
@given(operation=OPERATIONS)
def test_the_number_and_the_links_are_not_part_of_the_content(operation: Operation) -> None:
    again = replace(operation, seq=operation.seq + 5, chain="c", content="x")

    assert content_of(again) == content_of(operation)


def test_the_chain_begins_with_the_device() -> None:
    assert genesis("a") == hashlib.sha256(b"a").hexdigest()
