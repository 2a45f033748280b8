"""Push by every device, session, role, act and place: what is applied is what the policy lets through."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from app.domain.facts import FactKind
from app.domain.people import Role
from app.domain.phrases import PHRASE_KINDS
from app.domain.replication import OperationKind
from app.services.rights import NEEDS_NETWORK, RIGHTS
from tests.sync.matrix_calls import Answer, Caller, judge
from tests.sync.matrix_objects import Tried
from tests.sync.matrix_world import FAR, HERE, WAITING, Row, Signed, World, written_phrase
from tests.sync.matrix_writing import Writing
from tests.sync.offices import new_id, now

PUSH = "select loket.push(%s, %s::uuid, %s::uuid, %s, %s::jsonb, 2, clock_timestamp())"
UNKNOWN = "case.stolen"
ACTS = (OperationKind.CUSTOMER_ADD, OperationKind.CUSTOMER_EDIT, OperationKind.CASE_OPEN, *FactKind, UNKNOWN)
FOR_UNITS = ("case.", "promise.", "question.")
CHUNK = 40
BODIES: Mapping[str, dict[str, object]] = {
    FactKind.CASE_REPORT: {"status": "in_progress", "code": "SETUP_LATE"},
    FactKind.INTERACTION_STARTED: {"channel": "counter"},
    FactKind.INTERACTION_OFFERED: {"phrase_ids": ["greet"], "taken": None},
    FactKind.PHRASE_COUNTED: {"day": "2026-11-20", "counts": [["greet", None, 1, 0, 0, 0, 0]]},
}


@dataclass(frozen=True, slots=True)
class Place:
    """Which scope an operation names, and whose rows."""

    name: str
    scope: object
    home: int
    """The branch whose customer and case it is about."""
    process: str = "electronics.order"


@dataclass(frozen=True, slots=True)
class Try:
    """One combination."""

    device: str
    signed: Signed
    act: str
    place: Place

    def __str__(self) -> str:
        signed = f"{self.signed.name} session of {self.signed.login}"
        return f"push by {self.device}, {signed}, {self.act}, {self.place.name}"


def places(world: World, device: str) -> list[Place]:
    """Own rows, foreign rows, and every lie about which is which."""
    identity = world.devices[device]
    own = identity.scope_id
    other = world.scopes[FAR if identity.branch_code == HERE else HERE]
    unit = identity.unit_scope_id or world.scopes["WORKSHOP"]
    return [
        Place("in its own branch", own, own),
        Place("in another branch", other, other),
        Place("a foreign row as its own", own, other),
        Place("its own row as foreign", other, own),
        Place("another branch, of the workshop alone", other, other, "electronics.workshop"),
        Place("another branch, of the delivery alone", other, other, "electronics.delivery"),
        Place("in a unit", unit, other),
        Place("in the reference data", 0, own),
        Place("in no scope", None, own),
        Place("in a scope that is none", 77, own),
        Place("in a negative scope", -1, own),
        Place("in a scope with a quote", "1'; drop table sync.fact; --", own),
    ]


def combinations(world: World) -> Iterator[Try]:
    """All of them, device by device."""
    for device in world.devices:
        for signed in world.sessions:
            for act in ACTS:
                for place in places(world, device):
                    yield Try(device, signed, act, place)


def is_allowed(world: World, one: Try) -> bool | None:
    """What the policy says; None where both are harmless: a row of its own that names a foreign thing."""
    identity = world.devices[one.device]
    signed, place = one.signed, one.place
    if not signed.good or signed.device != one.device or signed.role is None:
        return False
    if one.act not in RIGHTS[signed.role] or (one.act in NEEDS_NETWORK and not signed.online):
        return False
    if one.act in PHRASE_KINDS:
        return _may_on_phrases(one, signed.role, identity.scope_id)
    if place.scope == identity.scope_id:
        if place.home == identity.scope_id or one.act == OperationKind.CUSTOMER_ADD:
            return True
        needs_row = one.act in {OperationKind.CUSTOMER_EDIT, OperationKind.CASE_OPEN} or one.act.startswith(FOR_UNITS)
        return False if needs_row else None
    if not one.act.startswith(FOR_UNITS) or one.act == OperationKind.CASE_OPEN or place.scope != place.home:
        return False
    return identity.unit_scope_id in world.case_in(place.home, place.process).seen


def _may_on_phrases(one: Try, role: Role, own: int) -> bool:
    """Of everybody's an owner alone writes and retires; of a branch's a front-liner retires an own one alone."""
    place = one.place
    if place.scope == 0:
        return role is Role.OWNER or one.act in {FactKind.PHRASE_APPROVED, FactKind.PHRASE_RETURNED}
    if one.act == FactKind.PHRASE_WRITTEN:
        return place.scope == own
    # what stands in another branch is not known under this one's name
    return place.scope == place.home == own and not (one.act == FactKind.PHRASE_RETIRED and role is Role.FRONTLINER)


def operation(world: World, one: Try, seq: int) -> dict[str, Any]:
    """The operation as an attacker sends it: everything else about it is right."""
    case = world.case_in(one.place.home, one.place.process)
    customer = world.customer_in(one.place.home)
    kind, row_id, payload = _about(world, one, seq, case, customer)
    return {
        "op_id": new_id(),
        "seq": seq,
        "tx_id": new_id(),
        "kind": kind,
        "scope_id": one.place.scope,
        "row_id": row_id,
        "session_id": one.signed.id,
        "at": now().isoformat(),
        "payload": payload,
    }


def _about(world: World, one: Try, seq: int, case: Row, customer: Row) -> tuple[str, str, dict[str, object]]:
    login = one.signed.login
    if one.act == OperationKind.CUSTOMER_ADD:
        return one.act, new_id(), {"name": "Baru", "kind": "person"}
    if one.act == OperationKind.CUSTOMER_EDIT:
        return one.act, customer.id, {"changes": {"city": {"seen": None, "value": "Dicuri"}}}
    if one.act == OperationKind.CASE_OPEN:
        return (
            one.act,
            new_id(),
            {
                "number": f"PMT-2026-{new_id()[-12:]}",
                "customer_id": customer.id,
                "process_key": one.place.process,
                "process_version": 1,
                "kind": "request",
                "title": "Mesin cuci",
                "opened_at": now().isoformat(),
                "opened_by": login,
                "due_at": None,
            },
        )
    if one.act.startswith("phrase."):
        return OperationKind.FACT_ADD, new_id(), _about_phrase(world, one, seq)
    for_units = one.act.startswith(FOR_UNITS)
    return (
        OperationKind.FACT_ADD,
        new_id(),
        {
            "kind": one.act,
            "subject_id": case.id if for_units else new_id(),
            "customer_id": case.doc["customer_id"] if for_units else customer.id,
            "case_id": case.id if for_units else None,
            "step_key": "setup" if one.place.process != "electronics.delivery" else "delivery",
            "at": now().isoformat(),
            "actor": login,
            "device_id": None,
            "body": BODIES.get(one.act, {"text": "halo"}),
        },
    )


def _about_phrase(world: World, one: Try, seq: int) -> dict[str, object]:
    """A phrase of its own for those whom the scope stands for, or a decision about one that waits."""
    everybody = one.place.scope == 0
    codes = {scope: code for code, scope in world.scopes.items()}
    branch = codes[world.devices[one.device].scope_id]
    audience = {"kind": "organisation"} if everybody else {"kind": "branch", "branch": branch}
    payload = written_phrase(new_id(), audience, one.signed.login) | {"kind": one.act}
    if one.act in PHRASE_KINDS and one.act != FactKind.PHRASE_WRITTEN:
        waiting = world.phrases[0 if everybody else one.place.home]
        body = {"version": 1, "reason": "kurang hangat"}
        return payload | {"subject_id": waiting[seq % WAITING], "body": body}
    if one.act == FactKind.PHRASE_WRITTEN:
        return payload
    # a device tells each day once
    return payload | {"body": BODIES[one.act] | {"day": f"{date(2026, 1, 1) + timedelta(days=seq % 300)}"}}


def try_push(calls: Caller, every: int = 1) -> Iterator[Tried]:
    """Each `every`-th combination by itself: no neighbour makes the server look closer."""
    world = calls.world
    epoch = world.epoch
    chosen = (one for n, one in enumerate(combinations(world)) if n % every == 0 or _is_telling(one))
    by_device: dict[str, list[Try]] = {}
    for one in chosen:
        by_device.setdefault(one.device, []).append(one)
    for device, tries in by_device.items():
        pending = iter(tries)
        while chunk := list(islice(pending, CHUNK)):
            yield from _together(calls, device, chunk, epoch)


def _is_telling(one: Try) -> bool:
    """What should be let through, and what only lacks the right."""
    of_phrases = one.act in PHRASE_KINDS and one.place.name == "in the reference data"
    return (one.place.name == "in its own branch" or of_phrases) and one.signed.device == one.device and one.signed.good


def _together(calls: Caller, device: str, tries: list[Try], epoch: str) -> Iterator[Tried]:
    world = calls.world
    identity = world.devices[device]
    # the revoked one is asked too: not one of its calls may come through
    alive = device != "revoked"
    last = world.last_seq[device]
    forbidden = world.forbidden(device if alive else None)
    sent: dict[str, Try] = {}
    told: list[tuple[Try, dict[str, Any], Answer]] = []
    with calls.trying() as written:
        for one in tries:
            op = operation(world, one, last + 1)
            answer = calls.call(
                "client", PUSH, (identity.token, identity.incarnation, epoch, last + 1, json.dumps([op]))
            )
            if answer.state is None:
                last = int(answer.value["last_seq"])
            sent[op["row_id"]] = one
            told.append((one, op, answer))
        rows = written()
    names = {row_id: one.signed.login for row_id, one in sent.items()}
    wrong = Writing(world, device, names).foreign(rows)
    for one, op, answer in told:
        outcome = answer.value["results"][0]["outcome"] if answer.state is None else answer.state
        allowed = alive and is_allowed(world, one)
        writes = wrong.get(op["row_id"])
        if allowed is False and outcome == "applied":
            writes = writes or "was applied"
        if allowed is True and outcome != "applied":
            yield Tried(str(one), f"refused what it may do: {answer.text[:300]}")
            continue
        yield judge(f"{one}: {outcome}", answer, forbidden, json.dumps(op), writes)
    for about, what in wrong.items():
        if about not in sent:
            yield Tried(f"push by {device}", f"written: {what}")
