"""Marks, hash chain, withdrawn operations, settled alerts, and room for a scope that is being made anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.domain.chain import content_of, genesis, link
from app.storage.outbox import operation_of

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATES = "state IN ('pending', 'acked', 'rejected', 'held')"
_STATES_NOW = "state IN ('pending', 'acked', 'rejected', 'held', 'withdrawn')"
_OUTBOX = (
    ("seq", sa.Integer, False),
    ("op_id", sa.Text, False),
    ("tx_id", sa.Text, False),
    ("kind", sa.Text, False),
    ("scope_id", sa.Integer, False),
    ("row_id", sa.Text, False),
    ("session_id", sa.Text, True),
    ("at", sa.Integer, False),
    ("payload", sa.Text, False),
    ("state", sa.Text, False),
    ("overlay", sa.Integer, False),
    ("attempts", sa.Integer, False),
    ("error_code", sa.Text, True),
    ("error_message", sa.Text, True),
    ("settled_at", sa.Integer, True),
)
_OUTBOX_MORE = (
    ("settled_by", sa.Text, True),
    ("content", sa.Text, True),
    ("chain", sa.Text, True),
    ("again", sa.Integer, True),
)
_STATE = (("scope_id", sa.Integer, False), ("epoch", sa.Text, False), ("cursor_ver", sa.Integer, False))
_STATE_MORE = (("mark", sa.Text, True),)
_ALERT = (
    ("op_id", sa.Text, False),
    ("field", sa.Text, False),
    ("code", sa.Text, False),
    ("message", sa.Text, True),
    ("facts", sa.Text, False),
    ("at", sa.Integer, False),
    ("seen_at", sa.Integer, True),
)
_ALERT_MORE = (("settled_at", sa.Integer, True), ("settled_by", sa.Text, True))

_Columns = Sequence[tuple[str, Any, bool]]


def upgrade() -> None:
    _remake_outbox((*_OUTBOX, *_OUTBOX_MORE), _STATES_NOW)
    _remake_sync_state((*_STATE, *_STATE_MORE))
    _remake_alert((*_ALERT, *_ALERT_MORE))
    _begin_chain()
    op.create_table(
        "resync",
        sa.Column("scope_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("ver", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=True),
        sa.Column("waiting", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("scope_id"),
    )
    op.create_table(
        "resync_row",
        sa.Column("scope_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tbl", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("home_scope", sa.Integer(), nullable=False),
        sa.Column("ver", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scope_id", "tbl", "id"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.execute("DELETE FROM meta WHERE key = 'chain_head'")
    op.drop_table("resync_row")
    op.drop_table("resync")
    _remake_alert(_ALERT)
    _remake_sync_state(_STATE)
    # who was refused and has settled it stays refused for a program that knows no more than that
    op.execute("UPDATE outbox SET state = 'rejected' WHERE state = 'withdrawn'")
    _remake_outbox(_OUTBOX, _STATES)


def _begin_chain() -> None:
    """What waits is the beginning of the chain; the shared database takes it from where it is first told of one."""
    connection = op.get_bind()
    doc = connection.execute(sa.text("SELECT doc FROM device")).scalar()
    if doc is None:
        return
    head = genesis(json.loads(doc)["device_id"])
    waiting = connection.execute(sa.text("SELECT * FROM outbox WHERE state = 'pending' ORDER BY seq")).all()
    for row in waiting:
        content = content_of(operation_of(row))
        head = link(head, content)
        chained = sa.text("UPDATE outbox SET content = :content, chain = :chain WHERE seq = :seq")
        op.execute(chained.bindparams(content=content, chain=head, seq=row.seq))
    op.execute(sa.text("INSERT INTO meta VALUES ('chain_head', :head)").bindparams(head=head))


def _remake_outbox(columns: _Columns, states: str) -> None:
    op.drop_index(op.f("ix_outbox_row_id"), "outbox")
    op.drop_index(op.f("ix_outbox_state_seq"), "outbox")
    given = op.get_bind().execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")).scalar()
    _remake(
        "outbox",
        columns,
        sa.CheckConstraint(states, name=op.f("ck_outbox_state")),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("op_id"),
        sqlite_autoincrement=True,
    )
    # the highest numbers may have been given to operations that are no longer kept
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'outbox'")
    if given is not None:
        op.execute(sa.text("INSERT INTO sqlite_sequence VALUES ('outbox', :given)").bindparams(given=given))
    op.create_index(op.f("ix_outbox_row_id"), "outbox", ["row_id"], unique=False, sqlite_where=sa.text("overlay = 1"))
    op.create_index(op.f("ix_outbox_state_seq"), "outbox", ["state", "seq"], unique=False)


def _remake_sync_state(columns: _Columns) -> None:
    _remake("sync_state", columns, sa.PrimaryKeyConstraint("scope_id"))


def _remake_alert(columns: _Columns) -> None:
    _remake("alert", columns, sa.PrimaryKeyConstraint("op_id", "field"), sqlite_with_rowid=False)


def _remake(name: str, columns: _Columns, *constraints: sa.Constraint, **options: bool) -> None:
    """A table made anew from the old one: SQLite can neither change a check nor add a column where it belongs."""
    before = f"{name}_before"
    known = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(name)}
    op.rename_table(name, before)
    made = [
        sa.Column(column, kind(), nullable=nullable, autoincrement=column == "seq")
        for column, kind, nullable in columns
    ]
    op.create_table(name, *made, *constraints, **options)
    kept = ", ".join(column for column, _, _ in columns if column in known)
    op.execute(f"INSERT INTO {name} ({kept}) SELECT {kept} FROM {before}")  # noqa: S608 - names are ours
    op.drop_table(before)
