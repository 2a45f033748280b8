"""Every key of the console in one place, and the live actions of one window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.domain.people import Role
from ui.words import _, mark

ALL_ROLES = frozenset(Role)
SERVING = frozenset({Role.FRONTLINER, Role.SUPERVISOR})
WRITING = frozenset({Role.FRONTLINER, Role.SUPERVISOR, Role.OWNER})
DECIDING = frozenset({Role.SUPERVISOR, Role.OWNER})


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing a key does. `text` is a msgid; `at_gate` ones work before log-in; `in_bar` ones show in the key bar."""

    id: str
    key: str
    text: str
    icon: str
    roles: frozenset[Role] = ALL_ROLES
    at_gate: bool = False
    in_bar: bool = False
    help: str = ""
    numbered: bool = False


def _numbered(kind: str, prefix: str, text: str, explained: str, icon: str) -> tuple[ActionSpec, ...]:
    return tuple(
        ActionSpec(f"{kind}_{n}", f"{prefix}{n}", text, icon, SERVING, help=explained if n == 1 else "", numbered=True)
        for n in range(1, 6)
    )


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("help", "F1", mark("Help"), "circle-help", at_gate=True, in_bar=True,
               help=mark("Shows or hides this page.")),
    ActionSpec("find_customer", "F2", mark("Find customer"), "search", SERVING, in_bar=True,
               help=mark("Type any part of a name, phone, customer, case or identity number; a scanner works too.")),
    ActionSpec("next_stage", "F3", mark("Next stage"), "arrow-right", SERVING, in_bar=True,
               help=mark("Moves the conversation on, from greeting to closing.")),
    ActionSpec("new_interaction", "F4", mark("New interaction"), "plus", SERVING, in_bar=True,
               help=mark("Starts serving a customer, with or without a record.")),
    ActionSpec("refresh", "F5", mark("Refresh"), "refresh-cw", in_bar=True,
               help=mark("Sends what waits and fetches what is new. This also happens by itself.")),
    ActionSpec("next_pane", "F6", mark("Next pane"), "chevron-right",
               help=mark("Moves from search to record to what to say.")),
    ActionSpec("promise", "F8", mark("Promise"), "handshake", SERVING, in_bar=True,
               help=mark("Makes a promise from the latest estimate of the case.")),
    ActionSpec("close_interaction", "F9", mark("Close interaction"), "circle-check", SERVING, in_bar=True,
               help=mark("Notes how it ended. An apology alone cannot close an interaction.")),
    ActionSpec("call_supervisor", "F11", mark("Call supervisor"), "hand", SERVING, in_bar=True,
               help=mark("Notes in this interaction that the supervisor is needed at this counter.")),
    ActionSpec("lock", "F12", mark("Lock"), "lock", in_bar=True,
               help=mark("Hides everything until the password is typed again.")),
    ActionSpec("open_case", "Ctrl+O", mark("Open case"), "file-text", SERVING, in_bar=True,
               help=mark("Starts a request or complaint for this customer.")),
    ActionSpec("ask_back_office", "Ctrl+Shift+R", mark("Ask back office"), "send", SERVING, in_bar=True,
               help=mark("Sends a question about this case to the unit that works on it.")),
    ActionSpec("own_words", "Ctrl+J", mark("Own words"), "pencil", SERVING, in_bar=True,
               help=mark("The box for your own sentence; it is checked while you type. Enter notes it as said.")),
    ActionSpec("edit_suggestion", "Ctrl+Return", mark("Edit suggestion"), "pencil", SERVING,
               help=mark("Takes the suggestion into your own box; in the box it takes the better wording.")),
    ActionSpec("take_mood_hint", "Shift+F6", mark("Take mood hint"), "heart", SERVING,
               help=mark("Agrees with how the customer's words sound. Your own choice counts.")),
    ActionSpec("address", "Ctrl+H", mark("How to address"), "user", SERVING,
               help=mark("Asks for the customer's honorific and call name, and keeps them in the record.")),
    ActionSpec("mend_refused", "Ctrl+E", mark("Mend"), "pencil", in_bar=True,
               help=mark("Sync page: corrects what was refused and sends it again.")),
    ActionSpec("resend_refused", "Ctrl+R", mark("Send again"), "send", in_bar=True,
               help=mark("Sync page: sends what was refused once more as it is.")),
    ActionSpec("withdraw_refused", "Ctrl+T", mark("Withdraw"), "x", in_bar=True,
               help=mark("Sync page: takes back what was refused, with a reason.")),
    ActionSpec("settle_conflict", "Ctrl+G", mark("Settle conflict"), "users", in_bar=True,
               help=mark("Sync page: shows both versions of a field beside each other.")),
    ActionSpec("check_data", "Ctrl+M", mark("Compare data"), "circle-check", in_bar=True,
               help=mark("Sync page: compares every row with the shared database and puts differences right.")),
    ActionSpec("sync_centre", "Ctrl+S", mark("Sync"), "cloud",
               help=mark("What waits to be sent, what was refused, and why there is no connection.")),
    ActionSpec("phrases", "Ctrl+P", mark("Phrases"), "message-circle", WRITING,
               help=mark("The phrases that are offered: find, write, approve, and see which ones help.")),
    ActionSpec("write_phrase", "Ctrl+N", mark("Write a phrase"), "plus", WRITING, in_bar=True,
               help=mark("Phrases page: begins a new phrase. Ctrl+Enter sends it for approval.")),
    ActionSpec("edit_phrase", "Ctrl+Shift+E", mark("Edit phrase"), "pencil", WRITING, in_bar=True,
               help=mark("Phrases page: writes the next version, or one of your own after it.")),
    ActionSpec("approve_phrase", "Ctrl+Shift+A", mark("Approve"), "circle-check", DECIDING, in_bar=True,
               help=mark("Phrases page: approves what somebody else wrote.")),
    ActionSpec("return_phrase", "Ctrl+Shift+B", mark("Return phrase"), "history", DECIDING, in_bar=True,
               help=mark("Phrases page: returns it to the author with a reason.")),
    ActionSpec("retire_phrase", "Ctrl+Shift+X", mark("Retire phrase"), "x", WRITING, in_bar=True,
               help=mark("Phrases page: it is offered no more.")),
    ActionSpec("palette", "Ctrl+K", mark("All commands"), "command", in_bar=True,
               help=mark("Type part of what you want to do, then Enter.")),
    ActionSpec("switch_language", "Ctrl+L", mark("Change language"), "languages", at_gate=True,
               help=mark("Indonesian or English, at once.")),
    ActionSpec("switch_theme", "Ctrl+D", mark("Light or dark"), "moon", at_gate=True,
               help=mark("Changes the colours of the screen.")),
    ActionSpec("log_out", "Ctrl+Q", mark("Log out"), "log-out",
               help=mark("Ends your session on this device.")),
    *_numbered("say", "", mark("Suggestion said"), mark("1 to 5: marks that suggestion as said."), "message-circle"),
    *_numbered("copy", "Ctrl+", mark("Copy suggestion"), mark("Ctrl+1 to Ctrl+5: copies that suggestion."), "copy"),
)  # fmt: skip

