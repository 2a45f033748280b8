"""What the parts of a phrase are called, and its faults told in these words."""

from __future__ import annotations

from app.domain.phrases import AudienceKind
from app.phrasing.linting import LintFault
from ui.presenters.labels import MOODS, STAGES
from ui.viewmodels.phrase_desk import Standing
from ui.words import _, mark

STATES = {
    "no_case": mark("No case"),
    "unknown": mark("Nothing reported yet"),
    "waiting": mark("Step not begun"),
    "in_progress": mark("Step in progress"),
    "on_hold": mark("Step on hold"),
    "late": mark("Estimate has passed"),
    "failed": mark("Step failed"),
    "done": mark("All steps done"),
    "resolved": mark("Case resolved"),
    "rejected": mark("Case rejected"),
    "waiting_customer": mark("Waits for the customer"),
    "promise_at_risk": mark("Promise at risk"),
    "promise_broken": mark("Promise broken"),
    "disputed": mark("Customer says: not solved"),
    "said_fixed": mark("Customer says: solved already"),
    "said_sent": mark("Customer says: handed in already"),
}

SLOTS = {
    "address": mark("Form of address with the name"),
    "you": mark("Address at the start of a sentence"),
    "voc": mark("Address after a comma"),
    "name": mark("Name of the customer"),
    "honorific": mark("Honorific alone"),
    "daypart": mark("Part of the day (pagi, siang, …)"),
    "staff": mark("Name of the agent"),
    "org": mark("Name of the organisation"),
    "case_word": mark("What the matter is called (request, complaint)"),
    "title": mark("Title of the case"),
    "number": mark("Case number"),
    "reason": mark("Reason of the decision"),
    "documents": mark("Missing document"),
    "many_documents": mark("Missing documents, several"),
    "options": mark("What can be done"),
    "many_options": mark("What can be done, several"),
    "due": mark("Last day allowed for the case"),
    "promise": mark("What was promised"),
    "promise_due": mark("When it was promised for"),
    "new_estimate": mark("New estimate after a promise"),
    "step": mark("Step at work"),
    "estimate": mark("Estimate of the step"),
    "past_estimate": mark("Estimate that has passed"),
    "cost": mark("Cost to be paid"),
    "cost_estimate": mark("Estimated cost"),
    "report": mark("Time of the last report"),
    "incident": mark("Name of the incident"),
    "area": mark("Area of the incident"),
    "incident_estimate": mark("When the incident should end"),
    "offer": mark("Approved gesture of goodwill"),
}

FLAGS = {
    "stale": mark("Last report is older than a day"),
    "case": mark("There is a case"),
}

REGISTERS = {
    "formal": mark("Formal"),
    "warm": mark("Warm"),
    "casual": mark("Casual"),
}

LANGUAGES = {
    "id": mark("Indonesian"),
    "jv": mark("Javanese"),
    "su": mark("Sundanese"),
}

AUDIENCES = {
    AudienceKind.ORGANISATION: mark("Organisation"),
    AudienceKind.BRANCH: mark("This branch"),
    AudienceKind.STAFF: mark("Personal"),
}

STANDINGS = {
    Standing.WAITING: mark("Waiting for approval"),
    Standing.RETURNED: mark("Returned"),
    Standing.IN_FORCE: mark("In force"),
    Standing.COMING: mark("Approved, not begun"),
    Standing.ENDED: mark("Past its date"),
    Standing.RETIRED: mark("Retired"),
    Standing.REPLACED: mark("Replaced by one of ours"),
}

STANDING_TONES = {
    Standing.WAITING: "warn",
    Standing.RETURNED: "danger",
    Standing.IN_FORCE: "ok",
    Standing.COMING: "info",
    Standing.ENDED: "muted",
    Standing.RETIRED: "muted",
    Standing.REPLACED: "muted",
}

FIELDS = {
    "audience": mark("For"),
    "text": mark("Text"),
    "variants": mark("Other wordings"),
    "stage": mark("Stage"),
    "situations": mark("Situations"),
    "moods": mark("Moods"),
    "channels": mark("Channels"),
    "kinds": mark("Kinds of contact"),
    "when": mark("How the case stands"),
    "needs": mark("Only where known"),
    "unless": mark("Not where known"),
    "register": mark("Tone"),
    "language": mark("Language"),
    "does": mark("What it does"),
    "apology": mark("Apologises"),
    "acknowledges": mark("Acknowledges the customer"),
    "tells": mark("Tells how the case stands"),
    "why": mark("Why it is offered"),
    "effective": mark("In force from"),
    "retired": mark("Until (that day not included)"),
    "quotes": mark("Rule or product quoted"),
}


def known_word(name: str) -> str:
    """A slot or a flag in words; one of a newer program by its own name."""
    found = SLOTS.get(name) or FLAGS.get(name)
    return _(found) if found else name


_KEYED = frozenset({"key", "name", "needs", "unless", "slot", "states", "moods", "stage"})


def fault_words(fault: LintFault) -> str:
    """A fault as a sentence in which fields, slots and states go by the names that the form gives them."""
    facts = {key: _named(value) if key in _KEYED else value for key, value in fault.facts.items()}
    words = _(fault.message).format(**facts)
    return f"{words[:1].upper()}{words[1:]}."


def _named(value: str) -> str:
    words = {**FIELDS, **FLAGS, **SLOTS, **STATES, **{mood.value: name for mood, name in MOODS.items()}}
    words |= {stage.value: name for stage, name in STAGES.items()}
    return ", ".join(_(words[each]) if each in words else each for each in value.split(", "))


def state_word(name: str) -> str:
    """A state of the case in words."""
    return _(STATES[name]) if name in STATES else name
