"""Contexts made to break the engine, checked by rules written again here, apart from the engine's own check."""

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.phrasing.answers import to_json
from tests.unit.phrasing.moments import (
    AHEAD,
    CASES,
    CHANNELS,
    FRESH,
    MOODS,
    NOW,
    OLD,
    PAST,
    SOON,
    STAGES,
    Json,
    case,
    context,
    promise,
    step,
    suggest,
)

HOSTILE = (
    "{name}",
    "{case_word} {options}",
    "%s %(name)s %d",
    "<b>Kartu</b><script>alert(1)</script>",
    "&lt;b&gt; &nbsp;",
    "Kartu\nATM\ttertelan",
    "\u202eKartu ATM\u202c",
    "Kartu\u200b ATM \u200f",
    "Kartu [TBD] (isi sendiri)",
    "Kartu ATM tertelan " * 15,
    "x" * 300,
    "ERR_0x5F RECON L2 PENDING",
    "Maaf, tapi tenang saja. Maaf!",
    "Silahkan antri dimana saja, terimakasih",
    "Rp1000000 jam 5 sore besok",
    "1234567890123456",
    "0812-3456-7890",
    "Selesai! Beres? Ya...",
    "Dijamin pasti segera beres besok",
    "\ud800 rusak",
    "الكتاب",
    "🙏 tolong",
    "${jndi:ldap://x} `rm -rf`",
    "null",
    "-",
    "   ",
    "Operasional ATM",
    "anda dan Bos",
)
SANE = ("Kartu ATM tertelan", "Pembukaan rekening", "Pulsa tidak masuk", "dikirim ke rumah", "Ratna", "Siti Aminah")
ZONES = {"Asia/Jakarta": (7, "WIB"), "Asia/Makassar": (8, "WITA"), "Asia/Jayapura": (9, "WIT")}
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
FORMS = {
    "Bapak": {"Bapak", "Pak"},
    "Ibu": {"Ibu", "Bu"},
    "Kak": {"Kak", "Kakak"},
    "Mas": {"Mas"},
    "Mbak": {"Mbak"},
    None: {"Bapak/Ibu"},
}

value = st.none() | st.sampled_from(HOSTILE) | st.sampled_from(SANE) | st.text(max_size=30)
instant = st.none() | st.sampled_from(
    [AHEAD, PAST, SOON, OLD, FRESH, "2027-01-01T00:00:00+09:00", "2026-11-23T02:05:00Z"]
)
money = st.none() | st.integers(0, 10**12)


def optional(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Json | None]:
    return st.none() | st.fixed_dictionaries({}, optional=fields)


steps = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "name": value,
            "unit": value,
            "code": st.sampled_from(["RECON", "E-17", "a_b", None]),
            "status": st.sampled_from(["waiting", "in_progress", "on_hold", "done", "failed", None]),
            "reported_at": instant,
            "estimate_at": instant,
            "note": value,
            "cost_estimate": money,
            "cost_actual": money,
        },
    ),
    max_size=3,
)
cases = optional(
    number=value,
    kind=st.sampled_from(["complaint", "request", "order", None]),
    title=value,
    due_at=instant,
    status=st.sampled_from(["open", "waiting_customer", "resolved", "rejected", None]),
    status_reason=value,
    missing_documents=st.none() | st.lists(st.sampled_from(HOSTILE + SANE), max_size=3),
    options=st.none() | st.lists(st.sampled_from(HOSTILE + SANE), max_size=3),
    steps=st.none() | steps,
    promise=optional(text=value, due_at=instant, at_risk=st.booleans(), new_estimate_at=instant),
)
contexts = st.fixed_dictionaries(
    {
        "now": st.sampled_from([NOW, "2026-11-23T23:59:59+07:00", "2026-11-23T18:00:00+00:00"]),
        "channel": st.sampled_from(CHANNELS),
        "stage": st.sampled_from(STAGES),
        "mood": st.sampled_from(MOODS),
        "zone": st.sampled_from([*ZONES]),
    },
    optional={
        "contact_kind": st.sampled_from(["info", "request", "complaint", None]),
        "organisation": optional(name=value),
        "staff": optional(name=value),
        "customer": optional(
            name=value, call_name=value, honorific=st.sampled_from(["Bapak", "Ibu", "Kak", "Mas", "Mbak", None])
        ),
        "utterance": value,
        "apologised": st.booleans(),
        "case": cases,
        "incident": optional(title=value, area=value, estimate_at=instant),
        "offers": st.none()
        | st.lists(st.fixed_dictionaries({}, optional={"title": value, "approved": st.booleans()}), max_size=2),
    },
)


def leaves(data: object) -> Iterator[object]:
    if isinstance(data, dict):
        for item in data.values():
            yield from leaves(item)
    elif isinstance(data, list):
        for item in data:
            yield from leaves(item)
    else:
        yield data


