"""The lines do what the schedules rely upon."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from tests.chaos.network import Line, Network, Weather

ANSWER = b"T\x00\x00\x00\x06\x00\x00Z\x00\x00\x00\x05I"
_PATIENCE = 10.0
_SOON = 0.2


class Echo:
    """Answers each thing that it hears, and remembers it."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = [threading.Thread(target=self._serve, name="echo")]
        self.heard: list[bytes] = []
        self._threads[0].start()

    @property
    def port(self) -> int:
        return int(self._door.getsockname()[1])

    def close(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._door.accept()
                thread = threading.Thread(target=self._answer, args=(line,), name="echo call")
                self._threads.append(thread)
                thread.start()

    def _answer(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            while data := line.recv(1 << 16):
                self.heard.append(data)
                line.sendall(ANSWER)


@pytest.fixture
def echo() -> Iterator[Echo]:
    with closing(Echo()) as server:
        yield server


@pytest.fixture
def line(echo: Echo) -> Iterator[Line]:
    with closing(Network()) as network:
        yield network.line(echo.port)


def call(line: Line) -> socket.socket:
    return socket.create_connection(("127.0.0.1", line.port), _PATIENCE)


def is_silent(caller: socket.socket) -> bool:
    caller.settimeout(_SOON)
    try:
        return caller.recv(100) is None
    except TimeoutError:
        return True
    finally:
        caller.settimeout(_PATIENCE)


def test_a_fair_line_passes_everything(line: Line) -> None:
    with call(line) as caller:
        caller.sendall(b"select loket.push")
        assert caller.recv(100) == ANSWER


@pytest.mark.parametrize("weather", [Weather.NO_ANSWERS, Weather.NO_QUESTIONS, Weather.SILENT])
def test_what_is_held_back_goes_on_when_it_is_fair_again(echo: Echo, line: Line, weather: Weather) -> None:
    with call(line) as caller:
        caller.sendall(b"one")
        assert caller.recv(100) == ANSWER
        line.turn(weather)
        caller.sendall(b"two")
        assert is_silent(caller)
        assert (b"two" in echo.heard) is (weather is Weather.NO_ANSWERS)
        line.turn(Weather.FAIR)
        assert caller.recv(100) == ANSWER


def test_a_half_open_line_takes_callers_and_calls_nobody(echo: Echo, line: Line) -> None:
    line.turn(Weather.HALF_OPEN)
    with call(line) as caller:
        caller.sendall(b"one")
        assert is_silent(caller)
        assert echo.heard == []
        line.turn(Weather.FAIR)
        assert caller.recv(100) == ANSWER


def test_a_closed_line_ends_calls_and_refuses_new_ones(echo: Echo, line: Line) -> None:
    with call(line) as caller:
        caller.sendall(b"one")
        assert caller.recv(100) == ANSWER
        line.turn(Weather.CLOSED)
        with pytest.raises(ConnectionResetError):
            caller.recv(100)
    with suppress(ConnectionResetError, BrokenPipeError), call(line) as caller:
        caller.sendall(b"two")
        assert caller.recv(100) == b""
    assert echo.heard == [b"one"]


def test_the_answer_of_a_push_is_lost_once_it_is_complete(echo: Echo, line: Line) -> None:
    line.lose_answers(1)
    with call(line) as caller:
        caller.sendall(b"select loket.pull")
        assert caller.recv(100) == ANSWER
        caller.sendall(b"select loket.push")
        with pytest.raises(ConnectionResetError):
            caller.recv(100)
    with call(line) as caller:
        caller.sendall(b"select loket.push")
        assert caller.recv(100) == ANSWER
    assert echo.heard == [b"select loket.pull", b"select loket.push", b"select loket.push"]


def test_a_line_can_lead_elsewhere(line: Line) -> None:
    with closing(Echo()) as other:
        line.aim(other.port)
        with call(line) as caller:
            caller.sendall(b"one")
            assert caller.recv(100) == ANSWER
        assert other.heard == [b"one"]
