"""When the sums over all rows were last compared with the shared database, and when they are due again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.services.views import DigestCheck
from app.storage.queries import LAST_SYNC
from app.storage.resync import CHECK_WANTED
from app.storage.sessions import device_of, drop_meta, read_meta
from app.storage.sync_rows import LedgerRows

_LEAST = timedelta(hours=20)
_SPREAD_MINUTES = 8 * 60


def is_due(connection: Connection, now: datetime) -> bool:
    """Once a day, at another time for each device, and soon after a scope was made anew."""
    last = LedgerRows(connection).last_check()
    if last is None:
        return read_meta(connection, LAST_SYNC) is not None
    if read_meta(connection, CHECK_WANTED) is not None:
        return True
    device = device_of(connection)
    place = int(device.device_id[-4:], 16) % _SPREAD_MINUTES if device else 0
    # a clock that was set back must not put it off for ever
    return not timedelta(0) <= now - last.at < _LEAST + timedelta(minutes=place)


def save(connection: Connection, check: DigestCheck) -> None:
    """Remember what a comparison found."""
    LedgerRows(connection).keep_check(check)
    drop_meta(connection, CHECK_WANTED)
