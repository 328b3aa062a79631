"""The words of a recovery share (SLIP-39): typed, pasted or read aloud, checked before anything is joined.

A word is known by its first four letters. Nothing here ever joins shares: that is done in a process of its own
(`recovery_join`). What is wrong is told by its place, so that a person looks at one word and not at thirty-three.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from shamir_mnemonic import rs1024
from shamir_mnemonic.share import Share
from shamir_mnemonic.utils import MnemonicError
from shamir_mnemonic.wordlist import WORDLIST

from civicdesk.vault.recovery_errors import (
    NothingTyped,
    NotOurShare,
    ShareMistyped,
    TooManyWords,
    UnknownWord,
    WordsMissing,
)

WORDS: tuple[str, ...] = tuple(WORDLIST)
"""The 1,024 words of SLIP-39, in their order; no two begin with the same four letters."""
LENGTH = 33
"""Words of a share of 32 bytes."""
UNIQUE = 4
"""Letters by which a word is known."""
MOST_TYPED = 20_000
"""Longer texts are not looked at: thirty-three words have some two hundred letters."""

_NUMBER = {word: number for number, word in enumerate(WORDS)}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00A0), " ")
_APART = re.compile(r"[\s,;:.|/\\()\[\]\"'“”‘’–—-]+")
_KNOWN_EXPONENTS = (0, 1)


@dataclass(frozen=True)
class ShareWords:
    """One whole share: which set it is of, its number in the set (from 1), and how many the set takes."""

    words: tuple[str, ...]
    mark: int
    number: int
    needed: int

    @property
    def text(self) -> str:
        """The words, with spaces."""
        return " ".join(self.words)


def completions(start: str, most: int = 8) -> tuple[str, ...]:
    """Words that begin like this."""
    start = plain(start)
    at = bisect_left(WORDS, start)
    found: list[str] = []
    while start and at < len(WORDS) and WORDS[at].startswith(start) and len(found) < most:
        found.append(WORDS[at])
        at += 1
    return tuple(found)


def known(typed: str) -> str:
    """The word that was meant: typed whole, or by at least its first four letters; "" if there is none."""
    if typed in _NUMBER:
        return typed
    found = completions(typed, 2) if len(typed) >= UNIQUE else ()
    return found[0] if len(found) == 1 else ""


def nearest(typed: str) -> str:
    """The word of the list that looks most like this, or ""."""
    found = difflib.get_close_matches(typed[:16], WORDS, 1, 0.6)
    return found[0] if found else ""


def plain(text: str) -> str:
    """One spelling: composed, small letters; what looks like a space is one, also on a Khmer keyboard."""
    return unicodedata.normalize("NFKC", text[:MOST_TYPED]).translate(_INVISIBLE).casefold()


def tokens(text: str) -> tuple[str, ...]:
    """What was typed, cut into words; the numbers that stand before them on the sheet are left out."""
    parts = (part.lstrip("0123456789០១២៣៤៥៦៧៨៩") for part in _APART.split(plain(text)))
    return tuple(part for part in parts if part)


def words_of(typed: Sequence[str]) -> tuple[str, ...]:
    """Each word as the list has it; UnknownWord names the first that is not there."""
    found = []
    for place, token in enumerate(typed, 1):
        word = known(token)
        if not word:
            raise UnknownWord(place, nearest(token))
        found.append(word)
    return tuple(found)


def read_share(text: str) -> ShareWords:
    """One share out of a text, or the error that says what is wrong with it and where."""
    typed = tokens(text)
    if not typed:
        raise NothingTyped
    if len(typed) > 4 * LENGTH:
        raise TooManyWords(len(typed), LENGTH)
    words = words_of(typed)
    if len(words) < LENGTH:
        raise WordsMissing(len(words), LENGTH)
    if len(words) > LENGTH:
        raise TooManyWords(len(words), LENGTH)
    return _share(words)


def _share(words: tuple[str, ...]) -> ShareWords:
    numbers = [_NUMBER[word] for word in words]
    custom = _custom(numbers)
    if not rs1024.verify_checksum(numbers, custom):
        raise ShareMistyped(suspect(numbers, custom))
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError as trouble:
        raise NotOurShare from trouble
    alone = (share.group_index, share.group_threshold, share.group_count) == (0, 1, 1)
    if not alone or share.iteration_exponent not in _KNOWN_EXPONENTS or len(share.value) != 32:
        raise NotOurShare
    return ShareWords(words, share.identifier, share.index + 1, share.member_threshold)


def _custom(numbers: Sequence[int]) -> bytes:
    """What the checksum is mixed with: a bit in the second word says which."""
    return b"shamir_extendable" if numbers[1] >> 4 & 1 else b"shamir"


# which word it was ---------------------------------------------------------------------------------


def suspect(numbers: Sequence[int], custom: bytes) -> int:
    """The place (from 1) of the only word whose exchange would make the checksum right; 0 if there is none.

    The checksum is linear: exchanging one word adds something to it that depends on the place and the
    exchange alone. So each place is asked whether it can make up what is wrong.
    """
    wrong = rs1024._polymod([*custom, *numbers]) ^ 1  # noqa: SLF001  (the package's own checksum)
    places = [
        place for place in range(1, len(numbers) + 1) if place != 2 and _makes_up(wrong, len(numbers) - place)
    ]
    return places[0] if len(places) == 1 else 0


def _makes_up(wrong: int, after: int) -> bool:
    """Whether an exchange of a word that is followed by `after` others can make up `wrong`."""
    basis: dict[int, int] = {}
    for bit in range(10):
        _reduce(_moved(1 << bit, after), basis, keep=True)
    return _reduce(wrong, basis, keep=False) == 0


def _moved(value: int, after: int) -> int:
    """What an exchange by `value` has become after so many further words: the checksum from nothing."""
    changed = rs1024._polymod([value, *[0] * after])  # noqa: SLF001
    same = rs1024._polymod([0] * (after + 1))  # noqa: SLF001
    return int(changed ^ same)


def _reduce(value: int, basis: dict[int, int], *, keep: bool) -> int:
    """`value` with everything taken out that the basis can make; what is left joins it, if asked."""
    while value and (top := value.bit_length()) in basis:
        value ^= basis[top]
    if value and keep:
        basis[value.bit_length()] = value
    return value
