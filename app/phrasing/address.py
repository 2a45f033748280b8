"""How the customer is addressed: honorific, name, and the short form after a comma."""

from collections.abc import Iterator

from app.domain.interactions import Mood
from app.domain.people import Honorific
from app.phrasing.context import Customer
from app.phrasing.plain import PlainValues
from app.phrasing.slots import Fact, Slot

UNKNOWN = "Bapak/Ibu"
_SHORT = {Honorific.BAPAK: "Pak", Honorific.IBU: "Bu"}
_PRONOUN = {Honorific.KAK: "Kakak"}


def address_slots(customer: Customer | None, values: PlainValues, mood: Mood | None) -> Iterator[tuple[str, Slot]]:
    """`address` (Ibu Ratna), `you` (Ibu), `voc` (Bu); `name` and `honorific` only where they are known.

    A full name is used where no call name is known: picking one word of it would be a guess. Who speaks for a company
    is "Bapak/Ibu dari PT Maju Jaya", whose own name is still to be asked.
    """
    honorific = customer.honorific if customer else None
    form = honorific.value if honorific else UNKNOWN
    yield "you", Slot(_PRONOUN.get(honorific, form) if honorific else UNKNOWN)
    yield "voc", Slot(_SHORT.get(honorific, form) if honorific else UNKNOWN)
    if honorific:
        yield "honorific", Slot(form)
    name = _name(customer, values, titled=mood is not Mood.ANGRY)
    if name is not None:
        yield "name", Slot(name.text, (name,))
        yield "address", Slot(f"{form} {name.text}", (name,))
        return
    company = values.company(customer.name) if customer else None
    if company is not None:
        yield "address", Slot(f"{form} dari {company}", (Fact(company, "customer.name"),))
    else:
        yield "address", Slot(form)


def _name(customer: Customer | None, values: PlainValues, *, titled: bool) -> Fact | None:
    """Anger hears two short sentences, so titles with their full stops are left out."""
    if customer is None:
        return None
    for value, source in ((customer.call_name, "customer.call_name"), (customer.name, "customer.name")):
        text = values.person(value, titled=titled)
        if text:
            return Fact(text, source)
    return None
