"""Identifiers, dates, amounts and working days as people write them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.formats.dates import Formats
from app.formats.identifiers import NationalIdentifiers
from app.formats.workdays import DayKind, IndonesianCalendar

MOMENT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
IDS = NationalIdentifiers()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("081234567890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("62 812 3456 7890", "+6281234567890"),
        ("+62 (0)812.3456.7890", "+6281234567890"),
        ("(021) 555-1234", "+62215551234"),
        ("+65 6123 4567", "+6561234567"),
    ],
)
def test_phone_is_kept_in_one_form(written: str, kept: str) -> None:
    assert IDS.phone(written) == kept


@pytest.mark.parametrize("written", ["", "abc", "12345", "0812", "081234567890123456", "081234567890 / 0813"])
def test_what_is_no_phone_is_refused(written: str) -> None:
    with pytest.raises(LoketError) as caught:
        IDS.phone(written)
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID, "phone")


def test_quick_path_for_mobile_numbers_agrees_with_the_library() -> None:
    from phonenumbers import PhoneNumberFormat, format_number, is_valid_number, parse

    for prefix in ("0811", "0814", "0838", "0859", "0877", "0896", "0899", "0840", "021"):
        for length in range(5, 14):
            written = (prefix + "2345678901234")[:length]
            number = parse(written, "ID")
            expected = format_number(number, PhoneNumberFormat.E164) if is_valid_number(number) else None
            try:
                told: str | None = IDS.phone(written)
            except LoketError:
                told = None
            assert told == expected, written


@pytest.mark.parametrize("written", ["3171011708450001", "31.7101.170845.0001", " 3171015708450001 "])
def test_nik_with_a_date_in_it(written: str) -> None:
    assert len(IDS.nik(written)) == 16


@pytest.mark.parametrize("written", ["317101170845000", "3171013213450001", "3171018108450001", "x171011708450001"])
def test_nik_without_a_date_is_refused(written: str) -> None:
    with pytest.raises(LoketError) as caught:
        IDS.nik(written)
    assert caught.value.field == "nik"


def test_npwp_old_and_new() -> None:
    assert IDS.npwp("01.312.166.0-091.000") == "013121660091000"
    assert IDS.npwp("3171011708450001") == "3171011708450001"
    for wrong in ("01.312.166.1-091.000", "123", "9171019908450001"):
        with pytest.raises(LoketError) as caught:
            IDS.npwp(wrong)
        assert caught.value.field == "npwp"


def test_days_and_times_in_indonesian() -> None:
    formats = Formats("id")
    assert formats.day(MOMENT, "Asia/Jakarta") == "Selasa, 24 November 2026"
    assert formats.short_day(MOMENT, "Asia/Jakarta") == "Sel, 24 Nov"
    assert formats.clock(MOMENT, "Asia/Jakarta") == "15.00"
    assert formats.clock_zone(MOMENT, "Asia/Jakarta") == "pukul 15.00 WIB"
    assert formats.clock_zone(MOMENT, "Asia/Makassar") == "pukul 16.00 WITA"
    assert formats.clock_zone(MOMENT, "Asia/Jayapura") == "pukul 17.00 WIT"
    assert formats.day_clock(MOMENT, "Asia/Jakarta") == "Selasa, 24 November 2026 pukul 15.00 WIB"


def test_days_and_times_in_english() -> None:
    formats = Formats("en")
    assert formats.day_clock(MOMENT, "Asia/Jakarta") == "Tuesday, 24 November 2026 at 15:00 WIB"
    assert formats.clock(MOMENT, "Asia/Jakarta") == "15:00"


@pytest.mark.parametrize(
    ("seconds", "indonesian", "english"),
    [
        (20, "baru saja", "just now"),
        (60, "1 menit yang lalu", "1 minute ago"),
        (5399, "1 jam yang lalu", "1 hour ago"),
        (7200, "2 jam yang lalu", "2 hours ago"),
        (86399, "23 jam yang lalu", "23 hours ago"),
        (86400 * 8, "1 minggu yang lalu", "1 week ago"),
        (-7200, "dalam 2 jam", "in 2 hours"),
    ],
)
def test_age_is_told_in_whole_units_that_have_passed(seconds: int, indonesian: str, english: str) -> None:
    now = MOMENT + timedelta(seconds=seconds)
    assert Formats("id").age(MOMENT, now) == indonesian
    assert Formats("en").age(MOMENT, now) == english


@pytest.mark.parametrize(
    ("hours", "told"),
    [(3, "15.00"), (20, "kemarin 15.00"), (-20, "besok 15.00"), (24 * 8, "Sel, 24 Nov 15.00")],
)
def test_relative_is_the_shortest_that_is_clear(hours: int, told: str) -> None:
    assert Formats("id").relative(MOMENT, MOMENT + timedelta(hours=hours), "Asia/Jakarta") == told


def test_yesterday_is_yesterday_in_the_zone_of_the_branch() -> None:
    late = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    now = late + timedelta(hours=2)
    assert Formats("id").relative(late, now, "Asia/Jakarta") == "kemarin 23.30"
    assert Formats("id").relative(late, now, "Asia/Jayapura") == "01.30"


def test_money_numbers_and_phones() -> None:
    for language in ("id", "en"):
        assert Formats(language).money(150_000) == "Rp150.000"
        assert Formats(language).money(-1) == "-Rp1"
    assert Formats("id").number(20_000) == "20.000"
    assert Formats("en").number(20_000) == "20,000"
    assert Formats("id").phone("+6281234567890") == "0812-3456-7890"
    assert Formats("id").phone("+6561234567") == "+65 6123 4567"
    assert Formats("id").phone("•••890") == "•••890"


def test_formats_may_be_shared_by_threads() -> None:
    formats = Formats("id")
    moments = [MOMENT + timedelta(hours=n) for n in range(500)]
    alone = [formats.day_clock(moment, "Asia/Jakarta") for moment in moments]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda moment: formats.day_clock(moment, "Asia/Jakarta"), moments))
    assert together == alone


def test_joint_leave_is_a_kind_of_its_own() -> None:
    day = date(2026, 3, 18)
    assert IndonesianCalendar().kind(day) is DayKind.JOINT_LEAVE
    assert not IndonesianCalendar().is_workday(day)
    assert IndonesianCalendar(works_on_joint_leave=True).is_workday(day)
    assert IndonesianCalendar().kind(date(2026, 8, 17)) is DayKind.HOLIDAY
    assert IndonesianCalendar().kind(date(2026, 8, 16)) is DayKind.WEEKEND
    assert IndonesianCalendar().is_workday(date(2026, 8, 18))


def test_working_time_skips_nights_weekends_and_holidays() -> None:
    calendar = IndonesianCalendar()
    friday_afternoon = datetime(2026, 8, 14, 9, 0, tzinfo=UTC)  # 16.00 in Jakarta; Monday is Independence Day
    assert calendar.add_working_minutes(friday_afternoon, 60, "Asia/Jakarta") == friday_afternoon + timedelta(hours=1)
    assert calendar.add_working_minutes(friday_afternoon, 90, "Asia/Jakarta") == datetime(
        2026, 8, 18, 1, 30, tzinfo=UTC
    )
    before_opening = datetime(2026, 8, 18, 0, 0, tzinfo=UTC)
    assert calendar.add_working_minutes(before_opening, 0, "Asia/Jakarta") == datetime(2026, 8, 18, 1, 0, tzinfo=UTC)
