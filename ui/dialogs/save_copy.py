"""Saving a copy of a file outside the vault: what that means, why, the passphrase, then where to."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from civicdesk.documents.file_copy import copy_out
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.records.values import Attachment
from civicdesk.vault.placing import PlaceSynchronised
from ui import theme
from ui.dialogs.chooser import choose_file_to_save
from ui.pieces import Banner, Labelled, Sentence, button, give_size, primary, row
from ui.place_reason import PlaceReason
from ui.session import Session
from ui.tasks import Task, TaskBar
from ui.unlock.passphrase import PassphraseField


class SaveCopyDialog(QDialog):
    """Asks once more who is there; the journal keeps the reason, and what happens outside cannot be taken back."""

    def __init__(
        self, session: Session, about: tuple[str, str], file: Attachment, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Save a copy outside the vault"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._about, self.file = session, about, file
        give_size(self, 560, 400)
        self.banner, self.bar = Banner(), TaskBar()
        self.reason = QLineEdit()
        self.reason.setMaxLength(160)
        self.passphrase = PassphraseField(_("Your &passphrase"))
        self.place_reason = PlaceReason(PlaceSynchronised())
        self.save_button = primary(_("Choose &where …"), self.choose)
        self.close_button = button(_("&Cancel"), self.reject)
        self._build()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        layout.setSpacing(theme.GAP)
        layout.addWidget(Sentence(self.file.name, "label"))
        self.warning = Sentence(
            _(
                "The copy is not encrypted. Whoever has this computer or disk can read it, and the system will "
                "remember it: in small preview pictures, in lists of recent files, in its search. "
                "Deleting the copy later does not take all of that away."
            )
        )
        layout.addWidget(self.warning)
        layout.addWidget(self.banner)
        layout.addLayout(
            Labelled(_("What is the copy &for?"), self.reason, _("The journal of the record keeps this."))
        )
        layout.addWidget(self.passphrase)
        layout.addWidget(self.place_reason)
        layout.addStretch(1)
        layout.addWidget(self.bar)
        layout.addLayout(row(1, self.close_button, self.save_button))
        self.reason.textChanged.connect(self._look)
        self.passphrase.edited.connect(self._look)
        if not self._about[1]:
            self.banner.say(_("Save the record first: the copy is written into its journal."), "warning")
        self._look()

    def _look(self) -> None:
        ready = (
            self.reason.text().strip() and self.passphrase.text() and self._about[1] and not self.bar.is_busy
        )
        self.save_button.setEnabled(bool(ready))

    def choose(self) -> None:
        """Ask where, and save."""
        suffix = Path(self.file.name).suffix.casefold()
        if path := choose_file_to_save(self, self.file.name, suffix):
            self.save(path)

    def save(self, path: Path) -> None:
        """Check the passphrase, write the line in the journal, then the copy; ask first why it must be this folder,
        where a sync program copies it away.
        """
        self.place_reason.look_at(path.parent)
        if complaint := self.place_reason.complaint:
            again = (_("Save it &there"), partial(self.save, path))
            self.banner.say(_("Nothing was saved yet."), "warning", complaint, again)
            self.place_reason.line.setFocus()
            return
        vault, about, file = self._session.vault, self._about, self.file
        reason, passphrase = self.reason.text(), self.passphrase.text()
        away = self.place_reason.text

        def work(report: object) -> None:
            def told(done: int, total: int) -> None:
                report(done // 1024, total // 1024)  # type: ignore[operator]

            copy_out(
                vault, about, file, path,
                passphrase=passphrase, reason=reason, place_reason=away, progress=told,
            )  # fmt: skip

        self.save_button.setEnabled(False)
        task = Task(self._session.beside(work), self)
        task.done.connect(lambda _nothing: self._saved())
        task.failed.connect(self._failed)
        task.broke.connect(self._session.broke)
        task.ended.connect(self._look)
        self.bar.follow(task, _("Saving …"))

    def _saved(self) -> None:
        self.passphrase.clear()
        self.banner.say(_("The copy is saved."), "good")
        self.save_button.hide()
        self.close_button.setText(_("&Close"))

    def _failed(self, error: CivicDeskError) -> None:
        self.passphrase.clear()
        self.banner.show_error(error)
        self.passphrase.setFocus()
