"""Argument: the customer's account is denied or doubted instead of looked into."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

from collections.abc import Iterator

from app.phrasing.checking.findings import Fault, Label
from app.phrasing.checking.rules import Rule, Rules, faults_by, words
from app.phrasing.checking.structure import Reading

_MISTAKEN = r"(?:salah(?: (?:paham|dengar|lihat|ingat|tangkap|mengerti|sangka|kira|baca))?|tidak (?:tahu|paham|mengerti|benar)|mengada-ada|mengarang|ngarang|ngotot|ngeyel|bohong|berbohong|berlebihan|lebay|bersikeras|menyangkal|ngelak|mengelak|menuduh|asal (?:bicara|bilang))"
_RECORD = r"(?:sistem|data|catatan|komputer|layar|mesin|rekaman|peta|gudang|aplikasi|berkas|dokumen)(?:nya)?(?: (?:kami|saya|sini|bank|pusat))?"

RULES = Rules(
    Rule(70, r"tidak ada<P> (?:di|dalam|pada) (?:sistem|data|catatan|layar|komputer|rekaman)(?: .*)?|(?:itu |ini )?tidak sesuai (?:dengan )?(?:fakta|kenyataan|kejadian|catatan|data)(?: .*)?", "Menyangkal ucapan pelanggan.", denied=True, unless=r".*<A> (?:cek|cari|periksa|coba|telusuri|perbaiki|cocokkan|tanya).*"),
    Rule(78, r"(?:coba|silakan|tolong|kalau (?:memang )?benar)(?: ,)?(?: xcust)? (?:di)?buktikan(?: .*)?|xcust<P>(?: \w+)? (?:harus|perlu|mesti|bisa|coba) (?:mem)?buktikan(?: .*)?|buktikan(?: dulu| saja)?(?: .*)?", "Menantang pelanggan untuk membuktikan.", supposed=True),
    Rule(76, r"(?:mungkin |barangkali |jangan-jangan |paling |palingan |kayaknya |sepertinya )*xcust (?:mungkin |barangkali |kayaknya |sepertinya |saja |juga |kali |yang )*salah (?:lihat|dengar|ingat|baca|paham|kira|sangka|tangkap|hitung)(?: .*)?", "Membantah pelanggan, bukan memeriksa ceritanya.", supposed=True, unless=r".*(?:supaya|bukan xcust|saya (?:cek|periksa|bantu)).*|kalau .*"),
    Rule(84, r"xcust(?: (?:itu|ini|saja|memang|cuma|juga|ya))* (?:yang )?(?:salah(?: (?:paham|dengar|lihat|ingat|tangkap|mengerti|sangka|kira|baca))|mengada-ada|mengarang|ngarang|ngotot|ngeyel|bohong|berbohong|berlebihan|menyangkal|menuduh|bersikeras|tetap ngotot).*",
         "Membantah pelanggan, bukan memeriksa ceritanya.", unless=r".*(?:mungkin (?:ada )?salah paham di pihak kami|kalau).*"),
    Rule(85, r".*(?:sistem|rekaman|cctv|membuktikan|menunjukkan|data|catatan|tertulis|tercatat|faktanya|buktinya|jelas|benar|polis\w*|masuk|terkirim|normal|ditanggung|menanggung).*", "Membantah pelanggan dengan catatan kami.",
         near=r"(?:xcust (?:yang |itu |saja )*salah(?! \w*(?:masuk|isi|pencet|transfer|ketik|input))|xcust yang tidak \w+)", unless=r".*(?:kesalahan kami|kami yang salah|bukan xcust).*"),
    Rule(82, r"xcust<P> (?:yang )?salah ,? .*(?:tidak (?:pernah|ada)|sudah|polis\w*|data|sistem).*", "Membantah pelanggan, bukan memeriksa ceritanya."),
    Rule(84, rf"(?:{_RECORD}|kami|saya|petugas kami|dokter(?: kami)?|mesin kami|timnya|kurir kami|dokternya|meteran\w*)(?: (?:itu|ini|juga))* (?:tidak|takkan) (?:pernah|mungkin)(?: \w+)? (?:salah|bohong|error|meleset|hilang|lupa|menjanjikan|bilang|ganggu\w*|rusak|telat|bermasalah).*|tidak mungkin(?:lah)?<P> (?:petugas|sistem|data|mesin|dokter|kami|saya|kurir|itu|begitu|teknisi|hilang|salah|ada|terjadi|bisa).*|mana mungkin .*|tidak mungkinlah .*",
         "Menyangkal kemungkinan salah di pihak kami.", denied=True, unless=r".*(?:saya mengerti|saya bantu|tidak mungkin kami (?:biarkan|membiarkan)|gagal).*"),
    Rule(80, r"(?:saya|kami)(?: kan| juga)* tidak (?:pernah|ada) (?:bilang|menjanjikan|janji|menyebut|begitu|mengatakan|menyuruh|terima|menerima)(?! (?:pin|otp|kode|password)).*", "Menyangkal ucapan pelanggan.", denied=True),
    Rule(80, r"(?:yang benar saja|ah ,? ?yang benar|masa(?: sih| iya| ya| begitu| bisa)(?: .*)?|masa (?:mati|hilang|tidak|belum|rusak|gagal|lambat).*|ah ,? ?masa.*|lah ,? ?masa.*|yakin(?:nya)?(?: itu| ini)?(?: xcust)?(?: (?:sudah|bukan|tidak|memang|itu|benar).*)?)", "Meragukan cerita pelanggan.",
         unless=r".*(?:masa (?:berlaku|tunggu|aktif|tenggang|garansi|depan|pakai|begitu saja|begini|itu|lalu|pertanggungan|kontrak|promo|percobaan)|saya yakin|supaya|agar|kami yakin|sudah yakin|kalau xcust yakin|kalau sudah).*|masa (?:begitu|segitu|ini|itu|dipermasalahkan|cuma)(?: saja)? .*"),
    Rule(80, r"(?:percaya atau tidak|mau percaya|tidak percaya (?:ya )?(?:sudah|terserah)|terserah (?:xcust )?(?:mau )?percaya).*", "Meniadakan pengalaman pelanggan."),
    Rule(78, r"(?:mana (?:ada )?buktinya|buktinya mana|ada buktinya|punya bukti|bukti(?:nya)? apa|kata siapa|siapa (?:yang )?bilang|dengar dari mana|tahu dari mana).*", "Menantang pelanggan untuk membuktikan.",
         unless=r".*(?:boleh|mohon|kalau|bukti (?:transfer|bayar|setor)nya (?:boleh|bisa)).*"),
    Rule(78, r"(?:(?:pelanggan|nasabah|pasien|pembeli|orang|pengguna|penumpang|peserta|warga|yang) (?:lain|lainnya|sebelah)|tetangga(?: xcust)?(?: sebelah)?|yang lain)(?: (?:juga|semua|saja|sih|mah|pada|aman))*(?: (?:tidak|belum)(?: ada| pernah)?(?: yang)? (?:komplain|protes|mengeluh|masalah|bermasalah|masalah|ribut|begitu)|(?:baik-baik|lancar|normal|aman|biasa|bisa|oke)).*",
         "Membandingkan dengan pelanggan lain untuk menyangkal.", near=r"(?:lain|lainnya|tetangga|sebelah|semua|yang lain)", denied=True,
         unless=r".*(?:juga mengalami|kami (?:yang|periksa)|saya (?:cek|periksa|bantu)|kenyamanan).*"),
    Rule(80, r"jangan (?:ngotot|ngeyel|membantah|mendebat|debat|memaksa|maksa|mengada-ada|mengarang|ngarang|bohong|memutar ?balik\w*|menuduh|nuduh|asal tuduh).*", "Melarang pelanggan membantah.", denied=True),
    Rule(76, rf"(?:tapi|padahal|nyatanya|faktanya|buktinya|sebenarnya|jelas-jelas|jelas)(?: (?:kan|memang|di|dari|menurut|semua|sudah|dari))* {_RECORD}.*(?:normal|tidak ada|jelas|benar|tertulis|sudah|tercatat|terkirim|masuk|belum|hijau|lancar).*|(?:di|menurut|dari) {_RECORD}(?: (?:kok|sih|tuh|kan|memang|sudah))* (?:jelas|jelas-jelas|normal|baik-baik|tidak ada (?:masalah|apa-apa|gangguan|laporan)|hijau|lancar|sudah benar).*",
         "Membantah pelanggan dengan catatan kami.", denied=True,
         unless=r".*(?:saya (?:cek|periksa|bantu|telusuri|hubungi|catat|cocokkan|perbaiki|tanya|lihat|kirim)|mari kami|kami (?:periksa|cek|telusuri|perbaiki)|mohon maaf|boleh saya|belum menjawab|perbaiki).*"),
    Rule(82, r"(?:tapi kan|kan (?:tadi |kemarin )?(?:xcust|saya sudah) (?:sendiri )?(?:yang )?(?:bilang|jelaskan|bilangin)|xcust (?:kok )?(?:masih|tetap)(?: saja)? (?:bilang|tidak percaya|ngotot|menyangkal|protes|membantah|tanya|komplain)|masih (?:saja )?(?:bilang|menyangkal|ngotot|membantah|tidak percaya)).*|saya (?:kan )?sudah (?:bilang|jelaskan)(?: \w+)? (?:berkali-kali|berulang|tadi|dari tadi|kan).*|saya kan sudah .*",
         "Mendebat: mempertanyakan ucapan pelanggan."),
    Rule(76, r"(?:bukan|tidak) (?:begitu|seperti itu|gitu|demikian|itu maksud\w*)(?: (?:caranya|aturannya|ceritanya|kejadiannya))?(?: .*)?(?:yang benar|sebenarnya|justru|di sistem|salah|jelas|memang|makanya).*|(?:bukan|tidak) begitu ,.*",
         "Membuka dengan bantahan.", denied=True, unless=r".*(?:ditolak|masih ada|saya bantu|bukan berarti|bisa|benar begitu).*"),
    Rule(78, r"(?:faktanya|kenyataannya|nyatanya|buktinya|jelas-jelas|terbukti|padahal jelas|padahal)(?: .*)?(?:xcust|normal|sudah (?:diterima|masuk|terkirim|tarik|dipakai|benar|dijelaskan)|tidak ada|utuh|benar|jelas).*", "Membantah pengalaman pelanggan.",
         unless=r".*(?:kami|saya) (?:yang|belum|terlambat|salah|perbaiki|periksa|cek|mohon maaf|akan|kirim).*|.*(?:catatannya saya|kunjungan ulang|mohon maaf|sudah bayar|xcust ada di|karena|seharusnya|harusnya|sudah menunggu|saya).*"),
    Rule(76, r"(?:itu )?(?:cuma |hanya |itu )*(?:perasaan|dugaan|anggapan|pikiran|halusinasi|perkiraan) xcust(?: saja)?.*|xcust (?:saja|cuma|memang) (?:yang )?(?:merasa|berpikir|kira|mengira|anggap).*", "Meniadakan pengalaman pelanggan."),
    Rule(76, r"(?:sebenarnya|justru|memang) xcust (?:yang|sendiri).*|xcust(?: \w+)? yang (?:tidak (?:tahu|paham|mengerti|benar)|salah(?: (?:paham|dengar))?)(?: .*)?", "Membantah pelanggan, bukan memeriksa ceritanya."),
    Rule(74, r"(?:tidak|bukan)(?: bisa)? ,(?: .*)?(?:bukan seperti|jelas|tertulis|tidak begitu|aturannya bukan|yang benar|salah|tidak ada yang).*", "Membuka dengan bantahan.", denied=True,
         unless=r".*(?:saya (?:bantu|cek|periksa)|bisa saya).*"),
    Rule(72, r"(?:sinyal|jaringan|listrik|sistem|mesin|aplikasi|barang|meteran|data)\w*(?: \w+){0,4} (?:normal|baik-baik saja|tidak (?:ada )?masalah|sudah benar)(?: (?:kok|saja|tuh|sih|lho))+.*", "Meniadakan keluhan pelanggan."),
)  # fmt: skip


_DENIAL = words(r"(?:tidak|bukan|ah|lho|lah|salah|bohong)(?: (?:ya|kok|lah|dong|begitu|mungkin|benar|bisa))*")
_CLAIM = words(
    r"(?:sistem|data|catatan|tercatat|tertulis|jelas|faktanya|buktinya|xcust (?:yang )?(?:saja )?salah|normal|memang|yang benar|tidak pernah|sudah (?:benar|terkirim|masuk|diterima))"
)


def argue_faults(reading: Reading) -> Iterator[Fault]:
    yield from faults_by(RULES, Label.ARGUE, reading)
    for sentence, after in zip(reading.sentences, reading.sentences[1:], strict=False):
        denied = _DENIAL.fullmatch(sentence.text)
        claim = after.find(_CLAIM) if denied else None
        if claim and not claim.quoted:
            yield Fault(Label.ARGUE, 86, sentence.start, after.end, "Membuka dengan bantahan.")
