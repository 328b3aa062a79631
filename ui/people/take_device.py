"""Taking the keys of one device from somebody who stays: it was lost, taken, replaced or given on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.services import devices
from civicdesk.services.devices import Device
from civicdesk.services.membership import Left
from civicdesk.services.roster import Entry
from ui.people.taking import TakingDialog, backup_words, renewal_words
from ui.people.work import Report, renewing
from ui.pieces import Labelled, Sentence, button
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

Offered = tuple[tuple[Device, str], ...]
"""Each device, and what to say about known backups that it opens."""


class TakeDeviceDialog(TakingDialog):
    """Which device, what that does and cannot do; then the work; then what is still to be done."""

    def __init__(self, session: Session, entry: Entry, parent: QWidget | None = None) -> None:
        title = _("Take one device away from {name}").format(name=entry.name)
        super().__init__(session, title, parent, 640, 620)
        self._entry, self.device = entry, QComboBox()
        self.take_button = button(_("&Take its keys away"), self.take, "dangerous")
        self.take_button.setEnabled(False)
        self._backups = Sentence("", "warning")
        self._offered: Offered = ()
        self._lay_out()
        mid = entry.person.mid
        session.run(lambda vault: _offered(vault, mid), self._offer, self.failed, owner=self)
        self.device.setFocus()

    def _lay_out(self) -> None:
        column: QVBoxLayout = self.column
        column.addLayout(Labelled(_("&Device (the word of its keyslot)"), self.device))
        column.addWidget(
            Sentence(_("At once: the keyslot of this device is removed. The person keeps the others."))
        )
        if self._entry.parts:
            column.addWidget(Sentence(renewal_words(self._entry.parts)))
        for words in (
            _(
                "What lies on the device can still be opened with its passphrase: its copy of the vault, as it is now."
            ),
            _(
                "Where another device of theirs opens with the same passphrase, change it there now. Whoever knows "
                "it could open a newer copy of the vault with it."
            ),
        ):
            column.addWidget(Sentence(f"▲ {words}", "warning"))
        column.addWidget(self._backups)
        column.addLayout(Labelled(_("&Why (goes into the journal)"), self.reason))
        self.foot.addWidget(self.take_button)
        self._backups.hide()
        self.device.currentIndexChanged.connect(self._tell_backups)

    def _offer(self, found: Offered) -> None:
        """Each device but the one in use."""
        self._offered = tuple(one for one in found if not one[0].is_here)
        self.device.clear()
        for one, _backups in self._offered:
            words = _("{label}, since {day}").format(label=one.label or one.sid, day=one.since)
            self.device.addItem(words, one.sid)
        self.take_button.setEnabled(bool(self._offered))
        self._tell_backups()

    def _tell_backups(self) -> None:
        at = self.device.currentIndex()
        words = self._offered[at][1] if 0 <= at < len(self._offered) else ""
        self._backups.say(words)
        self._backups.setVisible(bool(words))

    def take(self) -> None:
        """Take them; the rest of the window stays alive."""
        chosen, why = self._offered[self.device.currentIndex()][0], self.reason.text().strip()

        def work(vault: Vault, report: Report) -> Left:
            return devices.take_device(vault, chosen.sid, reason=why, progress=renewing(report))

        def taken(left: Left) -> None:
            self.take_button.hide()
            label = chosen.label or chosen.sid
            self.show_left(
                left,
                _("The device “{label}” has no keys any more").format(label=label),
                devices.copied(label, is_renewed=not left.due),
            )

        self.work(work, taken, _("Taking the keys away…"), self.take_button, self.before)


def _offered(vault: Vault, mid: str) -> Offered:
    return tuple((one, backup_words(vault, (one.sid,))) for one in devices.devices(vault, mid))
