"""Careless tone: belittling, telling to be calm, coldness, slang, and an apology that names nothing."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

from collections.abc import Iterator

from app.domain.interactions import Channel
from app.phrasing.checking.findings import Fault, Label
from app.phrasing.checking.rules import Rule, Rules, faults_by
from app.phrasing.checking.structure import Reading
from app.phrasing.checking.tokens import BORDER

_TROUBLE = (
    r"(?:telat|terlambat|rusak|lecet|penyok|sobek|hilang|salah|masalah|selisih|kurang|gangguan|mati|padam|sakit|luka|cacat|retak|beda|error|sehari|sejam|sebentar|segitu|begitu|"
    r"dua hari|beberapa (?:hari|menit|jam|ribu)|sedikit|goresan|kartu|uang|nunggu|tunggu|lambat|xnum (?:hari|menit|jam|ribu)|xrp|receh\w*|ribuan)"
)

RULES = Rules(
    Rule(60, r"(?:tenang|santai|selow|slow|woles|kalem|rileks|chill)(?: (?:saja|dulu|ya|lah|dong|sedikit|deh|kok))*(?: ,.*)?", "Menyuruh tenang biasanya terdengar meremehkan.",
         unless=r".*(?:lebih tenang|supaya.*tenang|agar.*tenang|biar.*tenang|dengan tenang|merasa tenang|hati.*tenang|masa tenang|tenang (?:setelah|kalau|bila)|ruang tenang|jam tenang|minum obat).*"),
    Rule(58, rf"cuma<P> (?:\w+ )?{_TROUBLE}(?: (?:kok|saja|sedikit|sih|ya|lho|kan))*(?: .*)?", "Mengecilkan masalah pelanggan.",
         near=r"(?:kok|saja|sedikit|sih|masa|kan|segitu|sebentar|dong|gangguan|masih bisa|lecet|telat|terlambat|tidak usah|jangan|dipermasalahkan|doang)", unless=r".*(?:cuma (?:perlu|butuh|dengan|bisa|untuk|boleh|berlaku|xclk)|kesalahan kami|biaya\w* cuma|butuh waktu|dibatasi).*"),
    Rule(60, rf"(?:begitu|segitu|begini|{_TROUBLE})(?: (?:saja|sedikit))+<P>(?: ,)? ?(?:repot|takut|ribut|heboh|panik|marah|dipermasalahkan|dibesar-besarkan|komplain|tidak (?:usah|apa-apa|perlu)|jangan|kok|sudah|masa)(?: .*)?", "Mengecilkan masalah pelanggan.",
         unless=r".*(?:kekurangan|tidak perlu (?:datang|antre|bayar)|saya bantu).*"),
    Rule(60, r"(?:sepele|masalah (?:kecil|sepele|biasa)|hal (?:kecil|sepele|biasa)|urusan (?:kecil|sepele)|remeh)(?: .*)?", "Mengecilkan masalah pelanggan.", unless=r".*(?:bukan (?:hal|masalah|urusan) (?:kecil|sepele)).*"),
    Rule(58, r"(?:begitu|itu|ini|begini|padam|mati|gangguan|telat|error|lambat|antre|lemot)?(?: \w+)? ?(?:sudah|memang|mah|ya|kan|itu|emang) (?:sudah |memang )?biasa(?: (?:saja|lah|kok|itu|kan|ya))*|biasa (?:itu|lah|saja|kok)(?: .*)?|wajar (?:saja )?(?:kalau |lah |kok )?(?:error|telat|rusak|mati|lambat|salah)(?: .*)?", "Menganggap biasa yang mengganggu pelanggan.",
         unless=r".*(?:seperti biasa|sudah biasa (?:kami )?layani|saya bantu|lebih dari biasa|luar biasa|tarif biasa|buka seperti).*"),
    Rule(58, r"namanya juga (?:\w+)(?: .*)?|(?:kadang|kadang-kadang|suka|sering)(?: (?:memang|begitu|emang))? (?:error|telat|begitu|macet|rewel)(?: .*)?", "Menganggap biasa yang mengganggu pelanggan.", unless=r".*(?:saya bantu|kami perbaiki|maaf).*"),
    Rule(58, r"(?:tidak usah|jangan|tidak perlu)(?: (?:terlalu|di))? ?(?:dibesar-besarkan|dibesarkan|lebay|dipikirin|dipikirkan|panik|baper|drama|heboh|didramatisir|dipermasalahkan|diambil hati|berlebihan|takut begitu|parno)(?: .*)?|masa(?: begitu| segitu| cuma \w+| ini)?(?: saja)? (?:dipermasalahkan|ribut|heboh|panik|marah|takut|komplain)(?: .*)?|(?:begitu|segitu) saja (?:takut|panik|marah|repot|heboh|ribut)(?: .*)?", "Mengecilkan perasaan pelanggan.", denied=True,
         unless=r".*(?:saya (?:blokir|bantu|sudah|jaga)).*"),
    Rule(56, r"(?:yang )?sabar(?: (?:ya|saja|dulu|lah|dikit|sedikit))*|mohon (?:bersabar|sabar)(?: (?:ya|saja|dulu))*|(?:harap|mohon)(?: (?:di)?maklum\w*| pengertian\w*)(?: (?:saja|ya))*|(?:di)?maklum(?:i|in)? (?:saja|ya|dong)(?: .*)?", "Menyuruh sabar tanpa kabar yang bisa dipegang.",
         unless=r".*(?:sampai|xclk|sebentar|saya|kami|xnum|besok|hari ini|sedang menuju|tinggal).*|(?:terima kasih|matur|hatur).*"),
    Rule(57, r"(?:oh )?ya sudah(?: (?:lah|sih|deh|kalau begitu))*(?: ,| kalau)? ?(?:xcust )?(?:isi|tunggu|pakai|dipakai|terima|diterima|duduk|antre|sana|balik|pulang|mau|ikut)(?: .*)?|ya sudah(?: (?:sih|deh|lah|kalau begitu))*|oh(?: ,)? (?:begitu|ya|gitu)(?: (?:ya|toh|to))?", "Terdengar dingin, tanpa perhatian.", unless=r".*(?:terima kasih|saya|kami|bantu|mohon|silakan).*"),
    Rule(57, r"(?:ya ,? ?ya|ya-ya|iya-iya)(?: .*)?", "Terdengar tidak sabar.", unless=r"(?:.*saya bantu.*)", denied=True),
    Rule(58, r"(?:terus|lalu|jadi|kemudian)(?: ,)?(?: xcust)? (?:maunya|mau|harus|minta|mintanya|saya harus|apa)<P>(?: xcust)? ?(?:bagaimana|apa|gimana)?(?: .*)?|maunya (?:bagaimana|apa)(?: .*)?|(?:terus|lalu)(?: (?:kenapa|bagaimana|apa))", "Terdengar tidak sabar.", asked=True,
         unless=r".*(?:mau (?:dikirim|diambil|saya|ditukar|diantar)|atau|langkah|yang mana).*"),
    Rule(57, r"(?:buruan|buru-buru|cepat|lekas|ayo cepat)(?: (?:ya|sedikit|dikit|dong|saja|lah|deh))+(?: .*)?|buruan(?: .*)?|(?:saya |kami )?(?:sudah |keburu |lagi )?mau (?:istirahat|tutup|pulang|makan)(?: .*)?", "Memburu-buru pelanggan.", unless=r".*(?:lebih cepat|secepat|loket (?:ini )?(?:tutup|mau tutup) (?:pukul|jam)|kalau|xcust mau|berapa cepat|lekas sembuh|semoga).*"),
    Rule(50, r"tidak (?:apa-apa|masalah) (?:itu|kok|lah)(?: .*)?|(?:sakit|sedikit) (?:sedikit )?(?:saja|kok|doang)(?: .*)?", "Mengecilkan masalah pelanggan.", unless=r".*(?:cukup|saya|kami|xcust (?:bisa|boleh|tidak perlu)).*"),
    Rule(52, r"(?:aman(?: (?:saja|kok|itu|lah))*|beres|gampang(?: (?:itu|lah|kok|saja))+)(?: ,)?(?: .*)?", "Terdengar meremehkan.", near=r"(?:kok|saja|deh|lah|gampang)", unless=r".*(?:dengan aman|lebih aman|rekening|supaya|data|transaksi).*"),
)  # fmt: skip

_SLANG = frozenset(
    ["wkwk", "wkwkwk", "wkwkwkwk", "wk", "haha", "hahaha", "hehe", "hehehe", "hihi", "xixi", "otw", "lol", "anjir", "anjay", "cuy", "bro", "sis", "gan", "bos", "boss", "bosku", "say", "beb", "guys", "gaes", "gaess", "kuy", "gercep", "mager", "woles", "sori", "sorry", "sowry", "yoi", "yoa", "oks", "oki", "okeh", "kuyy", "gpp", "santuy", "mantul", "kepo", "baper", "auto", "ngab", "bestie", "gess", "cuyy", "bray", "coy", "jir", "njir", "btw", "fyi", "asap", "cmiiw", "gabut", "mleyot", "nyantai", "selow", "slow"]
)  # fmt: skip
_FORMS_OF_ADDRESS = frozenset(
    [
        "bro",
        "sis",
        "gan",
        "bos",
        "boss",
        "bosku",
        "say",
        "beb",
        "guys",
        "gaes",
        "gaess",
        "cuy",
        "bray",
        "coy",
        "ngab",
        "bestie",
        "sayang",
        "cantik",
        "ganteng",
    ]
)
_CHAT_ALLOWS = frozenset(["hehe", "btw", "gpp", "gercep", "fyi", "sorry", "sori"])
_LOOSE = frozenset(
    ["gak", "ga", "nggak", "ngga", "enggak", "kagak", "udah", "aja", "gimana", "kalo", "gitu", "gini", "banget", "doang", "dong", "deh", "sih", "nih", "tuh", "mah", "kayak", "kaya", "bikin", "ngasih", "nyari", "cuman", "pake", "tau", "liat", "ntar", "entar", "bentar", "gue", "gua", "lu", "elo", "emang", "ngapain", "dikit", "bisanya", "nyampe", "kelar"]
)  # fmt: skip
_LOOSE_WORDS = 4
_TURNED_BACK = frozenset({"terus", "lalu", "jadi", "kenapa", "masalahnya", "so", "trus"})
_FILLERS = _TURNED_BACK | {
    "hm",
    "hmm",
    "oh",
    "ya",
    "oke",
    "ok",
    "begitu",
    "nah",
    "eh",
    "ha",
    "apa",
    "sih",
    "xcust",
    "bagaimana",
}
_EMPTY_APOLOGY = frozenset(
    ["mohon", "maaf", "saya", "kami", "atas", "segala", "semua", "ketidaknyamanan", "ketidaknyamanannya", "yang", "ini", "itu", "terjadi", "timbul", "ditimbulkan", "dialami", "dirasakan", "xcust", "sampaikan", "menyampaikan", "memohon", "permohonan", "permintaan", "sebesar-besarnya", "sebesar", "besarnya", "dan", "terima", "kasih", "pengertian", "pengertiannya", "kesabaran", "kesabarannya", "perhatian", "perhatiannya", "maklum", "dimaklumi", "dimengerti", "ya", "sekali", "sedalam-dalamnya", "sungguh", "sangat", "dengan", "hal", "tersebut", "kendala", "kendalanya", "gangguan", "gangguannya", "keterlambatan", "keterlambatannya", "harap", ",", "juga", "untuk", "oleh", "karena", "kerja", "samanya", "kerjasamanya", "turut", "menyesal", "ucapkan", "mengucapkan"]
)  # fmt: skip
_APOLOGY = frozenset(
    {"maaf", "ketidaknyamanan", "ketidaknyamanannya", "maklum", "dimaklumi", "pengertian", "pengertiannya"}
)


def careless_faults(reading: Reading, channel: Channel | None) -> Iterator[Fault]:
    yield from faults_by(RULES, Label.CARELESS, reading)
    yield from _slang(reading, channel)
    yield from _fillers(reading)
    yield from _empty_apology(reading)


def _fillers(reading: Reading) -> Iterator[Fault]:
    """A question back with nothing in it: "Hm. Terus?"."""
    said = [word for sentence in reading.sentences for word in sentence.words if word != BORDER]
    if reading.sentences and reading.sentences[-1].asks and set(said) <= _FILLERS and set(said) & _TURNED_BACK:
        first, last = reading.sentences[0], reading.sentences[-1]
        yield Fault(Label.CARELESS, 57, first.start, last.end, "Terdengar dingin, tanpa perhatian.")


def _slang(reading: Reading, channel: Channel | None) -> Iterator[Fault]:
    loose = []
    for token in reading.tokens:
        word = token.raw.casefold() if token.kind == "word" else ""
        called = word not in _FORMS_OF_ADDRESS or _is_call(reading, token.start)
        if word in _SLANG and called and not (channel is Channel.CHAT and word in _CHAT_ALLOWS):
            reason = (
                f"Sapaan \u201c{token.raw}\u201d tidak pantas."
                if word in _FORMS_OF_ADDRESS
                else f"Kata \u201c{token.raw}\u201d terlalu santai."
            )
            yield Fault(Label.CARELESS, 58, token.start, token.end, reason)
        if word in _LOOSE:
            loose.append(token)
    spoken_kind = channel is not Channel.CHAT and len(loose) >= _LOOSE_WORDS
    if spoken_kind:
        yield Fault(Label.CARELESS, 45, loose[0].start, loose[-1].end, "Ragamnya terlalu santai untuk melayani.")


def _is_call(reading: Reading, start: int) -> bool:
    """A form of address begins a sentence or follows a comma or a short word; "bos" can also be somebody's chief."""
    before = [token for token in reading.tokens if token.end <= start]
    return (
        not before
        or before[-1].kind in {"stop", "mark"}
        or before[-1].word
        in {
            "ya",
            "oke",
            "siap",
            "maaf",
            "halo",
            "hai",
            "baik",
            "sip",
            "ok",
            "iya",
            "makasih",
            "kasih",
            "dulu",
            "sini",
            "aman",
            "tenang",
            "santai",
            "sabar",
        }
    )


def _empty_apology(reading: Reading) -> Iterator[Fault]:
    words = [word for sentence in reading.sentences for word in sentence.words]
    said = {word for word in words if word != BORDER}
    if words and said & _APOLOGY and said <= _EMPTY_APOLOGY and len(words) > 1:
        first, last = reading.sentences[0], reading.sentences[-1]
        yield Fault(Label.CARELESS, 55, first.start, last.end, "Permintaan maaf yang tidak menyebut masalah pelanggan.")
