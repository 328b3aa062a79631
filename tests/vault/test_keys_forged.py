"""Headers, keyslots and wraps with a right digest and a right signature around something that cannot be."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from civicdesk.errors import VaultForged
from civicdesk.vault import compartment, folder, frame, header, keyslot
from civicdesk.vault.compartment import CompartmentKeys, new_key, seal, unwrap
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.header import MOST_COMPARTMENTS, MOST_EPOCHS, Comp
from civicdesk.vault.keyslot import FLOOR, Secrets

VID, SID, CID = "ab" * 16, "12" * 8, "34" * 8
TEXT = "lotus ferry ladder monsoon pepper kite"


@pytest.fixture
def opened(vault_folder: Path, passphrase: str) -> OpenedKeys:
    """The keys of a vault, and its header."""
    return folder.open_vault(vault_folder, passphrase)


@pytest.fixture
def keys() -> CompartmentKeys:
    """A compartment of its own."""
    return CompartmentKeys(VID, CID, 1, "programme", new_key())


# headers --------------------------------------------------------------------------------------------


def grown(opened: OpenedKeys, count: int, epochs: int) -> header.Header:
    """The header with so many compartments, of which the last has so many epochs."""
    found = opened.header
    here = len({comp.cid for comp in found.comps})
    more = [Comp(os.urandom(8).hex(), 1, f"x-{number}", os.urandom(32)) for number in range(here, count)]
    comps = (*found.comps, *more)
    again = [replace(comps[-1], epoch=epoch, box=os.urandom(32)) for epoch in range(2, epochs + 1)]
    return replace(found, comps=(*comps, *again))


def test_a_header_holds_as_many_parts_and_epochs_as_are_promised_and_not_one_more(opened: OpenedKeys) -> None:
    most = grown(opened, MOST_COMPARTMENTS, MOST_EPOCHS)
    assert header.parse(header.compose(most, opened.sign)) == most
    for count, epochs in ((MOST_COMPARTMENTS + 1, 1), (MOST_COMPARTMENTS, MOST_EPOCHS + 1)):
        with pytest.raises(frame.Altered):
            header.compose(grown(opened, count, epochs), opened.sign)


def test_a_header_that_would_not_read_back_as_it_was_is_never_handed_out(opened: OpenedKeys) -> None:
    listed = replace(opened.header, due=[])  # type: ignore[arg-type]  # which JSON cannot tell from a tuple
    with pytest.raises(ValueError, match="does not read back"):
        header.compose(listed, opened.sign)


# keyslots -------------------------------------------------------------------------------------------


def slot_bytes(secrets: Secrets) -> bytes:
    return keyslot.lock(secrets, TEXT, sid=SID, vid=VID, label="lotus", kdf=FLOOR)


@pytest.mark.parametrize("how", [{"dev": SID}, {"device_secret": bytes(32)}])
def test_a_keyslot_that_names_no_device_for_its_secret_is_never_made(how: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="come together"):
        keyslot.lock(Secrets.new(), TEXT, sid=SID, vid=VID, label="lotus", kdf=FLOOR, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize("label", [None, 5, ["lotus"], "x" * 41, "ផ្កា", "lotus\u200b"])
def test_a_keyslot_with_a_label_that_no_program_wrote_was_made_by_hand(label: object) -> None:
    secrets = Secrets.new()
    body = frame.read(keyslot.MAGIC, slot_bytes(secrets)).body
    with pytest.raises(frame.Altered):
        keyslot.parse(frame.write(keyslot.MAGIC, {**body, "label": label}, secrets.sign.sign))
    assert keyslot.parse(frame.write(keyslot.MAGIC, {**body, "label": "x" * 40}, secrets.sign.sign))


@pytest.mark.parametrize("part", ["box", "sign", "vid"])
def test_a_keyslot_that_holds_other_keys_than_it_shows_is_refused_under_the_right_passphrase(
    part: str,
) -> None:
    """Who knows the passphrase could otherwise put keys in it that no header speaks of."""
    secrets, other = Secrets.new(), Secrets.new()
    slot = keyslot.parse(slot_bytes(secrets))
    inside = {
        "box": secrets.box.private_bytes_raw(), "sign": secrets.sign.private_bytes_raw(),
        "pin": secrets.pin, "vid": bytes.fromhex(VID),
    }  # fmt: skip
    assert keyslot.unlock(sealed_again(slot, inside), TEXT).pin == secrets.pin
    inside[part] = {
        "box": other.box.private_bytes_raw(), "sign": other.sign.private_bytes_raw(), "vid": bytes(16)
    }[part]  # fmt: skip
    with pytest.raises(VaultForged):
        keyslot.unlock(sealed_again(slot, inside), TEXT)


def sealed_again(slot: keyslot.Slot, inside: dict[str, bytes]) -> keyslot.Slot:
    """The slot with other contents under the same passphrase."""
    kek = keyslot._kek(slot.kdf, TEXT.encode(), slot.salt, slot.vid, slot.sid, b"")
    public = frame.canonical(keyslot._public(slot))
    return replace(slot, ct=ChaCha20Poly1305(kek).encrypt(slot.n, b"".join(inside.values()), public))


# compartment keys -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_a_wrapped_key_of_another_size_is_no_key(keys: CompartmentKeys, size: int) -> None:
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    short = replace(keys, ck=bytes(size))
    with pytest.raises(VaultForged):
        unwrap(VID, CID, 1, SID, short.wrap(SID, public), private)
    assert unwrap(VID, CID, 1, SID, keys.wrap(SID, public), private) == keys.ck


@pytest.mark.parametrize("inside", [b"", bytes(256), b"words", b"words" + bytes(200)])
def test_a_letter_that_was_not_filled_up_as_ours_are_is_forged(keys: CompartmentKeys, inside: bytes) -> None:
    public = X25519PublicKey.from_public_bytes(keys.box)
    letter = compartment.HPKE.encrypt(inside, public, compartment._letter_info(VID, CID, 1))
    with pytest.raises(VaultForged):
        keys.open_sealed(letter)
    assert keys.open_sealed(seal(VID, CID, 1, keys.box, b"words")) == b"words"
    assert keys.open_sealed(seal(VID, CID, 1, keys.box, b"\x01\x00")) == b"\x01\x00"


def test_no_two_purposes_parts_or_epochs_share_a_key(keys: CompartmentKeys) -> None:
    every = [keys, replace(keys, cid="56" * 8), replace(keys, epoch=2), replace(keys, vid="cd" * 16)]
    found = [
        made
        for one in every
        for made in (one.ck, one.database_key, one.attachment_key, one.audit_key, one.export_key,
                     one.pseudonym_key("donor"), one.pseudonym_key("board"), one.box)
    ]  # fmt: skip
    assert len(set(found)) == 1 + 7 * len(every)  # the key of the part itself is the same in all four
    assert keys.export_key == replace(keys).export_key
