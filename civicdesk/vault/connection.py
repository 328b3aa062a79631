"""Opening a compartment's database: the recipe, asserted every time.

The recipe was measured, not guessed (`docs/vault-format.md`): with it no acknowledged save was lost under
thousands of kills, simulated power cuts and injected disk errors. Write-ahead logging is not used on purpose.

On POSIX a process loses *all* its locks on a file when it closes *any* descriptor of that file. So while a
database is open, nothing else in this process may open and close its file (`open_here` says whether it is);
a backup reads it through `reading`, whose descriptor is closed after the connection.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from sqlcipher3 import dbapi2

from civicdesk.errors import (
    CivicDeskError,
    DatabaseCut,
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseSwapped,
    DiskFull,
    DiskTrouble,
    OutOfMemory,
    PlainDatabase,
    ReadOnlyPlace,
    RecipeBroken,
    VaultInUse,
    VaultTooNew,
)
from civicdesk.vault import copies, memory
from civicdesk.vault.serial import SerialConnection

if TYPE_CHECKING:
    from sqlalchemy import Engine

PAGE = 4096
APPLICATION_ID = 0x43445631
"""ASCII "CDV1": says that a database is a compartment of a CivicDesk vault."""
STORE_VERSION = 1
"""`user_version`: raised only when an older program must not write this file; the schema has Alembic's."""

_MIB = 1 << 20
_PLAIN = b"SQLite format 3\0"
_RAW = re.compile(rb"[0-9a-f]{96}")

RECIPE: tuple[tuple[str, str, object], ...] = (
    # pragma, what is set, what must be read back
    ("cipher_log_level", "NONE", "NONE"),
    ("cipher_memory_security", "ON", "1"),
    ("page_size", str(PAGE), str(PAGE)),
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "TRUNCATE", "truncate"),
    ("synchronous", "EXTRA", "3"),
    ("temp_store", "MEMORY", "2"),
    ("secure_delete", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("foreign_keys", "ON", "1"),
    ("mmap_size", "0", "0"),
)
_ALSO = (("cipher_page_size", str(PAGE)), ("cipher_use_hmac", "1"), ("cipher_plaintext_header_size", "0"))

# fmt: off
_MAY_SET = frozenset((
    "analysis_limit", "cache_size", "defer_foreign_keys", "foreign_key_check", "foreign_key_list",
    "foreign_keys", "incremental_vacuum", "index_info", "index_list", "index_xinfo", "integrity_check",
    "optimize", "query_only", "quick_check", "read_uncommitted", "recursive_triggers", "table_info",
    "table_list", "table_xinfo", "user_version",
))
_NEVER = frozenset((
    "cipher_log", "cipher_migrate", "cipher_profile", "cipher_salt", "hexkey", "hexrekey", "key", "rekey",
    "textkey", "textrekey",
))
_NEVER_CALLED = frozenset(("fts3_tokenizer", "load_extension", "sqlcipher_export"))
# fmt: on


class VaultConnection(SerialConnection):
    """A connection on one compartment, which this process remembers until it is closed."""

    _descriptor: int | None = None

    def descriptor(self, path: Path) -> int:
        """A descriptor for reading the file as it is on disk; it stays open as long as the connection."""
        if self._descriptor is None:
            self._descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        return self._descriptor

    def close(self) -> None:
        """Close, and let this process open the file again."""
        super().close()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        for place in [place for place, known in _open.items() if known is self]:
            del _open[place]


_open: WeakValueDictionary[tuple[int, int], VaultConnection] = WeakValueDictionary()


def connect(path: Path, key96: bytes, *, create: bool = False, vid: str, cid: str) -> VaultConnection:
    """Open (or create, never over anything) the database of compartment `cid` of vault `vid`.

    `key96` is 96 hexadecimal digits: 32 bytes of key, 16 of salt. The answer holds the exclusive lock, is in
    autocommit (transactions are begun explicitly) and may be used by one thread at a time, which its guard sees to.
    """
    _must_be_raw(key96)
    _look(path, create=create)
    connection = _library_open(path)
    try:
        _prepare(connection, key96)
        if create:
            _found(connection, vid, cid)
        _identify(connection, path, vid, cid)
        connection.set_authorizer(_authorize)
    except BaseException as trouble:
        connection.close()
        if isinstance(trouble, (dbapi2.DatabaseError, MemoryError)):
            raise _why_not(trouble, path, key96) from trouble
        raise
    return _remember(path, connection)


