"""Changing the passphrase: the old one is needed, the new one is typed twice, and nothing else is touched."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from ui import theme
from ui.pieces import Banner, Sentence, button, primary, row
from ui.session import Session
from ui.tasks import Task, TaskBar
from ui.unlock.choose_passphrase import ChoosePassphrase
from ui.unlock.passphrase import PassphraseField


class ChangePassphraseDialog(QDialog):
    """Old, new, new again; then the same keys are locked with the new one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self.setWindowTitle(_("Change passphrase"))
        self.setMinimumWidth(560)
        self.banner = Banner()
        self.old = PassphraseField(_("&Current passphrase"))
        self.new = ChoosePassphrase()
        self.change_button = primary(_("Change the pass&phrase"), self.change)
        self._keep = button(_("&Keep the current one"), self.reject)
        self._bar = TaskBar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * theme.GAP, 3 * theme.GAP, 3 * theme.GAP, 3 * theme.GAP)
        layout.setSpacing(theme.GAP + theme.HALF)
        for part in (
            Sentence(_("Change passphrase"), "section"),
            Sentence(_("Copies of the vault made before today still open with the current passphrase."), "muted"),
            Sentence(
                _(
                    "If somebody may have seen the current one, an administrator renews the keys afterwards: Vault, "
                    "People and keys, Renew all keys."
                ),
                "muted",
            ),
            self.banner, self.old, self.new, self._bar,
        ):  # fmt: skip
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addLayout(row(1, self._keep, self.change_button))
        self.old.edited.connect(self._look)
        self.new.edited.connect(self._look)
        self.old.line.setFocus()
        session.run(lambda vault: vault.own_words(), self.new.know, owner=self)
        self._look()

    def change(self) -> None:
        """Work out both keys in a thread and write the keyslot anew."""
        if self._bar.is_busy or not self.change_button.isEnabled():
            return
        old, new, vault = self.old.text(), self.new.text(), self._session.vault
        self.banner.hide()
        self._freeze(frozen=True)
        self._task = Task(lambda _report: vault.change_passphrase(old, new), self)
        self._task.done.connect(lambda _result: self.accept())
        self._task.failed.connect(self._failed)
        self._task.broke.connect(self._broke)
        self._bar.follow(
            self._task, _("Working out both keys. This takes a moment on purpose."), can_cancel=False
        )

    def _freeze(self, *, frozen: bool) -> None:
        for part in (self.old, self.new, self.change_button, self._keep):
            part.setEnabled(not frozen)

    def _failed(self, error: CivicDeskError) -> None:
        self._freeze(frozen=False)
        self.banner.show_error(error)
        self.old.line.setFocus()
        self.old.line.selectAll()

    def _broke(self, error: Exception) -> None:
        self.reject()
        self._session.broke.emit(error)

    def _look(self) -> None:
        self.change_button.setEnabled(bool(self.old.text()) and self.new.is_ready)
