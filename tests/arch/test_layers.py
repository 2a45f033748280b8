"""Layers hold because this fails when they do not."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from pytest_archon import archrule

ROOT = Path(__file__).resolve().parents[2]


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Names of modules that a file imports, at its top or inside a function, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def offenders(folder: str, *, allowed: tuple[str, ...] = (), forbidden: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name, line in imported(path)
        if name.startswith(forbidden) and not name.startswith(allowed or ("\0",))
    ]


def test_import_contracts_of_pyproject() -> None:
    """In a process of its own: the linter configures logging for the whole process it runs in."""
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True, no_logo=True))"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_view_models_know_qtcore_alone() -> None:
    assert offenders("ui/viewmodels", allowed=("PySide6.QtCore",), forbidden=("PySide6.",)) == []
    archrule("view-models paint nothing").match("ui.viewmodels*").should_not_import(
        "ui.widgets*", "ui.screens*", "ui.dialogs*", "ui.main"
    ).check("ui")


def test_domain_uses_the_standard_library_alone() -> None:
    standard = (*sys.stdlib_module_names, "app.domain")
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in sorted((ROOT / "app" / "domain").rglob("*.py"))
        for name, line in imported(path)
        if name.split(".")[0] not in standard and not name.startswith("app.domain") and name != "app"
    ]
    assert found == []


def test_nothing_asks_the_clock_or_makes_ids_in_rules_and_use_cases() -> None:
    forbidden = ("time.time", "uuid.uuid", "uuid_utils", "secrets", "random")
    for folder in ("app/domain", "app/services", "app/phrasing"):
        assert offenders(folder, forbidden=forbidden) == []
        # reading an id (`from uuid import UUID`) is no making of one; the whole module would hide which of them it is
        whole = [path for path in (ROOT / folder).rglob("*.py") if "\nimport uuid" in path.read_text(encoding="utf-8")]
        assert whole == []


def test_no_orm() -> None:
    assert offenders("app", forbidden=("sqlalchemy.orm",)) == []


def test_screen_is_never_started_by_importing_the_core() -> None:
    """In a fresh process: the core without Qt, and without Alembic's 224 ms."""
    code = "import sys, app.bootstrap; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(answer.stdout.split())
    assert "app" in loaded
    assert loaded & {"PySide6", "shiboken6", "ui", "alembic", "pytest"} == set()


def test_locale_is_not_a_package() -> None:
    """An `__init__.py` there would shadow Python's own `locale`."""
    assert list((ROOT / "locale").rglob("*.py")) == []


def test_resources_hold_no_code() -> None:
    assert list((ROOT / "resources").rglob("*.py")) == []
