"""Where data files are: beside the packages (source, editable install) or inside the bundle."""

from __future__ import annotations

import sys
from pathlib import Path


def root_dir() -> Path:
    """The folder that holds `resources/` and `locale/`."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(str(bundle)) if bundle else Path(__file__).resolve().parent.parent


def resources_dir() -> Path:
    """The folder of phrases, processes, glossary, icons, fonts and style."""
    return root_dir() / "resources"


def locale_dir() -> Path:
    """The folder of message catalogues."""
    return root_dir() / "locale"


def resource(*parts: str) -> Path:
    """One file under `resources/`."""
    return resources_dir().joinpath(*parts)
