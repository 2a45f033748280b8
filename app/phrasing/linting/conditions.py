"""Whether an entry can ever be offered, tried on the engine's own reading of many moments."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.interactions import ContactKind, Mood, Stage
from app.phrasing.linting.faults import LintFault, Place, Rule, mark
from app.phrasing.linting.samples import Moment, moments, slots_by_state
from app.phrasing.phrase import ADDRESS_SLOTS, Part, Phrase
from app.phrasing.situation import UPSET, State

Fitting = tuple[Moment, Mood, ContactKind]
_OF_PROMISES = frozenset({State.PROMISE_AT_RISK, State.PROMISE_BROKEN})
_MOST_ANGRY_SENTENCES = 2
_ACKNOWLEDGE_FIRST = frozenset({Stage.EXPLANATION, Stage.SOLUTION, Stage.COMMITMENT})
# Before the customer is heard, the talk is of the customer, and of what is known to have changed.
_AT_FIRST = ADDRESS_SLOTS | {
    "daypart", "staff", "org", "case_word", "title", "number", "incident", "area", "promise", "promise_due",
    "documents", "many_documents",
}  # fmt: skip
_TOO_EARLY = {Stage.GREETING: _AT_FIRST, Stage.ADDRESSING: _AT_FIRST}


def condition_faults(place: Place, phrase: Phrase, found: Sequence[Fitting]) -> Iterator[LintFault]:
    """Of an entry whose form is right; `found` is where it fits."""
    both = sorted(phrase.needs & phrase.unless)
    if both:
        yield place.fault(
            Rule.CONTRADICTION, "unless",
            mark("“{name}” is needed and excluded at once; take it out of “unless”, or out of the text and “needs”"),
            name=both[0],
        )  # fmt: skip
    elif not found and not any(True for _ in fitting(replace(phrase, apology=False))):
        yield _never(place, phrase)
    if phrase.apology and ContactKind.COMPLAINT not in phrase.kinds and not phrase.when <= _OF_PROMISES:
        yield place.fault(
            Rule.APOLOGY, "kinds",
            mark("an apology is for a complaint or a broken promise; add complaint to “kinds”, or take it away"),
        )  # fmt: skip
    if "offer" in phrase.needs and phrase.moods & UPSET:
        yield place.fault(
            Rule.OFFER, "moods",
            mark("an upset customer is offered nothing; leave {moods} out of “moods”"),
            moods=_names(phrase.moods & UPSET),
        )  # fmt: skip
    early = sorted(phrase.slots - _TOO_EARLY.get(phrase.stage, phrase.slots))
    if early:
        yield place.fault(
            Rule.STAGE, "text",
            mark("{slot} is too early in the stage “{stage}”; move the entry to a later stage or leave the slot out"),
            slot="{" + early[0] + "}", stage=phrase.stage.value,
        )  # fmt: skip
    yield from _parts(place, phrase)


def angry_faults(place: Place, field: str, phrase: Phrase) -> Iterator[LintFault]:
    """What an angry customer is never told: more than two sentences, or an explanation before an acknowledgement."""
    if Mood.ANGRY not in phrase.moods or phrase.part is not Part.WHOLE:
        return
    if phrase.sentences > _MOST_ANGRY_SENTENCES:
        yield place.fault(
            Rule.MOOD, field,
            mark("{found} sentences for an angry customer; two are the most: shorten it, or take angry out of “moods”"),
            found=str(phrase.sentences),
        )  # fmt: skip
    elif phrase.moods == {Mood.ANGRY} and _waits_for_opening(phrase) and phrase.sentences > 1:
        yield place.fault(
            Rule.NEVER, field,
            mark("an acknowledgement must come first, and with two sentences there is no room for one; "
                 "acknowledge in the first sentence and add acknowledges = true"),
        )  # fmt: skip


def _waits_for_opening(phrase: Phrase) -> bool:
    return phrase.stage in _ACKNOWLEDGE_FIRST and not phrase.acknowledges


def _parts(place: Place, phrase: Phrase) -> Iterator[LintFault]:
    if phrase.part is Part.OPENING and phrase.stage is not Stage.EMPATHY:
        yield place.fault(Rule.NEVER, "part", mark("openings are looked for in the stage empathy alone; move it there"))
    if phrase.part is Part.AGE and phrase.stage is not Stage.EXPLANATION:
        yield place.fault(
            Rule.NEVER, "part", mark("ages of reports are looked for in the stage explanation alone; move it there")
        )
    if phrase.part is Part.AGE and "report" not in phrase.slots:
        yield place.fault(Rule.NEVER, "part", mark("the age of a report is told with {{report}}; write it in the text"))


def fitting(phrase: Phrase) -> Iterator[Fitting]:
    """The moments in which every condition of the entry holds, with the calmest mood and a kind of contact."""
    mood = next(each for each in Mood if each in phrase.moods)
    kinds = [kind for kind in (ContactKind.COMPLAINT, *ContactKind) if kind in phrase.kinds]
    for moment in moments():
        known = moment.known(mood)
        if moment.situation.state not in phrase.when or not phrase.needs <= known or phrase.unless & known:
            continue
        if phrase.apology and ContactKind.COMPLAINT not in kinds and not moment.broken_promise:
            continue
        yield moment, mood, kinds[0]


def _never(place: Place, phrase: Phrase) -> LintFault:
    """The entry fits no moment; tells the first condition that keeps it from all of them."""
    by_state = slots_by_state()
    offered = {"offer"} if phrase.moods <= UPSET else set()
    known = frozenset[str]().union(*(by_state.get(state, frozenset()) for state in phrase.when)) - offered
    absent = sorted(phrase.needs - known)
    if absent:
        return place.fault(
            Rule.UNFILLABLE, "needs",
            mark("“{slot}” is never known where it is offered ({states}); change “when”, or leave it out"),
            slot=absent[0], states=_names(phrase.when if len(phrase.when) < len(State) else frozenset()) or "-",
        )  # fmt: skip
    always = sorted(phrase.unless & frozenset.intersection(*(_always(state) for state in phrase.when)))
    if always:
        return place.fault(
            Rule.CONTRADICTION, "unless",
            mark("“{name}” is always known there, so it can never be offered; take it out of “unless”"),
            name=always[0],
        )  # fmt: skip
    return place.fault(
        Rule.NEVER, "needs",
        mark("no moment has all that it needs ({needs}) without what it excludes ({unless}); loosen the conditions"),
        needs=", ".join(sorted(phrase.needs)) or "-", unless=", ".join(sorted(phrase.unless)) or "-",
    )  # fmt: skip


def _always(state: State) -> frozenset[str]:
    found = [moment.calm for moment in moments() if moment.situation.state is state]
    return frozenset.intersection(*found) if found else frozenset()


def _names(values: frozenset[Mood] | frozenset[State]) -> str:
    return ", ".join(sorted(value.value for value in values))
