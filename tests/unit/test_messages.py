"""Every error has a sentence, and its facts are in it."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.messages import FIELDS, OF_FIELD, SENTENCES, WITHOUT_FIELD, sentence


def english(message: str) -> str:
    return message


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", list(ErrorCode))
@pytest.mark.parametrize("field", [None, "phone", "events[3].kind"])
def test_every_code_is_a_sentence_with_or_without_a_field(code: ErrorCode, field: str | None) -> None:
    words = sentence(LoketError(code, field), english)
    assert re.fullmatch(r"[A-Ze].*[.?]", words), words
    assert not placeholders(words)
    assert "  " not in words


def test_sentences_name_only_what_is_filled_in() -> None:
    for text in (*SENTENCES.values(), *WITHOUT_FIELD.values(), *OF_FIELD.values()):
        assert placeholders(text) <= {"field", "file"}
    for text in (*WITHOUT_FIELD.values(), *OF_FIELD.values()):
        assert not placeholders(text)


def test_a_wrong_key_in_a_file_says_where_and_what_was_meant() -> None:
    facts = {"file": "repair.toml", "known": "name, steps", "nearest": "steps"}
    error = LoketError(ErrorCode.UNKNOWN_KEY, "stpes", facts)
    assert sentence(error, english) == "repair.toml: stpes is not known here. Did you mean steps?"


def test_a_file_that_cannot_be_read_says_line_and_column() -> None:
    facts = {"file": "a.toml", "line": "3", "column": "7", "reason": "Expected '='"}
    words = sentence(LoketError(ErrorCode.UNREADABLE_FILE, facts=facts), english)
    assert words == "a.toml, line 3, column 7: The file cannot be read. Reason: Expected '='."


def test_fields_are_translated_with_the_sentence() -> None:
    words = {SENTENCES[ErrorCode.REQUIRED]: "Isi {field}.", FIELDS["name"]: "nama"}
    assert sentence(LoketError(ErrorCode.REQUIRED, "name"), lambda text: words.get(text, text)) == "Isi nama."


def test_a_wrong_password_says_how_many_tries_are_left() -> None:
    error = LoketError(ErrorCode.WRONG_PASSWORD, "password", {"left": "2"})
    assert sentence(error, english) == "The password is wrong. Tries left: 2."
