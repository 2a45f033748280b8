"""Dead ends: a refusal, with or without the word \u201ctidak\u201d, and no way on in the whole text."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

from collections.abc import Iterator
from functools import lru_cache

from app.phrasing.checking.findings import BLOCKS, Fault, Label
from app.phrasing.checking.rules import Rule, Rules, words
from app.phrasing.checking.structure import Hit, Reading
from app.phrasing.checking.times import has_time

NOT_OURS = "Melempar tanggung jawab tanpa jalan keluar."
_RULE = "Berlindung di balik aturan tanpa alasan dan pilihan."
CLOSED = "Menolak tanpa pilihan atau langkah berikutnya."
_HOPELESS = "Menutup semua jalan bagi pelanggan."
_SENT_AWAY = "Menyuruh pelanggan mencari sendiri tanpa dibantu."

REFUSALS = Rules(
    Rule(84, r"(?:di )?luar (?:ke|we)?wenang\w*(?: (?:kami|saya|cabang|sini))?|bukan (?:lagi )?(?:bagian|tugas|urusan|wewenang|kewenangan|tanggung jawab|ranah|kapasitas|wilayah|pekerjaan|bidang|job\w*|jobdesk|domain)(?: (?:kerja|tugas|layanan))?(?: (?:saya|kami|sini|cabang|unit|toko|loket))?.*|bukan (?:saya|kami)(?: di)?(?: sini)? yang (?:urus|mengurus|pegang|menangani|handle|atur|tentukan|menentukan|putuskan).*|di luar (?:kemampuan|jangkauan|tugas|tanggung jawab|ranah|kuasa) (?:kami|saya).*", NOT_OURS, denied=True),
    Rule(82, r"(?:itu|ini|semua|soal itu|hal itu|masalah itu)?(?: sudah| memang| ya| kan)* ?(?:urusan(?:nya)?|tanggung jawab(?:nya)?|wewenang(?:nya)?|kewenangan(?:nya)?|keputusan(?:nya)?|kebijakan(?:nya)?)(?: (?:di|dari|ada|pihak|orang|bagian))* (?:pusat|cabang|vendor|ekspedisi|kurir|pihak ketiga|manajemen|atasan|direksi|dinas|kecamatan|kelurahan|bank lain|operator|penjual|pabrik|developer|asuransi|bpjs|dokter|agen(?:nya)?|bagian lain|kantor pusat|atas|sana|bagian \w+)(?: .*)?", NOT_OURS, denied=True),
    Rule(86, r"(?:sudah|memang|ya|dari sana|itu|kan|emang)<P> (?:dari (?:sana|pusat|dulu)(?:nya)? )?(?:aturan|ketentuan|prosedur|kebijakan|sistem|peraturan|sop|syarat|regulasi)(?:nya)?(?: (?:begitu|demikian|seperti itu|dari (?:sana|pusat|atas|dulu)\w*|bank|kami|perusahaan))*|(?:aturan|ketentuan|prosedur|kebijakan|sistem|peraturan|sop|regulasi|programnya|komputer)(?:nya)?(?: (?:dari (?:sana|pusat|atas|dulu)\w*|memang|sudah|ya|kan|emang|yang|bank|perusahaan|kami|di sini))* (?:begitu|demikian|seperti itu|seperti ini|gitu|adalah aturan|pusat)(?: .*)?|(?:aturan|kebijakan|ketentuan|sistem)(?:nya)? (?:dari )?(?:pusat|sana|atas)(?: .*)?", _RULE),
    Rule(84, r"(?:saya|kami)(?: (?:di sini|juga|kan|memang))* cuma (?:menjalankan|jalan|ikut|ikuti|mengikuti|petugas|pegawai|karyawan|staf|bawahan|pelaksana|kasir|frontliner|disuruh|kerja|menerima|terima|input)\w*(?: .*)?", _RULE),
    Rule(86, r"(?:tidak|takkan|sudah tidak) ada (?:lagi )?(?:yang (?:bisa|dapat)|pilihan|cara|solusi|jalan|opsi|gantinya|penggantinya|kebijakan|pengecualian|toleransi|keringanan)(?: .*)?|(?:mau|harus) (?:bagaimana|diapakan|apa) lagi|apa boleh buat|ya begitu(?:lah)?|jadi ya begitu|tidak bisa (?:diapa-apakan|berbuat apa-apa|apa-apa|diganggu gugat|ditawar|nego|dinego).*|percuma .*|sia-sia .*|titik|(?:keputusan\w* )?(?:sudah|bersifat) (?:final|mutlak)|suka tidak suka.*|terima saja.*", _HOPELESS, denied=True),
    Rule(82, r"(?:coba|silakan|mending|langsung|ya)?(?: xcust)? ?(?:telepon|hubungi|tanya\w*|tanyakan|cek|lihat|urus|ke|datang ke|cari|lapor|chat|wa|email|kontak|pergi ke|komplain ke)(?: \w+){0,4} saja(?: (?:ya|sana|lah|dulu))*|coba saja(?: ke)? .*|(?:balik|datang|kembali|ke sini|coba|telepon|kontak)(?: lagi)+(?: (?:besok|lusa|nanti|lain (?:kali|hari|waktu)|minggu depan|bulan depan|senin|kapan-kapan|sore|siang|kalau \w+))+(?: saja)?(?: (?:ya|lah))*|pulang(?: dulu)?(?: saja)?|lain kali saja.*|(?:cari|ke|pindah) (?:\w+ )?(?:\w+ )?lain saja(?: .*)?|(?:tanya|cari|urus|hubungi|cek|selesaikan)(?: \w+)? sendiri(?: .*)?", _SENT_AWAY,
         unless=r".*(?:xcust (?:bisa|boleh|cukup)|cukup|(?:mana|apa|siapa|kapan) saja|kalau (?:ada|masih|nanti|xcust)|tidak (?:perlu|usah)|balas chat|saya sudah|pukul|xclk|tutup saja|kalau ada yang).*"),
    Rule(66, r"(?:maaf |memang |sudah )*(?:tidak|belum|takkan|gak) (?:lagi |pernah |akan )*(?:bisa|dapat|boleh|mungkin|mampu|sanggup|memungkinkan|diperbolehkan|diperkenankan|diizinkan|dibenarkan|dilayani|diterima|ditanggung|disetujui|dikabulkan|berlaku|bersedia|berwenang|berhak|melayani|menerima|menyediakan|menangani|menjual|mencakup|menanggung|mengizinkan|memenuhi (?:syarat|kriteria|ketentuan)|tersedia|terjangkau|ada (?:stok|slot|kuota|jadwal|petugas|dokter|fasilitas|layanan|kamar)\w*|praktik|punya (?:akses|wewenang|kewenangan|data|stok)|kami (?:setujui|layani|tangani|terima|kabulkan|miliki)|dijual|dikembalikan|ditukar|diproses|diklaim|dilayani|dibatalkan)(?:lah)?(?: .*)?", CLOSED, unless=r".*(?:dijual bebas|siapa pun|apa pun|data pribadi|rahasia|memungut).*", denied=True),
    Rule(66, r"(?:loket|kantor|layanan|kasir|pendaftaran|teller|poli|toko|gerai|cabang|bank)(?:nya)?(?: (?:ini|kami|itu|pendaftaran))*(?: (?:sudah|lagi|sedang|memang|keburu))+ (?:tutup|ditutup|penuh|istirahat|libur)(?: .*)?|(?:sistem|jaringan|server|aplikasi|mesin|komputer)(?:nya)?(?: (?:kami|ini|pusat|atm))*(?: (?:sudah|lagi|sedang|masih|memang))+ (?:offline|down|mati|error|gangguan|rusak|luring|maintenance|perbaikan|lambat|trouble|bermasalah)(?: .*)?", CLOSED),
    Rule(66, r"(?:kuota|stok|antrean|nomor antrean|slot|kamar|jatah|tiket|jadwal|poli|barang|blangko|formulir|kursi|loket|kelas)\w*(?: \w+){0,3} (?:sudah |lagi |sedang |memang |semua )*(?:habis|penuh|kosong|ludes)(?: .*)?", CLOSED),
    Rule(70, r"cuma (?:untuk|khusus|bisa|boleh|melayani|menerima|berlaku|diperuntukkan|tersedia|dapat)(?: .*)?|khusus (?:untuk )?(?:nasabah|pelanggan|member|anggota|peserta|pasien|pemegang|warga|prioritas)(?: .*)?|harus(?: \w+)? (?:di|ke) (?:cabang|kantor|kecamatan|kelurahan|dinas|pusat|faskes|rumah sakit|toko|gerai|kota|tempat)(?: .*)?", CLOSED),
    Rule(72, r"(?:sudah |jadi |otomatis |ya )*(?:hangus|kedaluwarsa|kadaluarsa|kadaluwarsa|expired)(?: .*)?|(?:garansi|masa berlaku|batas waktu|masa \w+)\w*(?: \w+)? (?:sudah|telah)? ?(?:habis|lewat|berakhir)(?: .*)?|sudah (?:lewat|terlambat|telat|habis)(?: .*)?", CLOSED, unless=r".*(?:tidak (?:hangus|kedaluwarsa)|sudah lewat dari kami).*"),
    Rule(70, r"(?:(?:ke|per)?mohonan\w*|pengajuan\w*|klaim\w*|permintaan\w*|berkas\w*|aplikasi\w*)(?: xcust)?(?: \w+)? (?:di|kami )tolak(?: .*)?|(?:di|kami )tolak(?: .*)?", CLOSED),
    Rule(70, r"(?:saya|kami)(?: (?:juga|kan|memang))* (?:tidak|kurang|belum) (?:tahu|paham|pegang|ada info\w*|punya info\w*|dapat info\w*)(?: .*)?|(?:tidak|kurang) tahu (?:saya|kami|juga|ya)(?: .*)?|(?:wah ,? ?)?(?:kalau )?itu saya (?:tidak|kurang) tahu(?: .*)?", "Menyatakan tidak tahu tanpa mencari tahu.", denied=True),
    Rule(76, r"<US>(?: (?:ini|juga|kan|memang|di sini|sini))* cuma (?!bisa saya|perlu|butuh|minta|ingin)\w+(?: .*)?|(?:yang (?:pegang|punya|bisa|tahu|berwenang|boleh|berhak|menentukan|memutuskan|simpan|urus|mengurus|menangani)(?: \w+){0,3} )?cuma (?:kantor |bagian |orang |pihak |petugas )?(?:pusat|cabang|pabrik|penjual|ekspedisi|vendor|manajemen|atasan|dinas|direksi)(?: .*)?", NOT_OURS),
    Rule(70, r"(?:silakan|langsung|coba|tinggal|harus|mesti|urus|ke)<P>(?: xcust)? (?:hubungi|tanya\w*|lapor\w*|urus|komplain|telepon|datang|kontak|datangi|ke|klaim\w*|minta)(?: (?:\w+|,)){0,3} (?:pihak|pabrik\w*|penjual\w*|ekspedisi\w*|vendor\w*|produsen\w*|kurir\w*|pusat|call center|customer service|bank (?:asal|lain|penerbit|pengirim|penerima)|operator|developer|pengembang|agen\w*|dinas \w+|polisi|dukcapil|toko asal)(?: .*)?", _SENT_AWAY, unless=r".*(?:xnum|xclk|kalau (?:ada|masih|nanti|xcust)|nomornya|alamatnya|terdekat|supaya|gratis).*"),
    Rule(70, r"(?:program|pendaftaran|promo|layanan|periode|penjualan|fasilitas|pengaduan|pengajuan|masa|pemesanan|pembelian|bantuan|subsidi|diskon|antrean|pelayanan|penukaran|klaim|fitur)\w*(?: \w+){0,3} (?:sudah|telah|memang|lagi)(?: \w+)? ?(?:ditutup|tutup|berakhir|dihentikan|dihapus|lewat|ditiadakan|dicabut|usai|tidak ada|disetop)(?: .*)?|(?:no|non|not)(?:-| )?(?:refund\w*|return\w*|retur\w*|cancel|available|exchange|reschedule)(?: .*)?", CLOSED),
    Rule(66, r"(?:kebijakan|aturan|ketentuan|peraturan|sop|prosedur)(?:nya)?(?: \w+){0,2} (?:kami|toko|bank|perusahaan|pusat|rumah sakit|di sini|pemerintah|dinas|negara|ojk|kantor)(?: \w+){0,4}$", _RULE, unless=r".*(?:supaya|agar|karena|boleh|bisa|xnum|xclk|menerima|dibuat|melindungi|sesuai).*"),
    Rule(68, r"(?:petugas|teknisi|dokter|orang|yang (?:urus|pegang|bertugas)|pimpinan|penanggung jawab|bagian\w*)\w*(?: \w+){0,2} (?:sudah|lagi|sedang|keburu) (?:pulang|tidak ada|cuti|libur|istirahat|keluar|rapat)(?: .*)?", CLOSED),
    Rule(68, r"(?:syarat|berkas|dokumen|datanya|persyaratan)\w*(?: \w+)? (?:tidak|belum|kurang) lengkap(?: .*)?(?:pulang|balik|tidak bisa|tolak)(?: .*)?", CLOSED, denied=True),
)  # fmt: skip

_ACTION = (
    r"(?:bantu|antar\w*|buka\w*|catat\w*|cek|periksa\w*|tanya\w*|telepon\w*|hubungi|kabari|terus\w{2,}|sambung\w*|cari\w*|aju\w+|siap\w{2,}|kirim\w*|daftar\w*|jadwal\w*|simpan\w*|buat\w*|"
    r"proses\w*|usul\w*|minta\w*|cetak\w*|kasih|jelas\w*|damping\w*|urus\w*|tukar\w*|ganti\w*|perbaiki|pindah\w*|tunjuk\w*|tulis\w*|tanda\w+|ambil\w*|naik\w+|pegang|atur\w*|tawar\w*|pesan\w+|aktif\w+|terbit\w+|"
    r"pantau|baca\w+|susun\w*|sampaikan|perpanjang\w*|layani|tanggung|sedia\w+|beri tahu|pasti\w+|kawal|upaya\w*|usaha\w*|pinjam\w+|rujuk\w*|serah\w+|jemput|alih\w+|buat|ubah|potong|kembalikan|selesaikan|carikan|ringankan|pandu|lihat\w*|"
    r"memproses|mencetak|menghubungi|menanyakan|meneruskan|menyiapkan|mengirim\w*|menjadwalkan|membuatkan|memeriksa|mengajukan|me\w{3,}(?:kan|i)|sarankan|gabungkan|perjuangkan|eskalasi\w*|booking\w*|bayarkan|cocokkan|tawarkan|utamakan)"
)
_AID = r"(?: (?:akan|dapat|langsung|coba|juga|siap|segera|lagi|sedang|sudah|masih|bisa|mau|ingin|bantu|tetap|dulu|sekarang|sendiri|yang|di sini|tidak mau \w+))*"
REMEDIES = tuple(
    words(pattern)
    for pattern in (
        rf"<A>{_AID} {_ACTION}",
        r"saya(?: (?:akan|bisa|dapat|yang|langsung|segera|sudah|sedang|ingin))* (?!haruskan|wajibkan|kenakan|kenai|batalkan|hentikan|salahkan|menjalankan|menjanjikan|katakan|lakukan|miliki|tolak|sampaikan|teruskan|upayakan)\w{3,}(?:kan|i)",
        r"saya \w{3,}(?: \w+){0,3} (?:sekarang|hari ini|sekarang juga|saat ini)",
        r"xcust(?: (?:juga|masih|tetap|sudah|sendiri|nanti|hari ini|tidak perlu))* (?:bisa|dapat|boleh|cukup|tinggal|berhak)",
        r"(?:bisa|dapat|boleh)(?: (?:juga|tetap|langsung|saya|dulu|kami))* (?:di\w{3,}|lewat|melalui|dengan|menyusul|pakai|memakai|pada|sampai|mulai|kirim|datang|ambil|bawa|pilih|ajukan|mengajukan|memperpanjang|membantu|mengambil|mendaftar|saya|kami|juga)",
        r"alternatif\w*|sebagai (?:ganti\w*|solusi|alternatif)|pilihan(?:nya)?|solusi(?:nya)?|(?:jalan|cara|warna|dokter|tabungan|jadwal|jalur|kelas|opsi) lain|opsi\w*|tersedia|(?:me)?nyediakan\w*|terdekat|penggantinya|menyusul|pengecualian|keringanan",
        r"silakan(?: xcust)? (?:datang|ambil|bawa|lengkapi|pilih|isi|kirim|serahkan|tunjukkan|unggah|daftar|ajukan|masukkan|gunakan|pakai|duduk|tunggu|ke (?:loket|meja|ruang|lantai|teller)) \w+|mohon (?:lengkapi|bawa|kirim\w*|unggah|isi|serahkan|dibawa|dilengkapi) \w+",
        r"mari|ayo|bagaimana kalau|apakah xcust (?:berkenan|mau|bersedia|ingin)|mau(?: \w+)? (?:saya|kami|di\w+)|xcust mau|boleh saya|yuk",
        r"(?:juga|tetap|masih) (?:bisa|dapat|boleh|kami|saya|diterima|berlaku|tersedia)|(?:bisa|dapat|boleh) (?:langsung|segera|tetap) \w+|kecuali \w+|(?:masih|sudah) ada (?:di|pada) \w+",
        r"cukup (?:bawa|sebutkan|tunjukkan|kirim|dengan|isi|balas|ditandatangani|\w+kan)|tinggal (?:bawa|isi|tanda|kirim|tunggu|lengkapi)",
        r"(?:buka|dibuka|beroperasi|melayani)(?: (?:lagi|kembali|besok|mulai))+",
        r"(?:di|ada)(?: \w+){0,5} (?:ada|yang) (?:mesin|loket|petugas|meja|yang|menerima|melayani)",
        r"tapi(?: \w+){0,4} (?:bisa|ada|masih|boleh|dapat)",
    )
)
_PLAN = words(
    r"(?:jadwal|perkiraan|estimasi|dijadwalkan|diperkirakan|survei|mundur|kunjungan|tiba|selesai|siap|datang|dimulai|kembali normal|pulih|menyala|sampai|keluar|dikirim|masuk|diganti|disediakan|dipindahkan)(?:nya)?"
)
_SHRUG = words(
    r"tidak (?:mau )?ikut campur|tidak (?:punya|ada) (?:solusi|wewenang|kewenangan|urusan|kepentingan|apa-apa)(?: \w+)*|informasi apa pun|(?:tidak|kurang|mana) (?:tahu|paham|mengerti)(?: \w+)*|(?:silakan |coba )?(?:tanya|tanyakan|urus|cari|hubungi)(?: \w+)* ke (?!kami|saya)\w+"
)
_BARE_REFUSAL = words(r"(?:tidak|belum) (?:bisa|boleh|dapat)")
_BRUSH_OFF = words(
    r".*(?<!mana )(?<!apa )(?<!siapa )(?<!kapan )(?<!berapa )\bsaja(?: (?:ya|sana|lah|dulu))*|balik lagi.*|.*lain saja.*"
)


@lru_cache(maxsize=512)
def _remedies(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((found.start(), found.end() - 1) for pattern in REMEDIES for found in pattern.finditer(text))


def deadend_faults(reading: Reading) -> Iterator[Fault]:
    """One fault, at the surest refusal, where nothing in the text shows a way on."""
    refusals = list(_refusals(reading))
    if not refusals or _has_way_on(reading, [hit for _, hit in refusals]):
        return
    rule, hit = max(refusals, key=lambda each: each[0].weight)
    certain = len(refusals) > 1 and rule.weight < BLOCKS
    yield Fault(Label.DEADEND, min(rule.weight + (6 if certain else 0), 90), hit.start, hit.end, rule.reason)


def _refusals(reading: Reading) -> Iterator[tuple[Rule, Hit]]:
    for sentence in reading.sentences:
        if not sentence.asks:
            yield from REFUSALS.hits(sentence)


def refuses_plainly(reading: Reading) -> bool:
    """Whether something is said not to be possible: a fact, which a better wording keeps."""
    return any(rule.reason == CLOSED for rule, _ in _refusals(reading)) or any(
        sentence.find(_BARE_REFUSAL) for sentence in reading.sentences
    )


def excuses(reading: Reading) -> list[tuple[int, int]]:
    """Where a refusal hides behind a rule, others or nothing at all; these are not facts to keep."""
    said = [hit for sentence in reading.sentences for hit in sentence.find_all(_SHRUG)]
    said += [hit for rule, hit in _refusals(reading) if rule.reason != CLOSED]
    return [(hit.start, hit.end) for hit in said]


def shows_way_on(reading: Reading) -> bool:
    """What we do, what the customer can choose, or a date of the plan."""
    return _has_way_on(reading, [])


def _has_way_on(reading: Reading, refusals: list[Hit]) -> bool:
    for sentence in reading.sentences:
        for first, last in _remedies(sentence.text):
            hit = Hit(sentence, sentence.item_at(first), sentence.item_at(last))
            if not hit.quoted and not hit.negated and not _BRUSH_OFF.search(sentence.clause(hit.first)):
                return True
        refused = any(hit.sentence is sentence for hit in refusals)
        planned = sentence.find(_PLAN)
        if (
            planned
            and has_time(sentence)
            and not planned.quoted
            and not planned.negated
            and not _sends_away(refused, sentence.text)
        ):
            return True
    return False


def _sends_away(refused: bool, text: str) -> bool:  # noqa: FBT001 - says what the sentence does
    return refused and bool(words(r"balik|lagi|saja|datang|kembali").search(text))
