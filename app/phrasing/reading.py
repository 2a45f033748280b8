"""Reads a JSON-like context into frozen values, naming the field that is wrong."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from app.domain.cases import CaseStatus
from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.domain.people import Honorific
from app.domain.processes import StepStatus
from app.phrasing.context import (
    Case,
    Context,
    Customer,
    Incident,
    Language,
    Offer,
    Organisation,
    Promise,
    Staff,
    Step,
    Zone,
)

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_MOST_RUPIAH = 10**15
_ZONE_BY_OFFSET = {
    timedelta(hours=7): Zone.JAKARTA,
    timedelta(hours=8): Zone.MAKASSAR,
    timedelta(hours=9): Zone.JAYAPURA,
}

E = TypeVar("E", bound=StrEnum)


class BadContext(Exception):  # noqa: N818 - it reads as what it tells
    """A context that cannot be used: the dotted path of the field, and what is wrong with it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


def parse_context(data: object) -> Context:
    """The context of the contract from decoded JSON; unknown keys are ignored. Raises BadContext."""
    if not isinstance(data, Mapping):
        raise BadContext("context", "harus berupa objek JSON")
    root = _Fields(data, "")
    now = root.instant("now")
    if now is None:
        raise BadContext("now", "wajib diisi")
    return Context(
        now=now,
        channel=_required(root.choice("channel", Channel), "channel"),
        stage=_required(root.choice("stage", Stage), "stage"),
        zone=root.choice("zone", Zone) or _ZONE_BY_OFFSET.get(now.utcoffset() or timedelta(), Zone.JAKARTA),
        contact_kind=root.choice("contact_kind", ContactKind),
        mood=root.choice("mood", Mood),
        language=root.choice("language", Language) or Language.INDONESIAN,
        organisation=_organisation(root.child("organisation")),
        staff=_staff(root.child("staff")),
        customer=_customer(root.child("customer")),
        utterance=root.text("utterance"),
        apologised=root.flag("apologised"),
        case=_case(root.child("case")),
        incident=_incident(root.child("incident")),
        offers=tuple(Offer(item.text("title"), item.flag("approved")) for item in root.children("offers")),
    )


def _required(value: E | None, field: str) -> E:
    if value is None:
        raise BadContext(field, "wajib diisi")
    return value


class _Fields:
    """The keys of one JSON object, read by type; every refusal carries the whole path."""

    def __init__(self, data: Mapping[object, object], path: str) -> None:
        self._data = data
        self._path = path

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def text(self, key: str) -> str | None:
        value = self._data.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise BadContext(self._at(key), "harus berupa teks")
        return value if value.strip() else None

    def flag(self, key: str) -> bool:
        value = self._data.get(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise BadContext(self._at(key), "harus true atau false")
        return value

    def money(self, key: str) -> int | None:
        value = self._data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise BadContext(self._at(key), "harus bilangan bulat rupiah, nol atau lebih")
        if value > _MOST_RUPIAH:
            raise BadContext(self._at(key), "lebih besar dari seribu triliun rupiah")
        return value

    def instant(self, key: str) -> datetime | None:
        value = self._data.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise BadContext(self._at(key), "harus berupa teks tanggal ISO 8601 dengan selisih zona")
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            raise BadContext(self._at(key), "bukan tanggal ISO 8601 yang sah") from None
        if parsed.tzinfo is None:
            raise BadContext(self._at(key), "harus memuat selisih zona, misalnya +07:00")
        if not _FIRST_YEAR <= parsed.year <= _LAST_YEAR:
            raise BadContext(self._at(key), f"tahun harus antara {_FIRST_YEAR} dan {_LAST_YEAR}")
        return parsed

    def choice(self, key: str, kind: type[E]) -> E | None:
        value = self._data.get(key)
        if value is None:
            return None
        known = {member.value: member for member in kind}
        if not isinstance(value, str) or value not in known:
            raise BadContext(self._at(key), "harus salah satu dari: " + ", ".join(known))
        return known[value]

    def child(self, key: str) -> "_Fields | None":
        value = self._data.get(key)
        return None if value is None else self._object(value, self._at(key))

    def children(self, key: str) -> "tuple[_Fields, ...]":
        return tuple(self._object(item, f"{self._at(key)}[{index}]") for index, item in enumerate(self._list(key)))

    def texts(self, key: str) -> tuple[str, ...]:
        items = self._list(key)
        for index, item in enumerate(items):
            if not isinstance(item, str):
                raise BadContext(f"{self._at(key)}[{index}]", "harus berupa teks")
        return tuple(str(item) for item in items)

    def _list(self, key: str) -> list[object]:
        value = self._data.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise BadContext(self._at(key), "harus berupa daftar")
        return value

    @staticmethod
    def _object(value: object, path: str) -> "_Fields":
        if not isinstance(value, Mapping):
            raise BadContext(path, "harus berupa objek JSON")
        return _Fields(value, path)


def _organisation(fields: _Fields | None) -> Organisation | None:
    return None if fields is None else Organisation(fields.text("name"))


def _staff(fields: _Fields | None) -> Staff | None:
    return None if fields is None else Staff(fields.text("name"))


def _customer(fields: _Fields | None) -> Customer | None:
    if fields is None:
        return None
    return Customer(fields.text("name"), fields.choice("honorific", Honorific), fields.text("call_name"))


def _case(fields: _Fields | None) -> Case | None:
    if fields is None:
        return None
    return Case(
        number=fields.text("number"),
        kind=fields.text("kind"),
        title=fields.text("title"),
        opened_at=fields.instant("opened_at"),
        due_at=fields.instant("due_at"),
        status=fields.choice("status", CaseStatus),
        status_reason=fields.text("status_reason"),
        missing_documents=fields.texts("missing_documents"),
        options=fields.texts("options"),
        steps=tuple(_step(item) for item in fields.children("steps")),
        promise=_promise(fields.child("promise")),
    )


def _step(fields: _Fields) -> Step:
    return Step(
        name=fields.text("name"),
        unit=fields.text("unit"),
        code=fields.text("code"),
        status=fields.choice("status", StepStatus),
        reported_at=fields.instant("reported_at"),
        estimate_at=fields.instant("estimate_at"),
        note=fields.text("note"),
        cost_estimate=fields.money("cost_estimate"),
        cost_actual=fields.money("cost_actual"),
    )


def _promise(fields: _Fields | None) -> Promise | None:
    if fields is None:
        return None
    return Promise(
        text=fields.text("text"),
        due_at=fields.instant("due_at"),
        at_risk=fields.flag("at_risk"),
        new_estimate_at=fields.instant("new_estimate_at"),
    )


def _incident(fields: _Fields | None) -> Incident | None:
    if fields is None:
        return None
    return Incident(fields.text("title"), fields.text("area"), fields.instant("estimate_at"))
