"""What a person types, and what opens: near misses, equivalent spellings, tampering, too little memory."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicdesk.errors import (
    DeviceKeyMissing,
    KnownPassphrase,
    NotEnoughMemory,
    VaultForged,
    WeakPassphrase,
    WrongPassphrase,
)
from civicdesk.vault import keyslot, passphrase
from civicdesk.vault.keyslot import FLOOR, Kdf, Secrets

VID, SID = "ab" * 16, "12" * 8


def slot_for(text: str, **more: object) -> keyslot.Slot:
    data = keyslot.lock(Secrets.new(), text, sid=SID, vid=VID, label="lotus", kdf=FLOOR, **more)  # type: ignore[arg-type]
    return keyslot.parse(data)


@pytest.fixture(scope="module")
def slot() -> keyslot.Slot:
    return slot_for("កម្ពុជា café ២០២៦ œuvre")


@pytest.mark.parametrize(
    "typed",
    [
        "កម្ពុជា café ២០២៦ œuvre",
        unicodedata.normalize("NFD", "កម្ពុជា café ២០២៦ œuvre"),
        "  កម្ពុជា café 2026 œuvre\n",
        "\ufeffកម្ពុជា\u200b café\u200c 20\u200d26 œuvre",
    ],
)
def test_what_looks_the_same_opens_the_same(slot: keyslot.Slot, typed: str) -> None:
    assert keyslot.unlock(slot, typed).pin


@pytest.mark.parametrize(
    "typed", ["", " ", "កម្ពុជា cafe ២០២៦ œuvre", "កម្ពុជា café ២០២៥ œuvre", "\ud800", "😀" * 300]
)
def test_a_near_miss_is_a_wrong_passphrase_and_nothing_else(slot: keyslot.Slot, typed: str) -> None:
    with pytest.raises(WrongPassphrase):
        keyslot.unlock(slot, typed)


@pytest.mark.parametrize("text", ["x" * 1024, "ក្រុង" * 1000, "🌾🌾🌾", "\u200b\u200b"])
def test_no_passphrase_is_too_long_or_too_strange(text: str) -> None:
    assert keyslot.unlock(slot_for(text), text).pin


def test_a_slot_locked_with_the_text_as_typed_still_opens() -> None:
    raw = slot_for("plain")
    salt = bytes(16)
    kek = keyslot._kek(FLOOR, "៥៥\u200b".encode(), salt, VID, SID, b"")
    old = replace(raw, salt=salt, kcv=keyslot._kcv(kek))
    with pytest.raises(VaultForged):  # the right key was found by the second spelling; the text is another's
        keyslot.unlock(old, "៥៥\u200b")


def test_a_changed_ciphertext_under_the_right_passphrase_is_forgery() -> None:
    slot = slot_for("right")
    for wrong in (
        replace(slot, ct=bytes([slot.ct[0] ^ 1]) + slot.ct[1:]),
        replace(slot, n=bytes(12)),
        replace(slot, label="daisy"),
        replace(slot, gen=2),
        replace(slot, x25519=bytes(32)),
    ):
        with pytest.raises(VaultForged):
            keyslot.unlock(wrong, "right")


def test_the_device_secret_is_a_second_factor() -> None:
    slot = slot_for("both", dev="77" * 8, device_secret=b"d" * 32)
    assert keyslot.unlock(slot, "both", b"d" * 32).pin
    with pytest.raises(WrongPassphrase):
        keyslot.unlock(slot, "both", b"e" * 32)
    with pytest.raises(DeviceKeyMissing):
        keyslot.unlock(slot, "both")


def test_the_slot_gives_back_the_keys_it_was_given() -> None:
    secrets = Secrets.new(pin=b"p" * 32)
    data = keyslot.lock(secrets, "keys", sid=SID, vid=VID, label="lotus", kdf=FLOOR)
    found = keyslot.unlock(keyslot.parse(data), "keys")
    assert found.box.private_bytes_raw() == secrets.box.private_bytes_raw()
    assert found.sign.private_bytes_raw() == secrets.sign.private_bytes_raw()
    assert found.pin == b"p" * 32


def test_the_same_passphrase_never_makes_the_same_slot() -> None:
    one, two = slot_for("same"), slot_for("same")
    assert not {one.salt, one.n, one.ct, one.kcv} & {two.salt, two.n, two.ct, two.kcv}


SHORT_OF_MEMORY = """
import resource, civicdesk
from civicdesk.errors import NotEnoughMemory
from civicdesk.vault.keyslot import Kdf
resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))
try:
    Kdf(m=1 << 20).derive(b"x", bytes(16))
