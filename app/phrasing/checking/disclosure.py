"""Disclosure: a whole number or a balance said aloud, a secret asked for, another customer spoken of."""

# ruff: noqa: E501, S105 - a rule is one pattern; cut into lines it is harder to read, not easier; no secret is written here

import re
from collections.abc import Iterator

from app.domain.interactions import Channel
from app.phrasing.checking.findings import Fault, Label
from app.phrasing.checking.rules import Rule, Rules, faults_by, words
from app.phrasing.checking.structure import Reading
from app.phrasing.context import Context

_SECRET = (
    r"(?:(?:kode )?(?:pin(?: atm(?:-nya)?| kartu\w*| lama| baru)?|otp|m-pin|mpin|tpin|cvv|cvc|cvv2|password|passwordnya|sandi|pin-nya|otp-nya|pinnya|otpnya|cvv-nya|password-nya)|kata (?:sandi|kunci)(?:nya)?|kode (?:otp|verifikasi|rahasia|akses|keamanan|sms|aktivasi|token)(?:nya)?|"
    r"(?:kode|angka|digit|nomor|(?:empat|enam|xnum) (?:angka|digit)) (?:yang|enam|6|xnum) .{0,30}?(?:masuk|dikirim|diterima|sms|digit|angka)|(?:xnum|tiga|enam|empat|3) (?:angka|digit)(?: \w+)? (?:di )?(?:belakang|balik) (?:kartu\w*|atm\w*)|jawaban rahasia|nama (?:gadis )?ibu kandung(?:nya)?)"
)
_TELL = r"(?:sebutkan|sebut|disebutkan|kasih|kasih tahu|beritahu|beri tahu|kabari|kirim|dikirim|bacakan|dibacakan|minta|tulis|tuliskan|ditulis|ketik|ketikkan|share|bagikan|spill|teruskan|forward|diteruskan|infokan|foto|fotokan|fotoin|catatkan|tunjukkan|perlihatkan|ucapkan|diucapkan|dikasih|berapa|apa|titip|titipkan|dictate|diktekan)"
_SAFE = (
    r".*(?:jangan|tidak (?:perlu|usah|pernah|boleh|akan|harus|meminta|minta|diminta)|tanpa (?:menyebut\w*|minta|meminta)|siapa pun|rahasiakan|dirahasiakan|bukan untuk|pernah (?:kasih|memberikan|menyebut|bagikan)|kepada seseorang|sendiri(?! saja)|tutup(?:i)?|buat (?:yang )?baru|ganti|ubah|ada yang|kalau ada|penipu\w*|"
    r"tidak perlu|terima kasih|di mesin|di alat|keypad|formulir|tidak ada petugas|jaga).*"
)

