"""What can go wrong, each with its own sentence for a person and what to do next; never record content."""

from __future__ import annotations

from civicdesk.i18n import N_, _


class CivicDeskError(Exception):
    """Something a person must be told: `sentence` says what happened, `todo` what to do. Not a bug."""

    says = ""
    do = ""

    def __init__(self, sentence: str = "", todo: str = "") -> None:
        self.sentence = sentence or _(self.says)
        self.todo = todo or _(self.do)
        super().__init__(self.sentence, self.todo)

    def __str__(self) -> str:
        return f"{self.sentence} {self.todo}".strip()


class WrongPassphrase(CivicDeskError):
    """The key check value does not match: another passphrase (or another person's) was typed."""

    says = N_("This passphrase does not open this vault.")
    do = N_("Check the keyboard layout and Caps Lock, and type it again.")


class DeviceKeyMissing(CivicDeskError):
    """The slot also needs a secret kept by this computer, and it is not there."""

    says = N_("This computer's own key for the vault is missing.")
    do = N_("Use the recovery key. Nothing has been deleted.")


class HeaderDamaged(CivicDeskError):
    """Both header copies fail their digest: an accident, not a wrong passphrase."""

    says = N_(
        "Both copies of the vault's header are damaged, so the vault cannot be opened. "
        "Your passphrase is not the problem."
    )
    do = N_("Stop using this disk and restore the newest backup into a new folder.")


class HeaderFull(CivicDeskError):
    """The header has no place for another person, key or signature: it has bounds that every reader knows."""

    says = N_("This vault has no room for more people and keys. Those of long ago count too.")
    do = N_(
        "Put recovery keys out of use that nobody needs any more, and try again. If that does not help, "
        "start a new vault."
    )


class SlotDamaged(CivicDeskError):
    """Both copies of a keyslot fail their digest."""

    says = N_(
        "Both copies of your keyslot are damaged, so the vault cannot be opened. "
        "Your passphrase is not the problem."
    )
    do = N_("Restore the newest backup, or ask another member or the holder of the recovery key.")


class SlotMissing(CivicDeskError):
    """The vault has no keyslot for this person and device."""

    says = N_("This vault has no keyslot for you on this computer.")
    do = N_("Restore the newest backup, or ask an administrator to admit you again.")


class VaultForged(CivicDeskError):
    """Digest right, signature or authentication wrong: somebody changed the file on purpose."""

    says = N_("Somebody has changed this vault's key files on purpose. CivicDesk will not open it.")
    do = N_("Do not type your passphrase into this copy again. Keep it as evidence and restore a backup.")


class NotEnoughMemory(CivicDeskError):
    """The key derivation could not get its memory."""

    says = N_("There is not enough free memory to work out the key. Your passphrase was not checked.")
    do = N_("Close other programs and try again.")


class NoMemoryToOpen(CivicDeskError):
    """Memory ran out after the passphrase was typed and before the vault was open."""

    says = N_("There is not enough free memory to open this vault. Nothing in it was changed.")
    do = N_("Close other programs and try again.")


class OutOfMemory(CivicDeskError):
    """The database library ran out of memory; the transaction was rolled back."""

    says = N_("This computer has run out of memory. The last change was not saved.")
    do = N_("Close other programs and save again.")


class VaultInUse(CivicDeskError):
    """Another process (or another window) holds the lock."""

    says = N_("This vault is already open in another window or by another user.")
    do = N_("Close it there first.")


class VaultTooNew(CivicDeskError):
    """Written by a later version whose format this program does not know."""

    says = N_("This vault was written by a newer version of CivicDesk.")
    do = N_("Install the newer version. Nothing has been changed.")


class NotAVault(CivicDeskError):
    """The folder is not a vault."""

    says = N_("This folder is not a CivicDesk vault.")
    do = N_("Choose a folder whose name ends in .civicdesk.")


