"""Why a sentence is offered, in one line."""

from __future__ import annotations

from ui.words import _


def why_words(why: str, situation: str) -> str:
    """The reason that the library gives, which is Indonesian in every language of the screen, and the situation."""
    reason = _("Why (in Indonesian): {why}").format(why=why)
    if not situation:
        return reason
    return f"{reason} · {_('Situation: {name}').format(name=situation)}"
