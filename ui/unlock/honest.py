"""What CivicDesk protects from and what it does not: the words on the first page and in the help."""

from __future__ import annotations

from civicdesk.i18n import _


def promise() -> str:
    """The first half of the honest sentence: what is protected."""
    return _("CivicDesk protects your records if this computer is taken while it is locked or off.")


def limit() -> str:
    """The second half: what is not."""
    return _(
        "It cannot protect you from software that watches your screen or keys, from someone who makes you "
        "open it, or from files you save outside."
    )


def no_way_back() -> str:
    """What a lost passphrase means."""
    return _(
        "Nobody can open the vault without a passphrase: not even the people who made CivicDesk. "
        "If every passphrase is lost, the records are lost."
    )


def limits() -> tuple[tuple[str, str], ...]:
    """A page of limits: (situation, what CivicDesk does not promise), in plain words."""
    return (
        (
            _("Your laptop is taken while it is off or locked"),
            _(
                "They cannot read your records. They can see that CivicDesk is here, how large the vault is, and "
                "when it was last used. Turn on disk encryption as well: without it, the system may have written "
                "parts of what was on your screen to the disk."
            ),
        ),
        (
            _("Your laptop is taken while a vault is open"),
            _(
                "They can read what you can read. Press Ctrl+L when someone comes; nothing you typed in a saved "
                "record is lost."
            ),
        ),
        (
            _("Somebody makes you open it"),
            _(
                "CivicDesk has no hidden second vault and no false passphrase. You cannot be made to open a part "
                "of the vault that you have no key for."
            ),
        ),
        (
            _("A colleague passes on what they read"),
            _(
                "What was read cannot be unread, and a photo of the screen leaves no trace here. The journal "
                "shows what was changed and by whom."
            ),
        ),
        (
            _("There is spying software on this computer"),
            _(
                "It can read your keys and your screen, and CivicDesk cannot stop it. If you suspect it, do not "
                "open the vault; use another computer."
            ),
        ),
        *_limits_outside(),
    )


def _limits_outside() -> tuple[tuple[str, str], ...]:
    """What lies outside the vault, or beyond any program."""
    return (
        (
            _("Files you saved outside"),
            _(
                "A report you save is an ordinary file. Anybody who has it can read it, and other programs keep "
                "lists and previews of it."
            ),
        ),
        (
            _("A report is read by people who know the place"),
            _(
                "Names can be removed and a person still recognised from a place, a day or a rare event. Read "
                "the preview with their eyes before you save."
            ),
        ),
        (
            _("All passphrases are lost, or the only disk breaks"),
            _(
                "Then the records are gone. Keep a second copy of the vault folder on a disk in another place."
            ),
        ),
        (
            _("The vault lies in a folder that is copied to the Internet"),
            _(
                "CivicDesk itself uses no network at all. A sync program may still copy the locked files; choose "
                "a folder that is not synchronised."
            ),
        ),
    )
