"""A language model behind an OpenAI-compatible endpoint that the organisation runs itself."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.domain.errors import ErrorCode, LoketError

if TYPE_CHECKING:
    from app.phrasing.drafting import Outline

SECONDS = 8.0
MOST_BYTES = 256 * 1024
KEY_VARIABLE = "LOKET_GENERATOR_KEY"
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_TEMPERATURE = 0.4
_MOST_TOKENS = 700
_RULES = (
    "Anda menulis kalimat untuk petugas layanan pelanggan di Indonesia. Balas hanya dengan JSON: "
    '{"kalimat": ["...", "...", "..."]}. Setiap isi adalah satu ucapan lengkap, paling banyak dua kalimat, hangat, '
    "lugas, ejaan baku EYD V, tiap kalimat paling banyak 20 kata. Data hanya boleh muncul sebagai penanda dalam kurung "
    "kurawal dari daftar yang diberikan, ditulis persis; jangan menulis angka, tanggal, nama, atau janji lain. "
    "{voc} adalah sapaan setelah koma, {you} sebutan pelanggan di tengah kalimat. Jangan menyalahkan, membantah, "
    "menyuruh tenang, memakai kata tapi, tetapi, atau namun. Penolakan selalu diikuti yang bisa dilakukan."
)


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """What was meant for one address goes to no other."""

    def redirect_request(self, *_arguments: object, **_named: object) -> None:
        """Refuse: the answer then counts as an error."""
        return


class OpenAiCompatible:
    """Implements `Generator` over HTTPS, or HTTP to this machine alone."""

    def __init__(self, url: str, model: str, key: str | None = None, seconds: float = SECONDS) -> None:
        try:
            parts = urlsplit(url)
        except ValueError:
            raise LoketError(ErrorCode.INVALID, "generator_url") from None
        if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE)):
            raise LoketError(ErrorCode.INVALID, "generator_url")
        self._url = url.rstrip("/") + "/chat/completions"
        self._model = model
        self._key = key
        self._seconds = seconds
        # a proxy of the environment would be another party that reads along
        self._opener = urllib.request.build_opener(NoRedirects, urllib.request.ProxyHandler({}))

    def wordings(self, outline: Outline) -> tuple[str, ...]:
        """What the model answers, unread by anybody yet; an answer in another form counts as none."""
        body = {
            "model": self._model,
            "temperature": _TEMPERATURE,
            "max_tokens": _MOST_TOKENS,
            "messages": [{"role": "system", "content": _RULES}, {"role": "user", "content": told(outline)}],
        }
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self._key}"} if self._key else {})
        try:
            request = urllib.request.Request(self._url, json.dumps(body).encode(), headers)  # noqa: S310 - checked above
            with self._opener.open(request, timeout=self._seconds) as answer:
                text = answer.read(MOST_BYTES + 1)
        # an address or a key with signs that may not be there is a ValueError
        except (OSError, HTTPException, ValueError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            raise LoketError(ErrorCode.UNREACHABLE, "generator", {"reason": type(error).__name__}) from None
        return _wordings(text) if len(text) <= MOST_BYTES else ()


def told(outline: Outline) -> str:
    """The moment in words: stage, mood and state by name, and which placeholders there are."""
    return json.dumps(
        {
            "tahap": outline.stage.value,
            "suasana_hati": outline.mood.value,
            "saluran": outline.channel.value,
            "jenis_kontak": outline.contact_kind,
            "keadaan": outline.state.value,
            "situasi": list(outline.situations),
            "penanda": [f"{{{slot}}}" for slot in outline.slots],
            "boleh_meminta_maaf": outline.may_apologise,
        },
        ensure_ascii=False,
    )


def _wordings(text: bytes) -> tuple[str, ...]:
    try:
        content: Any = json.loads(text)["choices"][0]["message"]["content"]
        found = json.loads(content)["kalimat"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return ()
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()
