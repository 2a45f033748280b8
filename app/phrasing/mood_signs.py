"""Signs of a mood in words and punctuation: groups of words that mean alike, and which groups meet in one text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from app.phrasing.normalising import words

_LISTS = {
    "money": """
        uang saldo pulsa dana rekening transfer tagihan tabungan deposito premi gaji pensiunan pensiun cicilan
        topup gopay ovo token klaim refund emas modal uangnya saldonya pulsanya dananya uangku pulsaku saldoku
        biaya bayar membayar dibayar pembayaran kuota top_up
    """,
    "gone": """
        hilang kehilangan lenyap terpotong dipotong berkurang tersedot terkuras terdebit terdebet raib kebobolan
        bocor ditarik tertelan tertahan habis menghilang kepending pending tidak_masuk belum_masuk tidak_sampai
        belum_sampai tidak_bertambah belum_bertambah tidak_keluar belum_diterima belum_terima tidak_kembali
        belum_kembali tidak_muncul tidak_tambah tidak_terima belum_cair
    """,
    "cannot": """
        gagal error ditolak invalid gangguan trouble bermasalah mati padam eror macet putus down kosong
        tidak_valid tidak_bisa belum_bisa susah_banget tidak_jalan tidak_mau tidak_dapat tidak_ditemukan
        tidak_aktif tidak_ada tidak_berhasil tidak_update tidak_terdaftar tidak_nyala
    """,
    "waited": """
        seminggu sebulan setahun berhari berminggu berbulan seharian semingguan lama kelamaan menunggu dijanjikan
        janjinya bertahun dari_kemarin dari_tadi sampai_sekarang belum_juga sejak_kemarin sejak_tadi dari_pagi
        dari_hari 0_hari 0_minggu 0_bulan 0_tahun 0_jam 0_kali 0_malam 0_menit sampai_hari
        hari_ini
    """,
    "again": """
        terus melulu mulu selalu sering setiap kumat berulang berkali bolak kesekian terusan akhir langganan
        lagi_lagi masih_saja tetap_saja tetap_tidak masih_tidak sudah_berkali sama_saja
        setiap_hari itu_itu begitu_terus begini_terus berkali_kali
    """,
    "unheard": """
        dicuekin diabaikan dilempar dipingpong template robot digubris ditanggapi diam bosan percuma
        tidak_dibalas belum_dibalas tidak_balas tidak_respon tidak_direspon belum_direspon belum_ada
        tidak_ditanggapi tidak_dijawab belum_dijawab tidak_digubris tidak_menghubungi tidak_diangkat
        tidak_dihubungi ada_tindak tidak_membantu ada_respon ada_kabar ada_balasan ada_solusi ada_perubahan
    """,
    "poor": """
        lemot lambat jelek buruk payah parah busuk bapuk butut kecewa mengecewakan menyesal mahal ribet susah
        kesal sedih capek lelah kapok bosan pelit malas kurang turun mundur rugi merugikan mengganggu ancur
        hancur sakit kecewanya ngelag lag lelet lemotnya jeleknya terganggu hadeh huhu huft huhuhu rusak sayang
        pesimis kirain ternyata padahal percuma
    """,
    "insult": """
        anjing anjir anjrit bangsat bangke bajingan babi goblok tolol bego bodoh idiot kontol memek tai tae taik
        setan sialan brengsek kampret asu jancuk jancok sampah maling penipu perampok rampok pembohong bacot
        kampungan dungu monyet edan gila gendeng keterlaluan zalim muak woi woy wooy bohong omong sarap ngotak
        najis becus sudi sat njir cuk busyet pecat pidana memalukan lintah robot rentenir kurang_ajar
    """,
    "furious": "marah emosi geram murka dongkol naik_darah naik_pitam marah_besar mengamuk muak",
    "threat": """
        viralkan viral laporkan tuntut pengacara wartawan polisi ojk ylki pengadilan somasi media blokir tutup
        pindah ganti berhenti beralih manajer manajernya atasan panggil panggilkan balikkan kembalikan tanggung
        cabut putuskan titik media_sosial tanggung_jawab ganti_provider ganti_kartu
    """,
    "you": "kalian kau kamu anda mu kalianlah lu nih kalian_ini kerja_kalian",
    "why": "kenapa mengapa kok apakah apa mana kah lho lah masa kok_bisa ada_apa apa_ya kenapa_ya kenapa_sih",
    "how": """
        bagaimana cara caranya solusi solusinya gimanakah langkahnya bagaimana_ya bagaimana_caranya cara_nya
        harus_bagaimana bagaimana_ini jadi_bagaimana
    """,
    "puzzled": """
        bingung mengerti paham maksudnya maksud artinya arti bedanya beda ngartos mudeng gaptek benar sebenarnya
        tertulis tulisannya muncul keterangan statusnya aneh heran padahal yang_benar tidak_mengerti tidak_paham
        yang_mana di_mana ke_mana salah_di apa_bedanya bedanya_apa sebelah_mana artinya_apa
    """,
    "asks": """
        tanya menanyakan bertanya apakah berapa kapan syarat syaratnya biaya biayanya bisakah prosedur
        prosedurnya adakah bolehkah info informasi persyaratan jadwal dimana kalau misal mau_tanya boleh_tahu
        bisa_tidak apa_saja di_mana jam_berapa ingin_bertanya bisa_di
    """,
    "thanks": """
        terima makasih alhamdulillah mantap mantul semoga senang lancar normal terima_kasih sudah_bisa
        sudah_masuk sudah_normal sudah_beres sudah_sampai oke_kak
    """,
    "polite": """
        mohon tolong silakan selamat permisi maaf halo hai pagi siang sore malam dear yth bapak ibu mbak mas pak
        bu
    """,
    "message": "dm cek dicek balas respon dibaca mention email follow cek_dm balas_dm sudah_dm sudah_saya di_cek",
    "urgent": """
        urgent penting segera buru darurat cepat cepatlah secepatnya help please plis pls sekarang besok lusa
        nanti deadline terlambat telat keburu keburunya mendesak dipercepat hari_ini jam_lagi menit_lagi
    """,
    "fear": """
        takut takutnya khawatir cemas panik deg degan was gelisah mudah mudahan semoga sungguh terlanjur kepalang
        nasib dibobol gemetar hariwang wedi cameh aman bahaya berbahaya gawat hangus jangan kepikiran tenang
        waduh aduh tidur jangan_jangan jadi_bagaimana hilang_bagaimana apa_kan masih_bisa masih_sempat tidak_ya
        bagaimana_nasib kalau_tidak kalau_hilang bagaimana_kalau masih_keburu jangan_sampai tiba_tiba tidak_aman
    """,
    "danger": """
        tipu penipuan ditipu tertipu modus hack dihack diretas bajak dibajak dicuri dicopet copet kecurian
        disadap otp kode pinjol terblokir blokir diblokir denda didenda disita diputus dilelang curiga
        mencurigakan dompet dompetnya dipakai_orang salah_transfer salah_kirim bukan_saya orang_lain tidak_pernah
        tidak_merasa
    """,
    "family": """
        anak anaknya ibu ayah suami istri bayi operasi obat sekolah kuliah ujian skripsi sidang tes akad dokter
        igd darah almarhum meninggal rumah_sakit
    """,
    "paid": """
        sukses berhasil terbayar lunas bukti sudah_bayar sudah_membayar sudah_transfer sudah_topup sudah_top
        habis_isi isi_saldo isi_pulsa beli_pulsa beli_token baru_isi saya_transfer saya_isi saya_kirim
        sudah_dibayar sudah_kirim sudah_berhasil saya_bayar topup_saldo isi_gopay isi_ovo di_transfer top_up
    """,
    "not": "tidak belum bukan tanpa jangan",
    "still": "masih tetap sampai juga malah makin semakin lagi",
    "spoken": "dong sih deh lho nih kan kok lah ya wkwk wkwkwk haha hehe",
    "parcel": "paket resi kurir barang pesanan kiriman pengiriman driver order orderan",
    "signal": "sinyal jaringan internet koneksi kuota loading speed ping",
    "praise": """
        bagus hebat ramah salut keren luar terbaik suka cinta lope lopyu sayang semangat sukses puas membantu
        luar_biasa
    """,
    "promised": """
        katanya janji janjinya dijanjikan bilangnya dibilang dulu biasanya harusnya seharusnya sudahlah ya_sudah
    """,
    "wish": """
        mau ingin minta pesan daftar ambil ganti buat urus mengurus cetak setor tarik titip bayar perpanjang
        saya_mau
    """,
}
_NUMBERS = frozenset(
    {"dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas", "belasan", "puluhan"}
)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1\1")
_LOUD_FROM = 8
_SIZES = (4, 8, 16, 30)


def _groups() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Which groups a word, and two words in a row, belong to."""
    single: dict[str, tuple[str, ...]] = {}
    double: dict[str, tuple[str, ...]] = {}
    for name, listed in _LISTS.items():
        for entry in listed.split():
            where = double if "_" in entry else single
            key = entry.replace("_", " ")
            where[key] = (*where.get(key, ()), name)
    return single, double


