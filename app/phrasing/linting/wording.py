"""What is said: words that are never said to a customer, length, and the engine's own final check of filled texts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.interactions import Channel, Mood, Stage
from app.phrasing.composing import SPOKEN_WORDS, compose
from app.phrasing.context import Context
from app.phrasing.guard import faults as broken_rules
from app.phrasing.linting.conditions import Fitting
from app.phrasing.linting.faults import LintFault, Place, Rule, mark
from app.phrasing.linting.lexicon import Words
from app.phrasing.linting.samples import usual_words
from app.phrasing.linting.schema import SLOT
from app.phrasing.linting.spelling import without_slots
from app.phrasing.phrase import Part, Phrase
from app.phrasing.sentences import count_words, longest_sentence, split_sentences
from app.phrasing.times import DayParts
from app.phrasing.words import APOLOGY, CALM_DOWN

_TRIED = 4
_LONGEST_WRITTEN = 30
_YOU = re.compile(r"\{(?:you|voc|address|name)\}")
_BLAME = re.compile(
    r"\b(?:(?:ke)?salah(?:an)? (?:dari |pada )?anda|"
    r"anda (?:yang )?(?:salah|keliru|lalai|teledor|lupa|ceroboh|kurang teliti)|"
    r"anda (?:sendiri )?yang (?:salah|lalai|lupa|tidak)|"
    r"(?:karena|sebab|akibat) (?:kelalaian|kesalahan|kecerobohan) anda|"
    r"kenapa (?:baru|tidak|anda)|mengapa (?:baru|anda tidak)|makanya|"
    r"(?<!tidak )(?:se)?harusnya anda|anda (?:se)?harusnya|"
    r"kan sudah (?:saya|kami|dibilang|diberi)|anda tidak (?:membaca|mendengar|mengikuti|mengerti|paham))\b",
    re.IGNORECASE,
)
_ADVICE: dict[int, tuple[Rule, str]] = {
    1: (Rule.TRUTH, mark("“{what}” comes from no slot; say it with a slot, or leave it out")),
    2: (Rule.PROMISE, mark("it promises without a date; add a slot as {{estimate}}, or say what you do now")),
    3: (Rule.TRUTH, mark("a term of the trade, a sign or a broken sentence keeps it from being shown; say it plainly")),
    4: (Rule.ADDRESS, mark("the form of address does not fit; use {{you}}, {{voc}} or {{address}}")),
    5: (Rule.NUMBER, mark("a part of the day, a time or an amount is typed; use a slot as {{daypart}}")),
    6: (Rule.APOLOGY, mark("its apology is refused; one apology, for a complaint or a broken promise")),
    7: (Rule.REFUSAL, mark("it refuses and ends there; let what can be done follow")),
    8: (Rule.MOOD, mark("an angry customer hears an acknowledgement first; write one into the first sentence")),
    9: (Rule.LENGTH, mark("it is too long to be spoken; make two sentences of it")),
    10: (Rule.CLOSING, mark("a solved case is closed by two questions, whether it works and whether there is "
                            "anything else; and nothing is sold to the upset")),
    11: (Rule.SPELLING, mark("the engine finds a misspelling in it; write it as KBBI does")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text filled with sample values, the context that they come from, and the rules that it breaks."""

    text: str
    context: Context
    broken: tuple[tuple[int, str], ...]


def wording_faults(place: Place, field: str, text: str, words: Words, *, indonesian: bool) -> Iterator[LintFault]:
    """Of the words alone, whatever the conditions of the entry are."""
    own = without_slots(text)
    if CALM_DOWN.search(own):
        yield place.fault(
            Rule.WORDING, field, mark("“tenang” is never said to a customer; say what you do for them instead")
        )
    if len(APOLOGY.findall(own)) > 1:
        yield place.fault(Rule.APOLOGY, field, mark("it apologises more than once; one short apology is enough"))
    if not indonesian:
        return
    for found in sorted({each.group().casefold() for each in words.never.finditer(own)}):
        yield place.fault(
            Rule.WORDING, field, mark("“{words}” is not said to a customer; {instead}"),
            words=found, instead=words.forbidden[found],
        )  # fmt: skip
    blame = _BLAME.search(_YOU.sub("anda", text))
    if blame:
        yield place.fault(
            Rule.WORDING, field, mark("“{words}” blames the customer; say what happened and what can be done"),
            words=blame.group(),
        )  # fmt: skip


def length_faults(place: Place, field: str, text: str, channels: frozenset[Channel]) -> Iterator[LintFault]:
    """With each slot as long as it usually is."""
    usual = usual_words()
    filled = SLOT.sub(lambda slot: " ".join(["kata"] * usual.get(slot[1], 1)), text)
    spoken = bool(channels - {Channel.CHAT})
    most = SPOKEN_WORDS if spoken else _LONGEST_WRITTEN
    for sentence in split_sentences(filled):
        if count_words(sentence) > most:
            yield place.fault(
                Rule.LENGTH, field,
                mark("a sentence of {found} words with its slots filled; {most} are the most: make two of it"),
                found=str(count_words(sentence)), most=str(most),
            )  # fmt: skip
            return


def spoken_faults(place: Place, field: str, samples: Sequence[Spoken]) -> Iterator[LintFault]:
    """The rules that the text breaks in every moment in which it is tried."""
    if not samples:
        return
    for rule in sorted(set.intersection(*({rule for rule, _ in sample.broken} for sample in samples))):
        what = next(what for each, what in samples[0].broken if each == rule)
        about, message = _ADVICE[rule]
        yield place.fault(about, field, message, what=what.rpartition(": ")[2])


def spoken(phrase: Phrase, found: Sequence[Fitting]) -> tuple[Spoken, ...]:
    """The text as the engine would fill it, in a few of the moments in which it fits, spread over all of them."""
    # A variant may call the customer by a name that is not known in each moment of the entry.
    filled = [each for each in found if phrase.slots <= each[0].slots.keys()]
    chosen = filled[:: max(1, len(filled) // _TRIED)][:_TRIED]
    channel = Channel.CHAT if Channel.CHAT in phrase.channels else min(phrase.channels)
    stage = Stage.EXPLANATION if phrase.part is Part.AGE else phrase.stage
    samples = []
    for moment, mood, kind in chosen:
        context = replace(
            moment.context, channel=channel, stage=stage, mood=mood, contact_kind=kind, language=phrase.language
        )
        draft = compose((phrase,), moment.slots, spoken=channel is not Channel.CHAT)
        broken = ((each.rule, each.what) for each in broken_rules(draft.text, draft.facts, context, DayParts()))
        kept = tuple((rule, what) for rule, what in broken if not _is_joined(rule, what, phrase, mood))
        samples.append(Spoken(draft.text, context, kept))
    return tuple(samples)


def _is_joined(rule: int, what: str, phrase: Phrase, mood: Mood) -> bool:
    """What another part of a suggestion brings: the acknowledgement, the age of a report, or room by short values."""
    if rule == 7 and phrase.part is not Part.WHOLE:  # noqa: PLR2004 - the rules of the contract are numbered
        return True
    if rule == 8:  # noqa: PLR2004
        # Two others of its faults are told by rules of words and of sentences.
        return "acknowledgement" not in what or (mood is Mood.ANGRY and not phrase.acknowledges)
    if rule == 9:  # noqa: PLR2004
        return longest_sentence(phrase.text) <= SPOKEN_WORDS
    return rule not in _ADVICE
