"""How to address the customer, asked where the record does not say; an unknown honorific is never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.people import Customer, CustomerKind, Honorific
from ui.tasks import Background
from ui.viewmodels.ports import CounterCore
from ui.viewmodels.record import RecordState

_PEOPLE = frozenset({CustomerKind.PERSON, CustomerKind.INTERNAL})


@dataclass(frozen=True, slots=True)
class AddressAsk:
    """The small form: what is known so far, and what the agent has chosen."""

    customer_id: str
    name: str
    honorific: Honorific | None
    call_name: str


class AddressViewModel(QObject):
    """Open while the honorific is not known and was not put off; the agent may also open it to correct it."""

    changed = Signal(object)
    """`AddressAsk`, or None while nothing is asked."""

    saved = Signal()

    refused = Signal(object)
    """An error of saving, told in the banner."""

    def __init__(self, core: CounterCore, tasks: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._tasks = tasks
        self._customer: Customer | None = None
        self._put_off: set[str] = set()
        self._ask: AddressAsk | None = None

    @property
    def ask(self) -> AddressAsk | None:
        return self._ask

    def follow(self, record: RecordState | None) -> None:
        """Go with the record; what is being filled in outlives news of the same customer."""
        before, self._customer = self._customer, record.record.customer if record else None
        customer = self._customer
        if customer is None or customer.kind not in _PEOPLE:
            self._show(None)
        elif before is None or before.id != customer.id or before.honorific is not customer.honorific:
            missing = customer.honorific is None and customer.id not in self._put_off
            self._show(_asked(customer) if missing else None)

    def open(self) -> bool:
        """Ask although it is known, to correct it; False where there is no person to address."""
        if self._customer is not None and self._customer.kind in _PEOPLE:
            self._show(self._ask or _asked(self._customer))
        return self._ask is not None

    def later(self) -> None:
        """Not now: the customer is not asked about again while this screen is open."""
        if self._ask is not None:
            self._put_off.add(self._ask.customer_id)
            self._show(None)

    def save(self, honorific: Honorific, call_name: str) -> None:
        """Keep it in the record."""
        ask = self._ask
        if ask is None:
            return
        doc: dict[str, str | None] = {"honorific": honorific.value, "call_name": call_name.strip() or None}
        self._show(None)
        work = partial(self._core.customers.edit, ask.customer_id, doc)
        self._tasks.run(work, self._saved, partial(self._not_saved, ask))

    def forget(self) -> None:
        """Drop everything personal."""
        self._customer = None
        self._put_off.clear()
        self._show(None)

    def _saved(self, _customer: Customer) -> None:
        self.saved.emit()

    def _not_saved(self, ask: AddressAsk, error: Exception) -> None:
        if self._customer is not None and self._customer.id == ask.customer_id:
            self._show(ask)
        self.refused.emit(error)

    def _show(self, ask: AddressAsk | None) -> None:
        if ask != self._ask:
            self._ask = ask
            self.changed.emit(ask)


def _asked(customer: Customer) -> AddressAsk:
    return AddressAsk(customer.id, customer.name, customer.honorific, customer.call_name or "")
