"""Other roles for a person: a key that is no longer needed is taken at once and renewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from civicdesk.i18n import _
from civicdesk.services import membership
from civicdesk.services.roster import Entry
from ui.people.roles import RoleBoxes
from ui.people.work import Report, WorkDialog, renewing
from ui.pieces import Labelled, Sentence, keep_from_keyboard, primary
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


class ChangeRolesDialog(WorkDialog):
    """The boxes as they are now, and why they become others."""

    def __init__(self, session: Session, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(session, _("Roles of {name}").format(name=entry.name), parent, 600, 620)
        self._entry = entry
        self.is_done = False
        self.roles = RoleBoxes(entry.person.roles)
        self.reason = QLineEdit()
        keep_from_keyboard(self.reason)
        self.change_button = primary(_("C&hange the roles"), self.change)
        self.foot.addWidget(self.change_button)
        self.body.addWidget(
            Sentence(
                _(
                    "What a role opens is a key. A key that is taken away is renewed at once, so that nothing new "
                    "opens with it; what was copied before stays readable for who copied it."
                ),
                "muted",
            )
        )
        self.body.addWidget(self.roles)
        self.body.addLayout(Labelled(_("&Why (goes into the journal)"), self.reason))
        self.body.addStretch(1)
        self.roles.edited.connect(self._look)
        self.roles.boxes["PRG"].setFocus()
        self._look()

    def change(self) -> None:
        """Change them."""
        mid, roles, why = self._entry.person.mid, self.roles.chosen, self.reason.text().strip()

        def work(vault: Vault, report: Report) -> bool:
            return membership.change_roles(vault, mid, roles, reason=why, progress=renewing(report))

        self.work(work, self._done, _("Changing keys…"), self.change_button, self.roles, self.reason)

    def _done(self, done: bool) -> None:
        self.is_done = done
        self.session.changed.emit({"staff_member": frozenset()})
        self.accept()

    def _look(self) -> None:
        chosen = self.roles.chosen
        self.change_button.setEnabled(bool(chosen) and set(chosen) != set(self._entry.person.roles))
