"""Keys of a compartment: derived apart, wrapped for one reader, and a letter box for everybody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from civicdesk.errors import VaultForged
from civicdesk.vault.compartment import WRAP_SIZE, CompartmentKeys, new_key, seal, unwrap

VID, CID, SID = "ab" * 16, "01" * 8, "12" * 8
KEYS = CompartmentKeys(VID, CID, 3, "security", bytes(range(32)))


def test_derived_keys_have_not_changed_since_format_1() -> None:
    """Golden values: if one changes, every vault in the field becomes unreadable."""
    assert KEYS.database_key == (
        b"75cd774ef252d2f682b31126693cba6819ad1f4f69a459627ed7cac92dc88424106d05b24b33bb92951ea545bc17ea06"
    )
    assert KEYS.box.hex() == "d4dd4864c21f499b17d7e92deb258338218bfc82aba2a12cef94104a95840503"


def test_no_two_uses_epochs_compartments_or_vaults_share_a_key() -> None:
    others = (
        KEYS,
        replace(KEYS, epoch=4),
        replace(KEYS, cid="02" * 8),
        replace(KEYS, vid="ac" * 16),
        replace(KEYS, ck=bytes(32)),
    )
    found = [
        keys.derive(use) for keys in others for use in ("db-key", "attachment", "audit", "export", "box")
    ]
    found += [keys.pseudonym_key(audience) for keys in others for audience in ("donor", "public")]
    assert len(set(found)) == len(found)


def test_a_wrap_opens_for_its_receiver_only() -> None:
    mine, other = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    ct = KEYS.wrap(SID, mine.public_key().public_bytes_raw())
    assert len(ct) == WRAP_SIZE
    assert unwrap(VID, CID, 3, SID, ct, mine) == KEYS.ck
    for wrong in (
        (VID, CID, 3, SID, ct, other),
        (VID, CID, 4, SID, ct, mine),
        (VID, "02" * 8, 3, SID, ct, mine),
        (VID, CID, 3, "13" * 8, ct, mine),
        ("ac" * 16, CID, 3, SID, ct, mine),
        (VID, CID, 3, SID, ct[:-1], mine),
        (VID, CID, 3, SID, b"", mine),
        (VID, CID, 3, SID, bytes([ct[0] ^ 1]) + ct[1:], mine),
    ):
        with pytest.raises(VaultForged):
            unwrap(*wrong)


@given(st.binary(max_size=2000))
@settings(max_examples=30)
def test_anybody_can_seal_a_letter_and_only_the_holder_opens_it(text: bytes) -> None:
    letter = seal(VID, CID, 3, KEYS.box, text)
    assert KEYS.open_sealed(letter) == text
    with pytest.raises(VaultForged):
        replace(KEYS, ck=new_key()).open_sealed(letter)
    with pytest.raises(VaultForged):
        KEYS.open_sealed(letter[:-1] + bytes([letter[-1] ^ 1]))


def test_keys_never_show_in_a_representation() -> None:
    assert KEYS.ck.hex() not in repr(KEYS)
    assert "ck" not in repr(KEYS)
