"""A customer who is not known here yet: the name is enough to begin with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.domain.errors import LoketError
from app.domain.people import Customer, Honorific
from ui.dialogs.form import FormDialog
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.casework import CaseworkViewModel
from ui.widgets.segments import Segment, SegmentBar
from ui.widgets.style import label
from ui.words import _, mark

_HONORIFICS = tuple(Honorific)
_LINES = (
    ("name", mark("Name")),
    ("call_name", mark("Call name")),
    ("phone", mark("Phone")),
    ("nik", mark("ID number")),
    ("email", mark("E-mail")),
    ("customer_number", mark("Customer number")),
    ("address", mark("Home address")),
    ("city", mark("City")),
)
_COLUMNS = 2
_ROWS = 3
"""Name, field and room for a message."""


class NewCustomerDialog(FormDialog):
    """The honorific is asked, never guessed from a name."""

    def __init__(self, model: CaseworkViewModel, typed: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, _("New customer"), _("Add  Enter"))
        self.setObjectName("new_customer_dialog")
        self._model = model
        self._honorific: Honorific | None = None
        self._grid = grid = QGridLayout()
        grid.setHorizontalSpacing(Space.LARGE)
        grid.setVerticalSpacing(Space.TIGHT)
        self.lines = {name: QLineEdit(self) for name, _title in _LINES}
        for at, (name, title) in enumerate(_LINES):
            top, left = at // _COLUMNS * _ROWS, at % _COLUMNS
            words = label(self, "section")
            words.setText(_(title))
            words.setBuddy(self.lines[name])
            self.lines[name].setObjectName(f"new_{name}")
            self.lines[name].setAccessibleName(_(title))
            grid.addWidget(words, top, left)
            grid.addWidget(self.lines[name], top + 1, left)
        self.honorifics = SegmentBar(theme, self, clears=True)
        self.honorifics.setObjectName("new_honorific")
        self.honorifics.name(_("How to address"))
        self.honorifics.chosen.connect(self._choose)
        self._choose(-1)
        self.body.addLayout(grid)
        self.field(_("How to address"), self.honorifics)
        self._begin_with(typed)
        self.confirm.clicked.connect(self._confirm)
        model.customer_added.connect(self._added)
        model.refused.connect(self._not_added)
        self.lines["name"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _begin_with(self, typed: str) -> None:
        """What was searched for is a number or a name."""
        digits = sum(char.isdigit() for char in typed)
        self.lines["phone" if digits > len(typed) / 2 else "name"].setText(typed)

    def _choose(self, at: int) -> None:
        self._honorific = _HONORIFICS[at] if at >= 0 else None
        self.honorifics.offer(tuple(Segment(one.value) for one in _HONORIFICS), at)

    def _confirm(self) -> None:
        doc: dict[str, str | None] = {name: line.text().strip() or None for name, line in self.lines.items()}
        doc["honorific"] = self._honorific.value if self._honorific else None
        self.tell(None)
        self.confirm.setEnabled(False)
        self._model.add_customer(doc)

    def _not_added(self, error: Exception) -> None:
        field = error.field if isinstance(error, LoketError) else None
        if field is not None and field in self.lines:
            below = list(self.lines).index(field) // _COLUMNS * _ROWS + _ROWS - 1
            self._grid.addWidget(self.message, below, 0, 1, _COLUMNS)
            self.lines[field].setFocus(Qt.FocusReason.OtherFocusReason)
            self.lines[field].selectAll()
        self.refused(error)

    def _added(self, _customer: Customer) -> None:
        self.accept()
