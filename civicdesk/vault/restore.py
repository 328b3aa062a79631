"""Restoring a backup: always into a new folder, checked before and after, never over anything that is there."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from civicdesk import log
from civicdesk.errors import CivicDeskError, DiskFull, DiskTrouble
from civicdesk.i18n import _
from civicdesk.synchronised import sync_program
from civicdesk.vault import copies, header, medium, workplace
from civicdesk.vault.backup import quiet
from civicdesk.vault.backup_refusals import (
    NoRoomToRestore,
    RestoreFailed,
    RestoreNotAllowed,
    RestoreNowhere,
    RestoreSynchronised,
    RestoreTaken,
)
from civicdesk.vault.backup_writing import SPARE, Meter, Report
from civicdesk.vault.layout import SUFFIX, Layout
from civicdesk.vault.manifest import Manifest
from civicdesk.vault.medium import MediumFile
from civicdesk.vault.opened_backup import Backup, opened


@dataclass(frozen=True)
class Restored:
    """A vault that was restored; it opens with the passphrases of the moment of the backup."""

    path: Path
    manifest: Manifest


def restore(file: Path, to: Path, report: Report = quiet) -> Restored:
    """Restore the backup `file` as the new folder `to`; when it raises, there is nothing at `to`."""
    file, to = Path(file), Path(to)
    if to.suffix != SUFFIX:
        to = to.with_name(to.name + SUFFIX)
    _must_be_free(to)
    _may_lie_in(to.parent)
    with opened(file) as backup:
        meter = Meter(report, 2 * backup.manifest.size)
        _must_fit(backup, to.parent)
        workplace.clear(to.parent)
        with workplace.folder(to.parent) as work:
            _write(backup, work / "vault", meter)
            _prove(backup, work / "vault", meter)
            _must_be_free(to)
            (work / "vault").rename(to)
            copies.flush_folder(to.parent)
    log.note("backup.restored")
    return Restored(to, backup.manifest)


def _must_be_free(to: Path) -> None:
    try:
        taken = to.exists() or to.is_symlink()
    except OSError as trouble:  # a name that is too long, or a folder that may not be looked into
        raise copies.explain(trouble) from trouble
    if taken:
        raise RestoreTaken


def _may_lie_in(folder: Path) -> None:
    """A folder that is there, may be written to, and is not copied away."""
    if not folder.is_dir():
        raise RestoreNowhere
    if sync_program(folder.absolute()):
        raise RestoreSynchronised
    if not os.access(folder, os.W_OK | os.X_OK):
        raise RestoreNotAllowed


def _must_fit(backup: Backup, place: Path) -> None:
    try:
        free = medium.free_space(place)
    except OSError as trouble:
        raise RestoreNowhere from trouble
    if free < backup.manifest.size * SPARE:
        raise NoRoomToRestore


def _write(backup: Backup, to: Path, meter: Meter) -> None:
    """Read the backup, compare all of it with its manifest, and write it below `to`."""
    meter.say(_("Checking the backup and writing the vault…"))
    members = backup.manifest.members
    try:
        Layout(to).make()
        for folder in sorted({(to / m.name).parent for m in members if m.name.startswith("att/")}):
            folder.mkdir(0o700)
        backup.read_all(meter.add, lambda name: to / name, flush=True)
        for folder in (to, *(path for path in to.rglob("*") if path.is_dir())):
            copies.flush_folder(folder)
    except (OSError, DiskFull, DiskTrouble) as trouble:
        known = copies.explain(trouble) if isinstance(trouble, OSError) else trouble
        raise (NoRoomToRestore if isinstance(known, DiskFull) else RestoreFailed) from trouble


def _prove(backup: Backup, to: Path, meter: Meter) -> None:
    """Read everything again from the disk, and take the header and the keyslots apart."""
    meter.say(_("Reading the new vault back…"))
    for member in backup.manifest.members:
        try:
            same = _digest(to / member.name, meter) == member.sha256
        except OSError as trouble:
            raise RestoreFailed from trouble
        if not same:
            raise RestoreFailed
    try:
        header.read(Layout(to).header)
    except CivicDeskError as trouble:
        raise RestoreFailed from trouble


def _digest(path: Path, meter: Meter) -> str:
    digest = hashlib.sha256()
    with MediumFile(path) as file:
        for at in range(0, file.size, medium.BUFFER):
            chunk = file.read(at, medium.BUFFER)
            digest.update(chunk)
            meter.add(len(chunk))
    return digest.hexdigest()
