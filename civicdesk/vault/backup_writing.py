"""The steps of a backup: the vault as it is at one moment, the file on the medium, and the proof that it is right."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from civicdesk import __version__, clock
from civicdesk.errors import DiskFull
from civicdesk.i18n import _
from civicdesk.vault import archive, copies, manifest, medium, snapshot, workplace
from civicdesk.vault.archive import Writer
from civicdesk.vault.backup_check import Opened, open_databases, wanted
from civicdesk.vault.backup_refusals import (
    BackupAltered,
    BackupCut,
    BackupDamaged,
    BackupInside,
    BackupNotProved,
    BackupOfFaulty,
    BackupTooNew,
    BackupUnknownSigner,
    FileTooLarge,
    MediumGone,
    NoRoom,
    NotABackup,
    NoWorkingRoom,
    TooManyToBackUp,
    VaultMoved,
)
from civicdesk.vault.heads import Heads
from civicdesk.vault.layout import Layout
from civicdesk.vault.manifest import Manifest, Member
from civicdesk.vault.opened_backup import opened

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

SPARE = 1.3
"""So much more than the file needs must be free before anything is written."""
_KEYS = 1024
"""More than there can be copies of the header and of keyslots, the manifest and its signature."""
Report = Callable[[int, int, str], None]
"""Told (bytes done, of how many, what is being done); may raise to stop."""
_NOT_RIGHT = (BackupAltered, BackupCut, BackupDamaged, BackupTooNew, BackupUnknownSigner, NotABackup)


@dataclass
class Meter:
    """Adds up what was done and reports it."""

    report: Report
    total: int = 0
    done: int = 0
    words: str = field(default="")

    def add(self, count: int) -> None:
        """So many bytes more; the report may raise to stop."""
        self.done += count
        self.report(min(self.done, self.total), self.total, self.words)

    def say(self, words: str) -> None:
        """What is being done now."""
        self.words = words
        self.add(0)


@dataclass(frozen=True)
class Source:
    """One file that goes into the backup."""

    name: str
    path: Path
    size: int


@dataclass(frozen=True)
class Moment:
    """The vault as it was at one moment."""

    at: str
    heads: Heads
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Proof:
    """How a backup was read back (`medium.DIRECT`, `ASKED`, `UNKNOWN`) and what became of each compartment."""

    how: str
    opened: tuple[Opened, ...]


def room_for_databases(layout: Layout) -> int:
    """Bytes that the copies of all databases need."""
    return sum((layout.path / name).stat().st_size for name in snapshot.databases(layout)) + (8 << 20)


def working_place(layout: Layout, to: Path) -> Path:
    """Where the databases are copied to first: beside them, or on the medium where there is no room."""
    with medium.troubles(to):
        if Path(os.path.realpath(to)).is_relative_to(os.path.realpath(layout.path)):
            raise BackupInside
        if not to.is_dir():
            raise MediumGone
        needed = room_for_databases(layout)
        for place in (layout.path, to):
            workplace.clear(place)
            if medium.free_space(place) >= needed:
                return place
    raise NoWorkingRoom


def freeze(vault: Vault, work: Path, to: Path, meter: Meter) -> Moment:
    """Copy what may change into `work` while nobody writes; attachments never change and are read later."""
    layout, copy = Layout(vault.path), Layout(work / "copy")
    with snapshot.held(vault):
        steady = [_source(layout.path, name) for name in snapshot.attachments(layout)]
        changing = [_source(layout.path, name) for name in snapshot.databases(layout)]
        whole = _must_fit(to, [*steady, *changing])
        meter.total = 2 * whole + sum(source.size for source in changing)
        meter.say(_("Copying…"))
        names = _copied(layout, copy, meter)
        at, now = clock.now().isoformat(), Heads.of(vault)
    return Moment(at, now, (*(_source(copy.path, name) for name in names), *steady))


def _source(start: Path, name: str) -> Source:
    try:
        return Source(name, start / name, (start / name).stat().st_size)
    except FileNotFoundError as trouble:
        raise VaultMoved from trouble
    except OSError as trouble:
        raise copies.explain(trouble) from trouble


def _must_fit(to: Path, sources: list[Source]) -> int:
    """How large the backup becomes, unless there is no room for it."""
    if len(sources) + _KEYS > archive.MOST_MEMBERS:
        raise TooManyToBackUp
    whole = archive.size_of((source.name, source.size) for source in sources) + (1 << 16)
    with medium.troubles(to):
        free = medium.free_space(to)
        if free < whole * SPARE:
            raise NoRoom(int(whole * SPARE), free)
        if not medium.takes(to, whole):
            raise FileTooLarge
    return whole


def _copied(layout: Layout, copy: Layout, meter: Meter) -> list[str]:
    try:
        copy.make()
        keys = snapshot.copy_keys(layout, copy.path)
        return keys + snapshot.copy_databases(layout, copy.path, meter.add)
    except (OSError, DiskFull) as trouble:
        known = copies.explain(trouble) if isinstance(trouble, OSError) else trouble
        raise (NoWorkingRoom() if isinstance(known, DiskFull) else known) from trouble


def write(vault: Vault, moment: Moment, part: Path, meter: Meter) -> Manifest:
    """Write the backup into the empty file `part` and flush it to the medium."""
    meter.say(_("Writing the backup…"))
    with medium.troubles(part), part.open("r+b", buffering=archive.CHUNK) as file:
        writer = Writer(file)
        members = [
            Member(s.name, s.size, writer.add(s.name, s.size, _chunks(s, meter))) for s in moment.sources
        ]
        keys = vault.opened
        if Heads.of(vault).gen != moment.heads.gen:
            raise VaultMoved  # a renewal of keys writes attachments again, under keys that are not in this copy
        made = Manifest(
            keys.vid, moment.heads.gen, keys.sid, moment.at, __version__, moment.heads, tuple(members)
        )
        raw = made.to_bytes()
        for name, content in ((archive.MANIFEST, raw), (archive.SIGNATURE, manifest.sign(raw, keys.sign))):
            writer.add(name, len(content), [content])
        writer.finish()
        file.flush()
        os.fsync(file.fileno())
    return manifest.parse(raw, len(members))


def _chunks(source: Source, meter: Meter) -> Iterator[bytes]:
    """The content of a file of the vault; what goes wrong here is not the medium's fault."""
    left = source.size
    try:
        with source.path.open("rb", buffering=0) as file:
            while left:
                chunk = file.read(min(archive.CHUNK, left))
                if not chunk:
                    raise VaultMoved
                left -= len(chunk)
                meter.add(len(chunk))
                yield chunk
    except FileNotFoundError as trouble:
        raise VaultMoved from trouble
    except OSError as trouble:
        raise copies.explain(trouble) from trouble


