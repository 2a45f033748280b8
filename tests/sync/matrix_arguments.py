"""Every function that a login may call, with arguments of every kind: one's own, others', none, and what breaks."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from app.domain.people import Role
from tests.sync.matrix_calls import Answer, Caller, judge
from tests.sync.matrix_objects import MAY, Tried
from tests.sync.matrix_world import FAR, FAR_STAFF, HERE, STAFF, World
from tests.sync.matrix_writing import Writing
from tests.sync.offices import PROCESS, new_id, now

HUGE = 2**62
QUOTE = "x'); drop table sync.fact; select ('"
TRAIL_ROLES = frozenset({Role.SUPERVISOR, Role.OWNER, Role.ADMIN})
READS = frozenset({"pull", "digest", "bucket_rows", "audit_head"})
"""Calls that may write nothing at all."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the schema `loket` as the catalogue has it."""

    name: str
    arguments: tuple[tuple[str, str], ...]

    @property
    def call(self) -> str:
        values = ", ".join(f"{name} => %s::{kind}" for name, kind in self.arguments)
        return f"select loket.{self.name}({values})"


def functions(world: World) -> list[Function]:
    """All of them, with the names and types of what they take."""
    found = world.office.sql(
        """
        select p.proname::text, array(
            select array[p.proargnames[n], format_type(t, null)]
            from unnest(p.proargtypes::oid[]) with ordinality as a (t, n) order by n)
        from pg_proc as p where p.pronamespace = 'loket'::regnamespace order by 1
        """
    )
    return [Function(name, tuple((one, kind) for one, kind in arguments)) for name, arguments in found]


def tokens(world: World) -> dict[str, str | None]:
    """Whose token: that of a device, or what is none."""
    known: dict[str, str | None] = {name: identity.token for name, identity in world.devices.items()}
    stolen_hash = hashlib.sha256(world.devices["far"].token.encode()).hexdigest()
    return known | {"random": "Xy" * 20, "empty": "", "none": None, "quoted": QUOTE, "its hash": stolen_hash}


