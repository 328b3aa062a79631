"""Creating, opening and re-locking a vault, with every way in which its key files can be bad."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civicdesk.errors import (
    CivicDeskError,
    DatabaseMissing,
    FolderNotEmpty,
    HeaderDamaged,
    NoKey,
    NotAVault,
    SlotDamaged,
    SlotMissing,
    VaultForged,
    VaultMissing,
    VaultTooNew,
    WeakPassphrase,
    WrongPassphrase,
)
from civicdesk.vault import compartment, copies, folder, header, keyslot, members
from civicdesk.vault.keyslot import FLOOR, Kdf, Secrets
from civicdesk.vault.layout import Layout

NEW = "seven green frogs cross the bridge"
POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX modes")


def contents(path: Path) -> dict[str, bytes]:
    return {str(f.relative_to(path)): f.read_bytes() for f in sorted(path.rglob("*")) if f.is_file()}


def damage(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 4
    path.write_bytes(raw)


def slot_stem(path: Path) -> Path:
    return Layout(path).slot(Layout(path).slots()[0])


def both(stem: Path) -> tuple[Path, Path]:
    return copies.paths(stem)


def test_a_new_vault_opens_with_all_four_compartments(vault_folder: Path, passphrase: str) -> None:
    opened = folder.open_vault(vault_folder, passphrase)
    assert set(opened.compartments) == set(members.KINDS)
    assert opened.roles == header.ROLES
    assert opened.healed == []
    for kind in members.KINDS:
        connection = opened.connect(kind)
        assert connection.execute("SELECT value FROM meta WHERE key = 'commits'").fetchone() == (0,)
        connection.close()


def test_opening_changes_nothing(vault_folder: Path, passphrase: str) -> None:
    before = contents(vault_folder)
    folder.open_vault(vault_folder, passphrase)
    assert contents(vault_folder) == before


def test_nothing_in_the_folder_names_anybody_or_the_passphrase(vault_folder: Path, passphrase: str) -> None:
    for raw in contents(vault_folder).values():
        assert passphrase.encode() not in raw
        assert b"SQLite" not in raw


@POSIX
def test_every_file_and_folder_is_private_from_birth(tmp_path: Path, passphrase: str) -> None:
    before = os.umask(0)
    try:
        opened = folder.create_vault(tmp_path / "Open.civicdesk", passphrase, kdf=FLOOR)
        connection = opened.connect("programme")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE meta SET value = 1 WHERE key = 'commits'")
        modes = {p: stat.S_IMODE(p.stat().st_mode) for p in [opened.path, *opened.path.rglob("*")]}
        connection.close()
        folder.change_passphrase(opened.path, passphrase, NEW)
        modes |= {p: stat.S_IMODE(p.stat().st_mode) for p in opened.path.rglob("*")}
    finally:
        os.umask(before)
    assert any(path.name.endswith("-journal") for path in modes)
    assert {oct(mode) for path, mode in modes.items() if path.suffix != "" and path != opened.path} == {
        "0o600"
    }
    assert {oct(mode) for path, mode in modes.items() if path.suffix == "" or path == opened.path} == {
        "0o700"
    }


def test_a_vault_is_never_made_over_anything(tmp_path: Path, vault_folder: Path, passphrase: str) -> None:
    before = contents(vault_folder)
    (tmp_path / "file").write_text("x")
    for taken in (vault_folder, tmp_path, tmp_path / "file"):
        with pytest.raises(FolderNotEmpty):
            folder.create_vault(taken, passphrase, kdf=FLOOR)
    assert contents(vault_folder) == before
    with pytest.raises(VaultMissing):
        folder.create_vault(tmp_path / "no" / "such" / "place", passphrase, kdf=FLOOR)


def test_a_creation_that_fails_leaves_nothing_behind(tmp_path: Path, passphrase: str) -> None:
    with pytest.raises(CivicDeskError):
        folder.create_vault(tmp_path / "V", passphrase, kdf=Kdf(m=1 << 31, t=20))
    assert not (tmp_path / "V").exists()
    with pytest.raises(WeakPassphrase):
        folder.create_vault(tmp_path / "V", "too short", kdf=FLOOR)
    assert not (tmp_path / "V").exists()


def test_an_empty_folder_may_become_a_vault(tmp_path: Path, passphrase: str) -> None:
    (tmp_path / "V").mkdir(mode=0o755)
    assert folder.create_vault(
        tmp_path / "V", passphrase, kdf=FLOOR, kinds=("programme",)
    ).compartments.keys() == {"programme"}
    assert stat.S_IMODE((tmp_path / "V").stat().st_mode) == 0o700 or os.name != "posix"


def test_places_that_are_no_vault(tmp_path: Path, passphrase: str) -> None:
    with pytest.raises(VaultMissing):
        folder.open_vault(tmp_path / "nowhere", passphrase)
    with pytest.raises(NotAVault):
        folder.open_vault(tmp_path, passphrase)


# --- wrong passphrase, damage and intent are three things -------------------------------------------


def test_a_wrong_passphrase_is_only_ever_that(vault_folder: Path) -> None:
    with pytest.raises(WrongPassphrase):
        folder.open_vault(vault_folder, "lotus ferry ladder monsoon pepper kit")


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("part", ["header", "slot"])
@pytest.mark.parametrize("how", ["damaged", "missing", "empty", "cut"])
def test_one_bad_copy_is_healed_and_said(
    vault_folder: Path, passphrase: str, which: int, part: str, how: str
) -> None:
    stem = Layout(vault_folder).header if part == "header" else slot_stem(vault_folder)
    before, bad = contents(vault_folder), both(stem)[which]
    raw = bad.read_bytes()
    if how == "missing":
        bad.unlink()
    else:
        bad.write_bytes(
            {"damaged": raw[:99] + bytes([raw[99] ^ 1]) + raw[100:], "empty": b"", "cut": raw[:-1]}[how]
        )
    healed = folder.open_vault(vault_folder, passphrase).healed
    assert len(healed) == 1
    assert ("header" if part == "header" else "keyslot") in healed[0]
    assert contents(vault_folder) == before
    assert folder.open_vault(vault_folder, passphrase).healed == []


@POSIX
def test_a_pipe_in_place_of_a_file_is_not_waited_on(vault_folder: Path, passphrase: str) -> None:
    for path in (vault_folder / "vault.a", folder.open_vault(vault_folder, passphrase).database("board")):
        path.unlink()
        os.mkfifo(path)
    opened = folder.open_vault(vault_folder, passphrase)
    assert "damaged" in opened.healed[0]
    with pytest.raises(DatabaseMissing):
        opened.connect("board")


def test_both_copies_of_the_header_damaged(vault_folder: Path, passphrase: str) -> None:
    for path in both(Layout(vault_folder).header):
        damage(path)
    with pytest.raises(HeaderDamaged):
        folder.open_vault(vault_folder, passphrase)


def test_one_copy_of_the_header_damaged_and_one_missing(vault_folder: Path, passphrase: str) -> None:
    first, second = both(Layout(vault_folder).header)
    damage(first)
    second.unlink()
    with pytest.raises(HeaderDamaged):
        folder.open_vault(vault_folder, passphrase)


@pytest.mark.parametrize("typed", ["right", "wrong"])
def test_both_copies_of_the_keyslot_damaged(vault_folder: Path, passphrase: str, typed: str) -> None:
    for path in both(slot_stem(vault_folder)):
        damage(path)
    with pytest.raises(SlotDamaged):
        folder.open_vault(vault_folder, passphrase if typed == "right" else "wrong")


def test_no_keyslot_at_all(vault_folder: Path, passphrase: str) -> None:
    shutil.rmtree(vault_folder / "slots")
    with pytest.raises(SlotMissing):
        folder.open_vault(vault_folder, passphrase)


def test_a_healing_that_cannot_be_written_does_not_stop_the_opening(
    vault_folder: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(vault_folder / "vault.a")

    def refuse(*_anything: object) -> None:
        raise OSError(30, "read-only")

    monkeypatch.setattr(os, "fsync", refuse)
    opened = folder.open_vault(vault_folder, passphrase)
    assert "could not be repaired" in opened.healed[0]
    assert not list(vault_folder.glob("*.new"))


# --- somebody who can write to the folder -----------------------------------------------------------


@pytest.fixture
def opened(vault_folder: Path, passphrase: str) -> folder.OpenedKeys:
    return folder.open_vault(vault_folder, passphrase)


def put(stem: Path, data: bytes) -> None:
    for path in both(stem):
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
    path = both(Layout(opened.path).header if part == "header" else slot_stem(opened.path))[0]
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


# --- the passphrase changes -------------------------------------------------------------------------


def test_a_changed_passphrase_is_a_rewrap_and_the_old_one_is_out(vault_folder: Path, passphrase: str) -> None:
    before, keys = contents(vault_folder), folder.open_vault(vault_folder, passphrase)
    folder.change_passphrase(vault_folder, passphrase, NEW)
    with pytest.raises(WrongPassphrase):
        folder.open_vault(vault_folder, passphrase)
    again = folder.open_vault(vault_folder, NEW)
    assert again.compartments == keys.compartments
    assert again.healed == []
    changed = {name for name, raw in contents(vault_folder).items() if before[name] != raw}
    assert changed == {f"slots/{keys.sid}.a", f"slots/{keys.sid}.b"}
    assert len({path.read_bytes() for path in both(slot_stem(vault_folder))}) == 1


def test_a_refused_change_changes_nothing(vault_folder: Path, passphrase: str) -> None:
    before = contents(vault_folder)
    with pytest.raises(WrongPassphrase):
        folder.change_passphrase(vault_folder, "wrong", NEW)
    with pytest.raises(WeakPassphrase):
        folder.change_passphrase(vault_folder, passphrase, "weak")
    assert contents(vault_folder) == before


@pytest.mark.parametrize("step", range(1, 5))
def test_a_change_interrupted_anywhere_never_shuts_anybody_out(
    vault_folder: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    seen = 0
    real = os.fsync

    def stop(handle: int) -> None:
        nonlocal seen
        seen += 1
        if seen == step:
            raise OSError(28, "no space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(CivicDeskError):
        folder.change_passphrase(vault_folder, passphrase, NEW)
    monkeypatch.undo()
    first = folder.open_vault(vault_folder, passphrase if step < 4 else NEW)
    assert len(first.healed) == (1 if step in (2, 3) else 0)
    if step in (2, 3):
        assert "old and the new one both open" in first.healed[0]
        assert "completed" in folder.open_vault(vault_folder, NEW).healed[0]
        with pytest.raises(WrongPassphrase):
            folder.open_vault(vault_folder, passphrase)


KILLED = """
import os, sys
from pathlib import Path
import civicdesk
from civicdesk.vault import copies, folder
step, seen, real = int(sys.argv[2]), 0, Path.replace
def stop(self, target):
    global seen
    seen += 1
    if seen == step:
        os._exit(9)
    return real(self, target)
Path.replace = stop
folder.change_passphrase(Path(sys.argv[1]), sys.argv[3], sys.argv[4])
"""


@pytest.mark.parametrize("step", [1, 2])
def test_a_change_killed_between_any_two_renames_still_opens(
    vault_folder: Path, passphrase: str, step: int
) -> None:
    command = [sys.executable, "-c", KILLED, str(vault_folder), str(step), passphrase, NEW]
    assert subprocess.run(command, check=False).returncode == 9
    assert folder.open_vault(vault_folder, passphrase).compartments
    folder.change_passphrase(vault_folder, passphrase, NEW)  # and can be done again
    assert folder.open_vault(vault_folder, NEW).healed == []


def test_a_missing_database_is_never_made_anew(vault_folder: Path, passphrase: str) -> None:
    opened = folder.open_vault(vault_folder, passphrase)
    opened.database("casework").unlink()
    with pytest.raises(DatabaseMissing):
        opened.connect("casework")
    assert not opened.database("casework").exists()
