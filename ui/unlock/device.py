"""Switching the key of this computer on and off, with honest words about what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.vault import device
from ui import theme
from ui.pieces import Banner, Sentence, button, primary, row
from ui.session import Session
from ui.tasks import Task, TaskBar
from ui.unlock.passphrase import PassphraseField

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


@dataclass(frozen=True)
class Standing:
    """How things stand: switched on, possible here, recovery tested today."""

    is_on: bool
    is_available: bool
    is_rehearsed: bool


class DeviceDialog(QDialog):
    """One passphrase, one button; what is in the way is said before anything is typed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self._standing: Standing | None = None
        self.setWindowTitle(_("Key of this computer"))
        self.setMinimumWidth(560)
        self.banner = Banner()
        self.state = Sentence("", "label")
        self.passphrase = PassphraseField(_("&Passphrase"))
        self.switch_button = primary("", self.switch)
        self.close_button = button(_("&Close"), self.reject)
        self.bar = TaskBar()
        self._lay_out()
        self.passphrase.edited.connect(self._look)
        self._ask()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * theme.GAP, 3 * theme.GAP, 3 * theme.GAP, 3 * theme.GAP)
        layout.setSpacing(theme.GAP + theme.HALF)
        layout.addWidget(Sentence(_("Key of this computer"), "section"))
        for words in _worth():
            layout.addWidget(Sentence(words))
        for part in (self.banner, self.state, self.passphrase, self.bar):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addLayout(row(1, self.close_button, self.switch_button))

    def _ask(self) -> None:
        """The system's store may take a moment to answer."""
        vault = self._session.vault
        self._freeze(frozen=True)
        self.state.say(_("Looking whether this computer can keep a key…"))
        look = self._session.beside(lambda _report: standing(vault))
        self._task = Task(look, self)
        self._task.done.connect(self._show)
        self._task.failed.connect(self._failed)
        self._task.broke.connect(self._broke)
        self._task.start()

    def _show(self, found: Standing) -> None:
        self._standing = found
        self.switch_button.setText(_("Switch it o&ff") if found.is_on else _("Switch it &on"))
        self.state.say(_said(found))
        self._freeze(frozen=False)
        self.passphrase.setVisible(self._can_switch)
        self.switch_button.setVisible(self._can_switch)
        if self._can_switch:
            self.passphrase.line.setFocus()
        else:
            self.close_button.setFocus()

    @property
    def _can_switch(self) -> bool:
        found = self._standing
        return found is not None and (found.is_on or (found.is_available and found.is_rehearsed))

    def switch(self) -> None:
        """Work out the key and write the keyslot anew, in a thread."""
        if self.bar.is_busy or self._standing is None or not self.switch_button.isEnabled():
            return
        typed, vault = self.passphrase.text(), self._session.vault
        change = device.disable if self._standing.is_on else device.enable
        self.banner.hide()
        self._freeze(frozen=True)
        self._task = Task(lambda _report: change(vault, typed), self)
        self._task.done.connect(self._switched)
        self._task.failed.connect(self._failed)
        self._task.broke.connect(self._broke)
        self.bar.follow(
            self._task, _("Working out the key. This takes a moment on purpose."), can_cancel=False
        )

    def _switched(self, _nothing: object) -> None:
        was_on = self._standing is not None and self._standing.is_on
        self.passphrase.clear()
        self.banner.say(
            _("From now on the passphrase opens alone.")
            if was_on
            else _("From now on your passphrase opens the vault on this computer only."),
            "good",
            _("Copies and backups made before today open as they did."),
        )
        self._ask()

    def _freeze(self, *, frozen: bool) -> None:
        for part in (self.passphrase, self.switch_button, self.close_button):
            part.setEnabled(not frozen)
        if not frozen:
            self._look()

    def _failed(self, error: CivicDeskError) -> None:
        self._freeze(frozen=False)
        self.banner.show_error(error)
        self.passphrase.line.setFocus()
        self.passphrase.line.selectAll()

    def _broke(self, error: Exception) -> None:
        self.reject()
        self._session.broke.emit(error)

    def _look(self) -> None:
        self.switch_button.setEnabled(bool(self.passphrase.text()))


def standing(vault: Vault) -> Standing:
    """Look at the keyslot, at this computer and at the recovery keys."""
    return Standing(device.is_on(vault), device.is_available(), device.rehearsed_today(vault))


def _worth() -> tuple[str, ...]:
    """What it helps against, what it does not, and what it costs."""
    return (
        _(
            "This computer can keep a key of its own. Your passphrase then opens the vault only together with it."
        ),
        _("It helps when somebody copied the vault and saw you type the passphrase."),
        _(
            "It does not help when the whole computer is taken and its own password is known or weak, nor against "
            "software that runs under your account."
        ),
        _(
            "If this computer breaks or its account is set up anew, the key is gone, and only a recovery key opens "
            "your access again. So recovery must have been tested on the day you switch this on."
        ),
    )


def _said(found: Standing) -> str:
    if found.is_on:
        return _("It is on.")
    if not found.is_available:
        return device.NoDeviceStore().sentence
    if not found.is_rehearsed:
        return str(device.RehearsalNeeded())
    return _("It is off.")
