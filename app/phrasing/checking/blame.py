"""Blame: the customer (or a colleague) is made the cause, by a word, a particle, a modal verb or a presupposition."""

# ruff: noqa: E501 - a rule is one pattern; cut into lines it is harder to read, not easier

from app.phrasing.checking.rules import Rule, Rules

_FAULT = (
    r"(?:salah(?! satu| paham| dengar| lihat| ingat| mengerti| tangkap)|lupa|lalai|ceroboh|teledor|sembrono|telat|terlambat|sembarangan|asal asalan|"
    r"(?:kurang|tidak) (?:teliti|cermat|hati-hati|waspada|disiplin|patuh|tertib|sabar|jeli|fokus|bener|benar)|kebanyakan|"
    r"terlalu (?:lama|banyak|ceroboh|percaya)|gegabah|main (?:klik|pencet|transfer))"
)
_NEGLECT = r"(?:tidak|belum|lupa|malas|telat|terlambat) (?:mau |pernah |sempat |kunjung |segera |langsung )?<ACT>"
_SHORTFALL = r"(?:kesalahan|salahnya|kelalaian|keteledoran|kecerobohan|kelengahan|kekeliruan|ulah|human error)"
_COLLEAGUE = (
    r"(?:(?:orang|anak|bagian|tim|teknisi|kurir|petugas|pusat|cabang|gudang|vendor|rekan|teman|shift|divisi|unit|agen|sopir|"
    r"perawat|dokter|kasir|satpam|admin|marketing|sales|back office|operator)(?:nya)?(?: \w+)?)"
)
_US = r"(?:kami|saya|bank|toko|petugas(?: kami)?|mesin(?:nya)?|sistem(?:nya)?|rumah sakit|pihak kami|kantor)"

