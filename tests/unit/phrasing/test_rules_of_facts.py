"""Rules 1 to 3 and 12: grounded, complete, and honest about what is not known."""

import re

import pytest

from app.phrasing.slots import Fact
from tests.unit.phrasing.moments import (
    AHEAD,
    CASES,
    MOODS,
    NOTE,
    OPTIONS,
    PAST,
    STAGES,
    broken_rules,
    case,
    context,
    promise,
    step,
    suggest,
    texts,
)

ESTIMATE = Fact("Selasa, 24 November 2026 pukul 15.00 WIB", "case.steps[1].estimate_at")


PROGRESS = context("explanation", CASES["progress_options"])


# 1 ------------------------------------------------------------------------------------------------------------------


def test_rule_1_facts_are_listed_with_their_sources() -> None:
    best = suggest(PROGRESS).suggestions[0]
    by_source = {fact.source: fact.text for fact in best.facts}

    assert by_source["case.steps[1].estimate_at"] == "Selasa, 24 November 2026 pukul 15.00 WIB"
    assert all(fact.text in best.text for fact in best.facts)


@pytest.mark.parametrize(
    "text",
    [
        "Urusan ini selesai 24 November 2026, Bu.",
        "Urusan ini selesai pukul 15.00 WIB, Bu.",
        "Biayanya Rp50.000, Bu.",
        "Urusan ini selesai besok, Bu.",
        "Ada tiga pilihan, Bu.",
        "Silakan temui Dewi di ruang sebelah.",
        "Silakan datang hari Jumat, Bu.",
    ],
)
def test_rule_1_what_has_no_source_is_refused(text: str) -> None:
    assert 1 in broken_rules(text, PROGRESS)


def test_rule_1_a_fact_must_say_what_its_source_says() -> None:
    text = "Perkiraan selesainya Rabu, 25 November 2026 pukul 15.00 WIB, Bu."
    lie = Fact("Rabu, 25 November 2026 pukul 15.00 WIB", "case.steps[1].estimate_at")

    assert 1 in broken_rules(text, PROGRESS, lie)
    assert broken_rules(f"Perkiraan selesainya {ESTIMATE.text}, Bu.", PROGRESS, ESTIMATE) == set()
    assert 1 in broken_rules("Urusan ini dipegang Dewi, Bu.", PROGRESS, Fact("Dewi", "staff.name"))
    assert 1 in broken_rules("Biayanya Rp15.000, Bu.", PROGRESS, Fact("Rp15.000", "case.steps[1].cost_estimate"))
    assert 1 in broken_rules("Urusan ini dipegang Rina, Bu.", PROGRESS, Fact("Rina", "staff.nickname"))


def test_rule_1_relative_days_stand_beside_the_date_they_mean() -> None:
    near, far = Fact("besok", "now"), Fact("lusa", "now")

    assert broken_rules(f"Perkiraan selesainya besok, {ESTIMATE.text}, Bu.", PROGRESS, ESTIMATE, near) == set()
    assert 1 in broken_rules(f"Perkiraan selesainya lusa, {ESTIMATE.text}, Bu.", PROGRESS, ESTIMATE, far)


# 2 ------------------------------------------------------------------------------------------------------------------

DATELESS = (
    "no_case", "unknown", "waiting", "progress", "hold", "failed", "rejected", "waiting_customer", "risk_undated",
    "done",
)  # fmt: skip
DATE_WORDS = re.compile(
    r"\d|pukul|besok|lusa|hari ini|Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu|\b(?:akan|segera|secepatnya|janji|pasti|"
    r"nanti|dijamin|paling lambat|kabari|hubungi)\b"
)


