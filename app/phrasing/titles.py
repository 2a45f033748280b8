"""Titles as they stand inside a sentence: which capitals stay, and which titles no sentence can hold."""

import re
from collections.abc import Iterator

from app.phrasing.words import any_of

_DERIVED = re.compile(r"(?:pe|ke|per|ber|ter|di|me|se)\w{4,}|\w{3,}(?:asi|isi|itas|nya|kan)|\w{4,}an", re.IGNORECASE)
_HEADS = frozenset(
    {
        "gangguan", "transfer", "klaim", "internet", "saldo", "pulsa", "paket", "uang", "dana", "barang", "kredit",
        "buku", "dokumen", "berkas", "data", "nomor", "sinyal", "listrik", "token", "air", "obat", "jadwal", "servis",
        "mesin", "kabel", "modem", "televisi", "kulkas", "pompa", "tarik", "setor", "cek", "bayar", "salah", "ganti",
        "pasang", "buka", "tutup", "ubah", "kirim", "polis", "premi", "resep", "biaya", "bunga", "tanda", "surat",
        "survei", "analisis", "cetak", "uji", "layar", "laptop", "ponsel", "motor", "mobil", "alamat", "antar", "ambil",
        "serah", "rakit", "kemas", "fotokopi", "foto", "slip", "bukti", "formulir", "teknisi", "kurir", "hasil",
        "proses", "bebas", "diskon", "gratis", "tidak", "belum", "sudah", "padam", "mati", "lambat", "hilang", "rusak",
        "nama", "akun", "kode", "sandi", "kartu", "nota", "faktur", "struk", "rekening", "baru", "lama", "petugas",
        "keluhan", "ancaman", "cabang", "refund", "tiket", "antre", "kantor", "loket", "gerai", "stasiun", "unit",
        "masalah", "info", "keterangan", "jaringan", "gardu", "pipa", "toko", "antrean",
    }
)  # fmt: skip
_NAMES = frozenset(
    {
        "jakarta", "bandung", "surabaya", "semarang", "medan", "makassar", "jayapura", "denpasar", "yogyakarta",
        "bogor", "depok", "bekasi", "tangerang", "palembang", "malang", "padang", "manado", "solo", "bali", "jawa",
        "sumatra", "kalimantan", "sulawesi", "papua", "indonesia", "indihome", "telkom", "telkomsel", "gopay", "gojek",
        "grab", "ovo", "shopee", "tokopedia", "lazada", "bukalapak", "mandiri", "whatsapp", "google", "facebook",
        "instagram", "tiktok", "youtube", "netflix", "android", "samsung", "oppo", "xiaomi", "honda", "yamaha",
        "toyota", "suzuki", "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september",
        "oktober", "november", "desember", "senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "islam",
        "lebaran", "ramadan", "idulfitri", "natal",
    }
)  # fmt: skip
# What follows these is the name of the place: "cabang Sudirman".
_PLACES = frozenset(
    {"cabang", "kantor", "gerai", "toko", "stasiun", "unit", "sakit", "jalan", "kota", "gedung", "pasar"}
)
_SPEAKS = any_of(
    "saya", "aku", "gue", "gua", "kami", "kita", "kamu", "anda", "saudara", "akan", "segera", "pasti", "nanti", "dong",
    "sih", "nih", "kok", "kah",
)  # fmt: skip
_LABELS = any_of(
    "ancaman",
    "mengancam",
    "viral",
    "diviralkan",
    "marah",
    "emosi",
    "rewel",
    "bandel",
    "mengamuk",
    "somasi",
    "hoaks",
    "penipu",
    "fiktif",
    "palsu",
    "dicurigai",
    "kecurigaan",
)
_OWNED = re.compile(r"\b\w{3,}(?:ku|mu)\b", re.IGNORECASE)
_NO_POSSESSIVE = frozenset({"buku", "suku", "kuku", "saku", "laku", "baku", "paku", "waktu", "tamu", "ilmu", "jamu",
                            "temu", "semu", "siku", "berlaku", "perilaku", "pelaku", "bertemu", "ketemu", "beku",
                            "kaku", "aku", "bumbu", "bangku", "pangku", "tungku", "jemu", "kamu"})  # fmt: skip
_ASKS_OR_ORDERS = re.compile(
    r"(?:apa|apakah|kapan|kenapa|mengapa|bagaimana|gimana|berapa|siapa|di mana|ke mana|dari mana|mana|bisakah|adakah|"
    r"tolong|mohon|minta|harap|coba|silakan|jangan|ingin|mau|tanya|menanyakan|bertanya|"
    r"nasabah|pelanggan|konsumen|customer|pasien|peserta|pemohon|pengguna|penumpang|bapak|ibu|pak|bu)\b",
    re.IGNORECASE,
)
_ASKS_AT_END = re.compile(r"\b(?:apa|kapan|kenapa|mengapa|bagaimana|gimana|berapa|siapa|mana|ya|belum)$", re.IGNORECASE)


def uncapitalised(text: str) -> str:
    """In the middle of a sentence only names keep a capital: "Ancaman viral" is "ancaman viral"."""
    words = text.split(" ")
    first, rest = words[0], words[1:]
    capitals = [bool(word) and word[0].isupper() and not word.isupper() for word in rest]
    if any(capitals):
        if rest[0].islower() and first[1:].islower() and first.casefold() not in _NAMES:
            words[0] = first.lower()
        return " ".join(_in_sentence(words))
    if first[1:].islower() and (_is_common(first) or (rest and first.casefold() not in _NAMES)):
        return _first_lowered(first, rest)
    return text


def is_sayable_title(text: str) -> bool:
    """Whether it names a matter, to stand after "soal": no question, order, speech, or label put on the customer."""
    if _SPEAKS.search(text) or _LABELS.search(text) or _ASKS_OR_ORDERS.match(text) or _ASKS_AT_END.search(text):
        return False
    return all(found.group().casefold() in _NO_POSSESSIVE for found in _OWNED.finditer(text))


def _is_common(word: str) -> bool:
    folded = word.casefold()
    return word[1:].islower() and folded not in _NAMES and (folded in _HEADS or bool(_DERIVED.fullmatch(word)))


def _in_sentence(words: list[str]) -> Iterator[str]:
    """Common words lose their capital; a name keeps it, with what follows: "rekening Bank Mandiri"."""
    in_name, before = False, ""
    for word in words:
        named = in_name or (before in _PLACES and word.casefold() not in _HEADS)
        in_name = word[:1].isupper() and not word.isupper() and (named or not _is_common(word))
        yield word if in_name or word.isupper() or not _is_common(word) else word.lower()
        before = word.casefold()


def _first_lowered(first: str, rest: list[str]) -> str:
    return " ".join([first[0].lower() + first[1:], *rest])
