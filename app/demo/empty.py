"""An enrolled device that has fetched nothing yet, for the self-test: its store is real and empty."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.bootstrap import Core, Paths, open_core
from app.demo.organisation import COUNTER_LOGIN, COUNTER_NAME, HOME, STAFF
from app.domain.people import Session
from app.domain.replication import DeviceIdentity
from app.system import SystemClock, UuidSource

NOWHERE = "postgresql://nobody@127.0.0.1:9/none"
"""The discard port: nothing answers there, and nobody asks, since sync is not started."""
_HOURS = 8


def open_empty(basedir: Path) -> tuple[Core, Session]:
    """Make the store in `basedir` with a device and an open session, and open the core on it; close it afterwards."""
    from app.storage.keys import KEYRING_SWITCH, obtain_key
    from app.storage.store import open_store

    paths, ids, now = Paths(basedir), UuidSource(), SystemClock().now()
    store = open_store(paths.store, obtain_key(paths.key, paths.store, {KEYRING_SWITCH: "off"}))
    try:
        store.enrol(DeviceIdentity(ids.new(), ids.new(), "01", COUNTER_NAME, NOWHERE, "none", 1, HOME.code))
        someone = next(one for one in STAFF if one.login == COUNTER_LOGIN)
        session = Session(
            id=ids.new(),
            staff_login=someone.login,
            staff_name=someone.name,
            role=someone.role,
            branch_code=HOME.code,
            branch_name=HOME.name,
            zone=HOME.zone,
            scope_id=1,
            opened_at=now,
            expires_at=now + timedelta(hours=_HOURS),
            online=True,
        )
        with store.begin() as uow:
            uow.sessions.open(session)
            uow.commit()
    finally:
        store.close()
    return open_core(paths), session
