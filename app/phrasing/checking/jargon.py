"""Jargon: terms of the trade, codes, and foreign verbs with an Indonesian prefix, where none is explained."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.domain.glossary import Glossary
from app.phrasing.checking.findings import Fault, Label
from app.phrasing.checking.structure import Reading
from app.phrasing.checking.tokens import Token

_EXPLAINED_AFTER = re.compile(
    r"\s*(?:-?nya)?\s*[\"\u201d']?\s*(?:,\s*(?:yaitu|artinya|maksudnya|alias|atau|ialah|yakni)\b|\(|(?:artinya|maksudnya|adalah|ialah|itu (?:artinya|maksudnya|adalah|singkatan)|berarti|singkatan)\b|[,=\u2014\u2013-]+\s*(?:kotak|alat|nomor|kode|perangkat|bagian|petugas)\b)",
    re.IGNORECASE,
)
_EXPLAINED_BEFORE = re.compile(
    r"(?:disebut|istilahnya|dikenal (?:dengan|sebagai)|biasa kami sebut|namanya|\()\s*[\"\u201c']?\s*$", re.IGNORECASE
)
_SUFFIX = re.compile(r"-?(?:nya|kan|lah)$")
_BORROWED = re.compile(r"(?:di|ke|ter|me|nge|re|di-re|auto)-[a-z]{3,}(?:-[a-z]+)*")
_COMMON_LOANS = frozenset(
    ["scan", "upload", "download", "update", "reset", "klik", "klem", "print", "chat", "wa", "sms", "email", "transfer", "restart", "charge", "login", "logout", "unduh", "unggah", "install", "cancel", "booking", "refresh", "cas", "isi", "tag", "like", "share", "forward", "screenshot", "foto", "fotokopi", "kirim", "copy", "blok", "blokir", "upgrade", "tanya", "cek", "atm", "debit", "kredit", "laminating", "input", "posting", "e-mail", "online"]
)  # fmt: skip
_PREFIX = re.compile(r"^(?:di|ke|ter|me|nge|re|auto)-(?:re-)?")
_SNAKE = re.compile(r"\b[A-Z0-9]+(?:_[A-Z0-9]+)+\b|\b[a-z]+_[a-z_]+\b")
_CODES = re.compile(
    r"\b(?:response code|kode respons?|error code|kode error|status code|RC)[ :]*\d{1,4}\b|\bkol(?:ektibilitas)?[ -]?\d\b|\bL[1-4]\b|\b[HTD]\s?[+\-]\s?\d\b|\b0x[0-9A-Fa-f]+\b|\b[HBPM]2[HBPMC]\b|\b(?:HTTP )?[45]0\d (?:error|gateway|timeout)\b",
    re.IGNORECASE,
)
_LONGEST_TERM = 3
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the trade where it was found, and the plain word for it."""

    start: int
    end: int
    plain: str | None
    sure: bool


