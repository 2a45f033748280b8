"""The window: places before the work, pages of the work, and what is always in sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QStackedWidget, QWidget

from app.domain.people import Role, Session
from ui.actions import Actions
from ui.bridge import Bridge
from ui.core import Settings, ShellCore
from ui.notices import Level, Notices
from ui.page import Page, PageContext, PageFactory
from ui.screens.gate import GateScreen
from ui.screens.login import LockScreen, LoginScreen
from ui.tasks import Background
from ui.theme import Theme
from ui.translator import Language
from ui.viewmodels.first_run import FirstRunViewModel
from ui.viewmodels.login import LockViewModel, LoginViewModel
from ui.viewmodels.shell import Place, ShellViewModel, sync_words
from ui.widgets.banner import Banner
from ui.widgets.header import Header
from ui.widgets.key_bar import KeyBar
from ui.widgets.pane import Pane
from ui.widgets.style import column
from ui.words import _, mark

FIRST_PAGE = "counter"
SYNC_PAGE = "sync"
PHRASES_PAGE = "phrases"
_UNSETTLED = "unsettled"
SIZE = QSize(1366, 768)
SMALLEST = QSize(1024, 576)

ROLE_WORDS = {
    Role.FRONTLINER: mark("Front-liner"),
    Role.BACKOFFICE: mark("Back office"),
    Role.SUPERVISOR: mark("Supervisor"),
    Role.OWNER: mark("Service owner"),
    Role.ADMIN: mark("Administrator"),
}
_SIGNS_OF_LIFE = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove})


@dataclass(frozen=True, slots=True)
class ShellModels:
    """The view-models of the shell's own screens."""

    shell: ShellViewModel
    login: LoginViewModel
    lock: LockViewModel
    first_run: FirstRunViewModel


@dataclass(frozen=True, slots=True)
class Look:
    """How the window looks and speaks, and where that is remembered."""

    theme: Theme
    language: Language
    settings: Settings


