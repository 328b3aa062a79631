"""Opening a compartment's database: the recipe holds, wrong files have their words, one opener at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlcipher3 import dbapi2

from civicdesk.errors import (
    CivicDeskError,
    DatabaseDamaged,
    DiskFull,
    RecipeBroken,
    VaultInUse,
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


def test_the_recipe_of_the_design_is_in_force(path: Path) -> None:
    """Stated here once more in full, so that a change of the recipe is a change of two files."""
    expected = {
        "cipher_log_level": "NONE",
        "cipher_memory_security": "1",
        "cipher_page_size": "4096",
        "cipher_use_hmac": "1",
        "cipher_hmac_algorithm": "HMAC_SHA512",
        "journal_mode": "truncate",
        "synchronous": 3,
        "locking_mode": "exclusive",
        "temp_store": 2,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "foreign_keys": 1,
        "mmap_size": 0,
        "page_size": "4096",
        "application_id": 0x43445631,
        "user_version": 1,
    }
    opened = reopen(path)
    found = {name: opened.execute(f"PRAGMA {name}").fetchone()[0] for name in expected}
    assert found == expected
    cache = -opened.execute("PRAGMA cache_size").fetchone()[0]
    assert 32 * 1024 <= cache <= 256 * 1024
    assert opened.isolation_level is None
    opened.close()


def test_a_setting_that_did_not_hold_is_noticed(path: Path) -> None:
    opened = reopen(path)
    connection.check_recipe(opened)
    opened.execute("PRAGMA foreign_keys = OFF")
    with pytest.raises(RecipeBroken):
        connection.check_recipe(opened)
    opened.close()


def test_the_key_never_stands_in_sql_text(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    real = VaultConnection.execute

    def listen(self: VaultConnection, sql: str, *more: Any) -> Any:
        said.append(sql)
        return real(self, sql, *more)

    monkeypatch.setattr(VaultConnection, "execute", listen, raising=False)
    reopen(path).close()
    assert len(said) > 15
    assert not [sql for sql in said if KEY.decode()[:8] in sql.lower() or "pragma key" in sql.lower()]


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH 'plain.db' AS other KEY ''",
        "ATTACH ':memory:' AS other",
        "DETACH other",
        "VACUUM INTO 'plain.db'",
        "PRAGMA temp_store = FILE",
        "PRAGMA temp_store_directory = '/tmp'",
        "PRAGMA writable_schema = ON",
        "PRAGMA key = 'x'",
        "PRAGMA rekey = 'x'",
        "PRAGMA hexrekey = '00'",
        "PRAGMA Rekey('x')",
        "PRAGMA journal_mode = WAL",
        "PRAGMA journal_mode = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA locking_mode = NORMAL",
        "PRAGMA secure_delete = OFF",
        "PRAGMA trusted_schema = ON",
        "PRAGMA mmap_size = 1000000",
        "PRAGMA cipher_log = 'log.txt'",
        "PRAGMA cipher_profile = 'log.txt'",
        "PRAGMA cipher_log_level = DEBUG",
        "PRAGMA cipher_memory_security = OFF",
        "PRAGMA cipher_migrate",
        "PRAGMA application_id = 1",
        "SELECT load_extension('x')",
        "SELECT sqlcipher_export('main')",
    ],
)
def test_what_could_leak_or_loosen_is_denied(path: Path, sql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    opened = reopen(path)
    with pytest.raises(dbapi2.DatabaseError, match="authoriz"):
        opened.execute(sql)
    connection.check_recipe(opened)
    opened.close()
    assert {entry.name for entry in path.parent.iterdir()} <= {path.name, path.name + "-journal"}


def test_loading_an_extension_is_off(path: Path) -> None:
    opened = reopen(path)
    with pytest.raises(dbapi2.OperationalError, match="not authorized"):
        opened.load_extension("x")
    opened.close()


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE VIRTUAL TABLE words USING fts5(body, content='', contentless_delete=1)",
        "CREATE TEMP TABLE chosen (id INTEGER)",
        "PRAGMA table_info(story)",
        "PRAGMA integrity_check",
        "PRAGMA cipher_integrity_check",
        "PRAGMA foreign_key_check",
        "PRAGMA foreign_keys = OFF",
        "ALTER TABLE story ADD COLUMN more TEXT",
    ],
)
def test_what_the_store_needs_is_allowed(path: Path, sql: str) -> None:
    opened = reopen(path)
    opened.execute(sql).fetchall()
    opened.close()


def test_compacting_works_and_puts_the_guard_back(path: Path) -> None:
    opened = reopen(path)
    opened.execute("DELETE FROM story")
    connection.compact(opened)
    with pytest.raises(dbapi2.DatabaseError, match="authoriz"):
        opened.execute("ATTACH ':memory:' AS other")
    opened.close()
    assert path.stat().st_size <= 4 * PAGE


# --- one opener at a time ---------------------------------------------------------------------------

SECOND = """
import sys
from pathlib import Path
import civicdesk
from civicdesk.errors import CivicDeskError
from civicdesk.vault.connection import connect
try:
    connect(Path(sys.argv[1]), sys.argv[2].encode(), vid=sys.argv[3], cid=sys.argv[4])
    print("opened")
