"""What an attacker would try besides: forged sessions, names and numbers, broken documents, settings, spying."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import psycopg

from app.domain.people import Role
from tests.sync.matrix_calls import Answer, Caller, judge
from tests.sync.matrix_objects import Tried
from tests.sync.matrix_push import PUSH, Place, Try, operation
from tests.sync.matrix_world import World
from tests.sync.matrix_writing import Writing
from tests.sync.offices import new_id, now

Op = dict[str, Any]
BROKEN: tuple[object, ...] = (
    None, True, 0, -1, 2**63, 1.5, "", "x", "\u2028", "x" * 300_000, [], [[]], {}, {"a": {"b": []}},
    "'; drop table sync.fact; --", "00000000-0000-0000-0000-000000000000", "infinity", "-infinity", "NaN",
)  # fmt: skip
SETTINGS = (
    "set local search_path = pg_temp, public",
    "set local loket.write = '00000000-0000-0000-0000-000000000000'",
    "set local row_security = off",
    "set local transform_null_equals = on",
    "set local datestyle = 'German, DMY'",
    "set local intervalstyle = 'sql_standard'",
    "set local timezone = 'Pacific/Kiritimati'",
    "set local bytea_output = 'escape'",
    "set local standard_conforming_strings = off",
    "set local quote_all_identifiers = on",
    "set local array_nulls = off",
    "set local plpgsql.extra_errors = 'all'",
    "set local plpgsql.check_asserts = off",
    "set local xmloption = 'document'",
    "set local enable_indexscan = off",
    "set local enable_seqscan = off",
    "set local plan_cache_mode = 'force_generic_plan'",
    "set local constraint_exclusion = on",
    "set local debug_print_plan = on",
    "set local debug_print_parse = on",
    "set local debug_print_rewritten = on",
    "set local client_min_messages = 'debug5'",
    "set local check_function_bodies = off",
    "set local default_tablespace = 'pg_global'",
    "set local extra_float_digits = -15",
)


def try_tricks(calls: Caller) -> Iterator[Tried]:
    """All of them, each in a transaction of its own."""
    yield from _names(calls)
    yield from _ids_of_others(calls)
    yield from _broken(calls)
    yield from _offline_sessions(calls)
    yield from _kinds(calls)
    yield from _settings(calls)
    yield from _forks(calls)
    yield from _groups(calls)
    yield from _spying(calls.world)


def _good(world: World, device: str = "own", login: str = "rina", act: str = "interaction.note") -> Op:
    signed = next(one for one in world.sessions if one.device == device and one.login == login and one.online)
    scope = world.devices[device].scope_id
    return operation(world, Try(device, signed, act, Place("own", scope, scope)), world.last_seq[device] + 1)


def _push(calls: Caller, ops: list[Any], device: str = "own", *settings: str) -> Answer:
    identity = calls.world.devices[device]
    arguments = (
        identity.token, identity.incarnation, calls.world.epoch, calls.world.last_seq[device] + 1, json.dumps(ops)
    )  # fmt: skip
    return calls.call("client", PUSH, arguments, *settings)


def _outcomes(answer: Answer) -> list[str]:
    return [one["outcome"] for one in answer.value["results"]] if answer.state is None else []


def _refused(calls: Caller, what: str, ops: list[Any], device: str = "own", *settings: str) -> Tried:
    """A push of which nothing may be applied."""
    world = calls.world
    with calls.trying() as written:
        answer = _push(calls, ops, device, *settings)
        rows = written() if answer.state is None else []
    wrong = next(iter(Writing(world, device).foreign(rows).values()), None)
    wrong = wrong or ("was applied" if "applied" in _outcomes(answer) else None)
    return judge(what, answer, world.forbidden(device), json.dumps(ops), wrong)


def _names(calls: Caller) -> Iterator[Tried]:
    """Under one's own session, in the name of somebody else."""
    world = calls.world
    for name in ("sari", "made", "RINA", "rina ", "", None, 5, ["rina"], "loket_admin", "sistem"):
        fact = _good(world)
        fact["payload"]["actor"] = name
        yield _refused(calls, f"a fact under the name of {name}", [fact])
        case = _good(world, act="case.open")
        case["payload"]["opened_by"] = name
        yield _refused(calls, f"a case under the name of {name}", [case])


