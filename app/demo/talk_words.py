"""What past talks were about and what was said in them, as front-liners note it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.interactions import ContactKind, Mood, OutcomeKind


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of contact: what it is about, what helped, and how it ended."""

    kind: ContactKind
    said: tuple[str, ...]
    summary: str
    outcome: OutcomeKind = OutcomeKind.SOLVED
    handed_to: str | None = None
    alternative: str | None = None
    rule: str | None = None
    note: str | None = None


_INFO, _REQUEST, _COMPLAINT = ContactKind.INFO, ContactKind.REQUEST, ContactKind.COMPLAINT

TOPICS: tuple[tuple[int, Topic], ...] = (
    (
        9,
        Topic(
            _INFO,
            ("Saldo {you} sudah saya cetakkan, silakan diperiksa dulu.",),
            "Cetak saldo dan mutasi sebulan terakhir",
        ),
    ),
    (
        8,
        Topic(
            _INFO,
            ("Biaya bulanannya saya tuliskan di sini supaya mudah dibandingkan.",),
            "Menjelaskan biaya bulanan rekening",
        ),
    ),
    (6, Topic(_INFO, ("Paket ini yang paling dekat dengan kebutuhan {you}.",), "Membandingkan tiga paket internet")),
    (
        6,
        Topic(
            _INFO,
            ("Jadwal pelayanan kami hari Senin sampai Jumat, pukul delapan sampai lima sore.",),
            "Menanyakan jam layanan",
        ),
    ),
    (
        5,
        Topic(
            _INFO,
            ("Syaratnya hanya dua, saya tuliskan agar tidak bolak-balik.",),
            "Menanyakan syarat pembukaan rekening",
        ),
    ),
    (5, Topic(_INFO, ("Garansinya masih berlaku, kartu garansinya cukup difoto.",), "Memeriksa masa garansi")),
    (
        4,
        Topic(
            _INFO,
            ("Pemakaian bulan ini saya bandingkan dengan tiga bulan terakhir, ya.",),
            "Menjelaskan rincian tagihan listrik",
        ),
    ),
    (
        8,
        Topic(
            _REQUEST,
            ("Nomor telepon yang baru sudah tercatat.",),
            "Mengganti nomor telepon",
            note="KTP asli sudah dicocokkan.",
        ),
    ),
    (6, Topic(_REQUEST, ("Alamat yang baru sudah saya perbarui, mohon dibaca sekali lagi.",), "Memperbarui alamat")),
    (
        6,
        Topic(
            _REQUEST,
            ("Kata sandinya silakan {you} buat sendiri, saya tidak melihat.",),
            "Mengatur ulang kata sandi aplikasi",
        ),
    ),
    (5, Topic(_REQUEST, ("Buku tabungan yang baru sudah selesai dicetak.",), "Mengganti buku tabungan yang penuh")),
    (5, Topic(_REQUEST, ("Paketnya sudah berganti dan langsung berlaku.",), "Mengganti paket internet")),
    (4, Topic(_REQUEST, ("Pembayaran {you} sudah kami terima, ini tandanya.",), "Membayar tagihan di loket")),
    (4, Topic(_REQUEST, ("Kartunya saya aktifkan sekarang, {you} yang memasukkan PIN.",), "Mengaktifkan kartu baru")),
    (3, Topic(_REQUEST, ("Surat keterangannya sudah ditandatangani.",), "Meminta surat keterangan rekening")),
    (
        3,
        Topic(
            _REQUEST,
            ("Berkasnya saya teruskan sekarang juga.",),
            "Berkas polis diteruskan ke bagian klaim",
            OutcomeKind.HANDED_OVER,
            handed_to="CLAIMS",
        ),
    ),
    (
        3,
        Topic(
            _REQUEST,
            ("Teknisi kami yang akan menelepon {you}.",),
            "Permintaan pindah titik modem diteruskan",
            OutcomeKind.HANDED_OVER,
            handed_to="FIELD_SERVICE",
        ),
    ),
    (
        3,
        Topic(
            _REQUEST,
            ("Rekan kami yang memegang data meteran akan melanjutkan.",),
            "Permintaan cek meteran diteruskan",
            OutcomeKind.HANDED_OVER,
            handed_to="METERING",
        ),
    ),
    (
        3,
        Topic(
            _REQUEST,
            ("Bagian itu belum bisa, tetapi ada cara lain yang bisa langsung jalan.",),
            "Tarik tunai di atas batas harian",
            OutcomeKind.DECLINED,
            alternative="Transfer antarrekening hari ini, sisanya diambil besok",
            rule="batas tarik tunai harian",
        ),
    ),
    (
        2,
        Topic(
            _REQUEST,
            ("Yang bisa saya bantu hari ini adalah menyiapkan surat kuasanya.",),
            "Mengambil dokumen milik orang lain tanpa surat kuasa",
            OutcomeKind.DECLINED,
            alternative="Formulir surat kuasa diberikan, dapat kembali kapan saja",
            rule="pengambilan oleh bukan pemilik",
        ),
    ),
    (
        2,
        Topic(
            _REQUEST,
            ("Barang itu tidak dapat ditukar, tetapi bisa kami servis tanpa biaya.",),
            "Menukar barang sesudah tujuh hari",
            OutcomeKind.DECLINED,
            alternative="Servis gratis dalam masa garansi",
            rule="batas waktu penukaran barang",
        ),
    ),
    (
        5,
        Topic(
            _COMPLAINT,
            ("Terima kasih sudah datang langsung. Potongannya saya telusuri bersama {you} sekarang.",),
            "Biaya administrasi terpotong dua kali, sudah dikembalikan",
        ),
    ),
    (
        4,
        Topic(
            _COMPLAINT,
            ("Sambungannya saya periksa dari sini, mohon lampunya dilihat.",),
            "Internet lambat, modem dimulai ulang dan kembali normal",
        ),
    ),
    (
        4,
        Topic(
            _COMPLAINT,
            ("Antrean tadi memang panjang. Urusan {you} saya selesaikan sampai tuntas.",),
            "Menunggu terlalu lama, urusan selesai di tempat",
        ),
    ),
    (
        3,
        Topic(_COMPLAINT, ("Barangnya saya periksa di depan {you}.",), "Barang tergores, diganti dari persediaan toko"),
    ),
    (
        3,
        Topic(
            _COMPLAINT,
            ("Saya catat jamnya, lalu bagian terkait yang memeriksa rekamannya.",),
            "Keluhan sikap petugas diteruskan ke penyelia",
            OutcomeKind.HANDED_OVER,
            handed_to="BRANCH_OPS",
        ),
    ),
    (
        3,
        Topic(
            _COMPLAINT,
            ("Tagihannya saya baca baris demi baris bersama {you}.",),
            "Tagihan dianggap terlalu tinggi, rincian jelas",
        ),
    ),
    (
        2,
        Topic(
            _COMPLAINT,
            ("Pengantarannya saya lacak sekarang.",),
            "Kiriman datang tanpa kabar, diteruskan ke pengantaran",
            OutcomeKind.HANDED_OVER,
            handed_to="DELIVERY",
        ),
    ),
)
"""Topics with their weights."""

