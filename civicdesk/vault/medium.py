"""The disk or folder that holds backups: reading past the system's memory, free space, what it is called."""

from __future__ import annotations

import errno
import mmap
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from civicdesk.errors import CivicDeskError
from civicdesk.vault.backup_refusals import (
    BackupMissing,
    FileTooLarge,
    MediumFull,
    MediumGone,
    MediumReadOnly,
    MediumTrouble,
    NotABackup,
)

BLOCK = 4096
BUFFER = 1 << 20
_MOUNTS = Path("/proc/self/mounts")
FAT_LIMIT = (1 << 32) - 1

READING = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK"))
"""A pipe or a link that somebody planted is neither waited for nor followed."""

DIRECT, ASKED, UNKNOWN = "direct", "asked", "unknown"
"""How a file was read: past the system's memory; after asking it to forget the file; or as it liked."""


class MediumFile:
    """A file on a medium, open for reading, as far as possible from the medium itself and not from memory."""

    def __init__(self, path: Path, *, glance: bool = False) -> None:
        """`glance`: to look at the outside only, from memory if it is there; not for a proof.

        NotABackup for a folder, a pipe or a device.
        """
        kind = path.lstat().st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISLNK(kind)):
            raise NotABackup
        self._buffer: mmap.mmap | None = None
        self.how = UNKNOWN
        self._file = os.open(path, READING) if glance else self._opened(path)
        self.size = os.fstat(self._file).st_size

    def _opened(self, path: Path) -> int:
        """With O_DIRECT where the file system knows it; else the pages in memory are given up first."""
        if sys.platform == "win32":
            return os.open(path, READING)
        if sys.platform == "darwin":  # pragma: no cover - macOS
            import fcntl

            handle, self.how = os.open(path, READING), ASKED
            fcntl.fcntl(handle, 48, 1)  # F_NOCACHE
            return handle
        try:
            handle = os.open(path, READING | os.O_DIRECT)
        except OSError as trouble:
            if trouble.errno != errno.EINVAL:
                raise
            return self._asked(os.open(path, READING))
        self.how, self._buffer = DIRECT, mmap.mmap(-1, BUFFER + 2 * BLOCK)
        return handle

    def _asked(self, handle: int) -> int:
        """Linux is asked to give up what it has of the file in memory."""
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        self.how = ASKED
        return handle

    def read(self, offset: int, count: int) -> bytes:
        """Exactly `count` bytes from `offset`; fewer only where the file ends."""
        if offset >= self.size:
            return b""
        count = min(count, self.size - offset)
        parts = []
        while count > 0:
            part = self._some(offset, min(count, BUFFER))
            if not part:
                break
            parts.append(part)
            offset, count = offset + len(part), count - len(part)
        return b"".join(parts)

    def _some(self, offset: int, count: int) -> bytes:
        if self._buffer is None:
            os.lseek(self._file, offset, os.SEEK_SET)
            return os.read(self._file, count)
        start = offset - offset % BLOCK
        wanted = min(-(-(offset - start + count) // BLOCK) * BLOCK, len(self._buffer))
        try:
            with memoryview(self._buffer) as whole, whole[:wanted] as view:
                got = os.preadv(self._file, [view], start)
        except OSError as trouble:
            if trouble.errno != errno.EINVAL:
                raise
            self._without_direct()
            return self._some(offset, count)
        return bytes(self._buffer[offset - start : min(got, offset - start + count)])

    def _without_direct(self) -> None:
        """The file system took the flag and does not keep it: go on as if it had not."""
        import fcntl

        flags = fcntl.fcntl(self._file, fcntl.F_GETFL)
        fcntl.fcntl(self._file, fcntl.F_SETFL, flags & ~os.O_DIRECT)
        self._buffer = None
        self._asked(self._file)

    def close(self) -> None:
        """Let the file go."""
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _trouble: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def troubles(path: Path) -> Iterator[None]:
    """Around reading and writing at `path` on a medium: an OSError becomes the sentence for it."""
    try:
        yield
    except OSError as trouble:
        raise explain(trouble, path) from trouble


def explain(trouble: OSError, path: Path) -> CivicDeskError:
    """The sentence for an OSError at `path`; a disk that was pulled out shows itself in many ways."""
    match trouble.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return MediumFull()
        case errno.EFBIG:
            return FileTooLarge()
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return MediumReadOnly()
        case errno.ENODEV | errno.ENXIO | errno.ESTALE | errno.ENOTCONN:
            return MediumGone()
    try:
        there = path.parent.is_dir()
    except OSError:  # a dead disk does not even say that
        there = False
    if not there:
        return MediumGone()
    return BackupMissing() if trouble.errno in (errno.ENOENT, errno.ELOOP) else MediumTrouble()


def free_space(folder: Path) -> int:
    """Bytes that can still be written at `folder`."""
    return shutil.disk_usage(folder).free


def takes(folder: Path, size: int) -> bool:
    """Whether the file system at `folder` can hold a file of `size` bytes."""
    return size <= FAT_LIMIT or _kind_of(folder) not in ("vfat", "msdos", "fat", "fat32")


def label_of(folder: Path) -> str:
    """What a person calls the disk that holds `folder`: the name of the USB disk, or of the folder."""
    mount = _mount_of(folder)
    return folder.resolve().name if mount == Path(mount.anchor) else mount.name


def _mount_of(folder: Path) -> Path:
    found = folder.resolve()
    while not found.is_mount() and found != found.parent:
        found = found.parent
    return found


def _kind_of(folder: Path) -> str:
    """The kind of file system at `folder` in lower case; "" where the system does not say."""
    if not _MOUNTS.exists():
        return ""
    with _MOUNTS.open(encoding="utf-8", errors="surrogateescape") as mounts:
        kinds = {_unescaped(line.split()[1]): line.split()[2] for line in mounts}
    return kinds.get(str(_mount_of(folder)), "").lower()


def _unescaped(text: str) -> str:
    """A mount point as the system writes it: blanks and tabs as octal numbers."""
    return text.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\")
