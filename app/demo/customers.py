"""Made-up customers of one branch: people, companies, colleagues, with what a front-liner would note of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime

from app.demo import names
from app.demo.places import PLACES, STREETS, City, Place
from app.demo.seeded import SeededIds
from app.domain.people import Customer, CustomerKind, Honorific

PREFERENCES = (
    "Lebih suka dihubungi lewat WhatsApp sesudah pukul 16.00.",
    "Lebih suka ditelepon, jangan lewat pesan tertulis.",
    "Minta penjelasan tertulis lewat email setelah setiap kunjungan.",
    "Mohon bicara agak perlahan, pendengaran kurang.",
    "Lebih nyaman dilayani di kursi depan, lutut sakit bila berdiri lama.",
    "Biasanya datang pagi sebelum pukul 09.00.",
    "Suka dijelaskan singkat, langsung ke pilihan yang ada.",
    "Minta angka biaya disebut lebih dahulu sebelum penjelasan lain.",
    "Hubungi anaknya untuk urusan berkas; nomornya ada di catatan rekening.",
    "Tidak berkenan dihubungi pada hari Minggu pagi.",
    "Tidak berkenan dihubungi pada waktu salat Jumat.",
    "Ingin diberi kabar walaupun belum ada kemajuan.",
)
NOTES = (
    "Ramah dan sabar. Senang bila perkembangan dijelaskan langkah demi langkah.",
    "Pernah kecewa karena kabar terlambat. Pastikan janji waktu jelas.",
    "Sering datang mewakili orang tua; surat kuasa tersimpan.",
    "Pemilik warung, hanya bisa datang pada jam istirahat siang.",
    "Guru; paling mudah ditelepon sesudah jam sekolah.",
    "Nelayan; sering tidak ada sinyal selama beberapa hari.",
    "Bekerja malam, mohon jangan ditelepon pada pagi hari.",
    "Membantu tetangganya mengurus berkas; tanyakan atas nama siapa.",
    "Baru pindah alamat, pastikan alamat pengantaran.",
    "Pengguna kursi roda; siapkan meja yang rendah.",
    "Membawa anak kecil; utamakan bila antrean panjang.",
    "Sudah menjadi pelanggan sejak toko pertama dibuka.",
)
COMPANY_NOTES = (
    "Penanggung jawab berganti tahun ini; minta surat penunjukan yang baru.",
    "Tagihan dikirim ke bagian keuangan setiap tanggal 5.",
    "Pengiriman barang hanya diterima sampai pukul 15.00.",
    "Memerlukan faktur pajak untuk setiap transaksi.",
)
DESKS = ("Konter", "Kas Besar", "Ruang Arsip", "Gudang Kecil", "Meja Informasi", "Ruang Penyelia")
INTERNAL_DESKS = len(DESKS)
COMPANY_SHARE = 0.08
WALK_IN_SHARE = 0.02


class CustomerMaker:
    """Makes the customers of one branch, one after the other; serials keep numbers unique over all branches."""

    def __init__(self, place: Place, scope_id: int, seed: str, now: datetime) -> None:
        self._place = place
        self._scope_id = scope_id
        self._rng = random.Random(f"{seed}.customers.{place.code}")
        self._ids = SeededIds(f"{seed}.customer-ids.{place.code}")
        self._now = now
        self._peoples = (tuple(place.peoples), tuple(place.peoples.values()))
        self._branch_digit = PLACES.index(place) + 1
        self._taken: set[str] = set()

    def make(self, count: int) -> Iterator[Customer]:
        """`count` customers, the desks of the branch first."""
        for serial in range(count):
            chance = self._rng.random()
            if serial < INTERNAL_DESKS:
                yield self._desk(serial)
            elif chance < COMPANY_SHARE:
                yield self._company(serial)
            elif chance < COMPANY_SHARE + WALK_IN_SHARE:
                yield self._walk_in(serial)
            else:
                yield self._person(serial)

    def _person(self, serial: int) -> Customer:
        rng = self._rng
        someone = names.person(rng, rng.choices(*self._peoples)[0], self._now.date())
        city = rng.choice(self._place.cities)
        return Customer(
            id=self._ids.at(self._now),
            scope_id=self._scope_id,
            name=someone.name,
            customer_number=self._number(serial),
            honorific=_honorific(rng, woman=someone.woman, age=(self._now.date() - someone.born).days // 365),
            call_name=someone.call_name if rng.random() < 0.85 else None,  # noqa: PLR2004 - most were asked
            phone=names.mobile(self._unique(serial)) if rng.random() < 0.97 else None,  # noqa: PLR2004
            email=names.mail(someone.name, serial) if rng.random() < 0.4 else None,  # noqa: PLR2004
            nik=self._free_nik(someone, city, self._unique(serial)),
            birth_date=someone.born,
            address=self._address(city),
            city=city.name,
            preferences=rng.choice(PREFERENCES) if rng.random() < 0.3 else None,  # noqa: PLR2004
            note=rng.choice(NOTES) if rng.random() < 0.2 else None,  # noqa: PLR2004
        )

    def _company(self, serial: int) -> Customer:
        rng = self._rng
        city = rng.choice(self._place.cities)
        name = names.company(rng)
        return Customer(
            id=self._ids.at(self._now),
            scope_id=self._scope_id,
            name=name,
            kind=CustomerKind.COMPANY,
            customer_number=self._number(serial),
            phone=names.landline(city.area, self._unique(serial)),
            email=names.mail(name, serial),
            npwp=names.npwp(self._unique(serial)),
            address=self._address(city),
            city=city.name,
            preferences=rng.choice(PREFERENCES[:3]) if rng.random() < 0.3 else None,  # noqa: PLR2004
            note=rng.choice(COMPANY_NOTES) if rng.random() < 0.5 else None,  # noqa: PLR2004
        )

    def _walk_in(self, serial: int) -> Customer:
        rng = self._rng
        someone = names.person(rng, rng.choices(*self._peoples)[0], self._now.date())
        return Customer(
            id=self._ids.at(self._now),
            scope_id=self._scope_id,
            name=someone.name,
            kind=CustomerKind.WALK_IN,
            customer_number=self._number(serial),
            phone=names.mobile(self._unique(serial)) if rng.random() < 0.6 else None,  # noqa: PLR2004
        )

    def _desk(self, serial: int) -> Customer:
        return Customer(
            id=self._ids.at(self._now),
            scope_id=self._scope_id,
            name=f"{DESKS[serial]} {self._place.name}",
            kind=CustomerKind.INTERNAL,
            customer_number=self._number(serial),
            city=self._place.cities[0].name,
        )

    def _free_nik(self, someone: names.Person, city: City, serial: int) -> str:
        number = names.nik(city.region, someone.born, serial, woman=someone.woman)
        while number in self._taken:
            serial += 1
            number = names.nik(city.region, someone.born, serial, woman=someone.woman)
        self._taken.add(number)
        return number

    def _address(self, city: City) -> str:
        rng = self._rng
        street = f"Jalan {rng.choice(STREETS)} {rng.choice(('', 'I ', 'II ', 'Raya '))}Nomor {rng.randint(1, 180)}"
        return f"{street}, RT {rng.randint(1, 9):03}/RW {rng.randint(1, 12):03}, {rng.choice(city.quarters)}"

    def _number(self, serial: int) -> str:
        return f"NR-{self._place.code}-{serial + 1:06}"

    def _unique(self, serial: int) -> int:
        return serial * 10 + self._branch_digit


def _honorific(rng: random.Random, *, woman: bool, age: int) -> Honorific | None:
    if rng.random() < 0.12:  # noqa: PLR2004 - not asked yet
        return None
    young = age < 32 and rng.random() < 0.6  # noqa: PLR2004
    if young:
        return rng.choice((Honorific.KAK, Honorific.MBAK if woman else Honorific.MAS))
    return Honorific.IBU if woman else Honorific.BAPAK
