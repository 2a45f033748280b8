"""Where a fact in a sentence comes from, in words: the path of the context told to a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ui.presenters.voice import Voice
from ui.viewmodels.track import Track
from ui.words import _, mark

_STEP = re.compile(r"case\.steps\[(\d+)\]\.(\w+)")

_PLAIN = {
    "now": mark("the clock of this branch"),
    "zone": mark("the clock of this branch"),
    "organisation.name": mark("the name of the organisation"),
    "staff.name": mark("your name"),
    "customer.name": mark("the customer's record"),
    "customer.honorific": mark("the customer's record"),
    "customer.call_name": mark("the customer's record"),
    "case.number": mark("the case"),
    "case.title": mark("the case"),
    "case.opened_at": mark("the day the case was opened"),
    "case.due_at": mark("the last day allowed for the case"),
    "case.status_reason": mark("the reason noted in the case"),
    "case.promise.text": mark("the promise made before"),
    "case.promise.due_at": mark("the promise made before"),
    "case.promise.new_estimate_at": mark("the new estimate"),
}


class Part(StrEnum):
    """What of the record on the screen a fact stands on."""

    CUSTOMER = "customer"
    CASE = "case"
    STEP = "step"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact is to be seen; `step` counts from 0 in the case at hand, `field` is the value's own name."""

    part: Part
    field: str
    step: int = -1


def place_of(source: str) -> Place | None:
    """The place of a path of the context; None where the record does not show it (the clock, the organisation)."""
    found = _STEP.match(source)
    if found:
        return Place(Part.STEP, found[2], int(found[1]))
    for start, part in (("case.promise", Part.PROMISE), ("case.", Part.CASE), ("customer.", Part.CUSTOMER)):
        if source.startswith(start):
            return Place(part, source.rpartition(".")[2])
    return None


_STEP_PARTS = {
    "estimate_at": mark("estimate of {step}"),
    "cost_estimate": mark("cost of {step}"),
    "cost_actual": mark("cost of {step}"),
    "reported_at": mark("last report of {step}"),
}


def source_words(source: str, track: Track | None, voice: Voice) -> str:
    """The source for a person; a path that is not known here is told as the record."""
    found = _STEP.match(source)
    if found and track is not None and int(found[1]) < len(track.steps):
        step = track.steps[int(found[1])].state
        words = _(_STEP_PARTS.get(found[2], mark("{step}")))
        told = words.format(step=voice.step_name(track.view.process, step))
        return f"{told}, {voice.as_of(step.reported_at)}" if step.reported_at else told
    return _(_PLAIN.get(source, mark("the record")))
