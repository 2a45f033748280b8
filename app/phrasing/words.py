"""Word lists that more than one part of the engine must agree on."""

import re

_PLAIN = re.compile(r"[\w /-]+")


def any_of(*words: str) -> re.Pattern[str]:
    """A pattern that finds any of the words as whole words, in any case.

    Plain words are laid out as a tree of letters, which is searched several times as fast as a list of words.
    """
    tree = _Tree()
    for word in words:
        if _PLAIN.fullmatch(word):
            node = tree
            for letter in word.lower():
                node = node.setdefault(letter, _Tree())
            node[""] = _Tree()
    found = [f"(?i:{word})" for word in words if not _PLAIN.fullmatch(word)]
    return re.compile(r"\b(?:" + "|".join([*found, *([_branches(tree)] if tree else [])]) + r")(?!\w)")


class _Tree(dict[str, "_Tree"]):
    """What may follow, by letter; the empty text where a word may end."""


def _branches(tree: _Tree) -> str:
    ways = [_either_case(letter) + _branches(rest) for letter, rest in tree.items() if letter]
    if not ways:
        return ""
    found = ways[0] if len(ways) == 1 and "" not in tree else "(?:" + "|".join(ways) + ")"
    return found + "?" if "" in tree else found


def _either_case(letter: str) -> str:
    return re.escape(letter) if letter.lower() == letter.upper() else f"[{letter.lower()}{letter.upper()}]"


APOLOGY = any_of("maaf", "maafkan", "memaafkan", "dimaafkan", "pemaafan", "permintaan maaf", "menyesal", "penyesalan",
                 "pangapunten", "ngapunten", "pangapura", "hapunten", "pangampura", "pangaksami")  # fmt: skip
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
    "core", "middleware", "mainframe", "failover", "case", "status code", "in_progress", "on_hold", "waiting_customer",
    "resolved", "null", "none", "undefined", "nan",
    "todo", "tbd", "n/a", "lorem",
)  # fmt: skip
UNSAID_REASON = any_of(
    "menurut", "note", "notes", "catatan", "internal", "BO", "FO", "fraud", "scam", "bohong", "berbohong", "pembohong",
    "dibohongi", "palsu", "dipalsukan", "memalsukan", "pemalsuan", "penipu", "penipuan", "menipu", "curang",
    "kecurangan", "curiga", "dicurigai", "mencurigakan", "kecurigaan", "terindikasi", "indikasi", "rekayasa",
    "direkayasa", "manipulasi", "dimanipulasi", "fiktif", "blacklist", "daftar hitam", "nakal", "mengaku", "ngaku",
    "mengada-ada", "nasabah", "pelanggan", "konsumen", "customer", "debitur", "pemohon", "analis", "atasan", "kata",
    "tidak jujur", "tidak kooperatif", "ngeyel", "lalai", "kelalaian", "sengaja", "salah sendiri", "teroris", "pencuri",
    "pencucian uang", "kriminal", "mantan narapidana", "kredit macet", "kolektibilitas",
)  # fmt: skip
FORBIDDEN_ADDRESS = any_of("bos", "boss", "ketua", "say", "sayang", "sis", "gan", "min", "bro", "beb", "cuy")
ADDRESS_FORMS = ("Bapak", "Ibu", "Kakak", "Mbak", "Kak", "Mas", "Pak", "Bu")
LONG_NUMBER = re.compile(r"(?<![\dRp.,])\d(?:[ .\-/]?\d){5,}")
CODE_LIKE = re.compile(r"_|\b[A-Z]{5,}\b|\b(?![345]G\b)(?=[A-Z\d]*\d)(?=[A-Z\d]*[A-Z])[A-Z\d]{2,}\b|\b[A-Z]+[-/+]\d")
