"""Properties of the pure parts: what a round does next, and what becomes of a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.customers import FieldChange
from app.domain.rebase import KnownRow, Verdict, WaitingEdit, laid_over, rebase, verdict
from app.domain.replication import Hello, PulledRow, PullPage, PushAnswer, ScopePage, Standing
from app.sync import planner
from app.sync.planner import Heard

MODEST = settings(max_examples=300, deadline=None)
NOW = datetime(2027, 3, 1, tzinfo=UTC)
SCOPES = (0, 1, 3)
EPOCHS = st.sampled_from(["e1", "e2"])
NUMBERS = st.integers(0, 30)

# ------------------------------------------------------------------ the planner


@st.composite
def known_stores(draw: st.DrawFn) -> Standing:
    given_ = draw(NUMBERS)
    settled = draw(st.integers(0, given_))
    waits = settled < given_ and draw(st.booleans())
    first = draw(st.integers(settled + 1, given_)) if waits else None
    return Standing(
        scopes=SCOPES,
        epoch=draw(st.none() | EPOCHS),
        given=given_,
        settled=settled,
        waiting_from=first,
        waiting_to=given_ if waits else None,
        resyncs=tuple(draw(st.sets(st.sampled_from(SCOPES), max_size=2))),
    )


@st.composite
def pull_pages(draw: st.DrawFn) -> PullPage:
    scopes = []
    for scope in SCOPES:
        after, news, left = draw(st.integers(0, 9)), draw(st.integers(0, 2)), draw(st.integers(0, 1))
        covered = after + news
        rewound = draw(st.booleans()) and not news
        versions = tuple(range(after + 1, covered + 1))
        scopes.append(ScopePage(scope, covered, covered + left, versions, "m", rewound))
    return PullPage(draw(EPOCHS), NOW, draw(NUMBERS), (), tuple(scopes), (), draw(st.booleans()))


class World:
    """A store and a shared database in numbers alone, which answer moves as the real ones would."""

    def __init__(self, known: Standing, last_seq: int, epoch: str, rewound: set[int]) -> None:
        self.known = known
        self.last_seq = last_seq
        self.epoch = epoch
        self.rewound = rewound
        self.heard = planner.told_hello(Heard(), Hello(epoch, last_seq, NOW))

    def do(self, move: planner.Move) -> None:
        known, heard = self.known, self.heard
        match move:
            case planner.Fork(base_seq):
                waits = known.given - base_seq if known.waiting_from is not None else 0
                last = base_seq + waits
                self.known = replace(
                    known, given=last, settled=base_seq,
                    waiting_from=base_seq + 1 if waits else None, waiting_to=last if waits else None,
                )  # fmt: skip
                self.last_seq = base_seq
                self.heard = planner.told_hello(planner.told_forked(heard), Hello(self.epoch, base_seq, NOW))
            case planner.Reopen(last_seq):
                self.known = replace(known, settled=last_seq, waiting_from=last_seq + 1, waiting_to=known.given)
                self.heard = planner.told_reopened(heard)
            case planner.PushFrom(seq):
                self._push(seq)
            case planner.Renew(scope_id, epoch):
                self.rewound.discard(scope_id)
                left = tuple(scope for scope in known.resyncs if scope != scope_id)
                self.known = replace(known, resyncs=left)
                self.heard = planner.told_renewed(heard, scope_id, epoch)
                if {scope for scope, under in self.heard.renewed if under == epoch} >= set(known.scopes):
                    self.known = replace(self.known, epoch=epoch)
            case planner.Pull():
                self._pull()
            case planner.Done():
                raise AssertionError("nothing to do")

    def _push(self, seq: int) -> None:
        last = min(seq + 4, self.known.given)
        if last < seq:
            self.heard = planner.told_missing(self.heard, seq)
            return
        if seq > self.last_seq + 1:
            need = self.last_seq + 1
            self.heard = planner.told_push(self.heard, seq, last, PushAnswer(self.last_seq, (), self.epoch, need))
            return
        self.last_seq = max(self.last_seq, last)
        self.heard = planner.told_push(self.heard, seq, last, PushAnswer(self.last_seq, (), self.epoch))

    def _pull(self) -> None:
        scopes = tuple(ScopePage(scope, 1, 1, (), "m", scope in self.rewound) for scope in SCOPES)
        page = PullPage(self.epoch, NOW, self.last_seq, (), scopes, ())
        self.heard = planner.told_page(self.heard, page)
        if self.known.epoch in {None, self.epoch}:
            settled = min(self.last_seq, self.heard.pushed_to)
            if settled > self.known.settled:
                first = settled + 1 if settled < self.known.given else None
                last = self.known.given if first else None
                self.known = replace(self.known, epoch=self.epoch, settled=settled, waiting_from=first, waiting_to=last)


@MODEST
@given(known=known_stores(), last_seq=NUMBERS, epoch=EPOCHS, rewound=st.sets(st.sampled_from(SCOPES)))
def test_every_round_ends(known: Standing, last_seq: int, epoch: str, rewound: set[int]) -> None:
    world = World(known, last_seq, epoch, rewound)

    for _ in range(60):
        move = planner.next_move(world.known, world.heard)
        if isinstance(move, planner.Done):
            break
        world.do(move)
    else:
        raise AssertionError(f"no end: {world.known} {world.heard}")

    assert world.last_seq >= (world.known.waiting_to or 0), "what waits has been handed over"
    assert not world.rewound, "what was another history has been made anew"


@MODEST
@given(known=known_stores(), page=pull_pages(), epoch=EPOCHS, last_seq=NUMBERS)
def test_the_same_page_twice_says_nothing_new(known: Standing, page: PullPage, epoch: str, last_seq: int) -> None:
    heard = planner.told_hello(Heard(), Hello(epoch, last_seq, NOW))
    once = planner.told_page(heard, page)
    twice = planner.told_page(once, page)

    # that it brought nothing the second time may end the round
    assert replace(twice, pull_ends=once.pull_ends) == once
    if twice.pull_ends == once.pull_ends:
        assert planner.next_move(known, twice) == planner.next_move(known, once)


@MODEST
@given(page=pull_pages(), last_seq=st.integers(0, 30), told=st.integers(1, 30))
def test_the_same_answer_twice_says_nothing_new(page: PullPage, last_seq: int, told: int) -> None:
    heard = planner.told_page(planner.told_hello(Heard(), Hello("e1", last_seq, NOW)), page)
    answer = PushAnswer(told, (), "e1")
    once = planner.told_push(heard, 1, told, answer)
    twice = planner.told_push(once, 1, told, answer)

    assert replace(twice, pushes=once.pushes) == replace(once, proved=twice.proved)


# ------------------------------------------------------------------ rows


def row(ver: int, *, deleted: bool = False, scope: int = 1) -> PulledRow:
    return PulledRow("customer", scope, "c", ver, deleted, {"name": f"v{ver}"})


def laid(rows: Sequence[PulledRow]) -> tuple[int, str] | None:
    known: KnownRow | None = None
    doc: str | None = None
    for pulled in rows:
        found = rebase(known, pulled)
        if found.verdict is Verdict.LAY and found.doc is not None:
            known, doc = KnownRow(pulled.scope_id, pulled.ver), found.doc["name"]
        elif found.verdict is Verdict.DROP:
            known, doc = None, None
    return None if known is None or known.ver is None or doc is None else (known.ver, doc)


@MODEST
@given(versions=st.lists(st.integers(1, 20), min_size=1, max_size=12))
def test_the_newest_version_stands_whatever_came_twice_or_late(versions: list[int]) -> None:
    newest = max(versions)

    assert laid([row(ver) for ver in versions]) == (newest, f"v{newest}")


@MODEST
@given(versions=st.lists(st.integers(1, 20), min_size=1, max_size=8), gone=st.booleans(), again=st.data())
def test_pages_that_come_twice_change_nothing(versions: list[int], gone: bool, again: st.DataObject) -> None:
    ordered = [row(ver) for ver in sorted(set(versions))]
    if gone:
        ordered.append(row(21, deleted=True))
    doubled = [each for each in ordered for _ in range(again.draw(st.integers(1, 3)))]

    assert laid(doubled) == laid(ordered)
    assert gone == (laid(ordered) is None)


@MODEST
@given(local=st.none() | st.integers(1, 20), left_at=st.integers(1, 20), scope=st.sampled_from([1, 2]))
def test_only_the_row_that_left_goes(local: int | None, left_at: int, scope: int) -> None:
    left = PulledRow("exit", 1, "c", left_at, True, {"tbl": "customer"})
    goes = verdict(KnownRow(scope, local), left) is Verdict.DROP

    assert goes == (scope == 1 and (local or 0) < left_at)
    assert verdict(None, left) is Verdict.KEEP


VALUES = st.sampled_from(["a", "b", "c", None])


@MODEST
@given(shared=VALUES, words=st.lists(VALUES, min_size=2, max_size=5))
def test_waiting_edits_are_laid_once_however_often_it_is_done(shared: str | None, words: list[str | None]) -> None:
    edits = [
        WaitingEdit(str(n), {"note": FieldChange(seen, value)}, waits=True)
        for n, (seen, value) in enumerate(pairwise(words))
    ]
    doc, missed = laid_over({"note": shared}, edits)

    assert laid_over({"note": shared}, edits) == (doc, missed), "the same answer again"
    assert all(each.conflict.field == "note" for each in missed)
    if shared == words[0]:
        assert doc["note"] == words[-1], "on what was seen the last word stands"
