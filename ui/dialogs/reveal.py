"""Why a masked value is to be shown: the reason goes into the log with who and when."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.errors import ErrorCode, LoketError
from ui.dialogs.form import FormDialog
from ui.presenters.labels import FIELDS
from ui.theme import Theme
from ui.widgets.segments import Segment, SegmentBar
from ui.widgets.style import label
from ui.words import _, mark

_REASONS = (mark("Verifying identity"), mark("Customer asked"), mark("Contact or delivery"))


class RevealDialog(FormDialog):
    """Three usual reasons, or one's own words."""

    given = Signal(str, str)
    """Field and reason."""

    def __init__(self, field: str, theme: Theme, parent: QWidget) -> None:
        name = _(FIELDS[field])
        super().__init__(theme, parent, _("Show in full: {field}").format(field=name), _("Show  Enter"))
        self.setObjectName("reveal_dialog")
        self._field = field
        told = label(self, "muted", wrap=True)
        told.setText(_("Your name, the time and the reason are logged. The value is masked again after 30 seconds."))
        self.body.addWidget(told)
        self.usual = SegmentBar(theme, self)
        self.usual.name(_("Usual reasons"))
        self.usual.offer(tuple(Segment(_(reason)) for reason in _REASONS), -1)
        self.usual.chosen.connect(self._choose)
        self.body.addWidget(self.usual)
        self.reason = QLineEdit(self)
        self.reason.setObjectName("reveal_reason")
        self.field(_("Reason"), self.reason)
        self.confirm.clicked.connect(self._confirm)
        self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _choose(self, at: int) -> None:
        self.usual.offer(tuple(Segment(_(reason)) for reason in _REASONS), at)
        self.reason.setText(_(_REASONS[at]))

    def _confirm(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.tell(LoketError(ErrorCode.REASON_REQUIRED, self._field), self.reason)
            return
        self.given.emit(self._field, reason)
        self.accept()
