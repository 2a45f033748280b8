"""Settings of one device that hold no secret: language, theme, minutes until the lock."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person may choose. `customer_word` is how this organisation calls those whom it serves.

    `generator_url` and `generator_model` name a language model that the organisation runs; without both it is off.
    """

    language: str = "id"
    theme: str = "light"
    lock_after_minutes: int = 5
    customer_word: str = "pelanggan"
    generator_url: str = ""
    generator_model: str = ""


class Settings:
    """Preferences in a small JSON file; one that cannot be read counts as none and is replaced by the next change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._preferences = _read(path)

    @property
    def preferences(self) -> Preferences:
        """The preferences as they stand."""
        return self._preferences

    def change(self, **changes: str | int) -> Preferences:
        """Replace some preferences and keep them."""
        self._preferences = replace(self._preferences, **changes)  # type: ignore[arg-type]  # names and types are those of Preferences
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(self._preferences), file, indent=2)
        Path(name).replace(self._path)
        return self._preferences


def _read(path: Path) -> Preferences:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Preferences()
    defaults = Preferences()
    known = {
        field.name: stored[field.name]
        for field in fields(Preferences)
        if isinstance(stored, dict) and isinstance(stored.get(field.name), type(getattr(defaults, field.name)))
    }
    return replace(defaults, **known)
