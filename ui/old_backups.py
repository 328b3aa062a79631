"""Backups that open with keys which were taken away: listed, deleted where they lie, or said to be destroyed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.vault import backup_list, generations
from ui import theme
from ui.dialogs.chooser import choose_folder
from ui.flow import FlowLayout
from ui.pieces import Banner, Sentence, button
from ui.read_only import guard
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.backup_list import KnownBackup
    from civicdesk.vault.generations import Generation
    from civicdesk.vault.vault import Vault

Report = Callable[..., None]
Run = Callable[[Callable[["Vault", Report], Any], Callable[[Any], None], str], None]
"""Does the work in a thread of its own, says what failed, and hands on what came of it."""


class OldBackups(QWidget):
    """Shown while there is one. `run` and `banner` are those of the page or dialog that it stands in."""

    changed = Signal()
    """Some are gone."""

    def __init__(self, session: Session, run: Run, banner: Banner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._run, self._banner = session, run, banner
        self.listed: dict[str, Sentence] = {}
        self.delete_button = button(_("&Delete those in a folder…"), self.delete)
        self.forget_button = button(_("These backups &are destroyed"), self.forget)
        self._lines, buttons = QVBoxLayout(), FlowLayout(spacing=theme.GAP)
        self._lines.setSpacing(theme.GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(Sentence(_("Backups that still open with keys that were taken away"), "section"))
        column.addWidget(Sentence(_("Find them and destroy them, or keep in mind that they exist.")))
        column.addLayout(self._lines)
        for one in (self.delete_button, self.forget_button):
            buttons.addWidget(one)
        column.addLayout(buttons)
        guard(session, self.delete_button, self.forget_button)
        self.hide()

    def show_backups(self, backups: Iterable[KnownBackup]) -> None:
        """These and no others."""
        for line in self.listed.values():
            line.hide()
            line.deleteLater()
        self.listed = {}
        for one in backups:
            line = Sentence(f"● {one.at[:10]}  ·  {one.medium}  ·  {one.file}")
            self.listed[one.id] = line
            self._lines.addWidget(line)
        self.setVisible(bool(self.listed))

    def delete(self) -> None:
        """Delete those of them that lie in a folder which the person chooses."""
        folder = choose_folder(self)
        if folder is None:
            return
        ids = frozenset(self.listed)

        def work(vault: Vault, _report: Report) -> tuple[Generation, ...]:
            return generations.delete_known(vault, folder, ids)

        self._run(work, self._deleted, _("Deleting…"))

    def _deleted(self, gone: tuple[Generation, ...]) -> None:
        if not gone:
            self._banner.say(_("None of these backups lies in this folder."), "note")
            return
        words = _("Deleted: {files}. The disk may still keep traces of them.")
        self._banner.say(words.format(files=", ".join(one.path.name for one in gone)), "good")
        self._without(one.id for one in gone)

    def forget(self) -> None:
        """The person says that they destroyed them: the list of known backups no longer names them."""
        ids = tuple(self.listed)
        self._session.act(
            lambda vault: backup_list.forget(vault, ids),
            lambda _nothing: self._without(ids),
            self._banner.show_error,
            owner=self,
        )

    def _without(self, ids: Iterable[str]) -> None:
        for one in ids:
            line = self.listed.pop(one, None)
            if line is not None:
                line.hide()
        self.setVisible(bool(self.listed))
        self.changed.emit()
