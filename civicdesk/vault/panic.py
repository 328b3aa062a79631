"""The second level of panic: what opens the vault on this computer is destroyed; only a backup brings it back.

Off until an administrator allows it for the vault and the person at work arms it for this computer. It overwrites and
deletes the header, the keyslots, this computer's memory and its secret; the databases stay, and without a header nobody
has their keys. What it cannot reach is said at arming, word by word (`limits`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from civicdesk import clock, log
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_, _
from civicdesk.threads import begin
from civicdesk.vault import copies, device
from civicdesk.vault.administration import NotAdministrator, is_administrator
from civicdesk.vault.backup_list import KnownBackup, last_verified_backup

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

ALLOWED = "panic:allowed"
NEWEST = timedelta(days=14)
"""A backup older than this does not count."""
_KEPT = frozenset({"db", "att"})
"""Folders of ciphertext: worthless without the rest, and too large to be destroyed in a moment."""
_PATIENCE = 1.0
"""Seconds that the system's store may take to forget; the files are gone by then."""


class BackupTooOld(CivicDeskError):
    """There is no verified backup of the last fourteen days."""

    says = N_("There is no verified backup of the last 14 days, so this cannot be armed.")
    do = N_("Make a backup, let CivicDesk verify it, bring it to another place, and arm it then.")


class NotAllowedHere(CivicDeskError):
    """No administrator has allowed it for this vault."""

    says = N_("No administrator has allowed this for the vault.")
    do = N_("Ask an administrator to allow it; then each person arms their own computer.")


@dataclass(frozen=True)
class Target:
    """What would be destroyed, worked out while the vault is open: in a panic there is no time to look."""

    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    device: str = ""
    """Under which name the system's store keeps this computer's own secret; "" where there is none."""


def limits() -> tuple[str, ...]:
    """What has to be read before it is armed."""
    return (
        _(
            "This destroys what opens the vault on this computer: the vault's header, every keyslot, and what this "
            "computer remembers of the vault. No passphrase and no recovery key opens it here afterwards."
        ),
        _(
            "It does not erase backups, shadow copies, File History, cloud versions or copies on other computers. "
            "Whoever has one of them and a passphrase can still open the vault."
        ),
        _(
            "On a solid-state disk, old contents can stay in spare cells where no program reaches them. Disk "
            "encryption of the whole computer is what helps against that."
        ),
        _("The only way back is the backup that you verified and keep in another place."),
        _(
            "Destroying records during a search may be an offence. Ask your lawyer now, not then, and do not arm "
            "this before you have the answer."
        ),
    )


def is_allowed(vault: Vault) -> bool:
    """Whether an administrator allowed it for this vault."""
    return vault.setting(ALLOWED) is True


def allow(vault: Vault, *, allowed: bool) -> None:
    """An administrator allows it, or takes that back, which disarms every computer."""
    if not is_administrator(vault.opened):
        raise NotAdministrator
    _keep(vault, ALLOWED, allowed, "panic allowed" if allowed else "panic forbidden")


def usable_backup(vault: Vault) -> KnownBackup:
    """The verified backup that makes arming possible; BackupTooOld where there is none."""
    newest = last_verified_backup(vault)
    if newest is None or newest.is_ahead or clock.now() - newest.moment > NEWEST:
        raise BackupTooOld
    return newest


def arm(vault: Vault) -> None:
    """Arm it for this person on this computer; NotAllowedHere, BackupTooOld."""
    if not is_allowed(vault):
        raise NotAllowedHere
    usable_backup(vault)
    _keep(vault, _armed(vault), True, "panic armed")  # noqa: FBT003  (the value that is kept)


def disarm(vault: Vault) -> None:
    """Level 1, locking, remains."""
    _keep(vault, _armed(vault), False, "panic disarmed")  # noqa: FBT003  (the value that is kept)


def is_armed(vault: Vault) -> bool:
    """Whether level 2 would be carried out now."""
    return is_allowed(vault) and vault.setting(_armed(vault)) is True


def target(vault: Vault) -> Target:
    """Everything on this computer, outside the databases, by which this vault could be opened."""
    found = [path for path in _beside_the_databases(vault.path) if path.is_file()]
    memory = getattr(vault, "witness", None)
    stems = [memory.stem] if memory is not None else []
    found += [copy for stem in stems for copy in copies.paths(stem) if copy.is_file()]
    folders = tuple(dict.fromkeys(path.parent for path in found))
    return Target(tuple(found), folders, _device(vault))


def destroy(what: Target) -> int:
    """Overwrite all, flush, delete all, flush; goes on whatever happens.

    Answers how many files are still there as they were: neither overwritten nor deleted.
    """
    noise = {path for path in what.files if _done(copies.overwrite, path)}
    for path in what.files:
        _done(_unlink, path)
    left = sum(path not in noise and os.path.lexists(path) for path in what.files)
    for folder in what.folders:
        _done(copies.flush_folder, folder)
    if what.device:
        with suppress(MemoryError):
            begin(lambda: device.forget(what.device), "forget").join(_PATIENCE)
    log.note("panic.destroyed", len(what.files))
    return left


def _device(vault: Vault) -> str:
    try:
        return device.device_of(vault.path, vault.sid)
    except (OSError, CivicDeskError):
        return ""


def _beside_the_databases(folder: Path) -> list[Path]:
    """Header and keyslots first, then those of the copies that are made before great changes, then the rest."""
    inside: list[Path] = []
    for place, folders, names in os.walk(folder):  # goes on where a folder has vanished meanwhile
        folders[:] = [name for name in folders if name not in _KEPT]
        inside += [Path(place, name) for name in names]
    return sorted(inside, key=lambda path: (path.parent != folder, path.parent.name != "slots", path))


def _done(action: Callable[[Path], object], path: Path) -> bool:
    try:
        action(path)
    except (OSError, CivicDeskError):
        return False
    return True


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)


def _keep(vault: Vault, key: str, value: bool, verb: str) -> None:
    """The setting and a line in the journal, together."""
    with vault.transaction() as tx:
        tx.note("vault", "", verb, "")
        tx.store_for_writing("programme")
        vault.vocabularies_.save_settings({key: value})


def _armed(vault: Vault) -> str:
    return f"panic:{vault.sid}"
