"""Errors in words for the screen."""

from __future__ import annotations

from app.domain.errors import LoketError
from app.messages import sentence
from ui.words import _


def words_for(error: BaseException) -> str:
    """One sentence for any error; what is not a refusal is told neutrally, its details are in the log."""
    if isinstance(error, LoketError):
        return sentence(error, _)
    return _("Something went wrong in Loket itself. Your work is safe; the details are in the log.")
