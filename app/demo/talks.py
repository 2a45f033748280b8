"""Past interactions: who came, how they felt, what was said, how it ended, and the three signs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.demo.axis import DAY_MINUTES, WorkAxis
from app.demo.case_story import CaseStory, Visit
from app.demo.seeded import SeededIds
from app.demo.spoken import Spoken, SpokenOf
from app.demo.talk_words import (
    APOLOGY,
    CASE_ASKED,
    CASE_OPENED,
    CASE_PROMISED,
    CLOSINGS,
    EMPATHY,
    GREETINGS,
    NOTES,
    TOPICS,
    Topic,
)
from app.domain.facts import Fact, FactKind
from app.domain.interactions import Channel, ContactKind, Mood, Outcome, OutcomeKind, Signs, Stage, outcome_to_doc
from app.domain.people import Customer, CustomerKind
from app.domain.processes import CaseKind

DAYS_BACK = 190
"""Working days over which past talks are spread."""
_HOURS = ((8, 9), (9, 14), (10, 18), (11, 15), (12, 7), (13, 12), (14, 13), (15, 9), (16, 3))
"""Hour of the day and its share of contacts: two peaks, a quiet noon."""
_CHANNELS = (Channel.COUNTER, Channel.PHONE, Channel.CHAT)
_CHANNEL_SHARES = (62, 26, 12)
_MOODS = tuple(Mood)
_MOOD_SHARES: Mapping[ContactKind, tuple[int, ...]] = {
    ContactKind.INFO: (70, 18, 7, 4, 1),
    ContactKind.REQUEST: (62, 16, 12, 8, 2),
    ContactKind.COMPLAINT: (12, 13, 22, 34, 19),
}
_UPSET_SHARES = (4, 8, 26, 40, 22)
_CONTACT_OF_CASE = {
    CaseKind.REQUEST: ContactKind.REQUEST,
    CaseKind.COMPLAINT: ContactKind.COMPLAINT,
    CaseKind.QUESTION: ContactKind.INFO,
}
_UPSET = frozenset({Mood.ANXIOUS, Mood.DISAPPOINTED, Mood.ANGRY})


@dataclass(frozen=True, slots=True)
class _Contact:
    """One contact before it is written down as facts."""

    customer: Customer | None
    staff: str
    start: datetime
    kind: ContactKind
    mood: Mood
    sentences: tuple[str, ...]
    outcome: Outcome
    case_id: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What was said; with `phrase`, it was taken from the suggestions, and `beside` lay there too."""

    text: str
    apology: bool = False
    phrase: Spoken | None = None
    beside: tuple[str, ...] = ()

    def body(self, mood: Mood) -> dict[str, object]:
        """The body of its fact."""
        if self.phrase is None:
            return {"phrase_ids": [], "text": self.text, "how": "typed", "apology": self.apology}
        return {
            "stage": Stage.EMPATHY.value,
            "mood": mood.value,
            "situations": [],
            "phrase_ids": [self.phrase.id],
            "beside": list(self.beside),
            "text": self.text,
            "how": "said",
            "apology": self.apology,
        }