RULES = Rules(
    Rule(93, rf"{_TELL}(?: (?:\w+)){{0,4}} {_SECRET}|{_SECRET}(?: (?:\w+|,)){{0,6}} (?:{_TELL})(?: .*)?|(?:berapa|apa)(?: ya)? {_SECRET}|{_SECRET}(?:nya)? (?:berapa|apa)(?: .*)?|(?:tolong|mohon|boleh|bisa|coba|minta) (?:{_SECRET})(?: .*)?",
         "Meminta kode rahasia; petugas tidak boleh mengetahuinya.", unless=_SAFE),
    Rule(93, rf"(?:kasih|kirim|sebutkan|bacakan|tulis|minta|ketik)(?: (?:\w+|,)){{0,5}} {_SECRET}(?: .*)?(?:saya|kami|chat ini|sini|kertas|biar|supaya)(?: .*)?", "Meminta kode rahasia; petugas tidak boleh mengetahuinya.",
         unless=r".*(?:jangan|tidak (?:perlu|usah|pernah|boleh)|termasuk).*"),
    Rule(86, r"(?:suami|istri|anak|mertua|tetangga|teman|ibu|ayah|orang tua|saudara|adik|kakak|atasan|bos|rekan|pacar|mantan|sepupu|keponakan|menantu|tante|om)(?:nya)? (?:xcust|mas|mbak)(?: (?:\w+|,)){0,7} (?:narik|tarik|ganti|mengganti|mengubah|ubah|menutup|mencairkan|cairkan|menggadaikan|minjam|meminjam|menarik|transfer|mentransfer|setor|menyetor|punya|menunggak|nunggak|berutang|utang|hutang|berobat|dirawat|periksa|daftar|mengajukan|mengambil|kena|didiagnosis|diagnosa|gaji\w*|deposito|tabungan\w*|saldo\w*|pinjaman\w*|cicilan\w*|klaim\w*|beli|membeli|ditolak|buka|tagihan\w*|kontrol|operasi|melahirkan|positif|sakit)(?: .*)?",
         "Membuka data orang lain.", unless=r".*(?:kalau|bisa|surat kuasa|tidak boleh|boleh|silakan|cepat sembuh|operasi (?:anak|ibu)|cemas|khawatir|jika|turut).*"),
    Rule(84, r"(?:pasien|nasabah|pelanggan|tetangga|peserta|penghuni|pemilik) (?:kamar|sebelah|lain|di|nomor|depan|yang|bernama|atas nama)(?: (?:\w+|,)){0,6} (?:kena|sakit|menunggak|nunggak|terlilit|mengidap|positif|didiagnosis|punya (?:utang|tunggakan|saldo|deposito)|diputus|disegel|saldonya|utangnya|tagihannya)(?: .*)?",
         "Membuka data pelanggan lain.", unless=r".*(?:tidak boleh|kalau|gangguan|juga mengalami).*"),
    Rule(85, r"(?:pasien|nasabah|pelanggan|peserta|pembeli|warga|penghuni|yang)(?: (?:di|kamar|sebelah|lain|tadi|kasusnya|nomor|blok|lantai|yang|juga|sama|dengan|rumah|xnum|kemarin|atas nama|bernama))+ ?(?:,)? ?(?:\w+ )*xcust(?: (?:yang|itu|di|juga|,))+(?: .*)?|xcust (?:yang (?:tadi|kemarin|rumahnya|tinggal|di|duduk|antre|barusan)|nomor xnum|blok \w+|di (?:jalan|blok|gang|rt))(?: .*)?(?:klaim\w*|menunggak|nunggak|ditolak|utang|hutang|sakit|rekening\w*|saldo\w*|tagihan\w*|belum (?:bayar|beres|lunas)|kena|kasus\w*|pinjaman\w*|diblokir|dirawat|komplain|gagal|dapat|diagnosa|beres)(?: .*)?|(?:pasien|nasabah|pelanggan|peserta)(?: \w+){0,3} xcust(?: \w+){0,2} (?:kena|sakit|dirawat|menunggak|punya|gagal|ditolak|positif|juga|tarik)(?: .*)?",
         "Membuka data pelanggan lain.", unless=r".*(?:tidak boleh|kalau|juga mengalami|tim kami|petugas|dokter|teknisi).*"),
)  # fmt: skip

_BALANCE = words(
    r"(?:sisa |total |jumlah )?(?:saldo|saldonya|tabungan|tabungannya|simpanan|simpanannya|deposito|depositonya|isi rekening\w*|uang xcust di (?:rekening|tabungan|bank)|sisa (?:pinjaman|utang|hutang|kredit)\w*|limit (?:kartu|kredit)\w*|gaji\w*)"
    r"(?: (?:\w+|,)){0,8}? (?:xrp|xnum (?:ribu|juta|miliar|rupiah)|(?:\w+ )?(?:puluh|ratus|belas)(?: \w+)? (?:ribu|juta)|\w+ juta)(?: .*)?"
)
_NOT_BALANCE = words(
    r".*(?:minimum|minimal|setoran awal|terpotong|terdebit|kembali|dikembalikan|mengendap|dijamin|syarat|mulai|berkurang|dibuka|pulsa|jenis|maksimal|batas|biaya).*"
)
_MAIDEN = re.compile(
    r"(?i:nama )?(?i:(?:gadis )?ibu kandung)\w*(?: (?i:bapak|ibu|anda|pelanggan|nasabah|adalah|itu|tercatat|di sini))*[ ,:]+(?!Bapak|Ibu|Pak|Bu|Kak|Mas|Mbak)([A-Z][a-z]+)"
)
_BIRTH = re.compile(
    r"\b(?:tanggal )?lahir(?:nya)?\b(?: (?:bapak|ibu|anda|kakak|adalah|tanggal|pada))*[ ,:]+\d{1,2}(?:[ /-](?:\w+|\d{1,2}))(?:[ /-]\d{2,4})?",
    re.IGNORECASE,
)
_RUN = re.compile(r"(?<![\w.,/-])(?:\+?\d)(?:[ .\-]?\d){7,24}(?![\d.,]*\d)(?![\w])")
_MASKED = re.compile(r"(?:berakhiran|akhiran|\*|x{2,}|\u2022|ujung)\s*$", re.IGNORECASE)
_PUBLIC_BEFORE = re.compile(
    r"(?:call ?center|hotline|layanan|hubungi kami|whatsapp kami|wa kami|pusat (?:layanan|bantuan)|kantor|telepon kami|nomor (?:laporan|tiket|resi|pesanan|antrean|antrian|klaim|referensi|transaksi|invoice|faktur|pengaduan|registrasi|virtual account|va|seri|polis|bpjs center)|"
    r"resi|tiket|laporan|pesanan|order|invoice|virtual account|va|referensi|kode bayar|kode booking|token|serial|seri|imei)\W*(?:\w+\W+){0,4}$",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"(?:rekening|rek|norek|kartu|atm|akun|nik|ktp|kk|keluarga|hp|handphone|ponsel|whatsapp|wa|telepon|telp|npwp|paspor|sim|bpjs|rekam medis|identitas|meter|meteran|pelanggan|id)\w*\W+(?:\w+\W+){0,5}$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:\+?62|0)8\d{7,11}")
