"""Identities made from a seed: the form of UUIDv7, the same at every run with the same moments."""

from __future__ import annotations

import random
from datetime import datetime


class SeededIds:
    """UUIDv7 whose random part comes from a seed and whose time is that of the thing it names."""

    def __init__(self, seed: str) -> None:
        self._rng = random.Random(seed)

    def at(self, moment: datetime) -> str:
        """A new id for something that happened at `moment`."""
        bits = self._rng.getrandbits(74)
        value = int(moment.timestamp() * 1000) << 80 | 7 << 76 | (bits >> 62) << 64 | 2 << 62 | bits & (1 << 62) - 1
        text = f"{value:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
