"""What the database library refuses, or says too early: the right sentence, and nothing is lost or half done."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlcipher3 import dbapi2
from strategies import council, saved

from civicdesk.errors import (
    DatabaseDamaged,
    DatabaseSwapped,
    DiskTrouble,
    OutOfMemory,
    ReadOnlyPlace,
    RecipeBroken,
)
from civicdesk.records.values import Ref
from civicdesk.vault import connection, migrations
from civicdesk.vault.connection import VaultConnection, connect
from civicdesk.vault.query import Query
from civicdesk.vault.vault import Vault

KEY, OTHER = b"ab" * 48, b"cd" * 48
WHOSE = {"vid": "00" * 16, "cid": "11" * 16}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "one.db"


@pytest.fixture
def opened(path: Path) -> Iterator[VaultConnection]:
    """A database of some hundred pages, open."""
    made = connect(path, KEY, create=True, **WHOSE)
    made.execute("CREATE TABLE story (words TEXT) STRICT")
    made.execute("BEGIN")
    made.executemany("INSERT INTO story VALUES (?)", [("word " * 500,)] * 200)
    made.execute("COMMIT")
    yield made
    made.close()


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """A disk that is full from there on."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def stories(opened: VaultConnection) -> int:
    return int(opened.execute("SELECT count(*) FROM story").fetchone()[0])


# opening -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [b"", b"ab" * 47, b"ab" * 49, b"zz" * 48, b"ab" * 47 + b"'\"", b"AB" * 48])
def test_only_a_raw_key_is_ever_given_to_the_library(
    opened: VaultConnection, tmp_path: Path, key: bytes
) -> None:
    """Of other letters it would make a key by itself, and quotation marks would end the statement."""
    with pytest.raises(ValueError, match="96 hexadecimal digits"):
        connect(tmp_path / "two.db", key, create=True, **WHOSE)
    assert not (tmp_path / "two.db").exists()
    with pytest.raises(ValueError, match="96 hexadecimal digits"):
        connection.rekey(opened, key)
    assert stories(opened) == 200


def test_a_place_too_deep_for_the_library_has_a_sentence(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["f" * 100] * 6)
    deep.mkdir(parents=True)
    with pytest.raises(ReadOnlyPlace):
        connect(deep / "one.db", KEY, create=True, **WHOSE)
    assert not connection.open_here(deep / "one.db")


def test_a_database_that_is_not_marked_as_ours_is_not_taken_for_one(
    opened: VaultConnection, path: Path
) -> None:
    opened.set_authorizer(None)
    opened.execute("PRAGMA application_id = 7")
    opened.close()
    with pytest.raises(DatabaseSwapped):
        connect(path, KEY, **WHOSE)
    assert not connection.open_here(path)


def test_a_connection_that_begins_transactions_by_itself_breaks_the_recipe(opened: VaultConnection) -> None:
    connection.check_recipe(opened)
    opened.isolation_level = "DEFERRED"
    with pytest.raises(RecipeBroken):
        connection.check_recipe(opened)


def test_a_backup_finds_no_descriptor_of_what_is_gone_or_closed(opened: VaultConnection, path: Path) -> None:
    assert connection.reading(path.with_name("gone.db")) is None
    handle = connection.reading(path)
    assert handle is not None and handle == connection.reading(path)
    opened.close()
    assert connection.reading(path) is None


# what only this module may do --------------------------------------------------------------------


def test_a_compacting_that_the_disk_stops_is_named_and_everything_is_there(
    opened: VaultConnection, path: Path
) -> None:
    opened.execute("DELETE FROM story WHERE rowid % 2")
    with no_file_longer_than(20_000), pytest.raises(DiskTrouble):
        connection.compact(opened)
    assert stories(opened) == 100
    with pytest.raises(dbapi2.DatabaseError, match="authoriz"):
        opened.execute("ATTACH ':memory:' AS other")
    size = path.stat().st_size
    connection.compact(opened)
    assert path.stat().st_size < size
    assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_an_interruption_of_a_renewal_is_not_called_trouble_with_the_disk(
    opened: VaultConnection, path: Path
) -> None:
    opened.set_progress_handler(lambda: 1, 1)
    with pytest.raises(dbapi2.OperationalError, match="interrupted"):
        connection.rekey(opened, OTHER)
    opened.set_progress_handler(None, 0)
    with pytest.raises(dbapi2.DatabaseError, match="authoriz"):
        opened.execute("ATTACH ':memory:' AS other")
    opened.close()
    with pytest.raises(DatabaseDamaged):  # every page had been written when the interruption came
        connect(path, KEY, **WHOSE)
    again = connect(path, OTHER, **WHOSE)
    assert stories(again) == 200
    again.close()


