"""Creating, opening and re-locking a vault, with every way in which its key files can be bad."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from civicdesk.errors import (
    CivicDeskError,
    DatabaseMissing,
    FolderNotEmpty,
    HeaderDamaged,
    NotAVault,
    SlotDamaged,
    SlotMissing,
    VaultMissing,
    WeakPassphrase,
    WrongPassphrase,
)
from civicdesk.vault import copies, folder, header, members
from civicdesk.vault.keyslot import FLOOR, Kdf
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
