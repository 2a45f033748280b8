"""Words on screen: `_()` asks the translator that is installed in the application."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "loket"
PLURAL = "loket:plural"
PARTICULAR = "loket:particular"


def _(message: str) -> str:
    """The message in the language of the screen."""
    return QCoreApplication.translate(CONTEXT, message)


def ngettext(one: str, many: str, count: int) -> str:
    """The message for `count` things; put the number in with `.format(count=...)`."""
    return QCoreApplication.translate(PLURAL, one, many, count)


def pgettext(context: str, message: str) -> str:
    """The message where one English word needs two translations."""
    return QCoreApplication.translate(PARTICULAR, message, context)


def mark(message: str) -> str:
    """The message unchanged: marks a constant for extraction; translate it with `_` where it is shown."""
    return message
