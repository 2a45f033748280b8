"""Phrases: facts about them, who may bring them about, and what devices count of their use."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATEMENTS = Path(__file__).parent.parent / "sql"
_REPLACED = ("sync.apply_op", "sync.lock_for")
_BEFORE = "v0002/04_operations.sql"


def upgrade() -> None:
    for file in sorted((_STATEMENTS / "v0003").glob("*.sql")):
        _run(file.read_text(encoding="utf-8"))


def downgrade() -> None:
    before = (_STATEMENTS / _BEFORE).read_text(encoding="utf-8")
    for name in _REPLACED:
        _run(_as_it_was(before, name))
    _run((_STATEMENTS / "v0003" / "down" / "undo.sql").read_text(encoding="utf-8"))


def _as_it_was(statements: str, name: str) -> str:
    """The function as the step before made it."""
    _, found, rest = statements.partition(f"create function {name}(")
    body, end, _ = rest.partition("\n$$;\n")
    if not found or not end:
        raise RuntimeError(f"{_BEFORE} does not make {name}")
    return f"create or replace function {name}({body}{end}"


def _run(statements: str) -> None:
    # straight to the driver: whole files with dollar quotes, colons and percent signs as they are
    driver = op.get_bind().connection.driver_connection
    if driver is None:
        raise RuntimeError("the migration has no connection")
    driver.execute(statements)
