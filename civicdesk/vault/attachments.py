"""Attached files: `att/<cid>/<random>.age`, written to the compartment's own age identity, never overwritten.

A file is whole and on the disk under its own name before any record can refer to it: the door for writing asks
(`attachment_care.settle`). What its record says of it, size and SHA-256, is checked at every reading.
"""

from __future__ import annotations

import errno
import io
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from civicdesk import log
from civicdesk.errors import CivicDeskError
from civicdesk.records.values import Attachment
from civicdesk.vault import age, copies
from civicdesk.vault.age import Reader, Writer
from civicdesk.vault.attachment_troubles import (
    AttachmentCut,
    AttachmentDamaged,
    AttachmentForeign,
    AttachmentMissing,
    AttachmentNotAFile,
    AttachmentSwapped,
    FileChanged,
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    NoMemoryForFile,
    NoRoomForFile,
    NotAFile,
    TooManyFiles,
)
from civicdesk.vault.layout import Layout
from civicdesk.vault.streams import (
    Digest,
    Incoming,
    Outgoing,
    Piped,
    Progress,
    opened_kept,
    quiet,
    vaults_disk,
)

if TYPE_CHECKING:
    from civicdesk.vault.compartment import CompartmentKeys
    from civicdesk.vault.folder import OpenedKeys
    from civicdesk.vault.vault import Vault

MOST_FILES = 64_000
"""So many a vault holds in all its parts: fewer than a backup can list (`archive.MOST_MEMBERS`)."""
MOST = 250_000_000
"""Bytes in one file."""
MUCH = 20_000_000_000
"""Bytes in all files of a vault from which on a person is warned."""
SUFFIX = ".age"
FILE = re.compile(r"([0-9a-f]{32})\.age")
"""Names of files of ours."""
_SPARE = 32 << 20
"""What is left free on the disk, so that records can still be saved."""
_NAME = 120
_PIECE, _TAG, _NONCE = 65536, 16, 16
_END_OF_HEADER = len("\n--- ") + 43 + 1
"""The last line of an age header: a code of 32 bytes in base64 without padding, and the end of the line."""


def add(
    vault: Vault,
    kind: str,
    source: Reader,
    name: str,
    *,
    size: int = 0,
    media: str = "",
    cleaned: bool = False,
    progress: Progress = quiet,
) -> Attachment:
    """Keep what `source` has in the compartment `kind`; the answer belongs into a record of that compartment.

    `size` is how much is expected, 0 if nobody knows. Whatever goes wrong, and whatever `progress` raises,
    nothing of the file is left under a name that counts.
    """
    keys = vault.opened.keys(kind)
    if size > MOST:
        raise FileTooLarge
    folder = made_folder(Layout(vault.path), keys.cid)
    _must_have_place(folder.parent)
    _must_have_room(folder, size or _PIECE)
    file_id = secrets.token_hex(16)
    with written(folder / f"{file_id}{SUFFIX}") as target, Digest() as digest:
        most, too_much = (size, FileChanged) if size else (MOST, FileTooLarge)
        stream = Incoming(source, digest, most, too_much, lambda done: progress(done, size))
        age.seal(stream, target, keys.attachment_key)
        if not digest.count:
            raise FileEmpty
        if digest.count < size:
            raise FileChanged
        found = Attachment(file_id, clean_name(name), digest.count, digest.hexdigest(), media, cleaned)
    _follow(vault, kind, keys, folder / f"{file_id}{SUFFIX}")
    return found


def _follow(vault: Vault, kind: str, keys: CompartmentKeys, path: Path) -> None:
    """Keys may have been renewed while a large file was written: then it goes under the new ones."""
    now = vault.opened.keys(kind)
    if now.epoch != keys.epoch:
        with written(path) as target:
            reseal(path, (keys,), now, target)


def add_file(
    vault: Vault, kind: str, path: Path, *, progress: Progress = quiet, media: str = ""
) -> Attachment:
    """Keep a copy of the file at `path`, which stays where it is."""
    with opened_source(path) as (source, size):
        return add(vault, kind, source, path.name, size=size, progress=progress, media=media)