def _must_be_raw(key96: bytes) -> None:
    """Of anything else the library would derive a key by itself, without a word."""
    if not _RAW.fullmatch(key96):
        raise ValueError("a raw key with its salt has 96 hexadecimal digits")


def _look(path: Path, *, create: bool) -> None:
    """Refuse before the library sees the file: it would take an empty file for a new database."""
    if create:
        try:
            copies.create_file(path)
        except OSError as trouble:
            raise copies.explain(trouble) from trouble
        return
    if open_here(path):
        raise VaultInUse
    try:
        if path.exists() and not path.is_file():
            raise DatabaseMissing
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(_PLAIN))
    except FileNotFoundError as trouble:
        raise DatabaseMissing from trouble
    except OSError as trouble:
        raise copies.explain(trouble) from trouble
    if not (_writable(path) and _writable(path.parent)):
        raise ReadOnlyPlace  # the library would open it for reading, without a lock, and fail at the first save
    if start == _PLAIN:
        raise PlainDatabase
    if size < PAGE or (size % PAGE and not _interrupted(path)):
        raise DatabaseCut


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _interrupted(path: Path) -> bool:
    """Whether a journal waits to undo an unfinished save, whose last page may be half written."""
    journal = path.with_name(path.name + "-journal")
    return journal.exists() and journal.stat().st_size > 0


def open_here(path: Path) -> bool:
    """Whether this process has the database open: then do not open its file in any other way."""
    try:
        status = path.stat()
    except OSError:
        return False
    return (status.st_dev, status.st_ino) in _open


def reading(path: Path) -> int | None:
    """A descriptor for reading a database that this process has open, not to be closed; None if it has not."""
    try:
        status = path.stat()
    except OSError:
        return None
    found = _open.get((status.st_dev, status.st_ino))
    return found.descriptor(path) if found is not None else None


def _remember(path: Path, connection: VaultConnection) -> VaultConnection:
    status = path.stat()
    _open[status.st_dev, status.st_ino] = connection
    return connection


def _library_open(path: Path) -> VaultConnection:
    """`mode=rw`: the library never creates a file; timeout 0: a second opener is told at once."""
    try:
        opened: VaultConnection = dbapi2.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=0,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
            factory=VaultConnection,
        )
    except dbapi2.DatabaseError as trouble:
        raise explain(trouble) from trouble
    return opened


def _prepare(connection: VaultConnection, key96: bytes) -> None:
    """Key first and never as SQL text, then the recipe, the lock, and the proof that all of it holds."""
    connection.set_key(b"x'" + key96 + b"'")
    for name, value, _expected in RECIPE:
        connection.execute(f"PRAGMA {name} = {value}")
    connection.execute(f"PRAGMA cache_size = {-cache_kibibytes()}")
    connection.enable_load_extension(False)  # noqa: FBT003  (the library takes no keyword)
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")
    check_recipe(connection)


def check_recipe(connection: VaultConnection) -> None:
    """Read every setting back and raise RecipeBroken for the first that does not hold."""
    for name, expected in (*((name, want) for name, _value, want in RECIPE), *_ALSO):
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is None or str(row[0]) != expected:
            raise RecipeBroken
    if connection.isolation_level is not None:
        raise RecipeBroken


