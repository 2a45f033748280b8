"""Twenty moments of talks in several trades, for the page on which a reader judges the language."""

from dataclasses import dataclass

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Sample:
    """A moment: what it is in a line, what is known beside it, and the context of the contract."""

    title: str
    known: str
    context: Json


def _at(now: str, zone: str, organisation: str, staff: str) -> Json:
    return {"now": now, "zone": zone, "organisation": {"name": organisation}, "staff": {"name": staff}}


BANK = _at("2026-11-23T09:05:00+07:00", "Asia/Jakarta", "Bank Contoh", "Rina")
YOGYA = _at("2026-11-23T08:10:00+07:00", "Asia/Jakarta", "Bank Contoh Yogyakarta", "Dwi")
MAKASSAR = _at("2026-11-23T18:40:00+08:00", "Asia/Makassar", "Telekom Contoh", "Andi")
JAYAPURA = _at("2026-11-23T13:20:00+09:00", "Asia/Jayapura", "Listrik Contoh", "Yosina")
SHOP = _at("2026-11-23T15:30:00+07:00", "Asia/Jakarta", "Toko Contoh", "Sari")
INSURER = _at("2026-11-23T10:45:00+07:00", "Asia/Jakarta", "Asuransi Contoh", "Bayu")

RATNA: Json = {"name": "Ratna Wibowo", "honorific": "Ibu", "call_name": "Ratna"}
SLAMET: Json = {"name": "Slamet Riyadi", "honorific": "Bapak", "call_name": "Slamet"}
DINDA: Json = {"name": "Dinda Ayu", "honorific": "Kak", "call_name": "Dinda"}
HASAN: Json = {"name": "Hasan Basri", "honorific": "Bapak", "call_name": "Hasan"}


def _step(name: str, unit: str, status: str, reported_at: str, **more: object) -> Json:
    return {"name": name, "unit": unit, "code": "T1", "status": status, "reported_at": reported_at} | more


def _case(number: str, kind: str, title: str, *steps: Json, **more: object) -> Json:
    return {"number": number, "kind": kind, "title": title, "status": "open", "steps": list(steps)} | more


CARD_STEP = _step("Pencocokan mesin ATM", "Operasional ATM", "in_progress", "2026-11-23T08:00:00+07:00")
CARD = _case("KLH-2026-000123", "complaint", "Kartu ATM tertelan", CARD_STEP)
CARD_SOON = _case(
    "KLH-2026-000123", "complaint", "Kartu ATM tertelan", CARD_STEP | {"estimate_at": "2026-11-24T15:00:00+07:00"}
)
CARD_OLD = _case(
    "KLH-2026-000124", "complaint", "Transfer gagal",
    _step("Pencocokan transaksi", "Rekonsiliasi", "in_progress", "2026-11-20T16:20:00+07:00",
          estimate_at="2026-11-25T12:00:00+07:00"),
)  # fmt: skip
CARD_BROKEN = CARD | {
    "promise": {"text": "kartu baru siap", "due_at": "2026-11-20T15:00:00+07:00", "at_risk": True,
                "new_estimate_at": "2026-11-25T15:00:00+07:00"},
    "options": ["dikirim ke rumah", "diambil di cabang"],
}  # fmt: skip
LATE = _case(
    "PSG-2026-000045", "request", "Pemasangan internet rumah",
    _step("Kunjungan teknisi", "Lapangan", "in_progress", "2026-11-23T09:00:00+08:00",
          estimate_at="2026-11-22T16:00:00+08:00"),
)  # fmt: skip
UNKNOWN = _case("PMB-2026-000310", "request", "Perubahan alamat")
DAMAGED = _case(
    "RTR-2026-000777", "complaint", "Barang datang pecah",
    _step("Pemeriksaan foto", "Gudang", "waiting", "2026-11-23T14:00:00+07:00"),
)  # fmt: skip
FAILED = _case(
    "SRV-2026-000012", "request", "Perbaikan kulkas",
    _step("Penggantian kompresor", "Bengkel", "failed", "2026-11-23T11:00:00+07:00"),
    options=["ganti unit baru", "uang kembali"],
)  # fmt: skip
REJECTED = _case(
    "KLM-2026-000088", "request", "Klaim kendaraan", status="rejected", status_reason="masa polis sudah berakhir",
    options=["pengajuan ulang dengan polis baru", "bantuan bengkel rekanan"],
)  # fmt: skip
DOCUMENTS = _case(
    "PJM-2026-000501", "request", "Pengajuan pinjaman", status="waiting_customer",
    missing_documents=["fotokopi KTP", "slip gaji"],
)  # fmt: skip
REPAIRED = _case(
    "GGN-2026-000610", "complaint", "Internet mati",
    _step("Perbaikan kabel", "Lapangan", "done", "2026-11-23T16:00:00+08:00"), status="resolved",
)  # fmt: skip
RESOLVED = CARD | {"status": "resolved", "steps": [CARD_STEP | {"status": "done"}]}
OUTAGE: Json = {"title": "Gangguan gardu", "area": "Abepura", "estimate_at": "2026-11-23T16:00:00+09:00"}


