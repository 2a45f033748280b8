"""Colours can be told apart, the font lines figures up, icons take the theme's colours."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from app.resources import resource
from ui.theme import FAMILY, Theme, palette_of
from ui.tokens import THEMES, Tokens, contrast

SURFACES = ("window", "surface", "raised", "sunken", "hover", "selected")
TEXTS = ("text", "muted", "accent", "ok", "warn", "danger", "info")
BORDERS = ("border", "focus", "track_done", "track_now", "track_wait", "track_hold", "track_fail", "track_news")
TONES = ("accent", "ok", "warn", "danger", "info")


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_text_can_be_read_on_every_surface(tokens: Tokens) -> None:
    pairs = [(text, surface) for text in TEXTS for surface in SURFACES]
    pairs += [(text, f"{tone}_soft") for tone in TONES for text in (tone, "text", "muted")]
    pairs += [("warn", "danger_soft"), ("ok", "danger_soft"), ("danger", "warn_soft"), ("info", "danger_soft")]
    pairs += [("on_accent", "accent_fill"), ("on_accent", "accent_fill_hover")]
    pairs += [(text, ground) for text in ("on_brand", "on_brand_muted") for ground in ("brand", "brand_line")]
    weak = {pair: contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_borders_and_tracks_can_be_seen_on_every_surface(tokens: Tokens) -> None:
    pairs = [(border, surface) for border in BORDERS for surface in SURFACES]
    weak = {pair: contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3.0} == {}


def test_contrast_is_that_of_the_guideline() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#aeb7c4", "#ffffff") == pytest.approx(2.0, abs=0.05)


def test_the_style_sheet_names_palette_roles_and_no_colour() -> None:
    sheet = re.sub(r"/\*.*?\*/", "", resource("style", "loket.qss").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsl", sheet)
    values = re.findall(r"(?:background|color|border|border-color):\s*([^;}]+)", sheet)
    names = {word for value in values for word in value.replace("palette(", " ").split()}
    assert names & {"red", "white", "black", "gray", "grey", "blue", "green"} == set()


def test_every_role_has_a_colour_of_the_tokens() -> None:
    for tokens in THEMES.values():
        known = {QColor(getattr(tokens, name)).name() for name in tokens.__slots__ if name != "name"}
        palette = palette_of(tokens)
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
            for role in QPalette.ColorRole:
                if role not in {QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles}:
                    assert palette.color(group, role).name() in known, (group, role)


def test_figures_have_one_width_in_the_bundled_font(qapp: QApplication) -> None:
    Theme(qapp)
    assert qapp.font().family() == FAMILY
    metrics = QFontMetrics(qapp.font())
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_icons_are_drawn_in_the_colour_asked_for_and_again_after_a_switch(qapp: QApplication) -> None:
    theme = Theme(qapp, "light")
    for name in ("light", "dark"):
        theme.switch(name)
        image = theme.pixmap("circle-check", "ok", 32).toImage()
        painted = {
            image.pixelColor(x, y).name() for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() == 255
        }
        assert QColor(theme.tokens.ok).name() in painted
    theme.switch("light")


def test_a_switch_reaches_what_the_style_sheet_paints(qapp: QApplication) -> None:
    from PySide6.QtWidgets import QLineEdit

    theme = Theme(qapp, "light")
    line = QLineEdit()
    line.resize(120, 32)
    for name in ("dark", "light", "dark"):
        theme.switch(name)
        qapp.processEvents()
        assert line.grab().toImage().pixelColor(60, 6).name() == theme.tokens.raised
    theme.switch("light")
    line.deleteLater()
