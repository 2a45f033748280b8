"""Mending what was refused: the fields as they were typed, and the reason at the one that is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QWidget

from app.domain.customers import SENSITIVE_FIELDS
from app.domain.errors import LoketError
from app.services.views import RefusedGroup
from ui.dialogs.form import FormDialog
from ui.presenters.sync_rows import field_words, refusal, refused_about, subject, version_words
from ui.presenters.voice import ENGLISH, Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.sync_centre import SyncCentreViewModel
from ui.widgets.style import column, label
from ui.widgets.value_field import ValueField, show_value, value_field, value_of
from ui.words import _

_ROOM = 320
"""More fields than this scroll, so that the buttons stay in sight on a low screen."""


class MendDialog(FormDialog):
    """Enter sends, Esc leaves everything as it is. What a colleague typed into a sensitive field stays masked."""

    def __init__(
        self,
        model: SyncCentreViewModel,
        group: RefusedGroup,
        theme: Theme,
        voice: Voice,
        parent: QWidget,
        *,
        is_own: bool,
    ) -> None:
        super().__init__(theme, parent, _("Mend and send again"), _("Send  Enter"))
        self.setObjectName("mend_dialog")
        self._model = model
        self._group = group
        self._is_own = is_own
        self._language = voice.language
        self.lines: dict[str, ValueField] = {}
        told, about = label(self, "heading", wrap=True), label(self, "muted", wrap=True)
        told.setText(subject(group))
        about.setText(refused_about(group, voice))
        self.body.addWidget(told)
        self.body.addWidget(about)
        self._reason = refusal(group)
        self._area = self._fields()
        self.body.addWidget(self._area)
        self.confirm.clicked.connect(self._confirm)
        model.done.connect(self._done)
        model.refused.connect(self._not_mended)
        wrong = group.about if group.about in self.lines else None
        self._show_at(wrong, self._reason)
        (self.lines[wrong] if wrong else next(iter(self.lines.values()))).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fields(self) -> QScrollArea:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget(area)
        self._inner = column(inner, 0, Space.TIGHT)
        # room for the ring of the focus
        self._inner.setContentsMargins(Space.HAIR, 0, Space.MEDIUM, Space.HAIR)
        for name, value in self._group.fields.items():
            self._add(inner, name, value)
        self._inner.addStretch(1)
        area.setWidget(inner)
        # the area fills it with the colour of windows, which is not that of a form
        inner.setAutoFillBackground(False)
        return area

    def _add(self, parent: QWidget, name: str, value: str | None) -> None:
        processes = {one.key: one.name_en if self._language == ENGLISH else one.name for one in self._model.processes}
        title: QLabel = label(parent, "section")
        title.setText(field_words(name))
        line = value_field(name, processes, self._theme, parent)
        line.setObjectName(f"mend_{name}")
        line.setAccessibleName(field_words(name))
        title.setBuddy(line)
        if isinstance(line, QLineEdit) and self._is_masked(name):
            hint = _("{value}: leave empty to keep it").format(value=version_words(name, value, whole=False))
            line.setPlaceholderText(hint)
            line.setAccessibleDescription(hint)
        else:
            show_value(line, value)
        self._inner.addWidget(title)
        self._inner.addWidget(line)
        self.lines[name] = line

    def _is_masked(self, name: str) -> bool:
        return name in SENSITIVE_FIELDS and not self._is_own and bool(self._group.fields[name])

    def _values(self) -> dict[str, str | None]:
        """What was changed; a masked field that is left empty is left as it is."""
        typed = {name: value_of(line) for name, line in self.lines.items()}
        return {
            name: value
            for name, value in typed.items()
            if value != (self._group.fields[name] or None) and not (self._is_masked(name) and value is None)
        }

    def _confirm(self) -> None:
        values = self._values()
        if not values:
            self._show_at(self._wrong(), _("Nothing has been changed yet."))
            return
        self.message.show_text("")
        self.confirm.setEnabled(False)
        self._model.mend(self._group, values)

    def _wrong(self) -> str | None:
        return self._group.about if self._group.about in self.lines else None

    def _not_mended(self, error: Exception) -> None:
        field = error.field if isinstance(error, LoketError) and error.field in self.lines else None
        self.refused(error)
        self._show_at(field, self.message.text)
        if field is not None:
            self.lines[field].setFocus(Qt.FocusReason.OtherFocusReason)
            line = self.lines[field]
            if isinstance(line, QLineEdit):
                line.selectAll()

    def _show_at(self, field: str | None, text: str) -> None:
        """Put the message below a field, or above all of them where no field is to blame."""
        self.message.show_text(text, "danger")
        if field is None:
            self.body.insertWidget(self.body.indexOf(self._area), self.message)
        else:
            self._inner.insertWidget(self._inner.indexOf(self.lines[field]) + 1, self.message)
            self.lines[field].setAccessibleDescription(text)
        self._inner.activate()
        wide = self.width() - 2 * Space.WIDE
        self._area.setFixedHeight(min(_ROOM, self._inner.totalHeightForWidth(wide)))
        self.fit()
        if field is not None:
            self._inner.activate()
            self._area.ensureWidgetVisible(self.message)
            self._area.ensureWidgetVisible(self.lines[field])

    def _done(self, _what: str) -> None:
        self.accept()