except CivicDeskError as told:
    print(type(told).__name__)
"""


def second_process(path: Path) -> str:
    command = [sys.executable, "-c", SECOND, str(path), KEY.decode(), VID, CID]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.strip()


def test_a_second_process_is_told_at_once_and_the_lock_dies_with_its_holder(path: Path) -> None:
    opened = reopen(path)
    assert second_process(path) == "VaultInUse"
    with pytest.raises(VaultInUse):
        reopen(path)
    assert second_process(path) == "VaultInUse"  # being asked twice here has not dropped our lock
    opened.close()
    assert second_process(path) == "opened"
    reopen(path).close()


def test_a_forgotten_connection_does_not_lock_the_file_for_ever(path: Path) -> None:
    opened = reopen(path)
    del opened
    reopen(path).close()


# --- errors of the library --------------------------------------------------------------------------


def test_a_full_disk_has_its_sentence_and_keeps_what_was_saved(path: Path) -> None:
    opened = reopen(path)
    opened.set_authorizer(None)
    opened.execute(f"PRAGMA max_page_count = {path.stat().st_size // PAGE}")
    opened.execute("BEGIN IMMEDIATE")
    with pytest.raises(dbapi2.DatabaseError) as trouble:
        opened.executemany("INSERT INTO story (text) VALUES (?)", [("x" * 5000,) for _n in range(50)])
    assert isinstance(connection.explain(trouble.value), DiskFull)
    if opened.in_transaction:
        opened.execute("ROLLBACK")
    assert opened.execute("SELECT count(*) FROM story").fetchone() == (20,)
    opened.close()


def test_a_bug_is_not_dressed_up_as_a_sentence(path: Path) -> None:
    opened = reopen(path)
    with pytest.raises(dbapi2.OperationalError) as bug:
        opened.execute("SELEKT")
    with pytest.raises(dbapi2.OperationalError):
        connection.explain(bug.value)
    opened.close()


def test_no_library_error_is_printed(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    raw = bytearray(path.read_bytes())
    raw[2000] ^= 1
    path.write_bytes(raw)
    assert refused(path) is DatabaseDamaged
    assert capfd.readouterr() == ("", "")


# --- SQLAlchemy on top ------------------------------------------------------------------------------


def test_the_engine_begins_and_ends_no_transaction_by_itself(path: Path) -> None:
    opened = reopen(path)
    engine = connection.engine_for(opened)
    said: list[str] = []
    opened.set_trace_callback(said.append)
    with engine.connect() as db:
        for ending, words in (("COMMIT", "one"), ("ROLLBACK", "two")):
            db.exec_driver_sql("BEGIN IMMEDIATE")
            db.execute(sqlalchemy.text("INSERT INTO story (text) VALUES (:words)"), {"words": words})
            with engine.connect() as other:
                assert other.scalar(sqlalchemy.text("SELECT text FROM story WHERE id > 20")) == "one"
            db.exec_driver_sql(ending)
        assert db.scalar(sqlalchemy.text("SELECT count(*) FROM story")) == 21
    assert [sql for sql in said if sql.split()[0] in ("BEGIN", "COMMIT", "ROLLBACK")] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
        "BEGIN IMMEDIATE",
        "ROLLBACK",
    ]
    assert opened.isolation_level is None
    connection.check_recipe(opened)
    engine.dispose()
    assert not connection.open_here(path)


# --- kill -9 ----------------------------------------------------------------------------------------

WRITER = (
    SECOND.split("try:")[0]
    + """
db = connect(Path(sys.argv[1]), sys.argv[2].encode(), vid=sys.argv[3], cid=sys.argv[4])
while True:
    db.execute("BEGIN IMMEDIATE")
    db.execute("UPDATE meta SET value = value + 1 WHERE key = 'commits'")
    db.execute("INSERT INTO story (text) VALUES (?)", ("rice " * 2000,))
    db.execute("COMMIT")
    print(db.execute("SELECT value FROM meta WHERE key = 'commits'").fetchone()[0], flush=True)
"""
)


@pytest.mark.parametrize("after", [1, 2, 5, 9, 17, 30])
def test_no_acknowledged_save_is_lost_when_the_process_is_killed(path: Path, after: int) -> None:
    command = [sys.executable, "-c", WRITER, str(path), KEY.decode(), VID, CID]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        seen = 0
        for line in child.stdout:
            seen = int(line)
            if seen >= after:
                child.kill()
                seen = max([seen, *(int(rest) for rest in child.stdout)])
                break
    opened = reopen(path)
    commits = opened.execute("SELECT value FROM meta WHERE key = 'commits'").fetchone()[0]
    rows = opened.execute("SELECT count(*) FROM story").fetchone()[0]
    assert commits >= seen
    assert rows == 20 + commits
    assert opened.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    opened.close()
