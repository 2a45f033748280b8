"""What an action touched, as a value, and the bus that carries it to whoever shows it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

Subscriber = Callable[["Changes"], None]


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of what a committed transaction touched; `source` is `local` or `sync`. Screens decide what it means."""

    customers: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    interactions: frozenset[str] = frozenset()
    reference: bool = False
    outbox: bool = False
    session: bool = False
    source: str = "local"

    def __bool__(self) -> bool:
        return bool(self.customers or self.cases or self.interactions or self.reference or self.outbox or self.session)

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.customers | other.customers,
            self.cases | other.cases,
            self.interactions | other.interactions,
            self.reference or other.reference,
            self.outbox or other.outbox,
            self.session or other.session,
            other.source,
        )


class ChangeBus:
    """Carries changes to subscribers in the thread that publishes; whoever needs another thread hops by itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscribers: list[Subscriber] = []

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` with every later change; the returned function ends that."""
        with self._lock:
            self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            with self._lock:
                self._subscribers.remove(subscriber)

        return unsubscribe

    def publish(self, changes: Changes) -> None:
        """Tell every subscriber, unless nothing changed."""
        if not changes:
            return
        with self._lock:
            subscribers = tuple(self._subscribers)
        for subscriber in subscribers:
            subscriber(changes)
