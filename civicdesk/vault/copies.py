"""Two full copies of a small file: the newest valid one wins, a damaged one is healed, a save loses neither.

A copy is never overwritten in place. The new bytes go to a file of their own, are flushed, read back and
checked, and only then take the name of the *older* copy; when that has landed, the other follows.
At every moment at least one whole copy stands under its name, also on a full disk.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from civicdesk.errors import CivicDeskError, DiskFull, DiskTrouble, ReadOnlyPlace
from civicdesk.vault.frame import MAX_BODY, Altered, Damaged, TooNew

T = TypeVar("T")

_ENDS = (".a", ".b")
_SMALL = 2 * MAX_BODY
"""Longer than any header or keyslot: more of a file is not overwritten."""
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True)
class Copy(Generic[T]):
    """One copy as found: its value, or what is wrong with it ("missing", "damaged", "altered", "new")."""

    path: Path
    value: T | None
    trouble: str


@dataclass(frozen=True)
class Pair(Generic[T]):
    """Both copies, the valid ones newest first."""

    copies: tuple[Copy[T], ...]
    valid: tuple[T, ...]

    def trouble(self) -> str:
        """The worst that is the matter with any copy, or ""."""
        found = {copy.trouble for copy in self.copies}
        return next((name for name in ("new", "altered", "damaged", "missing") if name in found), "")


def read(stem: Path, parse: Callable[[bytes], T], age: Callable[[T], int]) -> Pair[T]:
    """Read `stem`.a and `stem`.b; `parse` raises Damaged, Altered or TooNew, `age` answers the generation."""
    found = tuple(_read_one(path, parse) for path in paths(stem))
    values = [copy.value for copy in found if copy.value is not None]
    return Pair(found, tuple(sorted(values, key=age, reverse=True)))


def paths(stem: Path) -> tuple[Path, Path]:
    """The names of the two copies."""
    return stem.with_name(stem.name + _ENDS[0]), stem.with_name(stem.name + _ENDS[1])


def _read_one(path: Path, parse: Callable[[bytes], T]) -> Copy[T]:
    try:
        if path.exists() and not path.is_file():  # a pipe, planted by somebody, would be waited on for ever
            raise Damaged
        with path.open("rb") as file:
            return Copy(path, parse(file.read(MAX_BODY + 4096)), "")
    except FileNotFoundError:
        return Copy(path, None, "missing")
    except Damaged:
        return Copy(path, None, "damaged")
    except Altered:
        return Copy(path, None, "altered")
    except TooNew:
        return Copy(path, None, "new")
    except OSError as trouble:
        if trouble.errno == errno.EIO:  # one copy on a bad sector is what the other copy is for
            return Copy(path, None, "damaged")
        raise explain(trouble) from trouble


def save(pair: Pair[T], data: bytes, check: Callable[[bytes], object]) -> None:
    """Put `data` under both names, the copy that is worth less first; `check` reads back what was written."""
    newest = pair.valid[0] if pair.valid else None
    order = sorted(pair.copies, key=lambda copy: copy.value is not None and copy.value is newest)
    for copy in order:
        replace(copy.path, data, check)


def replace(path: Path, data: bytes, check: Callable[[bytes], object]) -> None:
    """Write `data` beside `path`, flush, read back, check, give it the name, flush the folder."""
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.unlink(missing_ok=True)
        create_file(fresh, data)
        written = fresh.read_bytes()
        if written != data:
            raise DiskTrouble
        check(written)
        _rename(fresh, path)
        flush_folder(path.parent)
    except BaseException as trouble:
        _forget(fresh)
        if isinstance(trouble, OSError):
            raise explain(trouble) from trouble
        raise


def _rename(fresh: Path, path: Path) -> None:
    """Take the name; on Windows a virus scanner may hold the file for a moment, so ask for five seconds."""
    if sys.platform == "win32":
        for wait in (0.05, 0.2, 0.75, 1.5, 2.5):
            try:
                fresh.replace(path)
                return
            except PermissionError:
                time.sleep(wait)
    fresh.replace(path)


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        pass  # the trouble that brought us here is the one to tell


def create_file(path: Path, data: bytes = b"") -> None:
    """Make a file that did not exist, readable by its owner only from birth, and flush it to the disk."""
    handle = os.open(path, _FLAGS, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def overwrite(path: Path) -> None:
    """Noise over the old bytes where they lie, flushed before this returns. Disks may keep old bytes elsewhere."""
    handle = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0))
    try:
        os.write(handle, os.urandom(min(os.fstat(handle).st_size, _SMALL)))
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_folder(path: Path) -> None:
    """Make new names in a folder survive a power cut (POSIX only; Windows writes them through)."""
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def explain(trouble: OSError) -> CivicDeskError:
    """The sentence for a failed read or write."""
    if trouble.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    if trouble.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ReadOnlyPlace()
    return DiskTrouble()
