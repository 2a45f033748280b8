"""Short names of everything that the counter lets one choose, or shows as a state."""

from __future__ import annotations

from app.domain.cases import CaseStatus
from app.domain.interactions import Channel, ContactKind, Mood, OutcomeKind, Stage
from app.domain.people import CustomerKind
from app.domain.processes import CaseKind
from app.domain.promises import PromiseState
from ui.viewmodels.track import StepLook
from ui.words import mark

STAGES = {
    Stage.GREETING: mark("Greeting"),
    Stage.ADDRESSING: mark("Addressing"),
    Stage.LISTENING: mark("Listening"),
    Stage.EMPATHY: mark("Empathy"),
    Stage.EXPLANATION: mark("Explanation"),
    Stage.SOLUTION: mark("Solution"),
    Stage.COMMITMENT: mark("Commitment"),
    Stage.CLOSING: mark("Closing"),
}

MOODS = {
    Mood.CALM: mark("Calm"),
    Mood.CONFUSED: mark("Confused"),
    Mood.ANXIOUS: mark("Anxious"),
    Mood.DISAPPOINTED: mark("Disappointed"),
    Mood.ANGRY: mark("Angry"),
}

CHANNELS = {
    Channel.COUNTER: mark("Counter"),
    Channel.PHONE: mark("Phone"),
    Channel.CHAT: mark("Chat"),
}

CONTACT_KINDS = {
    ContactKind.INFO: mark("Information"),
    ContactKind.REQUEST: mark("Request"),
    ContactKind.COMPLAINT: mark("Complaint"),
}

CASE_KINDS = {
    CaseKind.REQUEST: mark("Request"),
    CaseKind.COMPLAINT: mark("Complaint"),
    CaseKind.QUESTION: mark("Question"),
}

CASE_STATUS = {
    CaseStatus.OPEN: mark("In progress"),
    CaseStatus.WAITING_CUSTOMER: mark("Waiting for customer"),
    CaseStatus.RESOLVED: mark("Resolved"),
    CaseStatus.REJECTED: mark("Rejected"),
}

CASE_TONES = {
    CaseStatus.OPEN: "accent",
    CaseStatus.WAITING_CUSTOMER: "warn",
    CaseStatus.RESOLVED: "ok",
    CaseStatus.REJECTED: "danger",
}

LOOKS = {
    StepLook.WAITING: mark("Waiting"),
    StepLook.IN_PROGRESS: mark("In progress"),
    StepLook.ON_HOLD: mark("On hold"),
    StepLook.LATE: mark("Late"),
    StepLook.FAILED: mark("Failed"),
    StepLook.DONE: mark("Done"),
}

PROMISE_STATES = {
    PromiseState.OPEN: mark("Promise open"),
    PromiseState.AT_RISK: mark("Promise at risk"),
    PromiseState.KEPT: mark("Promise kept"),
    PromiseState.BROKEN: mark("Promise broken"),
    PromiseState.MOVED: mark("Promise replaced"),
    PromiseState.WITHDRAWN: mark("Promise withdrawn"),
}

PROMISE_TONES = {
    PromiseState.OPEN: "info",
    PromiseState.AT_RISK: "danger",
    PromiseState.KEPT: "ok",
    PromiseState.BROKEN: "danger",
    PromiseState.MOVED: "muted",
    PromiseState.WITHDRAWN: "muted",
}

PROMISE_ICONS = {
    PromiseState.OPEN: "handshake",
    PromiseState.AT_RISK: "triangle-alert",
    PromiseState.KEPT: "circle-check",
    PromiseState.BROKEN: "triangle-alert",
    PromiseState.MOVED: "history",
    PromiseState.WITHDRAWN: "x",
}

OUTCOMES = {
    OutcomeKind.SOLVED: mark("Solved"),
    OutcomeKind.PROMISED: mark("Promised"),
    OutcomeKind.HANDED_OVER: mark("Handed over"),
    OutcomeKind.DECLINED: mark("Declined, with an alternative"),
}

OUTCOMES_SHORT = {
    OutcomeKind.SOLVED: mark("Solved"),
    OutcomeKind.PROMISED: mark("Promised"),
    OutcomeKind.HANDED_OVER: mark("Handed over"),
    OutcomeKind.DECLINED: mark("Declined"),
}

SIGNS = {
    "content": mark("Content while served"),
    "would_return": mark("Would come again"),
    "would_recommend": mark("Would recommend us"),
}

CUSTOMER_KINDS = {
    CustomerKind.PERSON: mark("Person"),
    CustomerKind.COMPANY: mark("Company"),
    CustomerKind.WALK_IN: mark("Walk-in"),
    CustomerKind.INTERNAL: mark("Colleague"),
}

FIELDS = {
    "customer_number": mark("Customer number"),
    "phone": mark("Phone"),
    "email": mark("E-mail"),
    "nik": mark("ID number"),
    "npwp": mark("Tax number"),
    "birth_date": mark("Date of birth"),
    "address": mark("Home address"),
    "city": mark("City"),
}
