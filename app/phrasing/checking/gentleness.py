"""Signs that a text is meant well: where they are, a slight suspicion is no finding."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

from app.phrasing.checking.findings import BLOCKS, Fault, Label
from app.phrasing.checking.rules import words
from app.phrasing.checking.structure import Reading, Sentence

_NO_BLAME = words(
    r"(?:bukan|tidak ada)(?: \w+)? (?:salah|kesalahan|kelalaian|kekeliruan) (?:dari )?(?:pihak )?xcust|xcust (?:tidak|nggak) (?:salah|keliru)"
)
_SAFE = words(
    r"(?:jadi|sudah|tetap|supaya|agar|dijamin) (?:\w+ )?aman|(?:kartu|rekening|data|uang|dana|saldo|akun)\w*(?: xcust)?(?: masih)? aman|tidak bisa (?:disalahgunakan|dipakai orang|digunakan orang|diakses orang)(?: .*)?|demi keamanan(?: .*)?"
)
_TOLD_WHAT_TO_SAY = words(
    r"(?:kalau|begitu|setelah|saat|ketika) (?!sudah |ada |sempat |ketemu |ingat |selesai )(?:\w+ ){1,6}, (?:xcust )?(?:cukup |tinggal |silakan |langsung |tolong |mohon )*(?:sebutkan|tunjukkan|serahkan|katakan|sampaikan|bilang|jawab|tekan|masukkan|isi|balas|pilih)(?: .*)?"
)
_A_MOMENT = words(r"(?:mohon |baik |tunggu |ditunggu |saya |minta |waktu )*(?:sebentar|sejenak)(?: (?:ya|dulu))*")
_TURN = words(
    r"(?:dipanggil|dilayani|giliran\w*)(?: \w+){0,3} sebentar(?: lagi)?|sebentar lagi(?: \w+){0,3} (?:dipanggil|dilayani|giliran\w*)"
)
_OURS = words(
    r"(?:memang )?(?:belum|kurang|lambat|terlambat|keliru|salah|lalai|lama)(?: \w+){0,2} (?:di|dari) (?:pihak )?kami|(?:di|dari) (?:pihak )?kami(?: \w+)? (?:yang )?(?:belum|kurang|lambat|terlambat|keliru|salah|lalai|lama)|(?:sampai|hingga|jadi) xcust (?:harus|terpaksa|perlu)(?: .*)?"
)
_COURTESY = words(
    r"mohon(?: (?!maklum|sabar|bersabar)\w+)|silakan|terima kasih|matur nuwun|hatur nuhun|permisi|selamat (?:pagi|siang|sore|malam|datang)"
)
_UNDERSTOOD = words(
    r"(?:saya|kami) (?:\w+ )?(?:mengerti|memahami|paham|ikut prihatin|menyesal)|(?:mohon|minta) maaf (?:atas|karena|sudah)"
)
_HELPS = words(
    r"(?:saya|kami) (?:\w+ )?(?:bantu|catat|carikan|periksa|cek|siapkan|antar|temani|dampingi|cocokkan|jelaskan|sambungkan|hubungkan|tunjukkan)"
)
_ASKS_TO_HELP = words(
    r"^(?!.* tidak$)(?:apakah|ada yang|boleh(?:kah)?|bisa(?:kah)?|di mana|sejak kapan|kapan|berapa|mana|siapa)(?! (?:tidak|xcust (?:tidak|baca|bodoh|buta|tuli|sadar))).*"
)
_SHARP = words(
    r"kok|kan|masa|masak|kenapa|mengapa|ngapain|bukankah|bukannya|emang|emangnya|memang|memangnya|gimana|bagaimana|sih|dong|lho|loh|deh|toh|suruh|maunya|mau|terus|lalu|lagi|paham|mengerti|tahu|baca|dengar|lihat|tidak|nggak|ndak|belum|bukan|salah|siapa|apa"
)


def is_gentle(reading: Reading) -> bool:
    """Courtesy, help, apology, understanding, a plain question, or blame that is taken off the customer."""
    return any(_gentle(sentence) for sentence in reading.sentences)


def _gentle(sentence: Sentence) -> bool:
    if sentence.asks and (sentence.find(_ASKS_TO_HELP) or not sentence.find(_SHARP)):
        return True
    if _asks_for_a_moment(sentence):
        return True
    signs = (_NO_BLAME, _SAFE, _TOLD_WHAT_TO_SAY, _TURN, _OURS, _COURTESY, _UNDERSTOOD, _HELPS)
    return any((hit := sentence.find(sign)) is not None and not hit.quoted for sign in signs)


def _asks_for_a_moment(sentence: Sentence) -> bool:
    """The whole sentence, as in "Sebentar ya, Pak": within another one the word says nothing."""
    return _A_MOMENT.fullmatch(sentence.text) is not None


def excused(fault: Fault, reading: Reading) -> bool:
    """A slight fault that the words around it explain."""
    if fault.weight >= BLOCKS:
        return False
    sentence = next((each for each in reading.sentences if each.start <= fault.start < each.end), None)
    if fault.label is Label.DEADEND:
        freed = any(each.find(_NO_BLAME) for each in reading.sentences)
        return freed or bool(sentence and sentence.find(_SAFE))
    if fault.label is Label.EMPTY_PROMISE:
        signs = (_TOLD_WHAT_TO_SAY, _TURN)
        return sentence is not None and (_asks_for_a_moment(sentence) or any(map(sentence.find, signs)))
    return False
