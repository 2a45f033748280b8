"""The base of the short forms: a heading, fields, one message, and two keys: Enter does it, Esc leaves."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QFont, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDateTimeEdit, QDialog, QLabel, QPushButton, QWidget

from ui.messages import words_for
from ui.theme import Theme
from ui.tokens import Space
from ui.widgets.callout import Callout
from ui.widgets.choice import paint_sign
from ui.widgets.style import column, label, row
from ui.widgets.text_line import TextLine
from ui.words import _

WIDTH = 460


class FormDialog(QDialog):
    """Window-modal, thrown away when closed. Subclasses fill `body` and connect `confirm`."""

    def __init__(self, theme: Theme, parent: QWidget, title: str, confirm: str) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        # the window's title may be read over a shoulder or by a screen share: it names the form, never a person
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        self._outer = outer = column(self, Space.WIDE, Space.MEDIUM)
        self._heading = TextLine(theme, self, step=3, weight=QFont.Weight.DemiBold)
        self._heading.show_text(title)
        outer.addWidget(self._heading)
        self.body = column(gap=Space.SMALL)
        outer.addLayout(self.body)
        self.message = Callout(theme, self)
        self.message.setObjectName("form_message")
        outer.addWidget(self.message)
        foot = row(gap=Space.MEDIUM)
        foot.addStretch(1)
        self.cancel = QPushButton(_("Cancel  Esc"), self)
        self.cancel.setProperty("kind", "ghost")
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.confirm = QPushButton(confirm, self)
        self.confirm.setObjectName("confirm")
        self.confirm.setProperty("kind", "primary")
        self.confirm.setDefault(True)
        foot.addWidget(self.cancel)
        foot.addWidget(self.confirm)
        outer.addSpacing(Space.TIGHT)
        outer.addLayout(foot)

    def field(self, name: str, widget: QWidget, *, hint: str = "") -> QLabel:
        """Put a field with its name above it."""
        title = label(self, "section")
        title.setText(name)
        title.setBuddy(widget)
        widget.setAccessibleName(name)
        if isinstance(widget, QAbstractSpinBox):
            # the part that takes the focus is a line inside
            widget.lineEdit().setAccessibleName(name)
        if hint:
            widget.setAccessibleDescription(hint)
        self.body.addWidget(title)
        self.body.addWidget(widget)
        return title

    def tell(self, error: Exception | None, at: QWidget | None = None) -> None:
        """Show why it did not work, below the field it is `at` and with the focus there; None takes it back."""
        if at is not None and self.body.indexOf(at) >= 0:
            self.body.removeWidget(self.message)
            self.body.insertWidget(self.body.indexOf(at) + 1, self.message)
        if at is not None and error is not None:
            at.setFocus(Qt.FocusReason.OtherFocusReason)
        self.message.show_text(words_for(error) if error else "", "danger")
        self.fit()

    def fit(self) -> None:
        """Take the height that the fields and messages of now need."""
        # labels that wrap know their height only for the width they have: the layout must run before it is asked
        self._outer.activate()
        self.resize(
            self.width(), self.heightForWidth(self.width()) if self.hasHeightForWidth() else self.sizeHint().height()
        )

    def refused(self, error: Exception) -> None:
        """Show an error that came back from a command."""
        self.tell(error)
        self.confirm.setEnabled(True)


class MomentEdit(QDateTimeEdit):
    """A day and time of the branch's clock, to the minute; hands over aware instants."""

    def __init__(self, zone: str, language: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self.update)
        self._zone = ZoneInfo(zone)
        self._given: datetime | None = None
        english = language == "en"
        country = QLocale(QLocale.Language.English if english else QLocale.Language.Indonesian)
        self.setLocale(country)
        self.setDisplayFormat("ddd, d MMM yyyy  HH:mm" if english else "ddd, d MMM yyyy  HH.mm")
        self.setButtonSymbols(QDateTimeEdit.ButtonSymbols.NoButtons)
        self.setCurrentSection(QDateTimeEdit.Section.HourSection)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_text()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_text()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_sign(self, self._theme, "calendar-clock")

    def _place_text(self) -> None:
        """Under a style sheet Qt leaves one pixel to the text of a field without buttons."""
        self.lineEdit().setGeometry(self.rect().adjusted(Space.MEDIUM, Space.HAIR, -Space.HUGE, -Space.HAIR))

    @property
    def moment(self) -> datetime:
        """The chosen instant; the one that was given as long as its minute is the one shown."""
        if self._given is not None and self.dateTime() == self._shown(self._given):
            return self._given
        at = self.dateTime()
        day, time = at.date(), at.time()
        return datetime(day.year(), day.month(), day.day(), time.hour(), time.minute(), tzinfo=self._zone)

    def show_moment(self, at: datetime) -> None:
        """Show an instant without telling that it was chosen."""
        self._given = at
        blocked = self.blockSignals(True)
        self.setDateTime(self._shown(at))
        self.blockSignals(blocked)

    def _shown(self, at: datetime) -> QDateTime:
        local = at.astimezone(self._zone)
        return QDateTime(local.year, local.month, local.day, local.hour, local.minute, 0)
