"""What the dialogs that take keys share: said honestly before, done at once, and what is open is listed after."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from civicdesk.i18n import _, ngettext
from civicdesk.services.membership import Left, opened_by_any
from ui import theme
from ui.old_backups import OldBackups
from ui.people.work import Report, WorkDialog
from ui.pieces import Sentence, Stack, keep_from_keyboard
from ui.session import Session
from ui.status import compartment_label

if TYPE_CHECKING:
    from civicdesk.vault.backup_list import KnownBackup
    from civicdesk.vault.vault import Vault


class TakingDialog(WorkDialog):
    """Two steps: `column` holds what is said and asked before, `after` what is still to be done. `left` once done."""

    def __init__(self, session: Session, title: str, parent: QWidget | None, width: int, height: int) -> None:
        super().__init__(session, title, parent, width, height)
        self.left: Left | None = None
        self.reason = QLineEdit()
        keep_from_keyboard(self.reason)
        self.steps, self.before, self.after = Stack(), QWidget(), QWidget()
        self.column, self._open = QVBoxLayout(self.before), QVBoxLayout(self.after)
        for layout in (self.column, self._open):
            layout.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.GAP)
        self.steps.add(self.before)
        self.steps.add(self.after)
        self.body.addWidget(self.steps)
        self.body.addStretch(1)
        self.old = OldBackups(session, self._run, self.banner)
        self.body.insertWidget(1, self.old)
        self.old.changed.connect(self.close_button.setFocus)

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
        self.old.show_backups(left.backups)

    def _run(self, what: Callable[[Vault, Report], Any], done: Callable[[Any], None], words: str) -> None:
        self.work(what, done, words, self.old)

    def add(self, words: str, role: str = "") -> None:
        """A further line under what is open."""
        self._open.addWidget(Sentence(words, role))


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
