"""One round of sync: what waits here goes up, what is new there comes down, and neither waits for the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from app.changes import ChangeBus
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import (
    MAX_PUSH,
    DeviceIdentity,
    Operation,
    PullPage,
    PushAnswer,
    SyncReport,
    SyncState,
)
from app.services.ports import Clock, Replica, Transport
from app.services.views import DigestCheck
from app.sync import planner
from app.sync.ahead import PushAhead
from app.sync.batches import batch_from, is_poison, one_group, wrapped
from app.sync.connecting import EpochError, ForkError
from app.sync.planner import Heard
from app.sync.renewing import Compared, check_of, compare, renew
from app.sync.tally import Tally

PULL_ROWS = 2_000
FIRST_PULL_ROWS = 10_000
"""Rows of a page as long as a scope has never come whole."""

_NOTE_EVERY = timedelta(seconds=10)
_LOOK_EVERY = timedelta(minutes=1)
_SKEW_SEEN_WITHIN = timedelta(seconds=10)
_CHECK_TRIES = 5
_MOST_CONVERSATIONS = 4
_MOST_MOVES = 1_000_000

TransportFactory = Callable[[DeviceIdentity], Transport]


class SyncEngine:
    """Rounds between one replica and the shared database; one at a time, from whichever thread."""

    def __init__(self, replica: Replica, transport_factory: TransportFactory, clock: Clock, bus: ChangeBus) -> None:
        self._replica = replica
        self._new_transport = transport_factory
        self._clock = clock
        self._bus = bus
        self._transport: Transport | None = None
        self._heard = Heard()
        self._round = threading.Lock()
        # an empty page that says what the last one said is not written down again: a poll costs no disk
        self._known: tuple[object, ...] | None = None
        # a clone of this device may have handed over other work under the same numbers: only what an answer to our
        # own push has named is ours to strike off
        self._confirmed = 0
        self._careful_until = 0
        self._push_out: PushAhead | None = None
        self._steps = 0
        self._interrupted = False
        self._noted_at: datetime | None = None
        self._looked_at: datetime | None = None

    def round(self) -> SyncReport:
        """Push all that waits, pull all that is new; never raises for what the network or the server does."""
        with self._round:
            tally = self._run()
            if tally.state is SyncState.OK:
                if self._is_check_due():
                    self._look_into(tally)
                self._note_completed(tally)
            return tally.report(self._replica)

    def check(self) -> DigestCheck:
        """Compare every row with the shared database and put right what differs, after a complete round."""
        with self._round:
            tally = self._run()
            if tally.error is not None:
                raise tally.error
            if tally.state is not SyncState.OK:
                raise LoketError(ErrorCode.UNREACHABLE, facts={"reason": tally.detail or tally.state.value})
            check = self._compare(tally)
            self._note_completed(tally)
            return check

    def counts(self) -> tuple[int, int]:
        """How many operations wait, and how many were refused or held."""
        return self._replica.counts()

    @property
    def steps(self) -> int:
        """How many steps were taken so far: it grows as long as a round gets on."""
        return self._steps

    def interrupt(self) -> None:
        """End a call that hangs, from another thread; the round then ends as one without a network."""
        self._interrupted = True
        transport = self._transport
        if transport is not None:
            transport.close()

    def close(self) -> None:
        """End the conversation."""
        with self._round:
            self._hang_up()

    def _run(self) -> Tally:
        tally = Tally()
        self._interrupted = False
        if self._transport is not None and self._replica.waits_there():
            # with a greeting the shared database tries it again
            self._hang_up()
        # where the shared database stood when this conversation last heard of it
        self._heard = Heard(epoch=self._heard.epoch, last_seq=self._heard.last_seq) if self._transport else Heard()
        self._carry_on(tally)
        if tally.state is SyncState.TOO_OLD:
            self._hang_up()
        return tally

    def _carry_on(self, tally: Tally) -> None:
        for _ in range(_MOST_MOVES):
            transport = self._conversation(tally)
            if transport is None:
                return
            move = planner.next_move(self._replica.standing(), self._heard)
            if isinstance(move, planner.Done):
                return
            self._step()
            try:
                self._do(transport, tally, move)
            except ForkError:
                self._parted(tally, move)
            except EpochError:
                # the next conversation begins with the new epoch
                self._hang_up()
            except LoketError as error:
                self._failed(tally, move, error)

    def _do(self, transport: Transport, tally: Tally, move: planner.Move) -> None:
        if not isinstance(move, planner.PushFrom):
            self._push_out = None
        match move:
            case planner.Fork():
                self._fork(transport, move)
            case planner.Reopen(last_seq):
                self._confirmed = min(self._confirmed, last_seq)
                self._bus.publish(self._replica.reopen(last_seq))
                self._heard = planner.told_reopened(self._heard)
            case planner.PushFrom(seq):
                self._push(transport, tally, seq)
            case planner.Renew(scope_id, epoch):
                self._renew(transport, tally, scope_id, epoch)
            case planner.Pull():
                self._pull(transport, tally)

    def _parted(self, tally: Tally, move: planner.Move) -> None:
        if isinstance(move, planner.Fork) or self._heard.forked:
            # the shared database forks a device only so many times a day
            tally.trouble(SyncState.FORK, "fork_limit" if isinstance(move, planner.Fork) else "fork")
            self._heard = replace(self._heard, push_ends=True)
        self._heard = planner.told_parted(self._heard)

    def _failed(self, tally: Tally, move: planner.Move, error: LoketError) -> None:
        if error.code is ErrorCode.INVALID and error.field == "epoch":
            # only a new greeting says which of our operations are still there, and no row of theirs may go before that
            self._hang_up()
            self._heard = planner.told_epoch(self._heard, error.facts["found"])
            return
        if error.code is ErrorCode.INVALID and error.field in {"mass_delete", "versions"} and "scope" in error.facts:
            # neither a page that takes away too much nor one with a gap is believed: the rows themselves decide
            self._heard = planner.told_guarded(self._heard, int(error.facts["scope"]))
            return
        if error.code in {ErrorCode.UNREACHABLE, ErrorCode.WRONG_TOKEN}:
            # a pooler keeps conversations over a restore: the next greeting finds out who we are there
            self._hang_up()
        tally.fault(error)
        if isinstance(move, planner.Renew | planner.Pull):
            self._heard = replace(self._heard, pull_ends=True)
        else:
            self._heard = replace(self._heard, push_ends=True)

    def _conversation(self, tally: Tally) -> Transport | None:
        """The open conversation, or a new one; None once a round has found that there is none to be had."""
        if self._transport is not None:
            return self._transport
        if self._interrupted or tally.conversations >= _MOST_CONVERSATIONS:
            tally.trouble(SyncState.OFFLINE, ErrorCode.UNREACHABLE.value)
            return None
        tally.conversations += 1
        try:
            device = self._replica.device()
            self._transport = self._new_transport(device)
            before = self._clock.now()
            hello = self._transport.hello()
        except LoketError as error:
            if error.code is ErrorCode.TOO_OLD:
                # a program that is too old cannot read what is new, but what it has done is always taken
                tally.fault(error)
                self._heard = replace(self._heard, pull_ends=True)
                return self._transport
            self._hang_up()
            if error.code is ErrorCode.WRONG_TOKEN and self._came_back(tally):
                return self._conversation(tally)
            tally.fault(error)
            return None
        self._note_skew(tally, before, hello.server_time)
        # a second process on this store may have found that there is less than we were told once
        self._confirmed = min(self._confirmed, hello.last_seq)
        self._heard = planner.told_hello(self._heard, hello)
        return self._transport

    def _came_back(self, tally: Tally) -> bool:
        """A database restored to older days does not know us, but who we were before: become ourselves again."""
        for before in self._replica.ancestors():
            transport = self._new_transport(before)
            try:
                self._become(transport, self._replica.device().token, resends=True)
            except ForkError:
                tally.trouble(SyncState.FORK, "fork")
                return False
            except LoketError as error:
                if error.code is not ErrorCode.WRONG_TOKEN:
                    return False
            else:
                return True
            finally:
                transport.close()
        return False

    def _step(self) -> None:
        self._steps += 1

    def _note_skew(self, tally: Tally, before: datetime, server_time: datetime) -> None:
        after = self._clock.now()
        # an answer that took long says little of when it was given
        if timedelta(0) <= after - before <= _SKEW_SEEN_WITHIN:
            tally.skew_seconds = (before + (after - before) / 2 - server_time).total_seconds()

    def _hang_up(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def _fork(self, transport: Transport, move: planner.Fork) -> None:
        self._become(transport, self._replica.fork_token(), resends=move.resends)
        self._heard = planner.told_forked(self._heard)
        self._hang_up()

    def _become(self, transport: Transport, token: str, *, resends: bool) -> None:
        if resends:
            self._bus.publish(self._replica.reopen(0))
        identity = transport.fork(token, self._replica.standing().settled)
        self._confirmed = 0
        self._careful_until = 0
        self._bus.publish(self._replica.become(identity))

    def _push(self, transport: Transport, tally: Tally, first: int) -> None:
        ahead, self._push_out = self._push_out, None
        if ahead is not None and not ahead.is_for(transport, first):
            ahead = None
        operations = ahead.operations if ahead is not None else batch_from(self._replica, first)
        if not operations:
            self._heard = planner.told_missing(self._heard, first)
            return
        if first <= self._careful_until:
            operations = one_group(operations)
        try:
            answer = ahead.answer() if ahead is not None else transport.push(operations)
        except LoketError as error:
            if not is_poison(error):
                raise
            answer, operations = self._push_with_care(transport, operations)
        last = operations[-1].seq
        if answer.need is None:
            tally.count(answer)
            self._confirmed = max(self._confirmed, min(answer.last_seq, last))
            # what was settled before and waited again is struck off by a page that says what the last one said
            self._known = None
            self._bus.publish(self._replica.record_push(answer))
        self._heard = planner.told_push(self._heard, first, last, answer)

    def _push_with_care(
        self, transport: Transport, operations: tuple[Operation, ...]
    ) -> tuple[PushAnswer, tuple[Operation, ...]]:
        """One transaction alone, so that what cannot be taken blocks nothing; then that one as it can be kept."""
        group = one_group(operations)
        self._careful_until = max(self._careful_until, operations[-1].seq)
        if len(group) < len(operations):
            try:
                return transport.push(group), group
            except LoketError as error:
                if not is_poison(error):
                    raise
        return transport.push([wrapped(operation) for operation in group]), group

    def _pull(self, transport: Transport, tally: Tally) -> None:
        page = self._page(transport, tally)
        ours = replace(page, last_seq=min(page.last_seq, self._confirmed))
        known = (ours.epoch, ours.last_seq, ours.refused)
        heard = planner.told_page(self._heard, page)
        if known != self._known or _has_news(page):
            self._push_out = self._push_ahead(transport, heard)
            try:
                self._bus.publish(self._replica.apply(ours))
            finally:
                if self._push_out is not None:
                    self._push_out.wait()
            self._known = known
        tally.pulled += len(page.rows)
        self._heard = heard

    def _page(self, transport: Transport, tally: Tally) -> PullPage:
        cursors = self._replica.cursors()
        is_first = any(cursor.ver == 0 for cursor in cursors.values())
        before = self._clock.now()
        page = transport.pull(cursors, FIRST_PULL_ROWS if is_first else PULL_ROWS)
        self._note_skew(tally, before, page.server_time)
        return page

    def _push_ahead(self, transport: Transport, heard: Heard) -> PushAhead | None:
        """In the midst of a long queue the next push goes out while a page is laid; what it answers is heard after."""
        if not self._heard.pushes:
            return None
        known = self._replica.standing()
        move = planner.next_move(known, heard)
        if not isinstance(move, planner.PushFrom) or not self._careful_until < move.seq == self._confirmed + 1:
            return None
        if (known.waiting_to or 0) < move.seq + MAX_PUSH:
            return None
        operations = batch_from(self._replica, move.seq)
        return PushAhead(transport, operations) if operations else None

    def _renew(self, transport: Transport, tally: Tally, scope_id: int, epoch: str | None) -> None:
        renewed = renew(self._replica, transport, scope_id, epoch or "", self._step)
        tally.resynced.append(scope_id)
        self._known = None
        self._looked_at = None
        self._bus.publish(renewed.changes)
        self._heard = planner.told_renewed(self._heard, scope_id, epoch)

    def _is_check_due(self) -> bool:
        now = self._clock.now()
        if self._looked_at is not None and timedelta(0) <= now - self._looked_at < _LOOK_EVERY:
            return False
        self._looked_at = now
        return self._replica.is_check_due(now)

    def _look_into(self, tally: Tally) -> None:
        try:
            self._compare(tally)
        except LoketError as error:
            if error.code is ErrorCode.UNREACHABLE:
                self._hang_up()
            tally.fault(error)

    def _compare(self, tally: Tally) -> DigestCheck:
        found: list[Compared] = []
        for scope_id in self._replica.device().scopes:
            compared = self._compare_scope(tally, scope_id)
            if compared is None:
                continue
            found.append(compared)
            if compared.renewed is not None:
                tally.resynced.append(scope_id)
                self._bus.publish(compared.renewed.changes)
        check = check_of(self._clock.now(), found)
        self._replica.checked(check)
        return check

    def _compare_scope(self, tally: Tally, scope_id: int) -> Compared | None:
        for _ in range(_CHECK_TRIES):
            transport = self._conversation(tally)
            if transport is None:
                break
            compared = compare(self._replica, transport, scope_id, self._replica.epoch() or "", self._step)
            if compared is not None:
                return compared
            # something came meanwhile: compared is at one version
            self._heard = replace(self._heard, complete=False)
            self._carry_on(tally)
        if tally.error is not None:
            raise tally.error
        return None

    def _note_completed(self, tally: Tally) -> None:
        now = self._clock.now()
        if tally.pushed or tally.pulled or self._noted_at is None or now - self._noted_at >= _NOTE_EVERY:
            self._replica.synced(now)
            self._noted_at = now


def _has_news(page: PullPage) -> bool:
    return any(scope.versions for scope in page.scopes)
