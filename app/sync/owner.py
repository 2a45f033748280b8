"""The owner's connection to the shared database, for the commands of an administrator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.types.json import Jsonb

from app.domain.errors import ErrorCode, LoketError
from app.sync.connecting import CONNECT_SECONDS, Connection, as_fact, check_address, is_without_proof


@contextmanager
def owner(url: str) -> Iterator[Connection]:
    """One transaction under the owner's login: committed at the end, or nothing is done at all."""
    check_address(url)
    try:
        connection = psycopg.connect(url, connect_timeout=CONNECT_SECONDS, application_name="loket admin")
    except psycopg.OperationalError as error:
        if is_without_proof(error):
            raise LoketError(ErrorCode.SERVER_NOT_PROVED, facts={"reason": "certificate"}) from None
        refused = error.pgconn is not None and error.pgconn.used_password
        code = ErrorCode.WRONG_PASSWORD if refused else ErrorCode.UNREACHABLE
        raise LoketError(code, "url" if refused else None) from None
    try:
        with connection:
            yield connection
    except psycopg.Error as error:
        raise as_fact(error) from None


def actor(connection: Connection) -> str:
    """Under which name the owner's work is logged."""
    return connection.info.user


def put_reference(connection: Connection, kind: str, key: str, doc: dict[str, object]) -> str:
    """Write one reference document in a version of its own unless it is there already; gives its id."""
    found = connection.execute(
        "select sync.put_reference(%s, %s, %s, %s)", (kind, key, Jsonb(doc), actor(connection))
    ).fetchone()
    return str(found[0]) if found else ""


def scope_of(connection: Connection, kind: str, code: str) -> int:
    """The scope of a branch or a unit; LoketError(NOT_FOUND) with the known codes."""
    found = connection.execute("select scope_id from sync.scope where kind = %s and code = %s", (kind, code)).fetchone()
    if found is None:
        known = connection.execute("select code from sync.scope where kind = %s order by code limit 20", (kind,))
        raise LoketError(ErrorCode.NOT_FOUND, kind, {"found": code, "known": ", ".join(str(row[0]) for row in known)})
    return int(found[0])
