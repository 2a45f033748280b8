"""The line to a language model, against a small server on this machine that answers as one would, or as none should."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.domain.errors import ErrorCode, LoketError
from app.domain.interactions import Channel, Mood, Stage
from app.generator import MOST_BYTES, OpenAiCompatible
from app.phrasing.drafting import Outline
from app.phrasing.situation import State

OUTLINE = Outline(
    Stage.EXPLANATION, Mood.ANXIOUS, Channel.PHONE, "complaint", State.LATE, ("Kartu tertelan",), ("title",), True
)


def content(text: str) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


@dataclass
class StandIn:
    """Answers each request with what the test laid ready, and keeps what it was asked."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    hold: threading.Event | None = None
    url: str = ""


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    told = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.asked.append((self.path, dict(self.headers), body))
            if told.hold is not None:
                told.hold.wait(30)
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        def log_message(self, *_arguments: object) -> None:
            """Nothing is written down."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_arguments: object) -> None:
            """Who was not waited for finds the line closed."""

    server = Server(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}/v1/"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_moment_goes_out_and_the_wordings_come_back(stand_in: StandIn) -> None:
    stand_in.body = content(json.dumps({"kalimat": ["Soal {title}, saya cek.", 7, None, "Dua."]}))
    found = OpenAiCompatible(stand_in.url, "sahabat", key="rahasia").wordings(OUTLINE)
    assert found == ("Soal {title}, saya cek.", "Dua.")
    [(path, headers, body)] = stand_in.asked
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer rahasia"
    assert body["model"] == "sahabat"
    moment = json.loads(body["messages"][-1]["content"])
    assert moment["penanda"] == ["{title}"]
    assert moment["keadaan"] == "late"


def test_without_a_key_none_is_sent(stand_in: StandIn) -> None:
    stand_in.body = content('{"kalimat": []}')
    assert OpenAiCompatible(stand_in.url, "sahabat").wordings(OUTLINE) == ()
    assert "Authorization" not in stand_in.asked[0][1]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b'{"choices": []}',
        content("no json"),
        content("[1, 2]"),
        content('{"kalimat": "satu"}'),
        content('{"lain": ["satu"]}'),
        b"[" * 100_000,
        b"\xff\xfe",
        b" " * (MOST_BYTES + 1),
    ],
    ids=lambda body: repr(body[:20]),
)
def test_an_answer_in_another_form_counts_as_none(stand_in: StandIn, body: bytes) -> None:
    stand_in.body = body
    assert OpenAiCompatible(stand_in.url, "sahabat").wordings(OUTLINE) == ()


@pytest.mark.parametrize("status", [301, 401, 404, 429, 500])
def test_a_refusal_or_a_redirect_is_no_answer(stand_in: StandIn, status: int) -> None:
    stand_in.status = status
    stand_in.headers = {"Location": stand_in.url + "elsewhere"} if status == 301 else {}
    with pytest.raises(LoketError) as refused:
        OpenAiCompatible(stand_in.url, "sahabat").wordings(OUTLINE)
    assert refused.value.code is ErrorCode.UNREACHABLE
    assert len(stand_in.asked) == 1, "it goes nowhere else"


def test_who_does_not_answer_in_time_is_not_waited_for(stand_in: StandIn) -> None:
    stand_in.hold = threading.Event()
    with pytest.raises(LoketError) as refused:
        OpenAiCompatible(stand_in.url, "sahabat", seconds=0.2).wordings(OUTLINE)
    stand_in.hold.set()
    assert refused.value.code is ErrorCode.UNREACHABLE


def test_nobody_there(unused_tcp_port: int) -> None:
    with pytest.raises(LoketError) as refused:
        OpenAiCompatible(f"http://127.0.0.1:{unused_tcp_port}/v1", "sahabat").wordings(OUTLINE)
    assert refused.value.code is ErrorCode.UNREACHABLE


@pytest.fixture
def unused_tcp_port() -> int:
    import socket

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.mark.parametrize("url", ["http://model.bank.co.id/v1", "ftp://localhost/v1", "file:///etc/passwd", "", "model"])
def test_the_line_is_closed_to_others_or_stays_on_this_machine(url: str) -> None:
    with pytest.raises(LoketError) as refused:
        OpenAiCompatible(url, "sahabat")
    assert refused.value.code is ErrorCode.INVALID


@pytest.mark.parametrize(
    "url", ["https://[", "http://[::1", "https://", "https:///v1", "http://localhost@example.com/v1"]
)
def test_an_address_that_is_none_is_refused_and_no_crash(url: str) -> None:
    with pytest.raises(LoketError) as refused:
        OpenAiCompatible(url, "m")
    assert refused.value.code is ErrorCode.INVALID


@pytest.mark.parametrize(("path", "key"), [("v1", "a\nb"), ("v 1", None), ("v\u00e9", None)])
def test_signs_that_may_not_be_in_an_address_or_a_key_are_no_answer(path: str, key: str | None) -> None:
    with pytest.raises(LoketError) as refused:
        OpenAiCompatible(f"http://127.0.0.1:9/{path}", "m", key).wordings(OUTLINE)
    assert refused.value.code is ErrorCode.UNREACHABLE
