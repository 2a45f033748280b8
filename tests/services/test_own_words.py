"""The agent's own sentence is held against the record with the checker that ships; the customer's words are guessed."""

from __future__ import annotations

import pytest

from app.bootstrap import load_mood_model, phrase_checker
from app.domain.interactions import Channel, ContactKind, Mood, Stage
from app.phrasing.checking import Label, Severity
from app.services.own_words import OwnWordsService
from app.services.suggestions import SuggestionRequest
from tests.services.conftest import Counter

REQUEST = SuggestionRequest(Stage.SOLUTION, None, Channel.COUNTER, ContactKind.COMPLAINT)


@pytest.fixture
def own_words(counter: Counter) -> OwnWordsService:
    return OwnWordsService(counter.suggestions, phrase_checker, load_mood_model)


def test_blame_stops_and_its_better_wording_passes(own_words: OwnWordsService) -> None:
    found = own_words.check("Ibu yang salah isi formulirnya.", REQUEST)
    assert (found[0].label, found[0].severity) == (Label.BLAME, Severity.BLOCK)
    assert found[0].rewrite
    assert own_words.check(found[0].rewrite, REQUEST) == ()


def test_a_good_sentence_has_no_finding(own_words: OwnWordsService) -> None:
    assert own_words.check("Baik, Bu, saya antar ke loket 2 sekarang.", REQUEST) == ()


def test_fear_is_heard_and_nothing_is_kept(own_words: OwnWordsService, counter: Counter) -> None:
    before = counter.store.status().outbox_pending
    assert own_words.mood("saya takut uangnya hilang, tolong dong") is Mood.ANXIOUS
    assert counter.store.status().outbox_pending == before
