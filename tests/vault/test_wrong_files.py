"""A database that is missing, cut, damaged, swapped, plain or too new: each is refused with its own words."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest
from sqlcipher3 import dbapi2

from civicdesk.errors import (
    CivicDeskError,
    DatabaseCut,
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseSwapped,
    PlainDatabase,
    ReadOnlyPlace,
    VaultTooNew,
)
from civicdesk.vault import connection
from civicdesk.vault.connection import PAGE, VaultConnection, connect

VID, CID = "ab" * 16, "12" * 8
KEY = bytes(range(48)).hex().encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed database with a few pages."""
    path = tmp_path / "a b?#.db"
    opened = connect(path, KEY, create=True, vid=VID, cid=CID)
    opened.execute("BEGIN IMMEDIATE")
    opened.execute("CREATE TABLE story (id INTEGER PRIMARY KEY, text TEXT) STRICT")
    opened.executemany("INSERT INTO story (text) VALUES (?)", [("rice " * 300,) for _n in range(20)])
    opened.execute("COMMIT")
    opened.close()
    return path


def reopen(path: Path, **changed: Any) -> VaultConnection:
    return connect(path, changed.pop("key96", KEY), **{"vid": VID, "cid": CID, **changed})


def refused(path: Path, **changed: Any) -> type[CivicDeskError]:
    with pytest.raises(CivicDeskError) as told:
        reopen(path, **changed)
    assert not connection.open_here(path)
    return type(told.value)


# --- files that are not what they should be ---------------------------------------------------------


def test_a_missing_database(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.db") is DatabaseMissing
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("size", [0, 1, 15, 16, 511, PAGE - 1, PAGE + 1, 2 * PAGE - 1])
def test_a_cut_database_is_never_taken_for_a_new_one(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])
    assert refused(path) is DatabaseCut
    assert path.stat().st_size == size


def test_every_cut_at_a_page_border_is_refused(path: Path) -> None:
    raw = path.read_bytes()
    for pages in range(1, len(raw) // PAGE):
        path.write_bytes(raw[: pages * PAGE])
        assert refused(path) in (DatabaseCut, DatabaseDamaged)


@pytest.mark.parametrize("junk", [b"\0" * PAGE, b"x" * 3 * PAGE, b"x"])
def test_appended_pages_are_refused(path: Path, junk: bytes) -> None:
    path.write_bytes(path.read_bytes() + junk)
    assert refused(path) is DatabaseCut


def test_damage_in_the_first_page_is_damage(path: Path) -> None:
    raw = path.read_bytes()
    for position in (16, 100, 2000, PAGE - 1):
        path.write_bytes(raw[:position] + bytes([raw[position] ^ 1]) + raw[position + 1 :])
        assert refused(path) is DatabaseDamaged


def test_a_zeroed_first_sector_is_damage(path: Path) -> None:
    path.write_bytes(bytes(512) + path.read_bytes()[512:])
    assert refused(path) is DatabaseDamaged


def test_a_damaged_salt_alone_still_opens(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(bytes([raw[0] ^ 1]) + raw[1:])
    reopen(path).close()


def test_damage_further_in_is_found_when_it_is_read(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[-2000] ^= 1
    path.write_bytes(raw)
    opened = reopen(path)
    with pytest.raises(dbapi2.DatabaseError) as trouble:
        opened.execute("SELECT * FROM story").fetchall()
    assert isinstance(connection.explain(trouble.value), DatabaseDamaged)
    opened.close()


def test_a_database_with_another_key_belongs_elsewhere(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    connect(other, os.urandom(48).hex().encode(), create=True, vid=VID, cid=CID).close()
    assert refused(other) is DatabaseSwapped


def test_the_same_key_with_another_name_inside_belongs_elsewhere(path: Path) -> None:
    assert refused(path, vid="cd" * 16) is DatabaseSwapped
    assert refused(path, cid="34" * 8) is DatabaseSwapped


def test_a_plain_database_is_refused(tmp_path: Path) -> None:
    plain = apsw.Connection(str(tmp_path / "plain.db"))
    plain.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value)")
    plain.close()
    assert (tmp_path / "plain.db").read_bytes().startswith(b"SQLite format 3")
    assert refused(tmp_path / "plain.db") is PlainDatabase


def test_a_database_of_a_newer_program_is_refused(path: Path) -> None:
    opened = reopen(path)
    opened.execute(f"PRAGMA user_version = {connection.STORE_VERSION + 1}")
    opened.close()
    assert refused(path) is VaultTooNew


def test_a_database_is_never_created_over_a_file(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(CivicDeskError):
        connect(path, KEY, create=True, vid=VID, cid=CID)
    assert path.read_bytes() == before


@pytest.fixture
def as_nobody(path: Path) -> Iterator[Path]:
    """The database in a public place; the test goes on as a user who owns nothing, if it may."""
    with tempfile.TemporaryDirectory() as public:
        target = Path(shutil.copy(path, Path(public) / "public.db"))
        for place in (target.parent, target):
            place.chmod(0o755)
        if os.geteuid() == 0:
            os.seteuid(65534)
        try:
            yield target
        finally:
            if os.getuid() == 0:
                os.seteuid(0)
            target.parent.chmod(0o700)


@pytest.mark.skipif(os.name != "posix", reason="POSIX users")
@pytest.mark.parametrize("mode", [0o444, 0o000])
def test_a_file_that_may_not_be_written_has_its_sentence(as_nobody: Path, mode: int) -> None:
    user = os.geteuid()
    if os.getuid() == 0:
        os.seteuid(0)
    as_nobody.chmod(mode)
    as_nobody.parent.chmod(0o555)
    if os.getuid() == 0:
        os.seteuid(user)
    assert refused(as_nobody) is ReadOnlyPlace
