"""T-PASS: wrong passphrases are wrong and nothing else; every spelling of the right one opens."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator

from civicdesk.errors import WrongPassphrase
from civicdesk.vault import keyslot, members, passphrase
from civicdesk.vault.keyslot import FLOOR, Kdf, Secrets, Slot
from tests.torture.ground import PASSPHRASE
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-PASS", 60, 10_000
_DERIVE = Kdf.derive
"""Argon2 itself: other tests of this folder go round it, and this one may not."""
_VID = "ab" * 16
_KHMER = "ភូមិខ្ញុំនៅក្បែរ ទន្លេ ឆ្នាំ ២០២៦ ផ្ទះពណ៌ស"
_OTHERS = (
    "Café über naïve façade ligature ﬁ",
    "pass\u200bphrase with 🐘 and 🦜 in it",
    "five words and numbers 0123456789",
    "x" * 1024,
)


def run(count: int) -> Iterator[Outcome]:
    """Near misses and quite different ones; then what keyboards make of the same words."""
    chance = random.Random(7)
    Kdf.derive = _DERIVE  # type: ignore[method-assign]
    slot = _slot(PASSPHRASE)
    near = [_missed(PASSPHRASE, chance) for _n in range(count)]
    false = wrong = 0
    for text in near:
        answer = _answer(slot, text)
        false += answer == "opened"
        wrong += answer not in ("wrong", "opened")
    yield Outcome("T-PASS wrong", count, undetected=false, wrong=wrong, counts=("undetected", "wrong"))
    pairs = [(text, one) for text in (_KHMER, *_OTHERS, PASSPHRASE) for one in spellings(text)]
    slots = {text: _slot(text) for text in {text for text, _one in pairs}}
    refused = sum(_answer(slots[text], one) != "opened" for text, one in pairs)
    yield Outcome("T-PASS the same words, typed otherwise", len(pairs), wrong=refused, counts=("wrong",))
    other, device = _slot(PASSPHRASE), _slot(PASSPHRASE, b"d" * 32)
    mixed = [
        _answer(device, PASSPHRASE, b"e" * 32) != "wrong",
        _answer(device, PASSPHRASE, b"d" * 32) != "opened",
        other.ct == slot.ct,
    ]
    yield Outcome("T-PASS another person, another device", len(mixed), wrong=sum(mixed), counts=("wrong",))


def _slot(text: str, device: bytes = b"") -> Slot:
    more = {"dev": members.new_id(), "device_secret": device} if device else {}
    data = keyslot.lock(
        Secrets.new(), text, sid=members.new_id(), vid=_VID, label="lotus", kdf=Kdf(m=FLOOR.m, t=3), **more
    )
    return keyslot.parse(data)


def _answer(slot: Slot, text: str, device: bytes = b"") -> str:
    try:
        keyslot.unlock(slot, text, device)
    except WrongPassphrase:
        return "wrong"
    except Exception as trouble:  # noqa: BLE001  (any other answer is the finding)
        return type(trouble).__name__
    return "opened"


def spellings(text: str) -> list[str]:
    """What keyboards, copying and normalisation make of the same words."""
    found = [
        text,
        unicodedata.normalize("NFC", text),
        unicodedata.normalize("NFD", text),
        f"  {text}\n",
        text.replace(" ", " \u200b"),
        "\ufeff" + text,
        text.translate({ord("0") + n: 0x17E0 + n for n in range(10)}),
        text.translate({0x17E0 + n: ord("0") + n for n in range(10)}),
        text.replace("fi", "ﬁ"),
    ]
    same = passphrase.spellings(text)[0]
    return [one for one in dict.fromkeys(found) if passphrase.spellings(one)[0] == same or one == text]


def _missed(text: str, chance: random.Random) -> str:
    """One letter more, less, or another; two words exchanged; capitals; another layout; generated words."""
    at = chance.randrange(len(text))
    words = text.split()
    one, two = chance.sample(range(len(words)), 2)
    words[one], words[two] = words[two], words[one]
    made = (
        text[:at] + text[at + 1 :],
        text[:at] + chance.choice("abcdefgh1ក") + text[at + 1 :],
        text[:at] + chance.choice("abcdefgh1ក") + text[at:],
        " ".join(words),
        text.upper(),
        text.title(),
        text.replace("a", "q").replace("q", "a", 1),
        passphrase.passphrase_words(),
        "",
    )
    found = chance.choice(made)
    return found if passphrase.spellings(found)[0] != passphrase.spellings(text)[0] else found + "x"