class ShellWindow(Pane):
    """The one window. Its title never holds a name."""

    painted = Signal()
    """The first frame is on the screen."""

    def __init__(self, look: Look, models: ShellModels, tasks: Background, notices: Notices) -> None:
        super().__init__()
        self._look = look
        self._models = models
        self._tasks = tasks
        self._pages: Mapping[str, Callable[[], PageFactory]] = {}
        self._built: dict[str, Page] = {}
        self._bridge: Bridge | None = None
        self._shown = FIRST_PAGE
        self._bookmarks: dict[str, Mapping[str, str]] = {}
        self._focus_of: dict[str, QWidget] = {}
        self._was_painted = False
        self._warned: str | None = None
        self.notices = notices
        self.setObjectName("shell")
        self.actions_ = Actions(self)
        theme = look.theme
        layout = column(self)
        self.header = Header(theme, self)
        self.banner = Banner(theme, notices, self)
        self.stack = QStackedWidget(self)
        self.key_bar = KeyBar(theme, self.actions_, self)
        for widget, stretch in ((self.header, 0), (self.banner, 0), (self.stack, 1), (self.key_bar, 0)):
            layout.addWidget(widget, stretch)
        self._gates: dict[Place, GateScreen] = {}
        self._help: QWidget | None = None
        self._focus_before_help: QWidget | None = None
        self.header.setVisible(False)
        self.resize(SIZE)
        self.setMinimumSize(SMALLEST)
        self._bind()
        self._connect(models)
        self.retranslate()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    # ---------------------------------------------------------------- the core arrives

    def attach(self, core: ShellCore, bridge: Bridge, pages: Mapping[str, Callable[[], PageFactory]]) -> None:
        """The core is open: `pages` gives the factory of each page, loaded when it is first shown."""
        self._bridge = bridge
        self._pages = pages
        bridge.synced.connect(self._models.shell.show_sync)
        bridge.changed.connect(self._models.shell.apply)
        if SYNC_PAGE in pages:
            self.actions_.bind("sync_centre", self._toggle_sync)
        if PHRASES_PAGE in pages:
            self.actions_.bind("phrases", self._toggle_phrases)
        self._models.lock.attach(core.sessions)
        self._models.login.attach(core.sessions)

    @property
    def page(self) -> Page | None:
        """The page of the work that is shown, if any."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Page) and shown in self._built.values() else None

    def raise_up(self) -> None:
        """Someone started the program again: come to the front."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def close_pages(self) -> None:
        """Throw every page away: nothing personal stays behind."""
        for page in self._built.values():
            self.actions_.release(page)
            page.leave()
            self.stack.removeWidget(page)
            page.deleteLater()
        self._built.clear()
        self._bookmarks.clear()
        self._focus_of.clear()
        self._shown = FIRST_PAGE

    # ---------------------------------------------------------------- Qt

    def retranslate(self) -> None:
        self.setWindowTitle("Loket")
        self.actions_.retranslate()
        self._show_session()
        self._show_sync()
        self._show_clock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self._models.shell.touch()
        if isinstance(event, QKeyEvent) and self._locks_over_form(event):
            self._models.shell.lock()
            return True
        if isinstance(watched, QPushButton) and isinstance(event, QKeyEvent) and _presses(event):
            # Qt gives Enter to buttons of dialogs alone; everywhere else only the space bar would work
            watched.click()
            return True
        return False

    def _locks_over_form(self, event: QKeyEvent) -> bool:
        """A form keeps the window's keys away; the one that hides everything must work all the same."""
        if event.type() != QEvent.Type.KeyPress or QApplication.activeModalWidget() is None:
            return False
        return self.actions_.action("lock").shortcut() == QKeySequence(event.keyCombination())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # a message that waits for a person must not need the mouse
        if event.key() == Qt.Key.Key_Escape and self.banner.text:
            self.banner.dismiss()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        name = next((name for name, page in self._built.items() if page.unsaved), None)
        if name is None or name == self._warned or self._models.shell.place is not Place.WORK:
            super().closeEvent(event)
            return
        # asked once, without a form: whoever closes twice means it
        self._warned = name
        event.ignore()
        self.show_page(name)
        self.notices.tell(_("What you wrote here is not sent yet. Close once more to leave it."), Level.WARN, "unsaved")

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint and not self._was_painted:
            self._was_painted = True
            self.painted.emit()
        return handled

    # ---------------------------------------------------------------- places

    def _bind(self) -> None:
        bindings: dict[str, Callable[[], object]] = {
            "help": self._toggle_help,
            "switch_language": self._switch_language,
            "switch_theme": self._switch_theme,
            "refresh": self._models.shell.refresh,
            "lock": self._models.shell.lock,
            "log_out": self._models.shell.log_out,
            "palette": self._open_palette,
        }
        for action_id, handler in bindings.items():
            self.actions_.bind(action_id, handler)

    def _connect(self, models: ShellModels) -> None:
        shell = models.shell
        shell.place_changed.connect(self._show_place)
        shell.session_changed.connect(self._show_session)
        shell.sync_changed.connect(self._show_sync)
        shell.ticked.connect(self._show_clock)
        models.login.signed_in.connect(shell.signed_in)
        models.lock.signed_in.connect(shell.signed_in)
        models.lock.closed.connect(shell.end_session)
        shell.unsettled.connect(self._tell_unsettled)
        self.header.sync.clicked.connect(self._open_sync)

    def _show_place(self, place: str) -> None:
        shell = self._models.shell
        working = place == Place.WORK
        self._drop_help()
        self.header.setVisible(working)
        if not working:
            self._leave_work(place)
        self.actions_.set_role(shell.session.role if working and shell.session else None)
        if working:
            self._enter_work()
        else:
            self._show_gate(Place(place))

    def _show_gate(self, place: Place) -> None:
        if place is Place.LOCKED and self._models.shell.session is not None:
            self._models.lock.guard(self._models.shell.session)
        if place not in self._gates:
            gate = self._make_gate(place)
            self._gates[place] = gate
            self.stack.addWidget(gate)
            if place is Place.LOCKED and isinstance(gate, LockScreen):
                gate.other.clicked.connect(self._models.shell.log_out)
        self.stack.setCurrentWidget(self._gates[place])
        self._gates[place].enter()

    def _make_gate(self, place: Place) -> GateScreen:
        look, models = self._look, self._models
        if place is Place.LOCKED:
            return LockScreen(models.lock, look.theme, look.language, self.actions_, self.stack)
        if place is Place.FIRST_RUN:
            from ui.screens.first_run import FirstRunScreen

            return FirstRunScreen(models.first_run, look.theme, look.language, self.actions_, self.stack)
        return LoginScreen(models.login, look.theme, look.language, self.actions_, self.stack)

    def _leave_work(self, place: str) -> None:
        self.banner.forget()
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        if place != Place.LOCKED:
            self.close_pages()
            return
        self._hide_page()
        for name, page in self._built.items():
            self._bookmarks[name] = page.forget()

    def _enter_work(self) -> None:
        session = self._models.shell.session
        if session is None:
            return
        name = self._shown
        page = self._built.get(name) or self._build(name, session)
        self.stack.setCurrentWidget(page)
        page.enter()
        bookmark = self._bookmarks.pop(name, None)
        if bookmark is not None:
            page.resume(bookmark)

    def show_page(self, name: str) -> None:
        """Go to another page of the work; the one that is left stays as it is."""
        if self._models.shell.place is not Place.WORK or name == self._shown:
            return
        self._drop_help()
        self._hide_page()
        self._shown = name
        if name == SYNC_PAGE:
            self.notices.clear(_UNSETTLED)
        self._enter_work()
        before = self._focus_of.pop(name, None)
        if before is not None and self._built[name].isAncestorOf(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hide_page(self) -> None:
        page = self._built.get(self._shown)
        if page is None:
            return
        focused: QWidget | None = self.focusWidget()
        if focused is not None and page.isAncestorOf(focused):
            self._focus_of[self._shown] = focused
        self.actions_.release(page)
        page.leave()

    def _build(self, name: str, session: Session) -> Page:
        if self._bridge is None:
            raise RuntimeError("a page is asked for before the core is open")
        look = self._look
        context = PageContext(
            core=self._models.shell.core,
            session=session,
            tasks=self._tasks,
            bridge=self._bridge,
            actions=self.actions_,
            theme=look.theme,
            language=look.language,
            notices=self.notices,
        )
        page = self._pages[name]()(context, self.stack)
        self._built[name] = page
        self.stack.addWidget(page)
        return page

    # ---------------------------------------------------------------- what is always in sight

    def _show_session(self) -> None:
        session = self._models.shell.session
        if session is None:
            return
        header = self.header
        header.branch.show_text(session.branch_name)
        header.staff.setText(session.staff_name)
        header.role.setText(_(ROLE_WORDS[session.role]))
        header.face.show_name(session.staff_name)
        header.offline_session.show_text("" if session.online else _("No network – limited session"), "warn")
        self._show_limits(session)
        self._show_clock()
        self._show_sync()

    def _show_limits(self, session: Session) -> None:
        language, shell = self._look.language, self._models.shell
        limits = ""
        if not session.online and language.has_formats and shell.has_core:
            from ui.presenters.limits import session_limits
            from ui.presenters.voice import Voice

            voice = Voice(language.formats, language.code, session.zone, shell.core.clock.now)
            limits = session_limits(session, voice)
        self.header.offline_session.setToolTip(limits)
        self.header.offline_session.setAccessibleDescription(limits)

    def _tell_unsettled(self) -> None:
        """Quietly: nobody is interrupted, and the badge goes on showing it."""
        if self._models.shell.place is Place.WORK and self._shown != SYNC_PAGE:
            key = self.actions_.key_text("sync_centre")
            words = _("A change that was made here needs a look: {key} shows which one and why.").format(key=key)
            self.notices.tell(words, Level.WARN, _UNSETTLED)

    def _show_sync(self) -> None:
        shell, language = self._models.shell, self._look.language
        zone = shell.session.zone if shell.session else "Asia/Jakarta"
        formats = language.formats if language.has_formats else None
        key = self.actions_.key_text("sync_centre")
        self.header.sync.explain(_("{key} shows what waits, what was refused, and why.").format(key=key))
        self.header.sync.show_words(sync_words(shell.sync, formats, zone, shell.conflicts))

    def _show_clock(self) -> None:
        shell, language = self._models.shell, self._look.language
        if shell.session is None or not shell.has_core or not language.has_formats:
            return
        now, zone = shell.core.clock.now(), shell.session.zone
        formats = language.formats
        self.header.clock.setText(f"{formats.short_day(now, zone)} · {formats.clock_zone(now, zone)}")

    # ---------------------------------------------------------------- commands

    def _toggle_help(self) -> None:
        if self._help is not None:
            self._drop_help()
            self._back()
            return
        from ui.screens.help import HelpScreen

        self._focus_before_help = self.focusWidget()
        page = HelpScreen(self._look.theme, self.actions_, self.stack)
        self._help = page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        # the keys of the page behind it must not work unseen
        self.actions_.set_role(None)
        page.enter()

    def _drop_help(self) -> None:
        if self._help is not None:
            self.stack.removeWidget(self._help)
            self._help.deleteLater()
            self._help = None

    def _back(self) -> None:
        shell = self._models.shell
        page = self._built.get(self._shown)
        if shell.place is Place.WORK and page is not None and shell.session is not None:
            self.actions_.set_role(shell.session.role)
            self.stack.setCurrentWidget(page)
            before, self._focus_before_help = self._focus_before_help, None
            if before is not None and page.isAncestorOf(before):
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                page.setFocus()
        elif shell.place in self._gates:
            self.stack.setCurrentWidget(self._gates[shell.place])
            self._gates[shell.place].enter()

    def _open_sync(self) -> None:
        self.show_page(SYNC_PAGE)

    def _toggle_sync(self) -> None:
        self.show_page(FIRST_PAGE if self._shown == SYNC_PAGE else SYNC_PAGE)

    def _toggle_phrases(self) -> None:
        self.show_page(FIRST_PAGE if self._shown == PHRASES_PAGE else PHRASES_PAGE)

    def _open_palette(self) -> None:
        from ui.widgets.palette import CommandPalette

        palette = CommandPalette(self._look.theme, self.actions_, self)
        palette.finished.connect(palette.deleteLater)
        palette.open_over(self)

    def _switch_language(self) -> None:
        language = self._look.language
        language.switch(language.next())
        self._look.settings.change(language=language.code)

    def _switch_theme(self) -> None:
        theme = self._look.theme
        theme.switch(theme.other)
        self._look.settings.change(theme=theme.name)


def _presses(event: QKeyEvent) -> bool:
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return plain and event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
