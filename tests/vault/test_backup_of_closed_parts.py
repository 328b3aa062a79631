"""Parts that whoever makes the backup has no key to: copied whole and at one moment, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from civicdesk.vault import backup, backup_refusals, folder, restore, snapshot
from civicdesk.vault.layout import Layout
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, joined

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an open file is held in another way")


@pytest.fixture
def stick(tmp_path):
    path = tmp_path / "Blue"
    path.mkdir()
    return path


@pytest.fixture
def hidden(vault_path, vault_passphrase):
    """The database of a part that Dara, who has joined, has no key to; nobody has it open."""
    vault = Vault.open(vault_path, vault_passphrase)
    joined(vault, DARA, ("CSW",))
    place = Layout(vault_path).database(vault.opened.keys("security").cid)
    vault.close()
    return place


@pytest.fixture
def dara(hidden, vault_path):
    vault = Vault.open(vault_path, DARA)
    assert "security" not in vault.compartments
    yield vault
    vault.close()


def assert_nothing_kept(vault, stick):
    assert list(stick.iterdir()) == [] and not list(vault.path.glob(".work-*"))


def assert_comes_back(made, tmp_path, passphrase):
    again = Vault.open(restore.restore(made.path, tmp_path / "Back").path, passphrase)
    assert again.verify().ok and "security" in again.compartments
    again.close()


def test_while_a_colleague_works_there_no_backup_is_made_and_afterwards_one_is(
    dara, stick, tmp_path, vault_passphrase
):
    asked = (
        "import sys; from pathlib import Path; from civicdesk.vault import folder\n"
        "raw = folder.open_vault(Path(sys.argv[1]), sys.argv[2]).connect('security')\n"
        "print('open', flush=True); sys.stdin.read(); raw.close()"
    )
    command = [sys.executable, "-c", asked, str(dara.path), vault_passphrase]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as colleague:
        assert colleague.stdout.readline() == "open\n"
        with pytest.raises(backup_refusals.PartInUse) as told:
            backup.make_backup(dara, stick)
    assert "colleague" in told.value.sentence
    assert_nothing_kept(dara, stick)
    made = backup.make_backup(dara, stick)
    assert {one.kind: one.has_key for one in made.opened}["security"] is False
    assert_comes_back(made, tmp_path, vault_passphrase)


@pytest.fixture
def interrupted(vault_path, vault_passphrase, hidden):
    """The part as a power cut leaves it in the middle of a save: pages half written, and a journal to undo it."""
    raw = folder.open_vault(vault_path, vault_passphrase).connect("security")
    journal, before = hidden.with_name(hidden.name + "-journal"), hidden.read_bytes()
    raw.execute("PRAGMA cache_size = 1")  # makes the library write before it commits
    raw.execute("BEGIN")
    raw.execute("CREATE TABLE half (words TEXT) STRICT")
    raw.executemany("INSERT INTO half VALUES (?)", [("word " * 500,)] * 200)
    raw.execute("UPDATE meta SET value = value + 1000 WHERE key = 'commits'")
    torn, undo = hidden.read_bytes(), journal.read_bytes()
    raw.execute("ROLLBACK")
    raw.close()
    assert torn != before and len(undo) > 512
    hidden.write_bytes(torn)
    journal.write_bytes(undo)
    return hidden


def test_an_unfinished_save_of_somebody_else_is_copied_with_what_undoes_it(
    interrupted, dara, stick, tmp_path, vault_passphrase
):
    made = backup.make_backup(dara, stick)
    names = {member.name for member in made.manifest.members}
    assert {f"db/{interrupted.name}", f"db/{interrupted.name}-journal"} <= names
    assert_comes_back(made, tmp_path, vault_passphrase)


def test_an_empty_journal_is_left_out(dara, hidden, stick):
    hidden.with_name(hidden.name + "-journal").write_bytes(b"")
    made = backup.make_backup(dara, stick)
    assert not [member.name for member in made.manifest.members if member.name.endswith("-journal")]


@pytest.mark.parametrize("how", ["grows", "shrinks"])
def test_a_part_that_changes_while_it_is_copied_is_never_called_a_moment(
    dara, hidden, stick, tmp_path, vault_passphrase, monkeypatch, how
):
    """Somebody on another computer, whose locks a shared disk does not pass on."""
    whole = hidden.read_bytes()
    monkeypatch.setattr(snapshot, "CHUNK", 4096)

    def change(_done, _total, words):
        if "Copying" in words and list(dara.path.glob(f".work-*/copy/db/{hidden.name}")):
            with hidden.open("r+b") as file:
                size = file.seek(0, os.SEEK_END)
                file.truncate(size + 4096 if how == "grows" else size // 2)

    with pytest.raises(backup_refusals.VaultMoved):
        backup.make_backup(dara, stick, change)
    assert_nothing_kept(dara, stick)
    hidden.write_bytes(whole)
    assert_comes_back(backup.make_backup(dara, stick), tmp_path, vault_passphrase)


def test_the_page_that_the_library_locks_is_read_as_nothing_and_everything_around_it_as_it_is(tmp_path):
    """A database of more than a gibibyte: Windows gives nobody that page while somebody holds the lock."""
    start, end, path = 1 << 30, (1 << 30) + 4096, tmp_path / "large.db"
    with path.open("wb") as file:
        file.seek(start - 4096)
        file.write(b"a" * 4096 + b"lock" * 1024 + b"b" * 4096)
    handle = os.open(path, os.O_RDONLY)
    try:
        read, at = b"", start - 4096
        while chunk := snapshot.read_at(handle, at, 1 << 20):
            assert at in range(start, end) or at + len(chunk) <= start or at >= end
            read, at = read + chunk, at + len(chunk)
        assert read == b"a" * 4096 + bytes(4096) + b"b" * 4096
        assert snapshot.read_at(handle, start + 100, 10) == bytes(10)
        assert snapshot.read_at(handle, start + 4090, 100) == bytes(6)
    finally:
        os.close(handle)
