"""Khmer text as the program needs it: clusters, line breaks, runs by script, and folding for search.

A *cluster* is what a reader calls one letter: a base with its subscripts, vowels and signs. Nothing here is
ever split inside a cluster. Text is stored as its author typed it; this is for showing and finding it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from civicdesk import icu

ZWSP = "\u200b"
COENG = "\u17d2"
_BASE = "\u1780-\u17b3"
_MARKS = "\u17b4-\u17d1\u17d3\u17dd\u200c\u200d"
CLUSTER = re.compile(f"[{_BASE}](?:{COENG}[{_BASE}]|[{_MARKS}]|{COENG})*")
RUN = re.compile(
    "[\u1780-\u17ff\u19e0-\u19ff](?:[\u200b-\u200d]*[\u1780-\u17ff\u19e0-\u19ff])*[\u200b-\u200d]*"
)
_GRAPHEME = re.compile(
    f"{CLUSTER.pattern}|[^\\u0300-\\u036f{_MARKS}{COENG}\\ufe0f][\\u0300-\\u036f{_MARKS}{COENG}\\ufe0f]*|.",
    re.DOTALL,
)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_DIGITS = {ord("០") + value: str(value) for value in range(10)}
_SAME_LETTER = {ord("ឲ"): "ឱ", ord("ឣ"): "អ", ord("ឤ"): "អា"}
_DIGIT = frozenset("០១២៣៤៥៦៧៨៩")
_CLOSING = frozenset("។៕៖ៗ៘៙៚,.;:!?)]}»”’%")


def is_khmer(text: str) -> bool:
    """Whether any letter, sign or digit of the text is Khmer."""
    return RUN.search(text) is not None


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The text in order, cut where the script changes: (piece, whether it is Khmer)."""
    position = 0
    for match in RUN.finditer(text):
        if match.start() > position:
            yield text[position : match.start()], False
        yield match.group(), True
        position = match.end()
    if position < len(text):
        yield text[position:], False


def clusters(text: str) -> list[str]:
    """The text as a list of what a reader calls letters; joining them gives the text back."""
    return _GRAPHEME.findall(text)


@lru_cache(8192)
def words(khmer: str) -> tuple[str, ...]:
    """A Khmer run cut where a line may end; joining the words gives the run without its zero-width spaces.

    Breaks are those the author typed and those of the dictionary; single clusters where there is none.
    """
    return tuple(word for phrase in khmer.split(ZWSP) for word in _phrase_words(phrase) if word)


def _phrase_words(phrase: str) -> list[str]:
    """Dictionary words of a phrase without zero-width spaces; signs that close stay with their word."""
    letters = clusters(phrase)
    breaks = icu.line_breaks(phrase)
    found: list[str] = []
    position = 0
    may_break = True
    for letter in letters:
        digits = bool(found) and letter in _DIGIT and found[-1][-1] in _DIGIT
        if found and (not may_break or digits or letter in _CLOSING):
            found[-1] += letter
        else:
            found.append(letter)
        position += len(letter)
        may_break = breaks is None or position in breaks
    return found


def breakable(text: str) -> str:
    """The text with zero-width spaces where a line may end, for labels and views; never for storing."""
    return "".join(ZWSP.join(words(piece)) if khmer else piece for piece, khmer in runs(text))


def segment(text: str) -> str:
    """The text with spaces around every Khmer cluster, so that a word index can find any part of it."""
    return " ".join(CLUSTER.sub(lambda match: f" {match.group()} ", text).split())


def fold(text: str) -> str:
    """The text as search compares it: one spelling for what looks alike, no case, accents, Khmer digits."""
    if text.isascii():
        return text.casefold()
    folded = _fold_once(text)
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


def _fold_once(text: str) -> str:
    """One pass; a pass may uncover work for the next, as when an accent hid a capital."""
    plain = unicodedata.normalize("NFD", text.translate(_INVISIBLE)).casefold()
    plain = "".join(sign for sign in plain if not "\u0300" <= sign <= "\u036f")
    plain = unicodedata.normalize("NFC", plain).translate(_DIGITS).translate(_SAME_LETTER)
    return CLUSTER.sub(lambda match: _ordered(match.group()), plain)


@lru_cache(16384)
def _ordered(cluster: str) -> str:
    """A cluster with its marks in the order of the Khmer character specification and one coeng DA/TA."""
    parts = re.findall(f"{COENG}[{_BASE}]|.", cluster[1:], re.DOTALL)
    parts = [f"{COENG}ត" if part == f"{COENG}ដ" else part for part in parts]
    joined = "".join(sorted(parts, key=_rank))
    return cluster[0] + joined.replace("េី", "ើ").replace("េា", "ោ")


def _rank(part: str) -> int:
    """Where a mark stands: robat, subscripts (ro last), shifters, vowels, signs above, signs behind."""
    if len(part) == 2:
        return 3 if part[1] == "រ" else 2
    if part == "\u17cc":
        return 1
    if part in "\u17c9\u17ca":
        return 4
    if "\u17b4" <= part <= "\u17c5":
        return 5
    return 7 if part in "\u17c7\u17c8" else 6
