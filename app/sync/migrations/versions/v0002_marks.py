"""Protocol 2: marks, forks, digests, moves, clocks, offline sessions and the audit chain."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATEMENTS = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    for file in sorted((_STATEMENTS / "v0002").glob("*.sql")):
        _run(file.read_text(encoding="utf-8"))


def downgrade() -> None:
    _run((_STATEMENTS / "v0002" / "down" / "undo.sql").read_text(encoding="utf-8"))
    # all functions and triggers of the first step as they were; its tables are there
    for file in sorted((_STATEMENTS / "v0001").glob("*.sql"))[1:]:
        _run(file.read_text(encoding="utf-8"))


def _run(statements: str) -> None:
    # straight to the driver: whole files with dollar quotes, colons and percent signs as they are
    driver = op.get_bind().connection.driver_connection
    if driver is None:
        raise RuntimeError("the migration has no connection")
    driver.execute(statements)
