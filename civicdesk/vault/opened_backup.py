"""Reading a backup: its directory, its signature, its content against the manifest, and the databases themselves."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.vault import archive, header, manifest, medium, members, workplace
from civicdesk.vault.archive import Entry
from civicdesk.vault.backup_refusals import (
    BackupAltered,
    BackupDamaged,
    BackupOfAnother,
    BackupTooLarge,
    BackupTooNew,
    BackupUnknownSigner,
)
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.frame import MAX_BODY, Altered, Damaged, TooNew
from civicdesk.vault.header import Header
from civicdesk.vault.manifest import Manifest
from civicdesk.vault.medium import MediumFile

_MOST_HEADER = MAX_BODY + 4096
Tell = Callable[[int], None]
"""Told how many bytes were read; may raise to stop."""


@dataclass(frozen=True)
class Backup:
    """A backup whose directory, manifest and signature are right; its content has not been read yet."""

    path: Path
    file: MediumFile
    entries: tuple[Entry, ...]
    manifest: Manifest
    header: Header

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.file.size

    def read_all(self, tell: Tell, keep: Callable[[str], Path | None], *, flush: bool = False) -> None:
        """Read every member and compare it with the manifest; BackupDamaged for the first that differs.

        Where `keep` answers a path, the content is written there (a new file), and flushed if it is to stay.
        """
        for entry, member in zip(self.entries, self.manifest.members, strict=False):
            digest = hashlib.sha256()
            chunks = self._read(entry, tell, digest.update)
            place = keep(entry.name)
            if place is None:
                for _chunk in chunks:
                    pass
            else:
                write_new(place, chunks, flush=flush)
            if digest.hexdigest() != member.sha256:
                raise BackupDamaged

    def _read(self, entry: Entry, tell: Tell, update: Callable[[bytes], None]) -> Iterator[bytes]:
        """A trouble in here is one of the backup's disk, and not of the disk to which it is written."""
        with medium.troubles(self.path):
            for chunk in archive.content(self.file, entry, tell):
                update(chunk)
                yield chunk


def write_new(path: Path, chunks: Iterable[bytes], *, flush: bool) -> None:
    """A new file with this content, private from birth."""
    with workplace.new_file(path) as file:
        for chunk in chunks:
            file.write(chunk)
        if flush:
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def opened(path: Path, *, glance: bool = False) -> Iterator[Backup]:
    """Open a backup and believe its directory and its signature; each failure is an error of its own."""
    with medium.troubles(path), MediumFile(path, glance=glance) as file:
        entries = archive.read_directory(file)
        raw, signature = _ends(file, entries)
        found = manifest.parse(raw, len(entries))
        listed = [(member.name, member.size) for member in found.members]
        if listed != [(entry.name, entry.size) for entry in entries[:-2]]:
            raise BackupAltered
        yield Backup(path, file, entries, found, _signer_known(file, entries, found, raw, signature))


def _ends(file: MediumFile, entries: tuple[Entry, ...]) -> tuple[bytes, bytes]:
    """The manifest and its signature, which are the last two members."""
    if [entry.name for entry in entries[-2:]] != [archive.MANIFEST, archive.SIGNATURE]:
        raise BackupDamaged
    if entries[-2].size > manifest.longest(len(entries)) or entries[-1].size != 64:
        raise BackupTooLarge
    first, second = (b"".join(archive.content(file, entry)) for entry in entries[-2:])
    return first, second


def _signer_known(
    file: MediumFile, entries: tuple[Entry, ...], found: Manifest, raw: bytes, signature: bytes
) -> Header:
    """The header in the backup, in which whoever signed the manifest must be a member."""
    inside = _header(file, entries)
    member = inside.member(found.sid)
    if member is None or inside.vid != found.vid:
        raise BackupUnknownSigner
    if not manifest.is_signed(raw, signature, member.ed25519):
        raise BackupAltered
    return inside


def _header(file: MediumFile, entries: tuple[Entry, ...]) -> Header:
    """The newer of the whole copies of the header."""
    found: list[Header] = []
    trouble: type[CivicDeskError] = BackupDamaged
    for entry in entries:
        if entry.name in ("vault.a", "vault.b"):
            if entry.size > _MOST_HEADER:
                raise BackupTooLarge
            try:
                found.append(header.parse(b"".join(archive.content(file, entry))))
            except Damaged:
                continue
            except Altered:
                trouble = BackupAltered
            except TooNew as newer:
                raise BackupTooNew from newer
    if not found:
        raise trouble
    return max(found, key=lambda one: one.gen)


def keys_for(backup: Backup, keys: OpenedKeys, place: Path) -> OpenedKeys:
    """What the person whose keys are open can open of a backup that lies extracted at `place`.

    BackupOfAnother if it is of another vault; BackupUnknownSigner if its header is not by an administrator
    whom the open vault knows.
    """
    inside = backup.header
    if inside.vid != keys.vid:
        raise BackupOfAnother
    if inside.signer not in {admin.pub for admin in keys.header.admins}:
        raise BackupUnknownSigner
    every = members.keys_of(inside, keys.sid, keys.box) if inside.member(keys.sid) else ()
    newest = {one.kind: one for one in sorted(every, key=lambda one: one.epoch)}
    return replace(keys, path=place, header=inside, compartments=newest, every_epoch=tuple(every), healed=[])
