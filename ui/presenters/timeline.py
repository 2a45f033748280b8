"""One timeline of a customer: past interactions and what happened in the cases, keyed by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.facts import FactKind
from app.domain.interactions import Interaction
from app.domain.processes import StepStatus
from app.services.views import CaseView, CustomerRecord, TimelineEntry
from ui.presenters.labels import CHANNELS, CONTACT_KINDS, FIELDS, MOODS, OUTCOMES_SHORT
from ui.presenters.voice import Voice
from ui.viewmodels.track import StepLook
from ui.words import _, mark


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One painted line. A heading has only `text`; `waiting` rows are not sent yet."""

    id: str
    text: str
    detail: str = ""
    clock: str = ""
    actor: str = ""
    icon: str = ""
    tone: str = "muted"
    case_id: str | None = None
    heading: bool = False
    waiting: bool = False

    @property
    def spoken(self) -> str:
        """The line for a screen reader."""
        return ", ".join(part for part in (self.clock, self.text, self.detail, self.actor) if part)


@dataclass(frozen=True, slots=True)
class _Dated:
    at: datetime
    row: TimelineRow


def timeline_rows(record: CustomerRecord, voice: Voice) -> tuple[TimelineRow, ...]:
    """Newest first, with a heading above each day."""
    views = {view.case.id: view for view in record.cases}
    dated = [_interaction(one, views, voice) for one in record.interactions]
    dated += [_opened(view, voice) for view in record.cases]
    dated += [made for entry in record.timeline if (made := _entry(entry, views, voice)) is not None]
    rows: list[TimelineRow] = []
    day = None
    for one in sorted(dated, key=lambda item: (item.at, item.row.id), reverse=True):
        local = one.at.astimezone(ZoneInfo(voice.zone)).date()
        if local != day:
            day = local
            rows.append(TimelineRow(f"day:{local}", voice.day_heading(one.at), heading=True))
        rows.append(one.row)
    return tuple(rows)


def _interaction(one: Interaction, views: Mapping[str, CaseView], voice: Voice) -> _Dated:
    kind = _(CONTACT_KINDS[one.contact_kind])
    text = _("{channel}: {kind}").format(channel=_(CHANNELS[one.channel]), kind=kind.lower())
    moods = [_(MOODS[mood]).lower() for mood in (one.mood_before, one.mood_after) if mood is not None]
    parts = [" → ".join(dict.fromkeys(moods))]
    if one.outcome is not None:
        parts.append(_(OUTCOMES_SHORT[one.outcome.kind]).lower())
        parts.append(one.outcome.summary or one.outcome.alternative or one.outcome.handed_to or "")
    else:
        parts.append(_("not closed yet"))
    view = views.get(one.case_id or "")
    parts.append(view.case.title if view else "")
    tone = "accent" if one.outcome else "warn"
    detail = " · ".join(part for part in parts if part)
    icon = {"counter": "user", "phone": "phone", "chat": "message-circle"}[one.channel.value]
    row = TimelineRow(one.id, text, detail, _clock(voice, one.started_at), one.staff, icon, tone, one.case_id)
    return _Dated(one.started_at, row)


def _opened(view: CaseView, voice: Voice) -> _Dated:
    case = view.case
    text = _("Opened {number}").format(number=case.number)
    clock = _clock(voice, case.opened_at)
    row = TimelineRow(f"opened:{case.id}", text, case.title, clock, case.opened_by, "file-text", "text", case.id)
    return _Dated(case.opened_at, row)


def _entry(entry: TimelineEntry, views: Mapping[str, CaseView], voice: Voice) -> _Dated | None:
    view = views.get(entry.case_id or "")
    told = _report(entry, view, voice) if entry.kind == FactKind.CASE_REPORT else _other(entry, voice)
    if told is None:
        return None
    text, detail, icon, tone = told
    row = TimelineRow(
        id=entry.id,
        text=text,
        detail=detail,
        clock=_clock(voice, entry.at),
        actor=entry.actor,
        icon=icon,
        tone=tone,
        case_id=entry.case_id,
        waiting=entry.waiting,
    )
    return _Dated(entry.at, row)


