"""The simulated back office: a process of its own that speaks to the shared database only as another system would.

    python -m app.demo.simulator run        reports, delays, breaks promises, answers, until its input ends
    python -m app.demo.simulator report --case NUMBER --step KEY --status STATUS [--code CODE] [--estimate ISO] ...

The address of the integrator's login is the first line of standard input, so that it is in no list of processes.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from app.demo.decisions import Report
from app.demo.desks import BackOffice
from app.demo.integrator import integrator
from app.domain.processes import StepStatus

PACE_SECONDS = 4.0
"""Between two events of the old pile on average."""
_TICK_SECONDS = 1.0
_RETRY_SECONDS = 2.0


def simulate(url: str, customers: int, pace: float, stopped: threading.Event, seed: int) -> None:
    """Work until told to stop; a server that is away is waited for."""
    import psycopg

    office = BackOffice(customers, pace, random.Random(seed))
    while not stopped.is_set():
        try:
            with integrator(url) as speaks:
                while not stopped.wait(_TICK_SECONDS):
                    office.tick(speaks, datetime.now(UTC))
        except psycopg.Error:
            stopped.wait(_RETRY_SECONDS)


def main(argv: Sequence[str] | None = None) -> int:
    """The command line of the back office."""
    args = _parser().parse_args(argv)
    url = sys.stdin.readline().strip()
    if not url:
        sys.stderr.write("simulator: the address is expected on the first line of standard input\n")
        return 2
    command: Callable[[argparse.Namespace, str], int] = args.command
    return command(args, url)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulator", description="simulated back office of the demo")
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="work until standard input ends")
    run.add_argument("--customers", type=int, default=0)
    run.add_argument("--pace", type=float, default=PACE_SECONDS)
    run.add_argument("--seed", type=int, default=None)
    run.set_defaults(command=_run)
    report = commands.add_parser("report", help="one report")
    for name in ("case", "step", "status"):
        report.add_argument(f"--{name}", required=True)
    for name in ("code", "reason", "by"):
        report.add_argument(f"--{name}")
    report.add_argument("--estimate", type=datetime.fromisoformat)
    report.add_argument("--cost", type=int)
    report.set_defaults(command=_report)
    return parser


def _run(args: argparse.Namespace, url: str) -> int:
    stopped = threading.Event()
    threading.Thread(target=_until_input_ends, args=(stopped,), daemon=True).start()
    seed = args.seed if args.seed is not None else random.randrange(1 << 30)
    try:
        simulate(url, args.customers, args.pace, stopped, seed)
    except KeyboardInterrupt:
        stopped.set()
    return 0


def _until_input_ends(stopped: threading.Event) -> None:
    """The parent holds the other end: when it is gone, in whatever way, so are we."""
    while sys.stdin.readline():
        pass
    stopped.set()


def _report(args: argparse.Namespace, url: str) -> int:
    report = Report(args.case, args.step, StepStatus(args.status), args.code, args.estimate, args.cost, args.reason)
    with integrator(url) as speaks:
        print(speaks.report(report, args.by))
    return 0


if __name__ == "__main__":
    sys.exit(main())
