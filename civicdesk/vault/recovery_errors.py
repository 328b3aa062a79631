"""What can be wrong with a recovery key that somebody types, each with its own sentence."""

from __future__ import annotations

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_, _, ngettext


class RecoveryError(CivicDeskError):
    """Recovery material was not accepted; nothing was changed."""


class NothingTyped(RecoveryError):
    """There are no words and no groups."""

    says = N_("No recovery words were given.")
    do = N_("Type the words of one sheet, in their order.")


class UnknownWord(RecoveryError):
    """A word that is not one of the 1,024."""

    def __init__(self, place: int, near: str = "") -> None:
        self.place, self.near = place, near
        super().__init__(
            _("Word {place} is not one of the recovery words.").format(place=place),
            _("Did you mean “{word}”? Look at the sheet.").format(word=near)
            if near
            else _("Look at the sheet again."),
        )


class WordsMissing(RecoveryError):
    """Fewer words than a sheet has."""

    def __init__(self, found: int, wanted: int) -> None:
        self.found = found
        said = ngettext(
            "This is {n} word, and a sheet has {wanted}.",
            "These are {n} words, and a sheet has {wanted}.",
            found,
        )
        super().__init__(
            said.format(n=found, wanted=wanted),
            _("Count them against the numbers on the sheet and add what is missing."),
        )


class TooManyWords(RecoveryError):
    """More words than a sheet has."""

    def __init__(self, found: int, wanted: int) -> None:
        self.found = found
        super().__init__(
            _("These are {n} words, and a sheet has only {wanted}.").format(n=found, wanted=wanted),
            _("Type one sheet at a time, and look whether a word was typed twice."),
        )


class ShareMistyped(RecoveryError):
    """Every word is on the list, and the checksum says that they are not those of the sheet."""

    def __init__(self, place: int = 0) -> None:
        self.place = place
        super().__init__(
            _("Every word is on the list, but together they are not the words of a sheet."),
            _("Look at word {place} first.").format(place=place)
            if place
            else _("Compare each word with the sheet; two may have changed places."),
        )


class NotOurShare(RecoveryError):
    """A valid share that some other program made."""

    says = N_("These words are right in themselves, but CivicDesk did not make them.")
    do = N_("They may belong to a wallet or to another program. Look for the CivicDesk sheet.")


class ShareTwice(RecoveryError):
    """The same share again, and so not enough different ones."""

    says = N_("The same share was given twice.")
    do = N_("Ask another holder for theirs: each share counts once.")


class TooFewShares(RecoveryError):
    """Shares of one set, fewer than it takes."""

    def __init__(self, found: int, needed: int) -> None:
        self.found, self.needed = found, needed
        said = ngettext(
            "It takes {needed} shares of the same set, and there is {n}.",
            "It takes {needed} shares of the same set, and there are {n}.",
            found,
        )
        super().__init__(said.format(n=found, needed=needed), _("Ask another holder for their sheet."))


class DifferentSets(RecoveryError):
    """Enough shares, but of different sets."""

    says = N_("These shares are right, but they belong to different sets and do not go together.")
    do = N_("Compare the number of the set printed on each sheet: it must be the same on all of them.")


class SharesDoNotFit(RecoveryError):
    """Shares that claim one set and do not make a secret together."""

    says = N_(
        "These shares bear the same set, but they do not make a key together: one of them is not genuine."
    )
    do = N_("Try with the share of another holder, and keep the odd one as evidence.")


class GroupWrong(RecoveryError):
    """A group of the printed key whose check letter does not fit."""

    def __init__(self, place: int, meant: str = "") -> None:
        self.place, self.meant = place, meant
        super().__init__(
            _("Group {place} is not as it was printed.").format(place=place),
            _("Perhaps it reads {group}.").format(group=meant)
            if meant
            else _("Compare its five letters with the sheet, and the order of the groups."),
        )


class GroupsMissing(RecoveryError):
    """Fewer or more letters than thirteen groups of five."""

    def __init__(self, found: int, wanted: int) -> None:
        self.found = found
        super().__init__(
            _("These are {n} letters and digits; the printed key has {wanted}.").format(
                n=found, wanted=wanted
            ),
            _("It is thirteen groups of five. Compare them with the sheet one by one."),
        )


class GroupsDoNotBelong(RecoveryError):
    """Each group is right and the whole is not."""

    says = N_("Each group is right by itself, but together they are not one key.")
    do = N_("Look whether groups of two sheets were mixed.")


class KeyOfAnotherVault(RecoveryError):
    """A whole and right secret that this vault does not know: another's, one forgotten, or one not approved."""

    says = N_(
        "This recovery key is whole, but it belongs to another vault, waits for a second signature, or was replaced "
        "long ago."
    )
    do = N_(
        "Compare the number of the key printed on the sheet, and choose the vault that it belongs to, or ask an "
        "administrator what became of this key."
    )

    def __init__(self, rid: str) -> None:
        self.rid = rid
        super().__init__()


class KeyReplaced(RecoveryError):
    """A key that this vault once had."""

    says = N_("This recovery key was replaced by a newer one and no longer opens anything.")
    do = N_("Look for the newer sheet, and destroy this one.")


class KeyNotApproved(RecoveryError):
    """A key that waits for the signature of a second administrator, or that they would not sign."""

    says = N_("This recovery key opens nothing yet: a second administrator has not signed it.")
    do = N_(
        "Let a second administrator approve it, and then test it again. If nothing of it waits for them, make a "
        "new key and destroy this sheet."
    )


class MainKeyNeeded(RecoveryError):
    """Only the key of the security part was given."""

    says = N_(
        "This key opens only the security part. To get into the vault, the main recovery key is needed as well."
    )
    do = N_("Type the words of both.")


class NameHasKeys(RecoveryError):
    """The name that was given is that of somebody who has keys: whoever that is would answer for what is done now."""

    says = N_("Somebody of this name has keys to this vault now. Nothing was changed.")
    do = N_(
        "If this is you and your passphrase is lost, let your new passphrase replace your old keys, on all your "
        "devices. If it is a colleague, write your own name."
    )


class OldKeysOpenMore(RecoveryError):
    """The keys that would be replaced open a part that the sheets do not open, which might be lost with them."""

    says = N_("Your old keys open a part of the vault that these sheets do not open. Nothing was changed.")
    do = N_(
        "Type the sheets of that part as well. If there are none, write your name in another way, such as with the "
        "year behind it: your old keys then stay as they are."
    )


class RecoveryFailed(RecoveryError):
    """The process that joins the shares did not answer in time or at all."""

    says = N_("The shares could not be put together, because the computer did not finish the work.")
    do = N_("Close other programs and try again.")


class RecoveryNotTested(CivicDeskError):
    """A second record in a vault whose recovery was never made and typed back."""

    says = N_(
        "This was not saved. Before a second record goes into this vault, its recovery must be made and tested."
    )
    do = N_("Open “Recovery”, make the sheets and type one back. It takes a few minutes, once.")


class NoRoomForKeys(CivicDeskError):
    """The header has no place for another recovery key."""

    says = N_("This vault has as many recovery keys as it can hold.")
    do = N_("Retire one that is no longer needed.")