def parse_terms(text: str) -> dict[str, str]:
    """Lines of `term<TAB>plain words`; the words are empty where a term is only named as one. # begins a remark."""
    lines = (line.partition("\t") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {term.strip(): plain.strip() for term, _, plain in lines}


class Terms:
    """The terms of the organisation with plain words for them: those of the glossary, and the common ones."""

    def __init__(self, glossary: Glossary, common: Mapping[str, str]) -> None:
        self._plain = {term: plain for term, plain in common.items() if not term.isupper()}
        self._capitals = {term: plain for term, plain in common.items() if term.isupper()}
        self._said: dict[str, str | None] = {}
        self._codes = {code.code: code.plain for code in glossary.codes}
        self._codes |= {unit.code: unit.plain for unit in glossary.units if len(unit.code) > 2 and "_" in unit.code}  # noqa: PLR2004

    def found_in(self, reading: Reading) -> Iterator[Term]:
        """Terms in the order of the text; none twice at one place, none that the sentence explains."""
        taken = 0
        for term in sorted(self._all(reading), key=lambda each: (each.start, -each.end)):
            if term.start >= taken and not _explained(reading.text, term):
                taken = term.end
                yield term

    def _all(self, reading: Reading) -> Iterator[Term]:
        yield from self._listed(reading.tokens)
        for pattern in (_SNAKE, _CODES):
            for found in pattern.finditer(reading.text):
                yield Term(found.start(), found.end(), self._codes.get(found.group()), sure=True)

    def _listed(self, tokens: tuple[Token, ...]) -> Iterator[Term]:
        spoken = [token for token in tokens if token.kind in {"word", "number"}]
        for index, token in enumerate(spoken):
            if token.raw in self._codes and token.raw.isupper():
                yield Term(token.start, token.end, self._codes[token.raw], sure=True)
            for length in range(_LONGEST_TERM, 0, -1):
                group = spoken[index : index + length]
                plain = self._known(" ".join(each.raw for each in group))
                if plain is not None and len(group) == length:
                    plain = None if _misfits(group[0].raw.casefold(), plain) else plain
                    yield Term(group[0].start, group[-1].end, plain or None, sure=True)
                    break
            else:
                if self._borrowed(token.raw):
                    yield Term(token.start, token.end, None, sure=False)

    def _known(self, said: str) -> str | None:
        if said not in self._said:
            if len(self._said) >= _REMEMBERED:
                self._said.clear()
            self._said[said] = self._look_up(said)
        return self._said[said]

    def _look_up(self, said: str) -> str | None:
        if self._capitals.get(_SUFFIX.sub("", said)) is not None:
            return self._capitals[_SUFFIX.sub("", said)]
        key = said.casefold()
        if key in self._plain:
            return self._plain[key]
        stem = _SUFFIX.sub("", key)
        if stem in self._plain:
            return self._plain[stem]
        prefixed = _PREFIX.match(key)
        return self._plain.get(_SUFFIX.sub("", key[prefixed.end() :])) if prefixed else None

    def _borrowed(self, raw: str) -> bool:
        word = _SUFFIX.sub("", raw.casefold())
        if not _BORROWED.fullmatch(word):
            return False
        stem = _PREFIX.sub("", word)
        return stem not in _COMMON_LOANS and stem.isascii() and not stem.endswith(("kan", "an"))


def _misfits(said: str, plain: str) -> bool:
    """A word with a prefix of ours: "di-hold" is "ditahan", while a noun would not do for it."""
    return bool(_PREFIX.match(said)) and not (said.startswith("di-") and plain.startswith("di"))


def jargon_faults(reading: Reading, terms: Iterable[Term]) -> Iterator[Fault]:
    found = [term for term in terms if not _quoted(reading, term.start)]
    if not found:
        return
    first, last = found[0], found[-1]
    said = reading.text[first.start : first.end]
    weight = 72 if len(found) > 1 else 64
    yield Fault(
        Label.JARGON,
        weight if any(term.sure for term in found) else 55,
        first.start,
        last.end,
        f"\u201c{said}\u201d istilah internal yang tidak dikenal pelanggan.",
    )


def _quoted(reading: Reading, start: int) -> bool:
    for sentence in reading.sentences:
        if sentence.start <= start < sentence.end:
            return any(flag and item.start == start for item, flag in zip(sentence.items, sentence.quoted, strict=True))
    return False


def _explained(text: str, term: Term) -> bool:
    return bool(
        _EXPLAINED_AFTER.match(text, term.end) or _EXPLAINED_BEFORE.search(text[max(term.start - 40, 0) : term.start])
    )


_FOREIGN = re.compile(
    r".*(?:tion|ment|ness|ight|ough|ck|tch|th|sh|wh|ee|oo|ff|ss|tt|pp|dd|mm|x|ou|ea|qu|ph)|.*(?:[bcdfgklmprtvz]ed|[bcdgklmprtvz]ing|ity|ive|able|ize|ence|ance|ly|ure|ase|ate|ice|ect|ist|ort|aul|ine|urse|age|fit)$"
)
_FAMILIAR = frozenset(
    ["staff", "call", "center", "online", "offline", "chat", "email", "whatsapp", "facebook", "bluetooth", "refund", "voucher", "cashback", "checkout", "download", "upload", "smartphone", "password", "customer", "service", "teller", "security", "website", "wifi", "router", "booking", "check", "in", "tracking", "shopping", "free", "delivery", "express", "premium", "mall", "booth", "charger", "seller", "mobile", "banking", "m-banking", "internet", "data", "cache", "update", "login", "log", "software", "hardware", "keyboard", "touch", "cooling", "aplikasi", "akta", "fakta", "massa", "syarat", "kering", "kuning", "sering", "penting", "masing", "masing-masing", "dinding", "daging", "kambing", "kucing", "asing", "banding", "samping", "keping", "pening", "bising", "saing", "kepala", "paling", "miring", "piring", "lantai", "garasi", "oktober", "syukur", "isyarat", "masyarakat", "masya", "syariah", "aksyen", "akhir", "baik", "oh", "ooh", "tooth", "shampoo", "mimin", "twitter", "tweet", "link", "follow", "like", "share", "instagram", "tiktok", "youtube", "google", "play", "store", "app", "scooter", "speedometer", "garage", "tinggal", "saldo", "foto", "maaf", "saat", "taat", "manfaat", "jumaat", "lanjut", "kosong", "doa", "soal", "goa", "jauh", "mau", "rumah", "tahu", "atau", "laut", "daun", "tahun", "bau", "gaun", "cabut", "bulan", "pasif", "aktif", "massal", "massa", "klasik", "lihat", "sehat", "tempat", "surat", "alat", "obat", "berat", "cepat", "singkat", "dekat", "tepat", "rapat", "dapat", "masyarakat", "hadapan", "oleh", "boleh", "suami", "ilmu", "islam", "hadiah", "tanah", "rumah", "susah", "mudah", "lelah", "resah", "pasti", "positif", "negatif", "alternatif", "efektif", "sensitif", "kreatif", "tarif", "motif", "legislatif", "administratif", "relatif", "detektif", "aktif", "bijaksana", "transfer", "cash", "debit", "kredit", "admin", "batre", "power", "bank", "reschedule", "reset", "restart", "scan", "print", "foto", "copy", "credit", "card", "express", "air", "asuransi", "premi", "house", "cover", "laundry", "dress", "size", "sale", "promo", "gift", "box", "member", "point", "poin", "cover", "case", "tablet", "laptop", "printer", "monitor", "speaker", "headset", "mouse", "charger", "kabel", "power", "adaptor", "chip", "game", "streaming", "video", "call", "miss", "live"]
)  # fmt: skip
_KNOWN_CAPITALS = frozenset(
    ["KTP", "SIM", "NPWP", "ATM", "PIN", "OTP", "HP", "SMS", "WIB", "WITA", "WIT", "WA", "BPJS", "STNK", "BPKB", "KK", "TV", "PLN", "PDAM", "QRIS", "CVV", "NIK", "OJK", "LPS", "BI", "RS", "RSUD", "UGD", "IGD", "ICU", "USG", "CT", "MRI", "PPN", "PT", "CV", "RT", "RW", "DKI", "DIY", "VIP", "GPS", "USB", "LED", "AC", "IKD", "KIA", "QR", "NFC", "KPR", "KTA", "SKCK", "PBB", "IMB", "VA", "COD", "ID", "FAQ", "TNI", "POLRI", "SD", "SMP", "SMA", "SMK", "NTT", "NTB", "DPRD", "KUA", "RI", "SK", "KB", "AM", "PM", "MB", "GB", "TB", "XL", "XXL", "XS", "CCTV", "SPBU", "UMKM", "ASN", "PNS", "BUMN", "KUR", "JKN", "TBC", "HIV", "GB", "WNI", "WNA", "LRT", "MRT", "KRL", "PBI", "CS", "SPG", "FB", "IG", "DP", "HRD", "TNKB", "SPT", "KWH", "KVA", "BUMD", "PKB", "HUT", "SMS", "QC", "SOP", "SLA"]
)  # fmt: skip
_FUNCTION_WORDS = frozenset(
    [
        "yang",
        "di",
        "ke",
        "dari",
        "dan",
        "karena",
        "sudah",
        "masih",
        "belum",
        "tidak",
        "ada",
        "ini",
        "itu",
        "untuk",
        "dengan",
        "pada",
        "nya",
        "ya",
        "kami",
        "saya",
        "jadi",
        "nanti",
        "kena",
        "akan",
        "bisa",
        "menunggu",
        "tunggu",
        "tujuan",
        "kakak",
        "bapak",
        "ibu",
        "pak",
        "bu",
    ]
)
_FOREIGN_ALONE = 2


def foreign_faults(reading: Reading) -> Iterator[Fault]:
    """Two or more words of another tongue, or initials that nobody outside knows, in an Indonesian sentence."""
    spoken = [token for token in reading.tokens if token.kind == "word"]
    foreign = [token for token in spoken if _is_foreign(token.raw, first=token is spoken[0])]
    own = sum(token.word in _FUNCTION_WORDS for token in spoken)
    if _FOREIGN_ALONE <= len(foreign) <= len(spoken) // 2 and own >= _FOREIGN_ALONE:
        yield Fault(
            Label.JARGON,
            62,
            foreign[0].start,
            foreign[-1].end,
            "Terlalu banyak istilah asing yang tidak dikenal pelanggan.",
        )


@lru_cache(maxsize=4096)
def _is_foreign(raw: str, *, first: bool) -> bool:
    stem = _SUFFIX.sub("", raw)
    if stem.isupper() and 2 <= len(stem) <= 5:  # noqa: PLR2004 - initials
        return stem.isalpha() and stem not in _KNOWN_CAPITALS
    word = _PREFIX.sub("", stem.casefold())
    if (stem[:1].isupper() and not first) or word in _FAMILIAR or not word.isascii() or len(word) < 4:  # noqa: PLR2004
        return False
    return bool(_FOREIGN.fullmatch(word)) and not word.endswith(("nya", "kan"))