_SHORTEST_ACCOUNT, _NIK, _SHORTEST_CARD, _LONGEST_CARD = 8, 16, 13, 19
_DIGIT_WORDS = words(r"(?:(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan) ?(?:, )?){8,}")
_WINDOW = 60


def disclosure_faults(reading: Reading, context: Context | None) -> Iterator[Fault]:
    yield from faults_by(RULES, Label.DISCLOSES, reading)
    yield from _numbers(reading.text)
    yield from _balances(reading, context.channel if context else None)
    for pattern, reason in (
        (_MAIDEN, "Nama ibu kandung adalah jawaban rahasia pelanggan."),
        (_BIRTH, "Tanggal lahir adalah data verifikasi; biarkan pelanggan yang menuliskannya."),
    ):
        for found in pattern.finditer(reading.text):
            yield Fault(Label.DISCLOSES, 90, found.start(), found.end(), reason)
    for sentence in reading.sentences:
        hit = sentence.find(_DIGIT_WORDS)
        if hit:
            yield Fault(
                Label.DISCLOSES, 84, hit.start, hit.end, "Nomor lengkap diucapkan; sebutkan empat angka terakhir saja."
            )


def _numbers(text: str) -> Iterator[Fault]:
    for found in _RUN.finditer(text):
        before = text[max(found.start() - _WINDOW, 0) : found.start()]
        digits = re.sub(r"\D", "", found.group())
        kind = None if _MASKED.search(before) else _kind_of(digits, found.group(), before)
        if kind:
            yield Fault(
                Label.DISCLOSES,
                92,
                found.start(),
                found.end(),
                f"{kind} disebut lengkap; sebutkan empat angka terakhir saja.",
            )


def _kind_of(digits: str, raw: str, before: str) -> str | None:
    owned = bool(_OWNED.search(before))
    if len(digits) == _NIK and _is_nik(digits):
        return "Nomor identitas"
    if _SHORTEST_CARD <= len(digits) <= _LONGEST_CARD and luhn(digits) and not _PUBLIC_BEFORE.search(before):
        return "Nomor kartu"
    if _PUBLIC_BEFORE.search(before) and not re.search(
        r"(?:nomor|rekening|hp|kartu)\w* (?:bapak|ibu|kakak|anda|mas|mbak)\W*$", before, re.IGNORECASE
    ):
        return None
    if _PHONE.fullmatch(digits) or _PHONE.fullmatch(raw.replace(" ", "").replace("-", "")):
        return "Nomor telepon"
    if owned and len(digits) >= _SHORTEST_ACCOUNT:
        return "Nomor rekening atau identitas"
    return None


def _is_nik(digits: str) -> bool:
    day, month = int(digits[6:8]) % 40, int(digits[8:10])
    return 11 <= int(digits[:2]) <= 99 and 1 <= day <= 31 and 1 <= month <= 12  # noqa: PLR2004 - province, day, month


def luhn(digits: str) -> bool:
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the digits of a two-digit product are added
    return total % 10 == 0


def _balances(reading: Reading, channel: Channel | None) -> Iterator[Fault]:
    if channel is Channel.CHAT:
        return
    for sentence in reading.sentences:
        hit = sentence.find(_BALANCE)
        if hit and not hit.quoted and not hit.negated and not _NOT_BALANCE.search(sentence.text):
            yield Fault(
                Label.DISCLOSES,
                84,
                hit.start,
                hit.end,
                "Saldo tidak disebut keras-keras; tunjukkan di layar atau di kertas.",
            )
