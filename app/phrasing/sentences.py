"""Sentences and words of a text, as a listener would count them."""

import re

# The full stop of a title or an initial ends no sentence: "Bapak dr. Andi", "Ibu Hj. Siti", "Bapak M. Rizki".
_TITLE = r"(?<!\b[A-Za-z]\.)(?<!\b(?:dr|Dr|Ir|Hj|KH|Ns)\.)(?<!\b(?:drg|drh|Drs|Dra|Pdt|Ust|apt|Hjh)\.)(?<!\bProf\.)"
_BREAK = re.compile(rf"(?<=[.!?]){_TITLE}\s+")
_WORD = re.compile(r"\w+(?:[./'\u2019-]\w+)*")


def split_sentences(text: str) -> list[str]:
    return [sentence for sentence in _BREAK.split(text.strip()) if sentence]


def count_words(sentence: str) -> int:
    """Words between spaces, or runs of letters and digits where that is more."""
    return max(len(sentence.split()), len(_WORD.findall(sentence)))


def longest_sentence(text: str) -> int:
    return max((count_words(sentence) for sentence in split_sentences(text)), default=0)
