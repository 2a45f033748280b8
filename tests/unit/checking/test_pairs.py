"""Pairs that differ in one thing: the fault, and the same said well."""

import pytest

from app.phrasing.reading import parse_context
from tests.unit.checking.examples import checker

PAIRS = [
    (
        "deadend",
        "Kartu belum bisa diambil, Pak.",
        "Kartu belum bisa diambil, Pak; saya antar ke rumah Bapak besok pagi.",
    ),
    (
        "deadend",
        "Itu di luar kewenangan kami.",
        "Itu di luar kewenangan kami, jadi saya sambungkan ke tim klaim sekarang.",
    ),
    ("empty_promise", "Nanti saya kabari, Bu.", "Nanti sore pukul 16.00 saya kabari, Bu."),
    ("empty_promise", "Akan kami proses secepatnya.", "Akan kami proses hari ini sebelum pukul 15.00."),
    ("blame", "Itu kesalahan Ibu.", "Itu bukan kesalahan Ibu."),
    ("blame", "Seharusnya Bapak lapor dari kemarin.", "Seharusnya kami mengabari Bapak dari kemarin."),
    (
        "discloses_data",
        "Sebutkan kode OTP-nya, Bu.",
        "Jangan sebutkan kode OTP-nya kepada siapa pun, Bu, termasuk kepada saya.",
    ),
    ("discloses_data", "Nomor kartu Ibu 4556 7375 8689 9855.", "Nomor kartu Ibu berakhiran 9855."),
    ("jargon", "Status laporannya masih pending.", "Status laporannya masih pending, artinya menunggu giliran."),
    ("careless_tone", "Tenang dulu, Bu.", "Supaya Ibu lebih tenang, saya tunjukkan catatannya."),
    ("rude", "Dasar cerewet.", "Bapak boleh bertanya lagi."),
    ("argue", "Bapak yang salah paham.", "Kalau saya tidak salah paham, Bapak ingin uangnya kembali."),
]


@pytest.mark.parametrize(("label", "fault", "well"), PAIRS)
def test_only_the_fault_is_found(label: str, fault: str, well: str) -> None:
    assert checker().check(fault)[0].label == label
    assert checker().check(well) == ()


def moment(**changes: object) -> dict[str, object]:
    base: dict[str, object] = {
        "now": "2026-11-23T09:05:00+07:00",
        "zone": "Asia/Jakarta",
        "channel": "counter",
        "stage": "commitment",
        "customer": {"name": "Ratna Wibowo", "honorific": "Ibu", "call_name": "Ratna"},
        "case": {
            "number": "KLH-2026-000123",
            "steps": [{"status": "in_progress", "estimate_at": "2026-11-24T15:00:00+07:00", "cost_estimate": 150000}],
        },
    }
    return base | changes


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("Kartunya siap besok pukul 15.00, Bu.", "Kartunya siap lusa pukul 15.00, Bu."),
        ("Perkiraan selesainya 24 November, Bu.", "Perkiraan selesainya 25 November, Bu."),
        ("Biayanya Rp150.000, Bu.", "Biayanya Rp15.000, Bu."),
        ("Baik, Bu Ratna, saya cek sekarang.", "Baik, Bu Dewi, saya cek sekarang."),
        ("Laporan KLH-2026-000123 sudah saya buka.", "Laporan KLH-2026-000132 sudah saya buka."),
    ],
)
def test_the_record_decides(true: str, false: str) -> None:
    context = parse_context(moment())
    assert checker().check(true, context) == ()
    assert [each.label for each in checker().check(false, context)][:1] == ["ungrounded"]
    assert all(each.label != "ungrounded" for each in checker().check(false))


def test_tomorrow_is_the_branchs_tomorrow() -> None:
    text = "Kartunya siap besok, Bu."
    late = {"now": "2026-11-23T23:30:00+07:00"}
    assert checker().check(text, parse_context(moment(**late))) == ()
    assert checker().check(text, parse_context(moment(**late, zone="Asia/Makassar")))[0].label == "ungrounded"


def test_a_balance_is_not_said_at_the_counter_but_may_be_written() -> None:
    text = "Saldo tabungan Ibu Rp48.350.000."
    plain = {"case": None}
    assert checker().check(text, parse_context(moment(**plain)))[0].label == "discloses_data"
    assert checker().check(text, parse_context(moment(**plain, channel="chat"))) == ()


def test_a_rewrite_keeps_amounts_and_masks_numbers() -> None:
    found = checker().check("Rekening 1370012345678 milik Bapak sudah diblokir.")[0]
    assert found.rewrite is not None
    assert "5678" in found.rewrite
    assert "1370012345678" not in found.rewrite
    promised = checker().check("Rp250.000 Ibu akan kami proses secepatnya.")[0]
    assert promised.rewrite is None or "Rp250.000" in promised.rewrite
