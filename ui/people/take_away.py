"""Taking all keys away from a person: said honestly before, done at once, and what is open is listed after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from civicdesk.i18n import _, ngettext
from civicdesk.records.choices import LeavingKind
from civicdesk.services import membership
from civicdesk.services.membership import Left
from civicdesk.services.roster import Entry
from civicdesk.vault import backup_list
from civicdesk.vault.backup_list import KnownBackup
from ui import theme
from ui.people.work import Report, WorkDialog, renewing
from ui.pieces import Labelled, Sentence, Stack, button, keep_from_keyboard
from ui.session import Session
from ui.status import compartment_label

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

Before = tuple[tuple[str, ...], tuple[KnownBackup, ...]]


class TakeAwayDialog(WorkDialog):
    """What it does and what it cannot do; then the work; then what is still to be done."""

    def __init__(self, session: Session, entry: Entry, parent: QWidget | None = None) -> None:
        title = _("Take all keys away from {name}").format(name=entry.name)
        super().__init__(session, title, parent, 640, 680)
        self._entry = entry
        self.left: Left | None = None
        self.kind, self.reason = QComboBox(), QLineEdit()
        self.take_button = button(_("&Take all keys away"), self.take, "dangerous")
        self.forget_button = button(_("These backups &are destroyed"), self._forget)
        self.steps, self.before, self.after = Stack(), QWidget(), QWidget()
        self._think, self._open = QVBoxLayout(), QVBoxLayout(self.after)
        self._open.setContentsMargins(0, 0, 0, 0)
        self._lay_out()
        session.run(lambda vault: _before(vault, entry), self._tell_before, owner=self)
        self.kind.setFocus()

    def _lay_out(self) -> None:
        for kind in LeavingKind:
            self.kind.addItem(kind.label, kind.value)
        self.kind.setCurrentIndex(self.kind.findData("immediate"))
        keep_from_keyboard(self.reason)
        column = QVBoxLayout(self.before)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(Sentence("■ " + membership.copied(self._entry.name), "danger"))
        for words in _what_happens(self._entry):
            column.addWidget(Sentence(words))
        column.addLayout(self._think)
        column.addLayout(Labelled(_("&How they leave"), self.kind))
        column.addLayout(Labelled(_("&Why (goes into the journal)"), self.reason))
        self.steps.add(self.before)
        self.steps.add(self.after)
        self.body.addWidget(self.steps)
        self.body.addStretch(1)
        self.foot.addWidget(self.take_button)
        self.foot.insertWidget(0, self.forget_button)
        self.forget_button.hide()

    def _tell_before(self, found: Before) -> None:
        sentences, backups = found
        if sentences:
            self._think.addWidget(Sentence(_("Think of this; none of it holds the keys back"), "section"))
        for words in sentences:
            self._think.addWidget(Sentence(f"▲ {words}", "warning"))
        if backups:
            self._think.addWidget(Sentence(_backup_words(len(backups)), "warning"))

    def take(self) -> None:
        """Take them; the rest of the window stays alive."""
        mid, why = self._entry.person.mid, self.reason.text().strip()
        kind = LeavingKind(self.kind.currentData())

        def work(vault: Vault, report: Report) -> Left:
            return membership.leave(vault, mid, kind=kind, reason=why, progress=renewing(report))

        self.work(work, self._taken, _("Taking the keys away…"), self.take_button, self.before)

    def _taken(self, left: Left) -> None:
        self.left = left
        self.session.changed.emit({"staff_member": frozenset()})
        self.steps.show_page(self.after)
        self.take_button.hide()
        self.close_button.setText(_("&Close"))
        self.close_button.setFocus()
        self.heading.say(_("{name} has no keys any more").format(name=self._entry.name))
        words = membership.copied(self._entry.name, is_renewed=not left.due)
        self.banner.say(words, "warning" if left.due else "good")
        if left.due:
            parts = ", ".join(compartment_label(kind) for kind in left.due)
            self._add(
                "▲ "
                + _(
                    "Still to be renewed, by an administrator who can open them: {parts}. Until then, who has a "
                    "copy of these keys could read what is written there."
                ).format(parts=parts),
                "warning",
            )
        self._tell_open(left)

    def _tell_open(self, left: Left) -> None:
        if left.still_open:
            self._add(_("Still to be done"), "section")
        for words in left.still_open:
            self._add(f"● {words}")
        if left.staff_ref:
            self._add(_("The steps stand in the staff record {ref}.").format(ref=left.staff_ref), "small")
        if left.backups:
            self._add(_("Backups that still open with the old passphrase"), "section")
            self._add(_("Find them and destroy them, or keep in mind that they exist."))
            for one in left.backups:
                self._add(f"● {one.at[:10]}  ·  {one.medium}  ·  {one.file}")
            self.forget_button.show()

    def _add(self, words: str, role: str = "") -> None:
        self._open.addWidget(Sentence(words, role))

    def _forget(self) -> None:
        """The person says that they destroyed them: the list of known backups no longer names them."""
        ids = [one.id for one in self.left.backups] if self.left else []
        self.session.act(
            lambda vault: backup_list.forget(vault, ids),
            lambda _nothing: self.forget_button.hide(),
            self.failed,
            owner=self,
        )


def _before(vault: Vault, entry: Entry) -> Before:
    sids = entry.person.sids
    known = {one.id: one for sid in sids for one in backup_list.opened_by(vault, sid)}
    return membership.before_leaving(vault, entry.person.mid), tuple(known.values())


def _backup_words(count: int) -> str:
    return "▲ " + ngettext(
        "{n} known backup opens with their passphrase as long as it exists.",
        "{n} known backups open with their passphrase as long as they exist.",
        count,
    ).format(n=count)


def _what_happens(entry: Entry) -> tuple[str, ...]:
    devices = ngettext(
        "At once: {n} keyslot is removed, and the passphrase opens this vault no more.",
        "At once: {n} keyslots are removed, and their passphrases open this vault no more.",
        entry.person.devices,
    ).format(n=entry.person.devices)
    if not entry.parts:
        return (devices,)
    renewed = _(
        "Then these parts get new keys: {parts}. Their databases and attached files are encrypted anew, which takes "
        "a while in a large vault. If the computer stops in between, nothing is lost, and it is finished later."
    ).format(parts=", ".join(entry.parts))
    return devices, renewed
