"""The phrases of an organisation: found, written, approved by a second person, and judged by their use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPushButton, QStackedWidget, QWidget

from app.domain.errors import ErrorCode, LoketError
from ui.core import ShellCore
from ui.dialogs.phrase_pick import choose_from
from ui.messages import words_for
from ui.notices import Level
from ui.page import Page, PageContext
from ui.presenters.limits import network_reason
from ui.presenters.voice import Voice
from ui.tokens import Space
from ui.viewmodels.phrase_bench import Examined
from ui.viewmodels.phrase_desk import PhraseDesk, PhraseItem, Shelf, Standing, audiences, may_write
from ui.viewmodels.phrase_draft import Draft, DraftShelf
from ui.viewmodels.phrases import PhrasesViewModel
from ui.widgets.callout import Callout
from ui.widgets.phrase_browser import PhraseBrowser
from ui.widgets.phrase_editor import PhraseEditor
from ui.widgets.phrase_use import UsePane
from ui.widgets.segments import Segment, SegmentBar
from ui.widgets.style import column, label, row
from ui.words import _, mark, ngettext

_ALL, _WAITING, _USE = range(3)
_TOLD = {
    "written": mark("Sent for approval. A second person decides."),
    "approved": mark("Approved. It is offered from the day it begins."),
    "returned": mark("Returned. The author sees the reason."),
    "retired": mark("Retired. It is offered no more."),
}
_WALK = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class PhrasesScreen(Page):
    """Three views of one list, and the editor over them; F6 walks, Esc goes back."""

    def __init__(self, context: PageContext[ShellCore], desk: PhraseDesk, drafts: DraftShelf, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("phrases")
        self.viewmodel = PhrasesViewModel(desk, context.session, context.tasks, drafts, self)
        self._voice = self._make_voice()
        self._view = _ALL
        self._build()
        self._connect()
        self.retranslate()

    # ---------------------------------------------------------------- page

    @property
    def unsaved(self) -> bool:
        return self.viewmodel.unsaved

    def enter(self) -> None:
        bind = self._context.actions.bind
        bind("next_pane", self._next_pane)
        bind("write_phrase", self.write)
        bind("edit_phrase", self.edit)
        bind("approve_phrase", self._approve)
        bind("return_phrase", self._return)
        bind("retire_phrase", self._retire)
        self.viewmodel.start()
        self._offer()
        self._focus_first()

    def leave(self) -> None:
        self.viewmodel.stop()

    def forget(self) -> Mapping[str, str]:
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        self.viewmodel.forget()
        return {}

    def resume(self, bookmark: Mapping[str, str]) -> None:
        self.viewmodel.examine_again()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        elif self._is_listing and event.text().isprintable() and event.text().strip() and not _is_command(event):
            # whoever types in the list looks for something
            self.browser.type_on(event.text())
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        if not self._context.language.has_formats:
            return
        self._voice = self._make_voice()
        self._title.setText(_("Phrases"))
        self.new.setText(_("&Write  {key}").format(key=self._context.actions.key_text("write_phrase")))
        self.back.setText(_("&Back  Esc"))
        self.views.name(_("View"))
        self._name_views()
        self.browser.speak(self.viewmodel.shelf or Shelf())
        self._show_items(self.viewmodel.shown)
        self._show_limits()

    # ---------------------------------------------------------------- commands

    def write(self) -> None:
        """Begin a new phrase."""
        if self._is_listing:
            self.viewmodel.begin_new()

    def edit(self) -> None:
        """Write on the chosen phrase."""
        item = self.detail.item
        if item is not None and self._is_listing:
            self.viewmodel.begin_from(item)

    def _approve(self) -> None:
        item = self.detail.item
        if item is not None:
            self.viewmodel.approve(item)

    def _return(self) -> None:
        from ui.dialogs.phrase_ask import ReturnDialog

        item = self.detail.item
        if item is not None:
            ReturnDialog(self.viewmodel, item, self._context.theme, self).open()

    def _retire(self) -> None:
        from ui.dialogs.phrase_ask import RetireDialog

        item = self.detail.item
        if item is not None:
            RetireDialog(self.viewmodel, item, self._context.theme, self).open()

    def _open(self) -> None:
        """Enter does what comes next: whoever may decide decides, others write."""
        reasons = self.detail.reasons()
        if reasons["approve_phrase"] is None:
            self.detail.buttons["approve_phrase"].setFocus(Qt.FocusReason.OtherFocusReason)
        elif reasons["edit_phrase"] is None:
            self.edit()

    def _back(self) -> None:
        if not self._is_listing:
            self._leave_editor()
        elif self._view != _ALL:
            self._choose_view(_ALL)
        else:
            self._context.actions.trigger("phrases")

    def _leave_editor(self) -> None:
        from ui.dialogs.phrase_ask import LeaveDialog

        if not self.viewmodel.unsaved:
            self.viewmodel.discard()
            return
        dialog = LeaveDialog(self._context.theme, self)
        dialog.left.connect(self.viewmodel.discard)
        dialog.open()

    # ---------------------------------------------------------------- building

    def _build(self) -> None:
        theme, session = self._context.theme, self._context.session
        self._title = label(self, "title")
        self.views = SegmentBar(theme, self)
        self.views.setObjectName("phrase_views")
        self.new, self.back = QPushButton(self), QPushButton(self)
        self.new.setObjectName("phrase_new")
        self.new.setProperty("kind", "primary")
        self.back.setObjectName("phrases_back")
        self.back.setProperty("kind", "ghost")
        self.limits = Callout(theme, self)
        self.stack = QStackedWidget(self)
        self.browser = PhraseBrowser(theme, session, self.stack)
        self.search, self.rows, self.detail = self.browser.search, self.browser.rows, self.browser.detail
        self.use = UsePane(theme, self.stack)
        self.editor = PhraseEditor(theme, session, partial(choose_from, theme), self.stack)
        for page in (self.browser, self.use, self.editor):
            self.stack.addWidget(page)
        outer = column(self, Space.LARGE, Space.SMALL)
        self._head = QWidget(self)
        head = row(self._head, gap=Space.MEDIUM)
        head.addWidget(self._title)
        head.addWidget(self.views, 1)
        head.addWidget(self.new)
        head.addWidget(self.back)
        outer.addWidget(self._head)
        outer.addWidget(self.limits)
        outer.addWidget(self.stack, 1)

    def _connect(self) -> None:
        model, context = self.viewmodel, self._context
        context.bridge.changed.connect(model.apply)
        model.changed.connect(self._show_shelf)
        model.listed.connect(self._show_items)
        model.drafting.connect(self._show_draft)
        model.examined.connect(self._show_found)
        model.busy.connect(self.editor.show_busy)
        model.written.connect(self.browser.aim)
        model.done.connect(self._tell_done)
        model.refused.connect(self._tell_error)
        self.views.chosen.connect(self._choose_view)
        self.new.clicked.connect(self.write)
        self.back.clicked.connect(self._back)
        self.browser.narrowed.connect(model.narrow)
        self.browser.moved.connect(self._show_chosen)
        self.rows.opened.connect(self._open)
        self.use.opened.connect(self._open_used)
        self.editor.form.edited.connect(model.edit)
        self.editor.save_wanted.connect(self._save)
        self.editor.leave_wanted.connect(self._leave_editor)
        acts = {
            "edit_phrase": self.edit,
            "approve_phrase": self._approve,
            "return_phrase": self._return,
            "retire_phrase": self._retire,
        }
        for name, handler in acts.items():
            self.detail.buttons[name].clicked.connect(handler)

    # ---------------------------------------------------------------- the list

    @property
    def _is_listing(self) -> bool:
        return self.stack.currentWidget() is not self.editor

    def _show_shelf(self, shelf: Shelf) -> None:
        self.browser.speak(shelf)
        self._name_views()
        if self._view == _USE:
            self.use.show_use(shelf, self._voice)
        if self.viewmodel.draft is not None and self._is_listing:
            self._show_draft(self.viewmodel.draft)

    def _show_items(self, items: tuple[PhraseItem, ...]) -> None:
        total = len(self.viewmodel.shelf.items) if self.viewmodel.shelf else 0
        self.browser.show_items(items, total, self._voice)
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.detail.show_item(self.browser.chosen, self.viewmodel.shelf or Shelf(), self._voice)
        self._offer()

    def _offer(self) -> None:
        actions, listing = self._context.actions, self.stack.currentWidget() is self.browser
        for name, reason in self.detail.reasons().items():
            button = self.detail.buttons[name]
            had_focus = button.hasFocus()
            button.setEnabled(reason is None)
            button.setToolTip(reason or actions.key_text(name))
            button.setAccessibleDescription(reason or "")
            actions.enable(name, listing and reason is None, reason or "")
            if had_focus and reason is not None:
                self.rows.setFocus(Qt.FocusReason.OtherFocusReason)
        writes = bool(audiences(self._context.session)) and may_write(self._context.session)
        self.new.setEnabled(writes)
        self.new.setToolTip("" if writes else network_reason())
        actions.enable("write_phrase", writes and self._is_listing, "" if writes else network_reason())

    # ---------------------------------------------------------------- views

    def _choose_view(self, view: int) -> None:
        self._view = view
        self._name_views()
        if view == _USE:
            self.stack.setCurrentWidget(self.use)
            self.use.show_use(self.viewmodel.shelf or Shelf(), self._voice)
        else:
            self.stack.setCurrentWidget(self.browser)
            self.browser.keep_to(Standing.WAITING if view == _WAITING else None)
        self._offer()

    def _open_used(self, key: str) -> None:
        self.browser.show_all()
        self._choose_view(_ALL)
        self.browser.choose(key)

    def _name_views(self) -> None:
        waiting = len(self.viewmodel.shelf.waiting) if self.viewmodel.shelf else 0
        queue = ngettext("Waiting for approval ({count})", "Waiting for approval ({count})", waiting)
        segments = (
            Segment(_("All phrases")),
            Segment(queue.format(count=waiting), tone="warn" if waiting else "accent"),
            Segment(_("Use")),
        )
        self.views.offer(segments, self._view)

    def _show_limits(self) -> None:
        session = self._context.session
        if not audiences(session):
            self.limits.show_text(_("Your role may only read phrases."))
        elif not may_write(session):
            self.limits.show_text(_("Phrases can only be read now. {reason}").format(reason=network_reason()), "warn")
        else:
            self.limits.show_text("")

    # ---------------------------------------------------------------- the editor

    def _show_draft(self, draft: Draft | None) -> None:
        if draft is not None and self.viewmodel.shelf is None:
            return  # the names of situations are still being read
        self._head.setVisible(draft is None)
        if draft is not None:
            self.stack.setCurrentWidget(self.editor)
            self.editor.show_draft(draft, self.viewmodel.shelf or Shelf())
        else:
            self.stack.setCurrentWidget(self.use if self._view == _USE else self.browser)
            self._focus_first()
        self._offer()

    def _show_found(self, found: Examined) -> None:
        self.editor.show_found(found)

    def _save(self) -> None:
        # the list of words cannot know each name of a product: faults hold a phrase back once, not for ever
        if self.editor.hold_back():
            return
        self.editor.message.show_text("")
        self.viewmodel.save()

    # ---------------------------------------------------------------- focus and answers

    def _focus_first(self) -> None:
        if not self._is_listing:
            self.editor.form.focus_field("text")
        elif self._view == _USE:
            self.use.focus_rows()
        else:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _next_pane(self) -> None:
        if not self._is_listing:
            self.editor.next_pane()
            return
        if self.stack.currentWidget() is self.use:
            panes: tuple[QWidget, ...] = (self.views, self.use.table)
        else:
            panes = (self.views, self.search, self.rows, *self._first_button())
        focused: QWidget | None = self.focusWidget()
        at = next((n for n, pane in enumerate(panes) if pane is focused), 0)
        if focused is not None and self.detail.isAncestorOf(focused):
            at = len(panes) - 1
        panes[(at + 1) % len(panes)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _first_button(self) -> tuple[QWidget, ...]:
        return tuple(button for button in self.detail.buttons.values() if button.isEnabled())[:1]

    def _tell_done(self, what: str) -> None:
        self._context.notices.tell(_(_TOLD[what]), Level.OK, "phrases")

    def _tell_error(self, error: Exception) -> None:
        if any(dialog.isVisible() for dialog in self.findChildren(QDialog)):
            return
        if self._is_listing:
            self._context.notices.tell(words_for(error), Level.DANGER, "phrases")
            return
        if (
            isinstance(error, LoketError)
            and error.code is ErrorCode.INVALID
            and (error.field or "").startswith("entry.")
        ):
            field = (error.field or "").removeprefix("entry.")
            if self.editor.show_fault(field, error.facts.get("found", "")):
                self.editor.message.show_text(_("Not sent: one field is not right yet. Your text is kept."), "danger")
                return
        self.editor.message.show_text(_refusal(error), "danger")

    def _make_voice(self) -> Voice:
        language, core = self._context.language, self._context.core
        return Voice(language.formats, language.code, self._context.session.zone, core.clock.now)


def _refusal(error: Exception) -> str:
    """Why it was not kept, and that nothing typed is lost."""
    if isinstance(error, LoketError) and error.code is ErrorCode.STALE and "text" in error.facts:
        words = _(
            "Meanwhile {author} wrote version {number}: “{text}” Your text is kept here; send it once more to put it"
            " after that one."
        )
        return words.format(**error.facts)
    return _("Not sent. {reason} Your text is kept here.").format(reason=words_for(error))


def _is_command(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier))