def values(world: World, device: str | None) -> Mapping[str, Sequence[object]]:
    """What each argument is tried with; the first value is the right one."""
    mine = world.devices[device or "own"]
    far = world.devices["far" if mine.branch_code == HERE else "own"]
    seq = world.last_seq[device or "own"]
    own_customer, far_customer = world.customer_in(mine.scope_id).id, world.customer_in(far.scope_id).id
    own_case, far_case = world.case_in(mine.scope_id), world.case_in(far.scope_id)
    question = next(row for row in world.of("fact", far.scope_id, "question.asked"))
    sessions = [one.id for one in sorted(world.sessions, key=lambda one: (one.device != device, not one.good))]
    fresh = hashlib.sha256(new_id().encode()).hexdigest()
    hashes = [hashlib.sha256(identity.token.encode()).hexdigest() for identity in world.devices.values()]
    scopes = [mine.scope_id, *(scope for scope in world.scopes.values() if scope != mine.scope_id)]
    whole = {str(scope): {"ver": 0, "mark": None} for scope in scopes}
    cursors: list[object] = [whole, {}, dict.fromkeys(whole, 0), dict.fromkeys(whole, -5), None, [], 7, "x",
                {scope: {"ver": HUGE, "mark": new_id()} for scope in whole}, {str(far.scope_id): 0},
                {scope: {"ver": "abc"} for scope in whole}, {scope: {"ver": 1, "mark": QUOTE} for scope in whole},
                {scope: {"ver": 1, "mark": new_id()} for scope in whole}, {scope: [1] for scope in whole}]  # fmt: skip
    operations: list[object] = [[], {}, None, 5, "x", [1], [None], [[]], [{}], [{"seq": seq + 1}]]
    return {
        "incarnation": [mine.incarnation, far.incarnation, new_id(), None],
        "epoch": [world.epoch, new_id(), None],
        "first_seq": [seq + 1, 1, 0, -1, HUGE, None],
        "ops": [Jsonb(one) for one in operations],
        "protocol": [2, 1, 0, -1, 3, 2**31 - 1, None],
        "sent_at": [now(), None, "infinity", "-infinity", "1970-01-01", "9999-12-31"],
        "cursors": [Jsonb(one) for one in cursors],
        "lim": [10_000, 1, 0, -1, 2**31 - 1, None],
        "scope_id": [*scopes, 77, -1, None],
        "tbl": [
            "customer", "case_file", "fact", "reference", "device", "session", "client_login", "scope_log", "audit",
            "customer as r cross join sync.client_login", QUOTE, "", None],
        "buckets": [list(range(256)), [], [None], [-1, 256, 2**31 - 1], list(range(256)) * 50, None],
        "after": [None, "00000000-0000-0000-0000-000000000000", far_customer, "ffffffff-ffff-ffff-ffff-ffffffffffff"],
        "from_seq": [0, -HUGE, HUGE, None],
        "session": [*sessions, new_id(), None],
        "customer": [own_customer, far_customer, own_case.doc["customer_id"], far_case.doc["customer_id"], far_case.id,
                     new_id(), None],
        "new_token_sha256": [fresh, *hashes, fresh.upper(), "", QUOTE, "0" * 65, None],
        "base_seq": [seq, 0, -1, HUGE, 2**63 - 1, None],
        "case_number": [far_case.doc["number"], own_case.doc["number"], "%", "PMT-2026-00-", QUOTE, "", None],
        "step_key": ["setup", "delivery", QUOTE, None],
        "status": ["in_progress", "done", QUOTE, None],
        "code": [None, "SETUP_LATE", QUOTE],
        "estimate_at": [now(), None, "infinity", "-infinity"],
        "cost": [None, 0, -1, 2**63 - 1],
        "reason": [None, "r" * 500_000, QUOTE],
        "unit": [None, "WORKSHOP", QUOTE],
        "reported_by": [None, "mesin"],
        "branch": [HERE, FAR, "%", QUOTE, None],
        "process_key": [PROCESS, "electronics.workshop", QUOTE, None],
        "title": ["Kulkas", None, "", QUOTE],
        "kind": [None, "complaint", QUOTE],
        "due_at": [None, now(), "infinity"],
        "opened_by": [None, "mesin"],
        "to_unit": ["WORKSHOP", "DELIVERY", "%", QUOTE, None],
        "since": [None, now(), "-infinity", "infinity"],
        "question_id": [question.doc["subject_id"], far_case.id, new_id(), None],
        "answer": ["besok", "", None, QUOTE],
        "answered_by": [None, "mesin"],
    }  # fmt: skip


def try_arguments(calls: Caller, samples: int) -> Iterator[Tried]:
    """Each argument by itself beside right ones, then so many mixtures for each login, function and token."""
    random_ = random.Random(20261122)
    for function in functions(calls.world):
        if untold := _untold(calls.world, function):
            yield Tried(f"{function.name}: {untold}", "the matrix has no values for this argument")
            continue
        for who in ("client", "gudang", *STAFF, *FAR_STAFF):
            if function.name not in MAY[who]:
                continue
            takes_token = any(name == "token" for name, _kind in function.arguments)
            for whose, token in (tokens(calls.world) if takes_token else {"": None}).items():
                yield from _sampled(calls, who, function, whose, token, samples, random_)


def _untold(world: World, function: Function) -> str | None:
    known = {"token", *values(world, "own")}
    if function.name not in frozenset().union(*MAY.values()):
        return None
    # a customer is named by id in the protocol, by number or id for other systems: the same pool serves both
    return next((name for name, _kind in function.arguments if name not in known), None)


def _sampled(
    calls: Caller, who: str, function: Function, whose: str, token: str | None, samples: int, random_: random.Random
) -> Iterator[Tried]:
    device = whose if whose in calls.world.devices and whose != "revoked" else None
    pools = {"token": [token], **values(calls.world, device)}
    names = [name for name, _kind in function.arguments]
    right = {name: pools[name][0] for name in names}
    mixtures = [right, *({**right, name: value} for name in names for value in pools[name][1:])]
    mixtures += [{name: random_.choice(pools[name]) for name in names} for _ in range(samples)]
    for arguments in mixtures:
        yield _called(calls, who, function, whose, arguments)