RULES = Rules(
    Rule(80, rf"{_SHORTFALL}(?: (?:\w+|,)){{0,4}} (?:di tangan|tanggung jawab|tanggungan|risiko|milik|pada) <C>(?: .*)?|(?:ini |itu |memang )*(?:salah|salahnya|kesalahan) {_COLLEAGUE} ?(?:,|bukan)(?: .*)?", "Melempar kesalahan kepada pihak lain.", unless=r".*(?:kesalahan kami|saya mohon maaf|saya minta maaf|salah satu).*"),
    Rule(82, rf"(?:itu |ini |semua\w* )?(?:sudah |jadi |adalah |memang |tetap |ya |kan |sepenuhnya )+(?:tanggung jawab|kewajiban|risiko|resiko|urusan|masalah) <C>(?: .*)?|tidak (?:bertanggung jawab|bisa menanggung|menanggung)(?: (?:atas|akibat|karena|untuk))* {_SHORTFALL} <C>(?: .*)?", "Membiarkan pelanggan menanggung sendiri.", denied=True, unless=r".*(?:saya bantu|kalau|bukan tanggung jawab).*"),
    Rule(84, r"(?:masalah|penyebab|sebab|kendala|kesalahan|kekeliruan|sumber\w*|biang\w*|akar\w*|errornya|salah)(?:nya)?(?: \w+)?(?: (?:itu|ini|memang|justru|kan|jelas|ya|ada|cuma|bukan (?:di|dari|pada) (?:kami|sistem|bank)|tapi|,|berasal|datang))* (?:di|pada|dari) (?:pihak |sisi |hp |perangkat |ponsel |tempat |rumah )?<C>(?: .*)?", "Menjadikan pelanggan sebagai sebab masalah.", unless=r".*(?:bukan (?:di|pada|dari) (?:pihak )?<C>|saya (?:cek|periksa|bantu|ganti|kirim)).*"),
    Rule(74, r"(?:anak|orang|pegawai|karyawan|petugas|tim|kasir|teller|staf|admin|teman|kurir|sopir)(?:nya)? (?:magang|baru|kontrak|honorer|sebelah|titipan|lapangan|kemarin|sebelumnya|shift \w+)(?: .*)?", "Menjelekkan rekan atau bagian lain di depan pelanggan.", near=r"(?:wajar|maklum|dimaklumi|memang|berantakan|belum (?:bisa|paham|tahu)|salah|suka|sering|ngawur|yang salah)(?: .*)?", unless=r".*(?:kesalahan kami|kami yang|saya mohon maaf|saya (?:cek|perbaiki|periksa)).*"),
    Rule(76, r"(?:ya |oh |wah |nah )*(?:pantas|pantesan|pantasan)(?: saja)?(?: ,)? (?!mendapat|dihargai|diberi|menerima|dapat)\w+(?: .*)?", "Terdengar menyalahkan pelanggan.", opens=True, unless=r".*(?:xcust (?:kesal|kecewa|marah|bingung|khawatir|lelah)|kami yang|kesalahan kami).*"),
    Rule(78, r"bukan (?:sistem|aplikasi|mesin|jaringan|server|kurir|petugas|barang|alat|jalur|teknisi|gudang|layanan|website|atm)\w*(?: (?:kami|saya|dari kami|pihak kami))? yang \w+(?: .*)?|(?:hp|ponsel|laptop|kartu|sinyal|internet|modem|perangkat|instalasi|kabel|pipa|rumah|data|alamat|tangan|mata) xcust (?:saja|sendiri|sih|kan|memang|itu) (?:yang )?(?!sudah|aman|bisa|masih|tidak perlu)\w+(?: .*)?", "Menolak tanggung jawab dan melemparkannya kepada pelanggan.", denied=True, unless=r".*(?:saya (?:bantu|cek|periksa|ganti)|kami (?:ganti|perbaiki|periksa)).*"),
    Rule(76, r"kalau(?: \w+){1,7} ,? ?ya (?:mbok |tolong |harus\w* |wajib |mestinya |jangan |kan )*(?:<ACT>|lapor|bilang|jangan|hati-hati|kabari)(?: .*)?", "Menggurui pelanggan setelah kejadian.", supposed=True, unless=r".*<A> .*"),
    Rule(82, r"bukan (?:saya|kami) yang (?:input|catat|proses|melayani|layani|terima|pegang|salah|mengerjakan|kerjakan|urus kemarin|kirim|tulis|cetak|jaga|janji|menjanjikan)(?: .*)?|(?:itu|yang)(?: \w+)? (?:teman|rekan|petugas|orang|shift|kasir|teller|cs) (?:saya|kami|lain|sebelumnya|kemarin|pagi|malam)(?: .*)?(?:salah|lupa|bukan|yang (?:input|catat|kirim|bilang|janji))(?: .*)?", "Melempar kesalahan kepada rekan.", denied=True, unless=r".*(?:saya mohon maaf|saya minta maaf|kesalahan kami|saya (?:cek|perbaiki|periksa)).*"),
    Rule(88, r"(?:siapa suruh|siapa yang suruh|suruh siapa)", "Terdengar mengejek pelanggan."),
    Rule(88, rf"(?:salah|salahnya|dosa) (?:<C>|sendiri)(?: sendiri)?|{_SHORTFALL} (?:ada )?(?:(?:di|pada|dari) )?(?:pihak )?<C>(?: sendiri)?",
         "Menyatakan pelanggan sebagai pihak yang salah.", unless=r"(?:kalau|jika) .*"),
    Rule(84, rf"<C>(?:nya)?<P> (?:yang )?(?:tadi |kemarin |memang |juga |kan |sih |sudah )*{_FAULT}",
         "Menyatakan pelanggan sebagai pihak yang salah.", subject=True,
         unless=r"(?:mungkin|siapa tahu|takut|khawatir|kalau|wajar(?! (?:dong|lah|saja|kalau|kan|jadi|sih))|tidak apa-apa|tidak masalah|menurut (?:mesin|catatan|sistem)) .*|.*(?:tidak apa-apa|tidak masalah)"),
    Rule(82, r"<C>(?:nya)?<P> sendiri<P> (?:yang|kan|sih|kok|tidak|belum|lupa|salah|malah|lho)(?: \w+)?|<C>(?:nya)?<P> yang (?:tidak|lupa|telat|salah|pilih|minta|"
         r"(?:me|mem|men)\w+ sendiri)", "Menekankan bahwa penyebabnya pelanggan.",
         unless=r".*(?:boleh|silakan|bisa|dapat|cukup|mohon|memasukkan|memilih|masukkan|pegang|tentukan|menentukan|supaya|untuk|saya tunggu|saya dampingi|nanti|yang berhak|tidak perlu|tidak usah|perlu|ingin).*", asked=None),
    Rule(80, rf"<C>(?:nya)?<P> (?:memang |juga |sih |kan )*{_NEGLECT}.*", "Menyalahkan pelanggan atas yang tidak dikerjakannya.",
         near=r"(?:sih|kan|makanya|jadi|jadinya|akibatnya|kok|lho|lah|ya)", unless=r".*(?:tidak perlu|tidak usah|tidak harus|tidak apa-apa|tidak sempat|kami|saya|keberatan).*"),
    Rule(80, rf"(?:karena|gara-gara|akibat|disebabkan|ulah)(?: oleh)? <C>(?:nya)?(?: sendiri)?<P> (?:\w+ )?(?:{_FAULT}|{_NEGLECT}|buka|bongkar|kasih|klik|pencet|pakai|pilih|pindah\w*|"
         r"cabut|mencabut|\w+ sendiri|malas|menunda|tunda).*", "Menjadikan pelanggan sebagai sebab masalah.", unless=r"<US> .*"),
    Rule(80, rf"(?:karena|gara-gara|akibat|ini|itu|dari)(?: (?:murni|memang|jelas|akibat|adalah|ya|terjadi|karena|semua))* (?:{_SHORTFALL})(?:nya)? (?:<C>|sendiri).*", "Menjadikan pelanggan sebagai sebab masalah."),
    Rule(78, r"makanya<P>(?: ,)?(?: (?:lain kali|sebelum \w+(?: \w+)?|kalau \w+(?: \w+)?))?(?: ,)? (?:jangan|di\w+|hati-hati|<ACT>|lain kali|xcust|harus\w*|kalau|sebelum|cek).*",
         "Menggurui: \u201cmakanya\u201d terdengar menyalahkan."),
    Rule(78, r"lain kali<P>(?: ,)?(?: (?:xcust|kalau \w+(?: \w+)?|sebelum \w+(?: \w+)?|tolong|mohon|harap|ya|itu|lebih))*(?: ,)? (?:jangan|di\w+ (?:dulu|baik)|hati-hati|dijaga|dibaca|dicek|teliti|waspada|lebih \w+|"
         r"perhatikan|baca|cek|jaga|diingat|harus).*", "Menggurui pelanggan setelah kejadian.", unless=r".*<A> (?:bantu|akan|yang).*"),
    Rule(78, r"harusnya<P>(?: (?:xcust|sebelum \w+|dari (?:awal|dulu|kemarin)|dulu|kalau \w+(?: \w+)?|memang|tadi|bisa|sudah|jangan|tidak|juga|lebih))*(?: ,)? (?:<ACT>|hati-hati|teliti|dipikir|tahu|sadar|paham|sabar|di\w+ dulu).*"
         r"|xcust<P> (?:tuh |kan |sih |itu |memang )*harusnya.*|harusnya xcust .*",
         "Memberi tahu apa yang \u201cseharusnya\u201d dilakukan pelanggan.",
         unless=r".*(?:harusnya (?:kami|saya|petugas|teknisi|kurir|dokter|tim|bank|toko|sistem|kartu|barang|paket|dana|xcust (?:sudah )?(?:terima|menerima|dikabari|dihubungi|diberi|dapat|dilayani|mendapat|tidak perlu))).*|(?:tidak|bukan) harusnya .*|.*(?:petugas|teknisi|kurir|dokter|tim|bagian|surveyor|agen|<US>|barang\w*|kartu\w*|dana\w*|paket\w*)(?: kami| terkait)?(?: \w+)? harusnya.*|.*(?:oleh|dari) kami.*"),
    Rule(76, r"(?:kenapa|kok|ngapain)<P>(?: (?:xcust|bisa|malah|juga|masih))*(?: (?:baru|tidak|belum|sampai|bisa|malah|bisa-bisanya|sembarangan|asal|mau|mau-maunya|gampang))+(?: (?:sekarang|dari (?:tadi|awal|kemarin|dulu)|langsung|segera|dulu|pernah|sempat|sampai|hari ini|bisa|mau))* "
         r"(?:<ACT>|lupa|salah|tertipu|ketipu|hilang|bocor|kasih|klik|percaya|teliti|hati-hati|ditinggal\w*|tinggal\w*|ketinggalan|disimpan|dibuang|sekarang|jatuh|telat|kena tipu|transfer|kehilangan|bilang).*",
         "Pertanyaan yang menyalahkan, bukan bertanya.",
         unless=r".*(?:saya (?:cek|tanya|cari|periksa|lihat|telusuri)|boleh (?:saya )?tahu|wajar|kabar|memang|sudah ada jawabannya|kami (?:terlambat|tidak)|yang sedang).*"),
    Rule(76, r"kan<P> (?:tadi |kemarin |dulu |memang |semua )?(?:sudah|ada|jelas|tertulis)<P>(?: (?:di\w+|tertulis|saya|kami|ada|jelas|pernah|tercantum|tertera)).*|kan (?:saya|kami) sudah .*|sudah (?:di(?:bilang|bilangin|bilangi|kasih tahu|ingatkan|jelaskan|jelasin|beri tahu|tulis|umumkan)|dijelasin|dibilangi|saya (?:bilang|jelaskan|ingatkan)|ada tulisannya|jelas tertulis)(?: .*)? (?:masih|kok|kenapa|tetap|kan|lagi|makanya)(?: .*)?",
         "Mengingatkan bahwa pelanggan \u201csudah diberi tahu\u201d terdengar menyalahkan."),
    Rule(76, r"(?:kalau|andai|andaikan|seandainya|coba|coba kalau|kalau saja|sekiranya)(?: saja)?(?: (?:dari (?:awal|dulu|kemarin|tadi)|kemarin|tadi|dulu|waktu itu))*(?: xcust)?(?: (?:dari (?:awal|dulu|kemarin)|mau|tidak|lebih|kemarin|segera|langsung))* (?:<ACT>|teliti|tunda|menunda|hati-hati|klik|tepat waktu|kasih|sabar)(?: .*)? (?:tidak akan|pasti|kan|tentu|tidak bakal|tidak mungkin|sudah|tidak perlu)(?: .*)?",
         "Mengandaikan pelanggan berbuat lain: terdengar menyalahkan.", supposed=True,
         unless=r".*(?:<A> (?:bantu|kirim|cek|antar|siapkan|daftarkan)|tidak masalah|tidak apa-apa|bisa|kami yang|silakan|cukup).*"),
    Rule(76, rf"(?:{_SHORTFALL}|salah|masalah)(?:nya)? bukan (?:ada )?(?:di|pada|dari) (?:pihak )?{_US}.*|(?:bukan|tidak) (?:salah|kesalahan|kekeliruan|kelalaian|keteledoran|salahnya) {_US}.*|(?:bukan|tidak) {_US} yang (?:salah|lalai|teledor).*|jangan (?:salahkan|menyalahkan|salahin) .*|jangan (?:kami|saya) yang disalahkan.*",
         "Menolak tanggung jawab dan melemparkannya kepada pihak lain.", denied=True),
    Rule(76, r"(?:risiko|resiko|tanggung)(?:nya)? (?:di)?(?:tanggung )?(?:xcust |masing-masing )?sendiri.*|itu (?:sudah )?(?:risiko|resiko) xcust.*", "Membiarkan pelanggan menanggung sendiri."),
    Rule(74, rf"(?:gara-gara|salahnya|ulah|yang (?:bikin |buat )?salah(?: itu| ya)*) {_COLLEAGUE}.*", "Menyalahkan rekan atau bagian lain di depan pelanggan.",
         unless=r".*(?:kesalahan kami|(?:pihak|tim|gudang|kurir|teknisi|petugas) kami (?:yang )?salah|saya mohon maaf|kami yang).*"),
    Rule(74, rf"{_COLLEAGUE}(?: kami| sini| itu| sana)*<P>(?: (?:yang|memang|suka|sering|selalu|juga|kerjanya|emang|dari dulu|kalau kerja|itu|agak|paling|terkenal))* (?:lelet|lemot|lambat|lalai|tidak (?:becus|bener|beres|kompeten|profesional|bisa kerja)|malas|ngawur|payah|ngaco|sembarangan|seenaknya|suka (?:telat|lupa|lalai|salah)|asal-asalan|parah|lama kerjanya|kerjanya (?:lama|lambat)).*",
         "Menjelekkan rekan atau bagian lain di depan pelanggan."),
    Rule(74, r"jangan (?:sembarangan|asal|main|gampang|mudah|suka|malah|sampai lupa|tunggu sampai|jam segini)(?: \w+)?.*", "Menggurui pelanggan.",
         unless=r"(?:mohon|supaya|demi|untuk) .*", denied=True),
    Rule(74, r"sudah (?:di\w+|tahu|dibilang|jelas)(?: .*)? (?:masih saja|tetap saja|kok|masih)<P>(?: tidak| \w+)+", "Menyalahkan pelanggan yang \u201csudah diberi tahu\u201d."),
    Rule(72, r"(?:kok|kenapa|bisa-bisanya)<P> (?:xcust )?(?:ya )?(?:lupa|salah|ditinggal|tertinggal|hilang|telat|ceroboh|percaya|mau).*|xcust(?: \w+){0,6} kok (?:ya )?(?:lupa|salah|bisa|ditinggal|malah|tidak|di\w+).*|\w+ kok (?:di(?:tinggal|kasih|buang|klik|pakai|simpan|biarkan)\w*).*",
         "Pertanyaan yang menyalahkan, bukan bertanya.", unless=r".*saya (?:cek|periksa|tanya).*"),
    Rule(72, r"xcust<P> (?:tidak|belum)<P> (?:baca|membaca|lapor|bawa|cek|simak|dengar|hati-hati|patuh|teliti|ikuti|mengikuti)\w*(?: .*)?(?:sih|dulu|makanya|aturan\w*|syarat\w*|ketentuan\w*|keterangan\w*|petunjuk\w*)(?: .*)?",
         "Menyalahkan pelanggan atas yang tidak dikerjakannya.", unless=r".*(?:karena kami|kami belum|saya bantu).*"),
    Rule(72, r".*makanya (?:tidak|sampai|jadi|ke\w+|ter\w+|di\w+|hilang|rusak|gagal|tolak).*", "Menjadikan pelanggan sebagai sebab masalah.", near="xcust"),
    Rule(70, rf"(?:<C>(?:nya)?|xcust)<P> (?:yang )?(?:{_FAULT}) .*(?:jadi|makanya|pasti|terpaksa|harus).*", "Menyatakan pelanggan sebagai pihak yang salah.", unless=r".*saya bantu.*"),
)  # fmt: skip
