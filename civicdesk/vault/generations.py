"""The backups of a vault on one disk: which there are, whether one is still good, and which may go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from civicdesk import log
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.vault import backup_list, backup_writing, medium, workplace
from civicdesk.vault.backup_check import Opened, open_databases, wanted
from civicdesk.vault.backup_refusals import (
    BackupAltered,
    BackupCut,
    BackupDamaged,
    BackupFaulty,
    BackupOfAnother,
    BackupUnknownSigner,
    NewBackupFirst,
    NotABackup,
)
from civicdesk.vault.backup_writing import Meter, Proof, Report
from civicdesk.vault.layout import Layout
from civicdesk.vault.opened_backup import opened

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

SUFFIX = ".cdbackup"
LEAST = 3
"""So many generations are kept on every disk; a setting may ask for more."""
KEEP = "backups.keep"
BAD = (NotABackup, BackupCut, BackupDamaged, BackupAltered, BackupUnknownSigner, BackupFaulty)
"""What says that a file is no good backup, and not only that it could not be read just now."""


@dataclass(frozen=True)
class Generation:
    """One backup of this vault on a disk; `trouble` is a sentence if it is not whole at first sight."""

    path: Path
    size: int
    id: str = ""
    at: str = ""
    trouble: str = ""


def quiet(_done: int, _total: int, _words: str) -> None:
    """For nobody who looks on."""


def generations(to: Path, vid: str) -> tuple[Generation, ...]:
    """The backups of the vault `vid` in a folder, newest first, after a look at their outside.

    A file that is not whole may be anybody's, and comes last.
    """
    with medium.troubles(to):
        files = sorted(to.glob(f"*{SUFFIX}"))
    found = [one for path in files if (one := _seen(path, vid)) is not None]
    return tuple(sorted(found, key=lambda one: (one.at, one.path.name), reverse=True))


def _seen(path: Path, vid: str) -> Generation | None:
    try:
        with opened(path, glance=True) as backup:
            if backup.manifest.vid != vid:
                return None
            return Generation(path, backup.size, backup.manifest.id, backup.manifest.at)
    except CivicDeskError as trouble:
        return Generation(path, _size(path), trouble=trouble.sentence)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def check_backup(vault: Vault, path: Path, report: Report = quiet) -> Proof:
    """Read a backup of this vault from its disk in full and open what it holds; each failure has its sentence.

    One that is found to be bad does not count as verified any more.
    """
    try:
        return _checked(vault, Path(path), report)
    except BAD:
        log.note("backup.bad")
        if not vault.read_only:
            backup_list.forget_file(vault, medium.label_of(Path(path).parent), Path(path).name)
        raise


def _checked(vault: Vault, path: Path, report: Report) -> Proof:
    place = backup_writing.working_place(Layout(vault.path), path.parent)
    with opened(path) as backup, workplace.folder(place) as work:
        if backup.manifest.vid != vault.opened.vid:
            raise BackupOfAnother
        read = Layout(work / "read")
        read.make()
        meter = Meter(report, backup.manifest.size)
        meter.say(_("Reading it from the disk…"))
        backup.read_all(meter.add, wanted(read.path))
        say = lambda _kind: meter.say(_("Opening it…"))  # noqa: E731
        found = open_databases(backup, vault.opened, read.path, say)
        if any(one.faults for one in found):
            raise BackupFaulty(_first_fault(found))
        return Proof(backup.file.how, found)


def _first_fault(found: Iterable[Opened]) -> str:
    return next(fault for one in found for fault in one.faults)


def prune(vault: Vault, to: Path, newest: str, report: Report = quiet) -> tuple[str, ...]:
    """Delete what is older than the generations to keep; answers the names of the files that went.

    Only a backup that this vault knows to have been verified goes, and only after enough newer ones were read in
    full just now. `newest` is the one that has been verified a moment ago. Which is newer the vault remembers: a
    clock that was wrong for a while must cost nobody a backup.
    """
    keep = max(LEAST, int(vault.setting(KEEP) or LEAST))
    known = {one.id: place for place, one in enumerate(backup_list.known_backups(vault))}
    whole = [one for one in generations(to, vault.opened.vid) if not one.trouble]
    whole.sort(key=lambda one: (one.id != newest, known.get(one.id, backup_list.MOST)))
    if not any(one.id in known for one in whole[keep:]):
        return ()
    good = 0
    gone = []
    for one in whole:
        if good < keep:
            good += one.id == newest or _is_good(one, report)
        elif one.id in known:
            gone.append(one)
    return tuple(_deleted(vault, gone))


def _is_good(one: Generation, report: Report) -> bool:
    try:
        with opened(one.path) as backup:
            meter = Meter(report, backup.manifest.size)
            meter.say(_("Reading an older backup before the oldest is deleted…"))
            backup.read_all(meter.add, lambda _name: None)
    except CivicDeskError:
        log.note("backup.older.bad")
        return False
    return True


def delete_known(vault: Vault, to: Path, ids: Collection[str]) -> tuple[Generation, ...]:
    """Delete these backups in a folder, for an old passphrase opens them; answers those that went.

    NewBackupFirst where this vault knows of no other that was verified. The disk may keep what was in them.
    """
    if all(one.id in ids for one in backup_list.known_backups(vault)):
        raise NewBackupFirst
    found = tuple(one for one in generations(to, vault.opened.vid) if one.id in ids)
    for _name in _deleted(vault, found):
        log.note("backup.old.deleted")
    return found


def _deleted(vault: Vault, gone: Iterable[Generation]) -> Iterator[str]:
    for one in gone:
        with medium.troubles(one.path):
            one.path.unlink()
        backup_list.forget(vault, [one.id])
        yield one.path.name