def _context(place: Json, stage: str, channel: str, mood: str, **more: object) -> Json:
    return {**place, "stage": stage, "channel": channel, "mood": mood, **more}


SAMPLES: tuple[Sample, ...] = (
    Sample("Greeting, counter, calm", "a woman who is known by name; nine in the morning, WIB",
           _context(BANK, "greeting", "counter", "calm", customer=RATNA)),
    Sample("Greeting, phone, anxious", "a name and no form of address; evening, WITA",
           _context(MAKASSAR, "greeting", "phone", "anxious", customer={"name": "Nurhayati"})),
    Sample("Greeting, counter, calm, a branch that speaks Javanese", "a man who is known by name; morning, WIB",
           _context(YOGYA, "greeting", "counter", "calm", customer=SLAMET, language="jv")),
    Sample("Addressing, chat, calm", "a customer who prefers Kak",
           _context(SHOP, "addressing", "chat", "calm", customer=DINDA)),
    Sample("Listening, phone, anxious", "no record yet; “saldo saya kepotong tapi uangnya nggak keluar”",
           _context(BANK, "listening", "phone", "anxious", customer=RATNA, contact_kind="complaint",
                    utterance="saldo saya kepotong tapi uangnya nggak keluar")),
    Sample("Empathy, counter, angry", "a swallowed card that is being looked for",
           _context(BANK, "empathy", "counter", "angry", customer=RATNA, contact_kind="complaint", case=CARD)),
    Sample("Empathy, chat, disappointed", "goods that came broken",
           _context(SHOP, "empathy", "chat", "disappointed", customer=DINDA, contact_kind="complaint", case=DAMAGED)),
    Sample("Explanation, counter, calm", "a step in progress, expected tomorrow at three",
           _context(BANK, "explanation", "counter", "calm", customer=RATNA, contact_kind="complaint", case=CARD_SOON)),
    Sample("Explanation, phone, anxious", "the last report is three days old, the estimate lies ahead",
           _context(BANK, "explanation", "phone", "anxious", customer=HASAN, contact_kind="complaint", case=CARD_OLD)),
    Sample("Explanation, counter, angry", "a promise that was broken, a new estimate, and two options",
           _context(BANK, "explanation", "counter", "angry", customer=RATNA, contact_kind="complaint",
                    case=CARD_BROKEN)),
    Sample("Explanation, counter, confused", "nothing has been reported on the case",
           _context(BANK, "explanation", "counter", "confused", customer=SLAMET, contact_kind="request", case=UNKNOWN)),
    Sample("Explanation, phone, disappointed", "no case, an incident in the area with an estimate; WIT",
           _context(JAYAPURA, "explanation", "phone", "disappointed", customer={"honorific": "Ibu"},
                    contact_kind="complaint", incident=OUTAGE, utterance="listrik di rumah mati dari pagi")),
    Sample("Explanation, counter, disappointed", "a refusal with its reason and what can be done",
           _context(INSURER, "explanation", "counter", "disappointed", customer=HASAN, contact_kind="complaint",
                    case=REJECTED)),
    Sample("Explanation, chat, angry", "the record says solved, the customer says “internet saya masih mati juga”",
           _context(MAKASSAR, "explanation", "chat", "angry", customer=HASAN, contact_kind="complaint", case=REPAIRED,
                    utterance="internet saya masih mati juga")),
    Sample("Solution, counter, disappointed", "a repair that failed, with two options",
           _context(SHOP, "solution", "counter", "disappointed", customer=SLAMET, contact_kind="complaint",
                    case=FAILED)),
    Sample("Solution, chat, calm", "two documents are missing",
           _context(BANK, "solution", "chat", "calm", customer=RATNA, contact_kind="request", case=DOCUMENTS)),
    Sample("Commitment, phone, anxious", "an estimate is known",
           _context(BANK, "commitment", "phone", "anxious", customer=RATNA, contact_kind="complaint", case=CARD_SOON)),
    Sample("Commitment, counter, angry", "the estimate has passed and there is no new one; WITA",
           _context(MAKASSAR, "commitment", "counter", "angry", customer=HASAN, contact_kind="complaint", case=LATE)),
    Sample("Closing, counter, calm", "solved, and one approved offer",
           _context(BANK, "closing", "counter", "calm", customer=RATNA, contact_kind="complaint", case=RESOLVED,
                    offers=[{"title": "bebas biaya kirim", "approved": True}])),
    Sample("Closing, phone, disappointed", "still in progress, an apology was made already",
           _context(BANK, "closing", "phone", "disappointed", customer=RATNA, contact_kind="complaint", case=CARD_SOON,
                    apologised=True)),
)  # fmt: skip
