"""Connections to the shared database, and its errors as facts: no address, no password and no row ever leaves here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.rows import TupleRow

from app.domain.errors import ErrorCode, LoketError
from app.sync.addresses import parameters, proves_server

Connection = psycopg.Connection[TupleRow]

CONNECT_SECONDS = 5
ALLOW_PLAIN = "LOKET_ALLOW_PLAIN"
"""Environment variable; `1` takes a server on another machine without proof (an encrypted tunnel, a closed network)."""

_OF_STATE = {
    "LK001": ErrorCode.WRONG_TOKEN,
    "LK002": ErrorCode.DEVICE_REVOKED,
    "LK003": ErrorCode.TOO_OLD,
    "LK006": ErrorCode.NOT_PERMITTED,
    "LK007": ErrorCode.ALREADY_ENROLLED,
    "LK008": ErrorCode.SCHEMA_MISSING,
    "42501": ErrorCode.NOT_PERMITTED,
    "3F000": ErrorCode.SCHEMA_MISSING,
    "42883": ErrorCode.SCHEMA_MISSING,
    "42P01": ErrorCode.SCHEMA_MISSING,
}


class ForkError(Exception):
    """The shared database knows more of this device than it does itself: it was cloned, or restored from an image."""


class EpochError(Exception):
    """The shared database was restored since this conversation began."""


class LoginRefusedError(Exception):
    """The server asked for a password, got one, and did not let us in."""


def check_address(url: str) -> None:
    """LoketError(INVALID, "url") for what is no address, SERVER_NOT_PROVED for one that anybody could answer to."""
    if not proves_server(parameters(url), os.environ) and os.environ.get(ALLOW_PLAIN) != "1":
        raise LoketError(ErrorCode.SERVER_NOT_PROVED, "url", {"reason": "weak"})


def is_without_proof(error: psycopg.OperationalError) -> bool:
    """Whether this side broke off the TLS, or was offered none, before anything was sent."""
    told_by_libpq = str(error)
    return "certificate" in told_by_libpq or "does not support SSL" in told_by_libpq


def connect(url: str) -> Connection:
    """Open a connection that ends by itself when the network does.

    LoketError UNREACHABLE, SERVER_NOT_PROVED, or SERVER_TRUSTS_ANYONE where no password was asked, or not by SCRAM;
    LoginRefusedError.
    """
    check_address(url)
    try:
        connection = psycopg.connect(
            url,
            autocommit=True,
            application_name="loket",
            # prepared statements do not survive a pooler in transaction mode
            prepare_threshold=None,
            connect_timeout=CONNECT_SECONDS,
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=3,
            tcp_user_timeout=10_000,
            # no password goes out in a form that can be read on the way; one that is not asked for is seen below
            require_auth="scram-sha-256,none",
            # it would be tried before TLS, and the certificate never be asked for
            gssencmode="disable",
        )
    except psycopg.ProgrammingError:
        raise LoketError(ErrorCode.INVALID, "url") from None
    except psycopg.OperationalError as error:
        if "method requirement" in str(error):
            raise LoketError(ErrorCode.SERVER_TRUSTS_ANYONE, facts={"reason": "not_scram"}) from None
        if is_without_proof(error):
            raise LoketError(ErrorCode.SERVER_NOT_PROVED, facts={"reason": "certificate"}) from None
        # the server's message may be in any language; that a password was sent and did not help is in none
        if error.pgconn is not None and error.pgconn.used_password:
            raise LoginRefusedError from None
        raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "connect"}) from None
    if not connection.pgconn.used_password:
        connection.close()
        raise LoketError(ErrorCode.SERVER_TRUSTS_ANYONE)
    return connection


@contextmanager
def told() -> Iterator[None]:
    """Turn errors of the driver into LoketError, ForkError or EpochError."""
    try:
        yield
    except psycopg.Error as error:
        raise as_fact(error) from None


def as_fact(error: psycopg.Error) -> Exception:
    """What an error of the driver means; the server's own sentence stays out, since it may quote a row."""
    state = error.sqlstate
    if state == "LK004":
        return ForkError()
    if state == "LK005":
        return EpochError()
    code = _OF_STATE.get(state or "")
    if code is not None:
        about = error.diag.message_detail if state == "LK006" else None
        return LoketError(code, about)
    if state is None or state.startswith(("08", "57P")):
        return LoketError(ErrorCode.UNREACHABLE, facts={"reason": "lost"})
    return LoketError(ErrorCode.UNREACHABLE, facts={"reason": "server", "sqlstate": state})
