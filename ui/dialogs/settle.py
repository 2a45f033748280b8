"""A field that was changed here and elsewhere: both versions beside each other, settled by a person."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from app.domain.customers import SENSITIVE_FIELDS
from app.domain.errors import ErrorCode, LoketError
from app.services.views import ProfileConflict
from ui.dialogs.form import FormDialog
from ui.presenters.sync_rows import field_words, version_words
from ui.presenters.voice import Voice
from ui.theme import Theme
from ui.tokens import Space
from ui.viewmodels.record import REVEALED_FOR
from ui.viewmodels.sync_centre import SyncCentreViewModel
from ui.widgets.segments import Segment, SegmentBar
from ui.widgets.style import column, label, row
from ui.widgets.value_field import value_field, value_of
from ui.words import _, mark

WIDTH = 620
_CHOICES = (mark("Use mine"), mark("Use the shared one"), mark("Type another"))
_MINE, _SHARED, _THIRD = range(3)
_WITH_FIGURES = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ControlModifier


class Version(QFrame):
    """One version under its title, with who and when below."""

    def __init__(self, theme: Theme, title: str, about: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = title
        self._about = about
        self.setProperty("card", "true")
        inner = column(self, Space.LARGE, Space.TIGHT)
        named = label(self, "section")
        named.setText(title)
        self.value = label(self, wrap=True)
        self.value.setFont(theme.font(2, QFont.Weight.DemiBold))
        told: QLabel = label(self, "muted", wrap=True)
        told.setText(about)
        for widget in (named, self.value, told):
            inner.addWidget(widget)
        inner.addStretch(1)

    def show_value(self, value: str) -> None:
        """Show the version."""
        self.value.setText(value)
        self.setAccessibleName(f"{self._title}: {value}. {self._about}")


class SettleDialog(FormDialog):
    """1 to 3 choose, with Ctrl also while typing; Enter settles. Versions of sensitive fields are shown on asking."""

    def __init__(
        self,
        model: SyncCentreViewModel,
        conflict: ProfileConflict,
        theme: Theme,
        voice: Voice,
        parent: QWidget,
        *,
        reveal_reason: str = "",
    ) -> None:
        super().__init__(theme, parent, _("Two versions of one field"), _("Settle  Enter"))
        self.setObjectName("settle_dialog")
        self.setMinimumWidth(WIDTH)
        self._model = model
        self._conflict = conflict
        self._whole = conflict.field not in SENSITIVE_FIELDS
        self._mask = QTimer(self, singleShot=True, interval=int(REVEALED_FOR.total_seconds() * 1000))
        self._mask.timeout.connect(self._hide)
        self._build(voice, reveal_reason)
        self.choice.chosen.connect(self._choose)
        self.reveal.clicked.connect(self._ask_reveal)
        self.confirm.clicked.connect(self._confirm)
        model.done.connect(self._done)
        model.refused.connect(self.refused)
        model.revealed.connect(self._revealed)
        self._show_versions()
        self._choose(-1)
        self.choice.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self, voice: Voice, reveal_reason: str) -> None:
        conflict, theme = self._conflict, self._theme
        who = label(self, "heading", wrap=True)
        who.setText(f"{conflict.customer_name} · {field_words(conflict.field)}")
        told = label(self, "muted", wrap=True)
        told.setText(_("This field was changed here and elsewhere. Nothing was lost; choose which version holds."))
        typed = _("by {staff}, {time}").format(
            staff=conflict.staff_login or _("a colleague"), time=voice.near(conflict.at)
        )
        self.mine = Version(theme, _("Typed on this device"), typed, self)
        self.shared = Version(theme, _("Shared by all branches now"), _("changed elsewhere in the meantime"), self)
        self.seen = label(self, "muted", wrap=True)
        beside = row(gap=Space.MEDIUM)
        beside.addWidget(self.mine, 1)
        beside.addWidget(self.shared, 1)
        self.reveal = QPushButton(_("Show in &full…"), self)
        self.reveal.setIcon(theme.icon("eye", "muted"))
        self.reveal.setObjectName("settle_reveal")
        self.reveal.setAutoDefault(False)
        self.reveal.setVisible(not self._whole)
        self.reveal.setEnabled(not reveal_reason)
        self.reveal.setToolTip(reveal_reason)
        self.reveal.setAccessibleDescription(reveal_reason)
        self.choice = SegmentBar(theme, self)
        self.choice.setObjectName("settle_choice")
        self.choice.name(_("Which version holds"))
        self.third = value_field(conflict.field, {}, theme, self)
        self.third.setObjectName("settle_third")
        self.body.addWidget(who)
        self.body.addWidget(told)
        self.body.addLayout(beside)
        under = row(gap=Space.MEDIUM)
        under.addWidget(self.seen, 1)
        under.addWidget(self.reveal)
        self.body.addLayout(under)
        self.body.addWidget(self.choice)
        self._third_title = self.field(_("The right value"), self.third)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = event.key() - Qt.Key.Key_1.value
        if 0 <= at < len(_CHOICES) and not event.modifiers() & ~_WITH_FIGURES:
            self._choose(at)
            return
        super().keyPressEvent(event)

    def _show_versions(self) -> None:
        conflict = self._conflict
        self.mine.show_value(version_words(conflict.field, conflict.mine, whole=self._whole))
        self.shared.show_value(version_words(conflict.field, conflict.shared, whole=self._whole))
        seen = version_words(conflict.field, conflict.seen, whole=self._whole)
        self.seen.setText(_("Seen before it was changed: {value}").format(value=seen))

    def _choose(self, at: int) -> None:
        self._at = at
        if at != _THIRD:
            # a line that is hidden would hand the focus to the next button
            self.choice.setFocus(Qt.FocusReason.OtherFocusReason)
        self.choice.offer(tuple(Segment(f"{n + 1} {_(words)}") for n, words in enumerate(_CHOICES)), at)
        third = at == _THIRD
        self.third.setVisible(third)
        self._third_title.setVisible(third)
        self.tell(None)
        if third:
            self.third.setFocus(Qt.FocusReason.OtherFocusReason)

    def _confirm(self) -> None:
        if self._at < 0:
            self.message.show_text(_("Choose with 1, 2 or 3 first."), "danger")
            self.fit()
            self.choice.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        typed = value_of(self.third)
        if self._at == _THIRD and typed is None:
            self.tell(LoketError(ErrorCode.REQUIRED, self._conflict.field), self.third)
            return
        self.tell(None)
        self.confirm.setEnabled(False)
        values = {_MINE: self._conflict.mine, _SHARED: self._conflict.shared, _THIRD: typed}
        self._model.settle(self._conflict, values[self._at])

    def _ask_reveal(self) -> None:
        from ui.dialogs.reveal import RevealDialog

        dialog = RevealDialog(self._conflict.field, self._theme, self)
        dialog.given.connect(self._reveal)
        dialog.open()

    def _reveal(self, _field: str, reason: str) -> None:
        self._model.reveal(self._conflict, reason)

    def _revealed(self, op_id: str) -> None:
        if op_id == self._conflict.op_id:
            self._show_whole(True)
            self._mask.start()

    def _hide(self) -> None:
        self._show_whole(False)

    def _show_whole(self, whole: bool) -> None:
        self._whole = whole
        self._show_versions()
        self.reveal.setVisible(not whole)
        self.fit()

    def _done(self, _what: str) -> None:
        self.accept()
