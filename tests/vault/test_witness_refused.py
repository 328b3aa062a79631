"""This computer's memory of a vault, forged by hand or refused by the disk: it is said, and nobody is kept out."""

from __future__ import annotations

import errno
import hashlib
import os
import resource
import shutil
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from strategies import council, saved

from civicdesk.errors import CivicDeskError, DiskTrouble, VaultReadOnly
from civicdesk.vault import compartments, copies, frame, heads, panic, witness
from civicdesk.vault.header import MOST_COMPARTMENTS
from civicdesk.vault.layout import Layout
from civicdesk.vault.query import Query
from civicdesk.vault.vault import Vault


@contextmanager
def nothing_more_written() -> Iterator[None]:
    """A disk that takes not one page more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def digested(raw: bytes) -> bytes:
    return raw + hashlib.sha256(raw).digest()


def fixed(magic: bytes = witness.MAGIC, version: int = 1, flags: int = 0, size: int = 400) -> bytes:
    return digested(struct.pack(">16sHHI", magic, version, flags, size) + bytes(400))


DAMAGED, CHANGED, NEWER = "was damaged", "Somebody has changed", "newer version"


@pytest.mark.parametrize("raw, said", [
    (b"", DAMAGED),
    (bytes(83), DAMAGED),
    (bytes(1 << 17), DAMAGED),
    (fixed(magic=b"CIVICDESK-VAULT\0"), CHANGED),
    (fixed(version=0), CHANGED),
    (fixed(flags=1), CHANGED),
    (fixed(size=399), CHANGED),
    (fixed(), CHANGED),
    (fixed(version=2), NEWER),
])  # fmt: skip
def test_each_way_in_which_memory_is_none_has_its_sentence_and_it_is_written_again(
    vault: Vault, vault_passphrase: str, raw: bytes, said: str
) -> None:
    stem = vault.witness.stem
    vault.close()
    for path in copies.paths(stem):
        path.write_bytes(raw)
    again = Vault.open(vault.path, vault_passphrase)
    assert said in again.witness.notices[0]
    assert not again.read_only
    again.close()
    last = Vault.open(vault.path, vault_passphrase)
    assert last.witness.notices == []
    last.close()


@pytest.mark.parametrize("at", [None, 5, "", "yesterday", "2024-13-01"])
def test_memory_under_the_right_key_with_a_day_that_is_none_is_somebodys_work(
    vault: Vault, vault_passphrase: str, at: Any
) -> None:
    kept = vault.witness.memory
    assert kept is not None
    data = vault.witness._compose(replace(kept, at=at))
    vault.close()
    for path in copies.paths(vault.witness.stem):
        path.write_bytes(data)
    again = Vault.open(vault.path, vault_passphrase)
    assert CHANGED in again.witness.notices[0]
    again.close()


def test_where_the_answer_cannot_be_written_the_vault_stays_closed_to_writing_and_asks_again(
    vault: Vault, vault_passphrase: str
) -> None:
    """Otherwise a full disk would let somebody write into a vault that was put back, without a word of it."""
    path = vault.path
    vault.close()
    old = shutil.copytree(path, path.with_name("Old.civicdesk"))
    newer = Vault.open(path, vault_passphrase)
    saved(newer, council())
    newer.close()
    shutil.rmtree(path)
    shutil.copytree(old, path)
    waiting = Vault.open(path, vault_passphrase)
    told = waiting.witness.behind
    with nothing_more_written(), pytest.raises(CivicDeskError):
        waiting.witness.restored(waiting)
    assert (waiting.read_only, waiting.witness.behind) == (True, told)
    with pytest.raises(VaultReadOnly):
        saved(waiting, council())
    with pytest.raises(Exception, match="readonly"):
        waiting.stores["programme"].begin()
    assert waiting.count(Query("stakeholder")) == 0
    waiting.witness.restored(waiting)
    saved(waiting, council())
    assert waiting.verify().ok
    waiting.close()


def test_a_home_whose_upper_folders_may_not_be_made_is_private_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some systems forbid making what is there, instead of saying that it is there."""
    real: Callable[..., None] = os.mkdir

    def forbidden(path: Any, *how: Any, **more: Any) -> None:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "not yours")
        real(path, *how, **more)

    monkeypatch.setattr(os, "mkdir", forbidden)
    witness.make_private(tmp_path / "state" / "civicdesk")
    for made in ("state", "state/civicdesk"):
        assert (tmp_path / made).stat().st_mode & 0o777 == 0o700


# heads ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spoil", [
    lambda body: body | {"compartments": list(body["compartments"].values())},
    lambda body: body | {"compartments": None},
    lambda body: body | {"compartments": {
        f"{number:016x}": next(iter(body["compartments"].values())) for number in range(MOST_COMPARTMENTS + 1)
    }},
])  # fmt: skip
def test_heads_of_more_parts_than_a_vault_can_have_are_none(vault: Vault, spoil: Any) -> None:
    with pytest.raises(frame.Altered):
        heads.check_against(vault, spoil(heads.heads(vault)))


def test_a_part_made_since_is_nothing_that_was_put_back(vault: Vault) -> None:
    before = heads.heads(vault)
    part = compartments.add(vault, "A quiet campaign", [])
    assert part.kind in vault.stores
    assert heads.check_against(vault, before) == ()
    before["compartments"].clear()
    assert heads.check_against(vault, before) == ()


def test_a_header_that_the_disk_no_longer_gives_is_named_and_hinders_no_save(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, stem = Path.read_bytes, Layout(vault.path).header

    def bad_sector(path: Path) -> bytes:
        if path in copies.paths(stem):
            raise OSError(errno.EIO, "bad sector")
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", bad_sector)
        with pytest.raises(DiskTrouble):
            heads.heads(vault)
        for number in range(witness.EVERY):
            vault.set_settings({"a": number})
    assert vault.setting("a") == witness.EVERY - 1
    assert vault.witness.remember(vault)


# panic ----------------------------------------------------------------------------------------------


def test_in_a_panic_a_keyslot_that_cannot_be_read_is_destroyed_like_the_others(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots = copies.paths(Layout(vault.path).slot(vault.sid))
    real = Path.open

    def shut(path: Path, *how: Any, **more: Any) -> Any:
        if path in slots:
            raise PermissionError(errno.EACCES, "not yours")
        return real(path, *how, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", shut)
        target = panic.target(vault)
    assert target.device == ""
    assert {*slots, *copies.paths(Layout(vault.path).header)} <= set(target.files)
    vault.close()
    assert panic.destroy(target) == 0
    assert not any(path.exists() for path in slots)