class VaultMissing(CivicDeskError):
    """There is nothing at that place."""

    says = N_("There is no vault at this place.")
    do = N_("If it is on a USB disk, plug the disk in; otherwise choose another place.")


class FolderNotEmpty(CivicDeskError):
    """A vault is only ever created in a new or empty folder."""

    says = N_("There is already something in this folder, and a new vault never overwrites anything.")
    do = N_("Choose another name or an empty folder.")


class ReadOnlyPlace(CivicDeskError):
    """The place cannot be written to."""

    says = N_("CivicDesk may not write to this place.")
    do = N_("Copy the vault to your own disk, or ask for permission to write here.")


class DiskFull(CivicDeskError):
    """No space left; the transaction was rolled back."""

    says = N_("The disk is full. The last change was not saved; everything saved before is safe.")
    do = N_("Free some space and save again.")


class DiskTrouble(CivicDeskError):
    """Reading or writing failed. The save may or may not have landed: re-read before saying so."""

    says = N_("The disk could not be read or written.")
    do = N_("Check that the disk is connected, look at the record again, and make a backup.")


class DatabaseMissing(CivicDeskError):
    """The file of a compartment is not there; it is never created silently."""

    says = N_("A database of this vault is missing.")
    do = N_("If you copied the vault, copy the whole folder; otherwise restore the newest backup.")


class DatabaseCut(CivicDeskError):
    """Empty, too small, or not a whole number of pages."""

    says = N_("A database of this vault has been cut short.")
    do = N_("Copy the vault again if this is a copy; otherwise restore the newest backup.")


class DatabaseDamaged(CivicDeskError):
    """The key is right and the pages do not authenticate, or the structure is broken."""

    says = N_("A database of this vault is damaged. Your passphrase is not the problem.")
    do = N_("Restore the newest backup into a new folder, and keep the damaged one.")


class DatabaseSwapped(CivicDeskError):
    """A database that belongs to another vault or another compartment."""

    says = N_("A database of this vault belongs to another vault or another compartment.")
    do = N_("Put the right file back, or restore the newest backup.")


class PlainDatabase(CivicDeskError):
    """An unencrypted database stands where an encrypted one must be."""

    says = N_("A database of this vault is not encrypted, so CivicDesk will not use it.")
    do = N_("Somebody has replaced it: keep it as evidence and restore the newest backup.")


class WeakPassphrase(CivicDeskError):
    """The passphrase is shorter than the policy allows."""

    says = N_("This passphrase is too short to protect the people in the vault.")
    do = N_("Use at least five words or twenty characters, or take the generated words.")


class KnownPassphrase(CivicDeskError):
    """Most of the passphrase stands in the vault, in its name, or in what anybody would try."""

    says = N_("Most of this passphrase is what somebody who knows your work would try first.")
    do = N_("Take words that have nothing to do with your work, or take the generated words.")


class RecipeBroken(CivicDeskError):
    """A safety setting of the database library did not take effect."""

    says = N_("The database library here does not keep its safety settings, so the vault stays closed.")
    do = N_("Install CivicDesk again from the original package.")


class MembershipEnded(CivicDeskError):
    """The keyslot belongs to somebody who has left; their keys were taken away."""

    says = N_("This keyslot belongs to somebody who is no longer a member of this vault.")
    do = N_("If that is a mistake, ask an administrator to let you in again.")


class NoKey(CivicDeskError):
    """This member has no key for that compartment."""

    says = N_("You do not have the key to this part of the vault.")
    do = N_("Ask an administrator if you need it for your work.")


class VaultLocked(CivicDeskError):
    """The vault has been locked meanwhile; nothing can be read or written."""

    says = N_("The vault is locked.")
    do = N_("Unlock it and try again.")


class VaultReadOnly(CivicDeskError):
    """The vault is older than this computer remembers, and nobody has said yet how that came about."""

    says = N_("Nothing can be saved: this vault is older than this computer remembers.")
    do = N_("Open it in the window and say first whether you restored a backup.")
