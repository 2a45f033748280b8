"""Who runs the demo's server: PostgreSQL refuses to run as root, so root lends it to a user without rights."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.errors import ErrorCode, LoketError

_LENT = "nobody"
_MADE = "loket-demo"
_SHARED_HOME = Path("/var/lib/loket-demo")


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The user of the server's processes; `uid` is None where that is simply whoever runs the console."""

    uid: int | None = None
    gid: int | None = None

    def process_options(self) -> dict[str, Any]:
        """Arguments of `subprocess` that start a program as this user."""
        if self.uid is None or self.gid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Make this user the owner of a file or folder that we made."""
        if self.uid is not None and self.gid is not None and sys.platform != "win32":
            os.chown(path, self.uid, self.gid)

    def can(self, test: str, path: Path) -> bool:
        """Whether this user may use `path`; `test` is an operator of test(1) such as -x or -w."""
        if self.uid is None:
            return True
        asked = subprocess.run(
            ["/bin/sh", "-c", f'test {test} "$0"', str(path)], check=False, cwd="/", **self.process_options()
        )
        return asked.returncode == 0

    def reachable_copy(self, folder: Path) -> Path:
        """`folder` itself if this user can run what is in it, else a copy of it where it can."""
        if self.can("-x", folder / "bin" / "postgres"):
            return folder
        mark = hashlib.sha256(f"{folder}{(folder / 'bin' / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
        copy = _shared_home() / f"programs-{mark}"
        if not copy.exists():
            half = copy.with_suffix(f".{os.getpid()}")
            shutil.copytree(folder, half, symlinks=True)
            half.rename(copy)
        return copy


def server_user() -> ServerUser:
    """This user, or one without rights where this user is root; LoketError(NOT_PERMITTED) where there is none."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return ServerUser()
    import pwd

    for name in (_LENT, _MADE):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(entry.pw_uid, entry.pw_gid)
    useradd = shutil.which("useradd")
    if useradd and subprocess.run([useradd, "--system", _MADE], check=False).returncode == 0:
        entry = pwd.getpwnam(_MADE)
        return ServerUser(entry.pw_uid, entry.pw_gid)
    raise LoketError(ErrorCode.NOT_PERMITTED, "postgres", {"reason": "root"})


def place_for(data_dir: Path, user: ServerUser) -> Path:
    """`data_dir`, given to `user`; where that user cannot reach it, a folder of its own that stands for it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    user.give(data_dir)
    if user.can("-w", data_dir):
        return data_dir
    place = _shared_home() / hashlib.sha256(str(data_dir).encode()).hexdigest()[:16]
    sign = data_dir / "elsewhere"
    if not sign.exists():
        # the folder that this place stands for was removed, and what it held with it
        shutil.rmtree(place, ignore_errors=True)
        sign.write_text(str(place), encoding="utf-8")
    place.mkdir(mode=0o700, exist_ok=True)
    user.give(place)
    return place


def _shared_home() -> Path:
    _SHARED_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    return _SHARED_HOME
