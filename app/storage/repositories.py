"""Customers, cases and facts of the open transaction; what they touch is folded and indexed before the commit."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, or_, select, text, union
from sqlalchemy.dialects.sqlite import insert

from app.domain.cases import CaseFile
from app.domain.customers import PROFILE_FIELDS, FieldChange
from app.domain.facts import Fact, in_order
from app.domain.people import Customer
from app.domain.phrase_counts import Count, Key, added_up
from app.domain.wire import case_to_doc, customer_to_doc, fact_to_doc
from app.storage.projections import Touched
from app.storage.rows import (
    case_of,
    case_row,
    compact,
    customer_doc,
    customer_of,
    customer_row,
    dump,
    fact_row,
    facts_of,
    micros,
)
from app.storage.sets import among, ids, insert_many
from app.storage.tables import OF_PHRASES, case_file, customer, fact, interaction_state, phrase_use, shadow

_CUSTOMER = select(customer).where(customer.c.id == bindparam("key"))
_CUSTOMER_BY_NUMBER = select(customer).where(customer.c.number_key == bindparam("key")).order_by(customer.c.row)
_CUSTOMER_UPDATE = customer.update().where(customer.c.id == bindparam("key"))
_SHADOW = insert(shadow).on_conflict_do_nothing()
_CASE = select(case_file).where(case_file.c.id == bindparam("key"))
_CASE_BY_NUMBER = select(case_file).where(case_file.c.number == bindparam("key"))
_CASES_OF_CUSTOMER = (
    select(case_file)
    .where(case_file.c.customer_id == bindparam("key"))
    .order_by(case_file.c.opened_at.desc(), case_file.c.id.desc())
)
_CASE_FACTS = select(fact).where(among(fact.c.case_id))
_SUBJECT_FACTS = select(fact).where(fact.c.subject_id == bindparam("key"))
_PHRASE_FACTS = select(fact).where(text(OF_PHRASES))
# versions count in each scope by itself: the greatest of all stays where the shared database takes a branch's phrase
_PHRASES_MARK = select(func.count(), func.coalesce(func.sum(fact.c.ver), 0)).where(text(OF_PHRASES))
_USES = select(phrase_use.c.counts).where(
    phrase_use.c.ended_at >= bindparam("since"), phrase_use.c.ended_at < bindparam("until")
)


class CustomerRows:
    """Implements `CustomerRepository`."""

    def __init__(self, connection: Connection, touched: Touched) -> None:
        self._connection = connection
        self._touched = touched

    def get(self, customer_id: str) -> Customer | None:
        row = self._connection.execute(_CUSTOMER, {"key": customer_id}).first()
        return customer_of(row) if row else None

    def by_number(self, customer_number: str) -> Customer | None:
        wanted = customer_number.strip()
        rows = self._connection.execute(_CUSTOMER_BY_NUMBER, {"key": compact(wanted)})
        return next((customer_of(row) for row in rows if row.customer_number == wanted), None)

    def add(self, added: Customer) -> None:
        row = customer_row(added.id, added.scope_id, None, customer_to_doc(added))
        insert_many(self._connection, "customer", [row])
        self._touched.customers.add(added.id)

    def edit(self, edited: Customer, changes: dict[str, FieldChange]) -> None:
        before = self._connection.execute(_CUSTOMER, {"key": edited.id}).one()
        if before.ver is not None:
            # the first edit keeps what was shared; later ones find it already kept
            last_shared = {"id": edited.id, "scope_id": before.scope_id, "ver": before.ver}
            self._connection.execute(_SHADOW, last_shared | {"doc": dump(customer_doc(before))})
        after = customer_row(edited.id, before.scope_id, before.ver, customer_to_doc(edited))
        names = {*(name for name in changes if name in PROFILE_FIELDS), "name_key", "name_fold", "number_key"}
        values = {name: after[name] for name in names}
        self._connection.execute(_CUSTOMER_UPDATE.values(values), {"key": edited.id})
        self._touched.customers.add(edited.id)


class CaseRows:
    """Implements `CaseRepository`."""

    def __init__(self, connection: Connection, touched: Touched) -> None:
        self._connection = connection
        self._touched = touched

    def get(self, case_id: str) -> CaseFile | None:
        return self._one(_CASE, case_id)

    def by_number(self, number: str) -> CaseFile | None:
        return self._one(_CASE_BY_NUMBER, number.strip())

    def of_customer(self, customer_id: str) -> tuple[CaseFile, ...]:
        return tuple(case_of(row) for row in self._connection.execute(_CASES_OF_CUSTOMER, {"key": customer_id}))

    def add(self, case: CaseFile) -> None:
        insert_many(self._connection, "case_file", [case_row(case.id, case.scope_id, None, case_to_doc(case))])
        self._touched.cases.add(case.id)
        self._touched.customers.add(case.customer_id)

    def _one(self, statement: Select[Any], key: str) -> CaseFile | None:
        row = self._connection.execute(statement, {"key": key}).first()
        return case_of(row) if row else None


class FactRows:
    """Implements `FactRepository`."""

    def __init__(self, connection: Connection, touched: Touched) -> None:
        self._connection = connection
        self._touched = touched

    def add(self, facts: Iterable[Fact]) -> None:
        rows = [fact_row(one.id, one.scope_id, one.ver, fact_to_doc(one)) for one in facts]
        if rows:
            insert_many(self._connection, "fact", rows)
            self._touched.facts(rows)

    def of_case(self, case_id: str) -> tuple[Fact, ...]:
        return self.of_cases((case_id,))[case_id]

    def of_cases(self, case_ids: Sequence[str]) -> dict[str, tuple[Fact, ...]]:
        groups: defaultdict[str | None, list[Fact]] = defaultdict(list)
        for one in facts_of(self._connection.execute(_CASE_FACTS, ids(case_ids)).all()):
            groups[one.case_id].append(one)
        return {case_id: tuple(in_order(groups[case_id])) for case_id in case_ids}

    def of_subject(self, subject_id: str) -> tuple[Fact, ...]:
        return tuple(in_order(facts_of(self._connection.execute(_SUBJECT_FACTS, {"key": subject_id}).all())))

    def of_phrases(self) -> tuple[Fact, ...]:
        return tuple(in_order(facts_of(self._connection.execute(_PHRASE_FACTS).all())))

    def phrases_mark(self) -> tuple[int, int]:
        count, versions = self._connection.execute(_PHRASES_MARK).one()
        return count, versions

    def phrase_counts(self, since: datetime, until: datetime, devices: Collection[str] | None) -> dict[Key, Count]:
        wanted = _USES
        values: dict[str, object] = {"since": micros(since), "until": micros(until)}
        if devices is not None:
            wanted = wanted.where(or_(phrase_use.c.device_id.is_(None), among(phrase_use.c.device_id)))
            values |= ids(devices)
        rows = self._connection.execute(wanted, values).scalars()
        # nothing is made in between: a busy week has a hundred thousand counts
        return added_up(count for row in rows for count in json.loads(row))

    def of_customer(self, customer_id: str, limit: int) -> tuple[Fact, ...]:
        """A walk-in's contact counts for the customer it turned out to be."""
        theirs = select(fact).where(fact.c.customer_id == customer_id).order_by(fact.c.at.desc()).limit(limit)
        contacts = select(interaction_state.c.id).where(interaction_state.c.customer_id == customer_id)
        before_known = select(fact).where(fact.c.subject_id.in_(contacts), fact.c.customer_id.is_(None))
        both = union(select(theirs.subquery()), before_known).subquery()
        newest = select(both).order_by(both.c.at.desc(), both.c.id.desc()).limit(limit)
        return tuple(facts_of(self._connection.execute(newest).all()))
