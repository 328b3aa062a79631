"""Passphrases: how one is drawn, which own ones are allowed, and how differently typed ones stay the same.

There is no score: what the program cannot judge (a Khmer name and a year), it does not judge.
"""

from __future__ import annotations

import math
import secrets
import unicodedata
from collections.abc import Iterable, Iterator

from civicdesk import paths
from civicdesk.errors import KnownPassphrase, WeakPassphrase

FEWEST_WORDS = 5
FEWEST_CHARACTERS = 20
_FEWEST_DIFFERENT = 6
_FEWEST_UNKNOWN, _LETTERS_UNKNOWN, _SHORTEST_KNOWN = 3, 12, 3
_TRIED_FIRST = frozenset((
    "civicdesk", "passphrase", "password", "cambodia", "khmer", "phnom", "penh", "កម្ពុជា", "ភ្នំពេញ", "ខ្មែរ", "ពាក្យសម្ងាត់",
))  # fmt: skip
"""What anybody tries against a vault of this program in this country."""

# Khmer keyboards type a zero-width space where others type a space, and nobody can see it.
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF))
_DIGITS = {0x17E0 + value: str(value) for value in range(10)}


def words() -> tuple[str, ...]:
    """The 7,776 words that passphrases are drawn from (`resources/wordlists/NOTICE.md`)."""
    return tuple(paths.resource("wordlists", "eff_large.txt").read_text("ascii").split())


def passphrase_words(n: int = 6) -> str:
    """A passphrase of `n` words drawn by the system's random generator; six are worth 77 bits."""
    every = words()
    return " ".join(secrets.choice(every) for _word in range(n))


def entropy(n: int = 6) -> float:
    """What a drawn passphrase of `n` words is worth, in bits; says nothing of one that a person made up."""
    return n * math.log2(len(words()))


def normal(text: str) -> str:
    """One spelling for what looks the same: NFKC, no invisible characters, ASCII digits, trimmed."""
    seen = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).translate(_DIGITS)
    return seen.strip()


def spellings(text: str) -> tuple[bytes, ...]:
    """What to try, in order: the normal spelling, then exactly what was typed."""
    found = dict.fromkeys((normal(text), text))
    return tuple(spelling.encode("utf-8", "surrogatepass") for spelling in found)


def check(text: str, known: Iterable[str] = ()) -> None:
    """Raise WeakPassphrase unless an own passphrase has five words or twenty characters.

    `known` are words of the vault itself (its name, its people, its campaigns): KnownPassphrase where too little is
    left without them. Khmer is written without spaces, so they are looked for anywhere in it.
    """
    seen = normal(text)
    different_words = {word for word in seen.split() if len(word) > 1}
    long_enough = len(seen) >= FEWEST_CHARACTERS or len(different_words) >= FEWEST_WORDS
    if not long_enough or len(set(seen)) < _FEWEST_DIFFERENT:
        raise WeakPassphrase
    rest = seen.casefold()
    for word in sorted({*_TRIED_FIRST, *_parts(known)}, key=len, reverse=True):
        rest = rest.replace(word, " ")
    left = {word for word in _letters(rest) if len(word) > 1}
    if len(left) < _FEWEST_UNKNOWN and sum(map(len, left)) < _LETTERS_UNKNOWN:
        raise KnownPassphrase


def _parts(known: Iterable[str]) -> Iterator[str]:
    """The words in these names, long enough to say something."""
    for name in known:
        yield from (word for word in _letters(normal(name).casefold()) if len(word) >= _SHORTEST_KNOWN)


def _letters(text: str) -> list[str]:
    """What stands between blanks, digits and punctuation; vowels of Khmer are marks and belong to their letter."""
    return "".join(char if unicodedata.category(char)[0] in "LM" else " " for char in text).split()
