"""A network that fails on request: lines from stations to the shared database, each with its own weather."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from contextlib import suppress
from enum import StrEnum
from typing import Any, TypeVar

Result = TypeVar("Result")

_TURNS = 5
_CHUNK = 1 << 16
_READY = b"Z\x00\x00\x00\x05"
"""PostgreSQL's word that it has done what was asked, one byte before the end of its answer."""
_PUSH = b"loket.push"
_RESET = struct.pack("ii", 1, 0)


class Weather(StrEnum):
    """What a line does with what is said on it."""

    FAIR = "fair"
    NO_ANSWERS = "no_answers"
    NO_QUESTIONS = "no_questions"
    SILENT = "silent"
    HALF_OPEN = "half_open"
    """Callers are taken, and hear nothing; nobody is called on."""
    CLOSED = "closed"
    """Callers are refused."""


_STOPS_QUESTIONS = frozenset({Weather.NO_QUESTIONS, Weather.SILENT, Weather.HALF_OPEN})
_STOPS_ANSWERS = frozenset({Weather.NO_ANSWERS, Weather.SILENT, Weather.HALF_OPEN})


class Network:
    """The lines of one schedule, carried by a thread of their own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="network")
        self._lines: list[Line] = []
        self._thread.start()

    def line(self, target: int) -> Line:
        """A new line to a port of this machine."""
        line = Line(self, target)
        self.run(line.open())
        self._lines.append(line)
        return line

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do something in the network's thread, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        """Cut every line."""
        for line in self._lines:
            self.run(line.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Line:
    """One address that stands for the shared database; all methods but the coroutines may be called by any thread."""

    def __init__(self, network: Network, target: int) -> None:
        self._network = network
        self._target = target
        self._weather = Weather.FAIR
        self._changed = asyncio.Event()
        self._delay = 0.0
        self._lost_answers = 0
        self._calls: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    def turn(self, weather: Weather) -> None:
        """Change what becomes of what is said from now on; what was held back goes on when it is fair again."""
        self._network.run(self._turn(weather))

    def slow(self, seconds: float) -> None:
        """Let everything take so much longer."""
        self._delay = seconds

    def lose_answers(self, count: int) -> None:
        """Of the next pushes so many reach the database, and its answer is lost with the line."""
        self._lost_answers = count

    def aim(self, target: int) -> None:
        """Lead to another port; calls under way end."""
        self._target = target
        self.cut()

    def cut(self) -> None:
        """End every call under way with a reset."""
        self._network.run(self._cut())

    async def open(self) -> None:
        """Begin to take calls."""
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Take no calls any more, and end those under way."""
        if self._server is not None:
            self._server.close()
        # a call that was just taken gets its turn, is ended too, and what was reset is let go
        for _ in range(_TURNS):
            await asyncio.sleep(0)
            await self._cut()

    async def _turn(self, weather: Weather) -> None:
        self._weather = weather
        self._changed.set()
        self._changed = asyncio.Event()
        if weather is Weather.CLOSED:
            await self._cut()

    async def _cut(self) -> None:
        calls = list(self._calls)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)
        with suppress(asyncio.CancelledError):
            await self._call(reader, writer)
        _reset(writer)

    async def _call(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while self._weather is Weather.HALF_OPEN:
            await self._changed.wait()
        if self._weather is Weather.CLOSED:
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            return
        call = _Call(self)
        pumps = [
            asyncio.create_task(call.questions(reader, far_writer)),
            asyncio.create_task(call.answers(far_reader, writer)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            _reset(far_writer)

    async def passes(self, stopping: frozenset[Weather]) -> None:
        """Wait until the weather lets something through."""
        if self._delay:
            await asyncio.sleep(self._delay)
        while self._weather in stopping:
            await self._changed.wait()

    def loses_this_answer(self) -> bool:
        """Whether the push that is under way is one of those whose answer is to be lost."""
        if not self._lost_answers:
            return False
        self._lost_answers -= 1
        return True


class _Call:
    """One connection through a line."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._loses = False
        self._said = b""

    async def questions(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(_CHUNK):
                await self._line.passes(_STOPS_QUESTIONS)
                self._loses = self._loses or (_PUSH in data and self._line.loses_this_answer())
                writer.write(data)
                await writer.drain()

    async def answers(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(_CHUNK):
                if self._loses:
                    self._said += data
                    if self._said[-6:-1] == _READY:
                        return
                    continue
                await self._line.passes(_STOPS_ANSWERS)
                writer.write(data)
                await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    line = writer.get_extra_info("socket")
    if line is not None:
        with suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
