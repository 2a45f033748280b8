"""A language model's wordings: told nothing of the record, and shown only where they keep every rule."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.generator import told
from app.phrasing.context import Context
from app.phrasing.drafting import LONGEST, MOST, Drafting
from app.phrasing.reading import parse_context

NOW = "2026-11-23T09:05:00+07:00"
ESTIMATE = "2026-11-24T15:00:00+07:00"
SECRETS = ("Ratna", "Wibowo", "KLH-2026-000123", "Kartu", "tertelan", "RECON", "Operasional", "4111", "0812", "Contoh")


@dataclass
class Checks:
    """Finds something in what it is told to."""

    bad: frozenset[str] = frozenset()

    def check(self, text: str, context: Context | None = None) -> Sequence[object]:
        assert context is not None
        return [text] if any(word in text for word in self.bad) else []


def moment(**changes: object) -> Context:
    doc: dict[str, Any] = {
        "now": NOW,
        "channel": "counter",
        "stage": "explanation",
        "contact_kind": "complaint",
        "organisation": {"name": "Bank Contoh"},
        "customer": {"name": "Ratna Wibowo", "honorific": "Ibu", "call_name": "Ratna"},
        "utterance": "kartu saya 4111111111111111, telepon saya 081234567890",
        "case": {
            "number": "KLH-2026-000123",
            "kind": "complaint",
            "title": "Kartu ATM tertelan",
            "status": "open",
            "steps": [
                {
                    "name": "Pencocokan mesin",
                    "unit": "Operasional ATM",
                    "code": "RECON",
                    "status": "in_progress",
                    "reported_at": NOW,
                    "estimate_at": ESTIMATE,
                    "note": "internal",
                }
            ],
        },
    }
    return parse_context(doc | changes)


@pytest.fixture
def drafting() -> Drafting:
    return Drafting(Checks(frozenset({"kasar"})))


def test_nothing_of_the_record_leaves_but_the_names_of_its_placeholders(drafting: Drafting) -> None:
    outline = drafting.outline(moment(), ["Kartu tertelan di mesin"])
    sent = told(replace(outline, situations=()))
    assert not [secret for secret in SECRETS if secret in sent]
    assert "{estimate}" in json.loads(sent)["penanda"]
    assert json.loads(sent)["suasana_hati"] == "calm"


def test_values_are_filled_in_here_and_listed_as_facts(drafting: Drafting) -> None:
    text = "{title} sedang kami tangani, {voc}. Perkiraannya {estimate}."
    [found] = drafting.vetted(moment(), ["Soal " + text], 2)
    assert found.text == (
        "Soal kartu ATM tertelan sedang kami tangani, Bu. Perkiraannya besok, Selasa, 24 November 2026 pukul 15.00 WIB."
    )
    assert {fact.source for fact in found.facts} >= {"case.title", "case.steps[0].estimate_at"}
    assert found.phrase_ids[0].startswith("draft-")


@pytest.mark.parametrize(
    "text",
    [
        "Kartunya selesai besok, {voc}.",
        "Kartunya siap tanggal 24, {voc}.",
        "Kartunya pasti segera selesai, {voc}.",
        "Baik, Pak Budi, saya periksa dulu.",
        "Saya periksa dulu, {nama}.",
        "Saya periksa dulu, {promise_due}.",
        "Saya periksa dulu, {voc}",
        "{{title}} saya periksa.",
        "<b>Saya periksa dulu</b>, {voc}.",
        "Mohon bersabar dan tenang, {voc}.",
        "Ini kata yang kasar, {voc}.",
        "Saya paham, tetapi prosesnya begitu, {voc}.",
        "Saya " + "periksa " * 30 + "dulu, {voc}.",
        "x" * (LONGEST + 1) + ".",
        "",
        "\x00\u202e.",
        "\ud800 Saya periksa.",
    ],
)
def test_a_wording_that_breaks_a_rule_is_not_shown(drafting: Drafting, text: str) -> None:
    assert drafting.vetted(moment(), [text], 2) == ()


def test_an_apology_needs_its_reason(drafting: Drafting) -> None:
    sorry = "Mohon maaf, {voc}, {title} ini sudah menyusahkan {you}."
    assert len(drafting.vetted(moment(stage="empathy"), [sorry], 2)) == 1
    assert drafting.vetted(moment(stage="empathy", contact_kind="info"), [sorry], 2) == ()
    assert drafting.vetted(moment(stage="empathy", apologised=True), [sorry], 2) == ()


def test_the_same_wording_comes_once_and_no_more_than_a_few_are_read(drafting: Drafting) -> None:
    good = "Saya periksa catatannya sekarang, {voc}."
    assert len(drafting.vetted(moment(), [good, f"  {good} ", good], 5)) == 1
    assert drafting.vetted(moment(), [""] * MOST + [good], 5) == ()


def test_the_outline_follows_the_moment(drafting: Drafting) -> None:
    now = datetime.fromisoformat(NOW)
    outline = drafting.outline(moment(mood="angry", channel="chat", stage="commitment"), ["Kartu tertelan"])
    assert (outline.mood, outline.channel, outline.stage) == (Mood.ANGRY, Channel.CHAT, Stage.COMMITMENT)
    assert outline.contact_kind == ContactKind.COMPLAINT
    assert outline.may_apologise
    late = moment(now=(now + timedelta(days=3)).isoformat())
    assert "estimate" in outline.slots
    assert "estimate" not in drafting.outline(late).slots
