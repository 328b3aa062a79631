"""Whatever goes wrong while a vault is restored: a sentence for the disk that failed, and nothing at its place."""

from __future__ import annotations

import errno
import os
import shutil
from collections import namedtuple

import pytest
from strategies import council, saved

from civicdesk.errors import DiskTrouble
from civicdesk.vault import attachments, backup, backup_refusals, restore
from civicdesk.vault.vault import Vault

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def made(vault, tmp_path):
    """A backup on a stick, with an attached file."""
    (tmp_path / "Blue").mkdir()
    letter = tmp_path / "letter.txt"
    letter.write_bytes(b"dear " * 10_000)
    saved(vault, council(attachments=(attachments.add_file(vault, "programme", letter),)))
    return backup.make_backup(vault, tmp_path / "Blue").path


@pytest.fixture
def fails(made, tmp_path, vault_passphrase):
    """That restoring fails with this sentence, leaves nothing, touches no backup, and works the next time."""
    whole, home = made.read_bytes(), tmp_path / "Home"
    home.mkdir()

    def ask(sentence, report=backup.quiet, patch=None):
        with pytest.raises(sentence) as told:
            restore.restore(made, home / "Back", report)
        assert told.value.sentence and told.value.todo
        assert list(home.iterdir()) == [] and made.read_bytes() == whole
        if patch is not None:
            patch.undo()
        again = Vault.open(restore.restore(made, home / "Back").path, vault_passphrase)
        assert again.verify().ok
        again.close()

    return ask


def reading_back(act):
    """Do something once, when everything has been written and is about to be read back."""
    done = []

    def report(_done, _total, words):
        if "vault back" in words and not done:
            done.append(words)
            act()

    return report


def spoil(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_too_little_room_is_said_before_anything_is_written(fails, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, 100_000))
    fails(backup_refusals.NoRoomToRestore, patch=monkeypatch)


@pytest.mark.parametrize(
    "code, sentence",
    [
        (errno.ENOSPC, backup_refusals.NoRoomToRestore),
        (errno.EDQUOT, backup_refusals.NoRoomToRestore),
        (errno.EIO, backup_refusals.RestoreFailed),
    ],
)
@pytest.mark.parametrize(
    "call, where", [("mkdir", "vault/slots"), ("mkdir", "vault/att/"), ("open", "vault/db/")]
)
def test_a_disk_that_fails_while_the_vault_is_written_is_not_taken_for_the_disk_with_the_backup(
    fails, monkeypatch, code, sentence, call, where
):
    true = getattr(os, call)

    def failing(path, *more, **named):
        if where in str(path):
            raise OSError(code, "refused")
        return true(path, *more, **named)

    monkeypatch.setattr(os, call, failing)
    fails(sentence, patch=monkeypatch)


def test_a_disk_that_cannot_flush_what_it_was_given_is_not_believed(fails, monkeypatch):
    def failing(_handle):
        raise OSError(errno.EIO, "lost in its memory")

    monkeypatch.setattr(os, "fsync", failing)
    fails(backup_refusals.RestoreFailed, patch=monkeypatch)


def test_the_disk_with_the_backup_is_named_where_it_is_the_one_that_fails(fails, monkeypatch):
    calls = []

    def failing(true):
        def read(*what):
            calls.append(what)
            if len(calls) > 10:
                raise OSError(errno.EIO, "a bad sector")
            return true(*what)

        return read

    for name in ("preadv", "read"):  # past the memory of the computer, or not
        monkeypatch.setattr(os, name, failing(getattr(os, name)))
    fails(backup_refusals.MediumTrouble, patch=monkeypatch)


@pytest.mark.parametrize("pattern", ["db/*.db", "att/*/*.age", "slots/*.a", "vault.b"])
@pytest.mark.parametrize("act", [spoil, os.unlink], ids=["other", "gone"])
def test_what_comes_back_otherwise_from_the_new_disk_is_removed(fails, tmp_path, pattern, act):
    def hurt():
        act(next((tmp_path / "Home").glob(f".work-*/vault/{pattern}")))

    fails(backup_refusals.RestoreFailed, reading_back(hurt))


def test_a_header_that_is_gone_once_everything_else_was_read_back_is_noticed(fails, tmp_path):
    """The last look of all: what was read back must still be a vault."""

    def report(done, total, words):
        if "vault back" in words and done == total:
            for path in (tmp_path / "Home").glob(".work-*/vault/vault.*"):
                spoil(path)

    fails(backup_refusals.RestoreFailed, report)


def test_a_name_that_no_disk_takes_is_refused_before_anything_is_written(made, tmp_path):
    (tmp_path / "Home").mkdir()
    with pytest.raises(DiskTrouble):
        restore.restore(made, tmp_path / "Home" / ("long " * 60))
    assert list((tmp_path / "Home").iterdir()) == []


def test_a_link_at_its_place_is_something_that_is_there(made, tmp_path):
    (tmp_path / "Back.civicdesk").symlink_to(tmp_path / "nowhere")
    with pytest.raises(backup_refusals.RestoreTaken):
        restore.restore(made, tmp_path / "Back")
    assert not (tmp_path / "nowhere").exists()


def test_somebody_who_takes_the_place_meanwhile_keeps_it(made, tmp_path):
    place = tmp_path / "Home" / "Back.civicdesk"

    def take():
        place.mkdir()
        (place / "mine").write_bytes(b"x")

    place.parent.mkdir()
    with pytest.raises(backup_refusals.RestoreTaken):
        restore.restore(made, place, reading_back(take))
    assert [path.name for path in place.parent.rglob("*")] == ["Back.civicdesk", "mine"]


def test_a_place_that_is_not_there_is_not_taken_for_the_disk_with_the_backup(made, tmp_path):
    with pytest.raises(backup_refusals.RestoreNowhere):
        restore.restore(made, tmp_path / "Gone" / "Back")
    assert not (tmp_path / "Gone").exists()


def test_no_vault_is_restored_where_a_sync_program_takes_it_away(made, tmp_path):
    away = tmp_path / "Dropbox"
    away.mkdir()
    with pytest.raises(backup_refusals.RestoreSynchronised):
        restore.restore(made, away / "Back")
    assert list(away.iterdir()) == []


def test_a_place_that_may_not_be_written_to_is_named(made, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda _path, _mode, **_more: False)
    with pytest.raises(backup_refusals.RestoreNotAllowed):
        restore.restore(made, tmp_path / "Back")
    assert not (tmp_path / "Back.civicdesk").exists()


def test_a_place_that_goes_away_before_its_space_is_known_is_named(fails, monkeypatch):
    def gone(_path):
        raise OSError(errno.ENOENT, "gone")

    monkeypatch.setattr(shutil, "disk_usage", gone)
    fails(backup_refusals.RestoreNowhere, patch=monkeypatch)
