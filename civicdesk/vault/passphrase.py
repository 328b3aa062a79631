"""Passphrases: how one is drawn, which own ones are allowed, and how differently typed ones stay the same.

There is no score: what the program cannot judge (a Khmer name and a year), it does not judge.
"""

from __future__ import annotations

import math
import secrets
import unicodedata

from civicdesk import paths
from civicdesk.errors import WeakPassphrase

FEWEST_WORDS = 5
FEWEST_CHARACTERS = 20
_FEWEST_DIFFERENT = 6

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


def check(text: str) -> None:
    """Raise WeakPassphrase unless an own passphrase has five words or twenty characters."""
    seen = normal(text)
    different_words = {word for word in seen.split() if len(word) > 1}
    long_enough = len(seen) >= FEWEST_CHARACTERS or len(different_words) >= FEWEST_WORDS
    if not long_enough or len(set(seen)) < _FEWEST_DIFFERENT:
        raise WeakPassphrase
