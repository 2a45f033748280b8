"""Log-ins of this device, and what offline log-ins are checked against."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.domain.people import Role, Session, StaffVerifier
from app.domain.replication import DeviceIdentity
from app.storage.rows import dump, instant_of, micros
from app.storage.tables import counter, device, meta, seen, session, verifier

DEVICES = "devices"

_CURRENT = select(session.c.doc)
_DEVICE = select(device.c.doc)
_READ_META = select(meta.c.value).where(meta.c.key == bindparam("wanted"))
_DROP_META = delete(meta).where(meta.c.key == bindparam("wanted"))
_NEW_META = insert(meta)
_WRITE_META = _NEW_META.on_conflict_do_update(index_elements=["key"], set_={"value": _NEW_META.excluded.value})


class SessionRows:
    """Implements `SessionStore`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def current(self) -> Session | None:
        doc = self._connection.execute(_CURRENT).scalar()
        return _session_of(doc) if doc else None

    def open(self, opened: Session) -> None:
        self.close()
        self._connection.execute(session.insert(), {"id": opened.id, "doc": _session_doc(opened)})

    def close(self) -> None:
        self._connection.execute(delete(session))

    def verifier(self, login: str) -> StaffVerifier | None:
        row = self._connection.execute(select(verifier).where(verifier.c.login == login)).first()
        if row is None:
            return None
        return StaffVerifier(row.login, row.hash, _session_of(row.session), instant_of(row.verified_at), row.failures)

    def save_verifier(self, saved: StaffVerifier) -> None:
        row = {
            "login": saved.login,
            "hash": saved.hash,
            "session": _session_doc(saved.session),
            "verified_at": micros(saved.verified_at),
            "failures": saved.failures,
        }
        self._connection.execute(insert(verifier).on_conflict_do_update(index_elements=["login"], set_=row), row)


class SeenRows:
    """Implements `Seen`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last_seen(self, staff_login: str, case_id: str) -> int | None:
        wanted = select(seen.c.ver).where(seen.c.staff_login == staff_login, seen.c.case_id == case_id)
        return self._connection.execute(wanted).scalar()

    def mark(self, staff_login: str, case_id: str, ver: int) -> None:
        statement = insert(seen)
        statement = statement.on_conflict_do_update(
            index_elements=["staff_login", "case_id"],
            set_={"ver": statement.excluded.ver},
            where=statement.excluded.ver > seen.c.ver,
        )
        self._connection.execute(statement, {"staff_login": staff_login, "case_id": case_id, "ver": ver})


def next_number(connection: Connection, name: str) -> int:
    """The next value of a counter, from 1."""
    statement = insert(counter).on_conflict_do_update(index_elements=["name"], set_={"value": counter.c.value + 1})
    value = connection.execute(statement.returning(counter.c.value), {"name": name, "value": 1}).scalar_one()
    return int(value)


def device_of(connection: Connection) -> DeviceIdentity | None:
    """Who this device is, or None before it is enrolled."""
    doc = connection.execute(_DEVICE).scalar()
    return DeviceIdentity(**json.loads(doc)) if doc else None


def save_device(connection: Connection, identity: DeviceIdentity) -> None:
    """Make this the device's identity, in the place of any other."""
    connection.execute(delete(device))
    connection.execute(device.insert(), {"id": identity.device_id, "doc": dump(asdict(identity))})
    # the audit chain begins anew with each
    write_meta(connection, DEVICES, " ".join(dict.fromkeys([*devices_of(connection), identity.device_id])))


def devices_of(connection: Connection) -> list[str]:
    """All that this device has been, the oldest first."""
    return (read_meta(connection, DEVICES) or "").split()


def read_meta(connection: Connection, key: str) -> str | None:
    """A value of this store, or None."""
    return connection.execute(_READ_META, {"wanted": key}).scalar()


def write_meta(connection: Connection, key: str, value: str) -> None:
    """Set a value of this store."""
    connection.execute(_WRITE_META, {"key": key, "value": value})


def drop_meta(connection: Connection, key: str) -> None:
    """Forget a value of this store."""
    connection.execute(_DROP_META, {"wanted": key})


def _session_doc(value: Session) -> str:
    doc: dict[str, Any] = asdict(value)
    doc.update(opened_at=value.opened_at.isoformat(), expires_at=value.expires_at.isoformat())
    return dump(doc)


def _session_of(text: str) -> Session:
    doc = json.loads(text)
    doc.update(
        role=Role(doc["role"]),
        opened_at=datetime.fromisoformat(doc["opened_at"]),
        expires_at=datetime.fromisoformat(doc["expires_at"]),
    )
    return Session(**doc)
