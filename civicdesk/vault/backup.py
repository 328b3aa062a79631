"""Making a backup: copy the vault at one moment, write one file, read it back from the medium, open what it holds.

Only then it gets its name and may be called verified. Nothing that was there before is touched until then.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from civicdesk import log
from civicdesk.errors import CivicDeskError
from civicdesk.vault import backup_list, backup_writing, generations, medium, workplace
from civicdesk.vault.backup_check import Opened
from civicdesk.vault.backup_refusals import BackupMissing, MediumGone
from civicdesk.vault.backup_writing import Meter, Proof, Report
from civicdesk.vault.generations import SUFFIX, quiet
from civicdesk.vault.layout import Layout
from civicdesk.vault.local_copy import KEPT_FOR, drop, drop_all, local_copies, local_copy
from civicdesk.vault.manifest import Manifest
from civicdesk.vault.opened_backup import opened
from civicdesk.vault.placing import check_backup_place

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


@dataclass(frozen=True)
class Made:
    """A backup that was written, read back from the medium, and opened as far as its maker has keys."""

    path: Path
    size: int
    medium: str
    manifest: Manifest
    how: str
    """How it was read back: `medium.DIRECT`, `ASKED` or `UNKNOWN`."""
    opened: tuple[Opened, ...]
    removed: tuple[str, ...] = ()
    """Older backups on the same disk that were deleted, because enough newer ones are good."""


def make_backup(vault: Vault, to: Path, report: Report = quiet, *, reason: str = "") -> Made:
    """Make a verified backup of an open vault in the folder `to`; each failure is an error of its own.

    When it raises, nothing is left at `to` under a final name, and what was there before is as it was; but for
    somebody who gives it up while older ones are looked through, which is after the new one is done. A folder that
    a sync program copies away needs a `reason`, which the journal keeps.
    """
    to = Path(to)
    check_backup_place(to, reason)
    if reason.strip() and not vault.read_only:
        with vault.transaction() as tx:
            tx.note("vault", "", "backup placed", reason.strip())
    place = backup_writing.working_place(Layout(vault.path), to)
    _sign_journals(vault)
    try:
        with workplace.folder(place) as work:
            path, size, made, proof = _written(vault, to, work, Meter(report))
    except BackupMissing as trouble:  # what was written a moment ago is not there any more
        raise MediumGone from trouble
    label = medium.label_of(to)
    kept = vault.read_only or not _remembered(vault, made, label, path) or any(one.files for one in proof.opened)
    removed = () if kept else _pruned(vault, made, path, report)
    log.note("backup.made")
    return Made(path, size, label, made, proof.how, proof.opened, removed)


def _written(vault: Vault, to: Path, work: Path, meter: Meter) -> tuple[Path, int, Manifest, Proof]:
    """The file under its final name, its size, what it says, and the proof that came before the name."""
    moment = backup_writing.freeze(vault, work, to, meter)
    with workplace.file(to) as part:
        made = backup_writing.write(vault, moment, part, meter)
        proof = backup_writing.prove(vault, part, made, work, meter)
        with medium.troubles(to):
            path = backup_writing.give_name(part, to, SUFFIX)
    with opened(path) as backup:
        return path, backup.size, made, proof


def _remembered(vault: Vault, made: Manifest, label: str, path: Path) -> bool:
    """The vault remembers it; that this fails takes nothing from the backup."""
    try:
        backup_list.remember(vault, made, label, path.name)
        drop_all(Layout(vault.path), older_than=KEPT_FOR)
    except CivicDeskError:
        log.note("backup.unremembered")
        return False
    return True


def _pruned(vault: Vault, made: Manifest, path: Path, report: Report) -> tuple[str, ...]:
    """Older ones that are not needed go; that this fails takes nothing from the new one."""
    try:
        return generations.prune(vault, path.parent, made.id, report)
    except CivicDeskError:
        log.note("backup.unpruned")
        return ()


def _sign_journals(vault: Vault) -> None:
    """Sign every journal up to this person's newest line; a vault that may not be written goes without."""
    try:
        with vault.transaction() as tx:
            for kind, store in vault.stores.items():
                if store.journal.needs_sign(store.db, vault.sid):
                    store.journal.sign(tx.store_for_writing(kind).db, vault.author)
    except CivicDeskError:
        log.note("backup.unsigned")


__all__ = ["SUFFIX", "Made", "drop", "drop_all", "local_copies", "local_copy", "make_backup", "quiet"]
