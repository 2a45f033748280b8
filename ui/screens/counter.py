"""The counter: who is here, how far the requests are, and what to say now, in three panes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MethodType
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QSplitter, QWidget

from app.domain.facts import FactKind
from app.domain.glossary import Glossary
from app.domain.interactions import Interaction, Mood
from app.domain.promises import Promise
from app.services.ports import Store
from app.services.rights import may
from ui.core import ShellCore
from ui.messages import words_for
from ui.notices import Level
from ui.page import Page, PageContext
from ui.presenters.limits import network_reason
from ui.presenters.voice import Voice
from ui.tasks import Background
from ui.viewmodels.counter import CounterViewModel
from ui.viewmodels.ports import (
    Cases,
    CounterCore,
    Customers,
    Drafts,
    Interactions,
    OwnWords,
    Promises,
    Suggestions,
)
from ui.viewmodels.record import RecordState
from ui.viewmodels.say_rows import LIMIT
from ui.widgets.record_pane import RecordPane
from ui.widgets.say_pane import SayModels, SayPane
from ui.widgets.search_pane import SearchPane
from ui.widgets.style import column
from ui.words import _

WIDE_FROM = 1200
_WIDE = (268, 668, 430)
_NARROW = (204, 484, 336)


class CounterShell(ShellCore, Protocol):
    """The core as the counter uses it."""

    @property
    def customers(self) -> Customers: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def promises(self) -> Promises: ...
    @property
    def interactions(self) -> Interactions: ...
    @property
    def suggestions(self) -> Suggestions: ...
    @property
    def own_words(self) -> OwnWords: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def store(self) -> Store: ...


class CounterScreen(Page):
    """Three panes on one view-model; F6 walks through them, and nothing needs the mouse."""

    painted = Signal(str, object)
    """Case id and instant of the newest report, once that report is on the screen."""

    watching = Signal(bool)
    """Whether a case is on the screen, whose news should come sooner."""

    def __init__(self, context: PageContext[CounterShell], parent: QWidget, slow: Background | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wide: bool | None = None
        self.setObjectName("counter")
        self.viewmodel = CounterViewModel(counter_core(context.core), context.tasks, context.session, self, slow=slow)
        self._voice = self._make_voice()
        self._build()
        self._connect()
        self._add_shortcuts()
        self.viewmodel.start()

    # ---------------------------------------------------------------- page

    def enter(self) -> None:
        self.viewmodel.wake()
        bind = self._context.actions.bind
        bind("find_customer", self._find)
        bind("next_stage", self._next_stage)
        bind("new_interaction", self._begin)
        bind("next_pane", self._next_pane)
        bind("promise", self.promise)
        bind("close_interaction", self.close_interaction)
        bind("call_supervisor", self._call_supervisor)
        bind("open_case", self._open_case)
        bind("ask_back_office", self._ask)
        bind("own_words", self._write_own)
        bind("edit_suggestion", self._edit)
        bind("take_mood_hint", self.viewmodel.mood_hint.take)
        bind("address", self._ask_address)
        for at in range(LIMIT):
            # a method of this page for each number, so that the page's bindings are released together
            bind(f"say_{at + 1}", MethodType(partial(CounterScreen._said, at=at), self))
            bind(f"copy_{at + 1}", MethodType(partial(CounterScreen._copied, at=at), self))
        self._find()

    def leave(self) -> None:
        self._context.actions.release(self.viewmodel)
        self.viewmodel.stop()

    def forget(self) -> Mapping[str, str]:
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        shown = self.viewmodel.forget()
        return {"customer": shown} if shown else {}

    def resume(self, bookmark: Mapping[str, str]) -> None:
        self.viewmodel.start()
        if "customer" in bookmark:
            self.viewmodel.open(bookmark["customer"])

    def retranslate(self) -> None:
        if self._context.language.has_formats:
            self._speak(self._make_voice())

    # ---------------------------------------------------------------- commands

    def promise(self) -> None:
        """F8: the promise that the estimate of the case at hand allows."""
        from ui.dialogs.promise import PromiseDialog

        state = self.viewmodel.record.state
        track = state.focused if state else None
        if track is None or self.viewmodel.promise.draft is None:
            if self._has_record():
                self._context.notices.tell(
                    _("A promise needs an open case, and this customer has none: Ctrl+O opens one."),
                    Level.WARN,
                    "promise",
                )
            return
        PromiseDialog(self.viewmodel.promise, track, self._context.theme, self._voice, self).open()

    def close_interaction(self) -> None:
        """F9: how it ended."""
        from ui.dialogs.outcome import OutcomeDialog

        if not self._is_serving():
            return
        self.viewmodel.outcome.begin(self.viewmodel.record.state)
        OutcomeDialog(self.viewmodel.outcome, self._context.theme, self._voice, self).open()

    def reveal(self, field: str) -> None:
        """Ask why a masked value is to be shown; a session without a network may not."""
        reason = self._reveal_limit()
        if reason:
            self._context.notices.tell(reason, Level.INFO, "reveal")
            return
        from ui.dialogs.reveal import RevealDialog

        dialog = RevealDialog(field, self._context.theme, self)
        dialog.given.connect(self.viewmodel.record.reveal)
        dialog.open()

    def _reveal_limit(self) -> str:
        return "" if may(self._context.session, FactKind.CUSTOMER_REVEALED) else network_reason()

    # ---------------------------------------------------------------- building

    def _build(self) -> None:
        model, theme, voice = self.viewmodel, self._context.theme, self._voice
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setChildrenCollapsible(False)
        self.search_pane = SearchPane(model.search, model.today, theme, voice, self._split)
        self.record_pane = RecordPane(model.record, theme, voice, self._split)
        spoken = SayModels(model.talk, model.say, model.own, model.drafts, model.mood_hint, model.address, model.record)
        self.say_pane = SayPane(spoken, theme, voice, self._split)
        self.record_pane.header.limit_reveal(self._reveal_limit())
        for pane, least in ((self.search_pane, 180), (self.record_pane, 380), (self.say_pane, 300)):
            pane.setMinimumWidth(least)
        self._split.setStretchFactor(1, 1)
        column(self).addWidget(self._split)

    def _connect(self) -> None:
        model, context = self.viewmodel, self._context
        context.bridge.changed.connect(model.apply)
        model.glossary_changed.connect(self._use_glossary)
        model.refused.connect(self._tell_error)
        model.closed.connect(self._tell_closed)
        model.promise.made.connect(self._tell_promise)
        model.record.opened.connect(self._record_opened)
        model.talk.changed.connect(self._offer_link)
        for moved in (model.record.opened, model.record.focused, model.record.closed):
            moved.connect(self._tell_watching)
        self.search_pane.customer_wanted.connect(model.open)
        self.search_pane.new_customer_wanted.connect(self._new_customer)
        self.record_pane.promise_wanted.connect(self.promise)
        self.record_pane.case_wanted.connect(self._open_case)
        self.record_pane.reveal_wanted.connect(self.reveal)
        self.record_pane.link_wanted.connect(model.link_walk_in)
        self.record_pane.close_wanted.connect(model.leave_record)
        self.record_pane.painted.connect(self.painted)
        self.say_pane.promise_wanted.connect(self.promise)
        self.say_pane.outcome_wanted.connect(self.close_interaction)
        self.say_pane.help_wanted.connect(self._call_supervisor)
        self.say_pane.suggestions.pointed.connect(self.record_pane.point)
        self.say_pane.suggestions.source_wanted.connect(self._go_to_source)

    def _add_shortcuts(self) -> None:
        """Keys that belong to this screen alone; those in the key bar come from the registry of actions."""
        self._shortcut("Ctrl+PgDown", self._next_stage)
        self._shortcut("Ctrl+PgUp", self._previous_stage)
        self._shortcut("F7", self._reveal_first)
        for at in range(len(Mood)):
            self._shortcut(f"Shift+F{at + 1}", self._mood_key).setProperty("at", at)

    def _shortcut(self, keys: str, handler: Callable[[], None]) -> QShortcut:
        made = QShortcut(QKeySequence(keys), self)
        made.activated.connect(handler)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= WIDE_FROM
        if wide != self._wide:
            self._wide = wide
            self._split.setSizes(list(_WIDE if wide else _NARROW))

    # ---------------------------------------------------------------- keys

    def _find(self) -> None:
        self.search_pane.focus_box()

    def _begin(self) -> None:
        self.viewmodel.begin_interaction()
        self.viewmodel.search.clear()
        # outside a text field, so that 1 to 5 mark what is said
        self.say_pane.stages.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _next_stage(self) -> None:
        if self._is_serving():
            self.viewmodel.talk.move_stage(1)

    def _previous_stage(self) -> None:
        if self._is_serving():
            self.viewmodel.talk.move_stage(-1)

    def _mood_key(self) -> None:
        if self._is_serving():
            self.viewmodel.talk.set_mood(tuple(Mood)[int(self.sender().property("at"))])

    def _said(self, at: int) -> None:
        self.viewmodel.say.grip.strike()
        self.viewmodel.say.mark_said(at)

    def _copied(self, at: int) -> None:
        self.viewmodel.say.grip.strike()
        self.viewmodel.say.copy(at)

    def _write_own(self) -> None:
        if self._is_serving():
            self.say_pane.own.focus_box()

    def _edit(self) -> None:
        if self._is_serving():
            self.say_pane.edit(self.say_pane.suggestions.focused)

    def _ask_address(self) -> None:
        if self._has_record() and self.viewmodel.address.open():
            self.say_pane.address.focus_first()

    def _go_to_source(self, source: str) -> None:
        self.record_pane.go_to(source)

    def _call_supervisor(self) -> None:
        talk = self.viewmodel.talk
        if not self._is_serving():
            return
        if talk.talk.help_called:
            words = _("The supervisor was already called in this interaction.")
        else:
            talk.call_help()
            words = _("The call for the supervisor is noted in this interaction.")
        self._context.notices.tell(words, Level.INFO, "help")

    def _is_serving(self) -> bool:
        """Whether a key about the talk has somebody to be about; says so where it has not."""
        serving = self.viewmodel.talk.talk.is_open
        if not serving:
            self._context.notices.tell(
                _("Nobody is being served now. F2 finds the customer, F4 begins without a record."), Level.INFO, "talk"
            )
        return serving

    def _has_record(self) -> bool:
        """Whether a key about the customer has a record to be about; says so where it has not."""
        found = self.viewmodel.record.state is not None
        if not found:
            self._context.notices.tell(_("Find the customer first (F2)."), Level.INFO, "record")
            self._find()
        return found

    def _next_pane(self) -> None:
        panes = (self.search_pane, self.record_pane, self.say_pane)
        at = next((n for n, pane in enumerate(panes) if _has_focus(pane)), -1)
        target = panes[(at + 1) % len(panes)]
        if target is self.record_pane and self.viewmodel.record.state is None:
            target = self.say_pane
        if target is self.search_pane:
            self.search_pane.focus_box()
        elif target is self.record_pane:
            self.record_pane.focus_first()
        else:
            self.say_pane.focus_first()

    def _reveal_first(self) -> None:
        if not self._has_record():
            return
        fields = self.record_pane.header.visible_fields
        focused = next((field for field in fields if field.hasFocus()), None)
        if focused is not None:
            self.reveal(focused.field)
        elif fields:
            fields[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ---------------------------------------------------------------- forms

    def _open_case(self) -> None:
        from ui.dialogs.open_case import OpenCaseDialog

        state = self.viewmodel.record.state
        if self._has_record() and state is not None:
            model, theme = self.viewmodel.casework, self._context.theme
            OpenCaseDialog(model, state.customer_id, self._voice.language, theme, self).open()

    def _ask(self) -> None:
        from ui.dialogs.ask import AskDialog

        state = self.viewmodel.record.state
        track = state.focused if state else None
        if not self._has_record():
            return
        if track is None:
            self._context.notices.tell(_("This customer has no case to ask about."), Level.INFO, "ask")
        else:
            AskDialog(self.viewmodel.casework, track, self._context.theme, self._voice, self).open()

    def _new_customer(self, typed: str) -> None:
        from ui.dialogs.new_customer import NewCustomerDialog

        NewCustomerDialog(self.viewmodel.casework, typed, self._context.theme, self).open()

    # ---------------------------------------------------------------- answers

    def _record_opened(self, _state: RecordState) -> None:
        in_box = _has_focus(self.search_pane)
        self.viewmodel.search.clear()
        self._offer_link()
        if in_box:
            # the cards get their place only when the layout has run
            QTimer.singleShot(0, self.record_pane, self.record_pane.focus_first)

    def _tell_watching(self) -> None:
        state = self.viewmodel.record.state
        self.watching.emit(state is not None and state.focus is not None)

    def _offer_link(self) -> None:
        self.record_pane.header.offer_link(self.viewmodel.can_link)

    def _tell_error(self, error: Exception) -> None:
        self._context.notices.tell(words_for(error), Level.DANGER, "counter")

    def _tell_closed(self, _interaction: Interaction) -> None:
        self._context.notices.tell(_("Interaction closed."), Level.OK, "outcome")
        self._find()

    def _tell_promise(self, promise: Promise) -> None:
        due = self._voice.moment(promise.due_at)
        self._context.notices.tell(
            _("Promise noted: {text}, {due}.").format(text=promise.text, due=due), Level.OK, "promise"
        )

    # ---------------------------------------------------------------- language

    def _use_glossary(self, _glossary: Glossary) -> None:
        self._speak(self._make_voice())

    def _make_voice(self) -> Voice:
        language, core = self._context.language, self._context.core
        return Voice(
            language.formats, language.code, self._context.session.zone, core.clock.now, self.viewmodel.glossary
        )

    def _speak(self, voice: Voice) -> None:
        if voice == self._voice:
            return
        self._voice = voice
        self.record_pane.header.limit_reveal(self._reveal_limit())
        self.search_pane.speak(voice)
        self.record_pane.speak(voice)
        self.say_pane.speak(voice)


def _has_focus(pane: QWidget) -> bool:
    return any(widget.hasFocus() for widget in pane.findChildren(QWidget))


def counter_core(shell: CounterShell) -> CounterCore:
    """The use-cases of the counter, taken from the whole core."""

    def glossary() -> Glossary:
        with shell.store.read() as uow:
            return uow.reference.glossary()

    return CounterCore(
        customers=shell.customers,
        cases=shell.cases,
        promises=shell.promises,
        interactions=shell.interactions,
        suggestions=shell.suggestions,
        own_words=shell.own_words,
        drafts=shell.drafts,
        glossary=glossary,
        clock=shell.clock,
    )
