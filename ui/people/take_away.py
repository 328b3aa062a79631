"""Taking all keys away from a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from civicdesk.i18n import _, ngettext
from civicdesk.records.choices import LeavingKind
from civicdesk.services import membership
from civicdesk.services.membership import Left
from civicdesk.services.roster import Entry
from ui.people.taking import TakingDialog, backup_words, renewal_words
from ui.people.work import Report, renewing
from ui.pieces import Labelled, Sentence, button
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

Before = tuple[tuple[str, ...], str]


class TakeAwayDialog(TakingDialog):
    """What it does and what it cannot do; then the work; then what is still to be done."""

    def __init__(self, session: Session, entry: Entry, parent: QWidget | None = None) -> None:
        title = _("Take all keys away from {name}").format(name=entry.name)
        super().__init__(session, title, parent, 640, 680)
        self._entry, self.kind = entry, QComboBox()
        self.take_button = button(_("&Take all keys away"), self.take, "dangerous")
        self._think = QVBoxLayout()
        self._lay_out()
        session.run(lambda vault: _before(vault, entry), self._tell_before, owner=self)
        self.kind.setFocus()

    def _lay_out(self) -> None:
        for kind in LeavingKind:
            self.kind.addItem(kind.label, kind.value)
        self.kind.setCurrentIndex(self.kind.findData("immediate"))
        self.column.addWidget(Sentence("■ " + membership.copied(self._entry.name), "danger"))
        for words in _what_happens(self._entry):
            self.column.addWidget(Sentence(words))
        self.column.addLayout(self._think)
        self.column.addLayout(Labelled(_("&How they leave"), self.kind))
        self.column.addLayout(Labelled(_("&Why (goes into the journal)"), self.reason))
        self.foot.addWidget(self.take_button)

    def _tell_before(self, found: Before) -> None:
        sentences, backups = found
        if sentences:
            self._think.addWidget(Sentence(_("Think of this; none of it holds the keys back"), "section"))
        for words in sentences:
            self._think.addWidget(Sentence(f"▲ {words}", "warning"))
        if backups:
            self._think.addWidget(Sentence(backups, "warning"))

    def take(self) -> None:
        """Take them; the rest of the window stays alive."""
        mid, why = self._entry.person.mid, self.reason.text().strip()
        kind = LeavingKind(self.kind.currentData())

        def work(vault: Vault, report: Report) -> Left:
            return membership.leave(vault, mid, kind=kind, reason=why, progress=renewing(report))

        self.work(work, self._taken, _("Taking the keys away…"), self.take_button, self.before)

    def _taken(self, left: Left) -> None:
        self.session.changed.emit({"staff_member": frozenset()})
        self.take_button.hide()
        words = membership.copied(self._entry.name, is_renewed=not left.due)
        self.show_left(left, _("{name} has no keys any more").format(name=self._entry.name), words)
        if left.staff_ref:
            self.add(_("The steps stand in the staff record {ref}.").format(ref=left.staff_ref), "small")


def _before(vault: Vault, entry: Entry) -> Before:
    return membership.before_leaving(vault, entry.person.mid), backup_words(vault, entry.person.sids)


def _what_happens(entry: Entry) -> tuple[str, ...]:
    devices = ngettext(
        "At once: {n} keyslot is removed, and the passphrase opens this vault no more.",
        "At once: {n} keyslots are removed, and their passphrases open this vault no more.",
        entry.person.devices,
    ).format(n=entry.person.devices)
    return (devices, renewal_words(entry.parts)) if entry.parts else (devices,)
