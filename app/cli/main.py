"""The program `loket`: reads the arguments, runs one command, turns every refusal into one line and an exit status.

With no command it opens the console. The core never imports the screen, so the console is looked up by name at this
outermost edge (`import_module`), the one place where the program, not the core, decides that there is a screen.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from app.bootstrap import Paths, default_basedir
from app.cli import argparse_words
from app.cli.arguments import Commands, Translate, add_basedir
from app.cli.output import BAD_INPUT, Console, utf8
from app.domain.errors import DEFAULT_EXIT_STATUS, EXIT_STATUS, ErrorCode, LoketError
from app.i18n import LANGUAGES, Catalogue, language_or_default
from app.settings import Settings
from app.system import has_display, leave_no_core

INTERRUPTED = 130
BROKEN_PIPE = 141
MODULES = {
    "demo": "demo",
    "self-test": "selftest",
    "shared": "shared",
    "admin": "admin",
    "device": "device",
    "login": "session",
    "logout": "session",
    "sync": "sync",
    "outbox": "outbox",
    "audit": "audit",
    "status": "status",
    "import": "importing",
    "customer": "customers",
    "case": "cases",
    "report": "reports",
    "interaction": "interactions",
    "promise": "promises",
    "phrases": "phrases",
}
"""First words of the commands, and the module of each: only the one that is asked for is loaded."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    leave_no_core()
    arguments = list(sys.argv[1:] if argv is None else argv)
    early, rest = _early(arguments)
    basedir = early.basedir or default_basedir()
    chosen = Settings(Paths(basedir).settings).preferences
    words = Catalogue(language_or_default(early.language or chosen.language), chosen.customer_word)
    streams = (utf8(sys.stdin), utf8(sys.stdout), utf8(sys.stderr))
    argparse_words.translate(words.gettext)
    try:
        args = build_parser(words.gettext, rest[0] if rest else "").parse_args(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    console = Console(basedir, words.language, args.theme, words.gettext, words.ngettext, os.environ, *streams)
    return _run(args, console)


def build_parser(gettext: Translate, wanted: str) -> argparse.ArgumentParser:
    """The parser for the command that begins with the word `wanted`: none is "", all where it is no command."""
    _ = gettext
    parser = _parser_class(gettext)(
        prog="loket",
        description=_("Console for front-liners: the customer, live progress of the back office, and what to say now."),
        allow_abbrev=False,
    )
    add_basedir(parser, gettext)
    parser.add_argument("--language", choices=tuple(LANGUAGES), help=_("language of screen and messages"))
    parser.add_argument("--theme", choices=("light", "dark"), help=_("colours of the screen"))
    parser.set_defaults(handler=_open_console)
    if wanted:
        commands = Commands(parser, gettext)
        names = [MODULES[wanted]] if wanted in MODULES else dict.fromkeys(MODULES.values())
        for name in names:
            import_module(f"app.cli.{name}").add_commands(commands, gettext)
    return parser


def _parser_class(gettext: Translate) -> type[argparse.ArgumentParser]:
    class Parser(argparse.ArgumentParser):
        """Tells what is wrong with the arguments in one line; sub-parsers are made by the same class."""

        def error(self, message: str) -> NoReturn:
            line = gettext("{program}: {message}. See: {program} --help")
            self.exit(BAD_INPUT, line.format(program=self.prog, message=message.rstrip(".")) + "\n")

    return Parser


def _run(args: argparse.Namespace, console: Console) -> int:
    try:
        _refuse_undecodable(args)
        exit_status = int(args.handler(args, console))
        console.stdout.flush()
    except LoketError as error:
        _tell(error, console)
        return EXIT_STATUS.get(error.code, DEFAULT_EXIT_STATUS)
    except KeyboardInterrupt:
        console.tell(console.gettext("Interrupted. What was already confirmed stays."))
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read the answer has gone; the interpreter must not fail once more when it flushes at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        _tell(_from_system(error), console)
        return DEFAULT_EXIT_STATUS
    return exit_status


def _refuse_undecodable(args: argparse.Namespace) -> None:
    """Names of files may be any bytes; what goes into the store must be text."""
    for name, value in vars(args).items():
        if name != "file" and isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
            raise LoketError(ErrorCode.INVALID, name, {"expected": "UTF-8"})


def _tell(error: LoketError, console: Console) -> None:
    from app.cli.messages import line

    console.tell(line(error, console))


def _open_console(args: argparse.Namespace, console: Console) -> int:
    if "QT_QPA_PLATFORM" not in os.environ and not has_display():
        raise LoketError(ErrorCode.NO_DISPLAY)
    run = import_module("ui.main").run
    # without a language asked for, the screen takes that of its settings
    language = args.language or console.environment.get("LOKET_LANGUAGE")
    return int(run(console.basedir, language=language_or_default(language) if language else None, theme=args.theme))


def _from_system(error: OSError) -> LoketError:
    if error.errno == errno.ENOSPC:
        return LoketError(ErrorCode.DISK_FULL)
    facts = {"file": str(error.filename or ""), "reason": error.strerror or str(error)}
    return LoketError(ErrorCode.UNREADABLE_FILE, facts=facts)


def _early(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """What must be known before the parser speaks: its language, where that is written down; and all other words."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    parser.add_argument("--basedir", type=Path, default=_environment_path("LOKET_BASEDIR"))
    parser.add_argument("--language", default=os.environ.get("LOKET_LANGUAGE"))
    parser.add_argument("--theme")
    try:
        return parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return parser.parse_known_args([])[0], ["--help"]


def _environment_path(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None


if __name__ == "__main__":
    sys.exit(main())
