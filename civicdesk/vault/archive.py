"""The outside of a backup: an uncompressed zip in one spelling, which every zip program can read.

Every byte that is not the content of a member follows from the members' names, sizes and checksums, and the
reader compares it with what it would have written. So nothing in the file can be changed unnoticed, nothing can
lie outside, inside or between its members, and no name can lead out of the folder.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple, Protocol

from civicdesk.vault.backup_refusals import BackupCut, BackupDamaged, BackupTooLarge, NotABackup

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
MOST_MEMBERS = 65_536
"""So many a stranger can make the reader look at within a second; `attachments.MOST_FILES` stays below it."""
CHUNK = 1 << 20
NAME = re.compile(
    r"vault\.[ab]|slots/[0-9a-f]{16}\.[ab]|db/[0-9a-f]{16}\.db(-journal)?|att/[0-9a-f]{16}/[0-9a-z]{1,64}\.age"
    r"|manifest\.json|manifest\.sig"
)
"""What a member can be called."""
_LONGEST = 96
"""Bytes of the longest name."""

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_LOCAL_SIZES = struct.Struct("<HHQQ")
_ENTRY = struct.Struct("<IHHHHHHIIIHHHHHII")
_ENTRY_SIZES = struct.Struct("<HHQQQ")
_END64 = struct.Struct("<IQHHIIQQQQ")
_WHERE64 = struct.Struct("<IIQI")
_END = struct.Struct("<IHHHHIIH")
_TAIL = _END64.size + _WHERE64.size + _END.size
_START = struct.pack("<IHHHHH", 0x04034B50, 45, 0, 0, 0, 0x21)
_DAY = 0x21  # 1980-01-01: a backup tells the time in its manifest and nowhere else
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_MODE = 0o100600 << 16
_NUMBERS = struct.Struct("<IQQ")
_LINE = re.compile(
    re.escape(struct.pack("<IHHHHHH", 0x02014B50, 0x32D, 45, 0, 0, 0, _DAY))
    + rb"(.{4})\xff{8}(.)\0"
    + re.escape(struct.pack("<HHHHII", _ENTRY_SIZES.size, 0, 0, 0, _MODE, _FULL32))
    + b"(" + NAME.pattern.encode("ascii").replace(b"(", b"(?:") + b")"
    + re.escape(struct.pack("<HH", 1, 24)) + rb"(.{8})\4(.{8})",
    re.DOTALL,
)  # fmt: skip
"""A line of the directory: checksum, length of the name, name, size (twice the same), place."""


def may_be_called(name: str) -> bool:
    """Whether a member of a backup can have this name."""
    return bool(NAME.fullmatch(name))


class Entry(NamedTuple):
    """A member as the directory at the end of the file has it."""

    name: str
    crc: int
    size: int
    offset: int

    @property
    def header(self) -> bytes:
        """What stands before its content."""
        name = self.name.encode("ascii")
        fixed = (0x04034B50, 45, 0, 0, 0, _DAY, self.crc, _FULL32, _FULL32, len(name), _LOCAL_SIZES.size)
        return _LOCAL.pack(*fixed) + name + _LOCAL_SIZES.pack(1, 16, self.size, self.size)

    @property
    def line(self) -> bytes:
        """Its line in the directory."""
        name = self.name.encode("ascii")
        fixed = (0x02014B50, 0x32D, 45, 0, 0, 0, _DAY, self.crc, _FULL32, _FULL32, len(name))
        sizes = _ENTRY_SIZES.pack(1, 24, self.size, self.size, self.offset)
        return _ENTRY.pack(*fixed, len(sizes), 0, 0, 0, _MODE, _FULL32) + name + sizes

    @property
    def start(self) -> int:
        """Where its content begins."""
        return self.offset + _LOCAL.size + len(self.name) + _LOCAL_SIZES.size

    @property
    def end(self) -> int:
        """Where the next member begins."""
        return self.start + self.size


def _tail(entries: int, size: int, offset: int) -> bytes:
    """The three records that end a zip."""
    end64 = _END64.pack(0x06064B50, _END64.size - 12, 0x32D, 45, 0, 0, entries, entries, size, offset)
    where = _WHERE64.pack(0x07064B50, 0, offset + size, 1)
    end = _END.pack(0x06054B50, _FULL16, _FULL16, _FULL16, _FULL16, _FULL32, _FULL32, 0)
    return end64 + where + end


def size_of(members: Iterable[tuple[str, int]]) -> int:
    """How large the file becomes with members of these names and sizes."""
    total = _TAIL
    for name, size in members:
        entry = Entry(name, 0, size, 0)
        total += len(entry.header) + len(entry.line) + size
    return total


class Writer:
    """Writes members one after the other into an empty file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._entries: list[Entry] = []
        self._at = 0

    def add(self, name: str, size: int, chunks: Iterable[bytes]) -> str:
        """Write a member and answer its SHA-256; EOFError if it is not as long as was said."""
        if not may_be_called(name):
            raise ValueError("no member of a backup has such a name")
        self._file.write(Entry(name, 0, size, self._at).header)
        digest, crc, written = hashlib.sha256(), 0, 0
        for chunk in chunks:
            digest.update(chunk)
            crc = zlib.crc32(chunk, crc)
            written += len(chunk)
            self._file.write(chunk)
        if written != size:
            raise EOFError
        entry = Entry(name, crc, size, self._at)
        self._file.seek(self._at)
        self._file.write(entry.header)
        self._file.seek(entry.end)
        self._entries.append(entry)
        self._at = entry.end
        return digest.hexdigest()

    def finish(self) -> None:
        """Write the directory."""
        directory = b"".join(entry.line for entry in self._entries)
        self._file.write(directory + _tail(len(self._entries), len(directory), self._at))


