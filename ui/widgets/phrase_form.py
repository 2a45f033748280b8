"""The fields of a phrase, each with its faults below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.domain.phrases import AudienceKind
from app.phrasing.phrase import FLAGS as KNOWN_FLAGS
from app.phrasing.phrase import SLOTS as KNOWN_SLOTS
from ui.presenters.labels import CHANNELS, CONTACT_KINDS, MOODS, STAGES
from ui.presenters.phrase_words import (
    AUDIENCES,
    FIELDS,
    LANGUAGES,
    REGISTERS,
    STATES,
    known_word,
)
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.phrase_draft import Draft
from ui.widgets.choice import Choice
from ui.widgets.pane import Pane
from ui.widgets.phrase_picks import Chooser, Option, PickBar, PickField
from ui.widgets.phrase_slots import SlotEdit
from ui.widgets.style import column, label, row
from ui.words import _

_CHOICES = ("audience", "stage", "register", "language")
_BARS = ("moods", "channels", "kinds", "does")
_PICKS = ("situations", "when", "needs", "unless")
_FLAGS = ("apology", "acknowledges", "tells")
_LINES = ("why", "quotes", "effective", "retired")
_WORDS: Mapping[str, Mapping[Any, str]] = {
    "stage": STAGES,
    "register": REGISTERS,
    "language": LANGUAGES,
    "moods": MOODS,
    "channels": CHANNELS,
    "kinds": CONTACT_KINDS,
    "when": STATES,
    "does": {name: FIELDS[name] for name in _FLAGS},
}


class FaultLine(QLabel):
    """What is wrong with one field; hidden where nothing is."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFont(theme.font(-1))
        self.setVisible(False)
        theme.changed.connect(self._recolour)
        self._recolour()

    def show_faults(self, faults: tuple[str, ...]) -> None:
        self.setText("\n".join(f"✕ {fault}" for fault in faults))
        self.setVisible(bool(faults))

    def _recolour(self) -> None:
        palette = self.palette()
        palette.setColor(self.foregroundRole(), self._theme.colour("danger"))
        self.setPalette(palette)