except NotEnoughMemory as told:
    print(told)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_AS is POSIX")
def test_too_little_memory_is_called_that_and_not_a_wrong_passphrase() -> None:
    done = subprocess.run([sys.executable, "-c", SHORT_OF_MEMORY], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(NotEnoughMemory())
    assert "Close other programs" in done.stdout


def test_calibration_never_goes_below_the_floor() -> None:
    quick, slow = keyslot.calibrate(0.0), keyslot.calibrate(60)
    assert quick.t == max(2, -(-FLOOR.m * FLOOR.t // quick.m))
    assert slow.t == 6
    for kdf in (quick, slow, Kdf(), FLOOR):
        assert kdf.m >= FLOOR.m
        assert kdf.m * kdf.t >= FLOOR.m * FLOOR.t
        assert keyslot._kdf(kdf.body()) == kdf


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert passphrase.normal(passphrase.normal(text)) == passphrase.normal(text)


@given(st.text(max_size=60))
def test_composed_and_decomposed_text_are_one(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert passphrase.normal(composed) == passphrase.normal(decomposed)


def test_six_drawn_words_are_worth_77_bits_and_pass_the_policy() -> None:
    every = set(passphrase.words())
    assert len(every) == 7776
    assert 77 < passphrase.entropy(6) < 78
    drawn = {passphrase.passphrase_words() for _n in range(50)}
    assert len(drawn) == 50
    for text in drawn:
        assert len(text.split()) == 6
        assert set(text.split()) <= every
        passphrase.check(text)


@pytest.mark.parametrize(
    "text", ["", "short", "one two three", "a a a a a", "aaaaaaaaaaaaaaaaaaaaaaaaa", "កម្ពុជា២០២៦"]
)
def test_a_short_passphrase_is_refused(text: str) -> None:
    with pytest.raises(WeakPassphrase):
        passphrase.check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sokha Chan Land Rights Kampong Speu 2026",
        "land rights in kampong speu",
        "sokha-chan-land-rights-kampong",
        "សុខាចាន់សិទ្ធិដីធ្លី២០២៦សុខា",
        "CivicDesk passphrase Phnom Penh Cambodia",
    ],
)
def test_a_passphrase_made_of_what_the_vault_is_about_is_refused(text: str) -> None:
    known = ("Sokha Chan", "Land rights, Kampong Speu", "សុខា ចាន់", "សិទ្ធិដីធ្លី")
    with pytest.raises(KnownPassphrase):
        passphrase.check(text, known)


@pytest.mark.parametrize(
    "text", ["sokha eats green mangoes slowly", "អ្នកជិតខាងរបស់សុខាញ៉ាំស្វាយខៀវ", "we eat rice at six"]
)
def test_a_name_among_other_words_does_no_harm(text: str) -> None:
    passphrase.check(text, ("Sokha Chan", "សុខា ចាន់", "at", "6"))


@pytest.mark.parametrize("text", ["we eat rice at six", "twenty-characters-ok", "ខ្ញុំចូលចិត្តញ៉ាំបាយនៅផ្ទះ"])
def test_five_words_or_twenty_characters_are_enough(text: str) -> None:
    passphrase.check(text)
