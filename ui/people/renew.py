"""New keys for everything, because somebody may have seen a passphrase or got hold of a computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from civicdesk.i18n import _
from civicdesk.services import agreement
from ui.people.work import Report, WorkDialog, renewing
from ui.pieces import Labelled, Sentence, keep_from_keyboard, primary
from ui.session import Session
from ui.status import compartment_label

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


class RenewDialog(WorkDialog):
    """Accepted when it is done; `left` are the parts that this person has no key to."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, _("Renew all keys"), parent, 560, 460)
        self.left: tuple[str, ...] = ()
        self.why = QLineEdit()
        self.why.setMaxLength(200)
        keep_from_keyboard(self.why)
        self.renew_button = primary(_("&Renew the keys"), self.renew)
        self.foot.addWidget(self.renew_button)
        for words in (
            _(
                "Do this when somebody may have seen a passphrase, or a computer with the vault was taken or lost. "
                "Whoever it was changes their passphrase first."
            ),
            _("What is written from now on opens with the new keys alone. Everybody keeps their passphrase."),
            _(
                "Copies and backups made before today still open with the passphrases of then: nothing can change that."
            ),
            _("It takes a while in a large vault. If the computer stops in between, it is finished later."),
        ):
            self.body.addWidget(Sentence(words))
        self.body.addLayout(Labelled(_("&Why, for the journal"), self.why))
        self.body.addStretch(1)

    def renew(self) -> None:
        """New keys for every part that can be opened here."""
        why = self.why.text().strip()

        def work(vault: Vault, report: Report) -> tuple[str, ...]:
            return agreement.renew_all(vault, why, renewing(report))

        self.work(work, self._renewed, _("Renewing keys…"), self.renew_button, self.why)

    def _renewed(self, left: tuple[str, ...]) -> None:
        self.left = left
        self.accept()

    @property
    def said(self) -> str:
        """What was done, for the page behind."""
        if not self.left:
            return _("Every key is renewed.")
        parts = ", ".join(compartment_label(kind) for kind in self.left)
        return _("Every key that you have is renewed. Others have to renew: {parts}.").format(parts=parts)