SPECS = {spec.id: spec for spec in ACTIONS}


class Actions(QObject):
    """The actions of one window: a page binds what it can do now, and everything else is off."""

    changed = Signal()
    """What can be done has changed: the key bar and the palette look again."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._role: Role | None = None
        self._handlers: dict[str, Callable[[], object]] = {}
        self._off: set[str] = set()
        self._homes: dict[str, QWidget] = {}
        self._actions = {spec.id: self._make(spec) for spec in ACTIONS}
        self.retranslate()

    def bind(self, action_id: str, handler: Callable[[], object], *, within: QWidget | None = None) -> None:
        """Let a key do something: a bound method of a QObject. With `within`, only while the focus is inside it."""
        action = self._actions[action_id]
        self._home(action_id, within or self._window)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut if within else Qt.ShortcutContext.WindowShortcut
        action.setShortcutContext(context)
        self._handlers[action_id] = handler
        self._update()

    def release(self, owner: QObject) -> None:
        """Take back every binding whose handler belongs to `owner` or to an object inside it."""
        mine = [name for name, handler in self._handlers.items() if _belongs(handler, owner)]
        for name in mine:
            del self._handlers[name]
            self._home(name, self._window)
        if mine:
            self._update()

    def enable(self, action_id: str, enabled: bool, reason: str = "") -> None:
        """Switch a bound action off for a while, or on again; `reason` says why it is off."""
        self._actions[action_id].setToolTip("" if enabled else reason)
        if enabled == (action_id not in self._off):
            return
        (self._off.discard if enabled else self._off.add)(action_id)
        self._update()

    @property
    def role(self) -> Role | None:
        """Who works here; None before log-in and while locked."""
        return self._role

    def set_role(self, role: Role | None) -> None:
        """Who works here; None while the log-in or lock page is shown, when only `at_gate` keys work."""
        self._role = role
        self._update()

    def is_active(self, action_id: str) -> bool:
        """Whether the key would do something now."""
        return self._actions[action_id].isEnabled()

    def active(self) -> tuple[ActionSpec, ...]:
        """What can be done now, in the order of the registry."""
        return tuple(spec for spec in ACTIONS if self.is_active(spec.id))

    def trigger(self, action_id: str) -> None:
        """Do it as if the key were pressed."""
        self._actions[action_id].trigger()

    def action(self, action_id: str) -> QAction:
        """The live action, for a button or a menu."""
        return self._actions[action_id]

    def key_text(self, action_id: str) -> str:
        """The key as it is written on keyboards."""
        return self._actions[action_id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def retranslate(self) -> None:
        """Set the texts of all actions."""
        for spec in ACTIONS:
            self._actions[spec.id].setText(_(spec.text))
        self.changed.emit()

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(self)
        action.setObjectName(spec.id)
        action.setShortcut(QKeySequence(spec.key))
        action.setAutoRepeat(False)
        action.setEnabled(False)
        action.triggered.connect(self._on_triggered)
        self._window.addAction(action)
        self._homes[spec.id] = self._window
        return action

    def _home(self, action_id: str, widget: QWidget) -> None:
        action = self._actions[action_id]
        self._homes[action_id].removeAction(action)
        widget.addAction(action)
        self._homes[action_id] = widget

    def _on_triggered(self) -> None:
        handler = self._handlers.get(self.sender().objectName())
        if handler is not None:
            handler()

    def _update(self) -> None:
        before = self.active()
        for spec in ACTIONS:
            self._actions[spec.id].setEnabled(self._may(spec))
        if self.active() != before:
            self.changed.emit()

    def _may(self, spec: ActionSpec) -> bool:
        allowed = spec.at_gate or (self._role is not None and self._role in spec.roles)
        return allowed and spec.id in self._handlers and spec.id not in self._off


def _belongs(handler: Callable[[], object], owner: QObject) -> bool:
    mine = getattr(handler, "__self__", None)
    while isinstance(mine, QObject):
        if mine is owner:
            return True
        mine = mine.parent()
    return False
