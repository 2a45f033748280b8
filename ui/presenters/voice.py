"""How one branch says its values in one language: times in its zone, plain words for steps, units and reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.cases import StepState
from app.domain.glossary import NEUTRAL, Glossary
from app.domain.people import Customer, CustomerKind
from app.domain.processes import Process
from app.services.views import CaseView
from ui.core import Formats
from ui.presenters.labels import LOOKS
from ui.viewmodels.track import StepLook, TrackStep
from ui.words import _

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Voice:
    """Made anew when the language or the glossary changes; widgets are handed the new one."""

    formats: Formats
    language: str
    zone: str
    now: Callable[[], datetime]
    glossary: Glossary | None = None

    def moment(self, at: datetime) -> str:
        """Sel, 24 Nov 15.00."""
        return f"{self.formats.short_day(at, self.zone)} {self.formats.clock(at, self.zone)}"

    def near(self, at: datetime) -> str:
        """The clock alone for today, else the day as well."""
        return self.formats.clock(at, self.zone) if self.is_today(at) else self.moment(at)

    def span(self, start: datetime, end: datetime) -> str:
        """From one instant to another; the day is told once where it is the same."""
        zone = ZoneInfo(self.zone)
        same = start.astimezone(zone).date() == end.astimezone(zone).date()
        told = self.formats.clock(end, self.zone) if same else self.near(end)
        return f"{self.near(start)} → {told}"

    def as_of(self, at: datetime) -> str:
        """When the data was true: per 09.41."""
        return _("as of {time}").format(time=self.near(at))

    def is_today(self, at: datetime) -> bool:
        """Whether the instant lies in the branch's present day."""
        zone = ZoneInfo(self.zone)
        return at.astimezone(zone).date() == self.now().astimezone(zone).date()

    def day_heading(self, at: datetime) -> str:
        """The day as a heading of the timeline."""
        return _("Today") if self.is_today(at) else self.formats.day(at, self.zone)

    def money(self, rupiah: int) -> str:
        return self.formats.money(rupiah)

    def unit(self, code: str) -> str:
        """A unit by its own name, as colleagues know it."""
        words = self.glossary.unit(code) if self.glossary else None
        if words is None:
            return code
        return words.name_en if self.language == ENGLISH else words.name

    def step_name(self, process: Process | None, step: StepState) -> str:
        """The step's plain name."""
        template = process.step(step.key) if process else None
        return template.name_en if template and self.language == ENGLISH else step.name

    def told(self, view: CaseView, step: StepState) -> tuple[str, bool]:
        """What to say of the step's last report as a whole sentence, and whether the glossary knows its code."""
        if self.glossary is None:
            text, known = NEUTRAL[step.status].words(self.language), step.code is None
        else:
            told = self.glossary.tell(view.process, step.key, step.code, step.status, self.language)
            text, known = told.text, told.known
        return f"{text[:1].upper()}{text[1:]}.", known

    def look(self, look: StepLook) -> str:
        return _(LOOKS[look])

    def address(self, customer: Customer) -> str:
        """How to address the customer; an unknown honorific is said to be open, never guessed."""
        person = customer.kind in {CustomerKind.PERSON, CustomerKind.INTERNAL}
        name = customer.call_name or (customer.name.split(" ")[0] if person else "")
        honorific = customer.honorific.value if customer.honorific else "Bapak/Ibu"
        return f"{honorific} {name}".strip()

    def step_times(self, step: TrackStep) -> str:
        """The one time that matters of a step: when it was done, or when it is expected."""
        state = step.state
        if state.is_over:
            return _("done {time}").format(time=self.moment(state.done_at)) if state.done_at else self.look(step.look)
        return self.moment(state.estimate_at) if state.estimate_at else _("no estimate yet")

    def step_spoken(self, view: CaseView, step: TrackStep) -> str:
        """Everything about a step in one line, for a screen reader and the tooltip."""
        state = step.state
        parts = [f"{self.step_name(view.process, state)}: {self.look(step.look)}", self.unit(state.unit)]
        if not state.is_over and state.estimate_at is not None:
            parts.append(_("estimate {time}").format(time=self.moment(state.estimate_at)))
        if step.slipped_from is not None:
            parts.append(_("first said {time}").format(time=self.moment(step.slipped_from)))
        if state.cost is not None:
            parts.append(_("cost {amount}").format(amount=self.money(state.cost)))
        if state.reported_at is not None:
            parts.append(self.as_of(state.reported_at))
        if step.news:
            parts.append(_("new"))
        return ", ".join(part for part in parts if part)
