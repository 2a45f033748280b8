"""The guided tour: the story at the counter, walked by keyboard in the real window, checked on what is painted."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from app.demo.plan import TourPlan
from ui.dialogs.form import MomentEdit
from ui.painted import words_of
from ui.presenters.acts import act_words
from ui.screens.sync import SyncScreen
from ui.signals import stop_on_signals
from ui.tour_hands import TourFailedError, TourHands, focus_name
from ui.widgets.suggestion_card import SuggestionCard
from ui.widgets.sync_badge import SyncBadge
from ui.words import _, mark

if TYPE_CHECKING:
    from ui.main import Console

_OTHER_CUSTOMER = "daeng"
_NOTE = "Pelanggan menunggu kabar lewat WhatsApp sesudah pukul 16.00"

log = logging.getLogger(__name__)
Key = Qt.Key


class Tour(TourHands):
    """One walk. `walk` is called with the console once someone is at work; afterwards the program ends."""

    def __init__(self, plan: TourPlan) -> None:
        super().__init__(plan)
        self.finished = False

    def walk(self, console: Console) -> None:
        """Walk all steps; the exit status of the program is 0 only if each showed what it should."""
        stop_on_signals(console)
        self._console = console
        steps: tuple[tuple[str, str, Callable[[], str]], ...] = (
            (mark("Signing in"), "sign-in", self._sign_in),
            (mark("Finding the customer by a part of the name"), "find", self._find),
            (mark("The record, the live track and the promise"), "record", self._record),
            (mark("The talk begins; what to say, said"), "talk", self._talk),
            (mark("The set-up is late: the screen changes by itself"), "late", self._late),
            (mark("The promise at risk, and what to say"), "at-risk", self._at_risk),
            (mark("A new promise from the new estimate"), "promise", self._promise),
            (mark("Closing with an outcome and the three signs"), "close", self._close),
            (mark("Without a network, and back"), "offline", self._offline),
            (mark("Dark and light, English and Indonesian"), "look", self._look),
        )
        try:
            for number, (title, slug, step) in enumerate(steps, 1):
                began = time.monotonic()
                more = step()
                line = _("{number}/{of} {title}: {seconds} s").format(
                    number=number, of=len(steps), title=_(title), seconds=f"{time.monotonic() - began:.2f}"
                )
                self._plan.tell(f"{line}. {more}" if more else line)
                self._shoot(slug)
            self.finished = True
            QApplication.exit(0)
        except TourFailedError as error:
            self._fail(str(error))
        except Exception as error:
            log.exception("the tour broke off")
            self._fail(f"{type(error).__name__}: {error}")

    # ---------------------------------------------------------------- the story

    def _sign_in(self) -> str:
        self._take_keyboard()
        self._press(Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
        staff = self._visible(QLineEdit, "staff")
        self._shoot("log-in")
        staff.setFocus(Qt.FocusReason.ShortcutFocusReason)
        staff.selectAll()
        self._type(self._plan.login)
        self._press(Key.Key_Return)
        self._until(lambda: focus_name() == "password", _("the password field"))
        self._type(self._plan.password)
        self._press(Key.Key_Return)
        self._until(lambda: self._counter_or_none() is not None, _("the counter"))
        self._until(self._is_online, _("the badge says that it is online"))
        return ""

    def _find(self) -> str:
        counter = self._counter()
        self._press(Key.Key_F2)
        self._until(lambda: focus_name() == "search_box", _("the search box"))
        self._type(self._plan.search)
        self._paints(counter.search_pane.results, self._plan.customer_name)
        return ""

    def _record(self) -> str:
        self._press(Key.Key_Return)
        pane = self._counter().record_pane
        self._paints(pane.header, self._plan.customer_name)
        self._paints(pane.cases, self._plan.case_number, self._plan.promise, self._clock(self._plan.due_at))
        self._paints(pane.timeline, self._plan.spoken_promise)
        return ""

    def _talk(self) -> str:
        counter = self._counter()
        # a talk that an earlier tour left open goes on
        if not counter.viewmodel.talk.talk.running:
            self._press(Key.Key_F4)
        self._press(Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
        self._until(lambda: counter.viewmodel.talk.talk.running, _("a running talk"))
        return self._say_first()

    def _late(self) -> str:
        """No key is pressed here: the report comes from another process, through PostgreSQL."""
        counter = self._counter()
        arrived: list[float] = []

        def painted(_case: str, as_of: object) -> None:
            if isinstance(as_of, datetime):
                arrived.append((datetime.now(UTC) - as_of).total_seconds() * 1000)

        counter.painted.connect(painted)
        try:
            self._meanwhile(self._plan.report_late)
            self._paints(counter.record_pane.cases, self._clock(self._plan.late_estimate_at))
            self._until(lambda: bool(arrived), _("the news is painted"))
        finally:
            counter.painted.disconnect(painted)
        return _("Painted {ms} ms after the report was made.").format(ms=round(arrived[0]))

    def _at_risk(self) -> str:
        pane = self._counter().say_pane
        late = self._clock(self._plan.late_estimate_at)
        self._until(pane.alert.isVisible, _("the alert"))
        self._paints(pane.alert, self._plan.promise, late)
        # what is said to the customer is Indonesian in every language of the screen
        self._paints(pane.suggestions, late.replace(":", "."))
        self._shoot("alert")
        return self._say_first()

    def _promise(self) -> str:
        self._press(Key.Key_F8)
        dialog = self._visible(QDialog, "promise_dialog")
        late = self._clock(self._plan.late_estimate_at)
        self._paints(dialog, late)
        due = self._visible(MomentEdit, "promise_due")
        self._until(lambda: late.replace(":", ".") in due.text().replace(":", "."), _("the new time"))
        self._shoot("promise-form")
        self._press(Key.Key_Return)
        self._form_closes()
        pane = self._counter().record_pane
        self._until(lambda: self._promised(late), _("the new promise on the card"))
        self._until(lambda: not self._counter().say_pane.alert.isVisible(), _("the alert goes away"))
        self._paints(pane.cases, late)
        return ""

    def _close(self) -> str:
        self._press(Key.Key_F9)
        dialog = self._visible(QDialog, "outcome_dialog")
        self._press(Key.Key_2)
        # from anxious over confused to calm
        self._tab_to("outcome_mood")
        self._press(Key.Key_Left)
        self._press(Key.Key_Left)
        for name in ("sign_content", "sign_would_return", "sign_would_recommend"):
            self._tab_to(name)
            self._press(Key.Key_Right)
        self._until(lambda: self._signs() == (True, True, True), _("the three signs"))
        self._shoot("outcome-form")
        dialog.setFocus(Qt.FocusReason.OtherFocusReason)
        self._press(Key.Key_Return)
        self._form_closes()
        self._until(lambda: not self._counter().viewmodel.talk.talk.running, _("the talk has ended"))
        self._screen_paints(_("Interaction closed."))
        return ""

    def _offline(self) -> str:
        began = time.monotonic()
        self._meanwhile(self._plan.stop_server)
        self._until(lambda: self._badge().words.tone == "warn", _("the badge says that it is offline"))
        noticed = time.monotonic() - began
        self._paints(self._badge(), self._badge().words.link)
        self._press(Key.Key_F2)
        self._type(_OTHER_CUSTOMER)
        counter = self._counter()
        self._until(counter.search_pane.results.isVisible, _("results without a network"))
        self._until(lambda: _OTHER_CUSTOMER in words_of(counter.search_pane.results).casefold(), _("the names found"))
        self._shoot("offline-search")
        note = self._note_offline()
        self._shoot("offline-note")
        self._see_what_waits(note)
        self._meanwhile(self._plan.start_server)
        self._press(Key.Key_F5)
        self._until(lambda: self._is_online() and not self._badge().words.waiting, _("everything is sent"))
        arrived = self._meanwhile(partial(self._plan.count_notes, note))
        if arrived != 1:
            raise TourFailedError(_("the note arrived {count} times").format(count=arrived))
        return _("Offline was seen after {seconds} s; the note arrived once.").format(seconds=f"{noticed:.1f}")

    def _see_what_waits(self, note: str) -> None:
        """The sync centre tells why there is no line, and lists the contact that waits; nothing was refused."""
        self._press(Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        page = self._visible(SyncScreen, "sync_centre")
        self._until(lambda: bool(page.waiting.items), _("the list of what waits"))
        self._paints(page.line, page.line.words.head, page.line.words.keeps)
        self._paints(page.waiting, act_words(page.waiting.items[0].acts[:1]))
        if page.refused.items or note in words_of(page):
            raise TourFailedError(_("nothing refused, and no note told in a list"))
        self._shoot("sync-centre")
        self._press(Key.Key_Escape)
        self._until(lambda: self._counter_or_none() is not None, _("the counter"))

    def _note_offline(self) -> str:
        """A whole contact without a network: begun, noted, closed as solved."""
        counter = self._counter()
        note = f"{_NOTE} ({self._plan.case_number}, {datetime.now(UTC):%H%M%S})"
        self._press(Key.Key_Escape)
        self._press(Key.Key_F4)
        self._until(lambda: counter.viewmodel.talk.talk.is_open, _("a running talk"))
        for _times in range(3):
            if focus_name() != "utterance":
                self._press(Key.Key_F6)
        self._type(note)
        self._press(Key.Key_Return)
        self._until(lambda: bool(self._badge().words.waiting), _("the badge says what waits"))
        self._paints(self._badge(), self._badge().words.waiting)
        self._press(Key.Key_F9)
        self._visible(QDialog, "outcome_dialog")
        self._press(Key.Key_1)
        self._tab_to("outcome_summary")
        self._type("Pesanan dijelaskan")
        self._press(Key.Key_Return)
        self._form_closes()
        return note

    def _look(self) -> str:
        control = Qt.KeyboardModifier.ControlModifier
        theme, language = self._at_work().look.theme, self._at_work().look.language
        first_theme, first_language = theme.name, language.code
        self._press(Key.Key_D, control)
        self._until(lambda: theme.name != first_theme, _("the other colours"))
        self._shoot("theme")
        self._press(Key.Key_L, control)
        self._until(lambda: language.code != first_language, _("the other language"))
        self._screen_paints(_("Find customer"))
        self._shoot("language")
        self._press(Key.Key_L, control)
        self._press(Key.Key_D, control)
        self._until(lambda: (theme.name, language.code) == (first_theme, first_language), _("as it was"))
        self._screen_paints(_("Find customer"))
        return ""

    # ---------------------------------------------------------------- pieces

    def _say_first(self) -> str:
        """Say the first suggestion with its key; gives its words. Where others come meanwhile, the first of those."""
        self._leave_fields()
        offered: list[tuple[str, ...]] = [()]

        def said() -> bool:
            cards = self._cards()
            texts = tuple(self._text(card) for card in cards)
            if any(card.row is not None and card.row.said for card in cards):
                return True
            if texts and texts != offered[-1]:
                offered.append(texts)
                self._press(Key.Key_1)
            return False

        self._until(said, _("the sentence as said"))
        text = next(self._text(card) for card in self._cards() if card.row is not None and card.row.said)
        return f"“{text}”"

    def _leave_fields(self) -> None:
        """Digits are typed into a field that has the focus: go to the track first."""
        for _times in range(3):
            if not isinstance(QApplication.focusWidget(), QLineEdit):
                return
            self._press(Key.Key_F6)

    def _tab_to(self, name: str) -> None:
        for _times in range(40):
            if focus_name() == name:
                return
            self._press(Key.Key_Tab)
        raise TourFailedError(name)

    def _promised(self, clock: str) -> bool:
        state = self._counter().viewmodel.record.state
        live = [one for track in state.tracks for one in track.promises if not one.is_settled] if state else []
        return any(self._clock(one.due_at) == clock for one in live)

    def _signs(self) -> tuple[bool | None, bool | None, bool | None]:
        signs = self._counter().viewmodel.outcome.draft.signs
        return signs.content, signs.would_return, signs.would_recommend

    def _cards(self) -> list[SuggestionCard]:
        return [card for card in self._counter().say_pane.suggestions.cards if card.isVisible() and card.row]

    def _text(self, card: SuggestionCard) -> str:
        return card.row.text if card.row else ""

    def _badge(self) -> SyncBadge:
        badge = self._at_work().window.findChild(SyncBadge)
        if not isinstance(badge, SyncBadge):
            raise TourFailedError("badge")
        return badge

    def _is_online(self) -> bool:
        return self._badge().isVisible() and self._badge().words.tone == "ok"

    def _clock(self, moment: datetime) -> str:
        return self._at_work().look.language.formats.clock(moment, self._plan.zone)
