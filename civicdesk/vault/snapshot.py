"""Copies of the files of a vault as they are at one moment, while it is open and whoever holds which keys.

Nobody writes meanwhile: the compartments that are open here are held by `BEGIN IMMEDIATE` under the vault's lock,
the others by the library's own lock on their file. A database that is open in this process is read through a
descriptor that is closed after its connection (`connection`); closing another one would let its lock go.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from civicdesk.vault import connection, copies, workplace
from civicdesk.vault.backup_refusals import PartInUse, VaultMoved
from civicdesk.vault.layout import Layout

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

Tell = Callable[[int], None]
"""Told how many bytes were done; may raise to stop."""

CHUNK = 4 << 20
_LOCKED_FROM, _LOCKED = 0x40000002, 510
"""The bytes of a database's file that the library locks in order to read."""
_HOLE = range(0x40000000, 0x40001000)
"""The page with these bytes is never used; Windows lets nobody read it while somebody holds the lock."""


@contextmanager
def held(vault: Vault) -> Iterator[None]:
    """Nobody writes to a compartment that is open here; reading waits as well, so be quick."""
    begin = "BEGIN" if vault.read_only else "BEGIN IMMEDIATE"  # where nobody may write, the second is refused
    with vault.lock, ExitStack() as every:
        for store in vault.stores.values():
            store.raw.execute(begin)
            every.callback(store.rollback)
        yield


def key_files(layout: Layout) -> list[str]:
    """Names of the header's and the keyslots' copies that are there."""
    found = [path.name for path in copies.paths(layout.header) if path.is_file()]
    stems = [layout.slot(sid) for sid in layout.slots()]
    return found + [f"slots/{p.name}" for stem in stems for p in copies.paths(stem) if p.is_file()]


def databases(layout: Layout) -> list[str]:
    """Names of the databases."""
    return sorted(f"db/{path.name}" for path in (layout.path / "db").glob("*.db") if path.is_file())


def attachments(layout: Layout) -> list[str]:
    """Names of the attachments' files."""
    found = (layout.path / "att").glob("*/*.age")
    return sorted(path.relative_to(layout.path).as_posix() for path in found if path.is_file())


def copy_keys(layout: Layout, to: Path, *, flush: bool = False) -> list[str]:
    """Copy the header and the keyslots into the folder `to`, as they are."""
    names = key_files(layout)
    for name in names:
        with workplace.new_file(to / name) as file:
            file.write((layout.path / name).read_bytes())
            if flush:
                file.flush()
                os.fsync(file.fileno())
    return names


def copy_databases(layout: Layout, to: Path, tell: Tell, *, flush: bool = False) -> list[str]:
    """Copy every database into the folder `to`; with a waiting journal where one that is not open has it."""
    names: list[str] = []
    for name in databases(layout):
        source, target = layout.path / name, to / name
        kept = connection.reading(source)
        if kept is not None:
            names.append(name)
            _copy(kept, target, tell, flush=flush)
        else:
            names += _copy_closed(layout.path, to, name, tell, flush=flush)
    return names


def _copy_closed(start: Path, to: Path, name: str, tell: Tell, *, flush: bool) -> list[str]:
    """A database that nobody in this process has open, and its journal if an unfinished save waits to be undone."""
    journal = start / f"{name}-journal"
    with (start / name).open("rb", buffering=0) as file, _locked(file.fileno()):
        _copy(file.fileno(), to / name, tell, flush=flush)
        if not journal.exists() or not journal.stat().st_size:
            return [name]
        with journal.open("rb", buffering=0) as waiting:
            _copy(waiting.fileno(), to / "db" / journal.name, tell, flush=flush)
        return [name, f"{name}-journal"]


@contextmanager
def _locked(handle: int) -> Iterator[None]:
    """Hold off everybody who wants to write to this database; PartInUse if somebody does."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _LOCKED_FROM, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, _LOCKED)
        else:
            import fcntl

            fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB, _LOCKED, _LOCKED_FROM)
    except OSError as trouble:
        raise PartInUse from trouble
    try:
        yield
    finally:
        if sys.platform == "win32":
            os.lseek(handle, _LOCKED_FROM, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_UNLCK, _LOCKED)


def _copy(handle: int, target: Path, tell: Tell, *, flush: bool) -> None:
    """Copy a file from a descriptor; the system does it without passing the bytes through here if it can."""
    size = os.fstat(handle).st_size
    with workplace.new_file(target) as file:
        at = 0
        while at < size:
            count = _piece(handle, file, at, min(CHUNK, size - at))
            at += count
            tell(count)
        if os.fstat(handle).st_size != size:
            raise VaultMoved
        if flush:
            file.flush()
            os.fsync(file.fileno())


def _piece(source: int, target: BinaryIO, at: int, count: int) -> int:
    try:
        done = os.copy_file_range(source, target.fileno(), count, at, at)
    except (AttributeError, OSError):
        done = 0  # another system than Linux, between two file systems, or one that does not know how
    if done:
        return done
    chunk = read_at(source, at, count)
    if not chunk:
        raise VaultMoved
    target.seek(at)
    target.write(chunk)
    target.flush()
    return len(chunk)


def read_at(handle: int, at: int, count: int) -> bytes:
    """Read a piece of a database; zeros for the page that nobody uses and Windows does not give."""
    if at in _HOLE:
        return bytes(min(count, _HOLE.stop - at))
    if at < _HOLE.start < at + count:
        count = _HOLE.start - at
    if sys.platform == "win32":
        os.lseek(handle, at, os.SEEK_SET)
        return os.read(handle, count)
    return os.pread(handle, count, at)