def sayable_numbers(moment: Json) -> set[str]:
    """Every way in which a number of the context may be written."""
    hours, _ = ZONES[str(moment["zone"])]
    numbers: set[str] = set()
    for leaf in leaves(moment):
        if isinstance(leaf, int) and not isinstance(leaf, bool):
            numbers.add(f"{leaf:,}".replace(",", "."))
        elif isinstance(leaf, str):
            numbers.update(re.findall(r"\d+(?:[.,]\d+)*", leaf))
            try:
                local = datetime.fromisoformat(leaf).astimezone(timezone(timedelta(hours=hours)))
            except ValueError:
                continue
            numbers.update({str(local.day), str(local.year), f"{local:%H.%M}"})
    return numbers


def sayable_calendar(moment: Json) -> set[str]:
    hours, _ = ZONES[str(moment["zone"])]
    names: set[str] = set()
    for leaf in leaves(moment):
        if not isinstance(leaf, str):
            continue
        names.update(word for word in MONTHS + DAYS if word in leaf)
        try:
            local = datetime.fromisoformat(leaf).astimezone(timezone(timedelta(hours=hours)))
        except ValueError:
            continue
        names.update({MONTHS[local.month - 1], DAYS[local.weekday()]})
    return names


def secrets(moment: Json) -> Iterator[str]:
    case_data = moment.get("case")
    for each in (case_data or {}).get("steps") or []:  # type: ignore[attr-defined]
        code, note = each.get("code"), each.get("note")
        if code:
            yield code
        if note and len(note.strip()) >= 8:
            yield note.strip()


def check_text(text: str, moment: Json) -> None:
    assert not re.search(r"[\[\]{}()<>|`\\_$&@#*\"]|%[a-z]", text), text
    assert all(unicodedata.category(char)[0] != "C" and unicodedata.bidirectional(char) != "R" for char in text), text
    assert text[0].isupper()
    assert text[-1] in ".?!"
    assert len(text) < 600
    assert set(re.findall(r"\d+(?:[.,]\d+)*", text)) <= sayable_numbers(moment), text
    assert {word for word in MONTHS + DAYS if re.search(rf"\b{word}\b", text)} <= sayable_calendar(moment), text
    sentences = re.split(r"(?<=[.!?])\s+", text)
    if moment["channel"] != "chat":
        assert all(len(sentence.split()) <= 20 for sentence in sentences), text
        assert not re.search(r"\d{6,}", text), text
    if moment["mood"] == "angry":
        assert len(sentences) <= 2, text
    assert "tenang" not in text.lower(), text
    assert not re.search(r"\b(?:tapi|tetapi|namun)\b", text, re.IGNORECASE), text
    assert not re.search(r"silahkan|terimakasih|\bantri|\bdimana\b|\banda\b", text), text
    assert not re.search(r"\b(?:Bos|Sis|Ketua|Say)\b", text), text
    forms = set(re.findall(r"Bapak/Ibu|\b(?:Bapak|Ibu|Pak|Bu|Kakak|Kak|Mas|Mbak)\b", text))
    honorific = (moment.get("customer") or {}).get("honorific")  # type: ignore[attr-defined]
    assert forms <= FORMS[honorific], text
    assert not any(secret in text for secret in secrets(moment)), text
    apologies = len(re.findall(r"\bmaaf\b", text, re.IGNORECASE))
    assert apologies <= (0 if moment.get("apologised") else 1), text


def check_answer(moment: Json) -> None:
    answer = suggest(moment)
    for each in answer.suggestions:
        check_text(each.text, moment)
        assert all(fact.text in each.text for fact in each.facts)
        assert all(re.fullmatch(r"[a-z_]+(?:\[\d+\])?(?:\.[a-z_]+(?:\[\d+\])?)*", fact.source) for fact in each.facts)
    for missing in answer.missing:
        assert not re.search(r"[{}<>\[\]\n\r\t\u202e\u200f]", missing.ask), missing.ask
        assert missing.ask.count("?") >= 1
    json.dumps(to_json(answer), ensure_ascii=False).encode("utf-8")
    assert to_json(suggest(moment)) == to_json(answer)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contexts)
def test_any_context_is_answered_within_the_rules(moment: Json) -> None:
    check_answer(moment)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("stage", STAGES)
def test_a_hostile_value_in_every_place_leaves_something_to_say(hostile: str, stage: str) -> None:
    for status in ("open", "resolved", "rejected", "waiting_customer"):
        moment = context(
            stage,
            case(
                step("in_progress", name=hostile, unit=hostile, note=hostile, estimate_at=AHEAD),
                number=hostile,
                title=hostile,
                status=status,
                status_reason=hostile,
                options=[hostile, hostile],
                missing_documents=[hostile],
                promise=promise(text=hostile, at_risk=True, new_estimate_at=AHEAD),
            ),
            mood="angry" if status == "open" else "calm",
            organisation={"name": hostile},
            staff={"name": hostile},
            customer={"name": hostile, "call_name": hostile, "honorific": "Ibu"},
            incident={"title": hostile, "area": hostile, "estimate_at": AHEAD},
            offers=[{"title": hostile, "approved": True}],
            utterance=hostile,
        )
        assert suggest(moment).suggestions
        check_answer(moment)


@pytest.mark.parametrize("name", CASES)
def test_the_same_check_passes_on_plain_contexts(name: str) -> None:
    for stage in STAGES:
        check_answer(context(stage, CASES[name], mood="anxious", channel="phone"))
