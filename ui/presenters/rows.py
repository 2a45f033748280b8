"""The two-line rows of the left pane."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.promises import PromiseState
from app.services.views import CustomerHit, InteractionLine, PromiseLine
from ui.presenters.labels import CHANNELS, MOODS, OUTCOMES_SHORT
from ui.presenters.voice import Voice
from ui.words import _, ngettext

_DOTS = re.compile("•{4,}")


@dataclass(frozen=True, slots=True)
class ListRow:
    """A strong first line with something at its right end, and a muted second line in `tone`."""

    head: str
    side: str
    line: str
    tone: str = "muted"
    side_tone: str = "muted"
    badge: bool = False

    @property
    def spoken(self) -> str:
        return ", ".join(part for part in (self.head, self.side, self.line) if part)


def short_mask(value: str) -> str:
    """A masked value with its dots drawn together: the length is nobody's business either."""
    return _DOTS.sub("••••", value)


def hit_row(hit: CustomerHit, voice: Voice) -> ListRow:
    """A search result: who, open cases, number, masked phone and city."""
    cases = hit.open_cases
    side = ngettext("{count} open", "{count} open", cases).format(count=voice.formats.number(cases)) if cases else ""
    line = " · ".join(part for part in (hit.customer_number, short_mask(hit.phone or ""), hit.city) if part)
    return ListRow(hit.name, side, line, side_tone="accent", badge=bool(cases))


def promise_row(line: PromiseLine, voice: Voice) -> ListRow:
    """A promise that needs an act: whose, what, and the estimate that broke it."""
    broken = line.state is PromiseState.BROKEN
    side = _("broken") if broken else _("at risk")
    if line.new_estimate_at is not None:
        times = voice.span(line.due_at, line.new_estimate_at)
    else:
        times = voice.near(line.due_at)
    return ListRow(line.customer_name, side, f"{times} · {line.text}", side_tone="danger", badge=True)


def interaction_row(line: InteractionLine, voice: Voice) -> ListRow:
    """One contact of today: when, who, and how it ended."""
    name = line.customer_name or _("Walk-in")
    moods = [_(MOODS[mood]).lower() for mood in (line.mood_before, line.mood_after) if mood is not None]
    outcome = _(OUTCOMES_SHORT[line.outcome]) if line.outcome else _("running")
    parts = (_(CHANNELS[line.channel]), " → ".join(dict.fromkeys(moods)), line.summary)
    clock = voice.formats.clock(line.started_at, voice.zone)
    return ListRow(
        head=f"{clock}  {name}",
        side=outcome,
        line=" · ".join(part for part in parts if part),
        side_tone="ok" if line.outcome else "warn",
    )