# a guard for every call --------------------------------------------------------------------------


class Turnstile:
    """A guard that counts who goes through."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> None:
        self.count += 1

    def __exit__(self, *_trouble: object) -> None:
        pass


@pytest.mark.parametrize("call", ["commit", "rollback", "cursor", "close"])
def test_every_call_of_a_connection_waits_for_its_turn(opened: VaultConnection, call: str) -> None:
    opened.execute("BEGIN")
    opened.execute("DELETE FROM story")
    guard = opened.guard = Turnstile()  # type: ignore[assignment]
    kept = getattr(opened, call)()
    assert guard.count == 1
    del kept


def test_what_is_rolled_back_was_never_there(opened: VaultConnection) -> None:
    opened.execute("BEGIN IMMEDIATE")
    opened.execute("DELETE FROM story")
    opened.rollback()
    assert not opened.in_transaction
    assert stories(opened) == 200


# saving ------------------------------------------------------------------------------------------


def test_no_memory_while_saving_is_said_so_and_keeps_nothing(vault: Vault) -> None:
    def starve() -> None:
        with vault.transaction() as tx:
            tx.save(council())
            raise MemoryError

    with pytest.raises(OutOfMemory):
        starve()
    assert vault.count(Query("stakeholder")) == 0
    assert saved(vault, council()).version == 1


def test_a_save_that_the_database_refuses_at_the_very_end_leaves_nothing_behind(vault: Vault) -> None:
    """A bug elsewhere: the links were promised to come later, and none did."""
    nobody = Ref("5b0e5b3c-0000-4000-8000-000000000000")
    commits = vault.stores["programme"].commits()

    def promise() -> None:
        with vault.transaction(later_links=True) as tx:
            tx.save(council(parent=nobody))

    with pytest.raises(dbapi2.IntegrityError):
        promise()
    assert not vault.stores["programme"].raw.in_transaction
    assert vault.stores["programme"].commits() == commits
    assert vault.count(Query("stakeholder")) == 0
    saved(vault, council())
    assert vault.verify().ok


def test_a_save_that_has_landed_is_kept_though_the_library_says_otherwise(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal was cut off, and then the disk failed: what was written counts."""
    real = VaultConnection.execute

    def execute(raw: VaultConnection, sql: str, *more: Any) -> Any:
        found = real(raw, sql, *more)
        if sql == "COMMIT":
            raise dbapi2.OperationalError("disk I/O error")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(VaultConnection, "execute", execute, raising=False)
        one = saved(vault, council())
    assert vault.get("stakeholder", one.id) == one
    changed = saved(vault, one.replaced(mandate="Local services"))
    assert changed.version == 2
    assert len(vault.history("stakeholder", one.id)) == 2
    assert vault.verify().ok


# a new database ----------------------------------------------------------------------------------


def tables(db: Connection) -> list[str]:
    return [row[0] for row in db.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'")]


@pytest.fixture
def db(path: Path) -> Iterator[Connection]:
    """A database with nothing but `meta` in it."""
    made = connect(path, KEY, create=True, **WHOSE)
    with connection.engine_for(made).connect() as db:
        yield db
    made.close()


def test_a_disk_that_is_full_halfway_leaves_no_half_of_the_tables(db: Connection, path: Path) -> None:
    with no_file_longer_than(40_000), pytest.raises(dbapi2.OperationalError, match="disk I/O"):
        migrations.bring_up(db)
    assert tables(db) == ["meta"]
    assert migrations.current(db) is None
    assert migrations.bring_up(db)
    assert migrations.current(db) == migrations.HEAD


def test_a_table_that_stands_in_the_way_is_left_alone_and_nothing_is_put_beside_it(db: Connection) -> None:
    db.exec_driver_sql("CREATE TABLE stakeholder (words TEXT)")
    with pytest.raises(dbapi2.OperationalError, match="already exists"):
        migrations.bring_up(db)
    assert tables(db) == ["meta", "stakeholder"]
    db.exec_driver_sql("DROP TABLE stakeholder")
    assert migrations.bring_up(db)
