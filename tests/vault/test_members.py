"""Who may open what: forged key files are refused, and each member opens only what is wrapped to them."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civicdesk.errors import NoKey, SlotDamaged, SlotMissing, VaultForged, VaultTooNew, WrongPassphrase
from civicdesk.vault import compartment, copies, folder, header, keyslot, members
from civicdesk.vault.keyslot import FLOOR, Secrets
from civicdesk.vault.layout import Layout

NEW = "seven green frogs cross the bridge"


def contents(path: Path) -> dict[str, bytes]:
    return {str(f.relative_to(path)): f.read_bytes() for f in sorted(path.rglob("*")) if f.is_file()}


def slot_stem(path: Path) -> Path:
    return Layout(path).slot(Layout(path).slots()[0])


# --- somebody who can write to the folder -----------------------------------------------------------


@pytest.fixture
def opened(vault_folder: Path, passphrase: str) -> folder.OpenedKeys:
    return folder.open_vault(vault_folder, passphrase)


def put(stem: Path, data: bytes) -> None:
    for path in copies.paths(stem):
        path.write_bytes(data)


def test_an_outsider_cannot_sign_the_header_with_a_key_of_their_own(
    opened: folder.OpenedKeys, passphrase: str
) -> None:
    thief = Ed25519PrivateKey.generate()
    mine = header.Admin.endorsed(opened.vid, thief.public_key().public_bytes_raw(), thief)
    for admins in ((mine,), (*opened.header.admins, mine)):
        put(Layout(opened.path).header, header.compose(replace(opened.header, gen=9, admins=admins), thief))
        with pytest.raises(VaultForged):
            folder.open_vault(opened.path, passphrase)


def test_a_member_key_swapped_in_the_header_is_forgery(opened: folder.OpenedKeys, passphrase: str) -> None:
    other = Secrets.new()
    thief = replace(opened.header.members[0], x25519=other.box.public_key().public_bytes_raw())
    put(Layout(opened.path).header, header.compose(replace(opened.header, members=(thief,)), opened.sign))
    with pytest.raises(VaultForged):
        folder.open_vault(opened.path, passphrase)


def test_a_compartment_key_swapped_in_the_header_is_forgery(
    opened: folder.OpenedKeys, passphrase: str
) -> None:
    """Even an administrator cannot slip another key under a compartment unseen: the box key must fit."""
    member, keys = opened.header.members[0], opened.keys("security")
    false = replace(keys, ck=compartment.new_key())
    wraps = tuple(
        replace(wrap, ct=false.wrap(member.sid, member.x25519)) if wrap.cid == keys.cid else wrap
        for wrap in opened.header.wraps
    )
    put(Layout(opened.path).header, header.compose(replace(opened.header, wraps=wraps), opened.sign))
    with pytest.raises(VaultForged):
        folder.open_vault(opened.path, passphrase)


def test_wraps_exchanged_between_compartments_are_forgery(opened: folder.OpenedKeys, passphrase: str) -> None:
    one, two, *rest = opened.header.wraps
    wraps = (replace(one, ct=two.ct), replace(two, ct=one.ct), *rest)
    put(Layout(opened.path).header, header.compose(replace(opened.header, wraps=wraps), opened.sign))
    with pytest.raises(VaultForged):
        folder.open_vault(opened.path, passphrase)


def test_a_slot_made_by_an_outsider_is_forgery_before_any_passphrase_is_tried(
    opened: folder.OpenedKeys, passphrase: str
) -> None:
    theirs = keyslot.lock(Secrets.new(), NEW, sid=opened.sid, vid=opened.vid, label="lotus", kdf=FLOOR)
    put(slot_stem(opened.path), theirs)
    for text in (passphrase, NEW):
        with pytest.raises(VaultForged):
            folder.open_vault(opened.path, text)


def test_a_slot_of_another_vault_is_forgery(opened: folder.OpenedKeys, passphrase: str) -> None:
    secrets = Secrets(opened.box, opened.sign, opened.header.signer)
    put(
        slot_stem(opened.path),
        keyslot.lock(secrets, passphrase, sid=opened.sid, vid="cd" * 16, label="lotus", kdf=FLOOR),
    )
    with pytest.raises(VaultForged):
        folder.open_vault(opened.path, passphrase)


def test_a_stray_keyslot_is_no_way_in(opened: folder.OpenedKeys, passphrase: str) -> None:
    stray = keyslot.lock(Secrets.new(), NEW, sid="ee" * 8, vid=opened.vid, label="lotus", kdf=FLOOR)
    put(Layout(opened.path).slot("ee" * 8), stray)
    for sid in ("", "ee" * 8):
        with pytest.raises((WrongPassphrase, SlotMissing)):
            folder.open_vault(opened.path, NEW, sid=sid)
    assert folder.open_vault(opened.path, passphrase).sid == opened.sid


def test_two_headers_of_two_vaults_are_forgery(
    opened: folder.OpenedKeys, passphrase: str, tmp_path: Path
) -> None:
    other = folder.create_vault(tmp_path / "Other", passphrase, kdf=FLOOR, kinds=())
    shutil.copy(other.path / "vault.a", opened.path / "vault.a")
    with pytest.raises(VaultForged):
        folder.open_vault(opened.path, passphrase)


@pytest.mark.parametrize("part", ["header", "slot"])
def test_a_newer_format_is_refused_politely_and_not_healed_over(
    opened: folder.OpenedKeys, passphrase: str, part: str
) -> None:
    path = copies.paths(Layout(opened.path).header if part == "header" else slot_stem(opened.path))[0]
    raw = path.read_bytes()
    newer = raw[:17] + b"\x02" + raw[18:-32]
    path.write_bytes(newer + hashlib.sha256(newer).digest())
    before = contents(opened.path)
    with pytest.raises(VaultTooNew):
        folder.open_vault(opened.path, passphrase)
    assert contents(opened.path) == before


# --- many members and devices -----------------------------------------------------------------------


@pytest.fixture
def two_members(opened: folder.OpenedKeys) -> folder.OpenedKeys:
    """A programme officer joins: their own slot, and a wrap of the programme key only."""
    officer, sid = Secrets.new(pin=opened.header.signer), "0a" * 8
    member = header.Member(
        sid=sid,
        mid="0b" * 8,
        x25519=officer.box.public_key().public_bytes_raw(),
        ed25519=officer.sign.public_key().public_bytes_raw(),
        roles=("PRG",),
        since="2024-01-26",
    )
    grown = replace(opened.header, gen=2, members=(*opened.header.members, member))
    keys = [opened.keys(kind) for kind in members.kinds_for(member.roles)]
    pair = header.read(Layout(opened.path).header)
    header.save(pair, members.grant(grown, member, keys), opened.sign)
    put(
        Layout(opened.path).slot(sid),
        keyslot.lock(officer, NEW, sid=sid, vid=opened.vid, label="wren", kdf=FLOOR),
    )
    return opened


def test_a_member_opens_only_what_is_wrapped_to_them(two_members: folder.OpenedKeys, passphrase: str) -> None:
    officer = folder.open_vault(two_members.path, NEW)
    assert (officer.label, set(officer.compartments)) == ("wren", {"programme"})
    with pytest.raises(NoKey):
        officer.connect("security")
    founder = folder.open_vault(two_members.path, passphrase)
    assert set(founder.compartments) == set(members.KINDS)
    assert founder.keys("programme") == officer.keys("programme")
    assert {line.label for line in folder.labels(two_members.path)} == {founder.label, "wren"}


def test_a_member_can_file_into_a_compartment_they_cannot_open(
    two_members: folder.OpenedKeys, passphrase: str
) -> None:
    officer = folder.open_vault(two_members.path, NEW)
    row = officer.header.current("security")
    assert row is not None
    letter = compartment.seal(officer.vid, row.cid, row.epoch, row.box, b"followed on the way home")
    assert two_members.keys("security").open_sealed(letter) == b"followed on the way home"


def test_one_damaged_slot_does_not_shut_the_other_member_out(
    two_members: folder.OpenedKeys, passphrase: str
) -> None:
    put(Layout(two_members.path).slot(two_members.sid), b"junk")
    assert folder.open_vault(two_members.path, NEW).label == "wren"
    with pytest.raises(WrongPassphrase):
        folder.open_vault(two_members.path, "something else")
    with pytest.raises(SlotDamaged):
        folder.open_vault(two_members.path, passphrase, sid=two_members.sid)


def test_both_epochs_of_a_rotating_compartment_are_carried(
    opened: folder.OpenedKeys, passphrase: str
) -> None:
    old = opened.keys("board")
    new = replace(old, epoch=2, ck=compartment.new_key())
    comps = (*opened.header.comps, header.Comp(new.cid, 2, new.kind, new.box))
    grown = replace(opened.header, gen=2, comps=comps)
    header.save(
        header.read(Layout(opened.path).header), members.grant(grown, grown.members[0], [new]), opened.sign
    )
    again = folder.open_vault(opened.path, passphrase)
    assert again.keys("board") == new
    assert old in again.every_epoch
    assert again.header.current("board") == comps[-1]
