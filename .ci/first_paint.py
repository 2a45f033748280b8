"""Starts the bundle on a virtual display and waits until it has painted a window; the display's framebuffer tells."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_SECONDS = 60
# A window covers far more than a pointer or a stray line does.
PAINTED_SHARE = 0.10
SCREEN = "1366x768x24"


def start_display(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", SCREEN, "-br", "-nolisten", "tcp"]
    server = subprocess.Popen(
        [*command, "-fbdir", str(folder)], pass_fds=(writer,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(writer)
    with os.fdopen(reader) as answer:
        number = answer.readline().strip()
    if not number:
        sys.exit("first paint: Xvfb did not start")
    return server, f":{number}"


def pixels(folder: Path) -> bytes:
    """The screen in 32-bit pixels, without the header of the X window dump whose first word is its size."""
    dump = (folder / "Xvfb_screen0").read_bytes()
    header = int.from_bytes(dump[:4], "big")
    colours = int.from_bytes(dump[76:80], "big")
    return dump[header + 12 * colours :]


def painted_share(folder: Path) -> float:
    screen = pixels(folder)
    words = memoryview(screen[: len(screen) // 4 * 4]).cast("I")[::256]
    return sum(1 for word in words if word & 0xFFFFFF) / len(words)


def wait_for_paint(program: subprocess.Popen[bytes], folder: Path, began: float) -> float:
    while time.monotonic() - began < LIMIT_SECONDS:
        if program.poll() is not None:
            sys.exit(f"first paint: the program ended with {program.returncode} before it showed a window")
        if painted_share(folder) > PAINTED_SHARE:
            return time.monotonic() - began
        time.sleep(0.02)
    sys.exit(f"first paint: nothing on the screen after {LIMIT_SECONDS} s")


def main(command: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        server, display = start_display(folder)
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        began = time.monotonic()
        program = subprocess.Popen([*command, "--basedir", str(folder / "base")], env=environment)
        try:
            print(f"first paint: {wait_for_paint(program, folder, began):.2f} s")
        finally:
            program.terminate()
            program.wait(timeout=LIMIT_SECONDS)
            server.terminate()
            server.wait(timeout=LIMIT_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1:])
