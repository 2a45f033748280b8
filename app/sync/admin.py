"""What an administrator does to the shared database: its schema, branches, units, staff, devices, other systems."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Branch, Role, Staff, Unit
from app.sync.addresses import with_login
from app.sync.connecting import Connection
from app.sync.owner import actor, owner, put_reference, scope_of
from app.sync.roles import (
    INTEGRATORS,
    STAFF,
    client_login,
    close_login,
    ensure_client_login,
    ensure_groups,
    set_login,
)
from app.sync.schema import current_revision, migrate, newest_revision

FIRST_UNIT_SCOPE = 1_000_000
"""Scopes of units are counted from here on, those of branches from 1."""

_CODE = re.compile(r"[A-Z0-9]{2,8}")
_UNIT_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,40}")
_PASSWORD_LENGTH = 8
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NUMBERED_DEVICES = 99


@dataclass(frozen=True, slots=True)
class SharedStatus:
    """How the shared database stands; `revision` is None before `init_shared`, `newest` what this program knows."""

    revision: str | None
    newest: str
    epoch: str | None = None
    branches: int = 0
    units: int = 0
    staff: int = 0
    devices: int = 0
    processes: int = 0
    customers: int = 0
    cases: int = 0
    facts: int = 0
    quarantined: int = 0

    @property
    def is_current(self) -> bool:
        """Whether the schema is the one that this program knows."""
        return self.revision == self.newest


@dataclass(frozen=True, slots=True)
class NewDevice:
    """What a new device needs to enrol; shown once."""

    device_id: str
    token: str
    url: str


def init_shared(url: str) -> SharedStatus:
    """Make roles, schema and functions; doing it again changes nothing."""
    with owner(url) as connection:
        ensure_groups(connection)
    migrate(url)
    with owner(url) as connection:
        ensure_client_login(connection)
    return status(url)


def upgrade(url: str) -> SharedStatus:
    """Bring the schema up to date; LoketError(SCHEMA_MISSING) where there is none."""
    with owner(url):
        pass
    if current_revision(url) is None:
        raise LoketError(ErrorCode.SCHEMA_MISSING)
    with owner(url) as connection:
        # rights on a database do not come with its copy
        ensure_groups(connection)
    migrate(url)
    return status(url)


def status(url: str) -> SharedStatus:
    """Where the schema stands and how much there is."""
    with owner(url) as connection:
        found = connection.execute("select to_regclass('sync.alembic_version') is not null").fetchone()
        if not found or not found[0]:
            return SharedStatus(None, newest_revision())
        revision = connection.execute("select version_num from sync.alembic_version").fetchone()
        if revision is None:
            return SharedStatus(None, newest_revision())
        counted = connection.execute(
            """
            select (select epoch::text from sync.meta),
                (select count(*) from sync.scope where kind = 'branch'),
                (select count(*) from sync.scope where kind = 'unit'),
                (select count(*) from sync.reference where scope_id = 0 and kind = 'staff' and not deleted),
                (select count(*) from sync.device where not revoked),
                (select count(*) from sync.reference where scope_id = 0 and kind = 'process' and not deleted),
                (select count(*) from sync.customer where not deleted),
                (select count(*) from sync.case_file where not deleted),
                (select count(*) from sync.fact),
                (select count(*) from sync.quarantine where resolved_at is null)
            """
        ).fetchone()
    return SharedStatus(str(revision[0]), newest_revision(), *(counted or ()))


def add_branch(url: str, code: str, name: str, zone: str, language: str = "id") -> Branch:
    """Add a branch, or change it; `zone` is an IANA name. The code becomes part of case numbers."""
    _check(_CODE, "branch", code)
    _required("name", name)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise LoketError(ErrorCode.INVALID, "zone", {"found": zone, "expected": "Asia/Jakarta"}) from None
    with owner(url) as connection:
        scope_id = _new_scope(connection, "branch", code, 1)
        doc: dict[str, object] = {"code": code, "name": name, "zone": zone, "scope_id": scope_id, "language": language}
        return Branch(put_reference(connection, "branch", code, doc), scope_id, code, name, zone, language)


def add_unit(url: str, code: str, name: str) -> Unit:
    """Add a back-office unit."""
    _check(_UNIT_CODE, "unit", code)
    _required("name", name)
    with owner(url) as connection:
        scope_id = _new_scope(connection, "unit", code, FIRST_UNIT_SCOPE)
        doc: dict[str, object] = {"code": code, "name": name, "scope_id": scope_id}
        return Unit(put_reference(connection, "unit", code, doc), scope_id, code, name)


def add_staff(
    url: str, login: str, name: str, role: Role, branch_code: str, unit_code: str | None = None, *, password: str
) -> Staff:
    """Add a member of staff, or change one and set a new password; the login becomes a role of the database."""
    _check(_LOGIN, "login", login)
    _required("name", name)
    if len(password) < _PASSWORD_LENGTH:
        raise LoketError(ErrorCode.INVALID, "password", {"least": str(_PASSWORD_LENGTH)})
    with owner(url) as connection:
        scope_of(connection, "branch", branch_code)
        if unit_code is not None:
            scope_of(connection, "unit", unit_code)
        set_login(connection, login, password, STAFF)
        doc: dict[str, object] = {
            "login": login,
            "name": name,
            "role": role.value,
            "branch_code": branch_code,
            "unit_code": unit_code,
        }
        return Staff(put_reference(connection, "staff", login, doc), login, name, role, branch_code, unit_code)


def add_device(url: str, name: str, branch_code: str, unit_code: str | None = None) -> NewDevice:
    """Add a device of a branch, and of a unit where it serves one."""
    _required("name", name)
    token = secrets.token_urlsafe(32)
    with owner(url) as connection:
        scope_id = scope_of(connection, "branch", branch_code)
        unit_scope_id = None if unit_code is None else scope_of(connection, "unit", unit_code)
        login = client_login(connection)
        if login is None:
            raise LoketError(ErrorCode.SCHEMA_MISSING)
        counted = connection.execute(
            "update sync.scope set last_device = last_device + 1 where scope_id = %s returning last_device", (scope_id,)
        ).fetchone()
        code = device_code(int(counted[0]) if counted else 1)
        added = connection.execute(
            """
            insert into sync.device (device_id, scope_id, unit_scope_id, code, name, token_sha256)
            values (sync.new_id(), %s, %s, %s, %s, %s) returning device_id
            """,
            (scope_id, unit_scope_id, code, name, hashlib.sha256(token.encode()).digest()),
        ).fetchone()
    return NewDevice(str(added[0]) if added else "", token, with_login(url, *login))


def revoke_device(url: str, device_id: str) -> int:
    """Refuse this device and all that went on from it from now on; gives how many they are."""
    with owner(url) as connection:
        done = connection.execute("select sync.revoke_device(%s)", (device_id,)).fetchone()
        if done is None or done[0] == 0:
            raise LoketError(ErrorCode.NOT_FOUND, "device", {"value": device_id})
        return int(done[0])


def remove_staff(url: str, login: str) -> int:
    """Let somebody in no more; gives how many sessions were ended. What they did stays."""
    with owner(url) as connection:
        known = connection.execute(
            "select sync.remove_reference('staff', %s, %s)", (login, actor(connection))
        ).fetchone()
        if known is None or not known[0]:
            raise LoketError(ErrorCode.NOT_FOUND, "staff", {"value": login})
        close_login(connection, login)
        ended = connection.execute("select loket.end_sessions(%s)", (login,)).fetchone()
        return int(ended[0]) if ended else 0


def restored(url: str) -> str:
    """Tell every device that the shared database was restored to an older state, by a new epoch; gives it.

    To be done before devices are let in again: they hand over once more what was lost, and compare every row.
    """
    with owner(url) as connection:
        epoch = connection.execute("update sync.meta set epoch = gen_random_uuid() returning epoch::text").fetchone()
        if epoch is None:
            raise LoketError(ErrorCode.SCHEMA_MISSING)
        ensure_groups(connection)
        return str(epoch[0])


def add_integrator(url: str, login: str, password: str) -> str:
    """Give another system a login for `loket.report_step` and its like; gives the address it connects to."""
    _check(_LOGIN, "login", login)
    with owner(url) as connection:
        set_login(connection, login, password, INTEGRATORS)
    return with_login(url, login, password)


def device_code(number: int) -> str:
    """The n-th device of a branch in two characters: 01 to 99, then A0 to ZZ."""
    if number <= _NUMBERED_DEVICES:
        return f"{number:02d}"
    first, second = divmod(number - _NUMBERED_DEVICES - 1, 36)
    if first >= len(_LETTERS):
        raise LoketError(ErrorCode.INVALID, "device", {"most": str(_NUMBERED_DEVICES + 36 * len(_LETTERS))})
    return _LETTERS[first] + f"0123456789{_LETTERS}"[second]


def _new_scope(connection: Connection, kind: str, code: str, first: int) -> int:
    # one at a time: the head of the reference data is what its writers lock anyway
    connection.execute("select from sync.scope where scope_id = 0 for no key update")
    if connection.execute("select 1 from sync.scope where kind = %s and code = %s", (kind, code)).fetchone():
        raise LoketError(ErrorCode.DUPLICATE, kind, {"value": code, "found": code})
    added = connection.execute(
        """
        insert into sync.scope (scope_id, kind, code)
        select greatest(coalesce(max(scope_id), 0) + 1, %(first)s), %(kind)s, %(code)s
        from sync.scope where kind = %(kind)s
        returning scope_id
        """,
        {"first": first, "kind": kind, "code": code},
    ).fetchone()
    return int(added[0]) if added else first


def _check(pattern: re.Pattern[str], field: str, value: str) -> None:
    if not pattern.fullmatch(value):
        raise LoketError(ErrorCode.INVALID, field, {"found": value, "expected": pattern.pattern})


def _required(field: str, value: str) -> None:
    if not value.strip():
        raise LoketError(ErrorCode.REQUIRED, field)