@pytest.mark.parametrize("name", DATELESS)
def test_rule_2_without_a_date_no_date_and_no_promise(name: str) -> None:
    for stage in STAGES:
        for mood in MOODS:
            for text in texts(context(stage, CASES[name], mood=mood, contact_kind="complaint")):
                assert not DATE_WORDS.search(text), text


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("no_case", "case"),
        ("unknown", "case.steps"),
        ("progress", "case.steps[1].estimate_at"),
        ("late", "case.steps[1].estimate_at"),
        ("progress_old", "case.steps[1].reported_at"),
        ("rejected", "case.options"),
        ("waiting_customer", "case.missing_documents"),
        ("risk", "case.promise.new_estimate_at"),
        ("broken", "case.promise.new_estimate_at"),
    ],
)
def test_rule_2_what_is_missing_is_asked_of_the_back_office(name: str, fact: str) -> None:
    missing = {each.fact: each.ask for each in suggest(context("commitment", CASES[name])).missing}

    assert fact in missing
    assert "?" in missing[fact]


@pytest.mark.parametrize("name", ["progress_estimate", "risk_new", "broken_new", "documents", "rejected_options"])
def test_rule_2_nothing_is_asked_where_nothing_is_missing(name: str) -> None:
    assert suggest(context("commitment", CASES[name])).missing == ()


def test_rule_2_the_question_names_unit_step_and_number() -> None:
    ask = suggest(context("commitment", CASES["progress"])).missing[0].ask

    assert all(part in ask for part in ("Operasional ATM", "Pencocokan mesin ATM", "KLH-2026-000123", "kapan"))


def test_rule_2_a_promise_without_a_date_is_refused() -> None:
    for text in ("Saya akan mengabari Ibu.", "Kami proses secepatnya, Bu.", "Saya kabari Ibu setelah selesai."):
        assert 2 in broken_rules(text, PROGRESS)


# 3 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Perkiraan selesainya {estimate}, Bu.",
        "Perkiraannya [tanggal], Bu.",
        "Perkiraannya %s, Bu.",
        "Saya cek <b>sekarang</b>, Bu.",
        "Tahap RECON sedang dikerjakan, Bu.",
        "Urusan ini ada di Operasional ATM, Bu.",
        f"Saat ini {NOTE}, Bu.",
        "Statusnya masih pending, Bu.",
        "Saya cek sekarang",
        "Saya cek  sekarang, Bu.",
        "Saya cek sekarang,\nBu.",
        "Saya cek sekarang\u200e, Bu.",
        "",
    ],
)
def test_rule_3_incomplete_or_internal_text_is_refused(text: str) -> None:
    assert 3 in broken_rules(text, PROGRESS)


@pytest.mark.parametrize("name", CASES)
def test_rule_3_units_codes_and_notes_are_never_said(name: str) -> None:
    for stage in STAGES:
        for text in texts(context(stage, CASES[name])):
            assert not any(secret in text for secret in ("Operasional", "RECON", "REG", "vendor", "mesin 12"))


def test_rule_3_a_step_named_by_its_code_is_left_out() -> None:
    moment = context("explanation", case(step("in_progress", name="RECON_ATM_L2", estimate_at=AHEAD)))

    found = texts(moment)

    assert found
    assert not any("RECON" in text for text in found)
    assert any("Selasa, 24 November 2026" in text for text in found)


# 12 -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("name", [name for name in CASES if name.endswith("_old")])
def test_rule_12_an_old_report_is_told_with_its_age(name: str, mood: str | None) -> None:
    found = suggest(context("explanation", CASES[name], mood=mood)).suggestions

    assert found
    for each in found:
        if any(re.match(r"case\.steps\[1\]\.(?!reported_at)", fact.source) for fact in each.facts):
            assert "catatan terakhir" in each.text.lower()
            assert "Jumat, 20 November 2026 pukul 16.20 WIB" in each.text


def test_rule_12_yesterday_is_said_as_in_the_contract() -> None:
    yesterday = case(step("in_progress", reported_at="2026-11-22T08:20:00+07:00", estimate_at=AHEAD))

    assert all("kemarin pukul 08.20 WIB" in text for text in texts(context("explanation", yesterday)))


