"""Leaving the vault behind: what opens it is destroyed on this computer, after a backup and with the passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_, _
from civicdesk.vault import panic
from civicdesk.vault.device import open_vault
from ui.people.work import Report, WorkDialog
from ui.pieces import Sentence, button
from ui.records.words import instant_words
from ui.session import Session
from ui.unlock.passphrase import PassphraseField

if TYPE_CHECKING:
    from civicdesk.vault.backup_list import KnownBackup
    from civicdesk.vault.vault import Vault


class NothingBringsItBack(CivicDeskError):
    """Removing the vault without a verified backup of these days would lose it."""

    says = N_("There is no verified backup of the last 14 days, so this vault stays on this computer.")
    do = N_("Make a backup, let CivicDesk verify it, and bring it to another place.")


class RemoveDialog(WorkDialog):
    """Accepted when the passphrase was right and a backup is there; whoever opened it destroys what opens the vault."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, _("Remove this vault from this computer"), parent, 620, 640)
        self.backup = Sentence("", "label")
        self.away = QCheckBox(_("The verified &backup is in another place, and does not travel"))
        self.passphrase = PassphraseField(_("Your &passphrase"))
        self.remove_button = button(_("&Remove this vault from this computer"), self.remove, "dangerous")
        self._has_backup = False
        self.body.addWidget(self.backup)
        for words in limits():
            self.body.addWidget(Sentence(f"▲ {words}", "warning"))
        self.body.addWidget(
            Sentence(_("What was written after that backup is lost. Drafts that are not saved are lost too."))
        )
        self.body.addWidget(self.away)
        self.body.addWidget(self.passphrase)
        self.body.addStretch(1)
        self.foot.addWidget(self.remove_button)
        self.away.toggled.connect(lambda _on: self._look())
        self.passphrase.edited.connect(lambda _text: self._look())
        session.run(newest_backup, self._tell_backup, self.failed, owner=self)
        self._look()

    def _tell_backup(self, found: KnownBackup) -> None:
        self._has_backup = True
        self.backup.say(_("The newest verified backup: {when}.").format(when=instant_words(found.moment)))
        self._look()

    def remove(self) -> None:
        """Ask the keyslot once more whether this is the person, and the list whether there is a backup."""
        text = self.passphrase.text()

        def work(vault: Vault, _report: Report) -> None:
            newest_backup(vault)
            open_vault(vault.path, text, sid=vault.sid)

        self.work(work, lambda _none: self.accept(), _("Checking the passphrase…"), self.remove_button)

    def _look(self) -> None:
        ready = self._has_backup and self.away.isChecked() and bool(self.passphrase.text())
        self.remove_button.setEnabled(ready)


def newest_backup(vault: Vault) -> KnownBackup:
    """The verified backup from which the vault can come back; NothingBringsItBack where there is none."""
    try:
        return panic.usable_backup(vault)
    except panic.BackupTooOld as trouble:
        raise NothingBringsItBack from trouble


def limits() -> tuple[str, ...]:
    """What removing cannot do, and what it may mean."""
    return (
        *panic.limits()[:-1],
        _(
            "The encrypted databases stay in the folder. Only with a backup and a passphrase could they be read."
        ),
        _("Destroying records while somebody investigates may be an offence. Ask your lawyer before."),
    )
