"""How days, clock times and money are said: the port, and a plain Indonesian implementation of it."""

from datetime import datetime
from typing import Protocol

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


class Wording(Protocol):
    """Says values in Indonesian. `local` is aware, in the branch's zone, and its tzname is WIB, WITA or WIT."""

    def day(self, local: datetime) -> str:
        """As "Selasa, 24 November 2026"."""
        ...

    def clock(self, local: datetime) -> str:
        """As "pukul 15.00 WIB"."""
        ...

    def money(self, rupiah: int) -> str:
        """As "Rp150.000"."""
        ...


class IndonesianWording:
    """The wording of the contract, from name tables: the same on every machine."""

    def day(self, local: datetime) -> str:
        return f"{WEEKDAYS[local.weekday()]}, {local.day} {MONTHS[local.month - 1]} {local.year}"

    def clock(self, local: datetime) -> str:
        return f"pukul {local.hour:02d}.{local.minute:02d} {local.tzname()}"

    def money(self, rupiah: int) -> str:
        return "Rp" + f"{rupiah:,}".replace(",", ".")