def _ids_of_others(calls: Caller) -> Iterator[Tried]:
    """Operations that others had settled, handed in once more."""
    world = calls.world
    for whose in ("mate", "far"):
        for op_id in world.op_ids[whose]:
            op = {**_good(world), "op_id": op_id}
            yield _refused(calls, f"the number of an operation of {whose}", [op])
    for row in (world.customer_in(world.scopes["MKS1"]), world.case_in(world.scopes["MKS1"])):
        op = _good(world, act="customer.edit")
        op["row_id"] = row.id
        yield _refused(calls, f"an edit of a {row.table} of another branch", [op])


def _broken(calls: Caller) -> Iterator[Tried]:
    """Every field of every kind of operation with what does not belong there: no crash, nothing foreign."""
    world = calls.world
    for act in ("customer.add", "customer.edit", "case.open", "case.report", "interaction.note"):
        for inside in (False, True):
            for name in _part(_good(world, act=act), inside=inside):
                for value in BROKEN:
                    op = _good(world, act=act)
                    _part(op, inside=inside)[name] = value
                    yield _harmless(calls, f"{act} with {name} = {str(value)[:30]!r}, in payload: {inside}", [op])
    deep: object = "x"
    for _level in range(600):
        deep = [deep]
    for what, ops in {
        "a deep document": [{**_good(world), "payload": {"kind": "interaction.note", "body": deep}}],
        "ten megabytes": [{**_good(world), "payload": {**_good(world)["payload"], "body": {"text": "x" * 10_000_000}}}],
        "the same operation twice": [_good(world)] * 2,
        "501 operations": [{**_good(world), "seq": world.last_seq["own"] + 1 + n} for n in range(501)],
    }.items():
        yield _harmless(calls, what, ops)


def _part(op: Op, *, inside: bool) -> Op:
    payload: Op = op["payload"]
    return payload if inside else op


def _harmless(calls: Caller, what: str, ops: list[Any]) -> Tried:
    """It may be applied, refused or put aside: under its own name, in its own place."""
    world = calls.world
    with calls.trying() as written:
        answer = _push(calls, ops)
        rows = written() if answer.state is None else []
    wrong = next(iter(Writing(world, "own", {}, frozenset({"rina"})).foreign(rows).values()), None)
    return judge(what, answer, world.forbidden("own"), json.dumps(ops), wrong)


def _opening(world: World, login: object, opened: object, expires: object, row_id: str | None = None) -> Op:
    return {
        "op_id": new_id(),
        "seq": world.last_seq["own"] + 1,
        "tx_id": new_id(),
        "kind": "session.open",
        "scope_id": world.devices["own"].scope_id,
        "row_id": row_id or new_id(),
        "session_id": None,
        "at": now().isoformat(),
        "payload": {"login": login, "opened_at": opened, "expires_at": expires, "role": "owner", "online": True},
    }


def _offline_sessions(calls: Caller) -> Iterator[Tried]:
    """Sessions that the device says it opened by itself."""
    world = calls.world
    start, end = now().isoformat(), (now() + timedelta(hours=8)).isoformat()
    for login in ("made", "lisa", "wayan", "gudang", "loket_admin", "siapa_saja", "RINA", "", None, 5, ["rina"]):
        yield _refused(calls, f"a session for {login}", [_opening(world, login, start, end)])
    year = timedelta(days=365)
    before, past_end = (now() - year).isoformat(), (now() - year + timedelta(hours=8)).isoformat()
    yield _refused(calls, "a session before anybody had logged in", [_opening(world, "rina", before, past_end)])
    for what, opened in {"no beginning": None, "-infinity": "-infinity", "no time": "x"}.items():
        yield _refused(calls, f"a session that began at {what}", [_opening(world, "rina", opened, end)])
    for one in world.sessions[:6]:
        op = _opening(world, "rina", start, end, str(one.id))
        yield _refused(calls, f"a session in the place of {one.name} of {one.login}", [op])
    yield from _aged(calls)
    yield from _gains(calls)


def _aged(calls: Caller) -> Iterator[Tried]:
    """Too long after the last log-in, or after it was taken back."""
    world = calls.world
    start, end = now().isoformat(), (now() + timedelta(hours=8)).isoformat()
    changes = {
        "eight days after": ("rina", "update sync.session set opened_at = now() - interval '8 days' where login = %s"),
        "four days after, as a supervisor": (
            "sari",
            "update sync.session set opened_at = now() - interval '4 days' where login = %s",
        ),
        "after it was ended": ("rina", "update sync.session set revoked = true where login = %s"),
        "never online": ("rina", "update sync.session set online = false where login = %s"),
    }
    for what, (login, change) in changes.items():
        with calls.trying():
            calls.connection.execute(change.encode(), (login,))
            answer = _push(calls, [_opening(world, login, start, end)])
            opened = "applied" in _outcomes(answer)
        yield judge(f"a session {what}", answer, world.forbidden("own"), login, "was opened" if opened else None)


