"""What a session that was opened without a network may not do, and since when it is so, in words."""

from __future__ import annotations

from app.domain.people import Session
from ui.presenters.voice import Voice
from ui.words import _


def network_reason() -> str:
    """Why something is off in a session without a network."""
    return _("This needs a session with a network. Once the line is back, log out and log in again.")


def session_limits(session: Session, voice: Voice) -> str:
    """Until when such a session lasts and what is left out, for the header."""
    return _(
        "You logged in without a network; this session lasts until {time}. Masked values stay masked, and nothing can"
        " be imported. Once the line is back, log out and log in again."
    ).format(time=voice.near(session.expires_at))
