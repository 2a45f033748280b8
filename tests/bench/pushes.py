"""Pushes that are ready before the clock starts, from made-up devices through the real function of the database."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import LiteralString

import psycopg

from app.domain.replication import MAX_PUSH, PROTOCOL, Operation
from tests.bench.pairs import timed
from tests.bench.rig import FIRST_BRANCH, INCARNATION, Clients, Load, device_id, devices, pgbench
from tests.bench.work import batches, operations
from tests.sync.offices import Office

PUSH: LiteralString = "select loket.push(%s, %s, %s, %s, %s::jsonb, %s)"
SCRIPT = """\\set turn :turn + 1
\\set seq (:turn - 1) * :size + 1
select loket.push(:prefix::text || :client_id, :incarnation, :epoch, :seq, ops, :protocol)
from bench.op where prefix = :prefix::text and client = :client_id and turn = :turn;
"""
_prefixes = (f"w{number}-" for number in count(1))


class BranchPushes:
    """New devices, one for each scope named; each client of pgbench is one of them."""

    def __init__(self, office: Office, scopes: Sequence[int]) -> None:
        self._office = office
        self._scopes = scopes
        self._prefix = next(_prefixes)
        devices(office, self._prefix, scopes)

    def operations(self, client: int, amount: int) -> list[Operation]:
        """What one of them did, from its first operation on."""
        identity = device_id(self._prefix, client)
        return list(operations(identity, identity, self._scopes[client], amount))

    def prepare(self, each: int, size: int = 1) -> None:
        """A table with what each is going to push, so many operations at a time."""
        self._office.sql("create table if not exists bench.op (prefix text, client int, turn bigint, ops jsonb)")
        with psycopg.connect(self._office.url) as connection:
            with connection.cursor().copy("copy bench.op from stdin") as copy:
                for client in range(len(self._scopes)):
                    for turn, (_, ops) in enumerate(batches(self.operations(client, each), size), start=1):
                        copy.write_row((self._prefix, client, turn, ops))
            connection.execute("create index if not exists op_place on bench.op (prefix, client, turn)")
        with psycopg.connect(self._office.url, autocommit=True) as connection:
            connection.execute("vacuum analyze bench.op")

    def run(self, each: int, size: int = 1) -> Load:
        """Each device pushes so many times; to look the operations up counts as part of it."""
        return pgbench(
            self._office.url, SCRIPT, Clients(len(self._scopes), transactions=each, variables=self.names(size))
        )

    def live(self, seconds: float, rate: float) -> Load:
        """Single operations at moments of chance, so many a second by all devices together."""
        clients = Clients(len(self._scopes), seconds, rate=rate, log=True, variables=self.names(1))
        return pgbench(self._office.url, SCRIPT, clients)

    def names(self, size: int) -> dict[str, object]:
        """The variables of the script."""
        known = {"epoch": epoch(self._office), "incarnation": INCARNATION, "protocol": PROTOCOL}
        return {"turn": 0, "size": size, "prefix": self._prefix, **known}

    def push(self, client: int, amount: int) -> float:
        """Operations a second over one connection, as many in a push as it takes."""
        ready = batches(self.operations(client, amount), MAX_PUSH)
        token, known = f"{self._prefix}{client}", epoch(self._office)
        with psycopg.connect(self._office.url, autocommit=True) as connection:

            def all_of_it() -> None:
                for seq, ops in ready:
                    answer = connection.execute(PUSH, (token, INCARNATION, known, seq, ops, PROTOCOL)).fetchone()
                    assert answer is not None
                    assert answer[0]["last_seq"] == min(seq + MAX_PUSH - 1, amount), answer

            return timed(amount, all_of_it)

    def check(self, expected: int) -> None:
        """All were applied: a push that is refused is quick."""
        found = self._office.sql(
            "select o.outcome, o.code, count(*) from sync.applied_op as o join sync.device as d using (device_id)"
            " where d.name like %s group by o.outcome, o.code",
            f"{self._prefix}%",
        )
        assert found == [("applied", None, expected)], found


def epoch(office: Office) -> str:
    return str(office.sql("select epoch from sync.meta")[0][0])


def branches(amount: int) -> range:
    """Scopes of so many branches."""
    return range(FIRST_BRANCH, FIRST_BRANCH + amount)