class Bytes(Protocol):
    """Where a backup is read from."""

    size: int

    def read(self, offset: int, count: int) -> bytes:
        """Exactly `count` bytes from `offset`; fewer only where the file ends."""
        ...


def read_directory(file: Bytes) -> tuple[Entry, ...]:
    """The members; NotABackup, BackupCut, BackupDamaged, BackupTooLarge. Their content is not read."""
    if file.read(0, len(_START)) != _START:
        raise NotABackup
    if file.size < _TAIL:
        raise BackupCut
    tail = file.read(file.size - _TAIL, _TAIL)
    if tail[-_END.size :][:4] != b"PK\5\6":
        raise BackupCut
    count, size, offset = _END64.unpack(tail[: _END64.size])[7:]
    if offset + size + _TAIL != file.size or tail != _tail(count, size, offset):
        raise BackupDamaged
    if count > MOST_MEMBERS or size > MOST_MEMBERS * (_ENTRY.size + _LONGEST + _ENTRY_SIZES.size):
        raise BackupTooLarge
    entries = tuple(_entries(file.read(offset, size), count))
    if (entries[-1].end if entries else 0) != offset:
        raise BackupDamaged
    if len({entry.name for entry in entries}) != count:
        raise BackupDamaged
    return entries


def _entries(directory: bytes, count: int) -> Iterator[Entry]:
    """Every line of the directory, each spelled as we spell it and none with anything between it and the next."""
    found = _LINE.findall(directory)
    length = sum(_ENTRY.size + len(name) + _ENTRY_SIZES.size for _crc, _length, name, _size, _offset in found)
    if len(found) != count or length != len(directory):
        raise BackupDamaged
    numbers = _NUMBERS.iter_unpack(b"".join([b"".join((crc, size, place)) for crc, _l, _n, size, place in found]))
    at, fixed = 0, _LOCAL.size + _LOCAL_SIZES.size
    for (_crc, told, raw, _size, _place), (crc, size, place) in zip(found, numbers, strict=True):
        if told[0] != len(raw) or place != at:
            raise BackupDamaged
        yield Entry(raw.decode("ascii"), crc, size, at)
        at += fixed + len(raw) + size  # as `end`, without a call for each of so many


def content(file: Bytes, entry: Entry, tell: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """The content of a member in pieces; BackupDamaged where it or what stands before it is not whole."""
    before = entry.start - entry.offset
    if file.read(entry.offset, before) != entry.header:
        raise BackupDamaged
    crc, at = 0, entry.start
    while at < entry.end:
        chunk = file.read(at, min(CHUNK, entry.end - at))
        if not chunk:
            raise BackupDamaged
        crc = zlib.crc32(chunk, crc)
        at += len(chunk)
        if tell:
            tell(len(chunk))
        yield chunk
    if crc != entry.crc:
        raise BackupDamaged
