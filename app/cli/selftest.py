"""`self-test`: every screen on an empty store, every resource, every catalogue."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from app.cli.arguments import Commands, Translate
from app.cli.output import DOES_NOT_HOLD, DONE, Console
from app.i18n import LANGUAGES

LEAST_PHRASES = 100
_SAMPLE = "options"
"""A msgid that every catalogue has."""


def add_commands(commands: Commands, gettext: Translate) -> None:
    """Add `self-test`."""
    _ = gettext
    commands.add("self-test", _("open every screen on an empty store, check resources and catalogues"), _self_test)


def _self_test(_args: argparse.Namespace, console: Console) -> int:
    _ = console.gettext
    checks: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
        (_("processes and glossary"), _processes),
        (_("phrases"), _phrases),
        (_("catalogues"), _catalogues),
        (_("migrations"), _migrations),
        (_("screens"), _screens),
    )
    failed = False
    for name, check in checks:
        problems = list(_told(check))
        failed = failed or bool(problems)
        found = _("faulty") if problems else _("in order")
        console.say(f"{name}: {found}")
        for problem in problems:
            console.tell(f"{name}: {problem}")
    return DOES_NOT_HOLD if failed else DONE


def _told(check: Callable[[], Iterator[str]]) -> Iterator[str]:
    try:
        yield from check()
    except Exception as error:  # noqa: BLE001 - whatever breaks here is what the test was run for
        yield f"{type(error).__name__}: {error}"


def _processes() -> Iterator[str]:
    from app.domain.reference_files import parse_reference
    from app.resources import resource

    for folder in ("processes", "glossary"):
        files = sorted(resource(folder).glob("*.toml"))
        if not files:
            yield f"{folder}: 0 TOML"
        for path in files:
            parse_reference(path.read_text(encoding="utf-8"), path.name)


def _phrases() -> Iterator[str]:
    from app.phrasing.library import parse_library
    from app.resources import resource

    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(resource("phrases").glob("*.toml"))}
    count = len(parse_library(files).phrases)
    if count < LEAST_PHRASES:
        yield f"{count} < {LEAST_PHRASES}"


def _catalogues() -> Iterator[str]:
    from app.i18n import DOMAIN, Catalogue
    from app.resources import locale_dir

    for language in LANGUAGES:
        if not (locale_dir() / language / "LC_MESSAGES" / f"{DOMAIN}.mo").is_file():
            yield f"{language}: {DOMAIN}.mo"
    if Catalogue("id").gettext(_SAMPLE) == _SAMPLE:
        yield "id: msgstr"


def _migrations() -> Iterator[str]:
    for package in ("app.storage", "app.sync"):
        spec = find_spec(package)
        folder = Path(spec.origin).parent / "migrations" / "versions" if spec and spec.origin else None
        if folder is None or not any(folder.glob("*.py*")):
            yield f"{package}: migrations"


def _screens() -> Iterator[str]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as basedir:
        # the core never imports the screen; like the console itself, its test is looked up by name
        yield from import_module("ui.selftest").run(Path(basedir))