class TalkMaker:
    """Makes the past interactions of one branch."""

    def __init__(
        self, scope_id: int, branch: str, axis: WorkAxis, staff: Sequence[str], seed: str, spoken: SpokenOf
    ) -> None:
        self._scope_id = scope_id
        self._axis = axis
        self._staff = staff
        self._spoken = spoken
        self._rng = random.Random(f"{seed}.talks.{branch}")
        self._ids = SeededIds(f"{seed}.talk-ids.{branch}")
        self._topics = tuple(topic for _weight, topic in TOPICS)
        self._weights = tuple(weight for weight, _topic in TOPICS)

    def of_cases(self, stories: Sequence[CaseStory]) -> Iterator[Fact]:
        """The contacts that belong to cases: opening, asking, promising."""
        for story in stories:
            for visit in story.visits:
                yield from self._facts(self._about_case(story, visit))

    def others(self, count: int, customers: Sequence[Customer]) -> Iterator[Fact]:
        """`count` contacts about everything else; some customers come often, some were never known by name."""
        rng = self._rng
        regulars = customers[: max(1, len(customers) // 5)]
        served = [one for one in customers if one.kind is not CustomerKind.INTERNAL] or list(customers)
        for _ in range(count):
            chance = rng.random()
            known = None if chance < 0.05 else rng.choice(regulars if chance < 0.45 else served)  # noqa: PLR2004
            yield from self._facts(self._about_topic(known))

    def _about_topic(self, customer: Customer | None) -> _Contact:
        rng = self._rng
        topic: Topic = rng.choices(self._topics, self._weights)[0]
        mood = rng.choices(_MOODS, _MOOD_SHARES[topic.kind])[0]
        outcome = Outcome(
            topic.outcome, topic.summary, None, topic.handed_to, topic.alternative, topic.rule, self._signs(mood, topic)
        )
        note = topic.note or (rng.choice(NOTES) if rng.random() < 0.15 else None)  # noqa: PLR2004
        return _Contact(
            customer, rng.choice(self._staff), self._moment(), topic.kind, mood, topic.said, outcome, note=note
        )

    def _about_case(self, story: CaseStory, visit: Visit) -> _Contact:
        rng = self._rng
        kind = _CONTACT_OF_CASE[story.case.kind]
        shares = _UPSET_SHARES if visit.upset else _MOOD_SHARES[kind]
        mood = rng.choices(_MOODS, shares)[0]
        first_unit = story.process.steps[0].unit
        if visit.promise_id is not None:
            said: tuple[str, ...] = (CASE_ASKED, CASE_PROMISED)
            summary = f"Dijanjikan: {visit.promise_text}"
            outcome = Outcome(OutcomeKind.PROMISED, summary, promise_id=visit.promise_id, signs=self._signs(mood, None))
        else:
            said = (CASE_OPENED.replace("{number}", story.case.number),) if visit.opening else (CASE_ASKED,)
            summary = story.case.title if visit.opening else f"Menanyakan kabar: {story.case.title.lower()}"
            outcome = Outcome(OutcomeKind.HANDED_OVER, summary, handed_to=first_unit, signs=self._signs(mood, None))
        staff = story.case.opened_by if visit.opening else rng.choice(self._staff)
        start = self._axis.at(min(visit.position, self._axis.now - 6))
        return _Contact(story.customer, staff, start, kind, mood, said, outcome, case_id=story.case.id)

    def _moment(self) -> datetime:
        """A moment of a past working day, more often when people do come; never after now."""
        rng = self._rng
        hours, shares = zip(*_HOURS, strict=True)
        days_ago = int(DAYS_BACK * rng.random() ** 1.15)
        minute = (rng.choices(hours, shares)[0] - 8) * 60 + rng.uniform(0, 60)
        return self._axis.at(min(self._axis.opening(days_ago) + min(minute, DAY_MINUTES - 25), self._axis.now - 25))

    def _signs(self, mood: Mood, topic: Topic | None) -> Signs:
        """Noticed in two of three contacts; who was heard and helped mostly leaves content."""
        rng = self._rng
        if rng.random() > 0.66:  # noqa: PLR2004
            return Signs()
        chance = 0.9 - 0.15 * (mood in _UPSET) - 0.25 * (topic is not None and topic.outcome is OutcomeKind.DECLINED)
        content = rng.random() < chance
        again = content or rng.random() < 0.4  # noqa: PLR2004
        return Signs(content, again, (rng.random() < chance) if rng.random() < 0.7 else None)  # noqa: PLR2004

    def _facts(self, contact: _Contact) -> Iterator[Fact]:
        rng = self._rng
        subject = self._ids.at(contact.start)
        channel = rng.choices(_CHANNELS, _CHANNEL_SHARES)[0]
        moment = contact.start
        body = {"channel": channel.value, "contact_kind": contact.kind.value, "mood": contact.mood.value}
        yield self._fact(FactKind.INTERACTION_STARTED, contact, subject, moment, body)
        if contact.case_id is not None:
            moment += timedelta(seconds=rng.randint(20, 70))
            yield self._fact(FactKind.INTERACTION_CASE, contact, subject, moment, {})
        effect = 0.0
        for sentence in self._sentences(contact):
            moment += timedelta(seconds=rng.randint(8, 80))
            effect += sentence.phrase.effect if sentence.phrase else 0.0
            yield self._fact(FactKind.INTERACTION_SAID, contact, subject, moment, sentence.body(contact.mood))
        if contact.note is not None:
            moment += timedelta(seconds=rng.randint(10, 60))
            yield self._fact(FactKind.INTERACTION_NOTE, contact, subject, moment, {"text": contact.note})
        moment += timedelta(seconds=rng.randint(15, 200))
        after = self._mood_after(contact, effect)
        ended = {"outcome": outcome_to_doc(contact.outcome), "mood_after": after.value}
        yield self._fact(FactKind.INTERACTION_ENDED, contact, subject, moment, ended)

    def _sentences(self, contact: _Contact) -> Iterator[_Sentence]:
        rng = self._rng
        you = _address(contact.customer)
        chosen: list[_Sentence] = []
        if rng.random() < 0.2:  # noqa: PLR2004
            chosen.append(_Sentence(rng.choice(GREETINGS)))
        if contact.mood in _UPSET and rng.random() < 0.75:  # noqa: PLR2004
            chosen.append(self._empathy(contact.mood))
        if contact.kind is ContactKind.COMPLAINT and rng.random() < 0.25:  # noqa: PLR2004
            chosen.append(_Sentence(APOLOGY, apology=True))
        chosen.extend(map(_Sentence, contact.sentences))
        if rng.random() < 0.15:  # noqa: PLR2004
            chosen.append(_Sentence(rng.choice(CLOSINGS)))
        for sentence in chosen:
            worded = sentence.text.replace("{you}", you)
            yield replace(sentence, text=worded[0].upper() + worded[1:])

    def _empathy(self, mood: Mood) -> _Sentence:
        """Mostly one of the suggestions, sometimes own words."""
        offered = self._spoken[mood]
        if not offered or self._rng.random() < 0.2:  # noqa: PLR2004
            return _Sentence(self._rng.choice(EMPATHY[mood]))
        taken = self._rng.choice(offered)
        return _Sentence(taken.text, phrase=taken, beside=tuple(one.id for one in offered if one is not taken))

    def _mood_after(self, contact: _Contact, effect: float) -> Mood:
        rng = self._rng
        helped = effect + (0.55 if contact.outcome.kind is OutcomeKind.DECLINED else 0.85)
        if contact.mood is Mood.CALM or rng.random() < helped:
            return Mood.CALM
        return contact.mood if rng.random() < 0.8 else Mood.DISAPPOINTED  # noqa: PLR2004

    def _fact(
        self, kind: FactKind, contact: _Contact, subject: str, moment: datetime, body: Mapping[str, object]
    ) -> Fact:
        return Fact(
            id=self._ids.at(moment),
            scope_id=self._scope_id,
            kind=kind,
            subject_id=subject,
            at=moment,
            actor=contact.staff,
            body=body,
            customer_id=contact.customer.id if contact.customer else None,
            case_id=contact.case_id,
        )


def _address(customer: Customer | None) -> str:
    """Bapak or Ibu where the customer said so, with the name by which they want to be called; else a neutral word."""
    if customer is None or customer.honorific is None:
        return "Bapak/Ibu" if customer is None or customer.kind is not CustomerKind.INTERNAL else "rekan"
    return f"{customer.honorific.value} {customer.call_name}" if customer.call_name else customer.honorific.value
