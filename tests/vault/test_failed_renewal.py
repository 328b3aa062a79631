"""A renewal of keys that the disk stops damages nothing: the library may hold the new key over old pages."""

from __future__ import annotations

import sys
import threading

import pytest
from strategies import council, saved

from civicdesk.errors import DiskTrouble, VaultLocked
from civicdesk.vault import connection, rotation
from civicdesk.vault import store as stores
from civicdesk.vault.vault import Vault

OLD, NEW = b"ab" * 32 + b"12" * 16, b"cd" * 32 + b"34" * 16
WHOSE = {"vid": "00" * 16, "cid": "11" * 16}


def test_a_vault_whose_new_key_could_not_be_written_is_closed_and_opens_with_everything_in_it(
    vault, vault_passphrase, monkeypatch
):
    kept = saved(vault, council())

    def refused(connection, key96):
        raise DiskTrouble

    with monkeypatch.context() as patch:
        patch.setattr(stores, "rekey", refused)
        with pytest.raises(DiskTrouble):
            rotation.renew(vault, ("programme",))
    with pytest.raises(VaultLocked):
        saved(vault, council(name="Written through a key that may be the wrong one"))
    again = Vault.open(vault.path, vault_passphrase)
    assert again.get("stakeholder", kept.id) == kept
    rotation.finish(again)
    assert again.verify().ok
    again.close()


@pytest.fixture
def small(tmp_path):
    """A database under an old key, some hundred pages long."""
    path = tmp_path / "small.db"
    opened = connection.connect(path, OLD, create=True, **WHOSE)
    opened.execute("CREATE TABLE story (words TEXT) STRICT")
    opened.execute("BEGIN")
    opened.executemany("INSERT INTO story VALUES (?)", [("word " * 500,)] * 2000)
    opened.execute("COMMIT")
    yield path, opened
    opened.close()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_disk_that_fails_in_the_middle_is_named_and_the_old_key_still_opens_everything(small):
    import resource

    path, opened = small
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(DiskTrouble):
            connection.rekey(opened, NEW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    opened.close()
    again = connection.connect(path, OLD, **WHOSE)
    assert again.execute("SELECT count(*) FROM story").fetchone() == (2000,)
    assert again.execute("PRAGMA cipher_integrity_check").fetchall() == []
    again.close()


def test_another_thread_goes_on_while_every_page_is_written_anew(small):
    path, opened = small
    steps, over = [0], threading.Event()

    def walk():
        while not over.wait(0.0005):
            steps[0] += 1

    thread = threading.Thread(target=walk)
    thread.start()
    before = steps[0]
    connection.rekey(opened, NEW)
    after = steps[0]
    over.set()
    thread.join()
    assert after - before > 5, "the library kept the interpreter to itself, and the window with it"
    opened.close()
    connection.connect(path, NEW, **WHOSE).close()


def test_the_watch_over_what_is_executed_is_back_after_a_renewal(small):
    _path, opened = small
    connection.rekey(opened, NEW)
    with pytest.raises(connection.dbapi2.DatabaseError, match="authoriz"):
        opened.execute("PRAGMA rekey = 'another'")
