"""What was done here, in words: the kinds of operations and facts as a person would tell them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from app.domain.facts import FactKind
from app.domain.replication import OperationKind
from ui.words import _, mark

ACTS: Mapping[str, str] = {
    OperationKind.CUSTOMER_ADD: mark("customer added"),
    OperationKind.CUSTOMER_EDIT: mark("profile changed"),
    OperationKind.CASE_OPEN: mark("case opened"),
    OperationKind.SESSION_OPEN: mark("logged in without a network"),
    OperationKind.UNREADABLE: mark("change that cannot be read"),
    FactKind.CASE_REPORT: mark("progress reported"),
    FactKind.CASE_WAITING_CUSTOMER: mark("case waits for the customer"),
    FactKind.CASE_RESOLVED: mark("case resolved"),
    FactKind.CASE_REJECTED: mark("case rejected"),
    FactKind.CASE_REOPENED: mark("case reopened"),
    FactKind.PROMISE_MADE: mark("promise made"),
    FactKind.PROMISE_MOVED: mark("promise replaced"),
    FactKind.PROMISE_KEPT: mark("promise kept"),
    FactKind.PROMISE_WITHDRAWN: mark("promise withdrawn"),
    FactKind.QUESTION_ASKED: mark("question to the back office"),
    FactKind.QUESTION_ANSWERED: mark("answer to a question"),
    FactKind.INTERACTION_STARTED: mark("conversation begun"),
    FactKind.INTERACTION_MOOD: mark("mood noted"),
    FactKind.INTERACTION_STAGE: mark("stage of the conversation"),
    FactKind.INTERACTION_CASE: mark("case taken up in the conversation"),
    FactKind.INTERACTION_SAID: mark("sentence said"),
    FactKind.INTERACTION_OFFERED: mark("suggestions shown"),
    FactKind.INTERACTION_NOTE: mark("note in the conversation"),
    FactKind.INTERACTION_HELP: mark("supervisor called"),
    FactKind.INTERACTION_ENDED: mark("conversation closed"),
    FactKind.CUSTOMER_VIEWED: mark("record viewed"),
    FactKind.CUSTOMER_REVEALED: mark("masked value shown"),
    FactKind.CUSTOMER_IDENTIFIED: mark("walk-in linked to a customer"),
    FactKind.CUSTOMER_TRAIL_READ: mark("processing trail read"),
    FactKind.PHRASE_WRITTEN: mark("phrase written"),
    FactKind.PHRASE_APPROVED: mark("phrase approved"),
    FactKind.PHRASE_RETURNED: mark("phrase sent back"),
    FactKind.PHRASE_RETIRED: mark("phrase retired"),
    FactKind.PHRASE_COUNTED: mark("use of phrases counted"),
}
"""By kind; a kind of a newer version is told as a change."""


def act_words(acts: Sequence[str]) -> str:
    """The acts of one go as one line; the same act is told once, with how many times."""
    told = Counter(_(ACTS[act]) if act in ACTS else _("another change") for act in acts)
    parts = [f"{words} ({times}×)" if times > 1 else words for words, times in told.items()]
    line = ", ".join(parts)
    return line[:1].upper() + line[1:]