@contextmanager
def opened_source(path: Path) -> Iterator[tuple[io.BufferedReader, int]]:
    """A file to add and its size; FileChanged at the end if somebody wrote to it meanwhile."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as trouble:
        raise (NotAFile if path.is_dir() else FileUnreadable) from trouble
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotAFile
    with os.fdopen(handle, "rb", buffering=0) as raw:
        before = os.fstat(raw.fileno())
        if not before.st_size:
            raise FileEmpty
        if before.st_size > MOST:
            raise FileTooLarge
        source = _Readable(raw)
        yield io.BufferedReader(source), before.st_size
        source.must_be_as_opened()  # another process may have read it


class _Readable(io.RawIOBase):
    """A source whose failures are told apart from failures of the vault's own disk.

    It has an end only where nobody wrote to it meanwhile: what was read by then is kept nowhere.
    """

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._opened = self._state()

    def _state(self) -> tuple[int, int]:
        found = os.fstat(self._raw.fileno())
        return found.st_size, found.st_mtime_ns

    def must_be_as_opened(self) -> None:
        """FileChanged if it is not."""
        if self._state() != self._opened:
            raise FileChanged

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        try:
            count = int(self._raw.readinto(buffer))  # type: ignore[attr-defined]
        except OSError as trouble:
            raise FileUnreadable from trouble
        if not count:
            self.must_be_as_opened()
        return count

    def fileno(self) -> int:
        return self._raw.fileno()


def clean_name(name: str) -> str:
    """A file's name as people may read it: one line, nothing that reorders or hides letters, not too long."""
    letters = (
        " " if letter.isspace() else letter for letter in name if letter.isprintable() or letter.isspace()
    )
    words = " ".join("".join(letters).replace("/", " ").replace("\\", " ").split())
    stem, dot, end = words.rpartition(".")
    if len(words) > _NAME and dot and len(end) < 10:
        return f"{stem[: _NAME - len(end) - 2]}….{end}"
    return words[:_NAME] or "–"


# reading -----------------------------------------------------------------------------------------


def read_into(vault: Vault, file: Attachment, target: Writer, progress: Progress = quiet) -> None:
    """Write the file to `target`, verified; on an error what was written so far must not be used."""
    keys, path = find(vault, file.id)
    read_file(path, file, keys, target, progress)


def open_plain(vault: Vault, file: Attachment) -> bytes:
    """The whole file in memory, verified."""
    target = io.BytesIO()
    read_into(vault, file, target)
    return target.getvalue()


def find(vault: Vault, file_id: str) -> tuple[tuple[CompartmentKeys, ...], Path]:
    """Where a file lies, and the keys of that compartment, newest first; AttachmentMissing."""
    opened = vault.opened
    for current in opened.compartments.values():
        path = place(vault.path, current.cid, file_id)
        with vaults_disk():
            is_here = path.exists()
        if is_here:
            return epochs(opened, current.cid), path
    raise AttachmentMissing


def epochs(opened: OpenedKeys, cid: str) -> tuple[CompartmentKeys, ...]:
    """The keys of a compartment, newest first: a file may wait for its renewal."""
    every = (keys for keys in opened.every_epoch if keys.cid == cid)
    return tuple(sorted(every, key=lambda keys: -keys.epoch))


def place(vault_path: Path, cid: str, file_id: str) -> Path:
    """Where a file of a compartment lies."""
    return Layout(vault_path).attachments(cid) / f"{file_id}{SUFFIX}"


def read_file(
    path: Path,
    file: Attachment,
    keys: tuple[CompartmentKeys, ...],
    target: Writer,
    progress: Progress = quiet,
) -> None:
    """Write the plain text of an age file to `target` and compare it with what the record says of it."""
    try:
        with opened_kept(path) as source, Digest() as digest:
            out = Outgoing(target, digest, file.size, AttachmentSwapped, lambda n: progress(n, file.size))
            age.unseal(source, out, [one.attachment_key for one in keys])
            out.finish()
            if (digest.count, digest.hexdigest()) != (file.size, file.sha256):
                raise AttachmentSwapped
    except age.WrongKey as trouble:
        raise AttachmentForeign from trouble
    except age.Broken as trouble:
        raise (AttachmentCut if _is_cut(path, file.size) else AttachmentDamaged) from trouble
    except MemoryError as trouble:
        raise NoMemoryForFile from trouble


