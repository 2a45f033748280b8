"""The facts of a context as slots of phrases: what may be said, and where each word of it comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.interactions import ContactKind, Mood
from app.phrasing.address import address_slots
from app.phrasing.context import Case, Context, Language
from app.phrasing.plain import PlainValues
from app.phrasing.situation import Situation, State, coming_estimate, new_promise_estimate
from app.phrasing.slots import Fact, Slot, slot_in
from app.phrasing.times import DayParts, local_time, near_day
from app.phrasing.wording import Wording

_CASE_WORDS = {"complaint": "laporan", "request": "permintaan", "info": "pertanyaan", "order": "pesanan"}
_TOLD_IN_SHORT = 2
_OPEN_TO_OFFERS = frozenset({Mood.CALM, Mood.CONFUSED})


def slots_of(context: Context, situation: Situation, wording: Wording, day_parts: DayParts) -> Mapping[str, Slot]:
    """All that may be said now, by slot name; a fact that is missing or unfit to be said has no slot."""
    return dict(_Gathering(context, situation, wording, day_parts).all())


@dataclass(frozen=True, slots=True)
class _Gathering:
    context: Context
    situation: Situation
    wording: Wording
    day_parts: DayParts

    def all(self) -> Iterator[tuple[str, Slot]]:
        values = PlainValues(self.context)
        yield from address_slots(self.context.customer, values, self.context.mood)
        now = local_time(self.context.now, self.context.zone)
        yield "daypart", Slot(self.day_parts.word(now))
        if self.context.language is not Language.INDONESIAN:
            yield slot_in("daypart", self.context.language), Slot(self.day_parts.word_in(self.context.language, now))
        yield from self._who(values)
        yield from self._incident(values)
        if self.context.case is not None:
            yield from self._case(self.context.case, values)
            yield from self._promise(self.context.case, values)
            yield from self._step(self.context.case, values)

    def _who(self, values: PlainValues) -> Iterator[tuple[str, Slot]]:
        staff, organisation = self.context.staff, self.context.organisation
        yield from _said("staff", values.person(staff.name) if staff else None, "staff.name")
        yield from _said("org", values.title(organisation.name, 5) if organisation else None, "organisation.name")
        if self.context.mood in _OPEN_TO_OFFERS:
            for index, offer in enumerate(self.context.offers):
                title = values.phrase(offer.title, 7) if offer.approved else None
                if title:
                    yield "offer", Slot(title, (Fact(title, f"offers[{index}].title"),))
                    return

    def _incident(self, values: PlainValues) -> Iterator[tuple[str, Slot]]:
        incident = self.context.incident
        if incident is None:
            return
        yield from _said("incident", values.matter(incident.title, 6), "incident.title")
        yield from _said("area", values.title(incident.area, 4), "incident.area")
        if incident.estimate_at is not None and incident.estimate_at > self.context.now:
            yield "incident_estimate", self._moment(incident.estimate_at, "incident.estimate_at")

    def _case(self, case: Case, values: PlainValues) -> Iterator[tuple[str, Slot]]:
        yield "case_word", Slot(_case_word(case, self.context.contact_kind))
        # What follows a comma ("Transfer gagal, saldo terpotong") does not fit inside a sentence.
        title = case.title.split(", ")[0] if case.title else None
        yield from _said("title", values.matter(title, 6), "case.title")
        yield from _said("number", values.case_number(case.number), "case.number")
        yield from _said("reason", values.reason(case.status_reason), "case.status_reason")
        yield from _listed("documents", case.missing_documents, "case.missing_documents", "dan", values, 4)
        yield from _listed("options", case.options, "case.options", "atau", values, 3)
        if case.due_at is not None and case.due_at > self.context.now:
            yield "due", self._moment(case.due_at, "case.due_at")

    def _promise(self, case: Case, values: PlainValues) -> Iterator[tuple[str, Slot]]:
        promise = case.promise
        if promise is None:
            return
        yield from _said("promise", values.phrase(promise.text, 6), "case.promise.text")
        if promise.due_at is not None:
            yield "promise_due", self._moment(promise.due_at, "case.promise.due_at")
        estimate = new_promise_estimate(self.context, self.situation)
        if estimate is not None and self.situation.record in {State.PROMISE_AT_RISK, State.PROMISE_BROKEN}:
            yield "new_estimate", self._moment(*estimate)

    def _step(self, case: Case, values: PlainValues) -> Iterator[tuple[str, Slot]]:
        if self.situation.focus is None:
            return
        step, source = case.steps[self.situation.focus], f"case.steps[{self.situation.focus}]"
        yield from _said("step", values.phrase(step.name, 5), f"{source}.name")
        estimate = coming_estimate(self.context, self.situation)
        if estimate is not None and self.situation.record not in {State.DONE, State.RESOLVED, State.REJECTED}:
            yield "estimate", self._moment(estimate, f"{source}.estimate_at")
        elif step.estimate_at is not None and self.situation.record is State.LATE:
            yield "past_estimate", self._moment(step.estimate_at, f"{source}.estimate_at")
        if step.cost_actual:
            yield "cost", self._money(step.cost_actual, f"{source}.cost_actual")
        elif step.cost_estimate:
            yield "cost_estimate", self._money(step.cost_estimate, f"{source}.cost_estimate")
        if self.situation.stale and step.reported_at is not None:
            yield "report", self._age(step.reported_at, f"{source}.reported_at")

    def _money(self, rupiah: int, source: str) -> Slot:
        text = self.wording.money(rupiah)
        return Slot(text, (Fact(text, source),))

    def _moment(self, instant: datetime, source: str) -> Slot:
        """The full date and time, with "besok," before it where that helps and the sentence has room."""
        local = local_time(instant, self.context.zone)
        plain = f"{self.wording.day(local)} {self.wording.clock(local)}"
        fact = Fact(plain, source)
        near = near_day(local, local_time(self.context.now, self.context.zone))
        if near is None:
            return Slot(plain, (fact,))
        return Slot(f"{near}, {plain}", (fact, Fact(near, "now")), Slot(plain, (fact,)), closed=True)

    def _age(self, instant: datetime, source: str) -> Slot:
        local = local_time(instant, self.context.zone)
        near = near_day(local, local_time(self.context.now, self.context.zone))
        text = f"{near or self.wording.day(local)} {self.wording.clock(local)}"
        return Slot(text, (Fact(text, source),))


def _case_word(case: Case, kind: ContactKind | None) -> str:
    return _CASE_WORDS.get(case.kind or (kind.value if kind else ""), "urusan")


def _said(name: str, text: str | None, source: str) -> Iterator[tuple[str, Slot]]:
    if text:
        yield name, Slot(text, (Fact(text, source),))


def _listed(
    name: str, items: tuple[str, ...], source: str, joining: str, values: PlainValues, most: int
) -> Iterator[tuple[str, Slot]]:
    """A list as it is spoken: "a", "a atau b", "a, b, atau c". Options may be cut short, demands may not."""
    facts: list[Fact] = []
    for index, item in enumerate(items):
        text = values.phrase(item, 5, relative_days=True)
        if text and "," not in text and text not in {fact.text for fact in facts}:
            facts.append(Fact(text, f"{source}[{index}]"))
    is_choice = joining == "atau"
    if not facts or (not is_choice and not len(items) == len(facts) <= most):
        return
    slot = _list_slot(facts[:most], joining)
    if is_choice and len(facts) > _TOLD_IN_SHORT:
        slot = Slot(slot.text, slot.facts, _list_slot(facts[:_TOLD_IN_SHORT], joining))
    yield name, slot
    if len(facts) > 1:
        yield f"many_{name}", slot


def _list_slot(facts: list[Fact], joining: str) -> Slot:
    texts = [fact.text for fact in facts]
    if len(texts) <= _TOLD_IN_SHORT:
        return Slot(f" {joining} ".join(texts), tuple(facts))
    return Slot(", ".join(texts[:-1]) + f", {joining} {texts[-1]}", tuple(facts))
