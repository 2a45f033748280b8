"""The organisation on which the matrix of rights is tried: devices, sessions and rows, and who may see which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from app.domain.people import Role
from app.domain.replication import DeviceIdentity
from app.sync import admin
from app.sync.addresses import parameters, with_login
from app.sync.loading import load_process
from tests.sync.offices import PASSWORD, PROCESS, PROCESS_FILE, Desk, Office, new_id, now

NOBODY = "siapa_saja"
HERE, FAR = "JKT1", "MKS1"
WORKSHOP, DELIVERY = "WORKSHOP", "DELIVERY"
STAFF = {
    "rina": Role.FRONTLINER, "joko": Role.BACKOFFICE, "sari": Role.SUPERVISOR, "tono": Role.OWNER, "wati": Role.ADMIN,
}  # fmt: skip
FAR_STAFF = {"made": Role.FRONTLINER, "lisa": Role.SUPERVISOR}
PLACES = {
    "own": (HERE, None), "mate": (HERE, None), "bench": (HERE, WORKSHOP), "far": (FAR, None),
    "far_bench": (FAR, DELIVERY), "revoked": (HERE, None),
}  # fmt: skip
PROCESSES = {PROCESS: (WORKSHOP, DELIVERY), "electronics.workshop": (WORKSHOP,), "electronics.delivery": (DELIVERY,)}
WAITING = 40
"""Phrases that wait for a decision in each scope: as many as are tried before what was done is undone."""
SYNCED = ("customer", "case_file", "fact", "reference")


@dataclass(frozen=True, slots=True)
class Signed:
    """A session, or what passes for one."""

    name: str
    id: object
    login: str
    role: Role | None
    device: str
    good: bool = True
    online: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A synced row: `seen` are the scopes that may read it."""

    table: str
    id: str
    scope_id: int
    kind: str
    doc: dict[str, Any]
    seen: frozenset[int]


@dataclass(slots=True)
class World:
    """Everything that an attacker could name."""

    office: Office
    devices: dict[str, DeviceIdentity] = field(default_factory=dict)
    sessions: list[Signed] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    op_ids: dict[str, list[str]] = field(default_factory=dict)
    scopes: dict[str, int] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)
    epoch: str = ""
    last_seq: dict[str, int] = field(default_factory=dict)
    phrases: dict[int, list[str]] = field(default_factory=dict)
    hidden: dict[str | None, frozenset[str]] = field(default_factory=dict)

    def visible(self, device: str | None) -> frozenset[int]:
        """The scopes that a device may read; none without one."""
        return frozenset(self.devices[device].scopes) if device else frozenset()

    def of(self, table: str, scope: int, kind: str | None = None) -> list[Row]:
        """Rows of one table that live in a scope."""
        return [row for row in self.rows if row.table == table and row.scope_id == scope and kind in {None, row.kind}]

    def case_in(self, scope: int, process: str = PROCESS) -> Row:
        """A case of a branch that the units of this process were given."""
        return next(row for row in self.of("case_file", scope) if row.doc["process_key"] == process)

    def customer_in(self, scope: int) -> Row:
        """A customer of a branch whom no unit has been given."""
        return next(row for row in self.of("customer", scope) if row.seen == {scope})

    def forbidden(self, device: str | None) -> frozenset[str]:
        """What no answer to this device may hold: rows of other scopes, and what others did, opened and know."""
        if device not in self.hidden:
            self.hidden[device] = self._hidden(device)
        return self.hidden[device]

    def _hidden(self, device: str | None) -> frozenset[str]:
        seen = self.visible(device)
        hidden = {row.id for row in self.rows if not row.seen & seen and row.scope_id != 0}
        hidden |= {row.id for row in self.rows if row.scope_id == 0 and device is None}
        hidden |= {str(one.id) for one in self.sessions if one.device != device and one.device in self.devices}
        for name, identity in self.devices.items():
            if name != device:
                hidden |= {identity.token, identity.incarnation, *self.op_ids.get(name, ())}
                if not any(row.seen & seen and identity.device_id in str(row.doc) for row in self.rows):
                    hidden.add(identity.device_id)
        return frozenset(hidden | {PASSWORD, parameters(self.logins["client"])["password"]})


