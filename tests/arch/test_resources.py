"""Fonts and icons that come with the program: loadable, complete and with their licences."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ICONS = sorted((RESOURCES / "icons").glob("*.svg"))
FONTS = sorted((RESOURCES / "fonts").glob("*.ttf"))


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_icon_takes_the_colour_of_the_theme(path: Path) -> None:
    icon = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own files
    assert icon.get("viewBox") == "0 0 24 24"
    assert icon.get("stroke") == "currentColor"


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_font_loads_under_one_family(path: Path, qapp: QApplication) -> None:
    font = QFontDatabase.addApplicationFont(str(path))
    assert "Atkinson Hyperlegible Next" in QFontDatabase.applicationFontFamilies(font)
    QFontDatabase.removeApplicationFont(font)


def test_licences_are_beside_them() -> None:
    assert "SIL OPEN FONT LICENSE" in (RESOURCES / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    assert "ISC License" in (RESOURCES / "icons" / "LICENSE").read_text(encoding="utf-8")
