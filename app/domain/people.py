"""People, companies and places: who is served, who serves, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CustomerKind(StrEnum):
    """Who stands at the counter."""

    PERSON = "person"
    COMPANY = "company"
    WALK_IN = "walk_in"
    INTERNAL = "internal"


class Honorific(StrEnum):
    """Forms of address that a customer may prefer; none is ever guessed."""

    BAPAK = "Bapak"
    IBU = "Ibu"
    KAK = "Kak"
    MAS = "Mas"
    MBAK = "Mbak"


class Role(StrEnum):
    """What a member of staff does; decides menus here and rights in the shared database."""

    FRONTLINER = "frontliner"
    BACKOFFICE = "backoffice"
    SUPERVISOR = "supervisor"
    OWNER = "owner"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Customer:
    """A person or company served. `phone` is E.164, `nik` 16 digits, `npwp` 15 or 16 digits."""

    id: str
    scope_id: int
    name: str
    kind: CustomerKind = CustomerKind.PERSON
    customer_number: str | None = None
    honorific: Honorific | None = None
    call_name: str | None = None
    phone: str | None = None
    email: str | None = None
    nik: str | None = None
    npwp: str | None = None
    birth_date: date | None = None
    address: str | None = None
    city: str | None = None
    preferences: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A place where customers are served; `zone` is an IANA name such as Asia/Jakarta.

    `language` is that of its greetings and courtesies: `id`, or by the branch's own wish `jv` or `su`.
    """

    id: str
    scope_id: int
    code: str
    name: str
    zone: str
    language: str = "id"


@dataclass(frozen=True, slots=True)
class Unit:
    """A back-office team that carries steps of processes."""

    id: str
    scope_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff as everybody may know them: no password, no right is kept here."""

    id: str
    login: str
    name: str
    role: Role
    branch_code: str | None
    unit_code: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in on this device, opened by the shared database or (`online` false) by the device itself."""

    id: str
    staff_login: str
    staff_name: str
    role: Role
    branch_code: str
    branch_name: str
    zone: str
    scope_id: int
    opened_at: datetime
    expires_at: datetime
    online: bool
    unit_code: str | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether work may still be done under this session at the instant `now`."""
        return now < self.expires_at


@dataclass(frozen=True, slots=True)
class StaffVerifier:
    """What an offline log-in is checked against: an Argon2id hash made at the last online log-in on this device."""

    login: str
    hash: str
    session: Session
    verified_at: datetime
    failures: int = 0
