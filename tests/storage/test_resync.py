"""A scope made anew: by its sums, in steps that can be taken again, with what waits on top."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.digests import bucket_of, digest
from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.replication import Cursor, Resync
from app.services.views import DigestCheck
from app.storage.replica import MASS_ROWS, SqlReplica
from app.storage.store import SqlStore
from tests.storage.samples import (
    BRANCH,
    EPOCH,
    NOW,
    UNIT,
    case_fact,
    case_file,
    customer,
    get,
    page,
    pulled,
    queue_edit,
    queue_fact,
    reference,
)

SHARED = customer("Siti Aminah", city="Medan")
OTHER = customer("Budi")
TARGET = Cursor(9, "mark-9")


def of_customers(*ids: str) -> Resync:
    buckets = tuple(sorted({bucket_of(one) for one in ids}))
    return Resync(BRANCH, TARGET, EPOCH, (("customer", buckets),))


def test_sums_are_over_shared_rows_of_a_scope(store: SqlStore, replica: SqlReplica) -> None:
    foreign = replace(customer("Foreign"), scope_id=99)
    replica.apply(page(pulled(SHARED, 1), pulled(OTHER, 2), pulled(foreign, 7), to=2))
    queue_edit(store, SHARED, replace(SHARED, city="Padang"))
    assert replica.digest(BRANCH) == digest("customer", [(SHARED.id, 1), (OTHER.id, 2)])
    assert replica.digest(BRANCH, 1) == digest("customer", [(SHARED.id, 1)])
    assert replica.digest(UNIT) == digest("customer", [(foreign.id, 7)])
    assert replica.digest(0) == {}


def test_staged_rows_replace_newer_ones_and_others_go(store: SqlStore, replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 5), pulled(OTHER, 5), to=5))
    made = of_customers(SHARED.id, OTHER.id)
    replica.begin_resync(made)
    older = replace(SHARED, city="Binjai")
    done = replace(made, waiting=())
    replica.stage(done, [pulled(older, 3)])
    assert get(store, SHARED.id) == SHARED, "the screen lives on the old rows"
    assert replica.resyncs() == (done,)
    assert replica.to_repair(done) == 2
    changes = replica.finish_resync(done)
    assert {SHARED.id, OTHER.id} <= changes.customers
    assert get(store, SHARED.id) == older
    assert get(store, OTHER.id) is None
    assert store.find_customers("budi", 5) == ()
    assert replica.cursors()[BRANCH] == TARGET
    assert replica.resyncs() == ()


def test_what_was_written_meanwhile_comes_with_the_swap(store: SqlStore, replica: SqlReplica) -> None:
    made = of_customers(SHARED.id)
    replica.begin_resync(made)
    done = replace(made, waiting=())
    replica.stage(done, [pulled(SHARED, 12)])
    meanwhile = page(pulled(OTHER, 12), after=9, to=12, epoch="later")
    changes = replica.finish_resync(done, meanwhile)
    assert {SHARED.id, OTHER.id} <= changes.customers
    assert (get(store, SHARED.id), get(store, OTHER.id)) == (SHARED, OTHER), "both halves of one transaction"
    assert replica.cursors()[BRANCH].ver == 12
    assert replica.epoch() is None, "a page of one scope decides nothing for the others"


def test_a_page_that_a_pull_would_not_believe_waits_for_the_next_one(store: SqlStore, replica: SqlReplica) -> None:
    made = of_customers(SHARED.id)
    replica.begin_resync(made)
    done = replace(made, waiting=())
    replica.stage(done, [pulled(SHARED, 8)])
    replica.finish_resync(done, page(pulled(OTHER, 14), after=13, to=14))
    assert get(store, SHARED.id) == SHARED
    assert get(store, OTHER.id) is None
    assert replica.cursors()[BRANCH] == TARGET


def test_it_goes_on_where_it_was_cut_off(replica: SqlReplica) -> None:
    begun = Resync(BRANCH, TARGET, EPOCH, (("customer", (1, 2)), ("fact", (3,))))
    replica.begin_resync(begun)
    half = replace(begun, after=SHARED.id)
    replica.stage(half, [pulled(SHARED, 1)])
    assert replica.resyncs() == (half,)
    second = replace(begun, waiting=begun.waiting[1:], after=None)
    replica.stage(second, [])
    assert replica.resyncs() == (second,)


def test_pages_of_a_scope_under_way_are_passed_over(store: SqlStore, replica: SqlReplica) -> None:
    replica.begin_resync(of_customers(SHARED.id))
    replica.apply(page(pulled(SHARED, 1)))
    assert get(store, SHARED.id) is None
    assert replica.cursors()[BRANCH] == Cursor()


def test_a_rewound_scope_is_passed_over(store: SqlStore, replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 1), to=5))
    told = page(after=5, to=5, head=3)
    rewound = replace(told, scopes=(replace(told.scopes[0], rewound=True, covered_to=5, versions=()),))
    replica.apply(rewound)
    assert replica.cursors()[BRANCH].ver == 5
    assert get(store, SHARED.id) == SHARED


def test_what_waits_lies_over_the_new_rows(store: SqlStore, replica: SqlReplica) -> None:
    case = case_file(SHARED)
    replica.apply(page(pulled(SHARED, 1), pulled(case, 1)))
    edited = replace(SHARED, city="Padang")
    queue_edit(store, SHARED, edited)
    told = case_fact(case, FactKind.CASE_RESOLVED, {})
    queue_fact(store, told)
    replica.apply(page(pulled(edited, 2), pulled(told, 2), after=1, to=2, last_seq=2))
    replica.reopen(0)
    made = Resync(BRANCH, TARGET, EPOCH, (("customer", (bucket_of(SHARED.id),)), ("fact", (bucket_of(told.id),))))
    replica.begin_resync(made)
    done = replace(made, waiting=())
    replica.stage(done, [pulled(SHARED, 1)])
    replica.finish_resync(done)
    assert get(store, SHARED.id) == edited, "the edit that was lost there is still ours to show"
    with store.read() as uow:
        assert [fact.ver for fact in uow.facts.of_case(case.id)] == [None]


def test_an_epoch_is_adopted_with_the_last_scope(replica: SqlReplica) -> None:
    replica.apply(page(pulled(SHARED, 1)))
    for scope in (0, BRANCH, UNIT):
        assert replica.epoch() == EPOCH
        made = Resync(scope, Cursor(1, "m"), "later", ())
        replica.begin_resync(made)
        replica.finish_resync(made)
    assert replica.epoch() == "later"


def test_much_is_not_taken_away_unasked(store: SqlStore, replica: SqlReplica) -> None:
    many = [customer(f"Siti {place}") for place in range(MASS_ROWS + 1)]
    replica.apply(page(*[pulled(one, 1) for one in many]))
    gone = page(*[pulled(one, 2, deleted=True) for one in many], after=1, to=2)
    with pytest.raises(LoketError) as caught:
        replica.apply(gone)
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID, "mass_delete")
    assert caught.value.facts == {"scope": str(BRANCH)}
    assert store.status().customers == MASS_ROWS + 1
    replica.apply(replace(gone, rows=gone.rows[:MASS_ROWS]))
    assert store.status().customers == 1


def test_a_scope_remembers_where_it_stood(replica: SqlReplica) -> None:
    first = page(pulled(SHARED, 1))
    marked = replace(first, scopes=(replace(first.scopes[0], mark="one"),))
    replica.apply(marked)
    second = page(after=1, to=2)
    replica.apply(replace(second, scopes=(replace(second.scopes[0], mark="two"),)))
    assert replica.cursors()[BRANCH] == Cursor(2, "two")
    assert replica.older_cursors(BRANCH) == (Cursor(1, "one"),)


def test_a_comparison_is_due_once_a_day_and_after_a_scope_was_made_anew(replica: SqlReplica) -> None:
    assert not replica.is_check_due(NOW), "nothing has come yet"
    replica.synced(NOW)
    assert replica.is_check_due(NOW)
    replica.checked(DigestCheck(NOW, (0,), 1, 0, 0))
    assert not replica.is_check_due(NOW)
    assert replica.is_check_due(NOW.replace(day=NOW.day + 2))
    assert replica.is_check_due(NOW.replace(year=NOW.year - 1)), "a clock that was set back does not put it off"
    made = Resync(0, Cursor(1, "m"), EPOCH, ())
    replica.begin_resync(made)
    replica.finish_resync(made)
    assert replica.is_check_due(NOW)


def test_reference_data_is_made_anew_too(store: SqlStore, replica: SqlReplica) -> None:
    row = reference("setting", "organisation", {"name": "Bank"}, 4)
    made = Resync(0, TARGET, EPOCH, (("reference", tuple(range(256))),))
    replica.begin_resync(made)
    done = replace(made, waiting=())
    replica.stage(done, [row])
    assert replica.finish_resync(done).reference
    with store.read() as uow:
        assert uow.reference.setting("organisation") == {"name": "Bank"}