def prove(vault: Vault, part: Path, made: Manifest, work: Path, meter: Meter) -> Proof:
    """Read the file back from the medium and open what it holds; BackupNotProved, BackupOfFaulty."""
    shutil.rmtree(work / "copy", ignore_errors=True)
    read = Layout(work / "read")
    read.make()
    meter.say(_("Reading it back from the disk…"))
    try:
        with opened(part) as backup:
            if backup.manifest.id != made.id:
                raise BackupNotProved
            backup.read_all(meter.add, wanted(read.path))
            how = backup.file.how
            found = open_databases(backup, vault.opened, read.path, lambda _kind: meter.say(_("Opening it…")))
    except _NOT_RIGHT as trouble:
        raise BackupNotProved from trouble
    for one in found:
        if one.faults:
            raise BackupOfFaulty(one.faults[0])
    return Proof(how, found)


def give_name(part: Path, to: Path, suffix: str) -> Path:
    """The first free name of today, never over a file that is there; and the folder is flushed."""
    number, today = 1, clock.today().isoformat()
    while not _moved(part, path := to / f"backup-{today}-{number:02}{suffix}"):
        number += 1
    _flush(to)
    return path


def _moved(part: Path, path: Path) -> bool:
    """Give `part` this name if nothing has it; a link cannot overwrite, and FAT has none."""
    try:
        os.link(part, path)
    except FileExistsError:
        return False
    except OSError:
        if os.path.lexists(path):
            return False
        part.rename(path)
        return True
    part.unlink()
    return True


def _flush(to: Path) -> None:
    try:
        copies.flush_folder(to)
    except OSError:
        pass  # a file system that cannot flush a folder; the file itself is flushed