def _called(calls: Caller, who: str, function: Function, whose: str, arguments: Mapping[str, object]) -> Tried:
    world = calls.world
    device = whose if whose in world.devices and whose != "revoked" else None
    what = f"{who}: {function.name} with {whose or 'no'} token, {_short(arguments)}"
    with calls.trying() as written:
        answer = calls.call(who, function.call, list(arguments.values()))
        # what an error undid needs no look
        rows = written() if answer.state is None else []
    forbidden = _forbidden(world, who, function.name, device, arguments)
    asked = json.dumps(arguments, default=lambda one: one.obj if isinstance(one, Jsonb) else str(one))
    writes = _writes(world, who, function.name, device, arguments, rows)
    return judge(
        what, answer, forbidden, asked, writes or _unexpected(world, who, function.name, device, answer, arguments)
    )


def _forbidden(
    world: World, who: str, name: str, device: str | None, arguments: Mapping[str, object]
) -> frozenset[str]:
    if who == "gudang":
        # other systems work for every unit: cases and questions are theirs, people and talks are not
        private = {row.id for row in world.rows if row.table == "customer" or row.kind.startswith("interaction.")}
        return frozenset(private | world.forbidden(None) - {row.id for row in world.rows})
    forbidden = world.forbidden(device)
    if name == "trail" and _may_read_trail(world, device, arguments):
        return forbidden - {op_id for ids in world.op_ids.values() for op_id in ids}
    return forbidden


def _may_read_trail(world: World, device: str | None, arguments: Mapping[str, object]) -> bool:
    return any(
        one.id == arguments["session"] and one.device == device and one.good and one.online and one.role in TRAIL_ROLES
        for one in world.sessions
    )


def _writes(
    world: World, who: str, name: str, device: str | None, arguments: Mapping[str, object], rows: list[Any]
) -> str | None:
    if who == "gudang":
        names = {"gudang", "mesin"}
        wrong = [
            table for table, row in rows
            if row.get("actor", row.get("doc", {}).get("actor", "gudang")) not in names
            or table.removeprefix("sync.") not in {"scope", "scope_log", "fact", "case_file", "delivery"}
        ]  # fmt: skip
        return f"rows of {wrong}" if wrong else None
    if device is None or name in READS:
        return f"rows of {sorted({table for table, _row in rows})}" if rows else None
    logins = {who} if who != "client" else set()
    read_of = None
    if name == "trail" and _may_read_trail(world, device, arguments):
        read_of = next((row.scope_id for row in world.rows if row.id == arguments["customer"]), None)
        logins = {one.login for one in world.sessions if one.id == arguments["session"]}
    wrong_rows = Writing(world, device, {}, frozenset(logins), read_of).foreign(rows)
    return next(iter(wrong_rows.values()), None)


def _unexpected(
    world: World, who: str, name: str, device: str | None, answer: Answer, arguments: Mapping[str, object]
) -> str | None:
    """A call that went through where the policy says that it must not."""
    if answer.state is not None or who == "gudang":
        return None
    if device is None:
        return "answered without a good token"
    if name == "trail" and not _may_read_trail(world, device, arguments):
        return "a trail was read"
    if name in {"digest", "bucket_rows"} and arguments["scope_id"] not in world.visible(device):
        return f"answered for scope {arguments['scope_id']}"
    if name == "open_session" and (who in STAFF) != (world.devices[device].branch_code == HERE):
        return "a session in another branch"
    return None


def _short(arguments: Mapping[str, object]) -> str:
    shown = (
        f"{name}={str(value.obj if isinstance(value, Jsonb) else value)[:40]}" for name, value in arguments.items()
    )
    return ", ".join(one for one in shown if not one.startswith("token="))
