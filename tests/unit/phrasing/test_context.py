"""Reading a context: what is missing stays missing, what is wrong is named with its path."""

from datetime import timedelta

import pytest

from app.domain.interactions import Channel, Stage
from app.phrasing.context import Zone
from app.phrasing.reading import BadContext, parse_context
from tests.unit.phrasing.moments import NOW, Json, case, context, step


def test_three_keys_are_enough() -> None:
    read = parse_context({"now": NOW, "channel": "chat", "stage": "closing"})

    assert (read.channel, read.stage, read.zone) == (Channel.CHAT, Stage.CLOSING, Zone.JAKARTA)
    assert read.now.utcoffset() == timedelta(hours=7)
    assert (read.case, read.customer, read.mood, read.offers, read.apologised) == (None, None, None, (), False)


def test_null_is_the_same_as_missing() -> None:
    keys = ("zone", "contact_kind", "mood", "language", "organisation", "staff", "customer", "utterance", "apologised",
            "case", "incident", "offers")  # fmt: skip
    least: Json = {"now": NOW, "channel": "chat", "stage": "closing"}

    assert parse_context(least | dict.fromkeys(keys)) == parse_context(least)


def test_unknown_keys_are_ignored() -> None:
    known = context("empathy", case(step("waiting")))

    assert parse_context(known | {"colour": "biru", "case": case(step("waiting"), smell="harum")}) == parse_context(
        known
    )


def test_the_zone_is_taken_from_the_offset_of_now_where_it_is_missing() -> None:
    read = parse_context({"now": "2026-11-23T11:05:00+09:00", "channel": "chat", "stage": "greeting"})

    assert read.zone is Zone.JAYAPURA


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"now": None}, "now"),
        ({"now": "2026-11-23T09:05:00"}, "now"),
        ({"now": "kemarin"}, "now"),
        ({"now": 1795399500}, "now"),
        ({"now": "0001-01-01T00:00:00+07:00"}, "now"),
        ({"channel": None}, "channel"),
        ({"channel": "fax"}, "channel"),
        ({"stage": "goodbye"}, "stage"),
        ({"stage": ["closing"]}, "stage"),
        ({"zone": "Europe/Paris"}, "zone"),
        ({"mood": "happy"}, "mood"),
        ({"contact_kind": 3}, "contact_kind"),
        ({"apologised": "no"}, "apologised"),
        ({"utterance": 7}, "utterance"),
        ({"customer": "Ratna"}, "customer"),
        ({"customer": {"honorific": "Bos"}}, "customer.honorific"),
        ({"customer": {"name": ["Ratna"]}}, "customer.name"),
        ({"staff": {"name": False}}, "staff.name"),
        ({"case": []}, "case"),
        ({"case": {"status": "lost"}}, "case.status"),
        ({"case": {"due_at": "2026-11-23"}}, "case.due_at"),
        ({"case": {"options": "dikirim"}}, "case.options"),
        ({"case": {"options": ["dikirim", None]}}, "case.options[1]"),
        ({"case": {"steps": {}}}, "case.steps"),
        ({"case": {"steps": [{}, 4]}}, "case.steps[1]"),
        ({"case": {"steps": [{}, {"status": "sleeping"}]}}, "case.steps[1].status"),
        ({"case": {"steps": [{"estimate_at": "2026-11-23T09:00:00"}]}}, "case.steps[0].estimate_at"),
        ({"case": {"steps": [{"cost_estimate": 1.5}]}}, "case.steps[0].cost_estimate"),
        ({"case": {"steps": [{"cost_actual": True}]}}, "case.steps[0].cost_actual"),
        ({"case": {"steps": [{"cost_actual": -1}]}}, "case.steps[0].cost_actual"),
        ({"case": {"promise": {"at_risk": 1}}}, "case.promise.at_risk"),
        ({"case": {"promise": {"due_at": "x"}}}, "case.promise.due_at"),
        ({"incident": {"estimate_at": 5}}, "incident.estimate_at"),
        ({"offers": [{"approved": None}, {"approved": "yes"}]}, "offers[1].approved"),
    ],
)
def test_a_wrong_value_is_refused_with_its_path(changes: Json, field: str) -> None:
    with pytest.raises(BadContext) as refused:
        parse_context(context("empathy") | changes)

    assert refused.value.field == field
    assert refused.value.message
    assert "\n" not in refused.value.message


@pytest.mark.parametrize("data", [None, [], "teks", 5, True])
def test_only_an_object_is_a_context(data: object) -> None:
    with pytest.raises(BadContext) as refused:
        parse_context(data)

    assert refused.value.field == "context"