@pytest.mark.parametrize(
    ("reported_at", "is_old"), [("2026-11-22T09:05:00+07:00", False), ("2026-11-22T09:04:59+07:00", True)]
)
def test_rule_12_old_is_more_than_24_hours(reported_at: str, *, is_old: bool) -> None:
    found = texts(context("explanation", case(step("in_progress", reported_at=reported_at, estimate_at=AHEAD))))

    assert found
    assert all(("atatan terakhir" in text) is is_old for text in found)


# The key story ------------------------------------------------------------------------------------------------------


def test_a_promise_at_risk_is_told_with_the_new_estimate_and_the_options() -> None:
    best = suggest(context("explanation", CASES["risk_new_options"])).suggestions[0]

    assert "Senin, 23 November 2026 pukul 15.00 WIB" in best.text
    assert "tidak bisa terpenuhi" in best.text
    assert "Selasa, 24 November 2026 pukul 15.00 WIB" in best.text
    assert all(option in best.text for option in OPTIONS)
    assert {fact.source for fact in best.facts} >= {
        "case.promise.due_at",
        "case.promise.new_estimate_at",
        "case.options[0]",
        "case.options[1]",
    }


def test_an_estimate_after_the_promise_puts_it_at_risk_by_itself() -> None:
    moment = context("explanation", case(step("in_progress", estimate_at=AHEAD), promise=promise()))

    assert any("tidak bisa terpenuhi" in text for text in texts(moment))
    assert any(
        fact.source == "case.steps[1].estimate_at" for each in suggest(moment).suggestions for fact in each.facts
    )


DENIED = re.compile(r"tanggal\w* (?:\w+ )*belum (?:tercatat|ada)|tanggal tanpa dasar|bukan tebakan", re.IGNORECASE)


@pytest.mark.parametrize("stage", ["explanation", "solution", "commitment", "closing"])
@pytest.mark.parametrize("mood", MOODS)
def test_no_date_is_said_to_be_unknown_where_one_is_known(stage: str, mood: str | None) -> None:
    promised = context(stage, case(promise=promise(AHEAD)), mood=mood)
    incident = context(stage, case(), mood=mood, incident={"title": "Gangguan jaringan ATM", "estimate_at": AHEAD})

    for moment in (promised, incident):
        said = texts(moment)
        assert said
        assert not [text for text in said if DENIED.search(text)]
    assert broken_rules("Tanggalnya belum tercatat, Bu.", promised) >= {1}


@pytest.mark.parametrize("stage", ["explanation", "solution", "commitment"])
@pytest.mark.parametrize("mood", MOODS)
def test_a_new_date_that_is_known_is_not_asked(stage: str, mood: str | None) -> None:
    said = texts(context(stage, CASES["broken_new"], mood=mood))

    assert said
    assert not [text for text in said if re.search(r"baru(?:nya)? saya (?:min|ta)", text)]


@pytest.mark.parametrize("owed", [{"promise": promise(PAST)}, {"promise": promise(at_risk=True)}])
@pytest.mark.parametrize("mood", MOODS)
def test_a_case_whose_steps_are_all_done_is_closed_with_words(owed: dict[str, object], mood: str | None) -> None:
    said = texts(context("closing", case(step("done"), **owed), mood=mood))

    assert said
    assert all(text.count("?") for text in said)


@pytest.mark.parametrize("reason", ["Menurut note BO: fraud", "dokumen palsu, nasabah bohong"])
def test_a_reason_that_accuses_is_not_said(reason: str) -> None:
    answer = suggest(context("explanation", case(status="rejected", status_reason=reason)))

    assert answer.suggestions
    assert not any(word in each.text for each in answer.suggestions for word in ("fraud", "palsu", "bohong", "note"))
    assert "case.status_reason" in {each.fact for each in answer.missing}


def test_a_past_estimate_is_never_told_as_one_to_come() -> None:
    for stage in ("solution", "commitment", "closing"):
        for text in texts(context(stage, CASES["late"])):
            assert "22 November" not in text
    assert context("closing")["now"] > PAST  # type: ignore[operator]
