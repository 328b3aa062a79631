"""The quick copy before a great change: none without room, and none is left once keys were renewed."""

from __future__ import annotations

import errno
import os
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest

from civicdesk import clock
from civicdesk.errors import DiskFull, DiskTrouble
from civicdesk.vault import local_copy
from civicdesk.vault.layout import Layout
from civicdesk.vault.local_copy import NoRoomForCopy, drop, drop_all, local_copies
from civicdesk.vault.vault import Vault

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def layout(vault_path):
    return Layout(vault_path)


def everything(layout):
    return {path for path in layout.path.rglob("*") if path.name != local_copy.FOLDER}


def test_a_reason_is_a_word_that_is_known_and_never_a_text(layout):
    before = everything(layout)
    with pytest.raises(ValueError, match="never a text"):
        local_copy.local_copy(layout, "because Dara left")
    assert everything(layout) == before


def test_without_room_for_it_there_is_no_copy_and_a_sentence(layout, monkeypatch, vault_passphrase):
    needed = sum(path.stat().st_size for path in (layout.path / "db").glob("*.db"))
    before = everything(layout)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, needed + (1 << 19)))
        with pytest.raises(NoRoomForCopy):
            local_copy.local_copy(layout, "migration")
        assert everything(layout) == before
        patch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, 2 * needed + (1 << 20)))
        made = local_copy.local_copy(layout, "migration")
    again = Vault.open(made, vault_passphrase)
    assert again.verify().ok
    again.close()


@pytest.mark.parametrize("code, sentence", [(errno.ENOSPC, DiskFull), (errno.EIO, DiskTrouble)])
@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_disk_that_fails_while_it_is_copied_is_named_and_keeps_no_half_copy(
    layout, monkeypatch, code, sentence, call
):
    before = everything(layout)

    def failing(*_anything, **_named):
        raise OSError(code, "refused")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing)
        with pytest.raises(sentence):
            local_copy.local_copy(layout, "repair")
    assert everything(layout) == before and local_copies(layout) == ()
    assert local_copy.local_copy(layout, "repair").is_dir()


def test_only_a_copy_made_here_is_ever_deleted(layout, vault_path):
    copy = local_copy.local_copy(layout, "rekey")
    inside = copy / "db"
    for path in (vault_path, inside, copy.parent, copy.with_suffix(".zip")):
        with pytest.raises(ValueError, match="not a copy"):
            drop(path)
    assert inside.is_dir()
    drop(copy)
    drop(copy)
    assert local_copies(layout) == ()


def test_a_copy_that_cannot_be_deleted_is_said_to_be_there_and_goes_the_next_time(layout, monkeypatch):
    """After keys were renewed because somebody left, silence would be believed."""
    copy = local_copy.local_copy(layout, "rekey")

    def refused(*_anything, **_named):
        raise OSError(errno.EIO, "a bad sector")

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", refused)
        with pytest.raises(DiskTrouble):
            drop_all(layout)
    assert local_copies(layout) == (copy,)
    drop_all(layout)
    assert local_copies(layout) == ()


def test_old_copies_go_and_young_ones_stay(layout, monkeypatch):
    old = local_copy.local_copy(layout, "rekey")
    monkeypatch.setattr(clock, "_clock", clock.Clock.at(clock.now() + timedelta(days=6)))
    young = local_copy.local_copy(layout, "repair")
    drop_all(layout, older_than=local_copy.KEPT_FOR)
    assert local_copies(layout) == (old, young)
    monkeypatch.setattr(clock, "_clock", clock.Clock.at(clock.now() + timedelta(days=1)))
    drop_all(layout, older_than=local_copy.KEPT_FOR)
    assert local_copies(layout) == (young,)


def test_every_copy_goes_also_when_the_clock_was_set_back(layout, monkeypatch):
    """They open with keys that somebody who left still has."""
    local_copy.local_copy(layout, "rekey")
    monkeypatch.setattr(clock, "_clock", clock.Clock.at(clock.now() - timedelta(days=400)))
    drop_all(layout)
    assert local_copies(layout) == ()


def test_a_copy_that_somebody_gave_another_name_stops_nobody_and_goes_when_every_one_goes(layout):
    copy = local_copy.local_copy(layout, "rekey")
    renamed = copy.rename(copy.with_name("Before the new keys.civicdesk"))
    drop_all(layout, older_than=local_copy.KEPT_FOR)
    assert local_copies(layout) == (renamed,)
    drop_all(layout)
    assert local_copies(layout) == ()
