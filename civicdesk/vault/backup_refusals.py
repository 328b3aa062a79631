"""What can go wrong with a backup, each with its own sentence."""

from __future__ import annotations

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_, _


class NotABackup(CivicDeskError):
    """The file is something else."""

    says = N_("This file is not a CivicDesk backup.")
    do = N_("Choose a file whose name ends in .cdbackup.")


class BackupMissing(CivicDeskError):
    """There is no file at that place."""

    says = N_("There is no backup at this place.")
    do = N_("If it is on a USB disk, plug the disk in; otherwise choose another file.")


class BackupCut(CivicDeskError):
    """It begins like a backup, and the end is not there."""

    says = N_("This backup has been cut short: its end is missing.")
    do = N_("Copy it again from where it came, or use another backup.")


class BackupDamaged(CivicDeskError):
    """A digest does not match: an accident."""

    says = N_("This backup is damaged.")
    do = N_("Use another backup. Do not delete this one before another has been checked.")


class BackupAltered(CivicDeskError):
    """Whole, but not as its maker signed it."""

    says = N_("Somebody has changed this backup on purpose, so it is not used.")
    do = N_("Keep it as evidence and use another backup.")


class BackupUnknownSigner(CivicDeskError):
    """Signed by a key that is not a member's."""

    says = N_("This backup was not made by a member of its vault, so it is not used.")
    do = N_("Ask whoever gave it to you how it was made, and use another backup.")


class BackupTooNew(CivicDeskError):
    """A format that this program does not know."""

    says = N_("This backup was made by a newer version of CivicDesk.")
    do = N_("Install the newer version. Nothing has been changed.")


class BackupTooLarge(CivicDeskError):
    """More files in it than any vault has."""

    says = N_("This backup holds more files than any vault has, so it is not used.")
    do = N_("Use another backup.")


class TooManyToBackUp(CivicDeskError):
    """The folders of the vault hold more files than a backup lists: not by this program, which stops before."""

    says = N_("The folder of this vault holds more files than a backup can, so none was made.")
    do = N_("Ask who looks after your computers: somebody or another program has put files into it.")


class BackupOfAnother(CivicDeskError):
    """A backup of another vault."""

    says = N_("This backup is of another vault.")
    do = N_("Choose a backup of the vault that is open, or restore this one into a new folder.")


class BackupNotProved(CivicDeskError):
    """What was read back is not what was written."""

    says = N_(
        "The backup was written, but what came back from the medium was wrong, so it was removed. "
        "Older backups were not touched."
    )
    do = N_("Use another disk. This one is not to be trusted.")


class BackupOfFaulty(CivicDeskError):
    """The copy is faithful, and what was copied has a fault."""

    def __init__(self, fault: str) -> None:
        super().__init__(
            _("The vault itself has a fault, so this copy is not a good backup, and it was removed: {fault}").format(
                fault=fault
            ),
            _("Run “Check the vault” to see all that is wrong, and keep every older backup."),
        )


class BackupFaulty(CivicDeskError):
    """Whole and rightly signed, and its databases do not hold what they should."""

    def __init__(self, fault: str) -> None:
        super().__init__(
            _("This backup is as it was written, but there is a fault in it: {fault}").format(fault=fault),
            _("Keep it, and use another backup if you need one."),
        )


class NewBackupFirst(CivicDeskError):
    """The only backups that this vault knows of would be deleted."""

    says = N_("These are the only backups that this vault knows of, so none was deleted.")
    do = N_("Make a new backup first: it opens with the present passphrases only.")


class VaultMoved(CivicDeskError):
    """A file that belongs to the vault disappeared while it was being copied."""

    says = N_("A file of the vault went away while the backup was being made, so it was given up.")
    do = N_("Make the backup again.")


class PartInUse(CivicDeskError):
    """A database that this person has no key to is being written by somebody else."""

    says = N_(
        "A colleague is working in a part of the vault that you have no key to, so it cannot be copied."
    )
    do = N_("Ask them to lock the vault for a minute, and make the backup again.")


class BackupInside(CivicDeskError):
    """A backup inside the vault is lost with it."""

    says = N_("A backup inside the vault would be lost together with it.")
    do = N_("Choose a USB disk, or a folder outside the vault.")


class MediumGone(CivicDeskError):
    """The disk was pulled out."""

    says = N_("The disk with the backup is gone, so nothing was kept there. Older backups were not touched.")
    do = N_("Plug it in again, wait a moment, and make the backup again.")


class MediumFull(CivicDeskError):
    """No room left on the medium while writing."""

    says = N_("The disk for the backup became full, so nothing was kept there. Your records are safe.")
    do = N_("Free some space there, or use a larger disk.")


class MediumReadOnly(CivicDeskError):
    """The medium may not be written to."""

    says = N_("CivicDesk may not write to the place for the backup.")
    do = N_("Look for a lock switch on the disk, or choose another place.")


class MediumTrouble(CivicDeskError):
    """The medium could not be read or written."""

    says = N_("The disk with the backup could not be read or written.")
    do = N_("Use another disk. Older backups on this one may be in danger: copy them.")


class FileTooLarge(CivicDeskError):
    """FAT holds no file of 4 GiB."""

    says = N_("The disk for the backup takes no file of 4 GiB or more (it is formatted as FAT).")
    do = N_("Format it as exFAT, which deletes everything on it, or use another disk.")


class NoRoom(CivicDeskError):
    """Too little space on the medium before anything was written."""

    def __init__(self, needed: int, free: int) -> None:
        self.needed, self.free = needed, free
        said = _("The disk for the backup is too small: {needed} MB are needed and {free} MB are free.")
        super().__init__(
            said.format(needed=-(-needed // 1_000_000), free=free // 1_000_000),
            _("Free some space there, or choose a larger disk."),
        )


class NoWorkingRoom(CivicDeskError):
    """The vault is copied beside itself first, and there is no room for that, here or on the medium."""

    says = N_("This computer's disk is too full to copy the vault, and so is the disk for the backup.")
    do = N_("Free some space on one of them, and make the backup again.")


class NoRoomToRestore(CivicDeskError):
    """Too little space for a restored vault."""

    says = N_("There is not enough space at this place for the vault that is in the backup.")
    do = N_("Free some space there, or choose another place.")


class RestoreTaken(CivicDeskError):
    """A vault is restored into a new folder only."""

    says = N_("There is already something at this place, and a restored vault never overwrites anything.")
    do = N_("Choose the name of a folder that does not exist yet.")


class RestoreNowhere(CivicDeskError):
    """The folder in which the vault was to be restored is not there, or went away."""

    says = N_("The folder in which the vault is to be restored is not there.")
    do = N_("Choose a folder that exists. If it is on a USB disk, plug the disk in.")


class RestoreNotAllowed(CivicDeskError):
    """The folder in which the vault was to be restored may not be written to."""

    says = N_("CivicDesk may not write to the folder in which the vault is to be restored.")
    do = N_("Choose another folder.")


class RestoreSynchronised(CivicDeskError):
    """A vault is restored where no sync program takes it away."""

    says = N_("This folder may be copied to the Internet by a sync program, so no vault is restored there.")
    do = N_("Choose another folder.")


class RestoreFailed(CivicDeskError):
    """What was written is not what the backup holds."""

    says = N_("The vault was written, but what came back from the disk was wrong, so it was removed.")
    do = N_("Restore it to another disk. The backup was not touched.")
