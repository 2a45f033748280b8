"""The first shared schema: scopes, the four synced tables, devices, sessions and the functions of the protocol."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATEMENTS = Path(__file__).parent.parent / "sql" / "v0001"


def upgrade() -> None:
    for file in sorted(_STATEMENTS.glob("*.sql")):
        _run(file.read_text(encoding="utf-8"))


def downgrade() -> None:
    _run((_STATEMENTS / "down" / "drop.sql").read_text(encoding="utf-8"))


def _run(statements: str) -> None:
    # straight to the driver: whole files with dollar quotes, colons and percent signs as they are
    driver = op.get_bind().connection.driver_connection
    if driver is None:
        raise RuntimeError("the migration has no connection")
    driver.execute(statements)
