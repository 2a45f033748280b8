"""Colours and measures as values, for the palette and for painters; contrast is held by a test."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme: colours as `#rrggbb`. `*_soft` are backgrounds for text in the colour of the same name."""

    name: str
    # surfaces, from the back to the front
    window: str
    surface: str
    raised: str
    sunken: str
    hover: str
    selected: str
    # lines: `divider` only parts areas; `border` outlines things that can be used (3.0 against every surface)
    divider: str
    border: str
    focus: str
    # text (4.5 on every surface)
    text: str
    muted: str
    # the accent: `accent` as text and line, `accent_fill` with `on_accent` text on it
    accent: str
    accent_fill: str
    accent_fill_hover: str
    on_accent: str
    accent_soft: str
    gold: str
    # the brand panel of the log-in and lock pages
    brand: str
    brand_line: str
    on_brand: str
    on_brand_muted: str
    # meanings, each as text and as a soft background
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    danger: str
    danger_soft: str
    info: str
    info_soft: str
    # the track of a case (3.0 on surface): done, in progress, waiting, on hold, failed, changed since last seen
    track_done: str
    track_now: str
    track_wait: str
    track_hold: str
    track_fail: str
    track_news: str


LIGHT = Tokens(
    name="light",
    window="#f4f1ec",
    surface="#fdfcfa",
    raised="#ffffff",
    sunken="#ece8e1",
    hover="#f1ede7",
    selected="#f3e6ef",
    divider="#e3ddd4",
    border="#857c72",
    focus="#8a3f6e",
    text="#24201d",
    muted="#625a52",
    accent="#7d3763",
    accent_fill="#7d3763",
    accent_fill_hover="#6a2d54",
    on_accent="#ffffff",
    accent_soft="#f3e6ef",
    gold="#b98a2f",
    brand="#5b2748",
    brand_line="#693357",
    on_brand="#fdf6fa",
    on_brand_muted="#e2c8d7",
    ok="#1f6a45",
    ok_soft="#e1f0e6",
    warn="#82500a",
    warn_soft="#fbeed2",
    danger="#a32626",
    danger_soft="#fbe5e1",
    info="#245c88",
    info_soft="#e2edf5",
    track_done="#2c7d54",
    track_now="#7d3763",
    track_wait="#8a8178",
    track_hold="#a86a12",
    track_fail="#b53030",
    track_news="#b3721a",
)

DARK = Tokens(
    name="dark",
    window="#181614",
    surface="#201d1b",
    raised="#292523",
    sunken="#131110",
    hover="#2e2a27",
    selected="#43283a",
    divider="#35302c",
    border="#8b8178",
    focus="#d998bf",
    text="#f1ece6",
    muted="#b5aba1",
    accent="#e0a6c9",
    accent_fill="#96507b",
    accent_fill_hover="#a65c89",
    on_accent="#ffffff",
    accent_soft="#3d2735",
    gold="#dcb35a",
    brand="#2b1b26",
    brand_line="#38242f",
    on_brand="#f5eaf0",
    on_brand_muted="#cfb0c2",
    ok="#86cfa4",
    ok_soft="#1c3427",
    warn="#eabf6c",
    warn_soft="#3b2e15",
    danger="#f5a097",
    danger_soft="#472422",
    info="#97c4e8",
    info_soft="#1d3142",
    track_done="#5fb384",
    track_now="#d58fb9",
    track_wait="#8f867d",
    track_hold="#d79f45",
    track_fail="#ea7a70",
    track_news="#eab75a",
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


class Space:
    """Distances in logical pixels; every margin and gap is one of these."""

    HAIR = 2
    TIGHT = 4
    SMALL = 6
    MEDIUM = 8
    LARGE = 12
    WIDE = 16
    HUGE = 24


ROW_HEIGHT = 26
CONTROL_HEIGHT = 30
RADIUS = 6


_LINEAR_BELOW = 0.04045


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (source: WCAG 2.2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= _LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (source: WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
