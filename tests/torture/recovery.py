"""T-REC: recovery words and printed groups with everything that can be typed wrong: exact, or refused."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from itertools import combinations

from civicdesk.vault import recovery_groups
from civicdesk.vault.recovery_errors import RecoveryError
from civicdesk.vault.recovery_join import split
from civicdesk.vault.recovery_keys import secrets_in
from civicdesk.vault.recovery_words import WORDS, read_share
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-REC", 500, 10_000
SEED = 39
_CONFUSED = {
    "0": "ODQ", "1": "ILTJ7", "2": "Z", "3": "E8", "4": "A", "5": "S", "6": "GC", "7": "1T", "8": "B3", "9": "G",
    "A": "4", "B": "8", "C": "G6", "D": "0", "E": "F3", "F": "E", "G": "6C9", "H": "N", "J": "1", "K": "X", "M": "N",
    "N": "MH", "P": "R", "Q": "0", "R": "P", "S": "5", "T": "71", "V": "UYW", "W": "V", "X": "K", "Y": "V", "Z": "2",
}  # fmt: skip


def run(count: int) -> Iterator[Outcome]:
    """Wrong words, wrong sets and misread groups; `count` for each."""
    dice = random.Random(SEED)
    shares = split(os.urandom(32), 3, 5, 327)
    tried, undetected, named = one_word_wrong(shares, count, dice)
    yield Outcome(
        "T-REC one word wrong", tried, undetected=undetected, note=f"the place was named {named} times",
        counts=("undetected",),
    )  # fmt: skip
    tried, wrong = choices(max(1, count // 100))
    yield Outcome("T-REC every choice of shares", tried, wrong=wrong, counts=("wrong",))
    tried, undetected = confusions(max(1, count // 20), dice)
    yield Outcome("T-REC letters confused on paper", tried, undetected=undetected, counts=("undetected",))


def one_word_wrong(shares: Sequence[str], count: int, dice: random.Random) -> tuple[int, int, int]:
    """(tried, not noticed, place named): one word of a share exchanged for another of the list."""
    undetected = named = 0
    for number in range(count):
        words = shares[number % len(shares)].split()
        place = number // len(shares) % len(words)
        words[place] = dice.choice([word for word in WORDS if word != words[place]])
        try:
            read_share(" ".join(words))
            undetected += 1
        except RecoveryError as refused:
            named += getattr(refused, "place", 0) == place + 1
    return count, undetected, named


def choices(rounds: int) -> tuple[int, int]:
    """(tried, wrong): every k of n gives the secret, every k - 1 and every mixture is refused."""
    tried = wrong = 0
    for number in range(rounds):
        k, n = ((3, 5), (2, 3), (2, 2), (4, 6))[number % 4]
        secret = os.urandom(32)
        made, other = split(secret, k, n, 1), split(os.urandom(32), k, n, 2)
        for chosen in combinations(made, k):
            tried += 1
            wrong += secrets_in(chosen) != (secret,)
        for few in combinations(made, k - 1):
            for texts in (few, (*few, other[0])):
                tried += 1
                wrong += not _is_refused(texts)
    return tried, wrong


def _is_refused(texts: Sequence[str]) -> bool:
    try:
        secrets_in(texts)
    except RecoveryError:
        return True
    return False


def confusions(keys: int, dice: random.Random) -> tuple[int, int]:
    """(tried, not noticed): each letter of printed keys misread as each that it is mistaken for."""
    tried = undetected = 0
    for _key in range(keys):
        secret = dice.randbytes(32)
        typed = "".join(recovery_groups.groups_of(secret))
        for at, letter in enumerate(typed):
            for other in _CONFUSED[letter]:
                tried += 1
                undetected += _reads_as_another(typed[:at] + other + typed[at + 1 :], secret)
    return tried, undetected


def _reads_as_another(typed: str, secret: bytes) -> bool:
    try:
        return recovery_groups.secret_of(typed) != secret
    except RecoveryError:
        return False