_SINGLE, _DOUBLE = _groups()


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text, each number as 0: which number it is says nothing of a mood."""
    return tuple("0" if word.isdigit() or word in _NUMBERS else word for word in words(text))


def signs(text: str, found: tuple[str, ...]) -> Iterator[str]:
    """The groups that the words belong to, each two of them, and what the punctuation does."""
    groups: set[str] = set()
    for word in found:
        groups.update(_SINGLE.get(word, ()))
    for first, second in pairwise(found):
        groups.update(_DOUBLE.get(f"{first} {second}", ()))
    groups.update(_marks(text))
    ordered = sorted(groups)
    yield from (f"g:{name}" for name in ordered)
    yield from (f"g:{first}+{second}" for first, second in combinations(ordered, 2))
    yield f"n:{sum(len(found) >= size for size in _SIZES)}"


def _marks(text: str) -> Iterator[str]:
    if "?" in text:
        yield "?"
    if "!" in text:
        yield "!"
    if text.count("!") > 1:
        yield "!!"
    if text.rstrip().endswith("?"):
        yield "?end"
    if text.count("?") > 1:
        yield "??"
    letters = [char for char in text if char.isalpha()]
    if len(letters) >= _LOUD_FROM and sum(char.isupper() for char in letters) > len(letters) / 2:
        yield "loud"
    if _DRAWN_OUT.search(text):
        yield "drawn"
