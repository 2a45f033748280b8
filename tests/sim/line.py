"""A line to the shared database that loses, doubles and delays what goes over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import TypeVar

from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import (
    BucketPage,
    Cursor,
    DeviceIdentity,
    Hello,
    Operation,
    PullPage,
    PushAnswer,
    ScopeDigest,
)
from app.services.ports import Transport
from tests.sim.disk import CrashError

T = TypeVar("T")


class Trouble(StrEnum):
    """What happens to one call."""

    LOSE_REQUEST = "lose_request"
    LOSE_ANSWER = "lose_answer"
    DOUBLE = "double"
    LATER_AGAIN = "later_again"
    TRANSIENT = "transient"
    LOGGED_OUT = "logged_out"
    KILL_BEFORE = "kill_before"
    KILL_AFTER = "kill_after"


@dataclass(slots=True)
class Line:
    """How the line of one device is; `troubles` are chances for each call."""

    random: Random
    out_cut: bool = False
    in_cut: bool = False
    troubles: Mapping[Trouble, float] = field(default_factory=dict)
    blocked: frozenset[str] = frozenset()
    planned: dict[int, Trouble] = field(default_factory=dict)
    """By the number of the call, counted from `calls`."""
    calls: int = 0
    log: list[str] = field(default_factory=list)
    meanwhile: Callable[[str], None] | None = None
    """Done once, while the next request is on its way."""
    later: list[Callable[[], object]] = field(default_factory=list)
    """Requests that reach the server a second time, long after."""

    def trouble(self, call: str) -> Trouble | None:
        """What befalls this call."""
        self.calls += 1
        planned = self.planned.pop(self.calls, None)
        if planned is not None:
            return planned
        if call in self.blocked:
            return Trouble.TRANSIENT
        if self.out_cut:
            return Trouble.LOSE_REQUEST
        for trouble, chance in self.troubles.items():
            if self.random.random() < chance:
                return trouble
        return Trouble.LOSE_ANSWER if self.in_cut else None

    def mend(self) -> None:
        """From now on everything arrives."""
        self.out_cut = self.in_cut = False
        self.troubles, self.blocked, self.meanwhile = {}, frozenset(), None
        self.planned.clear()


class LineTransport:
    """Implements `Transport` over another one; a call can be lost on its way there or on its way back."""

    def __init__(self, real: Transport, line: Line, at_kill: Callable[[], None]) -> None:
        self._real = real
        self._line = line
        self._at_kill = at_kill

    def hello(self) -> Hello:
        return self._over("hello", self._real.hello)

    def push(self, operations: Sequence[Operation]) -> PushAnswer:
        return self._over("push", lambda: self._real.push(operations))

    def pull(self, cursors: Mapping[int, Cursor], limit: int) -> PullPage:
        return self._over("pull", lambda: self._real.pull(cursors, limit))

    def digest(self, scope_id: int) -> ScopeDigest:
        return self._over("digest", lambda: self._real.digest(scope_id))

    def bucket_rows(
        self, scope_id: int, table: str, buckets: Sequence[int], after: str | None, limit: int
    ) -> BucketPage:
        return self._over("bucket_rows", lambda: self._real.bucket_rows(scope_id, table, buckets, after, limit))

    def fork(self, new_token: str, base_seq: int) -> DeviceIdentity:
        return self._over("fork", lambda: self._real.fork(new_token, base_seq))

    def close(self) -> None:
        self._real.close()

    def _over(self, call: str, request: Callable[[], T]) -> T:
        line = self._line
        trouble = line.trouble(call)
        line.log.append(call if trouble is None else f"{call}:{trouble}")
        if line.meanwhile is not None:
            meanwhile, line.meanwhile = line.meanwhile, None
            meanwhile(call)
        _fail_before(trouble)
        self._kill_if(trouble, Trouble.KILL_BEFORE)
        answer = request()
        self._kill_if(trouble, Trouble.KILL_AFTER)
        if trouble is Trouble.LATER_AGAIN and call == "push":
            line.later.append(request)
        if trouble is Trouble.DOUBLE:
            return request()
        if trouble is Trouble.LOSE_ANSWER:
            raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "lost"})
        return answer

    def _kill_if(self, trouble: Trouble | None, at: Trouble) -> None:
        if trouble is at:
            self._at_kill()
            raise CrashError


def _fail_before(trouble: Trouble | None) -> None:
    if trouble is Trouble.LOSE_REQUEST:
        raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "lost"})
    if trouble is Trouble.TRANSIENT:
        raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": "server", "sqlstate": "40001"})
    if trouble is Trouble.LOGGED_OUT:
        raise LoketError(ErrorCode.WRONG_TOKEN)