class PhraseForm(QScrollArea):
    """Tells `edited` with the whole draft at each change; it never changes what it was not asked to."""

    edited = Signal(object)

    def __init__(self, theme: Theme, choose: Chooser, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._draft: Draft | None = None
        self._situations: Mapping[str, str] = {}
        self._audiences: tuple[AudienceKind, ...] = ()
        self._showing = False
        self.setObjectName("phrase_form")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = Pane(self)
        self._titles: dict[str, QLabel] = {}
        self.faults: dict[str, FaultLine] = {}
        self.text, self.variants = SlotEdit(theme, choose, inner, 3), SlotEdit(theme, choose, inner, 2)
        self.lines = {name: QLineEdit(inner) for name in _LINES}
        self.bars = {name: PickBar(theme, inner) for name in _BARS}
        self.picks = {name: PickField(theme, choose, inner) for name in _PICKS}
        self.choices = {name: Choice(theme, inner) for name in _CHOICES}
        self.fields: dict[str, QWidget] = {"text": self.text, "variants": self.variants}
        for some in (self.lines, self.bars, self.picks, self.choices):
            self.fields.update(some)
        for name, field in self.fields.items():
            field.setObjectName(f"phrase_{name}")
        self._build(inner)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    # ---------------------------------------------------------------- showing

    def show_draft(self, draft: Draft, situations: Mapping[str, str], audiences: tuple[AudienceKind, ...]) -> None:
        """Fill every field."""
        self._situations, self._audiences = situations, audiences
        self._draft = draft
        self._showing = True
        self.retranslate()
        self.text.show_text(draft.text)
        self.variants.show_text("\n".join(draft.variants))
        for name in _LINES:
            self.lines[name].setText(str(getattr(draft, name)))
        self._name_slots()
        self._showing = False

    def show_faults(self, faults: Mapping[str, tuple[str, ...]]) -> None:
        """Each at its field."""
        for name, line in self.faults.items():
            keys = _FLAGS if name == "does" else (name,)
            found = tuple(fault for key in keys for fault in faults.get(key, ()))
            line.show_faults(found)
            if not isinstance(self.fields[name], PickBar):
                self.fields[name].setAccessibleDescription(" ".join(found))

    def holds(self, name: str) -> bool:
        """Whether there is a field for this key of an entry."""
        return name in self.faults or name in _FLAGS

    def focus_field(self, name: str) -> None:
        """Put the focus where something is to be put right."""
        name = "does" if name in _FLAGS else name
        field = self.fields.get(name)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(self.faults[name])
            self.ensureWidgetVisible(field)

    def retranslate(self) -> None:
        """Say every name and option again."""
        draft = self._draft
        self._showing = True
        for name, title in self._titles.items():
            title.setText(_(FIELDS[name]))
        for name in ("text", "variants", *_LINES, *_CHOICES):
            self.fields[name].setAccessibleName(_(FIELDS[name]))
        for name in _BARS:
            self.bars[name].name(_(FIELDS[name]))
        for name in _PICKS:
            self.picks[name].name(_(FIELDS[name]), _("None") if name in {"needs", "unless"} else _("Any"))
        self._slot_hint.setText(_("{ or Ctrl+Space inserts a slot. Names, dates and amounts always come from slots."))
        self.variants.setPlaceholderText(_("The same in other words, one a line"))
        for name in ("effective", "retired"):
            self.lines[name].setPlaceholderText(_("day-month-year, such as 1-12-2026"))
        self.lines["why"].setPlaceholderText(_("One line, for the agent"))
        self.lines["quotes"].setPlaceholderText(_("For example: SOP complaints, section 4"))
        self._name_slots()
        if draft is not None:
            self._offer(draft)
        self._showing = False

    def _offer(self, draft: Draft) -> None:
        for name in _CHOICES:
            self._fill(name, str(getattr(draft, name)))
        for name in _BARS:
            chosen = _flags_of(draft) if name == "does" else getattr(draft, name)
            self.bars[name].offer(self._options(name), chosen)
        for name in _PICKS:
            self.picks[name].offer(self._options(name), getattr(draft, name))
        self.choices["audience"].setEnabled(draft.phrase_id is None and len(self._audiences) > 1)

    def _options(self, name: str) -> tuple[Option, ...]:
        if name == "audience":
            return tuple((kind.value, _(AUDIENCES[kind])) for kind in self._audiences)
        if name == "situations":
            return tuple(sorted(self._situations.items(), key=lambda each: each[1]))
        if name in {"needs", "unless"}:
            return tuple((one, known_word(one)) for one in sorted(KNOWN_SLOTS | KNOWN_FLAGS, key=known_word))
        return tuple((str(value), _(words)) for value, words in _WORDS[name].items())

    def _fill(self, name: str, value: str) -> None:
        choice = self.choices[name]
        blocked = choice.blockSignals(True)
        choice.clear()
        for option, words in self._options(name):
            choice.addItem(words, option)
        choice.setCurrentIndex(choice.findData(value))
        choice.blockSignals(blocked)

    def _name_slots(self) -> None:
        names = " · ".join(known_word(name) for name in self.text.slots)
        self._slots.setText(_("Slots: {names}").format(names=names) if names else "")
        self._slots.setVisible(bool(names))

    # ---------------------------------------------------------------- reading

    def _edited(self) -> None:
        if self._showing or self._draft is None:
            return
        self._name_slots()
        variants = tuple(line.strip() for line in self.variants.toPlainText().splitlines() if line.strip())
        values: dict[str, object] = {"text": self.text.toPlainText(), "variants": variants}
        values |= {name: self.lines[name].text() for name in _LINES}
        values |= {name: name in self.bars["does"].chosen for name in _FLAGS}
        values |= {name: self.bars[name].chosen for name in _BARS if name != "does"}
        values |= {name: self.picks[name].chosen for name in _PICKS}
        values |= {name: self.choices[name].currentData() for name in ("stage", "register", "language")}
        values["audience"] = AudienceKind(self.choices["audience"].currentData())
        self._draft = replace(self._draft, **values)  # type: ignore[arg-type]
        self.edited.emit(self._draft)

    # ---------------------------------------------------------------- building

    def _build(self, inner: QWidget) -> None:
        layout = column(inner, 0, Space.TIGHT)
        layout.setContentsMargins(Space.LARGE, Space.SMALL, Space.LARGE, Space.LARGE)
        self._slots, self._slot_hint = label(inner, "accent", wrap=True), label(inner, "muted", wrap=True)
        for told in (self._slots, self._slot_hint):
            told.setFont(self._theme.font(-1))
        self._add(layout, inner, "text")
        layout.insertWidget(layout.count() - 1, self._slots)
        layout.insertWidget(layout.count() - 1, self._slot_hint)
        self._pair(layout, inner, ("stage", "situations"))
        self._pair(layout, inner, ("when", "register"))
        for name in _BARS:
            self._add(layout, inner, name)
        self._add(layout, inner, "why")
        self._add(layout, inner, "variants")
        self._pair(layout, inner, ("needs", "unless"))
        self._pair(layout, inner, ("effective", "retired"))
        self._add(layout, inner, "quotes")
        self._pair(layout, inner, ("audience", "language"))
        layout.addStretch(1)
        self._connect()

    def _pair(self, layout: QVBoxLayout, inner: QWidget, names: tuple[str, str]) -> None:
        both = row(gap=Space.MEDIUM)
        for name in names:
            half = column(gap=Space.TIGHT)
            self._add(half, inner, name)
            half.addStretch(1)
            both.addLayout(half, 1)
        layout.addLayout(both)

    def _add(self, layout: QVBoxLayout, inner: QWidget, name: str) -> None:
        field = self.fields[name]
        title = label(inner, "section")
        title.setBuddy(field)
        fault = FaultLine(self._theme, inner)
        self._titles[name], self.faults[name] = title, fault
        for widget in (title, field, fault):
            layout.addWidget(widget)

    def _connect(self) -> None:
        for box in (self.text, self.variants):
            box.typed.connect(self._edited)
        for name in _LINES:
            self.lines[name].textChanged.connect(self._edited)
        for name in _BARS:
            self.bars[name].picked.connect(self._edited)
        for name in _PICKS:
            self.picks[name].picked.connect(self._edited)
        for name in _CHOICES:
            self.choices[name].currentIndexChanged.connect(self._edited)


def _flags_of(draft: Draft) -> tuple[str, ...]:
    return tuple(name for name in _FLAGS if getattr(draft, name))
