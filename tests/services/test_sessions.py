"""Log-in by the shared database; unlocking by the device, a few times wrong at most."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.services.sessions import MAX_FAILURES
from tests.services.conftest import Counter
from tests.storage.samples import SESSION


def test_a_log_in_opens_the_devices_session(counter: Counter) -> None:
    counter.sessions.logout()
    assert counter.sessions.current() is None
    assert counter.sessions.login(" Sari ", "rahasia") == SESSION
    assert counter.sessions.current() == SESSION
    assert counter.told[-1].session


@pytest.mark.parametrize(("login", "password"), [("sari", "salah"), ("budi", "rahasia")])
def test_a_wrong_log_in_leaves_the_session_as_it_was(counter: Counter, login: str, password: str) -> None:
    before = counter.sessions.current()
    with pytest.raises(LoketError) as refused:
        counter.sessions.login(login, password)
    assert refused.value.code is ErrorCode.WRONG_PASSWORD
    assert counter.sessions.current() == before


def test_unlocking_needs_no_network(counter: Counter) -> None:
    counter.sessions.login("sari", "rahasia")
    counter.directory.reachable = False
    assert counter.sessions.unlock("rahasia") == SESSION


def test_five_wrong_passwords_close_the_session(counter: Counter) -> None:
    counter.sessions.login("sari", "rahasia")
    for left in range(MAX_FAILURES - 1, 0, -1):
        with pytest.raises(LoketError) as refused:
            counter.sessions.unlock("salah")
        assert (refused.value.code, refused.value.facts["left"]) == (ErrorCode.WRONG_PASSWORD, str(left))
    with pytest.raises(LoketError) as refused:
        counter.sessions.unlock("salah")
    assert refused.value.code is ErrorCode.LOCKED_OUT
    assert counter.sessions.current() is None


def test_a_right_password_forgets_earlier_mistakes(counter: Counter) -> None:
    counter.sessions.login("sari", "rahasia")
    with pytest.raises(LoketError):
        counter.sessions.unlock("salah")
    counter.sessions.unlock("rahasia")
    with pytest.raises(LoketError) as refused:
        counter.sessions.unlock("salah")
    assert refused.value.facts["left"] == str(MAX_FAILURES - 1)
