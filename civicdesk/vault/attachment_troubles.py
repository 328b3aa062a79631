"""What can go wrong with an attached file, each with its own sentence; none of them says the name of a file."""

from __future__ import annotations

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_


class FileTooLarge(CivicDeskError):
    """More than the limit for one file."""

    says = N_("This file is larger than 250 MB, so it cannot be kept in the vault.")
    do = N_("Make it smaller or cut it into parts, or note on the record where it is kept.")


class TooManyFiles(CivicDeskError):
    """The vault holds as many files as one backup can list."""

    says = N_("This vault holds 64,000 attached files, as many as a backup can hold, so nothing was added.")
    do = N_("Take files away from records that no longer need them.")


class FileEmpty(CivicDeskError):
    """Nothing in it."""

    says = N_("This file is empty, so nothing was added.")
    do = N_("Look whether it was copied completely.")


class NotAFile(CivicDeskError):
    """A folder, a device or a pipe."""

    says = N_("This is not a file, so it cannot be added.")
    do = N_("Add the files in a folder one by one.")


class FileUnreadable(CivicDeskError):
    """The source cannot be opened or read."""

    says = N_("This file could not be read, so nothing was added.")
    do = N_("Look whether it is still there, whether its disk is connected, and whether you may open it.")


class FileChanged(CivicDeskError):
    """The source became longer, shorter or newer while it was read."""

    says = N_("This file changed while it was being read, so nothing was added.")
    do = N_("Wait until the other program has finished with it, and add it again.")


class NoRoomForFile(CivicDeskError):
    """Not enough space on the disk of the vault."""

    says = N_("There is not enough room for this file on the disk of the vault. Nothing of it was kept.")
    do = N_("Free some space and add it again.")


class NoMemoryForFile(CivicDeskError):
    """Memory ran out while a file was written or read."""

    says = N_("There is not enough free memory to work with this file. Nothing was changed.")
    do = N_("Close other programs and try again.")


class AttachmentMissing(CivicDeskError):
    """The record refers to a file that is not in the vault's folder."""

    says = N_("This attachment is not in the vault's folder any more.")
    do = N_("If you copied the vault, copy the whole folder; otherwise take it from the newest backup.")


class AttachmentCut(CivicDeskError):
    """Shorter than it was when it was written."""

    says = N_("This attachment has been cut short, so it was not opened.")
    do = N_("Take it from the newest backup.")


class AttachmentDamaged(CivicDeskError):
    """Does not authenticate."""

    says = N_("This attachment is damaged, so it was not opened.")
    do = N_("Take it from the newest backup, and check the disk.")


class AttachmentSwapped(CivicDeskError):
    """Another file of the same compartment under this name."""

    says = N_("Another file stands in the place of this attachment, so it was not opened.")
    do = N_("Somebody may have exchanged them: keep the folder as evidence and restore the newest backup.")


class AttachmentNotAFile(CivicDeskError):
    """A folder, a pipe, a device or a link under its name."""

    says = N_("Something that is not a file stands in the place of this attachment, so it was not opened.")
    do = N_("Somebody may have put it there: keep the folder as evidence and restore the newest backup.")


class AttachmentUnreadable(CivicDeskError):
    """The vault's own disk refused to read it."""

    says = N_("The disk of the vault could not read this attachment.")
    do = N_(
        "Check that this disk is connected and try again. "
        "If that does not help, take the attachment from the newest backup."
    )


class AttachmentForeign(CivicDeskError):
    """No key of this compartment fits: written elsewhere, or its beginning is damaged, which looks the same."""

    says = N_(
        "The file in the place of this attachment does not open with the keys of this part of the vault: "
        "it was put there from elsewhere, or its first lines are damaged."
    )
    do = N_("Put the right file back, or restore the newest backup.")
