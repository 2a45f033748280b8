"""One registry of keys: none twice, all drawn, all explained; found again by a few letters."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.people import Role
from app.resources import resource
from ui.actions import ACTIONS, Actions
from ui.fuzzy import best, score

TAKEN = {"F10", "Alt+F4"}


class Desk(QObject):
    """Counts what its keys do."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.done: list[str] = []

    def find(self) -> None:
        self.done.append("find")

    def lock(self) -> None:
        self.done.append("lock")


def test_no_key_is_given_twice_nor_taken_from_the_system() -> None:
    keys = Counter(QKeySequence(spec.key).toString() for spec in ACTIONS)
    assert [key for key, times in keys.items() if times > 1] == []
    assert "" not in keys
    assert not TAKEN & set(keys)
    assert not [key for key in keys if key.startswith(("Alt+", "Ctrl+Alt+"))]
    assert len({spec.id for spec in ACTIONS}) == len(ACTIONS)


def test_every_action_has_an_icon_that_is_there_and_an_explanation() -> None:
    assert [spec.id for spec in ACTIONS if not resource("icons", f"{spec.icon}.svg").is_file()] == []
    assert [spec.id for spec in ACTIONS if not spec.help and not spec.numbered] == []


def test_a_key_works_only_for_whom_it_is_and_once_bound(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions, desk = Actions(window), Desk()
    actions.set_role(Role.FRONTLINER)
    assert actions.active() == ()
    actions.bind("find_customer", desk.find)
    assert actions.is_active("find_customer")
    actions.set_role(Role.ADMIN)
    assert not actions.is_active("find_customer")
    actions.set_role(None)
    actions.trigger("find_customer")
    assert desk.done == []
    actions.set_role(Role.SUPERVISOR)
    actions.trigger("find_customer")
    assert desk.done == ["find"]


def test_a_page_takes_its_keys_with_it_and_those_of_its_parts(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions, page, other = Actions(window), Desk(), Desk()
    part = Desk(page)
    actions.set_role(Role.FRONTLINER)
    actions.bind("find_customer", part.find)
    actions.bind("lock", other.lock)
    actions.release(page)
    assert [spec.id for spec in actions.active()] == ["lock"]


def test_an_action_can_be_off_for_a_while(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions, desk = Actions(window), Desk()
    actions.set_role(Role.FRONTLINER)
    actions.bind("lock", desk.lock)
    with qtbot.waitSignal(actions.changed):
        actions.enable("lock", False)
    actions.trigger("lock")
    with qtbot.waitSignal(actions.changed):
        actions.enable("lock", True)
    actions.trigger("lock")
    assert desk.done == ["lock"]


def test_commands_are_found_by_letters_in_order() -> None:
    texts = ("Cari pelanggan", "Tutup interaksi", "Panggil supervisor", "Interaksi baru")
    assert [texts[i] for i in best("ib", texts)] == ["Interaksi baru"]
    assert texts[best("sup", texts)[0]] == "Panggil supervisor"
    assert best("", texts) == (0, 1, 2, 3)
    assert best("xyz", texts) == ()


def test_starts_of_words_and_letters_in_a_row_come_first() -> None:
    assert (score("tin", "Tutup interaksi") or 0) > (score("tin", "Tertahan di kantin") or 0)
    assert score("int", "interaksi") is not None
    assert (score("int", "interaksi") or 0) > (score("iks", "interaksi") or 0)
