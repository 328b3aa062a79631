"""Locking: after how many minutes, and the second level of panic with everything that has to be read before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _, ngettext
from civicdesk.records.record import SECURITY
from ui import theme
from ui.dialogs.about import Sheet
from ui.pieces import Banner, Labelled, Sentence, button, row, rule
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

MINUTES = (1, 2, 3, 5, 10, 15)
Facts = tuple[bool, bool, bool, str]
"""Whether this person is an administrator, whether level 2 is allowed, whether it is armed here, and which backup."""


class LockingDialog(Sheet):
    """How the vault locks; `idle_chosen` carries minutes."""

    idle_chosen = Signal(int)
    changed = Signal(bool)
    """Whether level 2 is armed now."""

    def __init__(self, session: Session, minutes: int, parent: QWidget | None = None) -> None:
        super().__init__(parent, _("Locking"), 640, 700)
        self._session = session
        self.banner = Banner()
        self.page.addWidget(self.banner)
        self._add_idle(minutes)
        self.page.addWidget(rule())
        self._add_panic()
        self.page.addStretch(1)
        self._look()

    # idle --------------------------------------------------------------------------------------------

    def _add_idle(self, minutes: int) -> None:
        self.minutes = QComboBox()
        for n in MINUTES:
            self.minutes.addItem(ngettext("after {n} minute", "after {n} minutes", n).format(n=n), n)
        holds_security = SECURITY in self._session.vault.compartments
        if not holds_security:
            self.minutes.addItem(_("never"), 0)
        self.minutes.setCurrentIndex(max(self.minutes.findData(minutes), 0))
        self.minutes.activated.connect(lambda at: self.idle_chosen.emit(self.minutes.itemData(at)))
        never = (
            _("You hold the key to security records, so it cannot be switched off.") if holds_security else ""
        )
        self.page.addLayout(Labelled(_("&Lock when nobody is at work"), self.minutes, never))
        self.page.addWidget(
            Sentence(
                _(
                    "Ctrl+L locks at once, asking nothing. The vault also locks when the screen is locked, the "
                    "computer sleeps or another user comes to the front. What is typed and not saved comes back."
                ),
                "small",
            )
        )

    # panic -------------------------------------------------------------------------------------------

    def _add_panic(self) -> None:
        from civicdesk.vault import panic

        self.page.addWidget(Sentence(_("Panic"), "section"))
        self.page.addWidget(
            Sentence(_("Level 1: hold Ctrl+Shift+F12 for a second. The vault locks, whatever is going on."))
        )
        self.page.addWidget(
            Sentence(
                _(
                    "Level 2: tap Ctrl+Shift+F12 once, then hold it for a second. What opens the vault on this "
                    "computer is destroyed. It does nothing more than level 1 unless it is armed here."
                )
            )
        )
        for words in panic.limits():
            self.page.addWidget(Sentence(f"▲ {words}", "warning"))
        self.state = Sentence("", "label")
        self.read = QCheckBox(_("I have &read this, and my lawyer has answered"))
        self.away = QCheckBox(_("The &verified backup is in another place, not in this building"))
        self.allow_button = button("", self._allow)
        self.arm_button = button("", self._arm, "dangerous")
        for box in (self.read, self.away):
            box.toggled.connect(lambda _on: self._ready())
        for part in (self.state, self.read, self.away):
            self.page.addWidget(part)
        self.page.addLayout(row(self.allow_button, self.arm_button, 1))
        self._facts: Facts = (False, False, False, "")
        self._tell(self._facts)

    def _look(self) -> None:
        self._session.run(_facts, self._tell, self.banner.show_error, owner=self)

    def _tell(self, facts: Facts) -> None:
        self._facts = facts
        self.changed.emit(facts[2])
        administrator, allowed, armed, backup = facts
        if armed:
            self.state.say(_("■ Level 2 is armed on this computer."))
        elif allowed:
            self.state.say(
                _("● Level 2 is allowed in this vault and not armed on this computer.") + " " + backup
            )
        else:
            self.state.say(_("● Level 2 is not allowed in this vault."))
        theme.give_role(self.state, "danger" if armed else "label")
        self.allow_button.setText(_("&Forbid level 2") if allowed else _("&Allow level 2 in this vault"))
        self.allow_button.setVisible(administrator)
        self.arm_button.setText(_("&Disarm") if armed else _("Ar&m on this computer"))
        self.arm_button.setVisible(allowed)
        for box in (self.read, self.away):
            box.setVisible(allowed and not armed)
        self._ready()

    def _ready(self) -> None:
        armed = self._facts[2]
        self.arm_button.setEnabled(armed or (self.read.isChecked() and self.away.isChecked()))

    def _allow(self) -> None:
        from civicdesk.vault import panic

        allowed = not self._facts[1]
        self._do(lambda vault: panic.allow(vault, allowed=allowed))

    def _arm(self) -> None:
        from civicdesk.vault import panic

        self._do(panic.disarm if self._facts[2] else panic.arm)

    def _do(self, work: Callable[[Vault], None]) -> None:
        self.banner.hide()
        self._session.act(work, lambda _nothing: self._look(), self._refused, owner=self)

    def _refused(self, error: CivicDeskError) -> None:
        self.banner.show_error(error)
        self._look()


def _facts(vault: Vault) -> Facts:
    from civicdesk.vault import panic
    from civicdesk.vault.administration import is_administrator
    from civicdesk.vault.backup_list import age

    return (
        is_administrator(vault.opened),
        panic.is_allowed(vault),
        panic.is_armed(vault),
        age(vault).words + ".",
    )
