"""The room kept for a full disk: on a disk that fails it is simply not there, and nothing is left half made."""

from __future__ import annotations

import errno
import os
import sys

import pytest

from civicdesk.errors import DiskFull, DiskTrouble
from civicdesk.vault import ballast
from civicdesk.vault.ballast import ReserveUsed


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "Test.civicdesk"
    folder.mkdir()
    return folder


def refusing(code):
    def refused(*_anything, **_named):
        raise OSError(code, "refused")

    return refused


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.parametrize("more", [0, 512], ids=["refused", "only a part taken"])
def test_a_disk_that_takes_only_a_part_of_it_is_given_that_part_back(place, more):
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((3 << 20) + more, before[1]))
    try:
        assert not ballast.keep(place)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(place.iterdir()) == []
    assert ballast.keep(place)
    assert (place / ballast.NAME).stat().st_size == ballast.SIZE


def test_a_write_that_takes_less_and_says_so_is_not_counted_as_whole(place, monkeypatch):
    monkeypatch.setattr(ballast, "SIZE", 3 << 20)
    assert ballast.keep(place)
    (place / ballast.NAME).write_bytes(bytes(2 << 20))
    assert ballast.keep(place), "one of another size is made again"
    assert (place / ballast.NAME).stat().st_size == 3 << 20


def test_what_was_left_half_made_is_made_again(place):
    (place / f"{ballast.NAME}.new").write_bytes(b"x" * 5000)
    assert ballast.keep(place)
    assert [path.name for path in place.iterdir()] == [ballast.NAME]


def test_a_disk_that_does_not_even_say_whether_it_is_there_gives_nothing_up(place, monkeypatch):
    assert ballast.keep(place)
    trouble = DiskFull()
    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", refusing(errno.EIO))
        assert not ballast.release(place)
        assert ballast.relieved(trouble, place) is trouble
    assert type(ballast.relieved(trouble, place)) is ReserveUsed


def test_room_that_cannot_be_given_up_is_not_said_to_have_been(place, monkeypatch):
    """Else a person would be told to save again now, and the save would fail again."""
    assert ballast.keep(place)
    trouble = DiskFull()
    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", refusing(errno.EROFS))
        assert ballast.relieved(trouble, place) is trouble
    assert (place / ballast.NAME).is_file()
    assert type(ballast.relieved(trouble, place)) is ReserveUsed


def test_only_a_full_disk_costs_the_reserve(place):
    assert ballast.keep(place)
    trouble = DiskTrouble()
    assert ballast.relieved(trouble, place) is trouble
    (used,) = [ballast.relieved(DiskFull(), place)]
    assert ballast.relieved(used, place) is used
    assert not (place / ballast.NAME).exists()


def test_a_file_of_that_name_that_holds_no_room_is_not_given_up_for_room(place):
    (place / ballast.NAME).write_bytes(b"x")
    assert not ballast.release(place)
    assert (place / ballast.NAME).read_bytes() == b"x"
