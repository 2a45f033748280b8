"""Words of time: which of them a customer can hold on to."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

from functools import lru_cache

from app.phrasing.checking.rules import words
from app.phrasing.checking.structure import Sentence

_COUNT = r"(?:xnum|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|se|dua belas|lima belas|dua puluh|tiga puluh|setengah|seperempat|1x24|3x24)"
_WEEKDAY = r"(?:hari )?(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu)|hari minggu"
_MONTH = r"(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember)"
TIME = words(
    rf"xclk|pukul|(?:jam|pkl) (?:xnum|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)|{_WEEKDAY}|tanggal xnum|xnum {_MONTH}|{_MONTH}"
    rf"|{_COUNT}(?: (?:sampai|hingga|atau|puluh|belas|,|{_COUNT}))* (?:menit|jam|hari|minggu|bulan|detik)(?: kerja)?|(?:se)(?:menit|jam|minggu|bulan)|sehari|besok|lusa"
    r"|(?:hari|pagi|siang|sore|malam|petang) ini(?: juga)?|nanti (?:pagi|siang|sore|malam|petang)|(?:minggu|pekan|bulan|tahun) depan|akhir (?:minggu|pekan|bulan|hari)"
    r"|hari yang (?:dengan|sama)|hari (?:itu|kerja berikutnya)|jam (?:tutup|makan siang|kerja|buka)|malam hari|xnum|sebelum (?:tutup|xcust pulang)|3x24 jam|tahun (?:ini|depan)"
)
_PAST = words(
    r"(?:sejak|dari|kemarin|tadi|lalu|semalam|masuk|diterima|dilaporkan|dilapor|lapor|mengajukan|terdebit|terpotong|tercatat|berakhiran|nomor|sudah \w+|xcust \w+)(?: (?:pada|hari|tanggal|pukul|jam|sekitar|sejak))*"
)
_LAST_WORDS = 4


@lru_cache(maxsize=512)
def _times(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((found.start(), found.end() - 1) for found in TIME.finditer(text))


def has_time(sentence: Sentence) -> bool:
    """A date, a clock time or a duration that is not told of what is past."""
    hits = ((sentence.item_at(first), sentence.item_at(last)) for first, last in _times(sentence.text))
    return any(not _is_past(sentence, first) for first, last in hits if not _bare(sentence, first, last))


def _bare(sentence: Sentence, first: int, last: int) -> bool:
    """A number alone, and "beberapa hari ini", name no time."""
    return (first == last and sentence.words[first] == "xnum") or sentence.words[max(first - 1, 0)] == "beberapa"


def _is_past(sentence: Sentence, first: int) -> bool:
    before = " ".join(sentence.words[max(sentence.clauses[first], first - _LAST_WORDS) : first])
    past = any(found.end() == len(before) for found in _PAST.finditer(before))
    after = sentence.words[first + 1 : first + 4]
    return past or "lalu" in after