def _gains(calls: Caller) -> Iterator[Tried]:
    """One that is rightly opened: no more hours, no other role, nothing that needs the network."""
    world = calls.world
    start, end = now().isoformat(), (now() + timedelta(days=400)).isoformat()
    opening = _opening(world, "sari", start, end)
    acts = {"interaction.note": True, "case.rejected": False, "customer.revealed": False, "customer.trail_read": False}
    ops = [opening]
    for n, act in enumerate(acts, 2):
        op = _good(world, login="sari", act=act)
        ops.append({**op, "seq": world.last_seq["own"] + n, "session_id": opening["row_id"]})
    with calls.trying() as written:
        answer = _push(calls, ops)
        rows = written()
    sessions = [row for table, row in rows if table == "sync.session"]
    told = dict(zip(("session.open", *acts), _outcomes(answer), strict=False))
    expected = {"session.open": "applied"} | {act: "applied" if may else "rejected" for act, may in acts.items()}
    wrong = None if told == expected else f"outcomes {told}"
    if not wrong and [(one["role"], one["online"]) for one in sessions] != [(Role.SUPERVISOR.value, False)]:
        wrong = f"role or place of {sessions}"
    if not wrong and any(one["expires_at"] > (now() + timedelta(hours=13)).isoformat() for one in sessions):
        wrong = "a session without end"
    yield judge("what a session of the device's own gains", answer, world.forbidden("own"), json.dumps(ops), wrong)


def _kinds(calls: Caller) -> Iterator[Tried]:
    """Kinds that are none, and those that stand for something else."""
    world = calls.world
    for kind in (None, 5, "", "FACT.ADD", "fact.add ", "session.close", "reference.put", "customer.move", ["fact.add"]):
        yield _refused(calls, f"an operation of kind {kind}", [{**_good(world), "kind": kind}])
    for kind in ("none", "unreadable"):
        op = {**_good(world), "kind": kind, "content": "0" * 64, "payload": {"base64": "AA=="}}
        yield _refused(calls, f"an operation of kind {kind}", [op])


def _settings(calls: Caller) -> Iterator[Tried]:
    """The same calls under settings that a client may choose: the same answers, and nothing more in the notices."""
    world = calls.world
    statement = "select loket.pull(%s, '{}', 10000, 2)"
    for device in ("own", "far_bench"):
        plain = calls.call("client", statement, (world.devices[device].token,))
        calls.connection.rollback()
        for setting in SETTINGS:
            with calls.trying():
                answer = calls.call("client", statement, (world.devices[device].token,), setting)
            same = answer.state is not None or _rows_of(answer) == _rows_of(plain)
            wrong = None if same else "another answer"
            yield judge(f"pull of {device} under {setting}", answer, world.forbidden(device), setting, wrong)
    for setting in SETTINGS:
        foreign = {**_good(world), "scope_id": world.scopes["MKS1"]}
        yield _refused(calls, f"a foreign fact under {setting}", [foreign], "own", setting)


def _rows_of(answer: Answer) -> list[str]:
    return sorted(json.dumps(row) for part in answer.value["parts"] for row in part)


def _forks(calls: Caller) -> Iterator[Tried]:
    """A device that goes on as another gains nothing by it, and loses it with the one it came from."""
    world = calls.world
    fork = "select loket.fork(%s, %s, %s, 2)"
    made = "token-of-the-child"
    with calls.trying() as written:
        token = world.devices["own"].token
        answer = calls.call("client", fork, (token, hashlib.sha256(made.encode()).hexdigest(), 5))
        child = answer.value or {}
        pulled = calls.call("client", "select loket.pull(%s, '{}', 10000, 2)", (made,))
        yield judge("pull of a child", pulled, world.forbidden("own"), "", None if pulled.state is None else "refused")
        yield from _push_of_child(calls, child, made, written)
        many = [
            calls.call("client", fork, (token, hashlib.sha256(str(n).encode()).hexdigest(), 5)).state for n in range(12)
        ]
        yield Tried("forks without end", None if many.count("LK004") == 5 else f"{many}")
        calls.connection.execute("select sync.revoke_device(%s::uuid)", (world.devices["own"].device_id,))
        after = calls.call("client", "select loket.pull(%s, '{}', 10000, 2)", (made,))
        yield judge(
            "a child of a revoked device", after, world.forbidden(None), made, None if after.state else "served"
        )