_Told = tuple[str, str, str, str]


def _report(entry: TimelineEntry, view: CaseView | None, voice: Voice) -> _Told | None:
    step = view.state.step(entry.step_key or "") if view else None
    if view is None or step is None:
        return None
    try:
        status = StepStatus(str(entry.body.get("status")))
    except ValueError:
        return None
    text = f"{voice.step_name(view.process, step)}: {voice.look(StepLook(status.value)).lower()}"
    parts = [_time_part(entry.body, "estimate_at", _("estimate {time}"), voice)]
    cost = entry.body.get("cost")
    if cost is not None:
        parts.append(voice.money(int(cost)))
    tone, icon = _REPORT_LOOKS[status]
    return text, " · ".join([part for part in parts if part] or [view.case.title]), icon, tone


_REPORT_LOOKS = {
    StepStatus.WAITING: ("muted", "clock"),
    StepStatus.IN_PROGRESS: ("accent", "wrench"),
    StepStatus.ON_HOLD: ("warn", "clock"),
    StepStatus.DONE: ("ok", "check"),
    StepStatus.FAILED: ("danger", "x"),
}


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind of fact is told: a msgid that may name `{text}` or `{unit}`, and the key of its detail."""

    words: str
    icon: str
    tone: str
    detail: str = "reason"


_KINDS = {
    FactKind.PROMISE_MADE: _Kind(mark("Promise: {text}"), "handshake", "info", "due_at"),
    FactKind.PROMISE_MOVED: _Kind(mark("Promise replaced by a new one"), "history", "muted"),
    FactKind.PROMISE_KEPT: _Kind(mark("Promise kept"), "circle-check", "ok"),
    FactKind.PROMISE_WITHDRAWN: _Kind(mark("Promise withdrawn"), "x", "muted"),
    FactKind.QUESTION_ASKED: _Kind(mark("Asked {unit}"), "send", "info", "text"),
    FactKind.QUESTION_ANSWERED: _Kind(mark("Answer from the back office"), "message-circle", "info", "text"),
    FactKind.CASE_WAITING_CUSTOMER: _Kind(mark("Waiting for the customer"), "user", "warn"),
    FactKind.CASE_RESOLVED: _Kind(mark("Case resolved"), "circle-check", "ok"),
    FactKind.CASE_REJECTED: _Kind(mark("Case rejected"), "x", "danger"),
    FactKind.CASE_REOPENED: _Kind(mark("Case reopened"), "refresh-cw", "warn"),
    FactKind.CUSTOMER_REVEALED: _Kind(mark("{field} shown in full"), "eye", "muted"),
    FactKind.CUSTOMER_IDENTIFIED: _Kind(mark("Walk-in linked to this customer"), "user", "muted"),
}


def _other(entry: TimelineEntry, voice: Voice) -> _Told | None:
    kind = next((told for known, told in _KINDS.items() if known == entry.kind), None)
    if kind is None:
        return None
    body = entry.body
    text = _(kind.words).format(
        text=body.get("text") or "",
        unit=voice.unit(str(body.get("to_unit") or "")),
        field=_(FIELDS.get(str(body.get("field")), "")),
    )
    if kind.detail == "due_at":
        detail = _time_part(body, "due_at", _("by {time}"), voice)
    else:
        detail = str(body.get(kind.detail) or entry.case_number or "")
    return text, detail, kind.icon, kind.tone


def _time_part(body: Mapping[str, Any], key: str, words: str, voice: Voice) -> str:
    value = body.get(key)
    return words.format(time=voice.moment(datetime.fromisoformat(str(value)))) if value else ""


def _clock(voice: Voice, at: datetime) -> str:
    return voice.formats.clock(at, voice.zone)
