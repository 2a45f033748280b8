"""Small things every screen needs when it builds widgets."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

LayoutT = TypeVar("LayoutT", bound=QBoxLayout)


def restyle(widget: QWidget) -> None:
    """Let the style sheet see a dynamic property that has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def column(parent: QWidget | None = None, margin: int = 0, gap: int = 0) -> QVBoxLayout:
    """A vertical layout with even margins."""
    return _even(QVBoxLayout(parent) if parent else QVBoxLayout(), margin, gap)


def row(parent: QWidget | None = None, margin: int = 0, gap: int = 0) -> QHBoxLayout:
    """A horizontal layout with even margins."""
    return _even(QHBoxLayout(parent) if parent else QHBoxLayout(), margin, gap)


def label(parent: QWidget, tone: str = "", *, wrap: bool = False) -> QLabel:
    """A plain-text label; `tone` is one that the style sheet knows."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if tone:
        made.setProperty("tone", tone)
    return made


def _even(layout: LayoutT, margin: int, gap: int) -> LayoutT:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    return layout
