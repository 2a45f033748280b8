"""Read models: folds of facts as rows, refreshed in the transaction that changed what they are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, select, text

from app.domain.cases import CaseFile, CaseState, fold_case
from app.domain.facts import Fact, FactKind
from app.domain.interactions import Interaction, fold_interaction
from app.domain.names import fold
from app.domain.phrase_counts import counts_of, counts_to_rows
from app.domain.processes import Process
from app.domain.promises import PROMISE_KINDS, Promise, fold_promises
from app.storage.rows import case_of, dump, facts_of, micros, optional_micros
from app.storage.search_index import index_again, index_everything
from app.storage.sets import among, ids, in_chunks, insert_many, upsert_many
from app.storage.tables import case_file, case_state, fact, interaction_state, phrase_use, promise_state

_CHUNK = 1_000
_EARLY = datetime.min.replace(tzinfo=UTC)
_LATE = datetime.max.replace(tzinfo=UTC)

_CASES = select(case_file).where(among(case_file.c.id))
_CASE_FACTS = select(fact).where(among(fact.c.case_id))
_SUBJECT_FACTS = select(fact).where(among(fact.c.subject_id))
_CASE_IDS = select(case_file.c.id)
_INTERACTION_IDS = select(fact.c.subject_id).where(fact.c.kind == "interaction.started")
_WITH_PHRASES = text(
    "SELECT DISTINCT subject_id FROM fact WHERE kind = 'interaction.said' AND instr(body, '\"phrase_ids\":[\"') > 0"
)
_DROP = {
    (table.name, key): delete(table).where(among(table.c[key]))
    for table, key in ((case_state, "id"), (promise_state, "case_id"), (interaction_state, "id"), (phrase_use, "id"))
}
_PROCESSES = select(case_file.c.process_key).distinct()
_TOLD_CASES = select(fact.c.case_id).where(fact.c.case_id.is_not(None)).distinct()
_UNTOLD = text(
    "INSERT OR REPLACE INTO case_state (id, customer_id, status, is_open, step_key, opened_at)"
    " SELECT id, customer_id, :status, :is_open, :step_key, opened_at FROM case_file"
    " WHERE process_key = :process_key"
    " AND id NOT IN (SELECT case_id FROM fact WHERE case_id IS NOT NULL)"
)

ProcessOf = Callable[[str], Process | None]


@dataclass(slots=True)
class Touched:
    """Ids of what a transaction changed: customers to index again, cases and interactions to fold again."""

    customers: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    interactions: set[str] = field(default_factory=set)

    def facts(self, rows: Iterable[dict[str, Any]]) -> None:
        """Note what these rows of `fact` tell of."""
        for row in rows:
            if row["kind"].startswith("interaction.") or row["kind"] == "customer.identified":
                self.interactions.add(row["subject_id"])
            elif row["case_id"]:
                self.cases.add(row["case_id"])


def refresh(connection: Connection, touched: Touched, process_of: ProcessOf) -> None:
    """Fold and index again what was touched, each once."""
    for chunk in in_chunks(sorted(touched.cases), _CHUNK):
        _refresh_cases(connection, chunk, process_of)
    for chunk in in_chunks(sorted(touched.interactions), _CHUNK):
        _refresh_interactions(connection, chunk)
    if touched.customers:
        index_again(connection, sorted(touched.customers))


def rebuild(connection: Connection, process_of: ProcessOf) -> None:
    """Make every read model and the search index anew from rows and facts."""
    for table in (case_state, promise_state, interaction_state, phrase_use):
        connection.execute(delete(table))
    touched = Touched(
        cases=set(connection.execute(_CASE_IDS).scalars()),
        interactions=set(connection.execute(_INTERACTION_IDS).scalars()),
    )
    refresh(connection, touched, process_of)
    index_everything(connection)


def fold_untold(connection: Connection, process_of: ProcessOf) -> None:
    """Fold at once all cases of which no fact tells: they stand where their process begins."""
    for key in connection.execute(_PROCESSES).scalars():
        state = fold_case(process_of(key), ())
        current = state.current
        values = {
            "process_key": key,
            "status": state.status.value,
            "is_open": int(state.is_open),
            "step_key": current.key if current else None,
        }
        connection.execute(_UNTOLD, values)


def told_cases(connection: Connection) -> list[str]:
    """Cases of which a fact tells."""
    return sorted(connection.execute(_TOLD_CASES).scalars())


def told_interactions(connection: Connection) -> list[str]:
    """Interactions that began."""
    return sorted(connection.execute(_INTERACTION_IDS).scalars())


def refresh_phrase_use(connection: Connection) -> None:
    """What talks from before there was such a read model say of phrases."""
    for chunk in in_chunks(connection.execute(_WITH_PHRASES).scalars().all(), _CHUNK):
        facts = facts_of(connection.execute(_SUBJECT_FACTS, ids(chunk)).all())
        _refresh_uses(connection, chunk, _grouped(facts, lambda one: one.subject_id))


def case_values(case: CaseFile, state: CaseState) -> dict[str, Any]:
    """The row of `case_state` of a folded case."""
    current = state.current
    return {
        "id": case.id,
        "customer_id": case.customer_id,
        "status": state.status.value,
        "is_open": int(state.is_open),
        "step_key": current.key if current else None,
        "estimate_at": optional_micros(current.estimate_at) if current else None,
        "last_report_at": optional_micros(state.last_report_at),
        "opened_at": micros(case.opened_at),
    }


def promise_values(early: Promise, late: Promise) -> dict[str, Any]:
    """The row of `promise_state` from a promise as it stands before and after its time."""
    return {
        "id": early.id,
        "case_id": early.case_id,
        "customer_id": early.customer_id,
        "text": early.text,
        "due_at": micros(early.due_at),
        "made_by": early.made_by,
        "state": early.state.value,
        "new_estimate_at": optional_micros(early.new_estimate_at),
        "late_state": late.state.value,
        "late_estimate_at": optional_micros(late.new_estimate_at),
        "is_settled": int(early.is_settled),
    }


def interaction_values(interaction: Interaction) -> dict[str, Any]:
    """The row of `interaction_state` of a folded interaction."""
    outcome = interaction.outcome
    summary = outcome.summary if outcome else ""
    return {
        "id": interaction.id,
        "scope_id": interaction.scope_id,
        "customer_id": interaction.customer_id,
        "staff": interaction.staff,
        "channel": interaction.channel.value,
        "contact_kind": interaction.contact_kind.value,
        "started_at": micros(interaction.started_at),
        "ended_at": optional_micros(interaction.ended_at),
        "mood_before": interaction.mood_before,
        "mood_after": interaction.mood_after,
        "outcome": outcome.kind.value if outcome else None,
        "summary": summary or interaction.note.partition("\n")[0],
        "words": fold(f"{summary}\n{interaction.note}"),
        "case_id": interaction.case_id,
    }


def use_values(facts: list[Fact]) -> dict[str, Any] | None:
    """The row of `phrase_use` of one interaction; None where it runs, or says nothing of phrases."""
    ended = next((one for one in facts if one.kind is FactKind.INTERACTION_ENDED), None)
    counts = counts_of(facts) if ended is not None else {}
    if ended is None or not counts:
        return None
    return {
        "id": ended.subject_id,
        "ended_at": micros(ended.at),
        "device_id": ended.device_id,
        "counts": dump(counts_to_rows(counts)),
    }


def _refresh_cases(connection: Connection, case_ids: list[str], process_of: ProcessOf) -> None:
    wanted = ids(case_ids)
    cases = [case_of(row) for row in connection.execute(_CASES, wanted).all()]
    facts = _grouped(facts_of(connection.execute(_CASE_FACTS, wanted).all()), lambda one: one.case_id)
    states, promises = [], []
    for case in cases:
        own = facts.get(case.id, [])
        state = fold_case(process_of(case.process_key), own)
        states.append(case_values(case, state))
        if told := [one for one in own if one.kind in PROMISE_KINDS]:
            early, late = fold_promises(told, state, _EARLY), fold_promises(told, state, _LATE)
            promises += [promise_values(*pair) for pair in zip(early, late, strict=True)]
    _replace(connection, case_state, "id", wanted, states)
    _replace(connection, promise_state, "case_id", wanted, promises)


def _refresh_interactions(connection: Connection, interaction_ids: list[str]) -> None:
    wanted = ids(interaction_ids)
    facts = _grouped(facts_of(connection.execute(_SUBJECT_FACTS, wanted).all()), lambda one: one.subject_id)
    folded = [fold_interaction(own) for own in facts.values()]
    rows = [interaction_values(interaction) for interaction in folded if interaction is not None]
    left = set(interaction_ids).difference(row["id"] for row in rows)
    if left:
        connection.execute(_DROP["interaction_state", "id"], ids(left))
    upsert_many(connection, "interaction_state", rows)
    _refresh_uses(connection, interaction_ids, facts)


def _refresh_uses(connection: Connection, interaction_ids: list[str], facts: dict[str, list[Fact]]) -> None:
    uses = [use for own in facts.values() if (use := use_values(own)) is not None]
    left = set(interaction_ids).difference(use["id"] for use in uses)
    if left:
        connection.execute(_DROP["phrase_use", "id"], ids(left))
    upsert_many(connection, "phrase_use", uses)


def _replace(
    connection: Connection, table: Table, key: str, wanted: dict[str, str], rows: list[dict[str, Any]]
) -> None:
    connection.execute(_DROP[table.name, key], wanted)
    insert_many(connection, table.name, rows)


def _grouped(facts: Iterable[Fact], key: Callable[[Fact], str | None]) -> dict[str, list[Fact]]:
    groups: defaultdict[str, list[Fact]] = defaultdict(list)
    for one in facts:
        groups[key(one) or ""].append(one)
    return groups
