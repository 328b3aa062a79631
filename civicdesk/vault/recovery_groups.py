"""The printed key in thirteen groups of five: shorter to type than thirty-three words, each group checked.

Four letters of a group carry twenty bits, the fifth is a check letter that also depends on the place of the
group: a misread letter, two letters or two groups that changed places are found, and told by their place.
The letters are Crockford's thirty-two: I and L are read as 1, O as 0, U as V.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from civicdesk.vault.recovery_errors import GroupsDoNotBelong, GroupsMissing, GroupWrong

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, DATA = 13, 4
LENGTH = GROUPS * (DATA + 1)
_LONGEST_NUMBER = 2
"""Digits of the numbers that stand before the words of a sheet."""

_VALUE = {letter: value for value, letter in enumerate(LETTERS)}
_READ_AS = str.maketrans("ILOU", "110V")
_KHMER = {0x17E0 + value: str(value) for value in range(10)}
_NOT_KEY = re.compile(r"[^0-9A-Z]+")
_ALIKE = ("0DQ", "17TJ", "2Z", "4A", "5S", "6GC", "8B", "VYW", "MN", "PR", "EF", "KX", "3E", "9G", "HN")
"""Letters that are mistaken for each other on paper."""


def groups_of(secret: bytes) -> tuple[str, ...]:
    """The thirteen groups of a secret of 32 bytes."""
    number = int.from_bytes(secret, "big") << 4 | hashlib.sha256(secret).digest()[0] >> 4
    digits = [number >> 5 * place & 31 for place in reversed(range(GROUPS * DATA))]
    parts = [digits[at : at + DATA] for at in range(0, len(digits), DATA)]
    return tuple(
        "".join(LETTERS[d] for d in (*part, _check(part, place))) for place, part in enumerate(parts)
    )


def compact(text: str) -> str:
    """The letters and digits alone, as they are printed."""
    return _NOT_KEY.sub("", _plain(text)).translate(_READ_AS)


def looks_like_groups(text: str) -> bool:
    """Whether somebody typed the printed groups and not words: words have no digits in them, only before them."""
    parts = _NOT_KEY.split(_plain(text))
    return any(len(part) > _LONGEST_NUMBER and any(sign.isdigit() for sign in part) for part in parts)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_KHMER).upper()


def secret_of(text: str) -> bytes:
    """The secret; GroupsMissing, GroupWrong with its place, or GroupsDoNotBelong."""
    typed = compact(text[: 40 * LENGTH])
    if len(typed) != LENGTH:
        raise GroupsMissing(len(typed), LENGTH)
    number = 0
    for place in range(GROUPS):
        digits = [_VALUE[letter] for letter in typed[place * 5 : place * 5 + 5]]
        if _check(digits[:DATA], place) != digits[DATA]:
            raise GroupWrong(place + 1, _meant(typed[place * 5 : place * 5 + 5], place))
        for digit in digits[:DATA]:
            number = number << 5 | digit
    secret = (number >> 4).to_bytes(32, "big")
    if hashlib.sha256(secret).digest()[0] >> 4 != number & 15:
        raise GroupsDoNotBelong
    return secret


def _meant(group: str, place: int) -> str:
    """The only group that differs in one easily mistaken letter and is right; "" if there are several or none."""
    found = {
        tried
        for at, letter in enumerate(group)
        for alike in _ALIKE
        if letter in alike
        for other in alike
        if _is_right(tried := group[:at] + other + group[at + 1 :], place)
    }
    return found.pop() if len(found) == 1 else ""


def _is_right(group: str, place: int) -> bool:
    digits = [_VALUE[letter] for letter in group]
    return _check(digits[:DATA], place) == digits[DATA]


def _check(digits: list[int], place: int) -> int:
    """The check digit: each digit times another power of x in GF(32), and the place; so no exchange goes unseen."""
    total = place + 1
    for power, digit in enumerate(digits, 1):
        for _step in range(power):
            digit = digit << 1 ^ (0b100101 if digit & 16 else 0)
        total ^= digit
    return total
