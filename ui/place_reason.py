"""Why something has to go into a folder that a sync program copies away: asked only where one is known to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.synchronised import is_synchronised
from civicdesk.vault.placing import SHORTEST_REASON
from ui import theme
from ui.pieces import Labelled, Sentence


class PlaceReason(QWidget):
    """What the folder may do, and a line for the reason; hidden where no sync program is known."""

    edited = Signal()

    def __init__(self, refusal: CivicDeskError) -> None:
        """`refusal`: what would be said without a reason."""
        super().__init__()
        self.line = QLineEdit()
        self.line.setMaxLength(200)
        self.line.textChanged.connect(lambda _text: self.edited.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.HALF)
        layout.addWidget(Sentence(f"▲ {refusal}", "warning"))
        help_text = _("The vault's journal keeps it under your name.")
        layout.addLayout(Labelled(_("Wh&y it has to be this folder all the same"), self.line, help_text))
        self.hide()

    @property
    def text(self) -> str:
        """The reason that was written; "" where none is asked for."""
        return "" if self.isHidden() else self.line.text().strip()

    @property
    def complaint(self) -> str:
        """What is still missing; "" where nothing is."""
        if self.isHidden() or len(self.text) >= SHORTEST_REASON:
            return ""
        return _("Write why it has to be this folder, or choose another one.")

    def look_at(self, folder: Path) -> None:
        """Ask if a sync program is known to copy this folder."""
        self.ask(needed=is_synchronised(folder))

    def ask(self, *, needed: bool) -> None:
        """Ask, or do not."""
        self.setVisible(needed)
        self.edited.emit()
