"""Opening a vault: the passphrase, the wait while the key is worked out, and every failure as its sentence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from civicdesk.errors import CivicDeskError, WrongPassphrase
from civicdesk.i18n import _
from ui.pieces import Banner, Sentence, button, column, primary, row
from ui.tasks import Task, TaskBar
from ui.unlock.passphrase import PassphraseField

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


class OpenPage(QWidget):
    """Unlocks one vault. The window stays alive while Argon2id works in a thread."""

    opened = Signal(object)
    broke = Signal(object)
    elsewhere = Signal()
    join_wanted = Signal(object)
    """Somebody without a key wants to ask for one to the vault at this path."""
    forgotten = Signal(object)
    """The passphrase of the vault at this path is lost: its recovery sheets are to be asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._path = Path()
        self._task: Task | None = None
        self._was_typed = False
        self.heading = Sentence("", "section")
        self.banner = Banner()
        self.passphrase = PassphraseField(_("&Passphrase"))
        self.passphrase.entered.connect(self.unlock)
        self.passphrase.edited.connect(self._look)
        self.unlock_button = primary(_("&Unlock"), self.unlock)
        self._bar = TaskBar()
        layout = column(self, self.heading, self.banner, self.passphrase, self._bar)
        layout.addLayout(
            row(button(_("&Another vault…"), self.elsewhere.emit, "quiet"), 1, self.unlock_button)
        )
        forgotten = button(_("I &cannot remember my passphrase"), self._forgot, "quiet")
        join = button(_("&Join this vault…"), lambda: self.join_wanted.emit(self._path), "quiet")
        layout.addLayout(row(forgotten, 1, join))
        self._look()

    def ask_for(self, path: Path) -> None:
        """Ask for the passphrase of this vault."""
        self._path = path
        self.heading.say(path.stem)
        self.banner.hide()
        self.passphrase.clear()
        self.passphrase.line.setFocus()

    @property
    def holds_secret(self) -> bool:
        """Whether a passphrase was typed here, is being worked out, or has been and lies in memory still."""
        return self._was_typed

    def _forgot(self) -> None:
        if not self._bar.is_busy:
            self.forgotten.emit(self._path)

    def unlock(self) -> None:
        """Work out the key and open, in a thread."""
        if self._bar.is_busy or not self.passphrase.text():
            return
        path, typed = self._path, self.passphrase.text()
        self.banner.hide()
        self.passphrase.setEnabled(False)
        self.unlock_button.setEnabled(False)
        self._task = Task(lambda _report: open_vault(path, typed), self)
        self._task.done.connect(self._opened)
        self._task.failed.connect(self._failed)
        self._task.broke.connect(self._broke)
        self._bar.follow(
            self._task, _("Working out the key. This takes a moment on purpose."), can_cancel=False
        )

    def _opened(self, vault: Vault) -> None:
        self.passphrase.clear()
        self.opened.emit(vault)

    def _failed(self, error: CivicDeskError) -> None:
        self.banner.show_error(error)
        self._again(keep=isinstance(error, WrongPassphrase))

    def _broke(self, error: Exception) -> None:
        self._again(keep=True)
        self.broke.emit(error)

    def _again(self, *, keep: bool) -> None:
        self.passphrase.setEnabled(True)
        if not keep:
            self.passphrase.clear()
        self.passphrase.line.setFocus()
        self.passphrase.line.selectAll()
        self._look()

    def _look(self) -> None:
        self._was_typed = self._was_typed or bool(self.passphrase.text())
        self.unlock_button.setEnabled(bool(self.passphrase.text()) and not self._bar.is_busy)


def open_vault(path: Path, passphrase: str) -> Vault:
    """Open it; the store is imported here, in the thread, not before the window is on screen."""
    from civicdesk.vault import ballast
    from civicdesk.vault.vault import Vault

    vault = Vault.open(path, passphrase)
    ballast.keep(path)
    return vault