def _push_of_child(
    calls: Caller, child: Mapping[str, Any], token: str, written: Callable[[], list[tuple[str, Mapping[str, Any]]]]
) -> Iterator[Tried]:
    """Sessions of those before it are its own; theirs are not those of others."""
    world = calls.world
    seq = 6
    for one in world.sessions:
        scope = world.devices["own"].scope_id
        op = operation(world, Try("own", one, "interaction.note", Place("own", scope, scope)), seq)
        answer = calls.call("client", PUSH, (token, child.get("incarnation"), world.epoch, seq, json.dumps([op])))
        may = one.good and one.device == "own" and one.role in {Role.FRONTLINER, Role.SUPERVISOR}
        wrong = None if ("applied" in _outcomes(answer)) == may else f"outcome {_outcomes(answer)}"
        seq += answer.state is None
        what = f"a child under {one.name} session of {one.login} at {one.device}"
        yield judge(what, answer, world.forbidden("own"), json.dumps(op), wrong)
    devices = {row["doc"]["device_id"] for table, row in written() if table == "sync.fact"}
    yield Tried("facts of a child", None if devices == {child.get("device_id")} else f"of {devices}")


def _groups(calls: Caller) -> Iterator[Tried]:
    """What is refused takes all of its transaction with it, wherever in the group it stands."""
    world = calls.world
    for place in range(4):
        ops = [{**_good(world), "seq": world.last_seq["own"] + 1 + n, "tx_id": "one"} for n in range(4)]
        ops[place]["scope_id"] = world.scopes["MKS1"]
        yield _refused(calls, f"a foreign fact as number {place} of its transaction", ops)
    for gap in (1, -1, 1000):
        yield _refused(calls, f"a number {gap} off", [{**_good(world), "seq": world.last_seq["own"] + 1 + gap}])


def _spying(world: World) -> Iterator[Tried]:
    """What one login sees of another's work: queries, statistics, sources, notices."""
    secrets = world.forbidden(None)
    with psycopg.connect(world.logins["client"], autocommit=True) as victim:
        with psycopg.connect(world.logins["gudang"], autocommit=True) as listener:
            listener.execute("listen s1; listen s2; listen s0")
            victim.execute("select loket.pull(%s, '{}', 100, 2)", (world.devices["own"].token,))
            op = _good(world)
            victim.execute(
                "select loket.push(%s, %s, %s, %s, %s, 2)",
                (
                    world.devices["own"].token,
                    world.devices["own"].incarnation,
                    world.epoch,
                    world.last_seq["own"] + 1,
                    json.dumps([op]),
                ),
            )
            world.last_seq["own"] += 1
            heard = [notice.payload for notice in listener.notifies(timeout=5, stop_after=1)]
        yield Tried("what a notice tells", None if heard and all(one.isdigit() for one in heard) else f"{heard}")
        for who, url in world.logins.items():
            with psycopg.connect(url, autocommit=True) as spy:
                for view in SPIED:
                    text = str(spy.execute(view.encode()).fetchall())
                    found = sorted(word for word in secrets if word in text)
                    yield Tried(f"{who}: {view}", f"saw {found[:2]}" if found else None)


SPIED = (
    "select * from pg_stat_activity",
    "select * from pg_stats where schemaname in ('sync', 'loket')",
    "select * from pg_stats_ext",
    "select prosrc, proargdefaults::text from pg_proc",
    "select * from pg_roles",
    "select * from pg_locks",
    "select * from pg_settings",
    "select * from pg_db_role_setting",
    "select * from pg_prepared_statements",
    "select * from pg_cursors",
    "select * from pg_description",
    "select * from pg_seclabel",
    "select * from pg_trigger",
    "select * from pg_constraint",
    "select * from pg_attrdef",
    "select * from pg_largeobject_metadata",
    "select * from pg_stat_user_tables",
    "select * from pg_stat_replication",
    "select * from information_schema.columns",
    "select * from information_schema.routines",
    "select pg_get_functiondef(oid) from pg_proc where pronamespace = 'loket'::regnamespace",
)
