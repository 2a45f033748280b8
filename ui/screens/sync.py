"""The sync centre: how the line stands, what waits, what was refused, what conflicts, and the acts to settle it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from app.domain.facts import FactKind
from app.services.rights import may
from app.services.views import ProfileConflict, RefusedGroup, WaitingGroup
from ui.core import ShellCore
from ui.messages import words_for
from ui.notices import Level
from ui.page import Page, PageContext
from ui.presenters.limits import network_reason
from ui.presenters.sync_line import clock_words, last_words, line_words
from ui.presenters.sync_rows import (
    check_words,
    conflict_row,
    refusal,
    refused_about,
    refused_row,
    scope_words,
    waiting_row,
)
from ui.presenters.voice import Voice
from ui.tasks import Background
from ui.tokens import Space
from ui.viewmodels.sync_centre import Processes, Revealing, SyncCentre, SyncCentreViewModel, SyncCore
from ui.widgets.line_card import LineCard
from ui.widgets.settle_list import SettleList
from ui.widgets.style import column, label, row
from ui.words import _, mark, ngettext

_TOLD = {
    "resent": mark("It is being sent again."),
    "mended": mark("Mended; it is being sent again."),
    "withdrawn": mark("Withdrawn. The reason is in the log."),
    "settled": mark("Settled. The chosen version is being shared."),
}
_REASON_LINES = 2


class SyncShell(ShellCore, Protocol):
    """The core as the sync centre uses it."""

    @property
    def customers(self) -> Revealing: ...
    @property
    def cases(self) -> Processes: ...


def _tx_of(group: WaitingGroup | RefusedGroup) -> str:
    return group.tx_id


def _key_of(conflict: ProfileConflict) -> str:
    return f"{conflict.op_id}:{conflict.field}"


class SyncScreen(Page):
    """Three lists under one card; F6 walks through them, Esc goes back to the counter."""

    def __init__(self, context: PageContext[SyncShell], slow: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        core = context.core
        self.setObjectName("sync_centre")
        used = SyncCore(core.sync_desk, core.customers, core.cases)
        self.viewmodel = SyncCentreViewModel(used, core.sync.state, context.tasks, slow, self)
        self._entering = False
        self._voice = self._make_voice()
        self._build()
        self._connect()
        self.retranslate()

    # ---------------------------------------------------------------- page

    def enter(self) -> None:
        bind = self._context.actions.bind
        bind("next_pane", self._next_pane)
        bind("mend_refused", self.mend)
        bind("resend_refused", self._resend)
        bind("withdraw_refused", self.withdraw)
        bind("settle_conflict", self.settle)
        bind("check_data", self._check)
        self.viewmodel.show_status(self._context.core.sync.state)
        self._entering = self.viewmodel.centre.overview is None
        self.viewmodel.start()
        self._show(self.viewmodel.centre)
        self._focus_first()

    def leave(self) -> None:
        self.viewmodel.stop()

    def forget(self) -> Mapping[str, str]:
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        self.viewmodel.forget()
        return {}

    def resume(self, bookmark: Mapping[str, str]) -> None:
        self.viewmodel.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._context.actions.trigger("sync_centre")
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        if not self._context.language.has_formats:
            return
        self._voice = voice = self._make_voice()
        self._title.setText(_("Sync"))
        self.back.setText(_("&Back  Esc"))
        self.sync_now.setText(_("&Sync now  F5"))
        self.waiting.say(_("Waiting to be sent"), _("Nothing waits. Everything done here has been sent."))
        self.refused.say(_("Refused"), _("Nothing was refused. Good work."))
        self.conflicts.say(_("Conflicting changes"), _("No conflicts. Everybody sees the same."))
        self.mend_button.setText(_("&Mend…"))
        self.resend_button.setText(_("Send &again"))
        self.withdraw_button.setText(_("&Withdraw…"))
        self.settle_button.setText(_("Compare and se&ttle…"))
        self.waiting.speak(partial(waiting_row, voice=voice))
        self.refused.speak(partial(refused_row, voice=voice))
        self.conflicts.speak(partial(conflict_row, voice=voice))
        self._show(self.viewmodel.centre)

    # ---------------------------------------------------------------- commands

    def mend(self) -> None:
        """Correct the chosen refusal."""
        from ui.dialogs.mend import MendDialog

        group = self.refused.chosen
        if group is None or group.held or not group.fields:
            return
        context = self._context
        own = group.staff_login == context.session.staff_login
        MendDialog(self.viewmodel, group, context.theme, self._voice, self, is_own=own).open()

    def withdraw(self) -> None:
        """Take the chosen refusal back."""
        from ui.dialogs.withdraw import WithdrawDialog

        group = self.refused.chosen
        if group is not None and not group.held:
            WithdrawDialog(self.viewmodel, group, self._context.theme, self._voice, self).open()

    def settle(self) -> None:
        """Open the chosen conflict with both versions."""
        from ui.dialogs.settle import SettleDialog

        conflict = self.conflicts.chosen
        if conflict is None:
            return
        reason = network_reason() if not may(self._context.session, FactKind.CUSTOMER_REVEALED) else ""
        SettleDialog(self.viewmodel, conflict, self._context.theme, self._voice, self, reveal_reason=reason).open()

    def _resend(self) -> None:
        group = self.refused.chosen
        if group is not None and group.may_resend and not group.held:
            self.viewmodel.resend(group)

    def _open_refused(self) -> None:
        group = self.refused.chosen
        if group is not None:
            (self.mend if group.fields else self._resend)()

    def _check(self) -> None:
        self.viewmodel.check()

    # ---------------------------------------------------------------- building

    def _build(self) -> None:
        theme, voice = self._context.theme, self._voice
        self._title = label(self, "title")
        self.sync_now = self._button(self, "sync_now")
        self.check = self._button(self, "check_data")
        self.back = self._button(self, "sync_back", "ghost")
        self.line = LineCard(theme, self)
        self.waiting = SettleList[WaitingGroup](theme, _tx_of, partial(waiting_row, voice=voice), "waiting", self)
        self.refused = SettleList[RefusedGroup](theme, _tx_of, partial(refused_row, voice=voice), "refused", self)
        self.conflicts = SettleList[ProfileConflict](
            theme, _key_of, partial(conflict_row, voice=voice), "conflicts", self
        )
        self._build_refused_foot()
        self.settle_button = self._button(self.conflicts.foot, "settle", "primary")
        self.conflicts.foot_layout.addWidget(self.settle_button)
        outer = column(self, Space.LARGE, Space.MEDIUM)
        head = row(gap=Space.MEDIUM)
        head.addWidget(self._title)
        head.addStretch(1)
        for button in (self.sync_now, self.check, self.back):
            head.addWidget(button)
        outer.addLayout(head)
        outer.addWidget(self.line)
        lists = row(gap=Space.MEDIUM)
        for widget, share in ((self.waiting, 5), (self.refused, 7), (self.conflicts, 5)):
            widget.setMinimumWidth(200)
            lists.addWidget(widget, share)
        outer.addLayout(lists, 1)

    def _build_refused_foot(self) -> None:
        foot, layout = self.refused.foot, self.refused.foot_layout
        self.reason = label(foot, wrap=True)
        self.reason.setObjectName("refusal")
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        # the same height for every reason, so that walking through the list moves nothing
        self.reason.setMinimumHeight(self.reason.fontMetrics().lineSpacing() * _REASON_LINES)
        self.about = label(foot, "muted", wrap=True)
        self.mend_button = self._button(foot, "mend", "primary")
        self.resend_button = self._button(foot, "resend")
        self.withdraw_button = self._button(foot, "withdraw")
        layout.addWidget(self.about)
        layout.addWidget(self.reason)
        buttons = row(gap=Space.SMALL)
        for button in (self.mend_button, self.resend_button, self.withdraw_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout.addLayout(buttons)

    def _button(self, parent: QWidget, name: str, kind: str = "") -> QPushButton:
        button = QPushButton(parent)
        button.setObjectName(name)
        if kind:
            button.setProperty("kind", kind)
        return button

    def _connect(self) -> None:
        model, context = self.viewmodel, self._context
        context.bridge.changed.connect(model.apply)
        context.bridge.synced.connect(model.show_status)
        model.changed.connect(self._show)
        model.done.connect(self._tell_done)
        model.refused.connect(self._tell_error)
        self.back.clicked.connect(context.actions.action("sync_centre").trigger)
        self.sync_now.clicked.connect(context.actions.action("refresh").trigger)
        self.check.clicked.connect(self._check)
        self.mend_button.clicked.connect(self.mend)
        self.resend_button.clicked.connect(self._resend)
        self.withdraw_button.clicked.connect(self.withdraw)
        self.settle_button.clicked.connect(self.settle)
        self.refused.opened.connect(self._open_refused)
        self.refused.moved.connect(self._show_refused)
        self.conflicts.opened.connect(self.settle)
        self.conflicts.moved.connect(self._offer)

    # ---------------------------------------------------------------- showing

    def _show(self, centre: SyncCentre) -> None:
        voice, status, overview = self._voice, centre.status, centre.overview
        self.line.show_line(line_words(status, voice))
        self.line.clock.show_text(clock_words(status.skew_seconds, voice), "warn")
        self._show_check(centre)
        last = last_words(status, voice)
        if overview is None:
            self.waiting.show_items(())
            self.refused.show_items(())
            self.conflicts.show_items(())
            self.line.scopes.show_rows(())
            return
        had_focus = self._focused_list()
        unseen = overview.waiting_count - len(overview.waiting)
        more = ngettext("and {count} more", "and {count} more", unseen) if unseen > 0 else ""
        self.waiting.show_items(overview.waiting, more.format(count=voice.formats.number(unseen)))
        self.refused.show_items(overview.refused)
        self.conflicts.show_items(overview.conflicts)
        self.line.scopes.show_rows(tuple(scope_words(scope, last) for scope in overview.scopes))
        self._offer()
        if self._entering or (had_focus is not None and not had_focus.items):
            # read for the first time, or the last row was settled: the focus goes to what is left to do
            self._entering = False
            self._focus_first()
        elif had_focus is not None and self._focused_list() is not had_focus:
            # its button went off: the focus stays with the rows
            had_focus.focus_rows()

    def _show_check(self, centre: SyncCentre) -> None:
        self.line.busy.setVisible(centre.checking)
        self.check.setText(_("Comparing…") if centre.checking else _("&Compare data"))
        if centre.check_error is not None:
            self.line.result.show_text(words_for(centre.check_error), "danger")
        elif centre.last_check is not None and not centre.checking:
            tone, words = check_words(centre.last_check, self._voice)
            self.line.result.show_text(words, tone)
        else:
            self.line.result.show_text("")
        online = centre.status.online
        reason = "" if online else _("This needs a connection to the shared database.")
        # it stays on while it runs: a button that goes off hands the focus to its neighbour
        self.check.setEnabled(online)
        self.check.setToolTip(reason or _("Compares every row with the shared database."))
        self.check.setAccessibleDescription(reason)
        self._context.actions.enable("check_data", online, reason)

    def _show_refused(self) -> None:
        group = self.refused.chosen
        self.reason.setText(refusal(group) if group else "")
        self.about.setText(refused_about(group, self._voice) if group else "")
        self._offer()

    def _offer(self) -> None:
        group = self.refused.chosen
        settled_there = _("Only the administrator can settle this.") if group is not None and group.held else ""
        free = group is not None and not group.held
        offers = (
            ("mend_refused", self.mend_button, free and group is not None and bool(group.fields),
             settled_there or _("There is nothing in it that could be corrected.")),
            ("resend_refused", self.resend_button, free and group is not None and group.may_resend,
             settled_there or _("It would be refused again as it is.")),
            ("withdraw_refused", self.withdraw_button, free, settled_there),
            ("settle_conflict", self.settle_button, self.conflicts.chosen is not None, ""),
        )  # fmt: skip
        for action, button, offered, reason in offers:
            button.setEnabled(offered)
            button.setToolTip(self._context.actions.key_text(action) if offered else reason)
            button.setAccessibleDescription("" if offered else reason)
            self._context.actions.enable(action, offered, reason)

    # ---------------------------------------------------------------- focus

    def _focus_first(self) -> None:
        """Where something is to be done, else what waits, else the button that syncs."""
        if not any(pane.focus_rows() for pane in (self.refused, self.conflicts, self.waiting)):
            self.sync_now.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focused_list(self) -> SettleList[WaitingGroup] | SettleList[RefusedGroup] | SettleList[ProfileConflict] | None:
        focused: QWidget | None = self.focusWidget()
        panes = (self.waiting, self.refused, self.conflicts)
        return next((pane for pane in panes if focused is not None and pane.isAncestorOf(focused)), None)

    def _next_pane(self) -> None:
        panes = (self.waiting, self.refused, self.conflicts)
        focused = self._focused_list()
        at = next((n for n, pane in enumerate(panes) if pane is focused), -1)
        if not any(pane.focus_rows() for pane in panes[at + 1 :]):
            self.sync_now.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---------------------------------------------------------------- answers

    def _tell_done(self, what: str) -> None:
        self._context.notices.tell(_(_TOLD[what]), Level.OK, "sync")

    def _tell_error(self, error: Exception) -> None:
        # a form that is open shows it in its place
        if not any(dialog.isVisible() for dialog in self.findChildren(QDialog)):
            self._context.notices.tell(words_for(error), Level.DANGER, "sync")

    def _make_voice(self) -> Voice:
        language, core = self._context.language, self._context.core
        return Voice(language.formats, language.code, self._context.session.zone, core.clock.now)
