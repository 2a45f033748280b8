"""The words of the sync centre: every act, every refusal, every reason for being offline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from app.domain.errors import ErrorCode
from app.domain.facts import FactKind
from app.domain.replication import OperationKind
from app.messages import SENTENCES, SYNC_DETAILS
from tests.fakes_sync_ui import AT, conflict, refused, waiting
from tests.fakes_ui import NOW, FakeFormats, FakeSyncStatus
from ui.models.keyed import KeyedRows
from ui.presenters.acts import ACTS, act_words
from ui.presenters.rows import ListRow
from ui.presenters.sync_line import line_words, why_words
from ui.presenters.sync_rows import conflict_row, refusal, refused_row, version_words, waiting_row
from ui.presenters.voice import Voice
from ui.translator import Language

pytestmark = pytest.mark.usefixtures("english")
VOICE = Voice(FakeFormats(), "id", "Asia/Makassar", lambda: NOW)
NOT_DONE_HERE = {OperationKind.FACT_ADD, OperationKind.NOTHING}
"""A fact is told by its own kind, and what stands in for nothing is never listed."""


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    """Without a translator Qt takes the first of two plural forms."""
    language = Language("en", qapp)
    yield
    language.close()
    shiboken6.delete(language)


def test_every_act_has_words() -> None:
    kinds = {kind.value for kind in FactKind} | {kind.value for kind in OperationKind if kind not in NOT_DONE_HERE}
    assert kinds - set(ACTS) == set()
    assert len(set(ACTS.values())) == len(ACTS)


def test_the_same_act_is_told_once_and_an_unknown_one_neutrally() -> None:
    acts = ("interaction.started", "interaction.said", "interaction.said", "goal.set")
    assert act_words(acts) == "Conversation begun, sentence said (2×), another change"


@pytest.mark.parametrize("code", [code.value for code in ErrorCode])
def test_every_code_of_an_error_is_a_sentence_and_never_the_code(code: str) -> None:
    for words in (refusal(refused(code=code, about=None)), why_words(code)):
        assert words.endswith(".")
        assert code not in words.split()
        assert "{" not in words


@pytest.mark.parametrize("code", ["with_another", "too_large", "not_signed_in", "needs_network", "unreadable"])
def test_refusals_of_the_shared_database_have_words_of_their_own(code: str) -> None:
    assert code not in refusal(refused(code=code, about=None))


def test_a_refusal_that_is_not_known_yet_still_says_something() -> None:
    assert refusal(refused(code="new_rule")) == "The shared database did not accept this (new_rule)."
    assert "by itself" in why_words("new_state")


def test_a_right_that_is_missing_names_no_column() -> None:
    assert refusal(refused(code="not_permitted", about="opened_by")) == SENTENCES[ErrorCode.NOT_PERMITTED]


@pytest.mark.parametrize("detail", [*SYNC_DETAILS, None])
def test_offline_always_says_why_and_that_work_goes_on(detail: str | None) -> None:
    status = FakeSyncStatus(online=False, offline_since=NOW - timedelta(hours=1), detail=detail)
    words = line_words(status, VOICE)
    assert words.tone == "warn"
    assert words.head == "No connection since 09.41."
    assert len(words.why) > 40
    assert "go on working" in words.keeps


def test_before_the_first_round_nothing_is_claimed() -> None:
    words = line_words(FakeSyncStatus(online=False, offline_since=None), VOICE)
    assert (words.tone, words.why, words.keeps) == ("info", "", "")


def test_rows_tell_who_what_and_since_when() -> None:
    assert waiting_row(waiting(), VOICE) == ListRow(
        "Ratna Wibowo",
        "10.11",
        "PMT-2026-MKS3-00012 · Conversation begun, sentence said (2×) · tried 2 times",
    )
    nobody = waiting(customer_name=None, case_number=None, acts=("session.open",), attempts=0)
    assert waiting_row(nobody, VOICE) == ListRow("Without a customer", "10.11", "Logged in without a network")
    assert refused_row(refused(), VOICE).line == "Check the NIK: it has 16 digits, as on the identity card."
    assert refused_row(refused(held=True), VOICE).side == "with the administrator"
    assert conflict_row(conflict(at=AT - timedelta(days=1)), VOICE).spoken == (
        "Ratna Wibowo, 08-03 10.41, Phone, typed by budi"
    )


def test_rows_never_show_a_sensitive_value() -> None:
    shown = f"{conflict_row(conflict(), VOICE).spoken} {refused_row(refused(), VOICE).spoken}"
    for secret in ("6281299990000", "6281355551111", "73710152038500"):
        assert secret not in shown
    assert version_words("phone", "+6281299990000", whole=False) == "••••000"
    assert version_words("phone", "+6281299990000", whole=True) == "+6281299990000"
    assert version_words("phone", None, whole=False) == "(empty)"
    assert version_words("kind", "company", whole=True) == "Company"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("abc", "abc"),
        ("abc", "ac"),
        ("ac", "abc"),
        ("abc", "bcd"),
        ("", "ab"),
        ("ab", ""),
        ("abc", "xay"),
        ("abc", "cba"),
    ],
)
def test_rows_by_key_come_to_be_what_is_shown(before: str, after: str) -> None:
    model = KeyedRows[str](lambda one: one, lambda one: ListRow(one, "", ""))
    model.show(tuple(before))
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.show(tuple(after))
    assert "".join(model.items) == after
    assert model.rowCount() == len(after)
    assert bool(resets) is (after == "cba")
