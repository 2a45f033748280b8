"""What use says of phrases: counted once for each day of a device, summed over all branches, read back for ranking."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.errors import LoketError
from app.domain.facts import Fact, FactKind
from app.domain.phrase_counts import bonuses, counts_from_rows, counts_to_rows, sum_counts
from app.services.rights import may

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.phrase_counts import Count, Key
    from app.services.ports import UnitOfWork
    from app.services.workplace import Change, Workplace

SHARED_COUNTS = "phrase_counts"
"""Key of the setting that holds the sum over all branches, and the last day in it."""

LOCAL_DAYS = 7
"""How far back a branch's own talks count for ranking as long as no newer sum has come."""

COUNTED_DAYS = 14
"""Days that a device still counts when somebody logs in after it stood unused."""


def count_days(workplace: Workplace) -> int:
    """Tell for each past day what this device's talks say of phrases, unless it was told; gives how many days were.

    Nobody is kept from work by it: where it cannot be done now, the next log-in does it.
    """
    try:
        return _count_days(workplace)
    except LoketError:
        return 0


def _count_days(workplace: Workplace) -> int:
    with workplace.store.read() as uow:
        session = uow.sessions.current()
        now = workplace.clock.now()
        if session is None or not session.is_open(now) or not may(session, FactKind.PHRASE_COUNTED):
            return 0
        if not _uncounted(uow, session.zone, now):
            return 0
    with workplace.change() as change:
        # asked again now that nobody else can write
        days = _uncounted(change.uow, change.session.zone, change.now)
        for day, counts in days.items():
            _tell(change, day, counts)
        if days:
            change.commit()
    return len(days)


def known_counts(
    uow: UnitOfWork, zone: str, now: datetime, days: int = LOCAL_DAYS, until: datetime | None = None
) -> dict[Key, Count]:
    """The sum over all branches as last shared, and this branch's talks since; at most so many days of these.

    With `until`, only talks that had ended before.
    """
    shared = uow.reference.setting(SHARED_COUNTS) or {}
    since = now - timedelta(days=days)
    last_day = shared.get("until")
    if isinstance(last_day, str):
        since = max(since, _midnight(date.fromisoformat(last_day) + timedelta(days=1), zone))
    own = uow.facts.phrase_counts(since, until or now + timedelta(days=1), None)
    return sum_counts((counts_from_rows(shared.get("counts")), own))


def helped(uow: UnitOfWork, zone: str, hour: datetime) -> Mapping[Key, float]:
    """What use up to this hour adds to the rank of phrases: see `app.domain.phrase_counts.bonuses`.

    The same whenever it is read within the hour, also by a program that was started in the midst of it.
    """
    return bonuses(known_counts(uow, zone, hour, until=hour))


def _uncounted(uow: UnitOfWork, zone: str, now: datetime) -> dict[date, dict[Key, Count]]:
    devices = uow.ledger.devices()
    today = now.astimezone(ZoneInfo(zone)).date()
    found: dict[date, dict[Key, Count]] = {}
    for back in range(1, COUNTED_DAYS + 1) if devices else ():
        day = today - timedelta(days=back)
        if uow.facts.of_subject(_subject(devices[0], day)):
            continue
        counts = uow.facts.phrase_counts(_midnight(day, zone), _midnight(day + timedelta(days=1), zone), devices)
        if counts:
            found[day] = counts
    return found


def _tell(change: Change, day: date, counts: Mapping[Key, Count]) -> None:
    change.add_facts(
        Fact(
            id=change.ids.new(),
            scope_id=change.session.scope_id,
            kind=FactKind.PHRASE_COUNTED,
            subject_id=_subject(change.uow.ledger.devices()[0], day),
            at=change.now,
            actor=change.session.staff_login,
            body={"day": day.isoformat(), "counts": counts_to_rows(counts)},
        )
    )


def _subject(device_id: str, day: date) -> str:
    """The same for a device and a day, also once the device goes on as another one: what is told twice counts once."""
    digest = sha256(f"{FactKind.PHRASE_COUNTED} {device_id} {day.isoformat()}".encode()).digest()
    return str(UUID(bytes=digest[:16], version=5))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))
