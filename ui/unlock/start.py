"""The first page when no vault was named: make one, open one, or bring one back."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import _
from ui import theme
from ui.pieces import Sentence, button, fill
from ui.unlock import honest


class StartPage(QWidget):
    """Three ways in, and the honest words."""

    create_wanted = Signal()
    open_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.open_button = button(_("&Open a vault…"), self.open_wanted.emit, "choice", "vault")
        self.create_button = button(_("&Create a new vault…"), self.create_wanted.emit, "choice", "plus")
        self.restore_button = button(_("&Restore a backup…"), self.restore_wanted.emit, "choice", "again")
        for one in (self.open_button, self.create_button, self.restore_button):
            one.setIconSize(QSize(24, 24))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP + theme.HALF)
        fill(
            layout,
            (
                Sentence(
                    _("A vault is a locked folder that holds your records. It stays on this computer."),
                    "muted",
                ),
                self.open_button,
                self.create_button,
                self.restore_button,
                Sentence(honest.promise() + " " + honest.limit(), "small"),
            ),
        )
