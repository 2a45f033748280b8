"""B1, B2, B7: writes to the shared database, against plain inserts into a table of the same columns and indexes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import psycopg

from app.domain.replication import MAX_PUSH
from tests.bench.pairs import in_turns, timed
from tests.bench.pushes import BranchPushes, branches
from tests.bench.report import Line, Options, ratio_line, script
from tests.bench.rig import BRANCHES, FIRST_BRANCH, Clients, an_office, many_branches, notify, pgbench
from tests.sync.offices import Office

RAW = """\\set scope random(:first, :last)
insert into bench.raw (scope_id, id, ver, kind, subject_id, doc) values (:scope, uuidv7(), 1, 'x', uuidv7(), '{}');
"""
COUNTED = """\\set scope random(:first, :last)
with started as materialized (select sync.begin_write()),
bumped as materialized (select sync.bump(:scope, 'bench') as ver from started)
insert into sync.fact (scope_id, id, ver, kind, subject_id, doc)
select :scope, uuidv7(), ver, 'x', uuidv7(), '{}' from bumped;
"""
SCOPES = {"first": FIRST_BRANCH, "last": FIRST_BRANCH + BRANCHES - 1}


def run(options: Options) -> Iterator[Line]:
    with an_office() as office:
        many_branches(office)
        notify(office, wanted=False)
        yield counter(office, options)
        for clients in options.pick((16,), (16, 64)):
            yield pushes(office, options, clients)
        yield bulk(office, options)


def counter(office: Office, options: Options) -> Line:
    clients = Clients(32, options.pick(3, 10), variables=SCOPES)
    pairs = in_turns(
        lambda: pgbench(office.url, COUNTED, clients).rate,
        lambda: pgbench(office.url, RAW, clients).rate,
        options.pick(3, 7),
    )
    what = f"insert with scope counter, its log and guard; {BRANCHES:,} scopes, 32 clients"
    return ratio_line("B1", what, pairs, "tps", "the same insert without them", 0.70)


def pushes(office: Office, options: Options, clients: int) -> Line:
    """One operation in each push, each client a device of its own branch."""
    each = options.pick(300, 1_500) * 16 // clients

    def push() -> float:
        ready = BranchPushes(office, branches(clients))
        ready.prepare(each)
        load = ready.run(each)
        ready.check(clients * each)
        return load.rate

    pairs = in_turns(
        push,
        lambda: pgbench(office.url, RAW, Clients(clients, transactions=each * 3, variables=SCOPES)).rate,
        options.pick(3, 7),
    )
    what = f"push of one operation (fact, outcome, audit entry, log, two heads), {clients} clients"
    return ratio_line("B2", what, pairs, "tps", "plain insert of one row", 0.35)


def bulk(office: Office, options: Options) -> Line:
    """A long outbox: as many operations in a push as it takes, from one device, against COPY with the same commits."""
    amount = options.pick(10_000, 20_000)

    def push() -> float:
        ready = BranchPushes(office, branches(1))
        rate = ready.push(0, amount)
        ready.check(amount)
        return rate

    pairs = in_turns(push, lambda: copied(office, amount), options.pick(3, 5))
    return ratio_line("B7", f"push of {MAX_PUSH} at a time, one device", pairs, "rows/s", "COPY of the facts", 0.20)


def copied(office: Office, amount: int) -> float:
    rows = [
        (FIRST_BRANCH, one.row_id, 1, "interaction.note", one.payload["subject_id"], json.dumps(one.payload))
        for one in BranchPushes(office, branches(1)).operations(0, amount)
    ]
    with psycopg.connect(office.url, autocommit=True) as connection:

        def all_of_it() -> None:
            for start in range(0, amount, MAX_PUSH):
                statement = "copy bench.raw (scope_id, id, ver, kind, subject_id, doc) from stdin"
                with connection.cursor().copy(statement) as copy:
                    for row in rows[start : start + MAX_PUSH]:
                        copy.write_row(row)

        return timed(amount, all_of_it)


if __name__ == "__main__":
    script(run, __doc__)