def process_file(key: str, units: Sequence[str]) -> str:
    """The process of the tests under another key, with the steps of these units alone."""
    head, *steps = PROCESS_FILE.replace(PROCESS, key).split("[[steps]]\n")
    return "[[steps]]\n".join((head, *(step for step in steps if any(f'"{unit}"' in step for unit in units))))


def make_world(office: Office) -> World:
    """Fill the organisation: every kind of device, session and row that the matrix needs."""
    for key in ("electronics.workshop", "electronics.delivery"):
        load_process(office.url, process_file(key, PROCESSES[key]), f"{key}.toml")
    for branch, people in ((HERE, STAFF), (FAR, FAR_STAFF)):
        for login, role in people.items():
            unit = WORKSHOP if role is Role.BACKOFFICE else None
            admin.add_staff(office.url, login, login.title(), role, branch, unit, password=PASSWORD)
    # somebody whom no attacker is
    admin.add_staff(office.url, "wayan", "Wayan", Role.FRONTLINER, FAR, password=PASSWORD)
    world = World(office)
    world.scopes = {code: scope for scope, code in office.sql("select scope_id, code from sync.scope")}
    _logins(world)
    desks = {name: office.desk("rina" if place[0] == HERE else "made", *place) for name, place in PLACES.items()}
    world.devices = {name: desk.identity for name, desk in desks.items()}
    for name in ("own", "mate", "far"):
        world.op_ids[name] = _work(desks[name])
    office.sql("update sync.device set revoked = true where device_id = %s", world.devices["revoked"].device_id)
    _sessions(world)
    _phrases(world)
    world.rows = _rows(world)
    world.epoch = str(office.sql("select epoch from sync.meta")[0][0])
    by_id = dict(office.sql("select device_id::text, last_seq from sync.device"))
    world.last_seq = {name: by_id[identity.device_id] for name, identity in world.devices.items()}
    return world


def _logins(world: World) -> None:
    url = world.office.url
    [(role, password)] = world.office.sql("select role, password from sync.client_login")
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("select from pg_roles where rolname = %s", (NOBODY,)).fetchone():
            connection.execute(sql.SQL("create role {} login").format(sql.Identifier(NOBODY)))
        connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(NOBODY), sql.Literal(PASSWORD)))
    world.logins = {"client": with_login(url, role, password), "nobody": with_login(url, NOBODY, PASSWORD)}
    world.logins |= {login: with_login(url, login, PASSWORD) for login in (*STAFF, *FAR_STAFF, "gudang")}


def _work(desk: Desk) -> list[str]:
    """Customers with and without cases, facts that stay in the branch and facts that units see."""
    alone, told = desk.add_customer(name="Sendiri", nik="3273025509870004"), desk.add_customer(name="Bercerita")
    operations = [alone, told, desk.fact("interaction.note", {"text": "catatan"}, customer_id=told.row_id)]
    for process in PROCESSES:
        owner = desk.add_customer(name=f"Pemilik {process}")
        opened = desk.open_case(owner.row_id)
        opened.payload["process_key"] = process  # type: ignore[index]  # a dictionary, as the desk makes it
        question = {"to_unit": PROCESSES[process][0], "text": "kapan?"}
        operations += [owner, opened, desk.fact("question.asked", question, case=opened)]
        operations += [desk.fact("promise.made", {"text": "siap", "due_at": now().isoformat()}, case=opened)]
    answer = desk.hello().push(operations)
    desk.transport.close()
    assert {result.outcome for result in answer.results} == {"applied"}, answer
    return [operation.op_id for operation in operations]


