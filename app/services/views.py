"""Frozen rows that queries return: what a screen or a command shows, never a live object of the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.audit import ChainFault
from app.domain.cases import CaseFile, CaseState, CaseStatus
from app.domain.errors import LoketError
from app.domain.interactions import Channel, Interaction, Mood, OutcomeKind
from app.domain.people import Customer, CustomerKind
from app.domain.processes import Process
from app.domain.promises import Promise, PromiseState
from app.domain.questions import Question


@dataclass(frozen=True, slots=True)
class CustomerHit:
    """One line of search results. `matched` names the field that matched; `phone` and identity numbers are masked."""

    id: str
    name: str
    kind: CustomerKind
    customer_number: str | None
    phone: str | None
    city: str | None
    open_cases: int
    matched: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with everything its track shows. `news` holds ids of facts that came since the agent last looked."""

    case: CaseFile
    process: Process | None
    state: CaseState
    promises: tuple[Promise, ...]
    questions: tuple[Question, ...]
    news: frozenset[str]
    news_steps: frozenset[str]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list, from the read model."""

    id: str
    number: str
    customer_id: str
    customer_name: str
    process_key: str
    title: str
    kind: str
    status: CaseStatus
    step_key: str | None
    estimate_at: datetime | None
    last_report_at: datetime | None
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise in a list, with the case and customer it belongs to."""

    id: str
    case_id: str
    case_number: str
    customer_id: str
    customer_name: str
    text: str
    due_at: datetime
    made_by: str
    state: PromiseState
    new_estimate_at: datetime | None


@dataclass(frozen=True, slots=True)
class InteractionLine:
    """One interaction in a list."""

    id: str
    customer_id: str | None
    customer_name: str | None
    staff: str
    channel: Channel
    started_at: datetime
    ended_at: datetime | None
    mood_before: Mood | None
    mood_after: Mood | None
    outcome: OutcomeKind | None
    summary: str
    case_number: str | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened with this customer; `kind` is a fact kind or `case.opened`, `body` its details."""

    id: str
    at: datetime
    kind: str
    actor: str
    case_id: str | None
    case_number: str | None
    step_key: str | None
    body: Mapping[str, Any]
    waiting: bool


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """Everything about one customer on one screen; `customer` is masked."""

    customer: Customer
    cases: tuple[CaseView, ...]
    interactions: tuple[Interaction, ...]
    timeline: tuple[TimelineEntry, ...]
    filled: frozenset[str]


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """What `status` tells: device, staff, scopes, last sync, outbox, schema, encryption."""

    device_id: str | None
    device_name: str | None
    branch_code: str | None
    staff_login: str | None
    scopes: Mapping[int, int]
    last_sync_at: datetime | None
    outbox_pending: int
    outbox_refused: int
    schema: str
    encrypted: bool
    key_place: str
    customers: int
    cases: int


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """What was done in one go here and waits to be sent. `acts` are operation or fact kinds, in order."""

    tx_id: str
    acts: tuple[str, ...]
    customer_id: str | None
    customer_name: str | None
    case_number: str | None
    since: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class RefusedGroup:
    """What was done in one go here and refused (or, with `held`, put aside for an administrator).

    `code` and `about` say why; `fields` are values that a person may mend before sending it again, by field name.
    """

    tx_id: str
    acts: tuple[str, ...]
    customer_id: str | None
    customer_name: str | None
    case_number: str | None
    done_at: datetime
    staff_login: str | None
    held: bool
    code: str
    about: str | None
    fields: Mapping[str, str | None]
    may_resend: bool


@dataclass(frozen=True, slots=True)
class ProfileConflict:
    """A field that was changed here and elsewhere: what the agent saw, what was typed here, and what is shared now."""

    op_id: str
    customer_id: str
    customer_name: str
    field: str
    seen: str | None
    mine: str | None
    shared: str | None
    staff_login: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A conflict as the store keeps it."""

    op_id: str
    field: str
    customer_id: str
    seen: str | None
    mine: str | None
    shared: str | None
    session_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ScopeLine:
    """How far one scope is known here. `kind` is reference, branch or unit; `name` None for reference data."""

    scope_id: int
    kind: str
    name: str | None
    ver: int
    is_resyncing: bool


@dataclass(frozen=True, slots=True)
class DigestCheck:
    """What comparing every row with the shared database found. `repaired` counts rows that were put right."""

    at: datetime
    scopes: tuple[int, ...]
    rows: int
    differing_buckets: int
    repaired: int


@dataclass(frozen=True, slots=True)
class SyncOverview:
    """Everything that the sync centre shows but the state of the line, which the worker tells."""

    waiting: tuple[WaitingGroup, ...]
    waiting_count: int
    refused: tuple[RefusedGroup, ...]
    conflicts: tuple[ProfileConflict, ...]
    scopes: tuple[ScopeLine, ...]
    last_sync_at: datetime | None
    last_check: DigestCheck | None


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One thing done with a customer's data; `act` is an operation or fact kind, `known` is `here` or `shared`."""

    at: datetime
    actor: str | None
    act: str
    device: str | None
    branch: str | None
    case_number: str | None
    op_id: str | None
    known: str


@dataclass(frozen=True, slots=True)
class Trail:
    """What was done with a customer, oldest first; `why` says what stood in the way of the other branches' part."""

    customer_id: str
    entries: tuple[TrailEntry, ...]
    why: LoketError | None

    @property
    def is_complete(self) -> bool:
        """Whether it holds what all branches did."""
        return self.why is None


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What became of this device's audit chain; `why` says why it could not be compared with the shared one."""

    entries: int
    faults: tuple[ChainFault, ...]
    why: LoketError | None
