"""Where vaults, backups and files may go: where a sync program copies them away only if somebody writes why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_, _
from civicdesk.synchronised import sync_program

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

SHORTEST_REASON = 10
"""Letters that a reason has at least."""


class PlaceSynchronised(CivicDeskError):
    """The folder is copied to the Internet, and no reason was given."""

    says = N_("This folder may be copied to the Internet by a sync program.")
    do = N_("Choose another folder, or write why this is needed.")


def check_place(path: Path, reason: str = "") -> None:
    """Raise PlaceSynchronised if `path` is to be made in a synchronised folder, unless a reason answers for it."""
    if len(reason.strip()) < SHORTEST_REASON and sync_program(path.absolute().parent):
        raise PlaceSynchronised


class BackupSynchronised(CivicDeskError):
    """A backup would be written where a sync program takes it away, and no reason was given (V-EXP-05)."""

    says = N_("This folder may copy the backup to the Internet.")
    do = N_("Choose another folder, or write why this is needed.")


def check_backup_place(folder: Path, reason: str = "") -> None:
    """Raise BackupSynchronised for a backup into a synchronised folder, unless a reason answers for it."""
    if len(reason.strip()) < SHORTEST_REASON and sync_program(folder.absolute()):
        raise BackupSynchronised


class SheetSynchronised(CivicDeskError):
    """A recovery sheet would be written where a sync program takes it away: nothing answers for that."""

    says = N_("This folder may be copied to the Internet by a sync program, and a sheet is not encrypted.")
    do = N_("Choose another folder, or copy the sheet by hand.")


def check_sheet_place(folder: Path) -> None:
    """Raise SheetSynchronised for a recovery sheet in a synchronised folder; there is no reason good enough."""
    if sync_program(folder.absolute()):
        raise SheetSynchronised


def note_place(vault: Vault, reason: str) -> None:
    """Keep in the journal why the vault lies in a synchronised folder; nothing where it does not."""
    if sync_program(vault.path):
        with vault.transaction() as tx:
            tx.note("vault", "", "placed", reason.strip())


def place_warning(path: Path) -> str:
    """What is said at every start while the vault lies in a synchronised folder; "" where it does not."""
    program = sync_program(path)
    if not program:
        return ""
    return _(
        "{program} may copy this vault to the Internet: locked, but with its sizes and times, and as often as it "
        "changes. Move the folder out of it."
    ).format(program=program)
