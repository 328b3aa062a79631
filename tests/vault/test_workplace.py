"""Unfinished things go when their maker goes, and never while somebody still works on them."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
import sys

import pytest

from civicdesk.vault import workplace
from civicdesk.vault.backup_refusals import MediumFull, MediumGone, MediumReadOnly, MediumTrouble


class Stop(Exception):
    """What is being done fails in the middle."""


def test_a_folder_and_a_file_are_private_and_go_however_the_work_ends(tmp_path):
    def fail_in_the_middle():
        with workplace.folder(tmp_path) as work, workplace.file(tmp_path) as part:
            (work / "deep").mkdir()
            (work / "deep" / "copy").write_bytes(b"x")
            assert stat.S_IMODE(work.stat().st_mode) == 0o700
            assert stat.S_IMODE(part.stat().st_mode) == 0o600
            raise Stop

    with pytest.raises(Stop):
        fail_in_the_middle()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_has_got_its_name_stays(tmp_path):
    with workplace.file(tmp_path) as part:
        part.write_bytes(b"done")
        part.rename(tmp_path / "done")
    assert [path.name for path in tmp_path.iterdir()] == ["done"]


def test_what_a_killed_program_left_is_cleared_away_and_nothing_else(tmp_path):
    for name in (".work-0123456789abcdef", ".work-fedcba9876543210", ".work-2025"):
        (tmp_path / name / "copy").mkdir(parents=True)
        (tmp_path / name / "copy" / "vault.a").write_bytes(b"x")
    (tmp_path / ".unfinished-0123456789abcdef").write_bytes(b"x")
    (tmp_path / ".unfinished-letters").write_bytes(b"somebody's own")
    (tmp_path / "work-3").mkdir()
    (tmp_path / "unfinished").write_bytes(b"x")
    workplace.clear(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {".work-2025", ".unfinished-letters", "work-3", "unfinished"}
    assert (tmp_path / ".work-2025" / "copy" / "vault.a").exists()


def test_what_is_being_worked_on_here_is_left_alone(tmp_path):
    with workplace.folder(tmp_path) as work, workplace.file(tmp_path) as part:
        (work / "copy").write_bytes(b"x")
        workplace.clear(tmp_path)
        assert (work / "copy").exists() and part.exists()


def test_what_another_program_works_on_is_left_alone_until_that_is_gone(tmp_path):
    asked = (
        "import sys; from pathlib import Path; from civicdesk.vault import workplace\n"
        "with workplace.folder(Path(sys.argv[1])) as work: print(work, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", asked, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline().strip()
        workplace.clear(tmp_path)
        assert len(list(tmp_path.iterdir())) == 1
        other.kill()
    assert len(list(tmp_path.iterdir())) == 1, "it was killed and cleared nothing away itself"
    workplace.clear(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_link_that_somebody_planted_is_neither_followed_nor_removed(tmp_path):
    letters, disk = tmp_path / "Letters", tmp_path / "Blue"
    letters.mkdir()
    disk.mkdir()
    (letters / "letter").write_bytes(b"dear")
    for name in (".work-0000000000000001", ".unfinished-0000000000000001"):
        (disk / name).symlink_to(letters)
    (disk / ".work-0000000000000002").mkdir()
    (disk / ".work-0000000000000002" / "link").symlink_to(letters)
    workplace.clear(disk)
    assert {path.name for path in disk.iterdir()} == {
        ".work-0000000000000001",
        ".unfinished-0000000000000001",
    }
    assert (letters / "letter").read_bytes() == b"dear"


@pytest.mark.timeout(60)
def test_a_pipe_that_somebody_planted_is_not_waited_on(tmp_path):
    os.mkfifo(tmp_path / ".unfinished-0000000000000001")
    workplace.clear(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_removed_now_is_cleared_away_the_next_time(tmp_path, monkeypatch):
    left = tmp_path / ".unfinished-0000000000000001"
    left.write_bytes(b"x")

    def refused(*_anything, **_named):
        raise OSError(errno.EBUSY, "still in use")

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", refused)
        workplace.clear(tmp_path)
        with workplace.file(tmp_path):
            pass
    assert len(list(tmp_path.iterdir())) == 2
    workplace.clear(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOTSUP, errno.EINVAL])
def test_a_disk_that_knows_no_locks_is_worked_on_all_the_same(tmp_path, monkeypatch, code):
    def unknown(*_anything):
        raise OSError(code, "no locks here")

    monkeypatch.setattr(fcntl, "flock", unknown)
    with workplace.folder(tmp_path) as work:
        (work / "copy").write_bytes(b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [workplace.folder, workplace.file])
@pytest.mark.parametrize("code, sentence", [(errno.EIO, MediumTrouble), (errno.ENODEV, MediumGone)])
def test_a_disk_that_fails_when_it_is_asked_for_a_lock_is_named_and_keeps_nothing(
    tmp_path, monkeypatch, kind, code, sentence
):
    def broken(*_anything):
        raise OSError(code, "no answer")

    monkeypatch.setattr(fcntl, "flock", broken)
    with pytest.raises(sentence), kind(tmp_path):
        raise AssertionError("nobody may work on it")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "code, sentence", [(errno.ENOSPC, MediumFull), (errno.EROFS, MediumReadOnly), (errno.ENODEV, MediumGone)]
)
def test_a_place_where_nothing_can_be_made_is_named(tmp_path, monkeypatch, code, sentence):
    def refused(*_anything, **_named):
        raise OSError(code, "refused")

    monkeypatch.setattr(os, "mkdir", refused)
    monkeypatch.setattr(os, "open", refused)
    for kind in (workplace.folder, workplace.file):
        with pytest.raises(sentence), kind(tmp_path):
            raise AssertionError("there is nothing to work in")


def test_nothing_is_ever_written_over_what_is_there(tmp_path):
    (tmp_path / "there").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("there", "link"):
        with pytest.raises(FileExistsError):
            workplace.new_file(tmp_path / name)
    assert (tmp_path / "there").read_bytes() == b"mine" and not (tmp_path / "elsewhere").exists()
