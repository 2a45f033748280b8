"""Where the made-up customers live: cities and quarters around three branches, in three time zones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    """A city: the first four digits of a NIK there, its telephone area, quarters and streets."""

    name: str
    region: str
    area: str
    quarters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A branch and its surroundings; `share` of all customers, `peoples` by weight."""

    code: str
    name: str
    zone: str
    share: float
    cities: tuple[City, ...]
    peoples: Mapping[str, int]


STREETS = (
    "Anggrek",
    "Bougenville",
    "Cempaka",
    "Cendrawasih",
    "Dahlia",
    "Delima",
    "Flamboyan",
    "Kakatua",
    "Kamboja",
    "Kenanga",
    "Kenari",
    "Mangga",
    "Mawar",
    "Melati",
    "Merpati",
    "Nuri",
    "Pelita",
    "Rajawali",
    "Salak",
    "Sawo",
    "Seroja",
    "Teratai",
)
"""Street names that nearly every town has."""

JAKARTA = Place(
    "JKT",
    "Jakarta Tebet",
    "Asia/Jakarta",
    0.42,
    (
        City("Jakarta Selatan", "3174", "21", ("Tebet Barat", "Manggarai", "Pancoran", "Pasar Minggu", "Cilandak")),
        City("Jakarta Timur", "3175", "21", ("Jatinegara", "Cipinang", "Duren Sawit", "Kramat Jati")),
        City("Depok", "3276", "21", ("Beji", "Pancoran Mas", "Sukmajaya", "Cimanggis")),
        City("Bekasi", "3275", "21", ("Rawalumbu", "Pondok Gede", "Jatiasih")),
    ),
    {
        "jawa": 34,
        "sunda": 16,
        "betawi": 16,
        "batak": 9,
        "minang": 7,
        "tionghoa": 7,
        "melayu": 7,
        "bali": 2,
        "flores": 2,
    },
)
MAKASSAR = Place(
    "MKS",
    "Makassar Panakkukang",
    "Asia/Makassar",
    0.34,
    (
        City("Makassar", "7371", "411", ("Panakkukang", "Rappocini", "Tamalate", "Manggala", "Biringkanaya", "Mariso")),
        City("Gowa", "7306", "411", ("Somba Opu", "Pallangga", "Bontomarannu")),
        City("Maros", "7309", "411", ("Turikale", "Mandai", "Moncongloe")),
        City("Takalar", "7305", "418", ("Pattallassang", "Polongbangkeng Utara")),
    ),
    {
        "bugis": 38,
        "makassar": 26,
        "toraja": 9,
        "melayu": 9,
        "jawa": 8,
        "tionghoa": 5,
        "bali": 2,
        "minahasa": 2,
        "dayak": 1,
    },
)
JAYAPURA = Place(
    "JYP",
    "Jayapura Abepura",
    "Asia/Jayapura",
    0.24,
    (
        City("Kota Jayapura", "9171", "967", ("Abepura", "Heram", "Muara Tami", "Jayapura Utara", "Jayapura Selatan")),
        City("Kabupaten Jayapura", "9103", "967", ("Sentani", "Waibu", "Sentani Timur", "Depapre")),
        City("Keerom", "9111", "967", ("Arso", "Skanto")),
    ),
    {"papua": 44, "jawa": 15, "bugis": 12, "ambon": 9, "flores": 7, "batak": 5, "minahasa": 4, "toraja": 4},
)
PLACES = (JAKARTA, MAKASSAR, JAYAPURA)
"""The branches, in the order in which they are made."""