GREETINGS = ("Selamat datang, {you}. Ada yang bisa saya bantu?", "Silakan duduk, {you}. Saya bantu sampai selesai.")
EMPATHY: Mapping[Mood, tuple[str, ...]] = {
    Mood.CALM: ("Baik, {you}.",),
    Mood.CONFUSED: ("Pelan-pelan saja, {you}, saya jelaskan satu per satu.",),
    Mood.ANXIOUS: ("Saya mengerti {you} khawatir. Kita lihat bersama sekarang.",),
    Mood.DISAPPOINTED: ("Wajar {you} kecewa setelah menunggu. Mari kita selesaikan.",),
    Mood.ANGRY: ("Saya dengarkan, {you}. Silakan ceritakan dari awal.",),
}
APOLOGY = "Mohon maaf atas kejadian ini, {you}."
CLOSINGS = ("Masih ada yang lain, {you}?", "Terima kasih sudah datang, {you}.", "Hati-hati di jalan, {you}.")
CASE_OPENED = "Sudah saya catat dengan nomor {number}, {you} cukup menyebut nomor ini."
CASE_PROMISED = "Saya kabari {you} sesuai waktu yang tadi kita sepakati."
CASE_ASKED = "Saya lihat dulu sampai di mana pekerjaannya."
NOTES = (
    "Datang bersama anaknya.",
    "Minta ditelepon bila ada perubahan.",
    "Sudah paham biaya dan waktunya.",
    "Berkas asli sudah dikembalikan.",
    "Menunggu sekitar dua puluh menit sebelum dipanggil.",
    "Mengisi formulir dibantu petugas.",
)
