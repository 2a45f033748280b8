"""Runs the migrations; the only place that imports Alembic, and itself imported only when a store is older."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings without a file: the scripts lie in this package, wherever it is installed or bundled."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def known_revisions() -> frozenset[str]:
    """Every revision that this program can start from."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(config()).walk_revisions())


def run_migrations(connection: Connection, target: str) -> None:
    """Up to `target` in the connection's transaction."""
    command.upgrade(config(connection), target)


def run_back(connection: Connection, target: str) -> None:
    """Down to `target` in the connection's transaction."""
    command.downgrade(config(connection), target)
