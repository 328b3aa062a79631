"""The disk for a backup: read past the system's memory where that is possible, and every trouble with a sentence."""

from __future__ import annotations

import errno
import os
import sys

import pytest

from civicdesk.vault import archive, medium
from civicdesk.vault.archive import Entry
from civicdesk.vault.backup_refusals import (
    BackupDamaged,
    BackupMissing,
    FileTooLarge,
    MediumFull,
    MediumGone,
    MediumReadOnly,
    MediumTrouble,
    NotABackup,
)
from civicdesk.vault.medium import ASKED, BUFFER, DIRECT, UNKNOWN, MediumFile

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux can be asked to read past its memory"
)


@pytest.fixture
def written(tmp_path):
    """A file that ends in the middle of a block, larger than what is read at once."""
    path = tmp_path / "Blue" / "large.cdbackup"
    path.parent.mkdir()
    path.write_bytes(os.urandom(2 * BUFFER + 12_345))
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return path


def assert_reads(file: MediumFile, whole: bytes) -> None:
    """Every kind of piece: within a block, over its border, over the buffer's, at the end and behind it."""
    size = len(whole)
    assert file.size == size
    for at, count in (
        (0, 1),
        (4095, 2),
        (4096, 4096),
        (1, BUFFER),
        (BUFFER - 1, BUFFER + 2),
        (0, size),
        (size - 1, 5),
        (size, 5),
        (size + 4096, 1),
    ):
        assert file.read(at, count) == whole[at : at + count]


@pytest.fixture
def without_direct(monkeypatch):
    """A file system that does not know how to read past the memory, and says so at once."""
    true = os.open

    def refusing(path, flags, *more, **named):
        if flags & os.O_DIRECT:
            raise OSError(errno.EINVAL, "no such flag here")
        return true(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", refusing)


def test_a_disk_that_knows_how_is_read_past_the_memory(written):
    with MediumFile(written) as file:
        if file.how != DIRECT:
            pytest.skip("the disk of this test does not know how")
        assert_reads(file, written.read_bytes())
        assert file.how == DIRECT


def test_a_disk_that_does_not_is_asked_to_forget_the_file_first(written, without_direct, monkeypatch):
    asked = []
    monkeypatch.setattr(os, "posix_fadvise", lambda _file, *what: asked.append(what))
    with MediumFile(written) as file:
        assert file.how == ASKED and asked == [(0, 0, os.POSIX_FADV_DONTNEED)]
        assert_reads(file, written.read_bytes())


def test_a_disk_that_takes_the_flag_and_then_does_not_keep_it_is_read_all_the_same(written, monkeypatch):
    def refused(*_anything):
        raise OSError(errno.EINVAL, "not aligned enough")

    monkeypatch.setattr(os, "preadv", refused)
    with MediumFile(written) as file:
        assert file.read(5000, 10) == written.read_bytes()[5000:5010]
        assert file.how == ASKED, "nobody may be told that it came from the disk itself"
        assert_reads(file, written.read_bytes())


def test_a_glance_promises_nothing(written):
    with MediumFile(written, glance=True) as file:
        assert file.how == UNKNOWN
        assert_reads(file, written.read_bytes())


def test_a_disk_that_fails_while_it_is_read_is_not_read_in_another_way(written, monkeypatch):
    def broken(*_anything):
        raise OSError(errno.EIO, "a bad sector")

    monkeypatch.setattr(os, "preadv", broken)
    monkeypatch.setattr(os, "read", broken)
    with pytest.raises(MediumTrouble), medium.troubles(written), MediumFile(written) as file:
        file.read(0, 10)


def test_a_disk_that_fails_when_a_file_is_opened_is_named(written, monkeypatch):
    def broken(*_anything, **_named):
        raise OSError(errno.ENODEV, "pulled out")

    monkeypatch.setattr(os, "open", broken)
    with pytest.raises(MediumGone), medium.troubles(written):
        MediumFile(written)


@pytest.mark.parametrize("glance", [True, False])
def test_a_file_that_becomes_shorter_while_it_is_read_ends_where_it_ends(written, glance):
    whole = written.read_bytes()
    with MediumFile(written, glance=glance) as file:
        os.truncate(written, 5000)
        assert file.read(4000, 3000) == whole[4000:5000]
        assert file.read(6000, 10) == b""


def test_a_member_whose_end_goes_away_while_it_is_read_is_damaged(tmp_path):
    entry = Entry("vault.a", 0, 100_000, 0)
    path = tmp_path / "short.cdbackup"
    path.write_bytes(entry.header + bytes(100_000))
    with MediumFile(path) as file:
        os.truncate(path, 10_000)
        with pytest.raises(BackupDamaged):
            list(archive.content(file, entry))


def test_a_folder_and_a_pipe_that_are_called_like_a_backup_are_none(tmp_path):
    (tmp_path / "folder.cdbackup").mkdir()
    os.mkfifo(tmp_path / "pipe.cdbackup")
    for glance in (True, False):
        for name in ("folder", "pipe"):
            with pytest.raises(NotABackup):
                MediumFile(tmp_path / f"{name}.cdbackup", glance=glance)


def test_a_link_is_not_followed(written):
    link = written.with_name("link.cdbackup")
    link.symlink_to(written)
    with pytest.raises(BackupMissing), medium.troubles(link):
        MediumFile(link)


# the sentences -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code, sentence",
    [
        (errno.ENOSPC, MediumFull),
        (errno.EDQUOT, MediumFull),
        (errno.EFBIG, FileTooLarge),
        (errno.EACCES, MediumReadOnly),
        (errno.EPERM, MediumReadOnly),
        (errno.EROFS, MediumReadOnly),
        (errno.ENODEV, MediumGone),
        (errno.ENXIO, MediumGone),
        (errno.ESTALE, MediumGone),
        (errno.ENOTCONN, MediumGone),
        (errno.ENOENT, BackupMissing),
        (errno.ELOOP, BackupMissing),
        (errno.EIO, MediumTrouble),
    ],
    ids=lambda value: errno.errorcode[value] if isinstance(value, int) else value.__name__,
)
def test_each_trouble_has_its_sentence(tmp_path, code, sentence):
    assert type(medium.explain(OSError(code, "trouble"), tmp_path / "x")) is sentence


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOENT])
def test_whatever_the_system_says_a_folder_that_is_not_there_any_more_is_a_disk_that_is_gone(tmp_path, code):
    assert type(medium.explain(OSError(code, "trouble"), tmp_path / "gone" / "x")) is MediumGone


