"""The demo's own folder beside the device's store: the server, the made-up log-ins."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_PASSWORD_LENGTH = 10


@dataclass(frozen=True, slots=True)
class DemoState:
    """What a second start needs to know of the first; it holds passwords and is readable by its owner alone."""

    seed: str
    customers: int
    database: str
    passwords: Mapping[str, str]
    story_cases: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """Paths under `basedir/demo`."""

    basedir: Path

    @property
    def home(self) -> Path:
        return self.basedir / "demo"

    @property
    def server(self) -> Path:
        return self.home / "server"

    @property
    def state_file(self) -> Path:
        return self.home / "demo.json"

    @property
    def logins_file(self) -> Path:
        """For people: who can log in, and with which password."""
        return self.home / "logins.txt"

    def state(self) -> DemoState | None:
        """What the last complete seeding left, or None."""
        try:
            stored: dict[str, Any] = json.loads(self.state_file.read_text(encoding="utf-8"))
            return DemoState(**{**stored, "story_cases": tuple(stored.get("story_cases", ()))})
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, state: DemoState) -> None:
        """Write the state; the file is complete or not there."""
        write_private(self.state_file, json.dumps(asdict(state), indent=2))


def write_private(path: Path, text: str) -> None:
    """Replace a file by one that only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)


def new_password() -> str:
    """A password that can be read aloud."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_PASSWORD_LENGTH))
