"""Moments in which entries are tried: every state of a case, rich and poor in facts, as the engine reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import islice

from app.domain.cases import CaseStatus
from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.domain.people import Honorific
from app.domain.processes import StepStatus
from app.phrasing.context import Case, Context, Customer, Incident, Offer, Organisation, Promise, Staff, Step
from app.phrasing.facts import slots_of
from app.phrasing.situation import UPSET, Situation, State, promise_is_broken, read_situation
from app.phrasing.slots import Slot
from app.phrasing.times import DayParts
from app.phrasing.wording import IndonesianWording

NOW = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
_FRESH = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
_OLD = datetime(2026, 11, 20, 9, 20, tzinfo=UTC)
_SOON = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_AHEAD = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
_PAST = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
_DUE = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
_OPTIONS = ("dikirim ke rumah", "diambil di cabang")
_DOCUMENTS = ("fotokopi KTP", "surat kuasa")
_REASON = "alamat pada berkas berbeda dengan KTP"
_EACH = 2
_CONTRADICTING = (
    "kartunya masih rusak dan belum bisa dipakai",
    "sudah beres semua, sekarang sudah berfungsi",
    "berkasnya sudah saya serahkan kemarin",
)
_OPEN = (StepStatus.WAITING, StepStatus.IN_PROGRESS, StepStatus.ON_HOLD, StepStatus.FAILED)
_CUSTOMER = Customer("Ratna Wibowo", Honorific.IBU, "Ratna")
_OFFERS = (Offer("bebas biaya kirim", approved=True),)


@dataclass(frozen=True, slots=True)
class Moment:
    """A context with what the engine knows in it; offers are left out of `upset`."""

    context: Context
    situation: Situation
    slots: dict[str, Slot]
    calm: frozenset[str]
    upset: frozenset[str]
    broken_promise: bool

    def known(self, mood: Mood) -> frozenset[str]:
        return self.upset if mood in UPSET else self.calm


def moment_of(context: Context) -> Moment:
    situation = read_situation(context)
    slots = dict(slots_of(context, situation, IndonesianWording(), DayParts()))
    flags = ({"stale"} if situation.stale else set()) | ({"case"} if context.case else set())
    calm = frozenset(slots) | flags
    return Moment(context, situation, slots, calm, calm - {"offer"}, promise_is_broken(context))


@cache
def moments() -> tuple[Moment, ...]:
    """Each scene with all known and with nothing else known; the first of each state in every surrounding."""
    base = Context(NOW, Channel.COUNTER, Stage.EXPLANATION, contact_kind=ContactKind.COMPLAINT, mood=Mood.CALM)
    found: list[Moment] = []
    seen: set[State] = set()
    for case, words in scenes():
        around = [moment_of(each) for each in islice(_surroundings(replace(base, case=case, utterance=words)), _EACH)]
        found += around
        state = around[0].situation.state
        if state not in seen:
            seen.add(state)
            rest = islice(_surroundings(replace(base, case=case, utterance=words)), _EACH, None)
            found += [moment_of(each) for each in rest]
    return tuple(found)


def in_full(case: Case | None, utterance: str | None = None) -> Context:
    """A context in which all but an incident is known."""
    return Context(
        NOW, Channel.COUNTER, Stage.EXPLANATION, contact_kind=ContactKind.COMPLAINT, mood=Mood.CALM,
        organisation=Organisation("Bank Contoh"), staff=Staff("Rina"), customer=_CUSTOMER, case=case, offers=_OFFERS,
        utterance=utterance,
    )  # fmt: skip


def _surroundings(base: Context) -> Iterator[Context]:
    full = replace(in_full(base.case, base.utterance), contact_kind=base.contact_kind)
    incident = Incident("Gangguan jaringan ATM", "Jakarta Selatan", _SOON)
    yield full
    yield base
    yield replace(full, incident=incident)
    yield replace(full, incident=replace(incident, estimate_at=None))
    yield replace(full, incident=Incident("Gangguan jaringan ATM"), offers=())
    yield replace(base, incident=replace(incident, area=None))
    yield replace(base, customer=Customer("Budi Santoso"), staff=Staff("Rina"))
    yield replace(base, staff=Staff("Rina"), organisation=Organisation("Bank Contoh"))
    yield replace(base, customer=Customer(None, Honorific.KAK), organisation=Organisation("Bank Contoh"))


def step(status: StepStatus, *, estimate: datetime | None = None, old: bool = False, **costs: int) -> Step:
    return Step(
        "Pencocokan mesin ATM", "Operasional ATM", "RECON", status,
        reported_at=_OLD if old else _FRESH, estimate_at=estimate,
        cost_estimate=costs.get("cost_estimate"), cost_actual=costs.get("cost_actual"),
    )  # fmt: skip


def case(*steps: Step) -> Case:
    first = Step("Pencatatan laporan", "Layanan", "REG", StepStatus.DONE, reported_at=_FRESH)
    return Case(
        "KLH-2026-000123", "complaint", "Kartu ATM tertelan", opened_at=_OLD, status=CaseStatus.OPEN,
        steps=(first, *steps) if steps else (),
    )  # fmt: skip


@cache
def scenes() -> tuple[tuple[Case | None, str | None], ...]:
    """Every case without words of the customer, and with words that contradict the record."""
    found: list[tuple[Case | None, str | None]] = [(case, None) for case in cases()]
    for case in cases():
        state = read_situation(in_full(case)).state
        found += [(case, words) for words in _CONTRADICTING if read_situation(in_full(case, words)).state is not state]
    return tuple(found)


@cache
def cases() -> tuple[Case | None, ...]:
    """No case, and cases in every state: bare, rich, old, with and without what may follow."""
    return (None, case(), replace(case(), due_at=_DUE), replace(case(), options=_OPTIONS), *_moving(), *_ended(),
            *_of_customer(), *_promised())  # fmt: skip


def _moving() -> Iterator[Case]:
    for status in _OPEN:
        for old in (False, True):
            yield case(step(status, old=old))
            yield case(step(status, old=old, estimate=_AHEAD))
            yield replace(case(step(status, old=old)), options=_OPTIONS)
            rich = case(step(status, old=old, estimate=_AHEAD, cost_estimate=150_000))
            yield replace(rich, options=_OPTIONS, due_at=_DUE)
            yield replace(case(step(status, old=old, cost_actual=150_000)), options=_OPTIONS[:1], due_at=_DUE)
    for old in (False, True):
        late = case(step(StepStatus.IN_PROGRESS, old=old, estimate=_PAST))
        yield late
        yield replace(late, options=_OPTIONS, due_at=_DUE)


def _ended() -> Iterator[Case]:
    for old in (False, True):
        done = case(step(StepStatus.DONE, old=old, cost_actual=150_000))
        yield done
        yield case(step(StepStatus.DONE, old=old))
        yield replace(done, options=_OPTIONS)
        yield replace(done, status=CaseStatus.RESOLVED)
    rejected = replace(case(), status=CaseStatus.REJECTED)
    yield rejected
    yield replace(rejected, status_reason=_REASON)
    yield replace(rejected, options=_OPTIONS)
    yield replace(rejected, status_reason=_REASON, options=_OPTIONS)
    yield replace(case(step(StepStatus.FAILED, old=True)), status=CaseStatus.REJECTED, options=_OPTIONS[:1])


def _of_customer() -> Iterator[Case]:
    waiting = replace(case(step(StepStatus.WAITING)), status=CaseStatus.WAITING_CUSTOMER)
    yield waiting
    yield replace(waiting, status_reason="foto KTP buram")
    yield replace(waiting, missing_documents=_DOCUMENTS)
    yield replace(waiting, missing_documents=_DOCUMENTS[:1], status_reason=_REASON, options=_OPTIONS)
    yield replace(waiting, missing_documents=_DOCUMENTS, due_at=_DUE, options=_OPTIONS)
    yield replace(case(step(StepStatus.WAITING, old=True, estimate=_AHEAD)), missing_documents=_DOCUMENTS)


def _promised() -> Iterator[Case]:
    for old in (False, True):
        going = case(step(StepStatus.IN_PROGRESS, old=old))
        for promise in (
            Promise("kartu baru siap", _SOON, at_risk=True),
            Promise("kartu baru siap", _SOON, at_risk=True, new_estimate_at=_AHEAD),
            Promise("kartu baru siap", None, at_risk=True, new_estimate_at=_AHEAD),
            Promise(None, None, at_risk=True),
            Promise("kartu baru siap", _PAST),
            Promise("kartu baru siap", _PAST, new_estimate_at=_AHEAD),
            Promise("kartu baru siap", _AHEAD),
        ):
            yield replace(going, promise=promise)
            yield replace(going, promise=promise, options=_OPTIONS, due_at=_DUE)
    estimated = case(step(StepStatus.IN_PROGRESS, estimate=_SOON, cost_estimate=150_000))
    yield replace(estimated, promise=Promise("kartu baru siap", _AHEAD))


@cache
def usual_words() -> dict[str, int]:
    """How many words a slot usually has where it is spoken: the median over the moments."""
    found: dict[str, list[int]] = {}
    for moment in moments():
        for name, slot in moment.slots.items():
            found.setdefault(name, []).append(len((slot.short or slot).text.split()))
    return {name: sorted(counts)[len(counts) // 2] for name, counts in found.items()}


def slots_by_state() -> dict[State, frozenset[str]]:
    """What may be known in each state, by the engine's own reading."""
    found: dict[State, frozenset[str]] = {}
    for moment in moments():
        state = moment.situation.state
        found[state] = found.get(state, frozenset()) | moment.calm
    return found
