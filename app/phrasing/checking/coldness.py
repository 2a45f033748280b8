"""Signs that mean a fault only where the text shows no care: no help, apology, thanks, understanding or offer."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

from collections.abc import Iterator

from app.phrasing.checking.findings import Fault, Label
from app.phrasing.checking.refusals import shows_way_on
from app.phrasing.checking.rules import Rule, Rules, faults_by, words
from app.phrasing.checking.structure import Reading
from app.phrasing.checking.times import has_time

_CARE = words(
    r"(?:mohon|minta) maaf|maaf|terima kasih|matur nuwun|hatur nuhun|wajar(?! saja)|(?:saya|kami)(?: (?:bisa|sangat|juga|sungguh))* (?:paham|mengerti|memahami|dengar|tahu xcust|ikut|turut)|boleh(?:kah)?|berkenan|kalau xcust (?:mau|ingin|berkenan|butuh|perlu|setuju)|"
    r"jangan khawatir|tidak (?:perlu|usah) (?:khawatir|datang|cemas)|kesalahan kami|kami yang|(?:bukan|tidak ada) (?:salah|kesalahan) xcust|betul|benar begitu|xcust benar|mari|semoga lekas|turut berduka|selamat"
)

_BLAME = "Terdengar menyalahkan pelanggan."
_OUGHT = r"(?:perlu|usah|harus|bisa|boleh|dapat|wajib|akan|keberatan|sendirian|terlambat|salah|dikenakan|dipungut|ditagih|kena|mendapat|menerima|dapat|dilayani|termasuk|melakukan kesalahan|sedang)"

BLAME = Rules(
    Rule(66, r"(?:kalau|karena|gara-gara|kebanyakan)(?: .*)? ya (?:begini|begitu|jelas|pasti|wajar|pantas|jadinya|akibatnya)(?: .*)?|ya (?:begini|begitu) (?:jadinya|akibatnya|kalau)(?: .*)?", _BLAME, supposed=True),
    Rule(68, r"harusnya(?: .*)?", "Memberi tahu apa yang \u201cseharusnya\u201d dilakukan pelanggan.", unless=r"(?:tidak|bukan) harusnya .*|.*(?:<US>|petugas|teknisi|kurir|dokter|tim|barang\w*|kartu\w*|dana\w*|paket\w*|uang\w*|jadwal\w*|hasil\w*)(?: \w+)? harusnya.*|harusnya (?:sudah|<US>|petugas|\w+nya).*|.*harusnya (?:selesai|beres|masuk|cair|sampai|datang|sudah|bisa|besok|minggu|cepat).*"),
    Rule(66, r"(?:kalau|andai|coba)(?: \w+){0,4} xcust(?: \w+){0,2} (?:tidak|lebih|mau|dari|langsung|segera) \w+(?: \w+)*(?: ,)? ?(?:kan |pasti |tentu |ya )*(?:\w+nya|tidak|masih|sudah|pasti|kan|bisa|aman|semua) .*", "Mengandaikan pelanggan berbuat lain: terdengar menyalahkan.", supposed=True, denied=True, unless=r".*(?:denda|biaya|tidak perlu|batal|hubungi|diteruskan|dilanjutkan|otomatis|datang|hadir).*"),
    Rule(66, r"(?:ya |kan |lah |lha |lho )?orang xcust .*|<C> (?:sering|suka|selalu|memang|banyak yang|biasanya)(?: \w+)? (?:lupa|salah|lalai|telat|ceroboh|menyalahkan|tidak|terlambat|malas|ngeyel)(?: .*)?|.*menyalahkan (?:bank|kami|saya|petugas|toko|sistem)(?: .*)?", _BLAME),
    Rule(66, rf"<C>(?:nya)?(?: (?:sih|kan|kok|lho|lah|itu|saja|tadi|kemarin|juga|memang|sudah|ya|waktu|sendiri))* (?:kurang|malah|lupa|telat|terlalu|asal|buru-buru|malas|sembarangan|keburu|gampang|mudah) (?!{_OUGHT}(?!\S))\w+(?: .*)?", _BLAME, asked=False, subject=True, unless=r".*(?:tidak (?:apa-apa|masalah)|xcust tidak (?:salah|keliru)|terdaftar|memenuhi).*"),
    Rule(66, rf"<C>(?:nya)?(?: (?:sih|kan|kok|lho|lah|itu|saja|tadi|kemarin|juga|memang|sudah|ya|waktu|sendiri))* (?:tidak|belum) (?!{_OUGHT}(?!\S))\w+(?: .*)?", _BLAME, asked=False, subject=True,
         near=r"(?:sih|kan|kok|lho|lah|lha|wah|makanya|jadi|jadinya|pantas|akibatnya|gampang|ya|wajar|susah)", unless=r".*(?:tidak (?:apa-apa|masalah)|xcust tidak (?:salah|keliru)|terdaftar|memenuhi).*"),
    Rule(66, r"(?:karena|gara-gara|akibat|dari|disebabkan)(?: (?:oleh|ulah|pihak))* <C>(?:nya)?(?: (?:sendiri|yang|kan|sih|memang|juga))* (?!sudah|ini|di|dan|bisa|perlu|memang|ingin)\w+(?: .*)?", _BLAME, unless=r".*(?:karena (?:pelanggan|nasabah|pasien|peserta) (?:banyak|ramai|membludak|lain)|ditolak).*"),
    Rule(68, r"(?:akibat|karena|hasil|ulah)? ?(?:perbuatan|tindakan|keputusan|pilihan|kebiasaan|ulah|pemakaian|keteledoran|keinginan|kemauan|permintaan) xcust sendiri(?: .*)?", _BLAME),
    Rule(68, r"(?:memang(?:nya)?|emang(?:nya)?|apa|apakah) xcust (?:tidak|belum|nggak)(?: pernah| sempat)? (?:lihat|baca|tahu|dengar|cek|paham|sadar|punya|bisa|bawa|dikasih|diajari|simpan|catat|ingat)(?: .*)?", _BLAME, asked=True, denied=True, supposed=True),
    Rule(66, r"(?:kalau|andai|coba)(?: \w+){1,9} ,? ?(?:kan |pasti |tentu |ya )*(?:tidak|takkan) (?:akan|bakal|mungkin|perlu)(?: .*)?", "Mengandaikan pelanggan berbuat lain: terdengar menyalahkan.", supposed=True, denied=True, unless=r".*(?:denda|biaya|tidak perlu (?:datang|antre|bayar|membayar)).*"),
    Rule(66, r"(?:ya|lah|lho|wah|nah)? ?(?:jelas|pasti|iyalah|pantas|pantesan|pantas saja|wajar saja|ya susah|susah)(?: (?:saja|dong|lah|ya|kalau|begitu))* (?:di(?:tolak|blokir|potong|denda|tipu|batalkan)\w*|ke\w{3,}|ter\w{3,}|hilang|rusak|gagal|telat|habis|kena|salah|begitu|error|tidak (?:masuk|bisa|sampai|muncul))(?: .*)?", _BLAME, asked=False),
    Rule(64, r"(?:lho|lha|lah|loh|kok|nah|wah)(?: ,)? ?(?:kan )?xcust(?: \w+){0,4} (?:tidak|belum|malah|lupa|salah|baru|sendiri)(?: .*)?", _BLAME, denied=True),
    Rule(70, r"(?:<US>|sudah|jelas|padahal)(?: (?:\w+|,)){1,9} tapi xcust(?: \w+)? (?:tidak|belum|malah|tetap|kurang|masih) \w+(?: .*)?", _BLAME, denied=True),
    Rule(66, r"xcust (?:juga |sih |kan )*baru (?:me)?(?:<ACT>|lapor|datang|bayar|bilang)(?: \w+){0,2} (?:setelah|sesudah|sekarang|hari ini|sekian|se\w+ kemudian)(?: .*)?", _BLAME),
    Rule(64, r"(?:lain kali|lain waktu|ke depannya)(?: .*)", "Menggurui pelanggan setelah kejadian.", unless=r".*(?:<A>|xcust (?:bisa|boleh)|silakan|kami).*"),
    Rule(64, r"(?:xcust )?sudah tahu(?: \w+){1,5} ,? ?(?:kok|malah|masih|tetap|kenapa|jangan)(?: .*)?|(?:siapa|salah siapa)(?: juga)?(?: yang)? (?:suruh|nyuruh|minta|mau)(?: .*)?|salah siapa(?: .*)?", _BLAME, denied=True),
    Rule(64, r"kok (?:xcust )?(?:tidak|bisa|malah|baru|sampai|mau|sembarangan|asal|lupa|begitu)(?: .*)?|kenapa (?:juga )?(?:xcust )?(?:tidak|malah|baru|mau|bisa|sampai|pakai|kok)(?: .*)?", "Pertanyaan yang menyalahkan, bukan bertanya.", denied=True, unless=r".*(?:ya tidak|saya|kami).*"),
    Rule(64, r"(?:xcust |itu )?(?:kurang|tidak) (?:hati-hati|teliti|cermat|waspada|disiplin|baca|membaca|menyimak|memperhatikan|becus)(?: .*)?|(?:terlalu|gampang|mudah)(?: \w+)? (?:percaya|tertipu|ceroboh|buru-buru)(?: .*)?", _BLAME),
)  # fmt: skip
ARGUE = Rules(
    Rule(70, r"(?:jadi|berarti|pasti) bukan (?:dari|di|salah|masalah|kesalahan|urusan) (?:pihak )?(?:kami|saya|sistem|bank|toko|kurir|mesin|jaringan)\w*(?: .*)?|(?:kemarin|tadi|dulu|awalnya)(?: xcust)? (?:bilang\w*|katanya|minta\w*|maunya)(?: (?:\w+|,)){1,5} (?:sekarang|kok)(?: .*)?|tidak mungkin(?:lah)? xcust(?: .*)?", "Membantah pelanggan, bukan memeriksa ceritanya.", denied=True),
    Rule(68, r"(?:tapi )?(?:kenyataannya|nyatanya|faktanya|realitanya|buktinya|sebetulnya|sebenarnya)(?: .*)?|(?:saya|kami) yakin (?:bukan|tidak|mesin|sistem|data|petugas|sudah|itu|kalau|bahwa)(?: .*)?", "Membantah pelanggan, bukan memeriksa ceritanya.", denied=True),
    Rule(72, r"(?:saya|kami)(?: yang)? (?:lebih|paling) (?:tahu|paham|mengerti|hafal|berpengalaman)(?: .*)?|tidak ada (?:catatan|bukti|riwayat|rekaman|laporan|transaksi|data)(?: (?:kalau|bahwa|apa-apa|xcust|masuk|itu))+(?: .*)?|(?:yang )?xcust (?:katakan|bilang|sebutkan|sampaikan|ceritakan)(?: itu)? (?:tidak|kurang|salah|belum tentu|bohong)(?: .*)?|jangan (?:bilang|ngomong|menuduh|nuduh)(?: .*)?", "Membantah pelanggan, bukan memeriksa ceritanya.", denied=True),
    Rule(68, r"justru(?: .*)?|(?:menunjukkan|mencatat|membuktikan) (?:yang )?(?:sebaliknya|lain|berbeda|bahwa|xcust|kalau)(?: .*)?|sebaliknya(?: .*)?", "Membantah pelanggan dengan catatan kami."),
    Rule(68, r"(?:lho|lah|lha|kan|tapi|tapi kan)(?: ,)? ?(?:kan |tadi |kemarin )*xcust (?:kemarin |tadi |sendiri |sudah |juga |yang )*(?:setuju|tanda tangan|menandatangani|bilang|minta|pilih|menyetujui|sepakat|mengiyakan|terima|menerima|bilang)(?: .*)?|sekarang kok (?:berubah|lain|beda|begini)(?: .*)?|kok (?:sekarang )?(?:berubah|beda|lain)(?: .*)?", "Mendebat: mempertanyakan ucapan pelanggan."),
    Rule(68, r"(?:jadi )?tidak mungkin(?:lah)?(?: .*)?|mustahil(?: .*)?|(?:sudah|memang) (?:benar|sesuai|betul|tepat|akurat)(?: (?:kok|adanya|begitu))+|sudah dikalibrasi(?: .*)?|tidak ada yang salah(?: .*)?", "Menyangkal kemungkinan salah di pihak kami.", denied=True, unless=r".*(?:sudah (?:benar|sesuai) (?:melapor|datang)|nama|alamat|data\w*|isian|formulir|dikembalikan).*"),
    Rule(66, r"(?:di|menurut|dari|dalam) (?:sistem|data|catatan|layar|komputer|rekaman|cctv|log|laporan|aplikasi)(?: (?:kami|saya|sini|bank|pusat|gudang))*(?: \w+){0,3} (?:tidak ada|tidak tercatat|tidak pernah|normal|jelas|sudah (?:terkirim|diterima|masuk|benar|lunas|dibayar)|baik-baik|kok|berhasil)(?: .*)?|(?:sistem|data|catatan|rekaman|cctv|mesin)(?: kami)? (?:bilang|menunjukkan|berkata|mencatat|jelas|tidak (?:salah|bohong|pernah))(?: .*)?", "Membantah pelanggan dengan catatan kami.", denied=True),
    Rule(66, r"(?:tidak|bukan) (?:begitu|gitu|seperti itu|benar|betul)(?: (?:itu|kok|lah|xcust|sih))*(?: ,.*)?|(?:saya|kami) (?:tidak|kurang) (?:percaya|yakin)(?: .*)?|xcust (?:yakin|serius)(?: .*)?|(?:setahu|sepengetahuan) saya (?:tidak|bukan)(?: .*)?|(?:ngarang|mengada-ada|bohong|berlebihan|lebay)(?: .*)?", "Meragukan cerita pelanggan.", denied=True),
    Rule(66, r"(?:tapi|padahal) (?:\w+ ){0,4}(?:sudah|kan|jelas|memang|tidak|semua)(?: .*)?", "Mendebat pelanggan.", denied=True, unless=r".*(?:tidak (?:bisa|dapat|boleh)|saya|belum).*"),
)  # fmt: skip
RUDE = Rules(
    Rule(72, r"(?:kalau|jika)(?: \w+){0,3} (?:tidak|belum)(?: \w+){1,3} ,? ?(?:ya )?(?:jangan|tidak usah|mending|minggir|pulang|pergi|silakan (?:pergi|keluar|pulang|cari|pindah))(?: .*)?", "Mengusir atau membentak pelanggan.", supposed=True, denied=True),
    Rule(70, r"(?:sudah tahu|sudah (?:jelas|dibilang|tua|besar))(?: \w+){0,3} ,? ?(?:jangan|masih|kok|malah|tetap)(?: .*)?|bukan saya (?:juga )?(?:yang|kok)(?: .*)?|(?:jangan|tidak usah) (?:ng|ny|nge|mem|men)?\w*(?:ribut|selonong|nyelonong|ngotot|ngegas|desak|dorong|paksa|manja|cengeng|rewel|drama|sok|suruh|nyuruh|atur|ngatur|teriak|bawel|cerewet|nanya|bolak-balik)\w*(?: .*)?", "Nada kasar kepada pelanggan.", denied=True),
    Rule(70, r"xcust (?:ini|itu|sih|kok|memang|dari tadi)(?: \w+)* (?:tidak (?:tahu|paham|ngerti|bisa)(?:-\w+)?|susah|ribet|bandel|aneh|macam-macam|banyak|rewel|lama|lambat|lelet|selalu)(?: .*)?|(?:susah|repot|ribet|capek|pusing|males|malas|bosan)(?: (?:ya|banget|sekali|amat|memang|juga|deh))* (?:melayani|ngomong|bicara|jelasin|ngurus|urus|kalau|dengan|ngadepin|punya|xcust)(?: .*)?", "Nada kasar kepada pelanggan.", denied=True),
    Rule(70, r"(?:tidak|nggak) (?:tahu|paham|bisa|ngerti)-(?:tahu|paham|bisa|ngerti)(?: .*)?|tidak (?:tahu|paham)(?: \w+)? (?:ya|sih|apa|juga)|(?:mikir|pikir|dipikir|lihat|baca|dengar|dengarkan|sabar|antre|tunggu)(?: (?:dong|sendiri|makanya|kalau|sana|yang benar|baik-baik))+(?: .*)?", "Nada kasar kepada pelanggan.", denied=True, unless=r".*(?:saya|kami) .*"),
    Rule(70, r"(?:terserah|bodo|masa bodoh|suka-suka|emang gua|(?:itu|ya) (?:masalah|urusan) xcust|bukan (?:urusan|masalah) (?:saya|kami)|derita)(?: .*)?", "Terdengar tidak peduli.", denied=True),
    Rule(68, r"(?:xcust )?(?:mau|jadi|perlu|butuh|bisa)(?: \w+){0,3} (?:tidak sih|apa tidak|atau tidak sih|nggak sih)|(?:apa|mau apa|siapa|kenapa|bagaimana|ada apa) (?:lagi )?sih(?: .*)?|(?:mau|ada) apa lagi|(?:apaan|ngapain)(?: .*)?", "Membentak pelanggan.", asked=True),
)  # fmt: skip
DEADEND = Rules(
    Rule(70, r"<A>(?: (?:juga|sendiri|malah|pun))+ (?:bingung|pusing|heran|tidak tahu|belum tahu|tidak paham|serba salah|tidak bisa|cuma)(?: .*)?", "Menyatakan tidak tahu tanpa mencari tahu.", denied=True),
    Rule(66, r"(?:tidak|belum) ada (?:info\w*|kabar\w*|jawaban\w*|kepastian\w*|hasil\w*|perkembangan\w*|update|tanggapan\w*|instruksi|arahan)(?: .*)?|(?:kalau|untuk|soal|masalah) (?:itu|ini|hal itu|begitu)(?: \w+)?(?: ,)? (?:silakan|langsung|harus|mesti|coba|ke)(?: .*)?", "Menolak tanpa pilihan atau langkah berikutnya.", denied=True, supposed=True),
    Rule(64, r"(?:memang |sudah |masih |juga |lagi )*(?:belum|tidak|takkan)(?: (?:lagi|pernah|sempat))* (?:ada(?= ?$| ,| (?:lagi|di sini|stok\w*|slot|kuota|jadwal|petugas|solusi\w*|pilihan|layanan|fitur|fasilitas|kok|ya))|punya|tersedia|dibuka|buka|kami \w+|saya \w+|bisa|dapat|boleh|melayani|terima|menerima|didukung|berlaku|masuk (?:cakupan|wilayah|tanggungan)|memiliki|diproses|kerja sama)(?: .*)?", "Menolak tanpa pilihan atau langkah berikutnya.", denied=True, unless=r".*(?:tidak ada biaya|tidak ada yang salah|belum ada (?:tagihan|tunggakan)|minum|makan|disentuh|supaya|pin|otp).*"),
    Rule(66, r"bukan (?:jam|hari|waktu|jadwal) (?:layanan|kerja|operasional|buka|praktik|pelayanan)(?: .*)?|(?:ya |memang )+(?:harus|sudah) (?:begitu|demikian|seperti itu)(?: .*)?|dari (?:kantor )?(?:pusat|atas|sana)nya(?: .*)?|(?:sesuai|sudah sesuai|menurut|berdasarkan) (?:prosedur|ketentuan|aturan|kebijakan|sop)(?: \w+){0,3}$", "Berlindung di balik aturan tanpa alasan dan pilihan.", unless=r".*(?:paling lambat|xnum|xrp|saya|kami (?:cek|proses)).*"),
    Rule(66, r"(?:cuma|khusus)(?: \w+)? (?:terima|untuk|bisa|melayani|menerima|lewat|melalui|di|boleh|sampai|berlaku)(?: .*)?|harus (?:lewat|melalui|sendiri|yang bersangkutan|orangnya|\w+ sendiri)(?: .*)?|wajib (?:\w+ )?(?:sendiri|asli)(?: .*)?", "Menolak tanpa pilihan atau langkah berikutnya."),
    Rule(66, r"di(?:tolak|hentikan|cabut|hanguskan)(?: .*)?|(?:kembali|datang|balik|coba|telepon|hubungi|ke sini)(?: lagi)? (?:besok|lusa|nanti|hari|senin|minggu|bulan|lain|kapan)(?: .*)?", "Menolak tanpa pilihan atau langkah berikutnya.", unless=r".*(?:sudah selesai|xclk|supaya|saya|kami).*", near=r"(?:sudah|tidak|bukan|belum|ditolak|dibatalkan|dihentikan|lagi|habis|tutup|penuh)"),
    Rule(62, r"(?:saya|kami)(?: juga)? (?:tidak|belum|kurang) (?:tahu|bisa|paham|pegang|dapat|jelas|yakin|berani|hafal)(?: .*)?|(?:kurang|tidak) (?:tahu|jelas|paham)(?: (?:juga|ya|saya|deh|sih))+(?: .*)?|entah(?:lah)?(?: .*)?|mana (?:saya )?tahu(?: .*)?", "Menyatakan tidak tahu tanpa mencari tahu.", denied=True),
)  # fmt: skip
EMPTY = Rules(
    Rule(64, r"(?:semua\\w*|segala\\w*|biar|biarkan|itu|urusan\\w*|soal itu|sisanya|selebihnya|masalah\\w*)(?: (?:biar|nanti|pasti|akan|itu|juga))* <A>(?: (?:yang|akan|pasti|bantu))* (?:urus|tangani|bereskan|handle|kerjakan|selesaikan|atur|pantau|kawal|perjuangkan|perbaiki|proses)(?: .*)?|(?:sampai|hingga) (?:tuntas|beres|kelar|selesai|berhasil)", "Janji tanpa waktu yang bisa dipegang pelanggan.", unless=r".*(?:sekarang|hari ini|mulai|sambil|saya tunggu).*"),
    Rule(62, r"(?:berusaha|berupaya|diusahakan|usahakan|upayakan|melakukan)(?: \w+)? ?(?:semaksimal|sebaik|semampu|sekuat|yang terbaik|maksimal|terbaik)(?: .*)?|pokoknya (?:beres|aman|selesai|jadi|tenang|pasti|terima|percaya)(?: .*)?|(?:serahkan|percayakan|pasrahkan)(?: saja)? (?:pada|ke|kepada|dengan|sama)? ?(?:kami|saya)(?: .*)?", "Janji tanpa waktu yang bisa dipegang pelanggan."),
    Rule(60, r"(?:mudah-mudahan|semoga|moga-moga|insyaallah|insya allah|harusnya|biasanya|kayaknya|sepertinya|mungkin|kira-kira|paling|palingan|doakan|doain)(?: \w+){0,5} (?:selesai|beres|masuk|cair|sampai|datang|normal|nyala|menyala|jadi|keluar|kembali|pulih|cepat|ada hasil\w*|ada kabar\w*|sebentar|tidak lama|besok|lusa|minggu (?:ini|depan)|bulan (?:ini|depan)|bisa|balik|turun|terbit|sembuh|segera|ada \w+an|ditanggapi|dibalas)(?: .*)?|(?:besok-besok|lusa-lusa|nanti-nanti|kapan-kapan)(?: .*)?", "Waktunya kabur; pelanggan tidak tahu harus menunggu sampai kapan.", unless=r".*(?:xclk|xnum|tanggal|lekas sembuh|semoga membantu|salah (?:input|ketik|catat|tulis)).*"),
    Rule(62, r"nanti(?: (?:coba|juga|akan|kalau|saya|kami|deh|biar|kan))+(?: \w+){0,3}(?: .*)?|(?:saya|kami) (?:coba|akan|bakal) (?:\w+ )?(?:tanya\w*|usaha\w*|cek|lapor\w*|bicara\w*|kasih tahu|koordinasi\w*|sampai\w*|bantu|urus|proses|lihat|carikan|pikirkan)(?: (?:dulu|nanti|ya|ke \w+|deh|kalau sempat))*|kalau (?:sempat|ada waktu|ketemu|ingat)(?: .*)?", "Janji tanpa waktu yang bisa dipegang pelanggan.", unless=r".*(?:sekarang|nanti (?:pagi|siang|sore|malam)|xclk|sebentar).*", supposed=True),
    Rule(60, r"(?:pasti|dijamin|jamin|garansi|tentu)(?: \w+){0,2} (?:kok|deh|lah|ya|saja|dong)(?: .*)?|(?:aman|beres|gampang)(?: (?:kok|deh|lah|itu|saja))+(?: .*)?", "Jaminan yang belum tentu bisa ditepati.", asked=False),
    Rule(60, r"(?:masih|sedang|lagi|sudah|tinggal)(?: (?:di|kami|dalam|menunggu|tahap|proses))* ?(?:diproses|proses|antre|antrean|ditangani|dikerjakan|diurus|dicek|ditindaklanjuti|pengecekan|pemeriksaan)(?: .*)?(?:tunggu|ditunggu|sabar|bersabar)(?: .*)?", "Janji tanpa waktu yang bisa dipegang pelanggan."),
)  # fmt: skip
CARELESS = Rules(
    Rule(58, r"(?:halah|yaelah|ya elah|alah|ah elah|hadeh|hadeuh|ck|hmm|huft|yah|ya ampun|buset|waduh|cie|ciee|idih|dih)(?: .*)?", "Seruan yang meremehkan."),
    Rule(54, r"(?:\w+ )?(?:segitu|begitu|begini|sehari|sejam|sebentar|sedikit|dikit|seminggu|lecet|gores|telat|baret|selisih)(?: dikit| sedikit)?(?: (?:saja|kok|doang|sih|dong))+(?: .*)?|cuma (?:\w+ ){0,3}(?:saja|dikit|sedikit|kok|doang)(?: .*)?", "Mengecilkan masalah pelanggan.", unless=r".*(?:cuma (?:perlu|butuh)).*"),
    Rule(54, r"(?:memang|ya|emang)(?: \w+)? (?:begini|begitu|seperti ini)(?: (?:adanya|keadaannya|kondisinya|jalannya|saja))+(?: .*)?|(?:mau )?bagaimana (?:ya|lagi)(?: .*)?|(?:mohon |harap |tolong )?(?:di)?maklum(?:i)?(?: .*)?|sabar(?: (?:ya|dulu|saja|aja|dikit))*|(?:terima|anggap|ikhlas\w*|relakan|syukuri)(?: (?:saja|aja|ya|lah))+(?: .*)?", "Terdengar tidak peduli."),
    Rule(54, r"(?:oh|ooh|o|hm|ok|oke|okay|yaudah|ya sudah|iya|sip|siap|ya)(?: (?:ya|deh|lah|gitu|begitu|aja|sih|toh))*(?: ,)? (?:terus|lalu|isi|tunggu|duduk|sana|antre|tanda tangan|bayar|taruh|sini|mana)(?: .*)?|(?:taruh|simpan|isi|tanda tangan|bayar|duduk|tunggu|antre|ambil)(?: (?:di )?(?:sini|situ|sana|dulu|aja|saja))+", "Terdengar dingin, tanpa perhatian.", opens=True),
    Rule(52, r"(?:lupakan|anggap angin lalu|tidak penting|biarin|biarkan)(?: (?:saja|aja|lah|itu))*(?: .*)?|(?:untung|masih untung|syukur|mending|masih mending)(?: .*)?", "Mengecilkan masalah pelanggan."),
)  # fmt: skip


_COURTESY = words(
    r"mohon|silakan|supaya|agar|cukup|xrp|terima kasih|sudah (?:saya|kami|selesai|masuk|aktif|jadi|lengkap|diperbaiki|benar)|kata sandi|password|pin|otp|demi|demikian"
)

# Weaker than all others: they speak only where nothing else was found in a text without care.
LAST_RUDE = Rules(
    Rule(56, r"xcust(?: (?!sudah|ada|mau|perlu|berkenan|punya|setuju|keberatan|ingin|jadi|butuh|membawa|bawa|pernah|sempat|bersedia)\w+){1,5} (?:tidak|tidak sih|apa tidak|kan)", "Nada membentak kepada pelanggan.", asked=True),
    Rule(56, r"(?:tolong |ya |sudah )*jangan (?:banyak|bikin|buat|terus|lagi|suka|main|asal|coba-coba|ikut|sok|terlalu|kebanyakan|membuat|menambah|nambah|mengatur|memerintah|seenaknya)(?: .*)?", "Nada melarang yang kasar.", denied=True, unless=r".*(?:klik|tautan|pin|otp|obat|makan|siapa pun|kabel).*"),
    Rule(58, r"(?P<verb>\w+) ya (?P=verb)(?: .*)?|sudah (?:dibilang\w*|dibilangi|dikasih tahu|disuruh|diberi tahu|saya bilang)(?: .*)?", "Nada membentak kepada pelanggan."),
)  # fmt: skip
LAST_BLAME = Rules(
    Rule(57, r"akibat(?:nya)?(?: \w+){0,3} (?:kalau|karena|dari)(?: .*)?|(?:tapi|melainkan) (?:di|pada|dari) <C>(?: .*)?|gampang di\w+(?: .*)?|(?:itu |ini )?(?:pilihan|keputusan|kemauan|permintaan) xcust(?: .*)?", _BLAME, supposed=True),
    Rule(56, r"xcust(?: \w+){0,4} (?:kan|sih|kok|malah|sendiri|makanya)(?: .*)?|(?:kan|kok|malah|makanya) xcust(?: .*)?", _BLAME),
)  # fmt: skip
LAST_ARGUE = Rules(
    Rule(57, r"(?:menurut|kata|dari) (?:sistem|data|catatan|komputer|pusat|dokter|aturan)(?: .*)?(?:berarti|ya benar|memang begitu|begitu|kok|tuh)(?: .*)?|tidak ada yang namanya(?: .*)?|(?:ya )?berarti (?:benar|salah|xcust|sudah)(?: .*)?|(?:saya|kami) rasa (?:xcust|tidak|bukan)(?: .*)?", "Membantah pelanggan dengan catatan kami.", denied=True, supposed=True),
)  # fmt: skip
LAST_DEADEND = Rules(
    Rule(56, r"<US>(?: (?:juga|kan|memang|sini))* (?:tidak|takkan) \w+(?: .*)?", "Menolak tanpa pilihan atau langkah berikutnya.", denied=True, unless=r".*(?:biaya|data|pin|otp|password|memungut|meminta|siapa pun|apa pun|menyalahkan|membagikan|bermaksud|keberatan|tahu|bilang|menjanjikan|salah|mungkin|sembarangan|marah).*"),
    Rule(56, r"(?:itu|ini|\w+nya|fasilitas|layanan|program|promo|fitur|produk|paket|tempat)(?: \w+){0,3} (?:khusus|cuma untuk)(?: .*)?|(?:harus|wajib)(?: \w+){0,4} (?:dulu|asli|sendiri)(?: .*)?|tidak (?:bisa|boleh|dapat|berlaku|terima|menerima|melayani)(?: .*)?", "Menolak tanpa pilihan atau langkah berikutnya.", denied=True, unless=r".*(?:xnum|xclk|minum|makan|biaya|salah|pin|otp|disentuh|siapa pun|masalah|apa-apa).*"),
)  # fmt: skip
LAST_EMPTY = Rules(
    Rule(56, r"(?:akan|bakal|pasti) \w+(?: .*)?|(?:tidak|takkan)(?: akan)? lama(?: .*)?|(?:sebentar|cepat)(?: (?:kok|saja|lagi|ya))+|(?:lagi|sedang|masih)(?: \w+){0,2} (?:diproses|proses|dicek|diurus|ditangani|dikerjakan|diusahakan|jalan)(?: (?:kok|ya|itu|sabar|tunggu|saja))+(?: .*)?", "Janji tanpa waktu yang bisa dipegang pelanggan.", denied=True, unless=r"(?:tidak|belum) akan .*|.*pasti (?:me\w+kan|berat|sulit|repot|capek|kesal|lelah|sedih|tidak (?:enak|nyaman|mudah)).*|.*(?:apakah|kalau|menghubungi xcust sebelum|menelepon sebelum).*", asked=False),
)  # fmt: skip
LAST_CARELESS = Rules(
    Rule(54, r"(?:cuma|kan cuma)(?: .*)?(?:kok|saja|sekali|sedikit|sih|kan)(?: .*)?|(?:kok|ngapain|jangan) (?:panik|takut|sedih|khawatir|cemas|bingung|heboh)(?: .*)?|(?:semua|yang lain)(?: juga)? (?:tunggu|begitu|sama|antre|sabar)(?: .*)?|(?:ikhlas\w*|pasrah\w*|relakan|terima saja|anggap saja|syukuri)(?: .*)?", "Mengecilkan perasaan pelanggan.", denied=True),
)  # fmt: skip


def shows_care(reading: Reading) -> bool:
    """Help, apology, thanks, understanding or an offer in any sentence."""
    return any(sentence.find(_CARE) for sentence in reading.sentences)


def cold_faults(reading: Reading) -> Iterator[Fault]:
    cared = shows_care(reading) or shows_way_on(reading)
    if cared and not _only_excuse(reading):
        return
    timed = any(has_time(sentence) for sentence in reading.sentences)
    for label, rules in (
        (Label.RUDE, RUDE),
        (Label.BLAME, BLAME),
        (Label.ARGUE, ARGUE),
        (Label.DEADEND, DEADEND),
        (Label.EMPTY_PROMISE, EMPTY),
        (Label.CARELESS, CARELESS),
    ):
        if not (label is Label.EMPTY_PROMISE and timed):
            yield from faults_by(rules, label, reading)
    if timed or any(sentence.find(_COURTESY) for sentence in reading.sentences):
        return
    for label, rules in (
        (Label.RUDE, LAST_RUDE),
        (Label.BLAME, LAST_BLAME),
        (Label.ARGUE, LAST_ARGUE),
        (Label.DEADEND, LAST_DEADEND),
        (Label.EMPTY_PROMISE, LAST_EMPTY),
        (Label.CARELESS, LAST_CARELESS),
    ):
        yield from faults_by(rules, label, reading)


_EXCUSE = words(r"(?:mohon |minta |sebelumnya )*maaf(?: (?:ya|sebelumnya|banget|sekali|atas \w+))*")


def _only_excuse(reading: Reading) -> bool:
    """A "maaf" before a refusal is a form of speech, not care: nothing else in the text shows any."""
    return not shows_way_on(reading) and all(
        hit.sentence.words[hit.first] in {"maaf", "mohon", "minta"}
        for sentence in reading.sentences
        for hit in sentence.find_all(_CARE)
    )