def test_a_disk_that_does_not_even_say_whether_a_folder_is_there_is_gone(tmp_path, monkeypatch):
    def dead(*_anything, **_named):
        raise OSError(errno.EIO, "no answer")

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", dead)
        said = medium.explain(OSError(errno.EIO, "no answer"), tmp_path / "x")
    assert type(said) is MediumGone


# what it is ----------------------------------------------------------------------------------------


def mounts(tmp_path, monkeypatch, kind: str) -> None:
    """A table of mounts in which the disk that holds the test is of this kind, under a name with blanks."""
    place = str(medium._mount_of(tmp_path)).replace(" ", "\\040")
    table = tmp_path / "mounts"
    table.write_text(f"proc /proc proc rw 0 0\n/dev/sdb1 {place} {kind} rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(medium, "_MOUNTS", table)


@pytest.mark.parametrize("kind, taken", [("vfat", False), ("msdos", False), ("exfat", True), ("ext4", True)])
def test_only_fat_takes_no_file_of_four_gibibytes(tmp_path, monkeypatch, kind, taken):
    mounts(tmp_path, monkeypatch, kind)
    assert medium.takes(tmp_path, medium.FAT_LIMIT)
    assert medium.takes(tmp_path, medium.FAT_LIMIT + 1) is taken


def test_a_disk_of_which_the_system_does_not_say_what_it_is_is_tried(tmp_path, monkeypatch):
    monkeypatch.setattr(medium, "_MOUNTS", tmp_path / "none")
    assert medium.takes(tmp_path, medium.FAT_LIMIT + 1)


def test_a_mount_point_is_found_under_the_name_that_people_see(tmp_path, monkeypatch):
    disk = tmp_path / "My Blue\tDisk \\040"
    disk.mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: str(path) == str(disk))
    monkeypatch.setattr(type(disk), "is_mount", lambda self: self == disk)
    table = tmp_path / "mounts"
    written = str(disk).replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011")
    table.write_text(f"/dev/sdb1 {written} vfat rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(medium, "_MOUNTS", table)
    assert not medium.takes(disk, medium.FAT_LIMIT + 1)
    assert medium.takes(tmp_path, medium.FAT_LIMIT + 1)


def test_a_disk_is_called_by_its_own_name_and_a_folder_of_the_computer_by_its(tmp_path, monkeypatch):
    disk = tmp_path / "Blue"
    (disk / "Backups").mkdir(parents=True)
    assert medium.label_of(disk / "Backups") == "Backups"
    monkeypatch.setattr(type(disk), "is_mount", lambda self: self in (disk, type(disk)("/")))
    assert medium.label_of(disk / "Backups") == "Blue"
