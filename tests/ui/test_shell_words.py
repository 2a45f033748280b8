"""Words on screen follow the language, ours and Qt's."""

from __future__ import annotations

import gettext
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.domain.errors import ErrorCode, LoketError
from app.i18n import Catalogue, language_or_default
from ui.faults import QUIET_SECONDS, Faults, JsonLines
from ui.instance import Instance
from ui.messages import words_for
from ui.qt_words import WORDS
from ui.translator import CatalogueTranslator, Language
from ui.widgets.pane import Pane
from ui.words import _, ngettext, pgettext


class Invented(gettext.NullTranslations):
    """A catalogue of one word for each way of asking."""

    def gettext(self, message: str) -> str:
        return {"Log in": "Masuk"}.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{n}:{msgid1}/{msgid2}"

    def pgettext(self, context: str, message: str) -> str:
        return {("qt", "Cancel"): "Batal", ("case", "Open"): "Berjalan"}.get((context, message), message)


@pytest.fixture
def invented(qapp: QApplication) -> Iterator[None]:
    catalogue = Catalogue("en")
    catalogue._words = Invented()
    translator = CatalogueTranslator(catalogue)
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


@pytest.mark.usefixtures("invented")
def test_our_words_and_those_of_qt_come_from_the_catalogue() -> None:
    assert _("Log in") == "Masuk"
    assert ngettext("{count} waiting", "{count} waiting", 3) == "3:{count} waiting/{count} waiting"
    assert pgettext("case", "Open") == "Berjalan"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Batal"
    assert QCoreApplication.translate("QPlatformTheme", "Open") == "Open"
    assert QCoreApplication.translate("QWidget", "") == ""


def test_words_of_qt_are_listed_once() -> None:
    assert len(set(WORDS)) == len(WORDS)


def test_every_widget_is_told_of_another_language(qtbot: QtBot) -> None:
    class Words(Pane):
        def __init__(self, parent: Pane | None = None) -> None:
            super().__init__(parent)
            self.told = 0

        def retranslate(self) -> None:
            self.told += 1

    outer = Words()
    qtbot.addWidget(outer)
    inner = Words(outer)
    language = Language("id")
    try:
        language.switch("en")
        QApplication.processEvents()
        assert outer.told >= 1
        assert inner.told >= 1
        assert language.next() == "id"
    finally:
        language.close()


@pytest.mark.parametrize(("code", "language"), [("en_US", "en"), ("id-ID", "id"), ("fr", "id"), (None, "id")])
def test_an_unknown_language_is_indonesian(code: str | None, language: str) -> None:
    assert language_or_default(code) == language


def test_unexpected_errors_are_told_without_their_words(qapp: QApplication) -> None:
    assert "Ratna" not in words_for(ValueError("Bu Ratna"))
    assert words_for(LoketError(ErrorCode.DISK_FULL)).startswith("The disk is full")


def caught(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as raised:
        return raised


def test_a_storm_of_one_error_is_one_line_and_one_banner(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    at = [100.0]
    told: list[object] = []
    faults = Faults(now=lambda: at[0])
    faults.happened.connect(told.append)
    with caplog.at_level(logging.ERROR, "ui"):
        for _time in range(63):
            faults.report(caught(ValueError("Bu Ratna 0812")))
        qtbot.waitUntil(lambda: bool(told))
        assert len(told) == len(caplog.records) == 1
        at[0] += QUIET_SECONDS
        faults.report(caught(ValueError("Bu Ratna 0812")))
    assert len(caplog.records) == 2
    line = JsonLines().format(caplog.records[0])
    assert "ValueError" in line
    assert "Ratna" not in line


def test_hooks_are_taken_and_given_back(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    before = sys.excepthook
    faults = Faults()
    faults.install()
    error = caught(ValueError("x"))
    with qtbot.waitSignal(faults.happened), caplog.at_level(logging.ERROR, "ui"):
        sys.excepthook(type(error), error, error.__traceback__)
    faults.close()
    assert sys.excepthook is before


def test_a_second_start_finds_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.acquire()
    assert not second.acquire()
    assert not second.call()
    first.listen()
    with qtbot.waitSignal(first.called):
        assert second.call()
    first.close()
    assert second.acquire()
    second.close()


def test_labels_show_text_as_it_is(qtbot: QtBot) -> None:
    from ui.widgets.style import label

    parent = QLabel()
    qtbot.addWidget(parent)
    made = label(parent)
    made.setText("<b>Ratna</b>")
    assert made.textFormat().name == "PlainText"
