"""Word lists that more than one part of the engine must agree on."""

import re


def any_of(*words: str) -> re.Pattern[str]:
    """A pattern that finds any of the words as whole words, in any case."""
    return re.compile(r"\b(?:" + "|".join(words) + r")(?!\w)", re.IGNORECASE)


APOLOGY = any_of("maaf", "maafkan", "memaafkan", "dimaafkan", "pemaafan", "permintaan maaf", "menyesal", "penyesalan")
CALM_DOWN = re.compile(r"tenang", re.IGNORECASE)
BUT = any_of("tapi", "tetapi", "namun", "akan tetapi")
RELATIVE_DAY = any_of(
    "besok", "lusa", "kemarin", "hari ini", "nanti (?:pagi|siang|sore|malam)", "tadi (?:pagi|siang|sore|malam)",
    r"(?:minggu|bulan|tahun|pekan) (?:depan|lalu|ini|kemarin)", "semalam", "seminggu", "sehari", "sebulan", "sejam",
)  # fmt: skip
NUMBER_WORD = any_of(
    "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
    r"\w+ belas", r"\w+ puluh", "seratus", "seribu", "sejuta", r"\w+ (?:ratus|ribu|juta|miliar)",
)  # fmt: skip
MISSPELLED = any_of(
    "silahkan", "terimakasih", "trimakasih", "makasih", "antri", "antrian", "mengantri", "dimana", "disini", "disana",
    "kemana", "darimana", "diatas", "dibawah", "ijin", "resiko", "sekedar", "jaman", "praktek", "nasehat", "analisa",
    "aktifitas", "kwitansi", "karna", "merubah", "dirubah", "apotik", "jadual", "kuatir", "hutang", "obyek", "subyek",
    "sistim", "tehnik", "propinsi", "atlit", "ijasah", "himbau", "menghimbau", "foto copy", "fotocopy", "foto kopi",
    "photocopy", "bis kota", "non aktif", "tanggungjawab", "kerjasama", "dirumah", "dikantor", "di kirim", "di cek",
    "di proses", "di ambil", "di tolak", "hapal", "negri", "mesjid", "standarisasi", "kadaluarsa", "rubah", "gk", "ga",
    "gak", "nggak", "ngga", "udah", "aja", "gimana", "kalo", "yg", "dgn", "utk", "blm", "sdh", "krn", "tdk",
)  # fmt: skip
JARGON = any_of(
    "pending", "hold", "rekon", "recon", "switching", "dispute", "flag", "flagged", "release", "stuck", "inbound",
    "outbound", "suspect", "reversal", "settlement", "adjustment", "adjust", "backend", "back office", "back-office",
    "frontliner", "front-liner", "provisioning", "re-provisioning", "escalate", "eskalasi", "reject", "rejected",
    "approve", "approved", "scoring", "engine", "response code", "putaway", "maker", "checker", "batch", "SLA", "SOP",
    "PIC", "EOD", "TAT", "CDD", "EDD", "RTO", "WMS", "SKU", "MTTR", "ONT", "SLIK", "cut-off", "ticket",
    "case", "status code", "in_progress", "on_hold", "waiting_customer", "resolved", "null", "none", "undefined", "nan",
    "todo", "tbd", "n/a", "lorem",
)  # fmt: skip
FORBIDDEN_ADDRESS = any_of("bos", "boss", "ketua", "say", "sayang", "sis", "gan", "min", "bro", "beb", "cuy")
ADDRESS_FORMS = ("Bapak", "Ibu", "Kakak", "Mbak", "Kak", "Mas", "Pak", "Bu")
LONG_NUMBER = re.compile(r"(?<![\dRp.,])\d(?:[ .\-/]?\d){5,}")
CODE_LIKE = re.compile(r"_|\b[A-Z]{5,}\b|\b(?![345]G\b)(?=[A-Z\d]*\d)(?=[A-Z\d]*[A-Z])[A-Z\d]{2,}\b|\b[A-Z]+[-/+]\d")
