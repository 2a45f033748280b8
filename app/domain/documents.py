"""Documents as the JSON text in which they are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


class WrittenDoc(Mapping[str, Any]):
    """A document that is read once somebody looks into it: most go on as the text that they are."""

    __slots__ = ("_doc", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._doc: dict[str, Any] | None = None

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - JSON
        return self._read()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def _read(self) -> dict[str, Any]:
        if self._doc is None:
            self._doc = json.loads(self.text)
        return self._doc