def _is_cut(path: Path, size: int) -> bool:
    """Whether an age file is shorter than `size` bytes of plain text need."""
    with opened_kept(path) as source:
        head = source.read(4096)
    header = head.find(b"\n--- ") + _END_OF_HEADER if b"\n--- " in head else 0
    pieces = -(-size // _PIECE)
    return source.size < header + _NONCE + size + pieces * _TAG


# new keys ----------------------------------------------------------------------------------------


def reencrypt(
    vault: Vault, kind: str, old: CompartmentKeys, new: CompartmentKeys, progress: Progress = quiet
) -> tuple[str, ...]:
    """Write every file of a compartment to the keys of a new epoch; answers the ids of those that `old` does not open.

    Each file is at every moment wholly under the old keys or wholly under the new ones. After a kill it is
    called again with the same keys, and goes on with those that are left.
    """
    cid = vault.opened.keys(kind).cid
    log.note("attachments.renewed", new.epoch)
    files = files_in(Layout(vault.path).attachments(cid))
    total, done, lost = sum(size for _id, size in files), 0, []
    for file_id, size in files:
        progress(done, total)
        path = place(vault.path, cid, file_id)
        try:
            if not opens_with(path, new):
                with written(path) as target:
                    reseal(path, (old,), new, target)
        except (age.WrongKey, age.Broken, AttachmentNotAFile):
            lost.append(file_id)
        done += size
    progress(done, total)
    return tuple(lost)


class _Enough(Exception):
    """The first piece came through."""


class _FirstPiece:
    def write(self, _data: bytes) -> int:
        raise _Enough


def opens_with(path: Path, keys: CompartmentKeys) -> bool:
    """Whether a file was written to these keys; only its beginning is read."""
    try:
        with opened_kept(path) as source:
            age.unseal(source, _FirstPiece(), [keys.attachment_key])
    except _Enough:
        return True
    except (age.WrongKey, age.Broken):
        return False
    return True  # there is nothing in it


def files_in(folder: Path) -> list[tuple[str, int]]:
    """(id, size on disk) of every file of a compartment."""
    if not folder.is_dir():
        return []
    found = ((FILE.fullmatch(path.name), path) for path in sorted(folder.iterdir()))
    return [(match[1], path.stat().st_size) for match, path in found if match and path.is_file()]


def reseal(path: Path, old: tuple[CompartmentKeys, ...], new: CompartmentKeys, target: Writer) -> None:
    """Write an age file again to another identity, piece by piece."""

    def opened(into: Writer) -> None:
        with opened_kept(path) as source:
            age.unseal(source, into, [keys.attachment_key for keys in old])

    with Piped(opened) as plain:
        age.seal(plain, target, new.attachment_key)


# files -------------------------------------------------------------------------------------------


def used(vault_path: Path) -> int:
    """Bytes that all files of a vault take, of every compartment."""
    return sum(path.stat().st_size for path in (vault_path / "att").rglob("*.age"))


def made_folder(layout: Layout, cid: str) -> Path:
    """The folder of a compartment's files, made if need be."""
    folder = layout.attachments(cid)
    try:
        if not folder.is_dir():
            folder.mkdir(0o700, exist_ok=True)
            copies.flush_folder(folder.parent)
    except OSError as trouble:
        raise explained(trouble) from trouble
    return folder


def _must_have_place(folders: Path) -> None:
    """Refuse the file that no backup could hold any more."""
    try:
        within = [os.listdir(one) for one in folders.iterdir() if one.is_dir()]  # noqa: PTH208  (many names)
    except OSError as trouble:
        raise explained(trouble) from trouble
    if sum(map(len, within)) >= MOST_FILES:
        raise TooManyFiles


def _must_have_room(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size + _SPARE:
        raise NoRoomForFile


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A new file that takes its name when it is whole and on the disk; gone if anything goes wrong."""
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.unlink(missing_ok=True)  # of an attempt that was killed
        copies.create_file(fresh)
        with fresh.open("r+b") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        fresh.replace(path)
        copies.flush_folder(path.parent)
    except BaseException as trouble:
        with suppress(OSError):  # a disk that refuses everything: the next attempt takes it away
            fresh.unlink(missing_ok=True)
        if isinstance(trouble, OSError):
            raise explained(trouble) from trouble
        if isinstance(trouble, MemoryError):
            raise NoMemoryForFile from trouble
        raise


def explained(trouble: OSError) -> CivicDeskError:
    """The sentence for a file that could not be written."""
    if trouble.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return NoRoomForFile()
    return copies.explain(trouble)
