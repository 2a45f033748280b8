"""Phrases: their facts are found by kind, and each ended interaction says what it tells of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.projections import refresh_phrase_use

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OF_PHRASES = "kind IN ('phrase.written', 'phrase.approved', 'phrase.returned', 'phrase.retired')"


def upgrade() -> None:
    op.create_index("ix_fact_phrase", "fact", ["kind", "ver"], unique=False, sqlite_where=sa.text(_OF_PHRASES))
    op.create_table(
        "phrase_use",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=True),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_phrase_use_ended_at"), "phrase_use", ["ended_at"], unique=False)
    refresh_phrase_use(op.get_bind())


def downgrade() -> None:
    op.drop_index(op.f("ix_phrase_use_ended_at"), "phrase_use")
    op.drop_table("phrase_use")
    op.drop_index("ix_fact_phrase", "fact")
