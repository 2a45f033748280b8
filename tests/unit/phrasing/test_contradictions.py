"""What the customer claims, by clause, and what becomes of it beside the record."""

import pytest

from app.phrasing.answers import Answer
from app.phrasing.contradictions import Claim, claims_of
from app.phrasing.situation import CONTRADICTED, State
from tests.unit.phrasing import oracle
from tests.unit.phrasing.moments import CASES, CHANNELS, MOODS, STAGES, context, library, suggest


def made_for(answer: Answer, state: State) -> bool:
    """Whether each suggestion has a body that is said where the customer contradicts the record, and nowhere else."""
    bodies = {phrase.id for phrase in library().phrases if state in phrase.when and phrase.when <= CONTRADICTED}
    return all(bodies & {*each.phrase_ids} for each in answer.suggestions)


BROKEN = (
    "katanya sudah selesai tapi kartu saya masih belum bisa dipakai",
    "masih mati lampunya mbak",
    "kemarin sudah bisa, sekarang mati lagi",
    "uangnya belum masuk juga",
    "selesai apanya, pulsa saya tetap tidak masuk",
    "sama aja, ga ada perubahan",
    "kok masih error ya?",
    "ga bisa2 juga dari kemarin",
    "sudah dicoba tetap gagal",
    "paket saya belum sampai",
    "statusnya selesai, tapi dananya belum saya terima",
    "kenapa internet saya masih putus terus?",
    "rusak lagi nih",
    "blm beres jg",
)
FIXED = (
    "sudah beres kok, makasih",
    "udah bisa",
    "sudah masuk, terima kasih ya",
    "internetnya sudah tidak putus-putus lagi",
    "alhamdulillah sudah normal lagi",
    "beres",
    "terima kasih, sudah lancar sekarang",
    "tadinya belum bisa, sekarang sudah bisa",
    "sudah nyala lagi listriknya",
)
NEITHER = (
    "sudah bisa belum?",
    "apakah sudah selesai?",
    "kapan selesainya",
    "semoga sudah bisa besok",
    "kalau belum bisa gimana",
    "di aplikasi tulisannya selesai",
    "kata petugas sudah selesai",
    "saya mau tanya kartu saya",
    "saya sudah selesai mengisi formulir",
    "laporan saya sudah masuk?",
    "selamat pagi",
    "",
)
HANDED_IN = (
    "saya sudah kirim fotokopi KTP minggu lalu",
    "dokumennya kan udah saya serahin semua",
    "berkasnya sudah saya antar kemarin",
    "tadi sudah diunggah semua syaratnya",
)
NOT_HANDED_IN = (
    "berkasnya belum saya kirim",
    "nanti saya kirim KTPnya",
    "apakah dokumennya sudah dikirim?",
    "berkas apa saja yang harus saya serahkan",
    "kalau sudah saya kirim bagaimana",
)


@pytest.mark.parametrize("text", BROKEN)
def test_the_customer_says_that_it_is_still_broken(text: str) -> None:
    assert claims_of(text).outcome is Claim.BROKEN


@pytest.mark.parametrize("text", FIXED)
def test_the_customer_says_that_it_works(text: str) -> None:
    assert claims_of(text).outcome is Claim.FIXED


@pytest.mark.parametrize("text", NEITHER)
def test_questions_hopes_and_hearsay_claim_nothing(text: str) -> None:
    assert claims_of(text).outcome is None


@pytest.mark.parametrize("text", HANDED_IN)
def test_papers_have_been_handed_in(text: str) -> None:
    assert claims_of(text).handed_in


@pytest.mark.parametrize("text", NOT_HANDED_IN)
def test_papers_have_not_been_handed_in(text: str) -> None:
    assert not claims_of(text).handed_in


@pytest.mark.parametrize("name", ["resolved", "done"])
@pytest.mark.parametrize("utterance", BROKEN[:4])
def test_a_solved_case_that_is_still_broken_is_not_closed(name: str, utterance: str) -> None:
    for stage in ("empathy", "listening", "explanation", "solution", "commitment", "closing"):
        for mood in MOODS:
            moment = context(stage, CASES[name], mood=mood, utterance=utterance)
            answer = suggest(moment)
            oracle.check_answer(answer, moment)
            assert len(answer.suggestions) >= 3
            assert not any("selamat" in each.text.casefold() for each in answer.suggestions)
            assert [each.fact for each in answer.missing] == ["case.status"]
            if stage in {"explanation", "solution", "commitment", "closing"}:
                assert made_for(answer, State.DISPUTED)


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_open_case_that_works_is_confirmed_before_it_is_closed(channel: str) -> None:
    for stage in ("explanation", "solution", "commitment", "closing"):
        moment = context(stage, CASES["progress"], channel=channel, utterance="sudah bisa kok, makasih")
        answer = suggest(moment)
        assert len(answer.suggestions) >= 3
        assert [each.fact for each in answer.missing] == ["case.status"]
        assert made_for(answer, State.SAID_FIXED)


def test_papers_that_the_record_lacks_are_looked_for_and_not_argued_about() -> None:
    for stage in STAGES[3:]:
        for mood in MOODS:
            answer = suggest(
                context(stage, CASES["documents"], mood=mood, utterance="berkasnya sudah saya kirim semua")
            )
            assert answer.suggestions
            assert [each.fact for each in answer.missing] == ["case.missing_documents"]
            assert not any("serahkan kepada saya" in each.text for each in answer.suggestions)
            if stage in {"explanation", "solution", "commitment", "closing"}:
                assert made_for(answer, State.SAID_SENT)


@pytest.mark.parametrize("stage", STAGES)
def test_what_agrees_with_the_record_changes_nothing(stage: str) -> None:
    for name, utterance in (("progress", "belum bisa juga"), ("resolved", "kapan selesainya ya")):
        plain, said = context(stage, CASES[name]), context(stage, CASES[name], utterance=utterance)
        assert suggest(plain).missing == suggest(said).missing
