"""A field for one value of a profile or case: a line to type in, or a list where only some values are allowed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.people import CustomerKind, Honorific
from ui.presenters.labels import CUSTOMER_KINDS
from ui.theme import Theme
from ui.widgets.choice import Choice
from ui.words import _

ValueField = QLineEdit | Choice


def allowed_values(name: str, processes: Mapping[str, str]) -> dict[str, str]:
    """Values with their names where a field takes no other; empty for free text."""
    match name:
        case "kind":
            return {kind.value: _(CUSTOMER_KINDS[kind]) for kind in CustomerKind}
        case "honorific":
            return {"": _("(empty)"), **{one.value: one.value for one in Honorific}}
        case "process":
            return dict(processes)
        case _:
            return {}


def value_field(name: str, processes: Mapping[str, str], theme: Theme, parent: QWidget) -> ValueField:
    """An empty field that suits the value."""
    allowed = allowed_values(name, processes)
    if not allowed:
        return QLineEdit(parent)
    choice = Choice(theme, parent)
    for value, words in allowed.items():
        choice.addItem(words, value)
    return choice


def show_value(field: ValueField, value: str | None) -> None:
    """Put a value in; one that is not among the allowed ones leaves the list open."""
    if isinstance(field, QLineEdit):
        field.setText(value or "")
    else:
        field.setCurrentIndex(field.findData(value or ""))


def value_of(field: ValueField) -> str | None:
    """The value as typed or chosen; None where it is empty."""
    text = field.text() if isinstance(field, QLineEdit) else str(field.currentData() or "")
    return text.strip() or None
