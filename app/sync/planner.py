"""What a round of sync does next, from what is known here and what was answered; pure, and every round ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.replication import Hello, PullPage, PushAnswer, Standing

PUSHES_IN_A_ROW = 1
"""After so many, what is new there comes down before more goes up: a long queue must not hide news.

One, since what came down is laid while the next push is out.
"""

RENEWALS = 3
"""How often in one round all scopes are made anew at most."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was answered in this round."""

    epoch: str | None = None
    last_seq: int | None = None
    """The last operation that the shared database has of this device."""
    pushed_to: int = 0
    """Up to here operations were answered for in this round."""
    needs: frozenset[int] = frozenset()
    pushes: int = 0
    """In a row, without a pull between them."""
    proved: bool = False
    """An operation that both sides hold as settled was asked for, and is the same."""
    reopened: bool = False
    parted: bool = False
    """The shared database knows another history of this device."""
    forked: bool = False
    rewound: tuple[int, ...] = ()
    """Scopes whose history there is another one than here."""
    guarded: tuple[int, ...] = ()
    """Scopes of which a page would have taken away too much."""
    renewed: tuple[tuple[int, str | None], ...] = ()
    """Scopes made anew in this round, and under which epoch."""
    complete: bool = False
    push_ends: bool = False
    pull_ends: bool = False


@dataclass(frozen=True, slots=True)
class Fork:
    """Go on as another device whose operations up to `base_seq` count as settled.

    `resends`: what was settled may be lost, so all that is retained is handed over again.
    """

    base_seq: int
    resends: bool


@dataclass(frozen=True, slots=True)
class Reopen:
    """Settled operations above this number are lost there and wait again."""

    last_seq: int


@dataclass(frozen=True, slots=True)
class PushFrom:
    """Hand over operations from this number on."""

    seq: int


@dataclass(frozen=True, slots=True)
class Renew:
    """Make a scope anew by its sums, under this epoch; with the last scope the epoch is adopted."""

    scope_id: int
    epoch: str | None