def _phrases(world: World) -> None:
    """Phrases that somebody whom no attacker is has written, and nobody has approved."""
    for code, scope in ((HERE, world.scopes[HERE]), (FAR, world.scopes[FAR]), (None, 0)):
        audience = {"kind": "branch", "branch": code} if code else {"kind": "organisation"}
        world.phrases[scope] = [new_id() for _ in range(WAITING)]
        docs = [
            (scope, new_id(), phrase, Jsonb(written_phrase(phrase, audience, "wayan")))
            for phrase in world.phrases[scope]
        ]
        with psycopg.connect(world.office.url) as connection:
            # whoever may have written them is not what is tried here
            connection.execute("alter table sync.fact disable trigger check_phrase")
            connection.execute("select sync.begin_write()")
            connection.cursor().executemany(
                "insert into sync.fact (scope_id, id, ver, kind, subject_id, doc)"
                " values (%s, %s, sync.bump(%s, 'wayan'), 'phrase.written', %s, %s)",
                [(scope, row_id, scope, phrase, doc) for scope, row_id, phrase, doc in docs],
            )
            connection.execute("alter table sync.fact enable trigger check_phrase")


def written_phrase(phrase: str, audience: dict[str, str], login: str) -> dict[str, Any]:
    """The document of a first version."""
    entry = {"id": f"p-{phrase}", "stage": "empathy", "text": "Saya mengerti.", "why": "Didengar."}
    return {
        "kind": "phrase.written",
        "subject_id": phrase,
        "customer_id": None,
        "case_id": None,
        "step_key": None,
        "at": now().isoformat(),
        "actor": login,
        "device_id": None,
        "body": {"version": 1, "entry": entry, "audience": audience},
    }


def _sessions(world: World) -> None:
    """For each device and person one that is good, and for the first device all that are not."""
    states: dict[str, dict[str, object]] = {
        "expired": {"expires_at": now() - timedelta(hours=1)},
        "ended": {"revoked": True},
    }
    for name, identity in world.devices.items():
        people = STAFF if identity.branch_code == HERE else FAR_STAFF
        for login, role in people.items():
            _open(world, f"{name}'s", name, login, role, {})
            if name in {"own", "bench"}:
                _open(world, "offline", name, login, role, {"online": False})
            if name == "own":
                for state in ("expired", "ended"):
                    _open(world, state, name, login, role, states[state], good=False)
    world.sessions += [
        Signed("forged", new_id(), "rina", Role.FRONTLINER, "", good=False),
        Signed("none", None, "rina", Role.FRONTLINER, "", good=False),
        Signed("everybody's", "00000000-0000-0000-0000-000000000000", "rina", Role.FRONTLINER, "", good=False),
    ]


def _open(
    world: World, name: str, device: str, login: str, role: Role, columns: dict[str, object], *, good: bool = True
) -> None:
    values: dict[str, object] = {
        "session_id": new_id(),
        "device_id": world.devices[device].device_id,
        "login": login,
        "role": role.value,
        "opened_at": now() - timedelta(hours=2),
        "expires_at": now() + timedelta(hours=8),
        **columns,
    }
    with psycopg.connect(world.office.url) as connection:
        connection.execute(
            sql.SQL("insert into sync.session ({}) values ({})").format(
                sql.SQL(", ").join(map(sql.Identifier, values)), sql.SQL(", ").join(sql.Placeholder() * len(values))
            ),
            list(values.values()),
        )
    online = columns.get("online", True) is True
    world.sessions.append(Signed(name, values["session_id"], login, role, device, good, online))


def _rows(world: World) -> list[Row]:
    given: dict[str, set[int]] = {}
    for scope, row_id in world.office.sql("select scope_id, id::text from sync.delivery"):
        given.setdefault(row_id, set()).add(scope)
    found = []
    for table in SYNCED:
        kind = "kind" if table in {"fact", "reference"} else "''"
        rows = world.office.sql(f"select id::text, scope_id, {kind}, doc from sync.{table}")  # noqa: S608 - of this module
        for row_id, scope, of_kind, doc in rows:
            found.append(Row(table, row_id, scope, of_kind, doc, frozenset({scope} | given.get(row_id, set()))))
    return found
