"""Log-in and lock without widgets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.people import Session
from tests.fakes_ui import NOW, FakeSessions, InlineTasks, session
from ui.viewmodels.login import LockViewModel, LoginViewModel

pytestmark = pytest.mark.usefixtures("qapp")


class Heard:
    """What a signal said."""

    def __init__(self) -> None:
        self.sessions: list[Session] = []
        self.closed = 0

    def session(self, opened: Session) -> None:
        self.sessions.append(opened)

    def close(self) -> None:
        self.closed += 1


def login_form() -> tuple[LoginViewModel, InlineTasks, Heard]:
    tasks, heard = InlineTasks(), Heard()
    model = LoginViewModel(tasks)
    model.signed_in.connect(heard.session)
    return model, tasks, heard


def test_the_right_password_opens_a_session() -> None:
    model, tasks, heard = login_form()
    model.attach(FakeSessions())
    model.sign_in(" sari ", "melati")
    assert model.busy
    tasks.settle()
    assert [opened.staff_login for opened in heard.sessions] == ["sari"]
    assert (model.busy, model.message) == (False, "")


def test_a_wrong_password_is_told_and_can_be_tried_again() -> None:
    model, tasks, heard = login_form()
    model.attach(FakeSessions())
    model.sign_in("sari", "mawar")
    tasks.settle()
    assert model.message == "The staff name or password is wrong."
    model.sign_in("sari", "melati")
    assert model.message == ""
    tasks.settle()
    assert len(heard.sessions) == 1


def test_an_attempt_before_the_store_is_open_waits_for_it() -> None:
    model, tasks, heard = login_form()
    model.sign_in("sari", "melati")
    tasks.settle()
    assert model.busy
    assert heard.sessions == []
    model.attach(FakeSessions())
    tasks.settle()
    assert len(heard.sessions) == 1


@pytest.mark.parametrize(("login", "password", "missing"), [("", "melati", "staff name"), ("sari", "", "password")])
def test_what_is_empty_is_asked_for_without_troubling_the_server(login: str, password: str, missing: str) -> None:
    model, tasks, _heard = login_form()
    model.attach(FakeSessions())
    model.sign_in(login, password)
    assert tasks.waiting == 0
    assert model.message == f"Fill in {missing}."


def test_an_unreachable_server_is_told_apart_from_a_wrong_password() -> None:
    model, tasks, _heard = login_form()
    model.attach(FakeSessions(error=LoketError(ErrorCode.UNREACHABLE)))
    model.sign_in("sari", "melati")
    tasks.settle()
    assert model.message.startswith("The server cannot be reached.")


def offered(**known: object) -> tuple[LoginViewModel, InlineTasks, Heard]:
    model, tasks, heard = login_form()
    model.attach(FakeSessions(error=LoketError(ErrorCode.UNREACHABLE), **known))  # type: ignore[arg-type]
    model.describe("Loket 3", "MKS", lambda: NOW)
    model.sign_in("sari", "melati")
    tasks.settle()
    return model, tasks, heard


def test_without_a_server_the_way_without_a_network_is_offered_with_its_days() -> None:
    model, tasks, heard = offered(until=NOW + timedelta(days=4, hours=3))
    assert model.offers_offline
    assert model.days_left == 4
    model.sign_in_offline("sari", "melati")
    tasks.settle()
    assert [(opened.staff_login, opened.online) for opened in heard.sessions] == [("sari", False)]
    assert not model.offers_offline


def test_it_is_not_offered_for_a_wrong_password_nor_before_the_server_was_asked() -> None:
    model, tasks, heard = login_form()
    model.attach(FakeSessions())
    model.sign_in_offline("sari", "melati")
    assert tasks.waiting == 0
    model.sign_in("sari", "mawar")
    tasks.settle()
    assert not model.offers_offline
    assert heard.sessions == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (ErrorCode.LOCKED_OUT, "Too many wrong passwords."),
        (ErrorCode.CLOCK_SET_BACK, "clock is earlier than it was before"),
        (ErrorCode.OFFLINE_EXPIRED, "too long ago"),
        (ErrorCode.UNKNOWN_STAFF, "not known on this device"),
    ],
)
def test_a_refusal_without_a_network_is_told_and_can_be_tried_again(code: ErrorCode, words: str) -> None:
    model, tasks, heard = offered(offline_error=LoketError(code, "staff"))
    assert model.days_left is None
    model.sign_in_offline("sari", "melati")
    tasks.settle()
    assert words in model.message
    assert model.offers_offline
    assert heard.sessions == []


def test_a_wrong_password_without_a_network_tells_how_many_tries_are_left() -> None:
    model, tasks, _heard = offered()
    model.sign_in_offline("sari", "mawar")
    tasks.settle()
    assert "Tries left: 4." in model.message
    model.sign_in_offline("sari", "")
    assert model.message == "Fill in password."


def test_a_store_that_cannot_be_opened_blocks_the_form_with_its_reason() -> None:
    model, tasks, _heard = login_form()
    model.sign_in("sari", "melati")
    model.block(LoketError(ErrorCode.WRONG_KEY))
    model.sign_in("sari", "melati")
    assert (model.is_blocked, model.busy, tasks.waiting) == (True, False, 0)
    assert "cannot be opened with its key" in model.message


def test_only_one_attempt_runs_at_a_time() -> None:
    model, tasks, heard = login_form()
    model.attach(FakeSessions())
    model.sign_in("sari", "melati")
    model.sign_in("sari", "melati")
    tasks.settle()
    assert len(heard.sessions) == 1


def lock_form(sessions: FakeSessions) -> tuple[LockViewModel, InlineTasks, Heard]:
    tasks, heard = InlineTasks(), Heard()
    model = LockViewModel(tasks)
    model.attach(sessions)
    model.signed_in.connect(heard.session)
    model.closed.connect(heard.close)
    return model, tasks, heard


def test_the_same_person_unlocks() -> None:
    model, tasks, heard = lock_form(FakeSessions(opened=session()))
    model.guard(session())
    model.unlock("melati")
    tasks.settle()
    assert len(heard.sessions) == 1


def test_too_many_wrong_passwords_end_the_session() -> None:
    model, tasks, heard = lock_form(FakeSessions(opened=session(), error=LoketError(ErrorCode.LOCKED_OUT)))
    model.guard(session())
    model.unlock("mawar")
    tasks.settle()
    assert heard.closed == 1
    assert heard.sessions == []


def test_guarding_again_forgets_the_last_message() -> None:
    model, tasks, _heard = lock_form(FakeSessions(opened=session()))
    model.guard(session())
    model.unlock("mawar")
    tasks.settle()
    assert model.message
    model.guard(session())
    assert model.message == ""