@dataclass(frozen=True, slots=True)
class Pull:
    """Ask for one page of what is new."""


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing is left for this round."""


Move = Fork | Reopen | PushFrom | Renew | Pull | Done


def next_move(known: Standing, heard: Heard) -> Move:
    """The next thing to do."""
    parted = _is_parted(known, heard)
    if parted and not heard.forked and not heard.push_ends:
        # a restore that nobody has noticed yet may have taken what counts as settled, and a new device never misses it
        return Fork(known.settled, resends=True)
    push = None if parted else _next_push(known, heard)
    if isinstance(push, Reopen):
        # what is lost there waits again also while nothing can be handed over: no resync may take its rows away
        return push
    if heard.push_ends:
        if _is_unproved(known, heard):
            # were the numbers another device's, what was lost would not show, and rows made anew would hide it
            return Done()
        push = None
    if push is not None and (heard.pushes < PUSHES_IN_A_ROW or heard.pull_ends):
        return push
    if not heard.pull_ends and len(heard.renewed) < RENEWALS * len(known.scopes):
        scope = next((scope for scope in _to_renew(known, heard) if (scope, heard.epoch) not in heard.renewed), None)
        if scope is not None:
            return Renew(scope, heard.epoch)
        if not heard.complete and not _is_of_another_epoch(known, heard):
            return Pull()
    return push or Done()


def told_hello(heard: Heard, hello: Hello) -> Heard:
    """The greeting of a conversation."""
    return replace(heard, epoch=hello.epoch, last_seq=hello.last_seq)


def told_push(heard: Heard, first: int, last: int, answer: PushAnswer) -> Heard:
    """What became of operations `first` to `last`."""
    if answer.need is not None:
        if answer.need in heard.needs or not 0 < answer.need <= first:
            return replace(heard, parted=True)
        before = answer.need - 1
        return replace(
            heard,
            needs=heard.needs | {answer.need},
            last_seq=before,
            pushed_to=max(before - 1, 0),
            proved=False,
            reopened=False,
        )
    reached = min(answer.last_seq, last)
    if reached < first:
        return replace(heard, push_ends=True)
    return replace(
        heard,
        proved=heard.proved or first <= (heard.last_seq or 0),
        last_seq=max(heard.last_seq or 0, answer.last_seq),
        pushed_to=reached,
        pushes=heard.pushes + 1,
        complete=False,
    )


def told_missing(heard: Heard, first: int) -> Heard:
    """The operation from which to hand over is no longer retained."""
    if not heard.proved and first == heard.last_seq:
        return replace(heard, proved=True)
    return replace(heard, parted=True)


def told_reopened(heard: Heard) -> Heard:
    """What was lost waits again."""
    return replace(heard, reopened=True)


def told_parted(heard: Heard) -> Heard:
    """The shared database refused our numbers."""
    return replace(heard, parted=True)


def told_forked(heard: Heard) -> Heard:
    """We are another device now; what was heard of the scopes still holds."""
    return Heard(
        epoch=heard.epoch,
        forked=True,
        rewound=heard.rewound,
        guarded=heard.guarded,
        renewed=heard.renewed,
        pull_ends=heard.pull_ends,
    )


def told_page(heard: Heard, page: PullPage) -> Heard:
    """A page that is in the store now."""
    rewound = tuple(scope.scope_id for scope in page.scopes if scope.rewound)
    news = any(scope.versions for scope in page.scopes)
    return replace(
        told_epoch(heard, page.epoch),
        last_seq=page.last_seq if page.primary else heard.last_seq,
        rewound=tuple(dict.fromkeys((*heard.rewound, *rewound))),
        proved=heard.proved and not set(rewound) - set(heard.rewound),
        complete=page.is_complete,
        pushes=0,
        pull_ends=heard.pull_ends or not (page.is_complete or news or set(rewound) - set(heard.rewound)),
    )


def told_epoch(heard: Heard, epoch: str) -> Heard:
    """The shared database goes by this epoch."""
    return replace(heard, epoch=epoch, proved=heard.proved and epoch == heard.epoch)


def told_guarded(heard: Heard, scope_id: int) -> Heard:
    """A page would have taken away too much of this scope."""
    if scope_id in heard.guarded:
        return replace(heard, pull_ends=True)
    return replace(heard, guarded=(*heard.guarded, scope_id))


def told_renewed(heard: Heard, scope_id: int, epoch: str | None) -> Heard:
    """A scope stands as it is shared."""
    return replace(heard, renewed=(*heard.renewed, (scope_id, epoch)), complete=False)


def _is_parted(known: Standing, heard: Heard) -> bool:
    return heard.parted or (heard.last_seq is not None and heard.last_seq > known.given)


def _is_lost(known: Standing, heard: Heard) -> bool:
    return heard.reopened or _is_behind(known, heard)


def _is_behind(known: Standing, heard: Heard) -> bool:
    return heard.last_seq is not None and heard.last_seq < known.settled


def _is_of_another_epoch(known: Standing, heard: Heard) -> bool:
    return None not in {known.epoch, heard.epoch} and known.epoch != heard.epoch


def _is_rewound(known: Standing, heard: Heard) -> bool:
    return bool(heard.rewound) or _is_of_another_epoch(known, heard)


def _is_unproved(known: Standing, heard: Heard) -> bool:
    """Another device may have used our numbers while the shared database was without our operations."""
    back = _is_lost(known, heard) or _is_rewound(known, heard)
    return back and not heard.proved and _last_of_both(known, heard) > heard.pushed_to


def _last_of_both(known: Standing, heard: Heard) -> int:
    return min(heard.last_seq or 0, known.settled)


def _to_renew(known: Standing, heard: Heard) -> tuple[int, ...]:
    if _is_of_another_epoch(known, heard):
        return known.scopes
    wanted = {*heard.rewound, *heard.guarded, *known.resyncs}
    return tuple(scope for scope in known.scopes if scope in wanted)


def _next_push(known: Standing, heard: Heard) -> Reopen | PushFrom | None:
    behind = _is_behind(known, heard)
    if behind and not heard.reopened:
        return Reopen(heard.last_seq or 0)
    if _is_unproved(known, heard):
        return PushFrom(_last_of_both(known, heard))
    first = (heard.last_seq or 0) + 1 if behind else known.waiting_from or known.given + 1
    first = max(first, heard.pushed_to + 1)
    last = max(known.waiting_to or 0, known.settled if behind else 0)
    return PushFrom(first) if first <= last else None
