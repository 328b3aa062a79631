"""What the dialogs that take keys share: said honestly before, done at once, and what is open is listed after."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from civicdesk.i18n import _, ngettext
from civicdesk.services.membership import Left, opened_by_any
from civicdesk.vault import backup_list, generations
from ui import theme
from ui.dialogs.chooser import choose_folder
from ui.people.work import Report, WorkDialog
from ui.pieces import Sentence, Stack, button, keep_from_keyboard
from ui.session import Session
from ui.status import compartment_label

if TYPE_CHECKING:
    from civicdesk.vault.backup_list import KnownBackup
    from civicdesk.vault.generations import Generation
    from civicdesk.vault.vault import Vault


class TakingDialog(WorkDialog):
    """Two steps: `column` holds what is said and asked before, `after` what is still to be done. `left` once done."""

    def __init__(self, session: Session, title: str, parent: QWidget | None, width: int, height: int) -> None:
        super().__init__(session, title, parent, width, height)
        self.left: Left | None = None
        self.reason = QLineEdit()
        keep_from_keyboard(self.reason)
        self.delete_button = button(_("&Delete those in a folder…"), self._delete)
        self.forget_button = button(_("These backups &are destroyed"), self._forget)
        self._listed: dict[str, Sentence] = {}
        self.steps, self.before, self.after = Stack(), QWidget(), QWidget()
        self.column, self._open = QVBoxLayout(self.before), QVBoxLayout(self.after)
        for layout in (self.column, self._open):
            layout.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.GAP)
        self.steps.add(self.before)
        self.steps.add(self.after)
        self.body.addWidget(self.steps)
        self.body.addStretch(1)
        for place, one in enumerate((self.delete_button, self.forget_button)):
            self.foot.insertWidget(place, one)
            one.hide()

    def show_left(self, left: Left, heading: str, words: str) -> None:
        """The second step: it is done, what that cannot do, and what is still open."""
        self.left = left
        self.steps.show_page(self.after)
        self.close_button.setText(_("&Close"))
        self.close_button.setFocus()
        self.heading.say(heading)
        self.banner.say(words, "warning" if left.due else "good")
        if left.due:
            parts = ", ".join(compartment_label(kind) for kind in left.due)
            self.add(
                "▲ "
                + _(
                    "Still to be renewed, by an administrator who can open them: {parts}. Until then, who has a "
                    "copy of these keys could read what is written there."
                ).format(parts=parts),
                "warning",
            )
        if left.still_open:
            self.add(_("Still to be done"), "section")
        for sentence in left.still_open:
            self.add(f"● {sentence}")
        if left.backups:
            self.add(_("Backups that still open with the old passphrase"), "section")
            self.add(_("Find them and destroy them, or keep in mind that they exist."))
            for one in left.backups:
                self._listed[one.id] = self.add(f"● {one.at[:10]}  ·  {one.medium}  ·  {one.file}")
        self._offer_backups()

    def add(self, words: str, role: str = "") -> Sentence:
        """A further line under what is open."""
        line = Sentence(words, role)
        self._open.addWidget(line)
        return line

    def _delete(self) -> None:
        """Delete those of them that lie in a folder which the person chooses."""
        folder = choose_folder(self)
        if folder is None:
            return
        ids = frozenset(self._listed)

        def work(vault: Vault, _report: Report) -> tuple[Generation, ...]:
            return generations.delete_known(vault, folder, ids)

        self.work(work, self._deleted, _("Deleting…"), self.delete_button, self.forget_button)

    def _deleted(self, gone: tuple[Generation, ...]) -> None:
        if not gone:
            self.banner.say(_("None of these backups lies in this folder."), "note")
            return
        for one in gone:
            self._listed.pop(one.id).hide()
        words = _("Deleted: {files}. The disk may still keep traces of them.")
        self.banner.say(words.format(files=", ".join(one.path.name for one in gone)), "good")
        self._offer_backups()

    def _forget(self) -> None:
        """The person says that they destroyed them: the list of known backups no longer names them."""
        ids = tuple(self._listed)

        def done(_nothing: object) -> None:
            self._listed.clear()
            self._offer_backups()

        self.session.act(lambda vault: backup_list.forget(vault, ids), done, self.failed, owner=self)

    def _offer_backups(self) -> None:
        """The buttons about backups, as long as one is listed."""
        for one in (self.delete_button, self.forget_button):
            one.setVisible(bool(self._listed))
        if not self._listed:
            self.close_button.setFocus()


def backup_words(vault: Vault, sids: Collection[str]) -> str:
    """How many known backups open with the passphrase of these keyslots; "" where none does."""
    known: tuple[KnownBackup, ...] = opened_by_any(vault, sids)
    if not known:
        return ""
    return "▲ " + ngettext(
        "{n} known backup opens with their passphrase as long as it exists.",
        "{n} known backups open with their passphrase as long as they exist.",
        len(known),
    ).format(n=len(known))


def renewal_words(parts: Collection[str]) -> str:
    """What the renewal of these parts is, and that it may take a while."""
    return _(
        "Then these parts get new keys: {parts}. Their databases and attached files are encrypted anew, which takes "
        "a while in a large vault. If the computer stops in between, nothing is lost, and it is finished later."
    ).format(parts=", ".join(parts))
