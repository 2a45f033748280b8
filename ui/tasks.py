"""The one door for background work: one worker thread, answers in the main thread, never to a receiver that is gone."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")
OnError = Callable[[Exception], None]


class Background(Protocol):
    """What view-models know of background work; the tests' fake keeps the same contract.

    `on_done` and `on_error` are bound methods of QObjects, or `functools.partial` of such. They are called in the main
    thread, after the call that asked has returned, and not at all once their QObject is gone.
    """

    def run(
        self, fn: Callable[[], T], on_done: Callable[[T], None] | None = None, on_error: OnError | None = None
    ) -> None:
        """Do `fn` in the background; an error without `on_error` goes to the banner."""
        ...

    def latest(
        self, key: str, fn: Callable[[], T], on_done: Callable[[T], None], on_error: OnError | None = None
    ) -> None:
        """The same, but only the newest call of a key counts: older ones are skipped, or their answers dropped."""
        ...

    def forget(self, key: str) -> None:
        """Drop the answer that is still to come for this key."""
        ...


class Reply:
    """A callback that does not keep its receiver alive and does nothing once the receiver is gone."""

    __slots__ = ("_args", "_function", "_keywords", "_receiver")

    def __init__(self, callback: Callable[..., None]) -> None:
        args: tuple[object, ...] = ()
        keywords: dict[str, object] = {}
        while isinstance(callback, partial):
            args, keywords, callback = callback.args + args, {**callback.keywords, **keywords}, callback.func
        receiver = getattr(callback, "__self__", None)
        if not isinstance(receiver, QObject):
            raise TypeError("an answer goes to a bound method of a QObject")
        self._receiver = weakref.ref(receiver)
        self._function: Callable[..., None] = getattr(callback, "__func__", None) or type(callback).__call__
        self._args = args
        self._keywords = keywords

    def __call__(self, value: object) -> bool:
        """Hand over `value`; False where nobody is there any more."""
        receiver = self._receiver()
        if receiver is None or not shiboken6.isValid(receiver):
            return False
        self._function(receiver, *self._args, value, **self._keywords)
        return True


class Job:
    """One piece of work with the addresses of its answer; `turn` is its place among the calls of one key."""

    __slots__ = ("_done", "_error", "_fn", "key", "turn")

    def __init__(
        self,
        fn: Callable[[], object],
        on_done: Callable[..., None] | None,
        on_error: OnError | None,
        key: str | None = None,
        turn: int = 0,
    ) -> None:
        self._fn = fn
        self._done = Reply(on_done) if on_done else None
        self._error = Reply(on_error) if on_error else None
        self.key = key
        self.turn = turn

    def work(self) -> Callable[[], Exception | None]:
        """Do the work here; the returned function hands over the answer and returns an error that nobody took."""
        try:
            value = self._fn()
        except Exception as error:  # noqa: BLE001 - whatever went wrong is told in the main thread
            return partial(self._failed, error)
        return partial(self._succeeded, value)

    def _succeeded(self, value: object) -> Exception | None:
        if self._done is not None:
            self._done(value)
        return None

    def _failed(self, error: Exception) -> Exception | None:
        if self._error is None:
            return error
        self._error(error)
        return None


class Turns:
    """Which call of a key is the newest; asked in both threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: dict[str, int] = {}

    def take(self, key: str) -> int:
        with self._lock:
            self._turns[key] = self._turns.get(key, 0) + 1
            return self._turns[key]

    def holds(self, job: Job) -> bool:
        with self._lock:
            return job.key is None or self._turns.get(job.key) == job.turn


class Tasks(QObject):
    """Background work in one daemon thread, in the order asked."""

    failed = Signal(object)
    """An error that no `on_error` took."""

    busy = Signal(bool)

    _answered = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turns = Turns()
        self._waiting = 0
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._answered.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="loket-tasks", daemon=True)
        self._thread.start()

    def run(
        self, fn: Callable[[], T], on_done: Callable[[T], None] | None = None, on_error: OnError | None = None
    ) -> None:
        self._put(Job(fn, on_done, on_error))

    def latest(
        self, key: str, fn: Callable[[], T], on_done: Callable[[T], None], on_error: OnError | None = None
    ) -> None:
        self._put(Job(fn, on_done, on_error, key, self._turns.take(key)))

    def forget(self, key: str) -> None:
        self._turns.take(key)

    def close(self, timeout: float = 2.0) -> bool:
        """Let the job that runs finish, for at most `timeout` seconds; False where it did not."""
        self._queue.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _put(self, job: Job) -> None:
        self._waiting += 1
        if self._waiting == 1:
            self.busy.emit(True)
        self._queue.put(job)

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            answer = job.work() if self._turns.holds(job) else None
            try:
                self._answered.emit(job, answer)
            except RuntimeError:  # the window closed while the work was done: nobody waits for the answer
                return

    @Slot(object, object)
    def _hand_over(self, job: Job, answer: Callable[[], Exception | None] | None) -> None:
        self._waiting -= 1
        if self._waiting == 0:
            self.busy.emit(False)
        if answer is not None and self._turns.holds(job):
            error = answer()
            if error is not None:
                self.failed.emit(error)
