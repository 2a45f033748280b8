"""Errors as facts: what went wrong and with which values; the sentence is made at the edge."""

from __future__ import annotations

import dataclasses
from enum import StrEnum


class ErrorCode(StrEnum):
    """Every way a request can be refused; the command line and the window word each of them."""

    # input
    REQUIRED = "required"
    INVALID = "invalid"
    UNKNOWN_KEY = "unknown_key"
    NOT_FOUND = "not_found"
    DUPLICATE = "duplicate"
    UNREADABLE_FILE = "unreadable_file"
    # rules of the business
    PROMISE_WITHOUT_ESTIMATE = "promise_without_estimate"
    PROMISE_BEFORE_ESTIMATE = "promise_before_estimate"
    PROMISE_IN_THE_PAST = "promise_in_the_past"
    APOLOGY_ALONE = "apology_alone"
    OUTCOME_INCOMPLETE = "outcome_incomplete"
    ALREADY_CLOSED = "already_closed"
    REASON_REQUIRED = "reason_required"
    STALE = "stale"
    # people and rights
    NOT_SIGNED_IN = "not_signed_in"
    NOT_PERMITTED = "not_permitted"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a code, not a secret
    LOCKED_OUT = "locked_out"
    UNKNOWN_STAFF = "unknown_staff"
    WRONG_TOKEN = "wrong_token"  # noqa: S105 - a code, not a secret
    DEVICE_REVOKED = "device_revoked"
    SERVER_TRUSTS_ANYONE = "server_trusts_anyone"
    SERVER_NOT_PROVED = "server_not_proved"
    NEEDS_NETWORK = "needs_network"
    OFFLINE_EXPIRED = "offline_expired"
    CLOCK_SET_BACK = "clock_set_back"
    # stores and network
    NOT_ENROLLED = "not_enrolled"
    ALREADY_ENROLLED = "already_enrolled"
    UNREACHABLE = "unreachable"
    WRONG_KEY = "wrong_key"
    STORE_DAMAGED = "store_damaged"
    STORE_NEWER = "store_newer"
    STORE_NOT_ENCRYPTED = "store_not_encrypted"
    STORE_IN_USE = "store_in_use"
    DISK_FULL = "disk_full"
    NO_DISPLAY = "no_display"
    SCHEMA_MISSING = "schema_missing"
    TOO_OLD = "too_old"
    HELD_ASIDE = "held_aside"


@dataclasses.dataclass(slots=True, eq=False)
class LoketError(Exception):
    """A refusal that a person can understand: `code`, the `field` it is about and named facts for the sentence."""

    code: ErrorCode
    field: str | None = None
    facts: dict[str, str] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return " ".join(part for part in (self.code.value, self.field or "", facts) if part)


EXIT_STATUS = {
    ErrorCode.UNREACHABLE: 3,
    ErrorCode.NOT_SIGNED_IN: 4,
    ErrorCode.NOT_PERMITTED: 4,
    ErrorCode.WRONG_PASSWORD: 4,
    ErrorCode.LOCKED_OUT: 4,
    ErrorCode.UNKNOWN_STAFF: 4,
    ErrorCode.WRONG_TOKEN: 4,
    ErrorCode.DEVICE_REVOKED: 4,
    ErrorCode.SERVER_TRUSTS_ANYONE: 4,
    ErrorCode.SERVER_NOT_PROVED: 4,
    ErrorCode.NEEDS_NETWORK: 4,
    ErrorCode.OFFLINE_EXPIRED: 4,
    ErrorCode.CLOCK_SET_BACK: 4,
}
DEFAULT_EXIT_STATUS = 2
"""Exit status of a command for a code not in `EXIT_STATUS` (source: the contract of the commands)."""
