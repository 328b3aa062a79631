"""Key files on disks that fail, lie or refuse: the right sentence, the old keys still open, nothing lies about."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from civicdesk.errors import DiskFull, DiskTrouble, MembershipEnded, ReadOnlyPlace, WrongPassphrase
from civicdesk.vault import copies, folder, keyslot
from civicdesk.vault.frame import Damaged
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.layout import Layout
from civicdesk.vault.leaving import leave, people
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, joined, mid_of

NEW = "seven green frogs cross the bridge"


def fails(code: int) -> Callable[..., Any]:
    def failed(*_anything: object, **_more: object) -> Any:
        raise OSError(code, os.strerror(code))

    return failed


@contextmanager
def full_disk(code: int = errno.ENOSPC) -> Iterator[pytest.MonkeyPatch]:
    """Nothing reaches the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fails(code))
        yield patch


def unfinished(path: Path) -> list[Path]:
    return list(path.rglob("*.new"))


def slot_stem(path: Path) -> Path:
    return Layout(path).slot(Layout(path).slots()[0])


# two copies --------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["header", "slot"])
def test_a_copy_on_a_bad_sector_is_read_from_the_other_one_and_written_again(
    vault_folder: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    bad, _good = copies.paths(Layout(vault_folder).header if part == "header" else slot_stem(vault_folder))
    before, real = bad.read_bytes(), Path.open

    def opened(path: Path, *how: Any, **more: Any) -> Any:
        if path == bad:
            raise OSError(errno.EIO, "input/output error")
        return real(path, *how, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", opened)
        healed = folder.open_vault(vault_folder, passphrase).healed
    assert len(healed) == 1 and "damaged" in healed[0]
    assert bad.read_bytes() == before
    assert unfinished(vault_folder) == []
    assert folder.open_vault(vault_folder, passphrase).healed == []


def test_a_disk_that_gives_back_something_else_is_noticed_before_a_keyslot_is_replaced(
    vault_folder: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.read_bytes

    def lying(path: Path) -> bytes:
        found = real(path)
        return found[:-1] if path.suffix == ".new" else found

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", lying)
        with pytest.raises(DiskTrouble):
            folder.change_passphrase(vault_folder, passphrase, NEW)
    assert unfinished(vault_folder) == []
    assert folder.open_vault(vault_folder, passphrase).healed == []
    with pytest.raises(WrongPassphrase):
        folder.open_vault(vault_folder, NEW)
    folder.change_passphrase(vault_folder, passphrase, NEW)
    assert folder.open_vault(vault_folder, NEW).healed == []


def test_what_does_not_pass_its_check_never_takes_the_name(tmp_path: Path) -> None:
    path = tmp_path / "vault.a"
    path.write_bytes(b"what was there")

    def never_right(_data: bytes) -> None:
        raise Damaged

    with pytest.raises(Damaged):
        copies.replace(path, b"what is wrong", never_right)
    assert path.read_bytes() == b"what was there"
    assert list(tmp_path.iterdir()) == [path]


def test_the_first_trouble_of_a_disk_is_told_even_if_nothing_can_be_cleared_away(
    vault_folder: Path, passphrase: str
) -> None:
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.exists():
            raise OSError(errno.EROFS, "read-only file system")
        real(path, missing_ok=missing_ok)

    with full_disk() as patch:
        patch.setattr(Path, "unlink", unlink)
        with pytest.raises(DiskFull):
            folder.change_passphrase(vault_folder, passphrase, NEW)
    assert len(unfinished(vault_folder)) == 1
    folder.change_passphrase(vault_folder, passphrase, NEW)
    assert unfinished(vault_folder) == []
    assert folder.open_vault(vault_folder, NEW).healed == []


# places ------------------------------------------------------------------------------------------


def test_a_name_that_no_disk_takes_has_a_sentence(tmp_path: Path, passphrase: str) -> None:
    path = tmp_path / ("V" * 300)
    with pytest.raises(DiskTrouble):
        folder.open_vault(path, passphrase)
    with pytest.raises(DiskTrouble):
        folder.create_vault(path, passphrase, kdf=FLOOR)
    assert list(tmp_path.iterdir()) == []


def test_a_vault_is_not_begun_where_nothing_may_be_written(
    tmp_path: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "V"
    with monkeypatch.context() as patch:
        patch.setattr(os, "mkdir", fails(errno.EROFS))
        with pytest.raises(ReadOnlyPlace):
            folder.create_vault(path, passphrase, kdf=FLOOR)
    assert not path.exists()
    assert folder.create_vault(path, passphrase, kdf=FLOOR, kinds=("board",)).compartments


@pytest.mark.parametrize("which", ["databases", "around"])
def test_a_creation_takes_away_what_is_unfinished_and_nothing_else(
    tmp_path: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    """The header is written last: once it is there, the vault is one that opens."""
    path, real = tmp_path / "V", os.open
    refused = path / "db" if which == "databases" else tmp_path

    def opened(name: Any, flags: int, *more: Any, **named: Any) -> int:
        if Path(name) == refused:
            raise OSError(errno.EIO, "input/output error")
        return real(name, flags, *more, **named)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", opened)
        with pytest.raises(DiskTrouble):
            folder.create_vault(path, passphrase, kdf=FLOOR, kinds=("board",))
    if which == "databases":
        assert not path.exists()
        folder.create_vault(path, passphrase, kdf=FLOOR, kinds=("board",))
    assert set(folder.open_vault(path, passphrase).compartments) == {"board"}


# keyslots of people ------------------------------------------------------------------------------


def test_who_trusted_a_founder_that_left_still_opens_on_a_disk_that_takes_nothing(vault: Vault) -> None:
    joined(vault, DARA, ("DIR", "ADM"))
    founder = next(one.mid for one in people(vault) if one.is_me)
    vault.close()
    successor = Vault.open(vault.path, DARA)
    leave(successor, founder)
    sid = successor.sid
    successor.close()
    before = [path.read_bytes() for path in copies.paths(Layout(vault.path).slot(sid))]

    def pinned() -> bytes:
        return keyslot.unlock(keyslot.read(Layout(vault.path).slot(sid)).valid[0], DARA).pin

    old = pinned()
    with full_disk():
        opened = folder.open_vault(vault.path, DARA)
    assert opened.header.root != old == pinned()
    assert [path.read_bytes() for path in copies.paths(Layout(vault.path).slot(sid))] == before
    assert unfinished(vault.path) == []
    assert folder.open_vault(vault.path, DARA).header.root == pinned() != old


def test_where_only_keyslots_of_people_who_left_are_found_that_is_what_is_said(vault: Vault) -> None:
    sid = joined(vault, DARA, ("PRG",))
    kept = {path: path.read_bytes() for path in copies.paths(Layout(vault.path).slot(sid))}
    leave(vault, mid_of(vault, sid))
    vault.close()
    alone = Path(shutil.copytree(vault.path, vault.path.with_name("Alone.civicdesk")))
    shutil.rmtree(alone / "slots")
    (alone / "slots").mkdir()
    for path, data in kept.items():
        (alone / "slots" / path.name).write_bytes(data)
    for text in (DARA, "another six words that are wrong"):
        with pytest.raises(MembershipEnded):
            folder.open_vault(alone, text)
