"""What was offered in each moment of a talk and what was taken of it: from this the ranking learns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.phrase_counts import Moment
from app.services.suggestions import SuggestionRequest
from ui.viewmodels.ports import Time
from ui.viewmodels.say_rows import SayRow, same_moment
from ui.viewmodels.talk import TalkViewModel

LOOKED_AT = timedelta(seconds=3)
"""What was shown for less was passed by, not passed over."""


@dataclass(frozen=True, slots=True)
class _Offer:
    request: SuggestionRequest
    moment: Moment
    since: datetime
    taken: bool = False


class Offers:
    """A moment is settled when something of it is taken, or when the talk goes on without."""

    def __init__(self, talk: TalkViewModel, clock: Time) -> None:
        self._talk = talk
        self._clock = clock
        self._offer: _Offer | None = None

    def show(self, request: SuggestionRequest, rows: tuple[SayRow, ...], situations: tuple[str, ...]) -> None:
        """These rows are on the screen now; in one moment they may be made anew many times."""
        before = self._offer
        if before is None or not same_moment(before.request, request):
            self.settle()
            before = None
        known = before.moment.phrase_ids if before else ()
        ids = tuple(dict.fromkeys((*known, *(one for row in rows for one in row.phrase_ids))))
        moment = Moment(request.stage.value, request.mood.value if request.mood else None, situations, ids)
        if before is None:
            self._offer = _Offer(request, moment, self._clock.now())
        else:
            self._offer = replace(before, moment=moment)

    def take(self, row: SayRow) -> Moment | None:
        """What lay beside this row, which is being said; what was offered counts once, however much is taken."""
        offer = self._offer
        if offer is None:
            return None
        self._offer = replace(offer, taken=True)
        return replace(offer.moment, phrase_ids=row.phrase_ids) if offer.taken else offer.moment

    def settle(self) -> None:
        """The talk goes on, or ends: what was looked at and not taken is told as passed over."""
        offer, self._offer = self._offer, None
        if offer is not None and not offer.taken and self._clock.now() - offer.since >= LOOKED_AT:
            self._talk.passed_over(offer.request.stage, offer.moment)

    def drop(self) -> None:
        """Forget the moment without a word."""
        self._offer = None
