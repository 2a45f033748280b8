"""Made-up people and companies: names joined at random from common parts, numbers that nobody can have.

Phones carry the mobile prefix 0860, which is given to no operator, or a local number that begins with 0, which no
exchange uses. A NIK has sub-district 99, and no regency has that many; an NPWP has tax office 000. Mail addresses end
in `.example` (RFC 2606).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from app.demo.name_words import COMPANY_TRADES, COMPANY_WORDS, FAMOUS, PEOPLES, TITLES_AFTER, TITLES_BEFORE, NameWords
from app.domain.names import fold

FICTIVE_MOBILE = "+62860"
"""Valid by its shape, given to no operator."""
FICTIVE_SUB_DISTRICT = "99"
FICTIVE_TAX_OFFICE = "000"
MAIL_HOST = "surel.example"
OLDEST, YOUNGEST = 78, 19


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up person: `woman` decides the date part of the NIK, `call_name` how friends would call them."""

    name: str
    call_name: str
    woman: bool
    born: date


def person(rng: random.Random, people: str, today: date) -> Person:
    """A person of one people; the same state of `rng` gives the same person."""
    words = PEOPLES[people]
    while True:
        woman = rng.random() < 0.5  # noqa: PLR2004 - half
        given = rng.choice(words.women if woman else words.men)
        name = _full_name(rng, words, given, woman=woman)
        if fold(name) not in FAMOUS:
            break
    born = today - timedelta(days=rng.randint(YOUNGEST * 365, OLDEST * 365))
    age = (today - born).days // 365
    return Person(_with_titles(rng, name, woman=woman, age=age, hajj=words.hajj), _call_name(given, name), woman, born)


def _full_name(rng: random.Random, words: NameWords, given: str, *, woman: bool) -> str:
    chance = rng.random()
    seconds = (words.women_seconds or words.seconds) if woman else words.seconds
    if words.mononyms and chance < 0.07:  # noqa: PLR2004 - about one in fifteen has one name
        # a single name is a long one; short forms do not stand alone
        singles = [word for word in (words.women if woman else words.men) if len(word) > 4]  # noqa: PLR2004
        return rng.choice(singles)
    parts = [given]
    if given in {"Muhammad", "Abdul", "Siti", "Nur", "I", "La", "Ai"}:
        others = [word for word in (words.women if woman else words.men) if len(word) > 3 and word != given]  # noqa: PLR2004
        parts.append(rng.choice(others))
    if words.families:
        if chance > 0.8:  # noqa: PLR2004 - one in five has a second name before the family's
            parts.append(rng.choice([second for second in seconds if second != given]))
        parts.append(rng.choice(words.families))
    else:
        parts.append(rng.choice([second for second in seconds if second != given]))
    if parts[0] == "Muhammad" and rng.random() < 0.3:  # noqa: PLR2004 - a share writes it short
        parts[0] = rng.choice(("Moh.", "Muh.", "M."))
    return " ".join(parts)


def _with_titles(rng: random.Random, name: str, *, woman: bool, age: int, hajj: bool) -> str:
    chance = rng.random()
    if hajj and age > 45 and chance < 0.05:  # noqa: PLR2004
        return f"{'Hj.' if woman else 'H.'} {name}"
    if chance < 0.02 or (age > 40 and chance > 0.985):  # noqa: PLR2004
        wrong = {"H.", "Hj.", "Prof.", "Drs." if woman else "Dra."}
        return f"{rng.choice([title for title in TITLES_BEFORE if title not in wrong])} {name}"
    if age > 22 and chance > 0.93:  # noqa: PLR2004
        return f"{name}, {rng.choice(TITLES_AFTER)}"
    return name


def _call_name(given: str, name: str) -> str:
    skipped = {"I", "Ni", "La", "Ida", "Andi", "Moh.", "Muh.", "M.", "Muhammad", "Abdul", "Siti", "Sitti", "Nur", "Sri"}
    words = [word for word in name.replace(",", "").split() if not word.endswith(".")]
    return next((word for word in words if word not in skipped and len(word) > 1), given)


def company(rng: random.Random) -> str:
    """A company that does not exist: its form, two words, a trade."""
    first, second = rng.sample(COMPANY_WORDS, 2)
    form = rng.choices(("PT", "CV", "UD", "Koperasi", "Yayasan"), (50, 32, 10, 5, 3))[0]
    trade = "" if form in {"Koperasi", "Yayasan"} else f" {rng.choice(COMPANY_TRADES)}"
    return f"{form} {first} {second}{trade}"


def mobile(serial: int) -> str:
    """The fictive mobile number of a serial (0 to 99,999,999), scattered so that neighbours look unlike."""
    return f"{FICTIVE_MOBILE}{(serial * 48_271 + 10_000_019) % 100_000_007 % 100_000_000:08}"


def landline(area: str, serial: int) -> str:
    """A fictive number of an area code: local numbers never begin with 0."""
    return f"+62{area}0{(serial * 4_177) % 1_000_000:06}"


def nik(region: str, born: date, serial: int, *, woman: bool) -> str:
    """A number in the form of a NIK (4 digits of `region`) that no office can have issued."""
    day = born.day + (40 if woman else 0)
    return f"{region}{FICTIVE_SUB_DISTRICT}{day:02}{born:%m%y}{serial % 10_000:04}"


def npwp(serial: int) -> str:
    """15 digits with the right check digit and a tax office that does not exist."""
    body = f"{90_000_000 + serial % 10_000_000:08}"
    total = sum(
        sum(divmod(int(digit) * 2, 10)) if place % 2 == 0 else int(digit) for place, digit in enumerate(reversed(body))
    )
    return f"{body}{-total % 10}{FICTIVE_TAX_OFFICE}000"


def mail(name: str, serial: int) -> str:
    """A mail address that leads nowhere."""
    return f"{'.'.join(fold(name).split()[:2])}{serial % 1000}@{MAIL_HOST}"
