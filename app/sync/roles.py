"""Database roles: the owner of everything, the login that devices share, staff, and other systems."""

from __future__ import annotations

import secrets

from psycopg import sql

from app.domain.errors import ErrorCode, LoketError
from app.sync.connecting import Connection
from app.sync.schema import OWNER_ROLE

DEVICES = "loket_device"
STAFF = "loket_staff"
INTEGRATORS = "loket_integrator"
_CLIENT = "loket_client"
_FIRST_WITH_SET = 160_000
_LIMITS = {"statement_timeout": "30s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "30s"}


def ensure_groups(connection: Connection) -> None:
    """The roles that nobody logs in with, and the two schemas, owned by the first of them."""
    for role in (OWNER_ROLE, DEVICES, STAFF, INTEGRATORS):
        if not role_exists(connection, role):
            connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))
    owner = sql.Identifier(OWNER_ROLE)
    if not _is_member_of_owner(connection):
        connection.execute(sql.SQL("grant {} to current_user").format(owner))
    for schema in ("sync", "loket"):
        connection.execute(
            sql.SQL("create schema if not exists {} authorization {}").format(sql.Identifier(schema), owner)
        )
    database = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("revoke temporary on database {} from public").format(database))
    connection.execute("revoke create on schema public from public")


def ensure_client_login(connection: Connection) -> None:
    """The login that devices share, with a random password that only the owner can read again.

    PostgreSQL lets every login change its own password and settings: doing this again undoes what a device did so.
    """
    known = client_login(connection)
    if known is not None:
        connection.execute(sql.SQL("alter role {} reset all").format(sql.Identifier(known[0])))
        set_login(connection, *known, DEVICES)
        return
    role = _CLIENT
    # roles belong to the whole server: another database on it may have its own
    while role_exists(connection, role):
        role = f"{_CLIENT}_{secrets.token_hex(3)}"
    password = secrets.token_urlsafe(24)
    set_login(connection, role, password, DEVICES)
    connection.execute("insert into sync.client_login (role, password) values (%s, %s)", (role, password))


def client_login(connection: Connection) -> tuple[str, str] | None:
    """Role and password of the login that devices share."""
    found = connection.execute("select role, password from sync.client_login").fetchone()
    return (str(found[0]), str(found[1])) if found else None


def set_login(connection: Connection, role: str, password: str, group: str) -> None:
    """Make a login that is a member of `group` and nothing else; a known one gets the new password.

    LoketError(DUPLICATE, "login") where a role of that name exists for another purpose.
    """
    if not role_exists(connection, role):
        connection.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
        connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(group), sql.Identifier(role)))
    elif not _belongs_to(connection, role, group):
        raise LoketError(ErrorCode.DUPLICATE, "login", {"found": role})
    connection.execute("set local password_encryption = 'scram-sha-256'")
    connection.execute(
        sql.SQL("alter role {} login password {}").format(
            sql.Identifier(role), sql.Literal(_hashed(connection, password))
        )
    )
    for name, value in _LIMITS.items():
        connection.execute(
            sql.SQL("alter role {} set {} = {}").format(sql.Identifier(role), sql.Identifier(name), sql.Literal(value))
        )


def close_login(connection: Connection, role: str) -> None:
    """Let nobody in under this role any more; `set_login` opens it again."""
    if role_exists(connection, role) and _belongs_to(connection, role, STAFF):
        connection.execute(sql.SQL("alter role {} nologin").format(sql.Identifier(role)))


def role_exists(connection: Connection, role: str) -> bool:
    """Whether the server knows a role of that name."""
    return connection.execute("select from pg_roles where rolname = %s", (role,)).fetchone() is not None


def _hashed(connection: Connection, password: str) -> str:
    """Hashed here, so that the password itself is in no log of the server."""
    hashed = connection.pgconn.encrypt_password(password.encode(), b"", b"scram-sha-256")
    return hashed.decode()


def _belongs_to(connection: Connection, role: str, group: str) -> bool:
    """Whether the role is an ordinary login of that group and of no other."""
    found = connection.execute(
        """
        select not r.rolsuper and not r.rolcreaterole and not r.rolcreatedb
            and coalesce(array_agg(g.rolname::text) filter (where g.rolname is not null), '{}') = array[%s::text]
        from pg_roles as r
        left join pg_auth_members as m on m.member = r.oid
        left join pg_roles as g on g.oid = m.roleid
        where r.rolname = %s
        group by r.oid, r.rolsuper, r.rolcreaterole, r.rolcreatedb
        """,
        (group, role),
    ).fetchone()
    return bool(found and found[0])


def _is_member_of_owner(connection: Connection) -> bool:
    # before PostgreSQL 16 every member may become the role
    right = "SET" if connection.info.server_version >= _FIRST_WITH_SET else "MEMBER"
    found = connection.execute("select pg_has_role(current_user, %s, %s)", (OWNER_ROLE, right)).fetchone()
    return bool(found and found[0])
