"""Whatever goes wrong while a backup is made: a sentence, nothing left under a final name, and the next one works."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
from collections import namedtuple

import pytest
from strategies import council, saved

from civicdesk.errors import DiskTrouble
from civicdesk.vault import (
    archive,
    attachments,
    backup,
    backup_refusals,
    backup_words,
    medium,
    restore,
    snapshot,
)
from civicdesk.vault.backup_check import Opened
from civicdesk.vault.backup_list import known_backups
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, joined

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "Blue"
    folder.mkdir()
    return folder


@pytest.fixture
def fails(vault, stick):
    """That making a backup fails with this sentence, keeps nothing anywhere, and works the next time."""

    def ask(sentence, report=backup.quiet, patch=None):
        before = set(stick.iterdir())
        with pytest.raises(sentence) as told:
            backup.make_backup(vault, stick, report)
        assert told.value.sentence and told.value.todo
        assert set(stick.iterdir()) == before and not list(vault.path.glob(".work-*"))
        if patch is not None:
            patch.undo()
        assert backup.make_backup(vault, stick).path.is_file()
        return told.value

    return ask


def when(words, act):
    """Do something once, at the first report with these words."""
    done = []

    def report(_done, _total, said):
        if words in said and not done:
            done.append(said)
            act()

    return report


def attached(vault):
    """An attached file of a record, as it lies in the vault."""
    file = attachments.add(vault, "programme", io.BytesIO(b"a letter" * 1000), "letter.txt")
    saved(vault, council(attachments=(file,)))
    return attachments.place(vault.path, vault.opened.keys("programme").cid, file.id)


def only(folder, pattern):
    (found,) = folder.glob(pattern)
    return found


# room ----------------------------------------------------------------------------------------------


def free(monkeypatch, stick, here: int, there: int) -> None:
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: Usage(0, 0, there if stick.samefile(path) else here)
    )


def test_a_stick_that_is_too_small_is_told_how_much_is_needed_before_anything_is_written(
    fails, stick, monkeypatch
):
    free(monkeypatch, stick, 1 << 40, 1_999_999)
    told = fails(backup_refusals.NoRoom, patch=monkeypatch)
    assert told.needed > told.free == 1_999_999
    assert f"{-(-told.needed // 1_000_000)} MB are needed and 1 MB are free" in told.sentence


def test_where_this_computer_has_no_room_the_copy_is_made_on_the_stick(vault, stick, monkeypatch):
    free(monkeypatch, stick, 0, 1 << 40)
    seen = []
    made = backup.make_backup(vault, stick, when("Writing", lambda: seen.extend(stick.glob(".work-*/copy"))))
    assert seen and list(stick.iterdir()) == [made.path]


def test_without_room_here_or_there_nothing_is_begun(fails, stick, monkeypatch):
    free(monkeypatch, stick, 0, 0)
    fails(backup_refusals.NoWorkingRoom, patch=monkeypatch)


def test_a_stick_with_fat_is_refused_before_four_gibibytes_are_written(fails, stick, tmp_path, monkeypatch):
    mount, table = medium._mount_of(stick), tmp_path / "mounts"
    table.write_text(f"/dev/sdb1 {mount} vfat rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(medium, "_MOUNTS", table)
    monkeypatch.setattr(medium, "FAT_LIMIT", 100_000)
    fails(backup_refusals.FileTooLarge, patch=monkeypatch)


@pytest.mark.parametrize(
    "code, sentence", [(errno.ENOSPC, backup_refusals.NoWorkingRoom), (errno.EIO, DiskTrouble)]
)
@pytest.mark.parametrize("call", ["mkdir", "open"])
def test_a_computer_whose_disk_fails_while_the_vault_is_copied_is_named_and_not_the_stick(
    fails, monkeypatch, code, sentence, call
):
    true = getattr(os, call)

    def failing(path, *more, **named):
        if "/copy/db" in str(path):
            raise OSError(code, "refused")
        return true(path, *more, **named)

    monkeypatch.setattr(os, call, failing)
    fails(sentence, patch=monkeypatch)


def test_a_disk_that_takes_no_larger_file_says_so_and_keeps_none(vault, stick):
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))  # noqa: E731
    try:
        with pytest.raises(backup_refusals.FileTooLarge):
            backup.make_backup(vault, stick, when("Writing", limit))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(stick.iterdir()) == []
    assert backup.make_backup(vault, stick).path.is_file()


# the vault, meanwhile ------------------------------------------------------------------------------


def to_a_folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "act, sentence",
    [
        (lambda path: path.unlink(), backup_refusals.VaultMoved),
        (lambda path: os.truncate(path, 100), backup_refusals.VaultMoved),
        (to_a_folder, DiskTrouble),
    ],
    ids=["gone", "cut", "unreadable"],
)
def test_a_file_of_the_vault_that_fails_meanwhile_is_no_fault_of_the_stick(vault, stick, act, sentence):
    path = attached(vault)
    whole = path.read_bytes()
    with pytest.raises(sentence):
        backup.make_backup(vault, stick, when("Writing", lambda: act(path)))
    assert list(stick.iterdir()) == [] and not list(vault.path.glob(".work-*"))
    if path.is_dir():
        path.rmdir()
    path.write_bytes(whole)
    assert backup.make_backup(vault, stick).path.is_file()


@pytest.mark.parametrize(
    "code, sentence", [(errno.ENOENT, backup_refusals.VaultMoved), (errno.EIO, DiskTrouble)]
)
def test_a_file_that_goes_away_between_two_looks_is_named(vault, fails, monkeypatch, code, sentence):
    path, looks, true = attached(vault), [], os.stat

    def failing(place, *more, **named):
        if place == path:
            looks.append(place)
            if len(looks) > 1:
                raise OSError(code, "refused")
        return true(place, *more, **named)

    monkeypatch.setattr(os, "stat", failing)
    fails(sentence, patch=monkeypatch)
    assert len(looks) == 2


def test_somebody_who_joins_while_it_is_written_makes_it_be_made_again(vault, fails):
    """Their keys may already stand in attachments that are only now copied, and not in the copied header."""
    fails(backup_refusals.VaultMoved, when("Writing", lambda: joined(vault, DARA, ("CSW",))))


@pytest.mark.parametrize("how", ["between two file systems", "nothing copied", "not on this system"])
def test_where_the_system_does_not_copy_files_by_itself_they_are_copied_here(
    vault, stick, tmp_path, vault_passphrase, monkeypatch, how
):
    kept = saved(vault, council())

    def refused(*_anything):
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(snapshot, "CHUNK", 3 * 4096)
    if how == "not on this system":
        monkeypatch.delattr(os, "copy_file_range", raising=False)
    else:
        answer = refused if how.startswith("between") else lambda *_anything: 0
        monkeypatch.setattr(os, "copy_file_range", answer, raising=False)
    made = backup.make_backup(vault, stick)
    again = Vault.open(restore.restore(made.path, tmp_path / "Back").path, vault_passphrase)
    assert again.get("stakeholder", kept.id) == kept and again.verify().ok
    again.close()


# the stick, meanwhile ------------------------------------------------------------------------------


def test_one_bit_that_comes_back_otherwise_is_not_called_verified(stick, fails):
    def flip():
        part = only(stick, ".unfinished-*")
        with part.open("r+b") as file:
            file.seek(part.stat().st_size // 2)
            bit = bytes([file.read(1)[0] ^ 1])
            file.seek(-1, os.SEEK_CUR)
            file.write(bit)

    fails(backup_refusals.BackupNotProved, when("Reading it back", flip))


def test_a_whole_backup_of_yesterday_that_comes_back_is_not_called_verified(vault, stick, fails):
    """As a disk does whose writes never land: everything in it holds, and it is not what was written."""
    yesterday = backup.make_backup(vault, stick).path.read_bytes()
    saved(vault, council())
    swap = lambda: only(stick, ".unfinished-*").write_bytes(yesterday)  # noqa: E731
    fails(backup_refusals.BackupNotProved, when("Reading it back", swap))


def test_a_file_that_is_gone_a_moment_after_it_was_written_is_a_disk_that_is_gone(stick, fails):
    fails(backup_refusals.MediumGone, when("Reading it back", lambda: only(stick, ".unfinished-*").unlink()))


def test_a_stick_that_knows_no_links_and_no_flushing_of_folders_never_loses_an_older_backup(
    vault, stick, monkeypatch
):
    """FAT: a name is given by renaming, which would overwrite, and the folder cannot be flushed."""
    true = os.fsync

    def unknown(*_anything, **_named):
        raise PermissionError(errno.EPERM, "no links here")

    def only_files(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no flushing of folders here")
        true(handle)

    monkeypatch.setattr(os, "link", unknown)
    first = backup.make_backup(vault, stick)
    whole = first.path.read_bytes()
    monkeypatch.setattr(os, "fsync", only_files)
    second = backup.make_backup(vault, stick)
    assert {path.name for path in stick.iterdir()} == {first.path.name, second.path.name}
    assert first.path.read_bytes() == whole and second.path.read_bytes() != whole


def test_a_hundred_names_of_the_day_may_be_taken(vault, stick):
    day = backup.make_backup(vault, stick).path.name.removesuffix("-01.cdbackup")
    taken = [stick / f"{day}-{number:02}.cdbackup" for number in range(2, 101)]
    for path in taken:
        path.write_bytes(b"somebody's")
    assert backup.make_backup(vault, stick).path.name == f"{day}-101.cdbackup"
    assert {path.read_bytes() for path in taken} == {b"somebody's"}


# afterwards ----------------------------------------------------------------------------------------


def test_a_vault_that_can_remember_nothing_just_then_has_its_backup_all_the_same(vault, stick):
    raw = vault.stores["programme"].raw
    made = backup.make_backup(vault, stick, when("Opening", lambda: raw.execute("PRAGMA query_only = ON")))
    assert made.path.is_file() and known_backups(vault) == ()
    raw.execute("PRAGMA query_only = OFF")
    again = backup.make_backup(vault, stick)
    assert [one.id for one in known_backups(vault)] == [again.manifest.id]


def test_lines_that_cannot_be_signed_any_more_are_backed_up_as_they_are(
    vault, stick, tmp_path, vault_passphrase, monkeypatch
):
    """The disk of the vault may only be read since the last save; its backup is the way off it."""
    kept = saved(vault, council())
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "read_only", True)
        for store in vault.stores.values():
            store.raw.execute("PRAGMA query_only = ON")
        made = backup.make_backup(vault, stick)
        assert vault.stores["programme"].journal.needs_sign(vault.stores["programme"].db, vault.sid)
        for store in vault.stores.values():
            store.raw.execute("PRAGMA query_only = OFF")
    again = Vault.open(restore.restore(made.path, tmp_path / "Back").path, vault_passphrase)
    assert again.get("stakeholder", kept.id) == kept and again.verify().ok
    again.close()


def test_an_older_one_that_cannot_be_deleted_takes_nothing_from_the_new_one(vault, stick, monkeypatch):
    made, true = [backup.make_backup(vault, stick) for _n in range(3)], os.unlink

    def refused(path, *more, **named):
        if str(path).endswith(".cdbackup"):
            raise OSError(errno.EROFS, "the switch was moved")
        true(path, *more, **named)

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", refused)
        fourth = backup.make_backup(vault, stick)
    assert fourth.removed == () and made[0].path.exists()
    assert len(known_backups(vault)) == 4, "what is still there is still known"
    assert set(backup.make_backup(vault, stick).removed) == {made[0].path.name, made[1].path.name}


def test_what_the_words_say_of_a_backup_is_what_happened(vault, stick):
    joined(vault, DARA, ("CSW",))
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    made = [backup.make_backup(theirs, stick) for _n in range(4)][-1]
    first, how, *parts, gone = backup_words.lines_of(made)
    assert made.path.name in first and "“Blue”" in first and "1 MB" not in first
    assert how == backup_words.how_read(made.how)
    with_key = [one.kind for one in made.opened if one.has_key]
    assert with_key and "security" not in with_key
    assert parts == [
        f"Opened and read: {', '.join(kind.capitalize() for kind in with_key)}.",
        "Copied whole, but not opened, because you have no key: Security, Board.",
    ]
    assert made.removed == (f"{made.path.stem[:-2]}01.cdbackup",) and made.removed[0] in gone
    theirs.close()


def test_only_a_disk_that_was_read_itself_is_said_to_have_been():
    said = {how: backup_words.how_read(how) for how in (medium.DIRECT, medium.ASKED, medium.UNKNOWN)}
    assert len(set(said.values())) == 3
    assert [how for how, words in said.items() if "unplug" not in words] == [medium.DIRECT]


def test_with_no_key_at_all_nothing_is_said_to_have_been_opened():
    (said,) = backup_words.opened_words([Opened("security", has_key=False), Opened("x1f", has_key=False)])
    assert said.endswith("no key: Security, x1f.")
    assert backup_words.opened_words([Opened("board", has_key=True)]) == ("Opened and read: Board.",)


def test_a_folder_with_more_files_than_a_backup_lists_is_told_before_anything_is_written(fails, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(archive, "MOST_MEMBERS", 1024)
        fails(backup_refusals.TooManyToBackUp, patch=patch)
