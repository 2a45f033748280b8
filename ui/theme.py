"""The look: palette, fonts, one style sheet and icons, light or dark, switched while running."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.resources import resource
from ui.icons import IconDrawer
from ui.tokens import THEMES, Tokens

DEFAULT_THEME = "light"
FAMILY = "Atkinson Hyperlegible Next"
FIRST_FONTS = ("Regular", "SemiBold")
LATER_FONTS = ("Bold", "Italic")
BASE_POINTS = 10.0
ICON_SIZE = 16

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "on_accent",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "divider",
    QPalette.ColorRole.Dark: "border",
    QPalette.ColorRole.Shadow: "focus",
    QPalette.ColorRole.Highlight: "selected",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent_fill_hover",
    QPalette.ColorRole.Accent: "accent_fill",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
}
_DISABLED = {
    QPalette.ColorRole.WindowText: "muted",
    QPalette.ColorRole.Text: "muted",
    QPalette.ColorRole.ButtonText: "muted",
    QPalette.ColorRole.HighlightedText: "muted",
    QPalette.ColorRole.Accent: "sunken",
}


def palette_of(tokens: Tokens) -> QPalette:
    """A palette in which every role that the style sheet names is one of the tokens."""
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, QColor(getattr(tokens, token)))
    for role, token in _DISABLED.items():
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(getattr(tokens, token)))
    return palette


def bundled_font(points: float = BASE_POINTS) -> QFont:
    """The bundled font with figures of one width, so that numbers line up in columns."""
    font = QFont(FAMILY)
    font.setPointSizeF(points)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


class Theme(QObject):
    """What painters and widgets ask for colours, fonts and icons. `changed` comes after a switch."""

    changed = Signal()

    def __init__(self, app: QApplication, name: str = DEFAULT_THEME) -> None:
        super().__init__(app)
        self._app = app
        self._icons = IconDrawer()
        self._colours: dict[str, QColor] = {}
        self.tokens = THEMES.get(name, THEMES[DEFAULT_THEME])
        app.setStyle(QStyleFactory.create("Fusion"))
        _load_fonts(FIRST_FONTS)
        app.setFont(bundled_font())
        app.setPalette(palette_of(self.tokens))
        self._sheet = resource("style", "loket.qss").read_text(encoding="utf-8")
        app.setStyleSheet(self._sheet)

    @property
    def name(self) -> str:
        return self.tokens.name

    @property
    def other(self) -> str:
        """The name of the theme that is not in use."""
        return next(name for name in THEMES if name != self.tokens.name)

    def load_rest(self) -> None:
        """The weights that the first page does without; called after the first frame."""
        _load_fonts(LATER_FONTS)

    def switch(self, name: str) -> None:
        """Change every colour at once."""
        if name == self.tokens.name or name not in THEMES:
            return
        self.tokens = THEMES[name]
        self._icons.forget()
        self._colours.clear()
        self._app.setPalette(palette_of(self.tokens))
        # Qt reads `palette(role)` when a sheet is set, not when the palette changes
        self._app.setStyleSheet(self._sheet)
        self.changed.emit()

    def colour(self, token: str) -> QColor:
        """The colour of a token by its name, for painters."""
        if token not in self._colours:
            self._colours[token] = QColor(getattr(self.tokens, token))
        return self._colours[token]

    def font(self, step: int = 0, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The bundled font, `step` points larger or smaller than the base."""
        font = bundled_font(BASE_POINTS + step)
        font.setWeight(weight)
        return font

    def icon(self, name: str, colour: str = "text", size: int = ICON_SIZE) -> QIcon:
        """A Lucide icon in the colour of a token."""
        colours = (getattr(self.tokens, colour), self.tokens.muted)
        return self._icons.icon(name, colours, size, self._app.devicePixelRatio())

    def pixmap(self, name: str, colour: str = "text", size: int = ICON_SIZE) -> QPixmap:
        """The same as a pixmap, for painters and labels."""
        return self._icons.pixmap(name, getattr(self.tokens, colour), size, self._app.devicePixelRatio())


def _load_fonts(weights: tuple[str, ...]) -> None:
    for weight in weights:
        QFontDatabase.addApplicationFont(str(resource("fonts", f"{FAMILY.replace(' ', '')}-{weight}.ttf")))
