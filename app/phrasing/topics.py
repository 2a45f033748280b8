"""What a talk is about, and which entries of a situation may be said of it without telling what is not so."""

from dataclasses import dataclass

from app.domain.interactions import Stage
from app.phrasing.phrase import Phrase
from app.phrasing.situation import State

_OF_RECORD = frozenset(
    {"title", "number", "reason", "documents", "many_documents", "options", "many_options", "due", "promise",
     "promise_due", "new_estimate", "step", "estimate", "past_estimate", "cost", "cost_estimate", "report"}
)  # fmt: skip
_OF_THE_TALK = frozenset({Stage.GREETING, Stage.ADDRESSING, Stage.LISTENING})


@dataclass(frozen=True, slots=True)
class Topics:
    """The situations that the customer's words speak of, best first, and those of the title of the case.

    `names_case`: the customer uses a word of the title. `manner` are situations of how a customer was treated: what
    the record holds is true of them whatever its title.
    """

    said: tuple[str, ...] = ()
    titled: tuple[str, ...] = ()
    heard: bool = False
    has_title: bool = False
    manner: frozenset[str] = frozenset()
    names_case: bool = False

    @property
    def all(self) -> tuple[str, ...]:
        """For the rank: what was said comes before what the title says."""
        return tuple(dict.fromkeys((*self.said, *self.titled[:1])))

    def allow(self, phrase: Phrase) -> bool:
        """Whether an entry speaks of this talk, and tells of the record only what is the record's own subject."""
        if not phrase.situations:
            return True
        if phrase.situations.isdisjoint(self.all):
            return False
        if phrase.stage in _OF_THE_TALK and self.heard:
            return not phrase.situations.isdisjoint(self.said)
        return not self.has_title or not _rests_on_record(phrase) or self._is_of_case(phrase)

    def opens(self, opening: Phrase, body: Phrase) -> bool:
        """Whether what is acknowledged first is what the body speaks of: not the power cut before the lost card."""
        if opening.situations & body.situations:
            return True
        if not opening.situations:
            beside = bool(body.situations) and self.has_title and not self._is_of_case(body)
            return not (beside and _rests_on_record(opening)) and not (body.situations and "incident" in opening.slots)
        if body.situations or self.elsewhere:
            return False
        return not self.has_title or self._is_of_case(opening)

    @property
    def elsewhere(self) -> bool:
        """Whether the customer speaks of another matter than the case, so that no word of it contradicts the record."""
        if self.names_case or not self.said or not self.titled or self.said[0] in self.manner:
            return False
        return set(self.said).isdisjoint(self.titled)

    def _is_of_case(self, phrase: Phrase) -> bool:
        return not phrase.situations.isdisjoint((*self.titled, *self.manner))


def _rests_on_record(phrase: Phrase) -> bool:
    return phrase.tells or bool(phrase.slots & _OF_RECORD) or State.NO_CASE not in phrase.when
