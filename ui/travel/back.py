"""Bringing a trip home: its passphrase, and one look into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from civicdesk.i18n import _
from ui.people.work import Report, WorkDialog
from ui.pieces import Sentence, primary
from ui.session import Session
from ui.unlock.passphrase import PassphraseField

if TYPE_CHECKING:
    from civicdesk.vault.transaction import Changes
    from civicdesk.vault.vault import Vault


@dataclass(frozen=True)
class Home:
    """What came home, and how many fields have to be decided."""

    new: int
    changed: int
    to_decide: int
    changes: Changes


class TravelBackDialog(WorkDialog):
    """Accepted when the trip is home; `home` says what came of it."""

    def __init__(self, session: Session, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(session, _("Bring a trip home"), parent, 560, 360)
        self._path = path
        self.home: Home | None = None
        self.passphrase = PassphraseField(_("&Passphrase of the travel copy"))
        self.bring_button = primary(_("&Bring it home"), self.bring)
        self.body.addWidget(Sentence(str(path), "small"))
        self.body.addWidget(self.passphrase)
        self.body.addWidget(
            Sentence(
                _(
                    "What was written on the trip is saved here, field by field. Where a field was changed here as "
                    "well, what stands here is kept and you see both. The travel copy itself is not changed: delete "
                    "it when you have looked at everything."
                )
            )
        )
        self.body.addStretch(1)
        self.foot.addWidget(self.bring_button)
        self.passphrase.edited.connect(self._look)
        self.passphrase.entered.connect(self.bring)
        self.passphrase.line.setFocus()
        self._look("")

    def bring(self) -> None:
        """Open it, take over what is new, close it."""
        path, text = self._path, self.passphrase.text()
        if not text:
            return

        def work(vault: Vault, _report: Report) -> Home:
            return bring_home(vault, path, text)

        self.work(work, self._brought, _("Opening the travel copy…"), self.bring_button, self.passphrase)

    def _brought(self, home: Home) -> None:
        self.passphrase.clear()
        self.home = home
        self.accept()

    def _look(self, text: str) -> None:
        self.bring_button.setEnabled(bool(text))


def bring_home(vault: Vault, path: Path, text: str) -> Home:
    """Bring the trip at `path` into this vault; for a thread."""
    from civicdesk.services.travel_back import back
    from civicdesk.vault.vault import Vault

    trip = Vault.open(path, text)
    try:
        came = back(vault, trip)
        changes = vault.last_changes
    finally:
        trip.close()
    return Home(came.new, came.changed, len(came.conflicts), changes)
