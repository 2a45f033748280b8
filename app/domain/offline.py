"""Log-in without the network: how long the last one with the server vouches for it, and which clock is believed."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Role, StaffVerifier

MAX_FAILURES = 5
"""Wrong passwords after which only a log-in with the server helps."""

DAYS = 7
GUARDED_DAYS = 3
"""How long a log-in with the server vouches for later ones; less for those who approve and set up."""

LONGEST = timedelta(hours=12)
"""The longest session that a device opens by itself."""

CLOCK_TOLERANCE = timedelta(minutes=5)
"""A clock may be put right by this much without anybody noticing."""

_GUARDED = frozenset({Role.SUPERVISOR, Role.OWNER, Role.ADMIN})


def vouched_until(verifier: StaffVerifier, role: Role) -> datetime:
    """When the last log-in with the server ceases to vouch for this person, whose role is now `role`."""
    days = GUARDED_DAYS if _GUARDED & {role, verifier.session.role} else DAYS
    return verifier.verified_at + timedelta(days=days)


def session_end(verifier: StaffVerifier, role: Role, now: datetime) -> datetime:
    """When a session that the device opens now ends."""
    return min(now + LONGEST, vouched_until(verifier, role))


def check_clock(verifier: StaffVerifier, now: datetime, latest: datetime | None) -> None:
    """Refuse a clock that stands before what this device has already seen: the days would never pass."""
    seen = verifier.verified_at if latest is None else max(latest, verifier.verified_at)
    if now < seen - CLOCK_TOLERANCE:
        raise LoketError(ErrorCode.CLOCK_SET_BACK, None, {"latest": seen.isoformat()})


def check_verifier(verifier: StaffVerifier, role: Role, now: datetime) -> None:
    """Refuse one that is locked by wrong passwords, or too old."""
    if verifier.failures >= MAX_FAILURES:
        raise LoketError(ErrorCode.LOCKED_OUT, "password")
    if now >= vouched_until(verifier, role):
        raise LoketError(ErrorCode.OFFLINE_EXPIRED, None, {"until": vouched_until(verifier, role).isoformat()})
