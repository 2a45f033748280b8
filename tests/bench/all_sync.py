"""Every bench of sync, each in a process of its own; ends with one table in Markdown."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.report import Line, table

BENCHES = ("writes", "reads", "store", "latency", "paint", "drain", "heal", "fanout", "initial", "pouchdb")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer turns over less data")
    parser.add_argument("--strict", action="store_true", help="exit status 1 where a target was missed")
    parser.add_argument("--only", nargs="+", choices=BENCHES, default=BENCHES)
    arguments = parser.parse_args()
    lines: list[Line] = []
    failed = []
    for name in arguments.only:
        began = time.perf_counter()
        found = run(name, quick=arguments.quick)
        lines += found
        if not found:
            failed.append(name)
        print(f"{name}: {len(found)} figures in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    print(f"\n{platform.system()}, {os.cpu_count()} processors, Python {platform.python_version()}\n\n{table(lines)}")
    if failed:
        print(f"\nwithout a result: {', '.join(failed)}")
    missed = any(line.met is False for line in lines)
    return int(bool(failed) or (missed and arguments.strict))


def run(name: str, *, quick: bool) -> list[Line]:
    """The figures of one bench, none where it ended with a fault."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "lines.json"
        command = [sys.executable, "-m", f"tests.bench.bench_{name}", "--json", str(told)]
        subprocess.run([*command, "--quick"] if quick else command, check=False)
        return [Line(**line) for line in json.loads(told.read_text(encoding="utf-8"))] if told.exists() else []


if __name__ == "__main__":
    sys.exit(main())
