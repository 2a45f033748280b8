"""Empty promises: a guarantee, or something that will happen with no time to hold on to."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

from collections.abc import Iterator

from app.phrasing.checking.findings import Fault, Label
from app.phrasing.checking.rules import Rule, Rules, faults_by, words
from app.phrasing.checking.structure import Hit, Reading
from app.phrasing.checking.times import has_time

_GUARANTEE = "Jaminan yang belum tentu bisa ditepati."
_NO_TIME = "Janji tanpa waktu yang bisa dipegang pelanggan."
_VAGUE = "Waktunya kabur; pelanggan tidak tahu harus menunggu sampai kapan."

_OUTCOME = (
    r"(?:beres|selesai|cair|kembali|balik|masuk|sampai|datang|aman|jadi|nyala|menyala|normal|pulih|disetujui|diterima|lolos|diganti|dikembalikan|diproses|ditangani|dapat|tembus|sembuh|ketemu|tiba|diurus|"
    r"ada yang|dikirim|diperbaiki|berhasil|cepat|lancar|bisa|dibalas|dihubungi|dikabari|dikasih|acc|turun|terbit|keluar|dipasang|dibayar|diselesaikan|kami|saya|sukses|ke-?\w+|oke|tidak (?:akan|apa-apa|lama|hilang|ada masalah|gagal))"
)
_DEFER = (
    r"(?:proses|diproses|kabari|dikabari|hubungi|dihubungi|tindak lanjuti|ditindaklanjuti|ditindak lanjuti|tindaklanjuti|menindaklanjuti|follow up|di-follow up|sampaikan|disampaikan|menyampaikan|usahakan|diusahakan|mengusahakan|upayakan|diupayakan|mengupayakan|selesaikan|diselesaikan|menyelesaikan|perbaiki|"
    r"diperbaiki|memperbaiki|kirim|dikirim|dikirimkan|mengirim\w*|kembalikan|dikembalikan|mengembalikan|urus|diurus|teruskan|diteruskan|meneruskan|ganti|diganti|mengganti|menghubungi|mengabari|memproses|laporkan|dilaporkan|melaporkan|datang|tiba|ke sana|meluncur|koordinasi\w*|berkoordinasi|dikoordinasikan|eskalasi\w*|"
    r"dieskalasi|cair|dicairkan|masuk|selesai|jadi|keluar|menemui|tangani|ditangani|menangani|pelajari|dipelajari|evaluasi|dievaluasi|pertimbangkan|dipertimbangkan|jadwalkan|dijadwalkan|telepon|ditelepon|balas|dibalas|normal|pulih|menyala|nyala|beres|"
    r"infokan|diinfokan|informasikan|diinformasikan|tinjau|ditinjau|kaji|dikaji|pasang|dipasang|antar|diantar|jemput|dijemput|cek|dicek|panggil|dipanggil|terbit|diterbitkan|turun|sampai|kasih tahu|kasih kabar|dibantu|berikan kabar)"
)
_THEY = r"(?:tim|petugas|teknisi|pihak|bagian|dokter|kurir|pusat|bengkel|vendor|surveyor|perawat|rekan|atasan|manajemen|dinas|gudang|admin|sistem|unit|kantor|bank)(?:nya)?(?: (?:kami|terkait|pusat|lapangan|teknis|kartu|klaim|it|gudang))*"

GUARANTEES = Rules(
    Rule(76, r"(?:di|men)?jamin(?: (?:\w+)){0,4}", _GUARANTEE, near=r"(?:(?:<A>|dijamin|berani|deh|pasti)(?: .*)?)",
         unless=r".*(?:(?:di|men)jamin (?:lps|oleh|polis|bpjs|asuransi|pemerintah|undang\w*|negara|kerusakan|biaya|risiko)|polis|jaminan|tidak (?:bisa|dapat|berani|mau) .*jamin|(?:dijamin|menjamin) kerahasiaan).*"),
    Rule(74, r"<A>(?: (?:berani|bisa))? (?:garansi|janji|berjanji|pastikan|yakin|percaya)(?: (?:\w+)){1,8}", _GUARANTEE,
         near=r"(?:tidak (?:akan|bakal)|pasti|beres|selesai|kembali|balik|aman|berhasil|cair|masuk|disetujui|sembuh|terulang|hari ini)", unless=r".*(?:pastikan (?:dulu|lagi|kembali|sekarang)|memastikan|bisa saya pastikan|saya periksa|cek|saya pastikan (?:laporan|catat|nomor|alamat|data)|apakah).*"),
    Rule(74, rf"(?:pasti|dipastikan|tentu|tentunya|niscaya)<P>(?: (?:akan|bakal|bisa|juga|segera|cepat|langsung|kok|nanti|uangnya|dananya|barangnya|paketnya|klaimnya))* {_OUTCOME}(?: .*)?|.*(?:jadi|beres|selesai|sampai|masuk|balik|kembali|cair|aman) pasti(?:nya)?", _GUARANTEE,
         unless=r".*(?:yang pasti|belum pasti|tidak pasti|pasti (?:kami|saya) (?:yang|salah|mengerti)|pasti bisa memahami|pasti (?:saya|kami) (?:mengerti|paham)|tanggal pasti|pasti sulit|wajar).*"),
    Rule(70, r"<US>(?: (?:juga|selalu))* pasti(?: (?:akan|bisa|selalu))* \w+(?: .*)?|pasti (?:akan|bakal) \w+(?: .*)?", _GUARANTEE, unless=r".*(?:paham|mengerti|memahami|membuat xcust|merepotkan|mengganggu|yang pasti|pasti (?:sudah|telah)).*"),
    Rule(74, r"(?:seratus|100|xnum) persen(?: (?:\w+)){0,2} ?(?:aman|yakin|pasti|kembali|balik|berhasil|beres|dijamin|masuk|disetujui)?(?: .*)?", _GUARANTEE, near=r"(?:aman|yakin|pasti|kembali|balik|berhasil|beres|jamin|dijamin|masuk|disetujui)", unless=r".*(?:bunga|cakupan|menanggung|polis|diskon).*"),
    Rule(72, r"(?:tidak|takkan)(?: (?:akan|bakal|mungkin))? (?:akan |bakal |mungkin )?(?:terjadi|terulang|keulang|terulangi|gagal|hilang|telat|terlambat|mati|putus|rusak|ada (?:masalah|kendala))(?: (?:lagi|kok))*(?: .*)?", _GUARANTEE, denied=True,
         near=r"(?:tidak (?:akan|bakal|mungkin)|takkan)(?: .*)?", unless=r".*(?:supaya|agar|biar|kalau|poin|uang xcust tidak).*"),
    Rule(72, r"percaya(?:kan)?(?: saja)?(?: (?:dengan|kepada|ke|pada|sama))* (?:saya|kami)", _GUARANTEE),
)  # fmt: skip

VAGUE = Rules(
    Rule(66, r"secepatnya|secepat mungkin|secepat-cepatnya|sesegera mungkin|sesegeranya|dalam waktu (?:dekat|singkat|yang tidak lama)|(?:sebentar|tidak lama|tak lama|dikit|sedikit) lagi(?: .*)?|kapan-kapan|dalam beberapa (?:hari|waktu|saat|minggu|jam)(?: (?:ini|ke depan|lagi))*|beberapa (?:hari|minggu|waktu|jam|bulan) (?:lagi|ini|ke depan|kedepan)|satu dua hari (?:ini|lagi)|secara bertahap|pada waktunya|(?:cepat|lambat) atau (?:lambat|cepat)", _VAGUE,
         unless=r"(?:mohon|silakan|harap|tolong|segera|kalau) .*|.*(?:sebentar lagi (?:giliran|nomor|xcust|dipanggil|tutup)|xcust .* secepat).*"),
)  # fmt: skip
BLURRED = Rules(
    Rule(66, r"(?:besok|lusa|minggu (?:ini|depan)|bulan (?:ini|depan)|hari ini|nanti (?:sore|malam|siang)|senin|selasa|rabu|kamis|jumat|sabtu)(?:lah)? (?:atau|kalau tidak) (?:\w+ )?(?:lusa|besok|minggu|bulan|pekan|senin|selasa|rabu|kamis|jumat|sabtu|sore|malam)(?:lah)?(?: .*)?", _VAGUE, near=r"(?:kira-kira|mungkin|paling|palingan|barangkali|lah|lusalah|besoklah|depanlah|kayaknya|sepertinya|insyaallah|atau .* atau)(?: .*)?", unless=r".*(?:xcust (?:bisa|boleh|mau)|pilih|silakan).*"),
    Rule(66, r"(?:minggu-minggu|hari-hari|bulan-bulan) (?:ini|depan)(?: .*)?|(?:paling-paling|paling|mungkin|kayaknya|sepertinya|kira-kira|insyaallah|insya allah|barangkali|palingan)(?: (?:ya|sih|juga))* (?:minggu|bulan|pekan|tahun|besok|lusa)(?: (?:depan|ini))?(?: (?:atau|lusa|,).*)?", _VAGUE, near=r"(?:minggu-minggu|hari-hari|bulan-bulan|paling-paling|palingan|kayaknya|sepertinya|atau|mungkin|barangkali)(?: .*)?"),
)  # fmt: skip

BARE = Rules(
    Rule(62, rf"(?:akan|bakal|nanti|nantinya)(?: (?:segera|langsung|coba|kami|saya|tim|pihak kami|petugas|ada yang|akan|bantu|dari \w+|juga|pasti))* {_DEFER}(?: .*)?", _NO_TIME),
    Rule(62, rf"(?:<A>|{_THEY})(?: (?:akan|bakal|nanti|segera|pasti|coba))+ (?:kami |untuk |bantu )?{_DEFER}(?: .*)?", _NO_TIME),
    Rule(62, rf"segera(?: (?:kami|saya|akan|di|tim|untuk))* {_DEFER}(?: .*)?|{_THEY}(?: \w+)? segera(?: .*)?|(?:\w+nya )?(?:akan )?segera {_DEFER}(?: .*)?", _NO_TIME, unless=r"(?:mohon|silakan|harap|tolong|xcust|sebaiknya|kalau) .*|.*supaya .*segera.*"),
    Rule(60, r"nanti(?:nya)?(?: (?:juga|kalau|saya|kami|akan|ada|pasti|dari|\w+nya|di\w+|petugas|teknisi|kurir|tim|dokter|jadi|keluar|cair|masuk|datang|sampai|dikabari|dihubungi))+(?: .*)?|(?:\w+nya|hasil\w*|ktp\w*|kartu\w*|obat\w*)(?: \w+)? (?:keluar|jadi|datang|cair|masuk|dikirim|sampai) nanti(?: .*)?", _NO_TIME,
         unless=r".*(?:nanti (?:pagi|siang|sore|malam)|kalau nanti|tidak perlu|sendiri yang|xclk).*"),
    Rule(60, r"(?:saya|kami)(?: (?:akan|pasti|nanti))* (?:kabari|infokan|hubungi (?:kembali|lagi|xcust|segera)|follow up|tindak lanjuti|usahakan|upayakan|beri kabar|kasih (?:kabar|tahu))(?: .*)?|(?:di)?(?:usahakan|upayakan)(?: .*)?", _NO_TIME,
         unless=r".*(?:hubungi (?:bagian|tim|unit|teknisi|rekan|pusat|kurir|bengkel|dokter|atasan|supervisor|gudang|bank)|boleh saya|(?:ke|di) nomor yang mana).*"),
    Rule(62, r"(?:di)?tunggu(?: (?:saja|kabar\w*|info\w*|ya|dulu|informasi\w*|prosesnya|hasilnya|pengumuman\w*))+(?: .*)?|mohon (?:di)?tunggu(?: (?:ya|saja|kabar\w*|info\w*|prosesnya|dulu|konfirmasi\w*))*|(?:mohon|harap) (?:ke)?(?:bersabar|sabaran\w*)(?: .*)?", _NO_TIME,
         unless=r".*(?:sebentar|sejenak|di (?:sini|sana|telepon|kursi|ruang)|terima kasih|saya (?:cek|bukakan|ambil|tanya|periksa|panggil|lihat|siapkan)|sudah (?:menunggu|tunggu)|sekarang|tinggal tunggu tanda|sampai xclk|meja|loket).*"),
    Rule(62, r"(?:kalau|begitu|setelah|jika|bila)(?: sudah)?(?: ada)? (?:kabar|keputusan|info\w*|perkembangan|hasil|update|selesai|jadi|siap|stok\w*)(?: \w+){0,3}(?: ,)? ?(?:nanti |pasti |akan |langsung |segera )*(?:saya|kami|akan|pasti|nanti|ada yang)(?: \w+){0,2} ?(?:kabari|hubungi|infokan|telepon|dikabari|dihubungi|diinfokan|kasih tahu|sampaikan)(?: .*)?", _NO_TIME, supposed=True),
    Rule(58, r"(?:dana|uang|barang|paket|kartu|klaim|refund|listrik|internet|jaringan|sinyal|pulsa|meteran|hasil|obat|saldo|tagihan)\w*(?: xcust)? (?:akan|bakal|nanti)(?: (?:kami|segera|langsung|otomatis))* (?:di\w+|kembali|masuk|cair|datang|sampai|normal|menyala|ganti|kami \w+|kirim|perbaiki|pulih)(?: .*)?|(?:\w+nya|\w+) (?:juga )?(?:nyala|menyala|normal|sembuh|jadi|masuk|balik|kembali|beres|selesai|pulih) sendiri(?:nya)?(?: .*)?", _NO_TIME),
)  # fmt: skip

_AT_ONCE = words(
    r"silakan duduk.*|.*dipanggil (?:lewat|di|melalui|sesuai|dengan).*|"
    r"kode (?:verifikasi|otp|aktivasi) .*|sekarang(?: juga)?|saat ini juga|detik ini|langsung saya|selagi xcust|selagi kami|sebentar (?:ya|saja)|saya (?:cek|bantu|tanyakan|periksa|lihat|bukakan|cari|ambilkan|panggilkan) dulu|dulu ya"
)
_NOT_A_PROMISE = words(
    r"(?:apakah|boleh|bolehkah|mau|maukah|apa xcust).*|.*\b(?:supaya|agar|sebelum) (?:\w+ ){0,6}(?:akan|nanti)\b.*"
)


def promise_faults(reading: Reading) -> Iterator[Fault]:
    """A guarantee is a fault even with a time; what is vague or bare is none where any sentence gives a time."""
    yield from _open(faults_by(GUARANTEES, Label.EMPTY_PROMISE, reading), reading)
    yield from _open(faults_by(BLURRED, Label.EMPTY_PROMISE, reading), reading)
    if any(has_time(sentence) for sentence in reading.sentences):
        return
    yield from _open(faults_by(VAGUE, Label.EMPTY_PROMISE, reading), reading)
    for fault in _open(faults_by(BARE, Label.EMPTY_PROMISE, reading), reading):
        sentence = next(each for each in reading.sentences if each.start <= fault.start < each.end)
        if not sentence.find(_AT_ONCE):
            yield fault


def _open(faults: Iterator[Fault], reading: Reading) -> Iterator[Fault]:
    """A question offers, it does not promise."""
    for fault in faults:
        sentence = next((each for each in reading.sentences if each.start <= fault.start < each.end), None)
        if sentence is not None and not sentence.asks and not _is_offer(sentence.find(_NOT_A_PROMISE)):
            yield fault


def _is_offer(hit: Hit | None) -> bool:
    return hit is not None and hit.first == 0
