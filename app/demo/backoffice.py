"""The simulated back office as the demo starts it: processes of their own, told the address on their input."""

from __future__ import annotations

import subprocess
import sys

from app.demo.simulator import PACE_SECONDS

_STOP_SECONDS = 5.0
_REPORT_SECONDS = 60.0


class BackOfficeProcess:
    """The simulator at work; it ends with `stop`, or by itself when this process is gone."""

    def __init__(self, url: str, customers: int) -> None:
        self._url = url
        self._arguments = ("run", "--customers", str(customers), "--pace", str(PACE_SECONDS))
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the process."""
        self._process = subprocess.Popen(
            [*_program(), *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            # Ctrl-C in the terminal is for the console, which then ends its input
            start_new_session=sys.platform != "win32",
        )
        if self._process.stdin is not None:
            self._process.stdin.write(f"{self._url}\n")
            self._process.stdin.flush()

    def stop(self) -> None:
        """End its input and wait."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def report(url: str, *arguments: str) -> str:
    """One report by a process of its own; gives its id, or RuntimeError with what the process said."""
    done = subprocess.run(
        [*_program(), "report", *arguments],
        input=f"{url}\n",
        capture_output=True,
        text=True,
        timeout=_REPORT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit {done.returncode}")
    return done.stdout.strip()


def _program() -> tuple[str, ...]:
    return (sys.executable, "-m", "app.demo.simulator")
