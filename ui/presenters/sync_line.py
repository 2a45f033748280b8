"""How the line to the shared database stands, as a person would tell it: since when, why, and what to do now."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import ErrorCode
from app.messages import sync_detail
from ui.core import SyncStatus
from ui.presenters.voice import Voice
from ui.words import _, mark, ngettext

CLOCK_LIMIT_SECONDS = 300
"""A clock that is off by more is told: the shared database corrects times beyond it."""

_UNREACHABLE = mark(
    "This device does not reach the shared database. Check the network cable or Wi-Fi; if the other computers here"
    " are offline too, call the network team. Loket keeps trying by itself."
)
"""At the counter there is a cable to look at; the usual sentence only says that there is no line."""

_TOLD_ELSEWHERE = frozenset({None, "clock"})


@dataclass(frozen=True, slots=True)
class LineWords:
    """`head` is the one sentence; `why` and `keeps` are empty where there is nothing to explain."""

    tone: str
    head: str
    why: str = ""
    keeps: str = ""

    @property
    def spoken(self) -> str:
        return " ".join(part for part in (self.head, self.why, self.keeps) if part)


def why_words(detail: str | None) -> str:
    """Why there is no line, and what to do now."""
    code = detail or ErrorCode.UNREACHABLE.value
    return _(_UNREACHABLE) if code == ErrorCode.UNREACHABLE.value else sync_detail(code, _)


def line_words(status: SyncStatus, voice: Voice) -> LineWords:
    """The state of the line for the top of the sync centre."""
    if status.online:
        why = "" if status.detail in _TOLD_ELSEWHERE else sync_detail(status.detail, _)
        if not status.outbox:
            return LineWords("ok", _("Connected. Everything done here has been sent."), why)
        words = ngettext(
            "Connected. {count} change is on its way.", "Connected. {count} changes are on their way.", status.outbox
        )
        return LineWords("ok", words.format(count=voice.formats.number(status.outbox)), why)
    if status.offline_since is None:
        return LineWords("info", _("Connecting to the shared database…"))
    return LineWords(
        "warn",
        _("No connection since {time}.").format(time=voice.near(status.offline_since)),
        why_words(status.detail),
        _("You can go on working: everything is kept on this device and sent by itself once the line is back."),
    )


def last_words(status: SyncStatus, voice: Voice) -> str:
    """When the last exchange went through."""
    if status.last_sync_at is None:
        return _("Never synced")
    return _("Last sync {time}").format(time=voice.near(status.last_sync_at))


def clock_words(skew_seconds: float, voice: Voice) -> str:
    """A warning where this device's clock is off by more than the shared database lets pass; else empty."""
    if abs(skew_seconds) <= CLOCK_LIMIT_SECONDS:
        return ""
    minutes = round(abs(skew_seconds) / 60)
    words = (
        ngettext(
            "The clock of this device is {count} minute ahead.",
            "The clock of this device is {count} minutes ahead.",
            minutes,
        )
        if skew_seconds > 0
        else ngettext(
            "The clock of this device is {count} minute behind.",
            "The clock of this device is {count} minutes behind.",
            minutes,
        )
    )
    advice = _("Set it right in the system's settings. What you do is taken all the same, with its time corrected.")
    return f"{words.format(count=voice.formats.number(minutes))} {advice}"
