"""The made-up organisation: one group with a bank, a telecom, shops, an insurer and a power company at one counter."""

from __future__ import annotations

from dataclasses import dataclass

from app.demo.places import JAKARTA, JAYAPURA, MAKASSAR
from app.domain.people import Role

NAME = "Nusa Raya"
SETTING = {"name": NAME, "customer_word": "pelanggan"}
COUNTER_LOGIN = "nurul"
"""Who is signed in when the demo opens."""
HOME = MAKASSAR
"""The branch of the demo's own counter."""
COUNTER_NAME = "Konter 3"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of the made-up staff."""

    login: str
    name: str
    role: Role
    branch: str
    unit: str | None = None


STAFF = (
    Colleague("nurul", "Nurul Padjalangi", Role.FRONTLINER, MAKASSAR.code),
    Colleague("rahmat", "Rahmat Mattalatta", Role.FRONTLINER, MAKASSAR.code),
    Colleague("yuliana", "Yuliana Palimbong", Role.FRONTLINER, MAKASSAR.code),
    Colleague("besse", "Besse Makkasau", Role.SUPERVISOR, MAKASSAR.code),
    Colleague("dimas", "Dimas Wicaksono", Role.FRONTLINER, JAKARTA.code),
    Colleague("euis", "Euis Rukmana", Role.FRONTLINER, JAKARTA.code),
    Colleague("marlina", "Marlina Nainggolan", Role.FRONTLINER, JAKARTA.code),
    Colleague("hendra", "Hendra Lesmana", Role.FRONTLINER, JAKARTA.code),
    Colleague("wulan", "Wulan Pambudi", Role.SUPERVISOR, JAKARTA.code),
    Colleague("yance", "Yance Rumaropen", Role.FRONTLINER, JAYAPURA.code),
    Colleague("elsina", "Elsina Suebu", Role.FRONTLINER, JAYAPURA.code),
    Colleague("obed", "Obed Mandowen", Role.SUPERVISOR, JAYAPURA.code),
    Colleague("saharuddin", "Saharuddin Pawelloi", Role.BACKOFFICE, MAKASSAR.code, "ASSEMBLY"),
    Colleague("hasnah", "Hasnah Tadjang", Role.BACKOFFICE, MAKASSAR.code, "DELIVERY"),
    Colleague("asep", "Asep Supriatna", Role.BACKOFFICE, JAKARTA.code, "CARDS"),
    Colleague("retno", "Retno Laksono", Role.BACKOFFICE, JAKARTA.code, "PAYMENTS"),
    Colleague("tigor", "Tigor Panggabean", Role.BACKOFFICE, JAKARTA.code, "CLAIMS"),
    Colleague("lambert", "Lambert Kbarek", Role.BACKOFFICE, JAYAPURA.code, "FIELD_SERVICE"),
    Colleague("farida", "Farida Alamsyah", Role.OWNER, JAKARTA.code),
    Colleague("gunawan", "Gunawan Handoyo", Role.ADMIN, JAKARTA.code),
)
"""Twenty people; the logins are fixed, the passwords are made at the first start."""


def frontliners(branch: str) -> tuple[Colleague, ...]:
    """Who serves at a branch."""
    return tuple(one for one in STAFF if one.branch == branch and one.role is Role.FRONTLINER)
