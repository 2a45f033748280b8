"""What the engine is told of the moment: the values of one context, with the names of the contract."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.cases import CaseStatus
from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.domain.people import Honorific
from app.domain.processes import StepStatus


class Language(StrEnum):
    INDONESIAN = "id"
    JAVANESE = "jv"
    SUNDANESE = "su"


class Zone(StrEnum):
    JAKARTA = "Asia/Jakarta"
    MAKASSAR = "Asia/Makassar"
    JAYAPURA = "Asia/Jayapura"


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    name: str | None = None
    honorific: Honorific | None = None
    call_name: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    name: str | None = None
    unit: str | None = None
    code: str | None = None
    status: StepStatus | None = None
    reported_at: datetime | None = None
    estimate_at: datetime | None = None
    note: str | None = None
    cost_estimate: int | None = None
    cost_actual: int | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    text: str | None = None
    due_at: datetime | None = None
    at_risk: bool = False
    new_estimate_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    number: str | None = None
    kind: str | None = None
    title: str | None = None
    opened_at: datetime | None = None
    due_at: datetime | None = None
    status: CaseStatus | None = None
    status_reason: str | None = None
    missing_documents: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    title: str | None = None
    area: str | None = None
    estimate_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    title: str | None = None
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """One moment of a talk. Instants are aware; money is whole rupiah; None is not known."""

    now: datetime
    channel: Channel
    stage: Stage
    zone: Zone = Zone.JAKARTA
    contact_kind: ContactKind | None = None
    mood: Mood | None = None
    language: Language = Language.INDONESIAN
    organisation: Organisation | None = None
    staff: Staff | None = None
    customer: Customer | None = None
    utterance: str | None = None
    apologised: bool = False
    case: Case | None = None
    incident: Incident | None = None
    offers: tuple[Offer, ...] = ()