def cache_kibibytes() -> int:
    """The page cache: a thirty-second of the memory, between 32 and 256 MiB."""
    return min(max(memory.physical() // 32, 32 * _MIB), 256 * _MIB) // 1024


def _found(connection: VaultConnection, vid: str, cid: str) -> None:
    """Write down whose database this is; all other tables are the schema's."""
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {STORE_VERSION}")
    connection.execute("CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value ANY) STRICT")
    connection.executemany("INSERT INTO meta VALUES (?, ?)", [("vid", vid), ("cid", cid), ("commits", 0)])
    connection.execute("COMMIT")


def _identify(connection: VaultConnection, path: Path, vid: str, cid: str) -> None:
    """The file is whole, ours, not newer, and of this vault and compartment."""
    if path.stat().st_size != PAGE * _number(connection, "page_count"):
        raise DatabaseCut
    if _number(connection, "application_id") != APPLICATION_ID:
        raise DatabaseSwapped
    if _number(connection, "user_version") > STORE_VERSION:
        raise VaultTooNew
    rows = connection.execute("SELECT key, value FROM meta WHERE key IN ('vid', 'cid')").fetchall()
    if dict(rows) != {"vid": vid, "cid": cid}:
        raise DatabaseSwapped


def _number(connection: VaultConnection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _why_not(trouble: BaseException, path: Path, key96: bytes) -> CivicDeskError:
    """Tell a strange database from a damaged one: its first 16 bytes are the salt, part of the key."""
    found = explain(trouble)
    if not isinstance(found, DatabaseDamaged):
        return found
    with path.open("rb") as file:
        salt = file.read(16)
    ours = bytes.fromhex(key96[64:].decode())
    differing = sum(expected != there for expected, there in zip(ours, salt, strict=False))
    return DatabaseSwapped() if differing >= 12 and len(set(salt)) > 4 else found


def _authorize(action: int, first: str | None, second: str | None, *_where: str | None) -> int:
    """Deny what could write plain text, load code, or loosen the recipe behind our back."""
    if action == dbapi2.SQLITE_ATTACH or action == dbapi2.SQLITE_DETACH:
        return int(dbapi2.SQLITE_DENY)
    if action == dbapi2.SQLITE_PRAGMA:
        name = (first or "").lower()
        denied = name in _NEVER or (second is not None and name not in _MAY_SET)
        return int(dbapi2.SQLITE_DENY if denied else dbapi2.SQLITE_OK)
    if action == dbapi2.SQLITE_FUNCTION and (second or "").lower() in _NEVER_CALLED:
        return int(dbapi2.SQLITE_DENY)
    return int(dbapi2.SQLITE_OK)


def compact(connection: VaultConnection) -> None:
    """VACUUM, which attaches an unnamed database in memory."""
    with _unwatched(connection):
        connection.execute("VACUUM")


def rekey(connection: VaultConnection, key96: bytes) -> None:
    """Encrypt the whole database under another key, in one transaction: wholly the old or wholly the new.

    By its pragma, because the library's function would hold the interpreter, and with it the window, until every
    page is written.
    """
    _must_be_raw(key96)
    with _unwatched(connection):
        try:
            connection.execute(f"PRAGMA rekey = \"x'{key96.decode('ascii')}'\"")
        except dbapi2.DatabaseError as trouble:
            if trouble.sqlite_errorcode != dbapi2.SQLITE_ERROR:
                raise
            raise DiskTrouble from trouble  # the library says only that it failed


@contextmanager
def _unwatched(connection: VaultConnection) -> Iterator[None]:
    """Lift the authorizer for what only this module may do; nobody else uses the connection meanwhile."""
    with connection.guard:
        connection.set_authorizer(None)
        try:
            yield
        except dbapi2.DatabaseError as trouble:
            raise explain(trouble) from trouble
        finally:
            connection.set_authorizer(_authorize)


_SENTENCES: dict[int, type[CivicDeskError]] = {
    dbapi2.SQLITE_FULL: DiskFull,
    dbapi2.SQLITE_BUSY: VaultInUse,
    dbapi2.SQLITE_LOCKED: VaultInUse,
    dbapi2.SQLITE_CORRUPT: DatabaseDamaged,
    dbapi2.SQLITE_NOTADB: DatabaseDamaged,
    dbapi2.SQLITE_READONLY: ReadOnlyPlace,
    dbapi2.SQLITE_CANTOPEN: ReadOnlyPlace,
    dbapi2.SQLITE_PERM: ReadOnlyPlace,
    dbapi2.SQLITE_IOERR: DiskTrouble,
    dbapi2.SQLITE_NOMEM: OutOfMemory,
}


def explain(trouble: BaseException) -> CivicDeskError:
    """The sentence for an exception of sqlcipher3 (or of SQLAlchemy around one); a bug is raised as it is."""
    if isinstance(trouble, MemoryError):
        return OutOfMemory()
    cause = getattr(trouble, "orig", None) or trouble
    known = _SENTENCES.get((getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF)
    if known is None:
        raise trouble
    return known()


def lacks_a_table(trouble: BaseException) -> bool:
    """Whether a query named a table or column that is not there: the pages are whole, and somebody else made them."""
    cause = getattr(trouble, "orig", None) or trouble
    return isinstance(cause, dbapi2.OperationalError) and str(cause).startswith(("no such table", "no such column"))


def engine_for(connection: VaultConnection) -> Engine:
    """A SQLAlchemy engine on this one connection. It never begins or ends a transaction by itself: the store
    says BEGIN IMMEDIATE, COMMIT and ROLLBACK. SQLAlchemy is imported here, not when the program starts.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    return create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=lambda: connection,
        poolclass=StaticPool,
        pool_reset_on_return=None,  # closing one handle must not roll back what another has begun
        skip_autocommit_rollback=True,  # nor its own, behind the store's back
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,  # an error never carries what was being saved
    )
