"""Contexts for the tests of the phrasing engine: every state of a case, as the JSON of the contract."""

from functools import cache
from pathlib import Path

from app.phrasing.answers import Answer
from app.phrasing.engine import Engine
from app.phrasing.guard import faults
from app.phrasing.library import Library, parse_library
from app.phrasing.reading import parse_context
from app.phrasing.slots import Fact
from app.phrasing.times import DayParts

Json = dict[str, object]

NOW = "2026-11-23T09:05:00+07:00"
FRESH = "2026-11-23T08:00:00+07:00"
OLD = "2026-11-20T16:20:00+07:00"
AHEAD = "2026-11-24T15:00:00+07:00"
SOON = "2026-11-23T15:00:00+07:00"
PAST = "2026-11-22T15:00:00+07:00"
NOTE = "mesin 12 rusak menunggu vendor"
OPTIONS = ["dikirim ke rumah", "diambil di cabang"]
DOCUMENTS = ["fotokopi KTP", "surat kuasa"]
REASON = "alamat pada berkas berbeda dengan KTP"
INCIDENT: Json = {"title": "Gangguan jaringan ATM", "area": "Jakarta Selatan", "estimate_at": SOON}

STAGES = ("greeting", "addressing", "listening", "empathy", "explanation", "solution", "commitment", "closing")
MOODS = ("calm", "confused", "anxious", "disappointed", "angry", None)
CHANNELS = ("counter", "phone", "chat")


@cache
def library() -> Library:
    folder = Path(__file__).resolve().parents[3] / "resources" / "phrases"
    return parse_library({path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")})


@cache
def engine() -> Engine:
    return Engine(library())


def suggest(context: Json, limit: int = 5) -> Answer:
    return engine().suggest(parse_context(context), limit)


def texts(context: Json, limit: int = 5) -> list[str]:
    return [each.text for each in suggest(context, limit).suggestions]


def broken_rules(text: str, moment: Json, *facts: Fact) -> set[int]:
    """The rules that the engine's final check finds broken in a text."""
    return {fault.rule for fault in faults(text, facts, parse_context(moment), DayParts())}


def context(stage: str, case: Json | None = None, **changes: object) -> Json:
    base: Json = {
        "now": NOW,
        "zone": "Asia/Jakarta",
        "channel": "counter",
        "stage": stage,
        "contact_kind": "complaint",
        "mood": "calm",
        "language": "id",
        "organisation": {"name": "Bank Contoh"},
        "staff": {"name": "Rina"},
        "customer": {"name": "Ratna Wibowo", "honorific": "Ibu", "call_name": "Ratna"},
        "case": case,
        "offers": [{"title": "bebas biaya kirim", "approved": True}],
    }
    return base | changes


def step(status: str, **changes: object) -> Json:
    base: Json = {
        "name": "Pencocokan mesin ATM",
        "unit": "Operasional ATM",
        "code": "RECON",
        "status": status,
        "reported_at": FRESH,
        "estimate_at": None,
        "note": NOTE,
    }
    return base | changes


def case(*steps: Json, **changes: object) -> Json:
    base: Json = {
        "number": "KLH-2026-000123",
        "kind": "complaint",
        "title": "Kartu ATM tertelan",
        "status": "open",
        "steps": [step("done", name="Pencatatan laporan", code="REG"), *steps] if steps else [],
    }
    return base | changes


def promise(due: str | None = SOON, **changes: object) -> Json:
    base: Json = {"text": "kartu baru siap", "due_at": due, "at_risk": False, "new_estimate_at": None}
    return base | changes


CASES: dict[str, Json | None] = {
    "no_case": None,
    "unknown": case(),
    "unknown_due": case(due_at="2026-12-01T17:00:00+07:00"),
    "waiting": case(step("waiting")),
    "waiting_estimate": case(step("waiting", estimate_at=AHEAD)),
    "waiting_old": case(step("waiting", reported_at=OLD)),
    "waiting_estimate_old": case(step("waiting", reported_at=OLD, estimate_at=AHEAD)),
    "progress": case(step("in_progress")),
    "progress_estimate": case(step("in_progress", estimate_at=AHEAD)),
    "progress_options": case(step("in_progress", estimate_at=AHEAD, cost_estimate=150000), options=OPTIONS),
    "progress_old": case(step("in_progress", reported_at=OLD)),
    "progress_estimate_old": case(step("in_progress", reported_at=OLD, estimate_at=AHEAD)),
    "hold": case(step("on_hold")),
    "hold_estimate": case(step("on_hold", estimate_at=AHEAD)),
    "hold_old": case(step("on_hold", reported_at=OLD)),
    "hold_estimate_old": case(step("on_hold", reported_at=OLD, estimate_at=AHEAD)),
    "late": case(step("in_progress", estimate_at=PAST)),
    "late_old": case(step("in_progress", reported_at=OLD, estimate_at=PAST)),
    "failed": case(step("failed")),
    "failed_options": case(step("failed"), options=OPTIONS),
    "failed_estimate": case(step("failed", estimate_at=AHEAD)),
    "failed_old": case(step("failed", reported_at=OLD)),
    "done": case(step("done")),
    "done_old": case(step("done", reported_at=OLD)),
    "resolved": case(step("done", cost_actual=150000), status="resolved"),
    "resolved_old": case(step("done", reported_at=OLD, cost_actual=150000), status="resolved"),
    "rejected": case(status="rejected"),
    "rejected_reason": case(status="rejected", status_reason=REASON),
    "rejected_options": case(status="rejected", status_reason=REASON, options=OPTIONS),
    "waiting_customer": case(status="waiting_customer"),
    "waiting_customer_reason": case(status="waiting_customer", status_reason="foto KTP buram"),
    "documents": case(status="waiting_customer", missing_documents=DOCUMENTS),
    "documents_due": case(missing_documents=DOCUMENTS, due_at="2026-12-01T17:00:00+07:00"),
    "risk": case(step("in_progress"), promise=promise(at_risk=True)),
    "risk_options": case(step("in_progress"), promise=promise(at_risk=True), options=OPTIONS),
    "risk_new": case(step("in_progress"), promise=promise(at_risk=True, new_estimate_at=AHEAD)),
    "risk_new_options": case(
        step("in_progress"), promise=promise(at_risk=True, new_estimate_at=AHEAD), options=OPTIONS
    ),
    "risk_new_undated": case(step("in_progress"), promise=promise(None, at_risk=True, new_estimate_at=AHEAD)),
    "risk_undated": case(step("in_progress"), promise=promise(None, at_risk=True, text=None)),
    "broken": case(step("in_progress"), promise=promise(PAST)),
    "broken_new": case(step("in_progress"), promise=promise(PAST, new_estimate_at=AHEAD)),
    "broken_new_options": case(step("in_progress"), promise=promise(PAST, new_estimate_at=AHEAD), options=OPTIONS),
    "kept": case(step("in_progress", estimate_at=SOON), promise=promise(AHEAD)),
}

VARIANTS: tuple[Json, ...] = (
    {},
    {"contact_kind": None, "customer": None, "staff": None, "organisation": None, "offers": None},
    {"contact_kind": "request", "customer": {"name": "Budi Santoso"}},
    {"contact_kind": "info", "customer": {"honorific": "Kak"}, "apologised": True},
    {"incident": INCIDENT, "apologised": True},
    {"incident": {"title": "Gangguan jaringan ATM", "area": "Jakarta Selatan"}, "contact_kind": "info"},
    {"incident": {"title": "Gangguan jaringan ATM"}, "contact_kind": "request"},
)
