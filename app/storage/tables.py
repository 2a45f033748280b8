"""Tables of the local store. Instants are INTEGER microseconds since 1970 UTC, documents are JSON text."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, MetaData, Table, Text, text

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s"}
)


def _text(name: str) -> Column[str | None]:
    return Column(name, Text)


def _need(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _int(name: str) -> Column[int | None]:
    return Column(name, Integer)


def _need_int(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _id() -> Column[str]:
    return Column("id", Text, primary_key=True, nullable=False)


# ------------------------------------------------------------------ synced rows; `ver` is NULL while only local

customer = Table(
    "customer",
    metadata,
    Column("row", Integer, primary_key=True),  # the rowid of its search entry
    Column("id", Text, nullable=False, unique=True),
    _need_int("scope_id"),
    _int("ver"),
    _need("name"),
    _need("name_key"),  # folded, abbreviations in full
    _text("name_fold"),  # folded as written, only where that differs
    _need("kind"),
    _text("customer_number"),
    _text("number_key"),
    _text("honorific"),
    _text("call_name"),
    _text("phone"),
    _text("email"),
    _text("nik"),
    _text("npwp"),
    _text("birth_date"),
    _text("address"),
    _text("city"),
    _text("preferences"),
    _text("note"),
    _text("extra"),
)
Index(None, customer.c.name_key)
Index(None, customer.c.name_fold, sqlite_where=text("name_fold IS NOT NULL"))
Index(None, customer.c.number_key, sqlite_where=text("number_key IS NOT NULL"))
Index(None, customer.c.phone, sqlite_where=text("phone IS NOT NULL"))
Index(None, customer.c.nik, sqlite_where=text("nik IS NOT NULL"))
Index(None, customer.c.npwp, sqlite_where=text("npwp IS NOT NULL"))

case_file = Table(
    "case_file",
    metadata,
    _id(),
    _need_int("scope_id"),
    _int("ver"),
    Column("number", Text(collation="NOCASE"), nullable=False),
    _need("customer_id"),
    _need("process_key"),
    _need_int("process_version"),
    _need("kind"),
    _need("title"),
    _need_int("opened_at"),
    _need("opened_by"),
    _int("due_at"),
    _text("extra"),
)
Index(None, case_file.c.number)
Index(None, case_file.c.customer_id, case_file.c.opened_at)
Index(None, case_file.c.process_key)

fact = Table(
    "fact",
    metadata,
    _id(),
    _need_int("scope_id"),
    _int("ver"),
    _need("kind"),
    _need("subject_id"),
    _text("customer_id"),
    _text("case_id"),
    _text("step_key"),
    _need_int("at"),
    _need("actor"),
    _text("device_id"),
    _need("body"),
    _text("extra"),
)
Index(None, fact.c.subject_id)
Index(None, fact.c.case_id, sqlite_where=text("case_id IS NOT NULL"))
Index(None, fact.c.customer_id, fact.c.at, sqlite_where=text("customer_id IS NOT NULL"))
OF_PHRASES = "kind IN ('phrase.written', 'phrase.approved', 'phrase.returned', 'phrase.retired')"
"""The condition in exactly these words lets a query use the index."""
Index("ix_fact_phrase", fact.c.kind, fact.c.ver, sqlite_where=text(OF_PHRASES))

reference = Table(
    "reference",
    metadata,
    _id(),
    _need_int("scope_id"),
    _int("ver"),
    _need("kind"),
    _need("key"),
    _need("doc"),
    _text("extra"),
)
Index(None, reference.c.kind, reference.c.key)

# ------------------------------------------------------------------ sync

sync_state = Table(
    "sync_state",
    metadata,
    Column("scope_id", Integer, primary_key=True, autoincrement=False),
    _need("epoch"),
    _need_int("cursor_ver"),
    _text("mark"),  # names the write that made the version
)

resync = Table(
    "resync",
    metadata,
    Column("scope_id", Integer, primary_key=True, autoincrement=False),
    _need("epoch"),
    _need_int("ver"),
    _text("mark"),
    _need("waiting"),  # what was to be fetched when it began
    _need_int("place"),  # which of these tables is under way
    _text("after"),
)

resync_row = Table(
    "resync_row",
    metadata,
    Column("scope_id", Integer, primary_key=True, autoincrement=False),
    Column("tbl", Text, primary_key=True, nullable=False),
    Column("id", Text, primary_key=True, nullable=False),
    _need_int("home_scope"),
    _need_int("ver"),
    _need_int("deleted"),
    _need("doc"),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("op_id", Text, nullable=False, unique=True),
    _need("tx_id"),
    _need("kind"),
    _need_int("scope_id"),
    _need("row_id"),
    _text("session_id"),
    _need_int("at"),
    _need("payload"),
    _need("state"),
    _need_int("overlay"),  # 1: its effect lies over the last shared row
    _need_int("attempts"),
    _text("error_code"),
    _text("error_message"),
    _int("settled_at"),
    _text("settled_by"),  # the operation that replaced it, or who withdrew it
    _text("content"),  # empty where an older program queued it
    _text("chain"),
    _int("again"),  # 1: it had been settled, and the shared database lost it
    CheckConstraint("state IN ('pending', 'acked', 'rejected', 'held', 'withdrawn')", name="state"),
    sqlite_autoincrement=True,  # a number is never given twice, even after old rows are gone
)
Index(None, outbox.c.state, outbox.c.seq)
Index(None, outbox.c.row_id, sqlite_where=text("overlay = 1"))

shadow = Table(
    "shadow",
    metadata,
    _id(),
    _need_int("scope_id"),
    _int("ver"),
    _need("doc"),
)

alert = Table(
    "alert",
    metadata,
    Column("op_id", Text, primary_key=True, nullable=False),
    Column("field", Text, primary_key=True, nullable=False),
    _need("code"),
    _text("message"),
    _need("facts"),
    _need_int("at"),
    _int("seen_at"),
    _int("settled_at"),
    _text("settled_by"),
    sqlite_with_rowid=False,
)

# ------------------------------------------------------------------ this device

session = Table("session", metadata, _id(), _need("doc"), sqlite_with_rowid=False)

verifier = Table(
    "verifier",
    metadata,
    Column("login", Text, primary_key=True, nullable=False),
    _need("hash"),
    _need("session"),
    _need_int("verified_at"),
    _need_int("failures"),
    sqlite_with_rowid=False,
)

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True, nullable=False),
    _need_int("value"),
    sqlite_with_rowid=False,
)

seen = Table(
    "seen",
    metadata,
    Column("staff_login", Text, primary_key=True, nullable=False),
    Column("case_id", Text, primary_key=True, nullable=False),
    _need_int("ver"),
    sqlite_with_rowid=False,
)

device = Table("device", metadata, _id(), _need("doc"), sqlite_with_rowid=False)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True, nullable=False),
    _need("value"),
    sqlite_with_rowid=False,
)

# ------------------------------------------------------------------ read models: folds of facts, rebuilt at any time

case_state = Table(
    "case_state",
    metadata,
    _id(),
    _need("customer_id"),
    _need("status"),
    _need_int("is_open"),
    _text("step_key"),
    _int("estimate_at"),
    _int("last_report_at"),
    _need_int("opened_at"),
    sqlite_with_rowid=False,
)
Index(None, case_state.c.customer_id, case_state.c.is_open)
Index(None, case_state.c.status, case_state.c.opened_at)
Index(None, case_state.c.opened_at)

promise_state = Table(
    "promise_state",
    metadata,
    _id(),
    _need("case_id"),
    _need("customer_id"),
    _need("text"),
    _need_int("due_at"),
    _need("made_by"),
    _need("state"),  # as long as its time has not come
    _int("new_estimate_at"),
    _need("late_state"),  # once its time has passed
    _int("late_estimate_at"),
    _need_int("is_settled"),
    sqlite_with_rowid=False,
)
Index(None, promise_state.c.case_id)
Index(None, promise_state.c.due_at, sqlite_where=text("is_settled = 0"))

interaction_state = Table(
    "interaction_state",
    metadata,
    _id(),
    _need_int("scope_id"),
    _text("customer_id"),
    _need("staff"),
    _need("channel"),
    _need("contact_kind"),
    _need_int("started_at"),
    _int("ended_at"),
    _text("mood_before"),
    _text("mood_after"),
    _text("outcome"),
    _need("summary"),
    _need("words"),  # summary and notes, folded
    _text("case_id"),
    sqlite_with_rowid=False,
)
Index(None, interaction_state.c.started_at)
Index(None, interaction_state.c.customer_id, sqlite_where=text("customer_id IS NOT NULL"))
Index(None, interaction_state.c.staff, interaction_state.c.started_at)

phrase_use = Table(
    "phrase_use",
    metadata,
    _id(),  # of the interaction, once it has ended
    _need_int("ended_at"),
    _text("device_id"),  # on which it ended; NULL while only this one knows
    _need("counts"),
    sqlite_with_rowid=False,
)
Index(None, phrase_use.c.ended_at)

SEARCH_TABLE = (
    "CREATE VIRTUAL TABLE search USING fts5"
    "(words, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1')"
)
