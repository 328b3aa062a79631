"""A full disk: the room that was kept is given up, said in words, and lets a person save, delete and lock."""

from __future__ import annotations

import shutil
import stat
import subprocess
from contextlib import contextmanager

import pytest
from strategies import council, saved

from civicdesk.errors import DiskFull
from civicdesk.vault import ballast
from civicdesk.vault.ballast import ReserveUsed
from civicdesk.vault.vault import Vault


@contextmanager
def disk(place, mebibytes):
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "none", str(place)]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_full_disk_gives_up_the_reserve_and_the_next_save_and_the_trash_work(
    vault_path, vault_passphrase, tmp_path
):
    with disk(tmp_path / "disk", 200):
        path = shutil.copytree(vault_path, tmp_path / "disk" / "Full.civicdesk")
        assert ballast.keep(path)
        vault = Vault.open(path, vault_passphrase)
        kept = saved(vault, council())
        (tmp_path / "disk" / "filler").write_bytes(bytes(shutil.disk_usage(path).free))
        with pytest.raises(ReserveUsed) as full:
            saved(vault, council(name="Too much", mandate="word " * 200_000))
        assert "room" in full.value.sentence and full.value.todo
        assert not (path / ballast.NAME).exists()
        assert vault.get("stakeholder", kept.id) == kept
        saved(vault, council(name="Too much", mandate="word " * 200_000))
        with vault.transaction() as tx:
            tx.trash(kept)
        assert vault.verify().ok
        vault.close()
        assert not ballast.keep(path), "there is not plenty of room yet"
        (tmp_path / "disk" / "filler").unlink()
        assert ballast.keep(path)


def test_without_a_reserve_a_full_disk_is_only_a_full_disk(vault_path, tmp_path):
    assert type(ballast.relieved(DiskFull(), vault_path)) is DiskFull
    assert ballast.keep(vault_path)
    assert type(ballast.relieved(DiskFull(), vault_path)) is ReserveUsed
    assert not ballast.release(vault_path)


def test_the_reserve_is_private_and_takes_its_room_for_certain(vault_path):
    assert ballast.keep(vault_path) and ballast.keep(vault_path)
    found = (vault_path / ballast.NAME).stat()
    assert stat.S_IMODE(found.st_mode) == 0o600
    assert found.st_size == ballast.SIZE <= found.st_blocks * 512
    assert len(set((vault_path / ballast.NAME).read_bytes()[:4096])) > 200, "no disk can squeeze it"


def test_a_disk_that_fills_up_while_the_reserve_is_made_is_left_as_it_was(vault_path, tmp_path, monkeypatch):
    with disk(tmp_path / "disk", 4):
        monkeypatch.setattr(ballast, "PLENTY", 0)
        assert not ballast.keep(tmp_path / "disk")
        assert list((tmp_path / "disk").iterdir()) == []
